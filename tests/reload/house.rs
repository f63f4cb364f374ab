//! A house: a folder of flows, a data folder, and the whole service over both, in this process.

use std::{
    collections::BTreeMap,
    fs, io,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use clew::{
    call::Moment,
    dialect::Keyring,
    phone::{
        Act, Answer, Method, Network, NetworkError, Webhook,
        twilio::{LineSetup, Phone},
    },
    server::{News, Parts, Place, Server, SetClock, Start, Unfit, Watch, public},
    store::{Memory, Store},
};
use tower::ServiceExt;

pub const BASE: &str = "http://127.0.0.1:8080";
pub const LINE: &str = "+15550140";
pub const NOW: Moment = Moment::from_millis(1_795_000_000_000);

/// A folder that is served.
pub struct House {
    pub folder: tempfile::TempDir,
    pub store: Arc<dyn Store>,
}

/// The service over a house.
pub struct Running {
    pub server: Arc<Server>,
    pub watch: Watch,
    pub news: Said,
    pub router: Router,
    pub inner: Router,
    token: String,
}

/// What a look has changed, by names alone.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Said {
    pub served: Vec<String>,
    pub refused: Vec<(String, Vec<&'static str>)>,
    pub gone: Vec<String>,
    pub replaced: Vec<String>,
}

impl From<News> for Said {
    fn from(news: News) -> Self {
        let rules = |flawed: &clew::server::Flawed| flawed.problems.iter().map(|problem| problem.rule).collect();
        let refused = news.refused.iter().map(|(file, flawed)| (file.clone(), rules(flawed))).collect();
        Self { served: news.served, refused, gone: news.gone, replaced: news.replaced }
    }
}

impl House {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("flows")).unwrap();
        Self { folder, store: Arc::new(Memory::new()) }
    }

    /// A house with one good flow, `library.yaml`.
    pub fn with_library() -> Self {
        let house = Self::new();
        house.write("library.yaml", flow(0));
        house
    }

    pub fn flows(&self) -> PathBuf {
        self.folder.path().join("flows")
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.flows().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let file = self.file(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    pub fn remove(&self, name: &str) {
        fs::remove_file(self.file(name)).unwrap();
    }

    /// Starts the service, as `clew serve` does; or says why not.
    pub fn try_start(&self) -> io::Result<Result<Running, Unfit>> {
        let mut watch = Watch::over(Place { flows: Some(self.flows()), prompts: None });
        let look = watch.first()?;
        let (bundles, news) = match Start::of(look, &self.data(), NOW) {
            Ok(start) => start.keep()?,
            Err(unfit) => return Ok(Err(unfit)),
        };
        let server = Server::new(Parts {
            store: Arc::clone(&self.store),
            bundles,
            keyring: Keyring::new([7; 32]),
            clock: Arc::new(SetClock::at(NOW)),
            backends: Arc::new(clew::server::lookup::Nobody),
            public_url: BASE.to_owned(),
            secrets: BTreeMap::new(),
        });
        let inner = server.inner(&self.data()).unwrap();
        let token = fs::read_to_string(self.data().join("inner.token")).unwrap();
        let router = public(Arc::clone(&server));
        Ok(Ok(Running { server, watch, news: news.into(), router, inner, token }))
    }

    pub fn start(&self) -> Running {
        match self.try_start().unwrap() {
            Ok(running) => running,
            Err(Unfit::Unread(error)) => panic!("{error}"),
            Err(Unfit::Flawed(flawed)) => panic!("{}", flawed[0].shown(false)),
        }
    }
}

impl Running {
    /// Looks at the files; what that changes, which is nothing where no file has changed.
    pub fn reload(&mut self) -> Said {
        self.watch.reload(&self.server).unwrap().map(Said::from).unwrap_or_default()
    }

    /// What a new caller of a line hears first.
    pub async fn hears(&self, line: &str, call: usize) -> String {
        let mut phone = Ring::phone(self.router.clone(), line, call);
        format!("{:?}", phone.rings().await.unwrap_or_else(|fault| panic!("{fault}")).said)
    }

    /// Asks the inner listener.
    pub async fn get(&self, path: &str) -> (u16, serde_json::Value) {
        let bearer = format!("Bearer {}", self.token);
        let request = Request::builder().uri(path).header(header::HOST, "localhost");
        let request = request.header(header::AUTHORIZATION, bearer).body(Body::empty()).unwrap();
        let response = self.inner.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), 1 << 24).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap())
    }

    /// Whether it serves the recording of that hash.
    pub async fn plays(&self, hash: &str) -> bool {
        let request = Request::builder().uri(format!("/audio/{hash}")).header(header::HOST, "127.0.0.1:8080");
        let response = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        response.status().is_success()
    }

    /// How often a caller got the last resort, as the service counts.
    pub async fn last_resorts(&self) -> u64 {
        let bearer = format!("Bearer {}", self.token);
        let request = Request::builder().uri("/metrics").header(header::HOST, "localhost");
        let request = request.header(header::AUTHORIZATION, bearer).body(Body::empty()).unwrap();
        let body = self.inner.clone().oneshot(request).await.unwrap().into_body();
        let text = String::from_utf8(to_bytes(body, 1 << 24).await.unwrap().to_vec()).unwrap();
        let counted = text.lines().filter(|line| line.contains("last_resort"));
        counted.map(|line| line.rsplit(' ').next().unwrap().parse::<u64>().unwrap()).sum()
    }
}

/// What went over the network of one phone, in order.
pub type Log = Arc<Mutex<Vec<(Webhook, Answer)>>>;

/// The way to a service in this process. Its clock stands still.
#[derive(Clone)]
pub struct Ring {
    pub router: Router,
    pub log: Log,
}

impl Ring {
    pub fn phone(router: Router, line: &str, call: usize) -> Phone<Self> {
        let setup = LineSetup {
            answer_url: format!("{BASE}/twilio/call"),
            status_url: format!("{BASE}/twilio/status"),
            // Each caller has a number, or the later ones would be remembered.
            from: format!("+{}", 15_550_123 + call),
            to: line.to_owned(),
            call_id: format!("CA{call:032}"),
            secret: None,
        };
        Phone::new(setup, Self { router, log: Log::default() }).ringing_at(NOW.millis())
    }
}

impl Network for Ring {
    async fn post(&mut self, webhook: Webhook) -> Result<Answer, NetworkError> {
        let path = webhook.url.strip_prefix(BASE).ok_or(NetworkError::Address)?;
        let method = if webhook.method == Method::Post { "POST" } else { "GET" };
        let mut request = Request::builder().uri(path).method(method).header(header::HOST, "127.0.0.1:8080");
        for (name, value) in &webhook.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(webhook.body.clone())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let content_type = response.headers().get(header::CONTENT_TYPE).map_or("", |value| value.to_str().unwrap());
        let content_type = content_type.to_owned();
        let body = to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec();
        let answer = Answer { status, content_type, body };
        self.log.lock().unwrap().push((webhook, answer.clone()));
        Ok(answer)
    }
}

pub fn presses(keys: &str) -> Act {
    Act::Presses { keys: keys.to_owned(), at_once: false }
}

/// A library's line in its `version`th wording. Every text says which; every second one has its keys the other way
/// round, and each has its own names of steps.
pub fn flow(version: u32) -> String {
    flow_on("library", LINE, version)
}

pub fn flow_on(name: &str, line: &str, version: u32) -> String {
    let (card, hours) = if version.is_multiple_of(2) { (1, 2) } else { (2, 1) };
    format!(
        r#"flow: {name}
title: The {name}'s line
languages: [en-US]
lines: ["{line}"]

people:
  operator:
    try:
      - {{ ring: "+15550141", for: 25s }}
      - {{ message: leave_message, desk: front }}
desks:
  front: {{ title: Front desk }}

start: main
steps:
  main:
    menu: main
    choices:
      - {{ key: {card}, words: renewing, to: card{version} }}
      - {{ key: {hours}, words: hours, say: hours, to: settled{version} }}
  card{version}: {{ ask: card, as: {{ digits: 8 }}, into: card, read_back: is_that_it, next: renewed{version} }}
  renewed{version}: {{ say: renewed, next: settled{version} }}
  settled{version}: {{ settle: did_that_help }}

prompts:
  main: {{ en-US: "Version {version} of {name}. To renew, press {card}. For our hours, press {hours}. For a person, press 0." }}
  card: {{ en-US: "Version {version}. What is the number of your card? It has 8 digits." }}
  is_that_it: {{ en-US: "Version {version}. I have {{card|digits}}. For yes, press 1. For no, press 2." }}
  renewed: {{ en-US: "Version {version}. The front desk renews your books today." }}
  hours: {{ en-US: "Version {version}. We are open every day from 9 to 6." }}
  did_that_help: {{ en-US: "Version {version}. Did that help? For yes, press 1. For no, press 2." }}
  leave_message: {{ en-US: "Version {version}. Please leave your name and number after the tone." }}
words:
  renewing: {{ en-US: [renew, extend, longer] }}
  hours: {{ en-US: [open, hours, "when do you"] }}
"#
    )
}

/// A flow with a step that leads nowhere.
pub fn broken(version: u32) -> String {
    flow(version).replace(&format!("to: card{version}"), "to: nowhere")
}

/// Names of files.
pub fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
