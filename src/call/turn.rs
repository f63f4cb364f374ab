//! One step of a call.

use serde::Serialize;

use super::{Call, Digest, Effect, Name, Order, Said};

/// What one event made of a call: the updated call, what the platform is told, what the host is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Turn {
    /// The call, one turn on.
    pub call: Call,
    /// What the platform is told to do; empty only for events that do not turn (see `EventKind::turns`).
    pub orders: Vec<Order<Said>>,
    /// What answers an event beside the call (see `EventKind::is_aside`); empty for all others.
    pub aside: Vec<Order<Said>>,
    /// What the host is asked to keep or do.
    pub effects: Vec<Effect>,
    /// The steps that were entered and the exits that were taken, in order: what tests of a flow count. Not part of the
    /// turn's digest, since nothing that callers hear depends on it.
    #[serde(skip)]
    pub passed: Vec<Passed>,
}

/// A step that was entered, or an exit that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// The step.
    pub step: Name,
    /// The label of the exit that was taken, if one was.
    pub exit: Option<String>,
}

impl Turn {
    /// The digest of all of it: what a replay must come to.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self)
    }
}
