//! The public listener: webhooks and recordings, nothing else.
//!
//! A webhook is verified before anything else is done with it. After that the caller always gets call-flow XML: what
//! panics, takes too long, is too much at once, or makes no sense is answered with the last resort.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Instant,
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Path, Request, State},
    http::{Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::get,
};
use tracing::{error, warn};

use super::{Server, aside, local, metrics::Outcome, repeat::Repeat, turn::Incoming};
use crate::{
    call::Number,
    dialect::{self, Dialect, Door, ReadError, Refused, Token},
    settings::PublicUrl,
};

/// The largest webhook that is read, in bytes. Platforms send a few kB.
const BODY_MAX: usize = 64 << 10;

/// The public listener's routes.
pub fn public(server: Arc<Server>) -> Router {
    Router::new()
        .route("/{platform}/call", get(call).post(call))
        .route("/{platform}/status", get(status).post(status))
        .route("/{platform}/turn/{token}", get(turn).post(turn))
        .route("/audio/{hash}", get(super::audio::recording))
        .with_state(server)
}

async fn call(State(server): State<Arc<Server>>, Path(platform): Path<String>, request: Request) -> Response {
    receive(server, &platform, Address::Fixed(Door::Call), request).await
}

async fn status(State(server): State<Arc<Server>>, Path(platform): Path<String>, request: Request) -> Response {
    receive(server, &platform, Address::Fixed(Door::Status), request).await
}

async fn turn(
    State(server): State<Arc<Server>>,
    Path((platform, token)): Path<(String, String)>,
    request: Request,
) -> Response {
    receive(server, &platform, Address::HandedOut(token), request).await
}

/// The address that a webhook was sent to.
enum Address {
    /// One that a platform is set up with.
    Fixed(Door),
    /// One that we handed out.
    HandedOut(String),
}

async fn receive(server: Arc<Server>, platform: &str, address: Address, request: Request) -> Response {
    let Some(dialect) = dialect::named(platform) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let url = public_url(&server, &parts);
    if !verified(&server, dialect, (&parts, &body), &url) {
        server.metrics.webhook(dialect.name(), Outcome::Refused);
        return StatusCode::FORBIDDEN.into_response();
    }
    let request = |then: &dyn Fn(dialect::Request<'_>) -> Read| with_request(&parts, &body, &url, then);
    let read = catch_unwind(AssertUnwindSafe(|| request(&|request| read(&server, dialect, &address, &request))));
    let (incoming, line) = match read {
        Ok((Ok(incoming), line)) => (incoming, line),
        Ok((Err(why), line)) => return last_resort(&server, (dialect, None), line.as_ref(), &why),
        Err(_panic) => return last_resort(&server, (dialect, None), None, &"reading panicked"),
    };
    answer(server, incoming, line.as_ref()).await
}

/// Whether the platform sent this. Without a secret only this machine may: see `local`.
fn verified(server: &Server, dialect: &'static dyn Dialect, received: (&Parts, &Bytes), url: &str) -> bool {
    let (parts, body) = received;
    let secrets = server.secrets(dialect);
    if secrets.is_empty() {
        return match local::local_only(&parts.uri, &parts.headers) {
            Ok(()) => true,
            Err(refusal) => {
                warn!(platform = dialect.name(), %refusal, "refused a webhook: no secret is set");
                false
            }
        };
    }
    let checked =
        with_request(parts, body, url, |request| catch_unwind(AssertUnwindSafe(|| dialect.verify(&request, secrets))));
    match checked {
        Ok(Ok(())) => true,
        Ok(Err(Refused::Unsigned)) => {
            warn!(platform = dialect.name(), "refused a webhook: it carries no signature");
            false
        }
        Ok(Err(Refused::Wrong { .. })) => {
            // The token in the path and what stands in the query are the caller's and the platform's business.
            let path = parts.uri.path().rsplit_once("/turn/").map_or(parts.uri.path(), |_token| "/…/turn/…");
            // Shown without its password.
            let base = PublicUrl::parse(&server.public_url).map_or_else(|_why| "…".to_owned(), |url| url.to_string());
            warn!(platform = dialect.name(), base, path, "refused a webhook: wrong signature; is public_url right?");
            false
        }
        Err(_panic) => {
            error!(platform = dialect.name(), "refused a webhook: checking it panicked");
            false
        }
    }
}

/// The address as the platform saw it, and signed it.
fn public_url(server: &Server, parts: &Parts) -> String {
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    format!("{}{path}", server.public_url)
}

fn with_request<T>(parts: &Parts, body: &Bytes, url: &str, then: impl FnOnce(dialect::Request<'_>) -> T) -> T {
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    then(dialect::Request { post: parts.method == Method::POST, url, header: &header, body })
}

/// Why a webhook that the platform did send makes no sense.
enum Unreadable {
    Parameters(ReadError),
    Address,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameters(ReadError::Missing(name)) => write!(f, "the parameter `{name}` is missing"),
            Self::Parameters(ReadError::Nonsense(name)) => write!(f, "the parameter `{name}` makes no sense"),
            Self::Address => f.write_str("an address that we did not hand out; has the key been changed?"),
        }
    }
}

/// What was read, or why not; and the line that was rung, if so much is known: its own people are the last resort.
type Read = (Result<Incoming, Unreadable>, Option<Number>);

fn read(server: &Server, dialect: &'static dyn Dialect, address: &Address, request: &dialect::Request<'_>) -> Read {
    let opened: Option<(Door, Option<Token>)> = match address {
        Address::Fixed(door) => Some((*door, None)),
        Address::HandedOut(token) => server.keyring.open(token).map(|token| (Door::Turn(token.purpose), Some(token))),
    };
    let incoming = opened.ok_or(Unreadable::Address).and_then(|(door, token)| {
        let reading = dialect.read(request, door).map_err(Unreadable::Parameters)?;
        Ok(Incoming { dialect, door, token, reading })
    });
    // Read once more only where the rest made no sense.
    let line = incoming.as_ref().map_or_else(|_why| dialect.line(request), |incoming| incoming.reading.line.clone());
    (incoming, line)
}

/// Answers what was read, in time, whatever happens. The turn runs in a task of its own: a panic stays in it, and a
/// save that was begun is finished even when the caller has got the last resort meanwhile.
async fn answer(server: Arc<Server>, incoming: Incoming, line: Option<&Number>) -> Response {
    let dialect = incoming.dialect;
    let came_by = (dialect, Some(incoming.door));
    let Ok(permit) = Arc::clone(&server.capacity).try_acquire_owned() else {
        return last_resort(&server, came_by, line, &"too many turns at once");
    };
    let at_work = Arc::clone(&server);
    let began = Instant::now();
    let task = tokio::spawn(async move {
        let answer = at_work.turn(&incoming).await;
        drop(permit);
        answer
    });
    match tokio::time::timeout(server.answer_within, task).await {
        Ok(Ok(Ok(answer))) => {
            server.metrics.turn(began.elapsed());
            server.metrics.webhook(dialect.name(), outcome(answer.repeat));
            document(dialect, answer.document)
        }
        Ok(Ok(Err(trouble))) => last_resort(&server, came_by, line, &trouble),
        Ok(Err(_panic)) => last_resort(&server, came_by, line, &"a turn panicked"),
        Err(_late) => {
            let why = format!("no save within {} ms", server.answer_within.as_millis());
            last_resort(&server, came_by, line, &why)
        }
    }
}

/// What a webhook by this door is answered with where nothing else can be.
fn last_resort(
    server: &Server,
    (dialect, door): (&'static dyn Dialect, Option<Door>),
    line: Option<&Number>,
    why: &dyn fmt::Display,
) -> Response {
    error!(platform = dialect.name(), %why, "answered with the last resort");
    server.metrics.webhook(dialect.name(), Outcome::LastResort);
    match door.and_then(|door| aside::failing(dialect, door)) {
        Some(beside) => document(dialect, beside),
        None => document(dialect, server.last_resort.document(dialect.name(), line)),
    }
}

const fn outcome(repeat: Repeat) -> Outcome {
    match repeat {
        Repeat::Start => Outcome::Start,
        Repeat::New => Outcome::New,
        Repeat::Status => Outcome::Status,
        Repeat::Again => Outcome::Again,
        Repeat::Late | Repeat::Unknown => Outcome::Late,
    }
}

fn document(dialect: &'static dyn Dialect, document: impl Into<Body>) -> Response {
    ([(header::CONTENT_TYPE, dialect.content_type())], document.into()).into_response()
}
