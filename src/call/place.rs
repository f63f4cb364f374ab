//! Where a call is.

use serde::{Deserialize, Serialize};

use super::{Moment, Name, Said, Signal};

/// Where a call is between two turns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// It has not been answered yet.
    Ringing,
    /// It waits at a step.
    Step {
        /// The step.
        name: Name,
        /// The step's own stage, such as 1 for reading back an answer.
        stage: u8,
    },
    /// A person has been offered; the caller is asked whether to go on alone.
    Offer {
        /// The step to go on with, if the caller declines.
        name: Name,
        /// That step's stage.
        stage: u8,
        /// Why it was offered.
        why: OfferWhy,
        /// When it was said; a key that comes too soon is not an answer to it.
        said: Moment,
        /// Whether a key has already come too soon.
        hurried: bool,
    },
    /// It waits for a backend, on behalf of a step.
    Lookup {
        /// The step.
        name: Name,
        /// What was said on the way and has not been heard yet, if the backend answers in time.
        said: Vec<Said>,
        /// What the turn that led here has come to so far.
        so_far: SoFar,
    },
    /// A text plays that callers must hear whole, before a step goes on.
    Whole {
        /// The step.
        name: Name,
        /// Whether it is said for the second time.
        again: bool,
        /// What the turn that led here has come to so far.
        so_far: SoFar,
    },
    /// It is on the ladder of a person.
    Rung {
        /// The person.
        person: Name,
        /// The rung, from 0.
        rung: u8,
        /// The turn in which the caller came there.
        since: u32,
        /// How it stands there.
        on: OnRung,
    },
    /// The caller is asked whether this is about the matter that was left open.
    Resume {
        /// The step to go on with, if it is not.
        name: Name,
        /// That step's stage.
        stage: u8,
    },
    /// The caller is asked whether they really want to be forgotten.
    Forget {
        /// The step to go on with.
        name: Name,
        /// That step's stage.
        stage: u8,
    },
    /// "If you say nothing, I hang up."
    Closing(Closing),
    /// It is over.
    Ended(End),
}

/// How it stands on a rung.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnRung {
    /// When somebody who picked up has taken the call, by key.
    pub taken: Option<Moment>,
    /// When the caller in a queue was told last how it stands, in seconds of waiting.
    pub told_s: Option<u32>,
    /// The rung that the caller leaves a queue for.
    pub leaves_for: Option<u8>,
}

/// What a turn has come to that has not reached a wait of the caller's yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoFar {
    /// Whether it counts, once it comes to a wait.
    pub counts: bool,
    /// Whether it has led somewhere new.
    pub progress: bool,
    /// The heaviest thing that the caller met with.
    pub signal: Option<Signal>,
}

/// Why a person was offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum OfferWhy {
    /// The ledger reached one of the two sums.
    Frustration,
    /// The call has many questions.
    Ceiling,
    /// The caller had to be rescued before, or asked for a person: one is offered before anything is asked.
    Prefers,
}

/// What came before "if you say nothing, I hang up".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Closing {
    /// The caller talked to a person.
    Talked,
    /// The caller left a message.
    MessageKept,
    /// The caller was asked for a message and left none.
    NoMessage,
    /// The caller was promised a callback.
    Promised,
    /// The caller is owed a callback already.
    Owed,
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// The line said goodbye, and the caller had agreed to that.
    Goodbye,
    /// The caller hung up in the flow. Never a success.
    HungUpInFlow,
    /// The caller hung up, or was served, while being connected to a person.
    OnLadder,
    /// The caller hung up at "if you say nothing, I hang up".
    AtClosing,
    /// The call never got through.
    Failed,
    /// The line turned it away before answering, as its flow says.
    Refused,
}

impl Place {
    /// The step that a call is at; none where it is on a ladder, or not in the flow.
    #[must_use]
    pub const fn step(&self) -> Option<&Name> {
        match self {
            Self::Step { name, .. }
            | Self::Offer { name, .. }
            | Self::Lookup { name, .. }
            | Self::Whole { name, .. }
            | Self::Resume { name, .. }
            | Self::Forget { name, .. } => Some(name),
            Self::Ringing | Self::Rung { .. } | Self::Closing(_) | Self::Ended(_) => None,
        }
    }
}
