//! A backend that says what it is told to say, however hostile.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time,
};

/// What it does with a request, once it has read it.
#[derive(Clone, Debug)]
pub enum Says {
    /// This, and then it hangs up.
    All(Vec<u8>),
    /// This; it keeps the connection until the next question comes, and then hangs up without a word.
    Once(Vec<u8>),
    /// Nothing, for ever. Time is stopped, so that waiting takes none.
    Nothing,
    /// Nothing, while time goes on.
    Held,
    /// This, and then the same piece over and over for as long as anybody reads.
    Endless(Vec<u8>, Vec<u8>),
    /// This, and then a byte every 100 ms. Time is stopped, so that waiting takes none.
    Drip(Vec<u8>),
    /// Hangs up at once.
    HangsUp,
}

pub struct Backend {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    serving: JoinHandle<()>,
}

impl Drop for Backend {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Backend {
    /// One that does the same with every request.
    pub async fn that(says: Says) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&requests);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (says, noted) = (says.clone(), Arc::clone(&noted));
                tokio::spawn(async move { serve(stream, says, &noted).await });
            }
        });
        Self { address, requests, serving }
    }

    /// One that answers with a status, headers and a body.
    pub async fn answers(status: &str, headers: &str, body: &str) -> Self {
        Self::that(Says::All(response(status, headers, body))).await
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far, whole.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// The first line of the only request.
    pub fn target(&self) -> String {
        let requests = self.requests();
        let [request] = requests.as_slice() else { panic!("expected one request, found {requests:#?}") };
        request.lines().next().unwrap().to_owned()
    }
}

pub fn response(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}Connection: close\r\nContent-Length: {length}\r\n\r\n{body}").into_bytes()
}

async fn serve(mut stream: TcpStream, says: Says, noted: &Mutex<Vec<String>>) -> io::Result<()> {
    let request = read(&mut stream).await?;
    noted.lock().unwrap().push(request);
    match says {
        Says::All(bytes) => stream.write_all(&bytes).await?,
        Says::Once(bytes) => {
            stream.write_all(&bytes).await?;
            stream.read_u8().await?;
        }
        Says::Nothing => {
            time::pause();
            std::future::pending::<()>().await;
        }
        Says::Held => std::future::pending().await,
        Says::Endless(head, piece) => {
            stream.write_all(&head).await?;
            loop {
                stream.write_all(&piece).await?;
            }
        }
        Says::Drip(head) => {
            stream.write_all(&head).await?;
            time::pause();
            loop {
                time::sleep(Duration::from_millis(100)).await;
                stream.write_all(b" ").await?;
            }
        }
        Says::HangsUp => {}
    }
    stream.shutdown().await
}

/// A request with its body.
async fn read(stream: &mut TcpStream) -> io::Result<String> {
    let mut request = String::new();
    let mut piece = [0; 1024];
    loop {
        let length = stream.read(&mut piece).await?;
        request.push_str(std::str::from_utf8(&piece[..length]).unwrap());
        let Some((head, body)) = request.split_once("\r\n\r\n") else {
            assert!(length > 0, "the request ended in its head: {request:?}");
            continue;
        };
        let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if length.unwrap_or(0) <= body.len() {
            return Ok(request);
        }
    }
}
