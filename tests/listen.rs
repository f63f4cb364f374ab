//! The listener on real sockets: limits, and the graceful stop. Time is paused where it matters, so nothing waits.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Bytes, routing::post};
use clew::server::listen::{Drained, Limits, serve_within};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, mpsc, oneshot},
    task::JoinHandle,
    time::Instant,
};

const REQUEST: &str = "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 4\r\n\r\nring";

/// A server whose handler says that it was entered, waits for leave to go on, and repeats the body.
struct Line {
    address: SocketAddr,
    entered: mpsc::UnboundedReceiver<()>,
    leave: Arc<Semaphore>,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<Drained>,
}

impl Line {
    async fn start(limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (enter, entered) = mpsc::unbounded_channel();
        let leave = Arc::new(Semaphore::new(0));
        let wait = Arc::clone(&leave);
        let handler = move |body: Bytes| async move {
            enter.send(()).unwrap();
            wait.acquire().await.unwrap().forget();
            body
        };
        let (stop, stopped) = oneshot::channel();
        let router = Router::new().route("/", post(handler));
        let served = tokio::spawn(serve_within(limits, listener, router, async { stopped.await.unwrap() }));
        Self { address, entered, leave, stop: Some(stop), served }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    fn stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }
}

/// Lets the server read what was written to it: loopback delivers at once, and each yield polls the sockets.
async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

async fn send(stream: &mut TcpStream, text: &str) {
    stream.write_all(text.as_bytes()).await.unwrap();
}

/// One answer with a body of four bytes.
async fn answer(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    while !text.ends_with("\r\n\r\nring") {
        let mut bytes = [0; 512];
        let read = stream.read(&mut bytes).await.unwrap();
        assert_ne!(read, 0, "closed after `{text}`");
        text.push_str(&String::from_utf8_lossy(&bytes[..read]));
    }
    text
}

/// Everything until the connection ends, by a close or a reset.
async fn rest(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let _ = stream.read_to_end(&mut text).await;
    String::from_utf8(text).unwrap()
}

fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

#[tokio::test(start_paused = true)]
async fn half_a_head_is_closed_after_its_limit() {
    for (sent, limit) in
        [("POST / HTTP/1.1\r\nhost: loc", secs(5)), ("", secs(5)), (&REQUEST[..REQUEST.len() - 1], secs(5))]
    {
        let line = Line::start(Limits::default()).await;
        let mut stream = line.connect().await;
        let began = Instant::now();
        send(&mut stream, sent).await;
        assert_eq!(rest(&mut stream).await, "", "{sent:?}");
        let took = began.elapsed();
        assert!(limit <= took && took < limit + secs(1), "{sent:?} took {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_head_that_drips_is_closed_after_the_same_limit() {
    let line = Line::start(Limits::default()).await;
    let mut stream = line.connect().await;
    let began = Instant::now();
    for byte in REQUEST.as_bytes().chunks(1) {
        tokio::time::sleep(Duration::from_millis(500)).await;
        if stream.write_all(byte).await.is_err() {
            break;
        }
    }
    assert_eq!(rest(&mut stream).await, "");
    assert!(began.elapsed() < secs(8), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_is_kept_for_its_limit() {
    let line = Line::start(Limits::default()).await;
    line.leave.add_permits(2);
    let mut stream = line.connect().await;
    send(&mut stream, REQUEST).await;
    answer(&mut stream).await;
    tokio::time::sleep(secs(70)).await;
    send(&mut stream, REQUEST).await;
    answer(&mut stream).await;
    let began = Instant::now();
    assert_eq!(rest(&mut stream).await, "");
    assert!(secs(74) < began.elapsed() && began.elapsed() < secs(77), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_stop_lets_the_request_in_flight_finish() {
    let mut line = Line::start(Limits::default()).await;
    let mut stream = line.connect().await;
    send(&mut stream, REQUEST).await;
    line.entered.recv().await.unwrap();
    line.stop();
    settle().await;
    assert!(TcpStream::connect(line.address).await.is_err(), "nobody new is let in");
    line.leave.add_permits(1);
    let text = rest(&mut stream).await;
    assert!(text.starts_with("HTTP/1.1 200 OK") && text.ends_with("\r\n\r\nring"), "{text}");
    assert!(text.contains("connection: close"), "{text}");
    assert_eq!(line.served.await.unwrap(), Drained { cut: 0 });
}

#[tokio::test(start_paused = true)]
async fn a_stop_closes_idle_connections_at_once() {
    let mut line = Line::start(Limits::default()).await;
    line.leave.add_permits(1);
    let mut idle = line.connect().await;
    send(&mut idle, REQUEST).await;
    answer(&mut idle).await;
    let mut silent = line.connect().await;
    settle().await;
    let began = Instant::now();
    line.stop();
    assert_eq!(rest(&mut idle).await + &rest(&mut silent).await, "");
    assert_eq!(line.served.await.unwrap(), Drained { cut: 0 });
    assert!(began.elapsed() < secs(1), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_request_that_the_kernel_has_accepted_is_answered_after_the_stop() {
    let mut line = Line::start(Limits { connections_max: 1, ..Limits::default() }).await;
    let mut first = line.connect().await;
    send(&mut first, REQUEST).await;
    line.entered.recv().await.unwrap();
    let mut queued = line.connect().await;
    send(&mut queued, REQUEST).await;
    settle().await;
    assert!(line.entered.try_recv().is_err(), "the second waits for the first to end");
    line.stop();
    line.entered.recv().await.unwrap();
    line.leave.add_permits(2);
    assert!(rest(&mut first).await.ends_with("ring"));
    assert!(rest(&mut queued).await.ends_with("ring"));
    assert_eq!(line.served.await.unwrap(), Drained { cut: 0 });
}

#[tokio::test]
async fn a_request_begun_on_a_kept_connection_is_answered_after_the_stop() {
    for begun in [1, 40, REQUEST.len() - 1] {
        let mut line = Line::start(Limits::default()).await;
        line.leave.add_permits(2);
        let mut stream = line.connect().await;
        send(&mut stream, REQUEST).await;
        answer(&mut stream).await;
        send(&mut stream, &REQUEST[..begun]).await;
        settle().await;
        line.stop();
        settle().await;
        send(&mut stream, &REQUEST[begun..]).await;
        let text = rest(&mut stream).await;
        assert!(text.starts_with("HTTP/1.1 200 OK") && text.ends_with("\r\n\r\nring"), "{begun}: {text}");
        assert_eq!(line.served.await.unwrap(), Drained { cut: 0 });
    }
}

#[tokio::test(start_paused = true)]
async fn the_drain_is_bounded_and_says_what_it_cut() {
    let mut line = Line::start(Limits::default()).await;
    let mut stream = line.connect().await;
    send(&mut stream, REQUEST).await;
    line.entered.recv().await.unwrap();
    let began = Instant::now();
    line.stop();
    assert_eq!(rest(&mut stream).await, "");
    assert_eq!(line.served.await.unwrap(), Drained { cut: 1 });
    assert!(secs(10) <= began.elapsed() && began.elapsed() < secs(11), "{:?}", began.elapsed());
}

#[tokio::test]
async fn connections_above_the_limit_wait_for_others_to_end() {
    let mut line = Line::start(Limits { connections_max: 2, ..Limits::default() }).await;
    let (mut one, mut two, mut three) = (line.connect().await, line.connect().await, line.connect().await);
    for stream in [&mut one, &mut two, &mut three] {
        send(stream, REQUEST).await;
    }
    line.entered.recv().await.unwrap();
    line.entered.recv().await.unwrap();
    settle().await;
    assert!(line.entered.try_recv().is_err(), "the third is not served yet");
    drop(one);
    line.entered.recv().await.unwrap();
    line.leave.add_permits(2);
    answer(&mut two).await;
    answer(&mut three).await;
}

/// Whether a request on this connection is answered, soon.
async fn served(stream: &mut TcpStream) -> bool {
    send(stream, REQUEST).await;
    tokio::time::timeout(secs(10), answer(stream)).await.is_ok()
}

#[tokio::test]
async fn silent_connections_do_not_keep_others_out() {
    for sent in ["", "POST / HTTP/1.1\r\nhost", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\nri", REQUEST] {
        let limits = Limits { connections_max: 1, head: secs(60), body: secs(60), ..Limits::default() };
        let line = Line::start(limits).await;
        line.leave.add_permits(2);
        let mut silent = line.connect().await;
        send(&mut silent, sent).await;
        if sent == REQUEST {
            answer(&mut silent).await;
        }
        assert!(served(&mut line.connect().await).await, "a client that sent `{sent}` keeps others out");
        assert_eq!(rest(&mut silent).await, "");
    }
}

#[tokio::test]
async fn the_connection_that_is_silent_for_longest_makes_room() {
    let line = Line::start(Limits { connections_max: 2, ..Limits::default() }).await;
    line.leave.add_permits(9);
    let (mut one, mut two) = (line.connect().await, line.connect().await);
    assert!(served(&mut one).await && served(&mut two).await && served(&mut one).await);
    assert!(served(&mut line.connect().await).await);
    assert_eq!(rest(&mut two).await, "");
    assert!(served(&mut one).await, "the one that was used last is closed");
}

#[tokio::test]
async fn a_connection_that_had_to_wait_for_room_is_not_told_to_make_some() {
    let mut line = Line::start(Limits { connections_max: 1, ..Limits::default() }).await;
    let mut one = line.connect().await;
    send(&mut one, REQUEST).await;
    line.entered.recv().await.unwrap();
    let mut two = line.connect().await;
    settle().await;
    drop(one);
    settle().await;
    line.leave.add_permits(2);
    assert!(served(&mut two).await);
}
