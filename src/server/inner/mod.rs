//! The inner listener: health for anybody on this machine, and everything else for whoever can read the token's file.
//!
//! Invariant: it answers to loopback names alone, never to a web page, and all but health needs the token.
//! What is added later is a route of the router that is passed to [`router()`], which stands behind these checks.

pub mod caller;
pub mod calls;
mod flows;
pub mod owed;
pub mod remembered;
mod reply;
pub mod switches;

use std::{
    fmt, fs, io,
    io::Write,
    net::SocketAddr,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use hyper::{
    StatusCode,
    header::{AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE},
};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use subtle::ConstantTimeEq;

use crate::server::{
    Server, local,
    metrics::{self, Metrics},
};

/// The token's file, in the data folder.
pub const TOKEN_FILE: &str = "inner.token";

/// The file that says where the inner listener is, in the data folder.
pub const ADDRESS_FILE: &str = "inner.address";

/// Says in `folder` where the inner listener is, for commands on this machine.
///
/// # Errors
/// When the file cannot be written.
pub fn write_address(folder: &Path, address: SocketAddr) -> io::Result<()> {
    let fresh = folder.join(format!("{ADDRESS_FILE}.new"));
    fs::write(&fresh, address.to_string())?;
    fs::rename(&fresh, folder.join(ADDRESS_FILE))
}

/// What stands behind the token, beside what is counted.
pub(super) fn routes(server: &Arc<Server>) -> Router {
    let all: [fn(Arc<Server>) -> Router; 5] =
        [flows::routes, switches::routes, calls::routes, caller::routes, owed::routes];
    all.into_iter().fold(Router::new(), |router, routes| router.merge(routes(Arc::clone(server))))
}

/// How the server is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Health {
    /// Whether calls are served as they should be.
    pub healthy: bool,
    /// Whether the store takes commits.
    pub store: bool,
    /// The names of the flows that new calls get.
    pub flows: Vec<String>,
    /// Files whose newest version is refused, or that are gone, while what they served before goes on; `/flows` says
    /// more. Callers are served, so this is no illness.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<String>,
    /// How long ago the flow files were looked at, in seconds. They are looked at every second: much more than that
    /// means that edits are not taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub looked: Option<i64>,
}

impl Health {
    /// Healthy means that turns are saved and that there is a flow to serve.
    #[must_use]
    pub const fn new(store: bool, flows: Vec<String>) -> Self {
        Self { healthy: store && !flows.is_empty(), store, flows, refused: Vec::new(), looked: None }
    }

    /// The same, with the files that are refused.
    #[must_use]
    pub fn refusing(self, refused: Vec<String>) -> Self {
        Self { refused, ..self }
    }

    /// The same, with how many seconds ago the flow files were looked at.
    #[must_use]
    pub fn looked(self, looked: i64) -> Self {
        Self { looked: Some(looked), ..self }
    }
}

/// What tells how the server is, each time it is asked.
pub type Examine = Arc<dyn Fn() -> Health + Send + Sync>;

/// A token that is new at each start.
pub struct Token(SecretString);

impl Token {
    /// A new one: 32 random bytes as 64 hexadecimal digits.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn fresh() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self(SecretString::from(hex)))
    }

    /// Writes it to [`TOKEN_FILE`] in `folder`, in place of the last start's. Nobody but the owner can read the file
    /// at any moment: it is made with its rights, and appears whole.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<PathBuf> {
        let path = folder.join(TOKEN_FILE);
        let fresh = folder.join(format!("{TOKEN_FILE}.new"));
        match fs::remove_file(&fresh) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?;
        file.write_all(self.0.expose_secret().as_bytes())?;
        drop(file);
        fs::rename(&fresh, &path)?;
        Ok(path)
    }

    /// Whether a request carries it.
    fn carried_by(&self, request: &Request) -> bool {
        let expected = self.0.expose_secret().as_bytes();
        let given = request.headers().get(AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
        given.is_some_and(|given| expected.ct_eq(given).into())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The inner listener's router; `more` stands behind the token.
pub fn router(examine: Examine, metrics: Arc<Metrics>, token: Token, more: Router) -> Router {
    let counted = Router::new().route("/metrics", get(counts)).with_state(metrics);
    let inner = counted
        .merge(more)
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(middleware::from_fn_with_state(Arc::new(token), with_token));
    let health = Router::new().route("/health", get(health)).with_state(examine);
    health.merge(inner).layer(middleware::from_fn(from_here))
}

/// Refuses what is not meant for this machine, and web pages.
async fn from_here(request: Request, next: Next) -> Response {
    match local::host(request.uri(), request.headers()).and_then(|()| local::origin(request.headers())) {
        Ok(()) => next.run(request).await,
        Err(refusal) => (refusal.status(), format!("{refusal}\n")).into_response(),
    }
}

async fn with_token(State(token): State<Arc<Token>>, request: Request, next: Next) -> Response {
    if token.carried_by(&request) {
        next.run(request).await
    } else {
        (
            StatusCode::UNAUTHORIZED,
            [(WWW_AUTHENTICATE, "Bearer")],
            "the token is in `inner.token` in the data folder; it \
         goes in the header `Authorization: Bearer`\n",
        )
            .into_response()
    }
}

async fn health(State(examine): State<Examine>) -> Response {
    let health = examine();
    let status = if health.healthy { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    match serde_json::to_string(&health) {
        Ok(text) => (status, [(CONTENT_TYPE, "application/json")], text).into_response(),
        Err(_no_text) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn counts(State(metrics): State<Arc<Metrics>>) -> Response {
    match metrics.text() {
        Ok(text) => ([(CONTENT_TYPE, metrics::CONTENT_TYPE)], text).into_response(),
        Err(_no_text) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
