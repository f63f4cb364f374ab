//! What an account holds: what is told in words, and the JSON that programs read.

use serde::{Deserialize, Serialize};

/// What happened in a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The call's key.
    pub id: String,
    /// The platform that carried it.
    pub platform: String,
    /// The line that was rung.
    pub line: String,
    /// Who rang, masked.
    pub from: String,
    /// The flow that answered.
    pub flow: String,
    /// The flow version that the call was pinned to.
    pub bundle: String,
    /// The language that was spoken last.
    pub language: String,
    /// When it began.
    pub began: String,
    /// How long it has lasted, in seconds.
    pub lasted_s: u64,
    /// How it was left.
    pub left: String,
    /// Questions of the call, over all its matters.
    pub questions: u16,
    /// The sum of the last matter's ledger.
    pub sum: u16,
    /// What the sums and questions mean.
    pub thresholds: Thresholds,
    /// Turns, from 0, that came out otherwise than when they happened. Should be none.
    pub differs: Vec<usize>,
    /// What happened, in order.
    pub turns: Vec<Told>,
    /// What was looked up.
    pub lookups: Vec<LookedUp>,
    /// Each connection to a person, and what was tried for it.
    pub handoffs: Vec<HandedOver>,
    /// The callbacks that were promised.
    pub promises: Vec<Promised>,
    /// The messages that were left.
    pub messages: Vec<Left>,
}

/// What the sums of a ledger and the questions of a call mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thresholds {
    /// The sums at which a person is offered.
    pub offer_at: [u16; 2],
    /// The sum at which the caller is connected.
    pub connect_at: u16,
    /// The question of a call at which a person is offered.
    pub offer_question: u16,
    /// The question of a call at which the caller is connected.
    pub connect_question: u16,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The call's turn after it.
    pub turn: u32,
    /// When.
    pub at: String,
    /// Milliseconds since the call began.
    pub after_ms: u64,
    /// What the caller, the platform or a backend did.
    pub did: String,
    /// What came of it, as conversation files say it.
    pub came: Vec<String>,
    /// What was counted.
    pub counted: Vec<Signalled>,
    /// The sum of the matter's ledger after it.
    pub sum: u16,
    /// The questions of the call after it.
    pub questions: u16,
    /// That a person was offered, or the caller connected.
    pub decided: Option<Decided>,
}

/// A signal that was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signalled {
    /// The turn; 0 for one of an earlier call about the same matter.
    pub turn: u32,
    /// Its name.
    pub signal: String,
    /// What it weighs.
    pub weight: u16,
    /// The step that the call was at.
    pub step: Option<String>,
}

/// That a person was offered, or the caller connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// `offered`, or `connected`.
    pub what: String,
    /// The person, of a connection.
    pub person: Option<String>,
    /// Why.
    pub why: String,
    /// What would have come of one signal fewer, for each in the ledger, where the ledger decided.
    pub fewer: Vec<Fewer>,
}

/// What would have come without one signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fewer {
    /// The signal.
    pub without: Signalled,
    /// What the sum would have been.
    pub sum: u16,
    /// What would then have happened: `goes on`, `offered` or `connected`.
    pub then: String,
}

/// A question to a backend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookedUp {
    /// The lookup.
    pub lookup: String,
    /// The turn that asked.
    pub turn: u32,
    /// What came of it; none while it is on its way.
    pub outcome: Option<String>,
    /// How long that took, in milliseconds.
    pub took_ms: Option<u64>,
}

/// A connection to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    /// The turn that ordered it.
    pub turn: u32,
    /// When.
    pub at: String,
    /// The person.
    pub person: String,
    /// Why.
    pub why: String,
    /// The rungs that were tried, oldest first.
    pub tried: Vec<RungTried>,
}

/// A rung that was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RungTried {
    /// The person whose ladder it is on.
    pub person: String,
    /// The rung, from 1.
    pub rung: u8,
    /// What kind of rung it is, such as `ring`.
    pub kind: String,
    /// What became of it.
    pub outcome: String,
}

/// A callback that was promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promised {
    /// Who owes it.
    pub desk: String,
    /// What it is about.
    pub about: Option<String>,
    /// When it is due.
    pub due: String,
}

/// A message that was left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Who reads it.
    pub desk: String,
    /// When it was left.
    pub at: String,
    /// Its length in seconds.
    pub seconds: u16,
}
