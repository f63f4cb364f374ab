//! How long things are kept, what is owed, and what was removed.

use crate::call::{CallKey, Digest, Moment};

/// How long things are kept, in days since something last happened with them. What is still open is kept, however old.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// Calls that have ended, with their journals.
    pub calls: u32,
    /// Callers, since something was last noted of them.
    pub callers: u32,
    /// Messages, since somebody saw to them.
    pub messages: u32,
    /// Promises, since they were kept.
    pub promises: u32,
}

impl Keep {
    /// The moment that was so many days before `now`.
    #[must_use]
    pub(super) fn days_before(now: Moment, days: u32) -> Moment {
        const DAY_MS: i64 = 24 * 60 * 60 * 1000;
        Moment::from_millis(now.millis().saturating_sub(DAY_MS.saturating_mul(i64::from(days))))
    }
}

/// Something that we owe to a caller: what [`super::Store::done`] says is seen to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owed {
    /// The callback that was promised in this call.
    Promise(CallKey),
    /// The message with this identity (see [`super::saved::identity`]).
    Message(Digest),
}

/// How many records of each kind were removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed {
    /// Calls, each with its journal.
    pub calls: u64,
    /// Callers.
    pub callers: u64,
    /// Messages.
    pub messages: u64,
    /// Promises.
    pub promises: u64,
}

impl Removed {
    /// Whether nothing was.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn add(&mut self, more: Self) {
        let Self { calls, callers, messages, promises } = more;
        self.calls = self.calls.saturating_add(calls);
        self.callers = self.callers.saturating_add(callers);
        self.messages = self.messages.saturating_add(messages);
        self.promises = self.promises.saturating_add(promises);
    }
}
