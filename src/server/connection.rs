//! One connection: which phase of a request it is in, and how long that phase may last.
//!
//! Invariant: after the stop, a connection ends as soon as no request is under way on it, and never before.

use std::{
    convert::Infallible,
    future::{Future, poll_fn},
    io,
    pin::{Pin, pin},
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::{Router, body::Bytes, extract::Request, response::Response};
use hyper::{
    body::{Body, Frame, Incoming, SizeHint},
    server::conn::http1,
    service::Service,
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::{Notify, watch},
    time::{self, Instant},
};
use tower::ServiceExt;

use super::listen::Limits;

/// Largest head of a request, in bytes.
const HEAD_BYTES_MAX: usize = 64 << 10;

/// How long after the stop a connection may still be silent before its first request: one that the kernel has just
/// handed over has its request on the way.
const LAST_CALL: Duration = Duration::from_millis(200);

/// How long a client must have been silent before it is told to make room: a new one has its request on the way.
const SILENT_MIN: Duration = Duration::from_millis(250);

/// Where a connection is in its requests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Phase {
    /// Nothing has come yet.
    #[default]
    New,
    /// A request has begun.
    Head,
    /// Its headers are here, and its body is not.
    Body,
    /// It is here, and we are at work on it.
    Answering,
    /// It has been answered.
    Idle,
}

impl Phase {
    const fn limit(self, limits: &Limits) -> Duration {
        match self {
            Self::New | Self::Head => limits.head,
            Self::Body => limits.body,
            Self::Answering => limits.answer,
            Self::Idle => limits.idle,
        }
    }
}

/// A phase, and how many came before it: a whole request may pass within one poll, and ends where it began.
type Counted = (Phase, u64);

/// The phase, shared by the stream, the service and the bodies of one connection.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Counted>>);

impl Shared {
    fn get(&self) -> Counted {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves on to `next`, if it is in one of `from`.
    fn advance(&self, from: &[Phase], next: Phase) {
        let mut phase = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if from.contains(&phase.0) {
            *phase = (next, phase.1.wrapping_add(1));
        }
    }
}

/// Serves one connection until it ends, a limit is reached, it is told to make room while its client is to send, or
/// it is done after the stop.
pub async fn run(
    stream: TcpStream,
    router: Router,
    limits: Limits,
    (mut stopped, crowded): (watch::Receiver<bool>, &Notify),
) {
    let shared = Shared::default();
    let io = TokioIo::new(Stream { stream, phase: shared.clone() });
    let service = Phased { router, phase: shared.clone() };
    let mut builder = http1::Builder::new();
    builder.header_read_timeout(None).max_buf_size(HEAD_BYTES_MAX);
    let mut connection = pin!(builder.serve_connection(io, service));
    let mut stop = pin!(async move { stopped.wait_for(|stopped| *stopped).await.map(drop) });
    let mut seen = shared.get();
    let mut timer = pin!(time::sleep(seen.0.limit(&limits)));
    // Who waits for longest is told first: the wait begins anew with each phase.
    let mut yields = pin!(told_to_yield(crowded));
    let (mut stopping, mut told) = (false, false);
    poll_fn(|context| {
        loop {
            // First what has come: a request that is here already is not lost to the stop.
            if connection.as_mut().poll(context).is_ready() {
                return Poll::Ready(());
            }
            let now = shared.get();
            let (phase, _) = now;
            if now != seen {
                seen = now;
                timer.as_mut().reset(Instant::now() + phase.limit(&limits));
                yields.set(told_to_yield(crowded));
            }
            if phase != Phase::Answering && !told && yields.as_mut().poll(context).is_ready() {
                if phase != Phase::Idle {
                    return Poll::Ready(());
                }
                // The end of the answer may still be on its way.
                told = true;
                connection.as_mut().graceful_shutdown();
                continue;
            }
            if !stopping && stop.as_mut().poll(context).is_ready() {
                stopping = true;
                if phase == Phase::New {
                    timer.as_mut().reset(Instant::now() + LAST_CALL);
                }
            }
            // hyper would cut a request off of which only a part of the head has come, so it is told afterwards.
            if stopping && !told && !matches!(phase, Phase::New | Phase::Head) {
                told = true;
                connection.as_mut().graceful_shutdown();
                continue;
            }
            return timer.as_mut().poll(context);
        }
    })
    .await;
}

/// Done when a client that is silent from now on has to make room for another.
async fn told_to_yield(crowded: &Notify) {
    time::sleep(SILENT_MIN).await;
    crowded.notified().await;
}

/// The stream, noticing when a request begins.
struct Stream {
    stream: TcpStream,
    phase: Shared,
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if before < buffer.filled().len() {
            self.phase.advance(&[Phase::New, Phase::Idle], Phase::Head);
        }
        read
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// The router, noticing when a request is here and when it is answered.
struct Phased {
    router: Router,
    phase: Shared,
}

impl Service<hyper::Request<Incoming>> for Phased {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn call(&self, request: hyper::Request<Incoming>) -> Self::Future {
        let (router, phase) = (self.router.clone(), self.phase.clone());
        let here = request.body().is_end_stream();
        phase.advance(&[Phase::Head], if here { Phase::Answering } else { Phase::Body });
        let request: Request = request.map(|body| axum::body::Body::new(Coming { body, phase: phase.clone() }));
        Box::pin(async move {
            let answer = router.oneshot(request).await;
            phase.advance(&[Phase::Head, Phase::Body, Phase::Answering], Phase::Idle);
            answer
        })
    }
}

/// A request's body, noticing when all of it is here.
struct Coming {
    body: Incoming,
    phase: Shared,
}

impl Body for Coming {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if frame.is_ready() && self.body.is_end_stream() {
            self.phase.advance(&[Phase::Body], Phase::Answering);
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
