//! What a turn asks of our own host, beside the orders to the platform.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Change, Message, Name, Promise, Value};

/// Something to be kept or done by the host. Records are part of the turn's own commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// Keep a message that the caller left for a desk. Idempotent by the recording's address.
    Keep(Message),
    /// Keep a callback that we owe. Idempotent by the call.
    Promise(Promise),
    /// Remember something of the caller. Idempotent by call and kind of change.
    Remember(Change),
    /// Forget the caller: everything that is remembered of them and of their earlier calls. What we still owe them, and
    /// what they have left for somebody, stays until it is seen to.
    Forget,
    /// Ask a backend. Answered by [`super::EventKind::Found`]; asking the same again changes nothing.
    LookUp {
        /// The lookup, as the flow names it.
        lookup: Name,
        /// The turn that asks; the answer carries it.
        turn: u32,
        /// What is asked with, by name.
        with: BTreeMap<Name, Value>,
    },
}
