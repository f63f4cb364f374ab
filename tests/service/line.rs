//! A service that runs, and phones that ring it, straight or as through a proxy.

use std::{path::Path, sync::Arc, sync::Mutex};

use clew::phone::{
    Act, Answer, Heard, Http, Network, NetworkError, Webhook,
    twilio::{LineSetup, Phone},
};

use super::child::{BINARY, Process, Said};

/// The sample line's number.
pub const TO: &str = "+15550100";
/// A line with that number, which has no hours.
pub const SAME_AT_EVERY_HOUR: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/flows/parcels.yaml");
/// Who rings.
pub const FROM: &str = "+15550123";
/// The address that platforms call in tests with a proxy. Nobody answers there: [`Carrier`] takes it to the service.
pub const PUBLIC: &str = "https://line.example.org";

/// `clew serve`, ready.
pub struct Service {
    pub process: Process,
    /// Where webhooks come in, such as `http://127.0.0.1:40001`.
    pub near: String,
}

impl Service {
    /// Starts on free ports, in `folder`.
    pub fn start(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        Self::of(Path::new(BINARY), folder, arguments, variables)
    }

    /// As [`Self::start`], with a binary that lies elsewhere.
    pub fn of(binary: &Path, folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        // A machine that is busy with other tests must not turn an answer into the last resort.
        let ours = [("CLEW_LISTEN", "127.0.0.1:0"), ("CLEW_INNER", "127.0.0.1:0"), ("CLEW_ANSWER_WITHIN", "4000")];
        let variables: Vec<_> = ours.into_iter().chain(variables.iter().copied()).collect();
        let arguments: Vec<_> = ["serve"].into_iter().chain(arguments.iter().copied()).collect();
        let mut process = Process::start(binary, folder, &arguments, &variables);
        let near = process.says("listening: ").split("listening: ").nth(1).unwrap().to_owned();
        process.says("ready");
        Self { process, near }
    }

    /// As [`Self::start`], with a line that is the same at every hour and asks no backend.
    pub fn same_at_every_hour(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let arguments: Vec<_> = ["--flows", SAME_AT_EVERY_HOUR].into_iter().chain(arguments.iter().copied()).collect();
        Self::start(folder, &arguments, variables)
    }

    /// Behind a proxy, with a secret.
    pub fn public(folder: &Path, secrets: &str) -> Self {
        Self::same_at_every_hour(folder, &["--public-url", PUBLIC], &[("TWILIO_AUTH_TOKEN", secrets)])
    }

    /// Stops it gracefully; what it said.
    pub fn stops(self) -> Said {
        self.process.terminate();
        self.process.ends()
    }
}

/// What went over the network of one phone, in order.
pub type Log = Arc<Mutex<Vec<(Webhook, Answer)>>>;

/// Carries webhooks from a public address to where the service listens, as a proxy does, and keeps a log.
#[derive(Clone)]
pub struct Carrier {
    pub near: String,
    pub public: String,
    pub log: Log,
}

impl Carrier {
    /// From [`PUBLIC`] to a service.
    pub fn to(service: &Service) -> Self {
        Self::between(PUBLIC, service)
    }

    /// From any address to a service.
    pub fn between(public: &str, service: &Service) -> Self {
        Self { near: service.near.clone(), public: public.to_owned(), log: Log::default() }
    }

    /// Delivers a webhook as it is.
    pub async fn deliver(&self, webhook: &Webhook) -> Result<Answer, NetworkError> {
        let path = webhook.url.strip_prefix(&self.public).unwrap_or_else(|| panic!("{webhook:?} is elsewhere"));
        Http::default().post(Webhook { url: format!("{}{path}", self.near), ..webhook.clone() }).await
    }
}

impl Network for Carrier {
    async fn post(&mut self, webhook: Webhook) -> Result<Answer, NetworkError> {
        let answer = self.deliver(&webhook).await?;
        self.log.lock().unwrap().push((webhook, answer.clone()));
        Ok(answer)
    }
}

/// Whether a webhook moves its call one turn on: not news that only tells, nor what comes when nobody listens any more.
pub fn asks(webhook: &Webhook) -> bool {
    let has = |name: &str, value: &str| {
        let mut form = form_urlencoded::parse(webhook.body.as_bytes());
        form.any(|(found, held)| found == name && held.starts_with(value))
    };
    let news = webhook.url.ends_with("/status") || has("RecordingStatus", "");
    let over = has("CallStatus", "completed") && !has("RecordingUrl", "");
    // What is asked on the leg of whoever picks up is no turn of the call.
    let beside = has("ParentCallSid", "");
    !news && !over && !beside
}

/// The number that a call comes from: each has its own, and the first one's is [`FROM`].
pub fn from(call: usize) -> String {
    format!("+{}", 15_550_122 + call)
}

/// A phone; `base` is the address that it knows the line by.
pub fn phone<N: Network>(base: &str, secret: Option<&str>, call: usize, network: N) -> Phone<N> {
    let setup = LineSetup {
        answer_url: format!("{base}/twilio/call"),
        status_url: format!("{base}/twilio/status"),
        from: from(call),
        to: TO.to_owned(),
        call_id: format!("CA{call:032}"),
        secret: secret.map(str::to_owned),
    };
    Phone::new(setup, network).ringing_at(1_795_000_000_000)
}

/// Keys, pressed after the prompt.
pub fn presses(keys: &str) -> Act {
    Act::Presses { keys: keys.to_owned(), at_once: false }
}

/// Rings and does all of this, one after another.
pub async fn play<N: Network>(phone: &mut Phone<N>, acts: &[Act]) -> Heard {
    let mut heard = phone.rings().await.unwrap_or_else(|fault| panic!("{fault}"));
    for act in acts {
        heard = phone.acts(act).await.unwrap_or_else(|fault| panic!("after {act:?}: {fault}"));
    }
    heard
}
