//! What is counted, in the OpenMetrics text format.
//!
//! Invariant: help is what we measure. Nothing here counts calls that were kept away from people, and a hang-up before
//! help is counted as just that. Labels come from closed sets; numbers of callers, keys and words are never labels.

use std::{fmt, time::Duration};

use prometheus_client::{
    encoding::{EncodeLabelSet, text},
    metrics::{counter::Counter, family::Family, histogram::Histogram},
    registry::{Registry, Unit},
};

use crate::call::{Answered, LookupFault, OfferWhy, Reason};

/// The content type of [`Metrics::text`].
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Bounds of the histogram of turns, in seconds. A turn has a millisecond or a few, and 800 ms at worst.
const TURN_BOUNDS_S: [f64; 12] = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6];

/// What became of a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A call began.
    Start,
    /// A turn was made.
    New,
    /// The same webhook came again, and got the same answer.
    Again,
    /// It came late, and was answered with where the call now is.
    Late,
    /// A status or a recording was noted.
    Status,
    /// It was not the platform's.
    Refused,
    /// The last-resort document was the answer.
    LastResort,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 7] =
        [Self::Start, Self::New, Self::Again, Self::Late, Self::Status, Self::Refused, Self::LastResort];

    const fn label(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::New => "new",
            Self::Again => "again",
            Self::Late => "late",
            Self::Status => "status",
            Self::Refused => "refused",
            Self::LastResort => "last_resort",
        }
    }
}

/// How a call ended, as far as the caller was helped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallEnd {
    /// The caller said that it is settled.
    Settled,
    /// The caller talked to a person.
    Person,
    /// The caller left a message.
    Message,
    /// The caller was being connected, or talking.
    OnLadder,
    /// The caller hung up before any of that. Never a success.
    HungUp,
    /// The call never got through.
    Failed,
}

impl CallEnd {
    /// Every way to end.
    pub const ALL: [Self; 6] = [Self::Settled, Self::Person, Self::Message, Self::OnLadder, Self::HungUp, Self::Failed];

    const fn label(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Person => "person",
            Self::Message => "message",
            Self::OnLadder => "on_ladder",
            Self::HungUp => "hung_up",
            Self::Failed => "failed",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Webhook {
    platform: &'static str,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Ended {
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Connected {
    reason: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Offered {
    why: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct LookedUp {
    outcome: &'static str,
}

/// Everything that is counted. One for the whole program.
pub struct Metrics {
    registry: Registry,
    webhooks: Family<Webhook, Counter>,
    turns: Histogram,
    commits_failed: Counter,
    commits_raced: Counter,
    started: Counter,
    ended: Family<Ended, Counter>,
    connected: Family<Connected, Counter>,
    offered: Family<Offered, Counter>,
    looked_up: Family<LookedUp, Counter>,
}

impl Metrics {
    /// All at 0, so that the first of anything is seen as a rise; `platforms` are the names in our URLs.
    #[must_use]
    pub fn new(platforms: &[&'static str]) -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("clew"),
            webhooks: Family::default(),
            turns: Histogram::new(TURN_BOUNDS_S),
            commits_failed: Counter::default(),
            commits_raced: Counter::default(),
            started: Counter::default(),
            ended: Family::default(),
            connected: Family::default(),
            offered: Family::default(),
            looked_up: Family::default(),
        };
        metrics.register();
        for platform in platforms {
            for outcome in Outcome::ALL {
                drop(metrics.webhooks.get_or_create(&Webhook { platform, outcome: outcome.label() }));
            }
        }
        for end in CallEnd::ALL {
            drop(metrics.ended.get_or_create(&Ended { outcome: end.label() }));
        }
        metrics
    }

    fn register(&mut self) {
        let Self { registry, .. } = self;
        registry.register("webhooks", "Webhooks by platform and what became of them", self.webhooks.clone());
        let turns = "Time from a webhook to its answer, saved, in seconds";
        registry.register_with_unit("turn", turns, Unit::Seconds, self.turns.clone());
        registry.register("commits_failed", "Turns that the store could not keep", self.commits_failed.clone());
        let raced = "Turns that were made again because another one of the call was kept first";
        registry.register("commits_raced", raced, self.commits_raced.clone());
        registry.register("calls_started", "Calls that began", self.started.clone());
        registry.register("calls_ended", "Calls that ended, by how the caller was helped", self.ended.clone());
        registry.register("connected", "Callers that were connected to a person, by why", self.connected.clone());
        registry.register("offers", "Times that a person was offered, by why", self.offered.clone());
        registry.register("lookups", "Lookups, by what came of them", self.looked_up.clone());
    }

    /// Counts a webhook; `platform` is the name in our URLs.
    pub fn webhook(&self, platform: &'static str, outcome: Outcome) {
        self.webhooks.get_or_create(&Webhook { platform, outcome: outcome.label() }).inc();
    }

    /// Notes how long a turn took, from the webhook to its answer.
    pub fn turn(&self, took: Duration) {
        self.turns.observe(took.as_secs_f64());
    }

    /// Counts a turn that the store could not keep.
    pub fn commit_failed(&self) {
        self.commits_failed.inc();
    }

    /// Counts a turn that was made again because another one was kept first.
    pub fn commit_raced(&self) {
        self.commits_raced.inc();
    }

    /// Counts a call that began.
    pub fn call_started(&self) {
        self.started.inc();
    }

    /// Counts a call that ended.
    pub fn call_ended(&self, end: CallEnd) {
        self.ended.get_or_create(&Ended { outcome: end.label() }).inc();
    }

    /// Counts a caller that was connected to a person.
    pub fn connected(&self, reason: Reason) {
        self.connected.get_or_create(&Connected { reason: reason.name() }).inc();
    }

    /// Counts a person that was offered.
    pub fn offered(&self, why: OfferWhy) {
        self.offered.get_or_create(&Offered { why: offer_label(why) }).inc();
    }

    /// Counts a lookup that has ended.
    pub fn looked_up(&self, answered: &Answered) {
        self.looked_up.get_or_create(&LookedUp { outcome: answered_label(answered) }).inc();
    }

    /// Everything, as OpenMetrics text.
    ///
    /// # Errors
    /// When a number has no text form; ours all have one.
    pub fn text(&self) -> Result<String, fmt::Error> {
        let mut written = String::new();
        text::encode(&mut written, &self.registry)?;
        Ok(written)
    }
}

const fn offer_label(why: OfferWhy) -> &'static str {
    match why {
        OfferWhy::Frustration => "frustration",
        OfferWhy::Ceiling => "ceiling",
        OfferWhy::Prefers => "prefers",
    }
}

const fn answered_label(answered: &Answered) -> &'static str {
    match answered {
        Answered::Found(_) => "found",
        Answered::Missing => "missing",
        Answered::Status(_) => "status",
        Answered::Failed(LookupFault::Down) => "down",
        Answered::Failed(LookupFault::Slow) => "slow",
        Answered::Failed(LookupFault::TooLarge) => "too_large",
        Answered::Failed(LookupFault::WrongShape) => "wrong_shape",
        Answered::Failed(LookupFault::Redirected) => "redirected",
        Answered::Failed(LookupFault::Refused) => "refused",
        Answered::Failed(LookupFault::Resting) => "resting",
        Answered::Failed(LookupFault::NotAsked) => "not_asked",
    }
}
