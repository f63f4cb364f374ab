//! Callbacks that we owe.

use serde::{Deserialize, Serialize};

use super::{CallKey, Moment, Name, Number};

/// A callback that we owe, or have owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// The call that it was made in. A call makes at most one, so that it also tells promises apart.
    pub call: CallKey,
    /// The flow that it was made in.
    pub flow: Name,
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
    /// That it was seen to, if it was.
    pub done: Option<Done>,
}

/// That something was seen to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// When.
    pub at: Moment,
    /// By whom, as they say.
    pub by: String,
}

impl Promise {
    /// Whether it is still owed.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.done.is_none()
    }

    /// Whether it was to be kept by now, and was not.
    #[must_use]
    pub fn is_missed(&self, now: Moment) -> bool {
        self.is_open() && self.due < now
    }
}
