//! One step of a call.

use serde::Serialize;

use super::{Call, Digest, Effect, Order, Said};

/// What one event made of a call: the updated call, what the platform is told, what the host is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Turn {
    /// The call, one turn on.
    pub call: Call,
    /// What the platform is told to do; empty only for events that do not turn (see `EventKind::turns`).
    pub orders: Vec<Order<Said>>,
    /// What the host is asked to keep or do.
    pub effects: Vec<Effect>,
}

impl Turn {
    /// The digest of all of it: what a replay must come to.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self)
    }
}
