//! Rest for a service that fails: what is down is not asked again and again while callers wait.
//!
//! Invariant: pure over the time that is passed in. After [`FAILURES_MAX`] failures in a row a service rests for
//! [`REST`]; then one question is a trial, and decides.

use std::time::Duration;

/// Failures in a row after which a service rests.
pub const FAILURES_MAX: u32 = 5;

/// How long it rests.
pub const REST: Duration = Duration::from_secs(10);

/// Questions that a service may be asked at once.
pub const AT_ONCE_MAX: u32 = 64;

/// What is known of one service. Times are from any one beginning.
#[derive(Debug, Clone, Default)]
pub struct Breaker {
    under_way: u32,
    failures: u32,
    state: State,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum State {
    /// It is asked.
    #[default]
    Asked,
    /// It rests until then.
    Rests(Duration),
    /// It has rested, and one question is under way to see whether it is well again.
    Tried,
}

/// How a question ended, as far as the service is judged by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// It answered, whatever it said.
    Well,
    /// It did not answer, or said itself that it fails.
    Ill,
    /// The question was never put, or was given up: this says nothing.
    Unknown,
}

impl Breaker {
    /// Whether a question may be put now. One that may must be followed by [`Breaker::note`].
    #[must_use]
    pub fn admit(&mut self, now: Duration) -> bool {
        if AT_ONCE_MAX <= self.under_way {
            return false;
        }
        match self.state {
            State::Asked => {}
            State::Rests(until) if until <= now => self.state = State::Tried,
            State::Rests(_) | State::Tried => return false,
        }
        self.under_way += 1;
        true
    }

    /// Notes how a question ended. Returns whether the service rests from now on and did not before.
    pub fn note(&mut self, now: Duration, health: Health) -> bool {
        self.under_way = self.under_way.saturating_sub(1);
        match (health, self.state) {
            (Health::Well, State::Asked | State::Tried) => {
                self.failures = 0;
                self.state = State::Asked;
            }
            (Health::Ill, State::Asked | State::Tried) => {
                self.failures = self.failures.saturating_add(1);
                if FAILURES_MAX <= self.failures {
                    self.state = State::Rests(now.saturating_add(REST));
                    return true;
                }
            }
            // The next one is the trial.
            (Health::Unknown, State::Tried) => self.state = State::Rests(now),
            // What was asked before the rest began does not end it.
            (Health::Unknown, State::Asked) | (Health::Well | Health::Ill | Health::Unknown, State::Rests(_)) => {}
        }
        false
    }
}
