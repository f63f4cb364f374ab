//! How the routes answer: JSON, or a line that says what is wrong.

use axum::{
    body::to_bytes,
    extract::Request,
    response::{IntoResponse, Response},
};
use hyper::{StatusCode, header::CONTENT_TYPE};
use serde::{Serialize, de::DeserializeOwned};

use crate::store::{CommitError, StoreError};

/// The largest order that is read, in bytes.
const ORDER_MAX: usize = 4 << 10;

/// Why something is not answered. What it says holds no number of a caller.
#[derive(Debug)]
pub(super) enum Refused {
    /// The order makes no sense.
    Wrong(String),
    /// There is no such thing.
    Missing(String),
    /// It was there once.
    Gone(String),
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<CommitError> for Refused {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Failed(error) => Self::Store(error),
            unknown @ CommitError::Unknown => Self::Missing(unknown.to_string()),
            CommitError::Raced => Self::Store(StoreError::new("somebody else changed it at the same time; try again")),
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, says) = match self {
            Self::Wrong(says) => (StatusCode::BAD_REQUEST, says),
            Self::Missing(says) => (StatusCode::NOT_FOUND, says),
            Self::Gone(says) => (StatusCode::GONE, says),
            Self::Store(error) => (StatusCode::SERVICE_UNAVAILABLE, format!("could not use the store: {error}")),
        };
        (status, format!("{says}\n")).into_response()
    }
}

/// A value as JSON, or why there is none.
pub(super) fn json<T: Serialize>(value: Result<T, Refused>) -> Response {
    match value.map(|value| serde_json::to_string(&value)) {
        Ok(Ok(text)) => ([(CONTENT_TYPE, "application/json")], text).into_response(),
        Ok(Err(_no_text)) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Err(refused) => refused.into_response(),
    }
}

/// What a request orders.
pub(super) async fn order<T: DeserializeOwned>(request: Request) -> Result<T, Refused> {
    let body = to_bytes(request.into_body(), ORDER_MAX).await;
    let body = body.map_err(|_| Refused::Wrong("the order is too long".to_owned()))?;
    // What serde says may hold what was sent, and that may be a number.
    let nonsense = |error: serde_json::Error| {
        let (line, column) = (error.line(), error.column());
        Refused::Wrong(format!("the order makes no sense, from line {line}, column {column}"))
    };
    serde_json::from_slice(&body).map_err(nonsense)
}

/// Does what takes its time away from the threads that answer.
pub(super) async fn apart<T: Send + 'static>(
    act: impl FnOnce() -> Result<T, Refused> + Send + 'static,
) -> Result<T, Refused> {
    let done = tokio::task::spawn_blocking(act).await;
    done.unwrap_or_else(|_panic| Err(Refused::Store(StoreError::new("reading it panicked"))))
}

/// The one key that begins like this, of those that there are.
pub(super) fn the_one<K: Copy + ToString>(
    kind: &str,
    beginning: &str,
    keys: impl IntoIterator<Item = K>,
) -> Result<K, Refused> {
    const SHORTEST: usize = 4;
    let hex = beginning.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if beginning.len() < SHORTEST || !hex {
        let says =
            format!("a {kind} is named by {SHORTEST} or more characters that its id begins with: 0 to 9, a to f");
        return Err(Refused::Wrong(says));
    }
    let mut found = keys.into_iter().filter(|key| key.to_string().starts_with(beginning));
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) => {
            Err(Refused::Wrong(format!("more than one {kind} begins with `{beginning}`: say more of it")))
        }
        (None, _) => Err(Refused::Missing(format!("there is no {kind} `{beginning}`"))),
    }
}
