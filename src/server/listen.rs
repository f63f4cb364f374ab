//! A listener: accepts connections, bounds what they may take, and ends gracefully.
//!
//! Invariant: everything that a client can drag out has a limit in [`Limits`], and a request that was begun before the
//! stop is answered, unless that takes longer than the drain. Silent clients never keep others out. axum's own `serve`
//! limits neither heads nor connections.

use std::{future::Future, pin::pin, sync::Arc, time::Duration};

use axum::Router;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Notify, OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
    time,
};

use super::connection;

/// How much clients may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at a time. One more takes the place of the one whose client has been silent for longest; while
    /// we are at work on all of them, it waits.
    pub connections_max: usize,
    /// From the first byte of a request, or from the connection, to the end of its headers.
    pub head: Duration,
    /// From the end of the headers to the end of the body.
    pub body: Duration,
    /// From the end of the body to our answer. The server answers far sooner; this ends what hangs.
    pub answer: Duration,
    /// Between two requests. Longer than proxies keep connections (60 s as a rule), so that they close first: a
    /// request that crosses our closing would be lost.
    pub idle: Duration,
    /// From the stop until connections are cut.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections_max: 1024,
            head: Duration::from_secs(5),
            body: Duration::from_secs(5),
            answer: Duration::from_secs(30),
            idle: Duration::from_secs(75),
            drain: Duration::from_secs(10),
        }
    }
}

/// How serving ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drained {
    /// Connections that were still busy at the end of the drain, and were cut.
    pub cut: usize,
}

/// Serves `router` on `listener` until `stop` is ready, with the usual limits; then finishes what was begun.
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) -> Drained {
    serve_within(Limits::default(), listener, router, stop).await
}

/// As [`serve`], with limits of one's own.
pub async fn serve_within(
    limits: Limits,
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()>,
) -> Drained {
    let (stopping, stopped) = watch::channel(false);
    let crowded = Arc::new(Notify::new());
    let mut connections = Connections { open: JoinSet::new(), router, limits, stopped, crowded };
    let permits = Arc::new(Semaphore::new(limits.connections_max));
    let mut stop = pin!(stop);
    loop {
        connections.reap();
        let accepted = tokio::select! {
            biased;
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        let stream = match accepted {
            Ok((stream, _peer)) => stream,
            Err(error) => {
                // Out of descriptors, as a rule: connections that end make room.
                tracing::warn!(%error, "could not accept a connection");
                time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let permit = tokio::select! {
            biased;
            () = &mut stop => {
                connections.open(stream, None);
                break;
            }
            permit = connections.room(&permits) => permit,
        };
        connections.open(stream, permit);
    }
    while let Some(stream) = waiting(&listener).await {
        connections.open(stream, None);
    }
    drop(listener);
    stopping.send_replace(true);
    connections.drain().await
}

/// A connection that the kernel has accepted for us; its client may have sent a request already.
async fn waiting(listener: &TcpListener) -> Option<TcpStream> {
    tokio::task::yield_now().await;
    tokio::select! {
        biased;
        accepted = listener.accept() => accepted.ok().map(|(stream, _peer)| stream),
        () = std::future::ready(()) => None,
    }
}

struct Connections {
    open: JoinSet<()>,
    router: Router,
    limits: Limits,
    stopped: watch::Receiver<bool>,
    /// Tells the connection whose client has been silent for longest to make room.
    crowded: Arc<Notify>,
}

impl Connections {
    /// Room for one more connection.
    async fn room(&self, permits: &Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
        if permits.available_permits() == 0 {
            self.crowded.notify_one();
        }
        let permit = Arc::clone(permits).acquire_owned().await.ok();
        // Room may have come otherwise: then nobody has to make any, least of all the one that it is for.
        tokio::select! {
            biased;
            () = self.crowded.notified() => {}
            () = std::future::ready(()) => {}
        }
        permit
    }

    /// Serves a connection; `permit` is given back at its end.
    fn open(&mut self, stream: TcpStream, permit: Option<OwnedSemaphorePermit>) {
        // Answers are one small write each: waiting for more to send only delays them.
        let _ = stream.set_nodelay(true);
        let (router, limits, stopped) = (self.router.clone(), self.limits, self.stopped.clone());
        let crowded = Arc::clone(&self.crowded);
        self.open.spawn(async move {
            connection::run(stream, router, limits, (stopped, &crowded)).await;
            drop(permit);
        });
    }

    /// Forgets connections that have ended.
    fn reap(&mut self) {
        while self.open.try_join_next().is_some() {}
    }

    async fn drain(mut self) -> Drained {
        let all = async { while self.open.join_next().await.is_some() {} };
        let _ = time::timeout(self.limits.drain, all).await;
        self.reap();
        let cut = self.open.len();
        self.open.shutdown().await;
        Drained { cut }
    }
}
