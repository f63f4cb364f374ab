//! The one place where the time of day comes from.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::call::Moment;

/// Where the time of day comes from.
pub trait Clock: Send + Sync {
    /// The time of day.
    fn now(&self) -> Moment;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct MachineClock;

impl Clock for MachineClock {
    fn now(&self) -> Moment {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// A clock that is set by hand: for conversations, drafts and tests.
#[derive(Debug)]
pub struct SetClock(AtomicI64);

impl SetClock {
    /// A clock that stands at `moment`.
    #[must_use]
    pub const fn at(moment: Moment) -> Self {
        Self(AtomicI64::new(moment.millis()))
    }

    /// Sets it.
    pub fn set(&self, moment: Moment) {
        self.0.store(moment.millis(), Ordering::Relaxed);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Moment {
        Moment::from_millis(self.0.load(Ordering::Relaxed))
    }
}
