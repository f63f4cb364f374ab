//! A phone on Twilio: posts webhooks as Twilio does and carries out the documents that come back.
//!
//! Invariant: one act goes in, webhooks go out one after another, and the phone stops where the document waits. A fault
//! leaves the call where it was, so an act can be tried again, as a platform would.
//!
//! Facts come from Twilio's SDKs and pages; what is marked as recalled has no source at hand.

mod acts;
mod keys;
mod pace;
mod play;
mod queue;
mod webhook;
mod whisper;

use std::collections::VecDeque;

use chrono::DateTime;

pub use webhook::{ACCOUNT_SID, WITHHELD, signature};

use self::queue::Queue;
use self::webhook::{Envelope, Form, Leg};
use super::document::{Dial, Document, Gather, Record, Target, Verb};
use super::{Act, Answer, EndedBy, Fault, FaultKind, Heard, InQueue, Method, Network, Piece, State, Webhook};

/// The platform's name in our URLs.
pub const PLATFORM: &str = "twilio";

/// Which line is rung, and by whom.
#[derive(Clone)]
pub struct LineSetup {
    /// The address that is asked what to do when the phone rings.
    pub answer_url: String,
    /// The address that is told how the call ended.
    pub status_url: String,
    /// The caller, in E.164, or [`WITHHELD`].
    pub from: String,
    /// The line, in E.164.
    pub to: String,
    /// The platform's id of the call.
    pub call_id: String,
    /// The secret that webhooks are signed with; without one they are not signed.
    pub secret: Option<String>,
}

/// A caller's phone, and the platform that carries its call.
pub struct Phone<N> {
    line: LineSetup,
    network: N,
    rang_at_ms: i64,
    carry_over: bool,
    attested: bool,
    clock_ms: u64,
    webhooks: u32,
    statuses: u32,
    legs: u32,
    now: Now,
    /// The rest of the document.
    rest: VecDeque<Verb>,
    /// Where the document came from.
    document_url: String,
    said: Vec<Piece>,
    /// What the person who picked up was told.
    person: Vec<Piece>,
    /// The queue that the caller waits in.
    queue: Option<Queue>,
    in_queue: InQueue,
    /// How much of the present wait has passed already.
    passed_ms: u64,
    typed_ahead: String,
    last: Option<Webhook>,
    /// When the next webhook goes out, whatever is said and done until then.
    due_ms: Option<u64>,
}

/// What the phone is doing.
#[derive(Clone)]
enum Now {
    Idle,
    Waiting {
        gather: Gather,
        typed: String,
    },
    /// In a queue, between two documents.
    Holding,
    Ringing(Dial),
    Recording(Record),
    Over(EndedBy),
}

impl<N: Network> Phone<N> {
    /// A phone that has not rung yet.
    #[must_use]
    pub fn new(line: LineSetup, network: N) -> Self {
        Self {
            document_url: line.answer_url.clone(),
            line,
            network,
            rang_at_ms: 0,
            carry_over: false,
            attested: false,
            clock_ms: 0,
            webhooks: 0,
            statuses: 0,
            legs: 0,
            now: Now::Idle,
            rest: VecDeque::new(),
            said: Vec::new(),
            person: Vec::new(),
            queue: None,
            in_queue: InQueue::default(),
            passed_ms: 0,
            typed_ahead: String::new(),
            last: None,
            due_ms: None,
        }
    }

    /// The moment it rings, in milliseconds since 1970; only the `Timestamp` of status callbacks tells.
    #[must_use]
    pub fn ringing_at(mut self, epoch_ms: i64) -> Self {
        self.rang_at_ms = epoch_ms;
        self
    }

    /// Keys beyond what a wait takes are kept for the next wait, as FreeSWITCH does. Twilio drops them (recalled).
    #[must_use]
    pub fn carrying_keys_over(mut self) -> Self {
        self.carry_over = true;
        self
    }

    /// The platform vouches at full level that the number shown is the caller's own.
    /// Source: the values of `StirVerstat` in Twilio's documents on trusted calling with SHAKEN/STIR.
    #[must_use]
    pub fn attested(mut self) -> Self {
        self.attested = true;
        self
    }

    /// Rings the line and carries out what it answers.
    ///
    /// # Errors
    /// The first fault; also if it has rung already.
    pub async fn rings(&mut self) -> Result<Heard, Fault> {
        if !matches!(self.now, Now::Idle) {
            return Err(out_of_place("the phone has rung already"));
        }
        let target = Target { url: Some(self.line.answer_url.clone()), method: Method::Post };
        let vouched = self.attested.then(|| ("StirVerstat".to_owned(), "TN-Validation-Passed-A".to_owned()));
        self.ask(&target, vouched.into_iter().collect(), "ringing").await?;
        self.carry_on().await
    }

    /// Does one thing and carries out what the line answers, until it waits again.
    ///
    /// # Errors
    /// The first fault; also an act that makes no sense in this state of the call. The call stays where it was.
    pub async fn acts(&mut self, act: &Act) -> Result<Heard, Fault> {
        self.said.clear();
        self.person.clear();
        match self.now.clone() {
            Now::Idle => Err(out_of_place("the phone has not rung yet")),
            Now::Waiting { gather, typed } => self.at_wait(&gather, &typed, act).await,
            Now::Holding => self.at_hold(act).await,
            Now::Ringing(dial) => self.at_ringing(&dial, act).await,
            Now::Recording(record) => self.at_recording(&record, act).await,
            Now::Over(_) => Err(out_of_place("the call is over")),
        }
    }

    /// The same, with what comes of it told to the line so many milliseconds after the webhook before it, however long
    /// prompts and speech take.
    ///
    /// # Errors
    /// As [`Self::acts`].
    pub async fn acts_after(&mut self, act: &Act, after_ms: u64) -> Result<Heard, Fault> {
        let before_ms = self.last.as_ref().map_or(self.clock_ms, |last| last.at_ms);
        self.due_ms = Some(before_ms.saturating_add(after_ms));
        let heard = self.acts(act).await;
        self.due_ms = None;
        heard
    }

    /// Virtual milliseconds since the phone rang. At a wait, what the wait itself says has not been counted yet.
    #[must_use]
    pub fn elapsed_ms(&self) -> u64 {
        self.clock_ms
    }

    /// Lets time pass in which nothing happens.
    pub fn later(&mut self, ms: u64) {
        self.clock_ms = self.clock_ms.saturating_add(ms);
    }

    /// What the phone does now; `None` before it has rung.
    #[must_use]
    pub fn state(&self) -> Option<State> {
        let queue = self.queue.as_ref().map(|queue| queue.enqueue.queue.clone());
        match &self.now {
            Now::Idle => None,
            Now::Holding => Some(State::Queued { queue: queue.unwrap_or_default(), keys: false, speech: false }),
            Now::Waiting { gather, .. } if self.queue.is_some() => {
                Some(State::Queued { queue: queue.unwrap_or_default(), keys: gather.keys, speech: gather.speech })
            }
            Now::Waiting { gather, .. } => Some(State::Waiting {
                keys: gather.keys,
                speech: gather.speech,
                keys_max: gather.keys_max,
                finish: gather.finish,
                timeout_s: gather.timeout_s,
            }),
            Now::Ringing(dial) => Some(State::Ringing {
                numbers: dial.to.iter().map(|callee| callee.address.clone()).collect(),
                told: dial.to.iter().flat_map(|callee| callee.headers.iter().cloned()).collect(),
                timeout_s: dial.timeout_s,
            }),
            Now::Recording(record) => Some(State::Recording {
                length_max_s: record.length_max_s,
                silence_s: record.silence_s,
                finish: record.finish.clone(),
            }),
            Now::Over(by) => Some(State::Over { by: *by }),
        }
    }

    /// The last webhook that asked what to do; status callbacks do not ask.
    #[must_use]
    pub fn last_webhook(&self) -> Option<&Webhook> {
        self.last.as_ref()
    }

    /// Delivers the last webhook once more, as platforms do when an answer is lost, and hands the answer over without
    /// carrying it out.
    ///
    /// # Errors
    /// When there was no webhook yet, or there is no answer.
    pub async fn redeliver(&mut self) -> Result<Answer, Fault> {
        let last = self.last.clone().ok_or_else(|| out_of_place("the phone has not rung yet"))?;
        self.deliver(Webhook { at_ms: self.clock_ms, ..last }).await
    }

    /// Delivers the last webhook once more and carries out that answer in place of the first, which was lost. Once the
    /// call is over, the answer is only read.
    ///
    /// # Errors
    /// As [`Self::redeliver`], and every fault of the answer.
    pub async fn repeats(&mut self) -> Result<Heard, Fault> {
        let answer = self.redeliver().await?;
        let url = self.last.as_ref().map(|last| last.url.clone()).unwrap_or_default();
        let document = Document::read(&answer).map_err(|fault| fault.asking(&url))?;
        self.said.clear();
        if let Now::Over(by) = self.now {
            return Ok(Heard { said: Vec::new(), person: Vec::new(), then: State::Over { by } });
        }
        self.rest = document.verbs.into();
        self.document_url = url;
        self.carry_on().await
    }

    /// Posts a status callback, whatever the call does: `completed` ends no call here. `extra` is added to the form.
    ///
    /// # Errors
    /// When there is no answer, or its status is not 2xx.
    pub async fn posts_status(&mut self, status: &str, extra: &[(&str, &str)]) -> Result<(), Fault> {
        let url = self.line.status_url.clone();
        let mut more: Form = self.status_fields(status == "completed");
        more.extend(extra.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.statuses += 1;
        let target = Target { url: Some(url), method: Method::Post };
        self.tells(&target, more, status).await
    }

    /// The network, for instance to look at what went through it.
    pub fn network(&mut self) -> &mut N {
        &mut self.network
    }

    /// What a status callback carries beside what every request does.
    fn status_fields(&self, completed: bool) -> Form {
        let epoch_ms = self.rang_at_ms.saturating_add_unsigned(self.clock_ms);
        let timestamp = DateTime::from_timestamp_millis(epoch_ms).map(|at| at.to_rfc2822()).unwrap_or_default();
        let seconds = pace::in_seconds(self.clock_ms);
        let mut form = vec![
            ("CallbackSource".to_owned(), "call-progress-events".to_owned()),
            ("SequenceNumber".to_owned(), self.statuses.to_string()),
            ("Timestamp".to_owned(), timestamp),
        ];
        if completed {
            form.push(("CallDuration".to_owned(), seconds.to_string()));
            form.push(("Duration".to_owned(), seconds.div_ceil(60).to_string()));
        }
        form
    }

    /// Asks what to do, and keeps the document that comes back.
    async fn ask(&mut self, target: &Target, extra: Form, status: &str) -> Result<(), Fault> {
        let webhook = self.webhook(target, extra, status);
        let url = target.url.clone().unwrap_or_else(|| self.document_url.clone());
        self.last = Some(webhook.clone());
        let answer = self.deliver(webhook).await?;
        self.rest = Document::read(&answer).map_err(|fault| fault.asking(&url))?.verbs.into();
        self.document_url = url;
        Ok(())
    }

    /// Tells something that needs no document; what is in the answer does not matter.
    async fn tells(&mut self, target: &Target, extra: Form, status: &str) -> Result<(), Fault> {
        let webhook = self.webhook(target, extra, status);
        let url = webhook.url.clone();
        let answer = self.deliver(webhook).await?;
        if (200..300).contains(&answer.status) {
            return Ok(());
        }
        let says = format!("the answer to a status callback is {}, not 2xx", answer.status);
        Err(Fault::new(FaultKind::Status, says).asking(&url))
    }

    fn webhook(&mut self, target: &Target, extra: Form, status: &str) -> Webhook {
        let mut form = webhook::common(&Leg::of(&self.line), status);
        form.extend(extra);
        self.posts(target, &form)
    }

    fn posts(&mut self, target: &Target, form: &Form) -> Webhook {
        self.clock_ms = self.due_ms.take().unwrap_or(self.clock_ms);
        self.webhooks += 1;
        let url = target.url.as_deref().unwrap_or(&self.document_url);
        let envelope = Envelope { method: target.method, url, number: self.webhooks, at_ms: self.clock_ms };
        webhook::write(&self.line, &envelope, form)
    }

    /// The platform's id of another leg of the call.
    fn leg(&mut self) -> String {
        self.legs += 1;
        format!("CAd{:031x}", self.legs)
    }

    async fn deliver(&mut self, webhook: Webhook) -> Result<Answer, Fault> {
        let url = webhook.url.clone();
        let answer = self.network.post(webhook).await;
        answer.map_err(|error| Fault::new(FaultKind::Network, error.to_string()).asking(&url))
    }
}

fn out_of_place(says: &str) -> Fault {
    Fault::new(FaultKind::OutOfPlace, says)
}
