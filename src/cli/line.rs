//! A line in this process: the whole service over a store in memory and a clock that the phone sets, reached through
//! the real router with real documents. What conversations, drafts and simulated callers ring.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use tower::ServiceExt;

use crate::{
    call::{
        CallKey, Change, Done, How, Kept, Left, Matter, Moment, Name, OpenMatter, Party, Promise, Value, transcript,
    },
    dialect::{Keyring, Purpose, Token},
    flow::Bundle,
    phone::{Answer, Method, Network, NetworkError, Webhook, conversation::Known},
    server::{
        Bundles, Files, Parts, Server, SetClock,
        lookup::{Backends, Nobody},
        public,
        switches::Turned,
    },
    store::{Memory, Owed, Saved, Store},
};

/// Where a line in this process is reached. Only loopback names are let in without a secret.
pub const BASE: &str = "http://127.0.0.1:8080";

/// The largest document that is read from it; the phone itself refuses what is over 64 kB.
const DOCUMENT_MAX: usize = 1 << 20;

/// What is told the time before each webhook; gives how many answers are still to come.
pub type Passing = Arc<dyn Fn(Moment) -> usize + Send + Sync>;

/// What has been posted since it was asked last.
#[derive(Debug, Clone, Default)]
pub struct Posted {
    /// Whether anything came that asks for the call's own orders.
    pub turned: bool,
    /// What was ordered for a caller in a queue, beside the call, a line each.
    pub aside: Vec<String>,
}

/// A line in this process. Clones share everything but the router's restarts.
#[derive(Clone)]
pub struct Line {
    store: Arc<dyn Store>,
    keyring: Keyring,
    clock: Arc<SetClock>,
    began: Moment,
    files: Arc<dyn Fn() -> Files + Send + Sync>,
    backends: Arc<dyn Backends>,
    passing: Option<Passing>,
    posted: Arc<Mutex<Posted>>,
    server: Option<Arc<Server>>,
    router: Router,
}

impl Line {
    /// A line that serves one bundle, its clock at `began`, over a store in memory.
    #[must_use]
    pub fn new(bundle: &Bundle, began: Moment) -> Self {
        let sources = bundle.sources.clone();
        let files = move || {
            let built = Bundle::again(sources.clone()).map(|(bundle, _warnings)| bundle);
            Files { bundles: built.into_iter().collect(), recordings: BTreeMap::new(), warnings: Vec::new() }
        };
        Self::over(Arc::new(Memory::new()), Arc::new(files), began)
    }

    /// A line over a store of any kind. `files` reads the flows, at every start.
    #[must_use]
    pub fn over(store: Arc<dyn Store>, files: Arc<dyn Fn() -> Files + Send + Sync>, began: Moment) -> Self {
        // A draft's addresses are nobody's business, and tests want the same documents every time.
        let keyring = Keyring::new([7; 32]);
        let clock = Arc::new(SetClock::at(began));
        let (backends, router) = (Arc::new(Nobody), Router::new());
        let posted = Arc::default();
        Self { store, keyring, clock, began, files, backends, passing: None, posted, server: None, router }.restarted()
    }

    /// The same line after its process has started again: the store is all that is left.
    #[must_use]
    pub fn restarted(mut self) -> Self {
        // Without a data folder nothing is written, so keeping cannot fail.
        if let Ok(bundles) = Bundles::keep((self.files)(), None) {
            let server = Server::new(Parts {
                store: Arc::clone(&self.store),
                bundles,
                keyring: self.keyring.clone(),
                clock: self.clock.clone(),
                backends: Arc::clone(&self.backends),
                public_url: BASE.to_owned(),
                secrets: BTreeMap::new(),
            });
            self.router = public(Arc::clone(&server));
            self.server = Some(server);
        }
        self
    }

    /// The same line with somebody who answers lookups, and is told how time passes.
    #[must_use]
    pub fn asking(mut self, backends: Arc<dyn Backends>, passing: Passing) -> Self {
        (self.backends, self.passing) = (backends, Some(passing));
        self.restarted()
    }

    /// Turns a switch of the flow, as staff would.
    pub async fn switch(&self, flow: &Name, name: &Name, on: bool) {
        let turned = Turned { on, for_s: None, by: "a conversation".to_owned() };
        if let Some(server) = &self.server {
            // A switch that the flow has not is reported before the conversation begins.
            let _turned = server.turn_switch(flow, name, &turned).await;
        }
    }

    /// Something is remembered of the caller of this number, so many milliseconds after the beginning. Who shows no
    /// number is not remembered.
    pub async fn knows(&self, flow: &Name, number: &Option<String>, known: &Known, at_ms: u64) {
        let party = number.as_deref().map_or(Party::Withheld, Party::read);
        let Some(key) = self.keyring.caller_key(&party) else { return };
        let at = self.began.plus_millis(at_ms);
        let changes = match known {
            Known::Speaks(language) => vec![Change::Speaks { language: language.as_str().into(), at }],
            Known::AskedAbout { kind, facts } => left_open(flow, kind.as_str().into(), facts, at),
        };
        // A store in memory can always be written.
        let _changed = self.store.change(key, changes).await;
    }

    /// The desk has rung back whoever was promised that, and has noted it, so many milliseconds after the beginning.
    pub async fn rung_back(&self, at_ms: u64) {
        let at = self.began.plus_millis(at_ms);
        // A store in memory can always be read and written.
        for promise in self.store.promises().unwrap_or_default().into_iter().filter(Promise::is_open) {
            let done = Done { at, by: "a conversation".to_owned() };
            let _done = self.store.done(Owed::Promise(promise.call), done).await;
        }
    }

    /// The store beneath it.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// A call as saved, by the platform's id.
    #[must_use]
    pub fn call(&self, platform: &str, call_id: &str) -> Option<Saved> {
        self.store.load(self.keyring.call_key(platform, call_id)).ok().flatten()
    }

    /// What has been posted since this was asked last.
    #[must_use]
    pub fn posted(&self) -> Posted {
        std::mem::take(&mut *self.posted.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes what a webhook to this path has come to.
    fn note(&self, path: &str) {
        let token = path.rsplit_once("/turn/").and_then(|(_, token)| self.keyring.open(token));
        let mut posted = self.posted.lock().unwrap_or_else(PoisonError::into_inner);
        match token {
            Some(Token { purpose: Purpose::Queueing, key, .. }) => {
                let saved = self.store.load(key).ok().flatten();
                posted.aside.extend(saved.into_iter().flat_map(|saved| transcript(&saved.call, &saved.aside)));
            }
            // What is said to a person is told by the phone, in full.
            Some(Token { purpose: Purpose::PickedUp | Purpose::PickedUpKey | Purpose::RecordingReady, .. }) => {}
            Some(_) => posted.turned = true,
            None => posted.turned |= path.ends_with("/call"),
        }
    }

    /// The last turn of a call as lines.
    #[must_use]
    pub fn transcript(&self, platform: &str, call_id: &str) -> Vec<String> {
        self.call(platform, call_id).map_or_else(Vec::new, |saved| transcript(&saved.call, &saved.orders))
    }
}

impl Network for Line {
    async fn post(&mut self, webhook: Webhook) -> Result<Answer, NetworkError> {
        let now = self.began.plus_millis(webhook.at_ms);
        self.clock.set(now);
        if let (Some(passing), Some(server)) = (&self.passing, &self.server) {
            let to_come = passing(now);
            // What has come by now lands before the caller does anything more.
            while to_come < server.asking() {
                tokio::task::yield_now().await;
            }
        }
        let path = webhook.url.strip_prefix(BASE).ok_or(NetworkError::Address)?;
        let mut request =
            Request::builder().uri(path).header(header::HOST, "127.0.0.1:8080").method(match webhook.method {
                Method::Post => "POST",
                Method::Get => "GET",
            });
        for (name, value) in &webhook.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(webhook.body)).map_err(|_error| NetworkError::Address)?;
        let Ok(response) = self.router.clone().oneshot(request).await;
        self.note(path);
        let status = response.status().as_u16();
        let content_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let content_type = content_type.unwrap_or("").to_owned();
        let body = to_bytes(response.into_body(), DOCUMENT_MAX).await.map_err(|_error| NetworkError::Broken)?;
        Ok(Answer { status, content_type, body: body.to_vec() })
    }
}

/// How long ago a matter was left open that begins anew now: longer than the hour for which it goes on. Milliseconds.
const LEFT_MS: i64 = 2 * 60 * 60 * 1000;

/// How long what was kept of it is good for, in milliseconds.
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// What an earlier call leaves behind about a matter of this kind.
fn left_open(flow: &Name, kind: Name, facts: &[(String, String)], now: Moment) -> Vec<Change> {
    let at = Moment::from_millis(now.millis() - LEFT_MS);
    let (flow, about) = (flow.clone(), Some(kind));
    let facts = facts.iter().map(|(name, value)| {
        let digits = value.bytes().all(|byte| byte.is_ascii_digit());
        let value = if digits { Value::Digits(value.clone()) } else { Value::Text(value.clone()) };
        (name.as_str().into(), Kept { value, until: now.plus_millis(DAY_MS) })
    });
    let open = OpenMatter { flow, about, matter: Matter::default(), facts: facts.collect(), at };
    let (call, left) = (CallKey([0xFE; 16]), Left { at, how: How::Unsettled });
    vec![Change::Began { call, at }, Change::Left { call, left, matter: Some(Box::new(open)) }]
}
