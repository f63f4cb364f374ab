//! How commands reach what is kept: by the routes of the inner listener, and by nothing else.
//!
//! While the service runs, they are asked over the network, with the token from its file, because only one process can
//! have the store open. Otherwise the store is opened here, and the very same routes are asked in this process.

use std::{collections::BTreeMap, fs, io, path::Path, sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::Request,
};
use serde::{Serialize, de::DeserializeOwned};
use tower::ServiceExt;

use super::{
    FAILED, Failed, USAGE,
    folder::{Folder, opened},
};
use crate::{
    phone::{Answer, Http, Method, Network, NetworkError, Webhook},
    server::{
        Bundles, MachineClock, Parts, Server,
        inner::{ADDRESS_FILE, TOKEN_FILE},
        lookup::Nobody,
    },
    settings::Places,
};

/// How long the service may take to answer.
const ANSWER_MAX: Duration = Duration::from_secs(30);

/// The largest answer, in bytes: everything that is kept of a caller.
const BODY_MAX: usize = 64 << 20;

/// The inner listener's routes.
pub(super) enum Inner {
    /// Those of the service that runs.
    Service(Service),
    /// Those of this process, over the store that no service has.
    Here(Router),
}

/// The service's inner listener.
pub(super) struct Service {
    address: String,
    token: String,
}

/// Runs what a command does with them.
///
/// # Errors
/// What the command fails with, or why nothing could be reached.
pub(super) fn with_inner<T>(folder: &Folder, act: impl AsyncFnOnce(Inner) -> Result<T, Failed>) -> Result<T, Failed> {
    let places = folder.places()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failed(FAILED, format!("could not start: {error}")))?;
    runtime.block_on(async { act(Inner::reach(&places).await?).await })
}

impl Inner {
    /// Those of the service if it runs, else those over the store.
    async fn reach(places: &Places) -> Result<Self, Failed> {
        if let Some(service) = Service::of(&places.data) {
            // Anything but this means that nobody is there any more, or somebody else: then the store is free.
            match service.ask(Method::Get, "/switches", String::new()).await {
                Ok(answer) if answer.status == 200 => return Ok(Self::Service(service)),
                Ok(_) | Err(_) => {}
            }
        }
        let (keyring, store) = opened(places)?;
        let server = Server::new(Parts {
            store: Arc::new(store),
            bundles: Bundles::served_last(&places.data),
            keyring,
            clock: Arc::new(MachineClock),
            backends: Arc::new(Nobody),
            public_url: String::new(),
            secrets: BTreeMap::new(),
        });
        Ok(Self::Here(server.within()))
    }

    /// What is at a path.
    ///
    /// # Errors
    /// When there is nothing, or it cannot be had.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failed> {
        understood(self.ask(Method::Get, path, String::new()).await?)
    }

    /// Posts to a path; what comes of it.
    ///
    /// # Errors
    /// When it is refused, or could not be done.
    pub(super) async fn post<T: DeserializeOwned>(&self, path: &str, order: &impl Serialize) -> Result<T, Failed> {
        let body = serde_json::to_string(order).map_err(|error| Failed(FAILED, error.to_string()))?;
        understood(self.ask(Method::Post, path, body).await?)
    }

    async fn ask(&self, method: Method, path: &str, body: String) -> Result<Answer, Failed> {
        match self {
            Self::Service(service) => {
                let answer = service.ask(method, path, body).await;
                answer.map_err(|error| Failed(FAILED, format!("could not reach the service: {error}")))
            }
            Self::Here(router) => here(router.clone(), method, path, body).await,
        }
    }
}

impl Service {
    /// The service that was last started on this data folder; it may have ended.
    fn of(data: &Path) -> Option<Self> {
        let read = |file: &str| -> io::Result<String> { Ok(fs::read_to_string(data.join(file))?.trim().to_owned()) };
        Some(Self { address: read(ADDRESS_FILE).ok()?, token: read(TOKEN_FILE).ok()? })
    }

    async fn ask(&self, method: Method, path: &str, body: String) -> Result<Answer, NetworkError> {
        let headers = vec![
            ("authorization".to_owned(), format!("Bearer {}", self.token)),
            ("content-type".to_owned(), "application/json".to_owned()),
        ];
        let request = Webhook { method, url: format!("http://{}{path}", self.address), headers, body, at_ms: 0 };
        Http::within(ANSWER_MAX).reading(BODY_MAX).post(request).await
    }
}

/// Asks the routes of this process.
async fn here(router: Router, method: Method, path: &str, body: String) -> Result<Answer, Failed> {
    let broken = |error: &dyn std::fmt::Display| Failed(FAILED, format!("could not ask: {error}"));
    let request = Request::builder().method(method.name()).uri(path).body(Body::from(body));
    let Ok(response) = router.oneshot(request.map_err(|error| broken(&error))?).await;
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), BODY_MAX).await.map_err(|error| broken(&error))?;
    Ok(Answer { status, content_type: String::new(), body: body.to_vec() })
}

/// What an answer says.
fn understood<T: DeserializeOwned>(answer: Answer) -> Result<T, Failed> {
    let text = String::from_utf8_lossy(&answer.body);
    match (answer.status, text.trim()) {
        (200, text) => {
            serde_json::from_str(text).map_err(|error| Failed(FAILED, format!("could not read the answer: {error}")))
        }
        (404, "") => Err(Failed(FAILED, "the service that runs is of another version, which has not got this".into())),
        (400 | 404 | 409, says) => Err(Failed(USAGE, says.to_owned())),
        (status, "") => Err(Failed(FAILED, format!("the service answers with status {status}"))),
        (_, says) => Err(Failed(FAILED, says.to_owned())),
    }
}

/// A word as one part of a path.
pub(super) fn part(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}
