//! The connection to a person, and why it came about.

use serde::{Deserialize, Serialize};

use super::{Moment, Name};

/// A connection to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handoff {
    /// The person (a ladder of the flow).
    pub person: Name,
    /// Why.
    pub reason: Reason,
    /// The turn it was ordered in.
    pub turn: u32,
    /// When it was ordered.
    pub at: Moment,
    /// Which rungs were tried for it, and what became of each, oldest first.
    pub tried: Vec<Tried>,
}

/// A rung that was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// The person whose rung it is.
    pub person: Name,
    /// The rung, from 0.
    pub rung: u8,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// A person talked with the caller.
    Answered,
    /// The line was busy, or the queue full.
    Busy,
    /// Nobody answered in time.
    NoAnswer,
    /// Whoever picked up did not take the call. A voicemail that nobody knows for one is also this.
    Declined,
    /// A machine answered, as the platform says.
    Voicemail,
    /// The two were cut off as soon as they were connected.
    Dropped,
    /// The caller did not want to wait there any longer.
    Left,
    /// It could not be connected.
    Failed,
    /// A callback was promised.
    Promised,
    /// A message was left.
    MessageLeft,
    /// Nothing was left.
    NothingLeft,
}

impl Outcome {
    /// Its name, as notes and accounts of a call show it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Busy => "busy",
            Self::NoAnswer => "no answer",
            Self::Declined => "declined",
            Self::Voicemail => "voicemail",
            Self::Dropped => "dropped",
            Self::Left => "left",
            Self::Failed => "failed",
            Self::Promised => "promised",
            Self::MessageLeft => "message left",
            Self::NothingLeft => "nothing left",
        }
    }
}

/// Why a caller is connected to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// The caller asked, by key or word.
    Asked,
    /// The flow leads here.
    Flow,
    /// The caller accepted an offer.
    Accepted,
    /// The ledger reached the sum at which nobody is asked any more.
    Frustration,
    /// The call reached its most questions.
    Ceiling,
    /// The caller is known to prefer a person: somebody has marked them so.
    Preferred,
    /// A callback that we had promised did not come.
    Missed,
    /// The caller says that the matter is not settled.
    NotSettled,
    /// What the caller came for could not be looked up.
    BackendFailed,
    /// Something that cannot go on; see [`Fault`].
    Fault(Fault),
}

impl Reason {
    /// Its name, as notes and counts show it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Flow => "flow",
            Self::Accepted => "accepted",
            Self::Frustration => "frustration",
            Self::Ceiling => "ceiling",
            Self::Preferred => "preferred",
            Self::Missed => "missed",
            Self::NotSettled => "not_settled",
            Self::BackendFailed => "backend_failed",
            Self::Fault(_) => "fault",
        }
    }
}

/// What cannot happen in a checked flow, and what broke behind us. All of it ends at a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// The flow names a step that it does not have.
    StepGone,
    /// The flow went from step to step without ever waiting.
    NeverWaits,
    /// An event came that does not fit where the call is.
    OutOfPlace,
    /// The flow says goodbye where the caller has not agreed to one.
    GoodbyeNotAgreed,
    /// The flow version that the call is pinned to cannot be rebuilt.
    FlowGone,
}
