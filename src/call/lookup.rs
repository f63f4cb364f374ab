//! What a backend answered to a lookup.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Moment, Name, Value};

/// A question to a backend that is on its way, or has been answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The turn it was asked in; tells it apart from earlier and later questions to the same lookup.
    pub turn: u32,
    /// When it was asked.
    pub at: Moment,
    /// What was asked with, by name.
    pub with: BTreeMap<Name, Value>,
    /// What came back, if anything has.
    pub answer: Option<Answered>,
}

/// What a backend answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answered {
    /// What was wanted, cut to what the lookup gives.
    Found(Value),
    /// There is no such thing: 404, 410, an empty body or list.
    Missing,
    /// Another status than success, which the flow may have an exit for.
    Status(u16),
    /// Nothing that can be used.
    Failed(LookupFault),
}

/// Why a lookup failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LookupFault {
    /// The backend could not be reached.
    Down,
    /// It did not answer in time.
    Slow,
    /// It answered with more than is read.
    TooLarge,
    /// It answered with something else than the lookup gives.
    WrongShape,
    /// It answered with a redirect, which is never followed.
    Redirected,
    /// Its address is not one that may be connected to.
    Refused,
    /// It failed so often lately that it is not asked for a while.
    Resting,
    /// The question could not be put: a value is missing, or a secret is not set.
    NotAsked,
}

impl LookupFault {
    /// What happened, as logs say it.
    #[must_use]
    pub const fn says(self) -> &'static str {
        match self {
            Self::Down => "it could not be reached",
            Self::Slow => "it did not answer in time",
            Self::TooLarge => "it answered with more than is read",
            Self::WrongShape => "it answered with something else than the lookup gives",
            Self::Redirected => "it answered with a redirect, which is not followed",
            Self::Refused => "its address may not be connected to",
            Self::Resting => "it failed so often lately that it is not asked for a while",
            Self::NotAsked => "the question could not be put",
        }
    }
}
