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
    /// The caller says that the matter is not settled.
    NotSettled,
    /// What the caller came for could not be looked up.
    BackendFailed,
    /// Something that cannot go on; see [`Fault`].
    Fault(Fault),
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
