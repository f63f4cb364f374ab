//! Callbacks that we owe.

use serde::{Deserialize, Serialize};

use super::{CallKey, Moment, Name, Number};

/// A callback that we owe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// The call that it was made in. A call makes at most one, so that it also tells promises apart.
    pub call: CallKey,
    /// Who owes it.
    pub desk: Name,
    /// The number to ring.
    pub number: Number,
    /// What it is about, as the flow names its matters.
    pub about: Option<Name>,
    /// When it was made.
    pub made: Moment,
    /// When it is due.
    pub due: Moment,
}
