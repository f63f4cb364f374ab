//! What the platform told us, normalised over all platforms.

use serde::{Deserialize, Serialize};

use super::{Answered, Moment, Name, Number, Party};

/// Longest text of recognised speech that is kept, in bytes; dialects cut what is longer. Keeps a saved turn small.
pub const WORDS_MAX: usize = 240;

/// One thing that happened to a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When: the later of the server's clock and the call's last moment.
    pub at: Moment,
    /// What.
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventKind {
    /// A caller rings one of our lines.
    Rings {
        /// Who rings.
        from: Party,
        /// The line that is rung.
        to: Number,
        /// The switches that are on. Read once, so that a call goes by them from its first word to its last.
        on: Vec<Name>,
    },
    /// Keys pressed at a wait, without the key that ended them: `0`-`9`, `*`, `#`.
    Keys(String),
    /// Words recognised at a wait.
    Words(String),
    /// Nothing was pressed or said at a wait.
    Silence,
    /// A dial ended.
    Dialed(DialOutcome),
    /// A recording ended.
    Recorded {
        /// The platform's address of the recording.
        url: String,
        /// Length in seconds.
        seconds: u16,
        /// The key that ended it, if a key did.
        key: Option<char>,
    },
    /// The recording had nothing in it.
    NotRecorded,
    /// The platform has finished storing a recording. Carries no turn; idempotent by its address.
    RecordingReady {
        /// The platform's address of the recording.
        url: String,
        /// Length in seconds.
        seconds: u16,
    },
    /// A backend has answered. Carries no turn; idempotent by lookup and turn.
    Found {
        /// The lookup, as the flow names it.
        lookup: Name,
        /// The turn that asked.
        turn: u32,
        /// What came back.
        answer: Answered,
        /// Whether it came so soon that the turn that asked has not been answered yet: then the call goes on at once.
        /// Otherwise it is kept until the wait for it is over.
        in_time: bool,
    },
    /// The call is over. Carries no turn; idempotent.
    Ends(Ending),
}

impl EventKind {
    /// Whether this moves the call one turn on. The others may come at any time and in any order, are idempotent by
    /// their content, and are answered with nothing to do.
    #[must_use]
    pub const fn turns(&self) -> bool {
        !matches!(self, Self::RecordingReady { .. } | Self::Found { .. } | Self::Ends(_))
    }
}

/// Shows the kind, never what was pressed, said or from where.
impl std::fmt::Debug for EventKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rings { from, to, on } => write!(f, "rings (from {from:?} to {to:?}, on: {on:?})"),
            Self::Keys(keys) => write!(f, "keys ({})", keys.len()),
            Self::Words(words) => write!(f, "words ({} bytes)", words.len()),
            Self::Silence => f.write_str("silence"),
            Self::Dialed(outcome) => write!(f, "dialed ({outcome:?})"),
            Self::Recorded { seconds, .. } => write!(f, "recorded ({seconds} s)"),
            Self::NotRecorded => f.write_str("not recorded"),
            Self::RecordingReady { seconds, .. } => write!(f, "recording ready ({seconds} s)"),
            Self::Found { lookup, turn, .. } => write!(f, "found ({lookup:?} of turn {turn})"),
            Self::Ends(ending) => write!(f, "ends ({ending:?})"),
        }
    }
}

/// How a dial ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DialOutcome {
    /// Somebody answered, and the talk is over.
    Answered,
    /// The line was busy.
    Busy,
    /// Nobody answered in time.
    NoAnswer,
    /// The platform could not connect, or says something we do not know.
    Failed,
}

/// How a call ended, as the platform says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ending {
    /// It ran and is over: somebody hung up.
    Completed,
    /// It never got through: busy, no answer, cancelled, failed.
    Failed,
    /// Nothing was heard of it for longer than a call can last.
    Unheard,
}
