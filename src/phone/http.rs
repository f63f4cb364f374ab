//! A phone's webhooks over the network: HTTP/1, one connection a request, as a platform does that keeps none open.
//!
//! Only `http`: this carries test calls to a line on the same machine or in the same house. It follows no HTTP
//! redirect; a line has no business answering with one.

use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Request, Response, Uri, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::{Answer, Network, NetworkError, Webhook};

/// How long Twilio waits for an answer, all in all. Source: Twilio's page on webhook connection overrides (`tt`).
const TIME_MAX: Duration = Duration::from_secs(15);

/// Most bytes of an answer that are read, unless it is said otherwise. More than a document may have, so that the phone
/// can say what is wrong.
const BODY_MAX: usize = 1024 * 1024;

/// The network.
#[derive(Debug, Clone, Copy)]
pub struct Http {
    time_max: Duration,
    body_max: usize,
}

impl Http {
    /// A network that waits that long for an answer, all in all.
    #[must_use]
    pub fn within(time_max: Duration) -> Self {
        Self { time_max, body_max: BODY_MAX }
    }

    /// The same, but answers may have so many bytes.
    #[must_use]
    pub fn reading(self, body_max: usize) -> Self {
        Self { body_max, ..self }
    }
}

/// As patient as Twilio: 15 s.
impl Default for Http {
    fn default() -> Self {
        Self::within(TIME_MAX)
    }
}

impl Network for Http {
    async fn post(&mut self, request: Webhook) -> Result<Answer, NetworkError> {
        tokio::time::timeout(self.time_max, exchange(request, self.body_max))
            .await
            .unwrap_or(Err(NetworkError::TimeLimit))
    }
}

async fn exchange(webhook: Webhook, body_max: usize) -> Result<Answer, NetworkError> {
    let uri: Uri = webhook.url.parse().map_err(|_| NetworkError::Address)?;
    let host = uri.host().filter(|_| uri.scheme_str() == Some("http")).ok_or(NetworkError::Address)?;
    let port = uri.port_u16().unwrap_or(80);
    let request = request(&webhook, &uri)?;
    let stream = TcpStream::connect(format!("{host}:{port}")).await.map_err(|_| NetworkError::Connect)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|_| NetworkError::Broken)?;
    let talk = async {
        let response = sender.send_request(request).await.map_err(|_| NetworkError::Broken)?;
        answer(response, body_max).await
    };
    tokio::pin!(talk);
    tokio::select! {
        // The answer first: a connection that the server closes at once may still have brought one.
        biased;
        answer = &mut talk => answer,
        _ = connection => talk.await,
    }
}

fn request(webhook: &Webhook, uri: &Uri) -> Result<Request<Full<Bytes>>, NetworkError> {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let mut builder = Request::builder().method(webhook.method.name()).uri(path).header(header::HOST, host);
    for (name, value) in &webhook.headers {
        builder = builder.header(name, value);
    }
    builder.body(Full::new(Bytes::from(webhook.body.clone()))).map_err(|_| NetworkError::Address)
}

async fn answer(response: Response<hyper::body::Incoming>, body_max: usize) -> Result<Answer, NetworkError> {
    let status = response.status().as_u16();
    let header = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content_type = header.unwrap_or("").to_owned();
    let body = Limited::new(response.into_body(), body_max).collect().await.map_err(|_| NetworkError::Broken)?;
    Ok(Answer { status, content_type, body: body.to_bytes().to_vec() })
}
