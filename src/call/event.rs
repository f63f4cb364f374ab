//! What the platform told us, normalised over all platforms.

use serde::{Deserialize, Serialize};

use super::{Answered, Caller, Moment, Name, Number, Party};

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
        /// Whether the platform vouches that the number shown is the caller's own: caller-id attestation at full
        /// level (STIR/SHAKEN level A).
        attested: bool,
        /// What is remembered of them. Read once, too.
        known: Option<Box<Caller>>,
    },
    /// Keys pressed at a wait, without the key that ended them: `0`-`9`, `*`, `#`.
    Keys(String),
    /// Words recognised at a wait.
    Words(String),
    /// What was given at a wait is, or is not, what proves who the caller is. Stands in place of the keys or words, so
    /// that they are in no journal.
    Proof(bool),
    /// Nothing was pressed or said at a wait.
    Silence,
    /// A dial ended.
    Dialed(DialOutcome),
    /// The caller waits in a queue, and the platform asks what to play meanwhile. Carries no turn.
    Queueing(InLine),
    /// The wait in a queue is over.
    Queued(QueueOutcome),
    /// Somebody's phone was answered, by a person or by a machine; the platform asks what to say there before it
    /// connects the two. Carries no turn.
    PickedUp,
    /// A key was pressed on that phone, before the two were connected. Carries no turn.
    PickedUpKey(char),
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
        !matches!(self, Self::RecordingReady { .. } | Self::Found { .. } | Self::Ends(_)) && !self.is_aside()
    }

    /// Whether this is answered with a document beside the call: what a queue sounds like, and what is said to the
    /// person who picks up.
    #[must_use]
    pub const fn is_aside(&self) -> bool {
        matches!(self, Self::Queueing(_) | Self::PickedUp | Self::PickedUpKey(_))
    }
}

/// Shows the kind, never what was pressed, said or from where.
impl std::fmt::Debug for EventKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rings { from, to, on, attested, known } => {
                let known = known.is_some();
                write!(f, "rings (from {from:?} to {to:?}, on: {on:?}, attested: {attested}, known: {known})")
            }
            Self::Keys(keys) => write!(f, "keys ({})", keys.len()),
            Self::Words(words) => write!(f, "words ({} bytes)", words.len()),
            Self::Proof(fits) => write!(f, "proof ({fits})"),
            Self::Silence => f.write_str("silence"),
            Self::Dialed(outcome) => write!(f, "dialed ({outcome:?})"),
            Self::Queueing(in_line) => write!(f, "queueing ({in_line:?})"),
            Self::Queued(outcome) => write!(f, "queued ({outcome:?})"),
            Self::PickedUp => f.write_str("picked up"),
            Self::PickedUpKey(key) => write!(f, "picked up, and pressed {key}"),
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
    /// Somebody answered, and the talk is over. Whether it was a person, the platform cannot tell.
    Answered {
        /// How long the two were connected, in seconds.
        talk_s: u32,
    },
    /// The line was busy.
    Busy,
    /// Nobody answered in time.
    NoAnswer,
    /// A machine answered, as the platform says.
    Voicemail,
    /// The platform could not connect, or says something we do not know.
    Failed,
}

/// Where a caller is in a queue, as far as the platform says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InLine {
    /// The caller's place, from 1.
    pub place: Option<u16>,
    /// How many wait.
    pub waiting: Option<u16>,
    /// How long the caller has waited, in seconds.
    pub waited_s: u32,
    /// How long those who wait have waited so far, in seconds, on average.
    pub average_s: Option<u32>,
}

/// How a wait in a queue ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum QueueOutcome {
    /// The caller was connected, and the talk is over.
    Connected,
    /// The caller left the queue, because we let them.
    Left,
    /// The queue takes nobody more.
    Full,
    /// The platform could not queue, or says something we do not know.
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
