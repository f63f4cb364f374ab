//! Conversation files: what a caller does (`>`), and what is ordered or said then (`<`).
//!
//! Invariant: everything that a file says is compared; a line that cannot be read is an error, never a comment. A file
//! holds one or several conversations, each with its own `line` header. What is answered to lookups and which switches
//! are on (`lookup`, `switch`, with or without `>`) stands before what it is for and holds to the conversation's end.
//!
//! Orders are lines such as `say hello`; what a person hears who picks up stands between them in full, as
//! `person hears "…"`.
//!
//! To add a stimulus: its line in `stimulus.rs` or `mock.rs`, and what it does in whatever runs the conversations.

mod compare;
mod mock;
mod parse;
mod quoted;
mod rewrite;
mod stimulus;

use std::fmt;

pub use compare::{Difference, Row, compare};
pub use parse::parse;
pub use rewrite::{Came, rewrite};

use super::Act;

/// One call, or several, from the first ring on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// The line of its header in the file, from 1.
    pub line: usize,
    /// What it is about: the comment right above its header, in one line.
    pub title: Option<String>,
    /// The number that is rung.
    pub to: String,
    /// Who rings, unless a line says that somebody else does.
    pub from: Ringer,
    /// When it begins, in milliseconds since 1970.
    pub at_ms: i64,
    /// Whether what the ledger counts is compared too.
    pub ledger: bool,
    /// Whether counted turns and the seconds of the call are compared too.
    pub times: bool,
    /// What happens, in order.
    pub exchanges: Vec<Exchange>,
}

/// Who rings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ringer {
    /// The number, or the address, as the platform shows it; `None` if it is withheld.
    pub from: Option<String>,
    /// Whether the platform vouches that the number is the caller's own.
    pub attested: bool,
}

/// A thing that happens, and what is to come of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The line of the stimulus in the file, from 1.
    pub line: usize,
    /// What happens.
    pub does: Stimulus,
    /// What is to come of it, in order.
    pub expected: Vec<Expected>,
}

/// What happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stimulus {
    /// The caller rings the line, for the first time or again.
    Rings,
    /// Somebody rings the line: another, or the same caller with or without the platform's word for the number.
    RingsFrom(Ringer),
    /// The caller, or whoever is being rung, does something.
    Acts(Act),
    /// The same at a wait, so long after the webhook before.
    ActsAfter {
        /// What the caller does: presses, says something, or nothing.
        act: Act,
        /// Milliseconds.
        after_ms: u64,
    },
    /// Something is remembered of the caller.
    Known(Known),
    /// Nothing happens for so long.
    Later {
        /// Seconds.
        seconds: u64,
    },
    /// The platform delivers the last webhook again.
    Repeats,
    /// The desk has rung back whoever was promised that, and has noted it.
    RungBack,
    /// The server's process restarts.
    Restarts,
    /// From now on a lookup is answered so.
    Lookup {
        /// The lookup, as the flow calls it.
        name: String,
        /// What becomes of asking it.
        does: MockDoes,
    },
    /// From now on a switch is on, or off.
    Switch {
        /// The switch, as the flow calls it.
        name: String,
        /// Whether it is on.
        on: bool,
    },
    /// From now on the platform tells this place in a queue.
    Place {
        /// The place, from 1.
        place: u16,
        /// How many wait, if that is said.
        waiting: Option<u16>,
    },
    /// From now on the platform tells that those in a queue have waited so long on average.
    Average {
        /// Seconds.
        seconds: u32,
    },
}

impl Stimulus {
    /// Whether it only says how things are, and nothing can come of it.
    #[must_use]
    pub const fn sets_the_scene(&self) -> bool {
        matches!(
            self,
            Self::Lookup { .. } | Self::Switch { .. } | Self::Known(_) | Self::Place { .. } | Self::Average { .. }
        )
    }
}

/// What is remembered of whoever rings next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// They chose this language last: a BCP 47 tag.
    Speaks(String),
    /// They left a matter open, two hours ago.
    AskedAbout {
        /// Its kind.
        kind: String,
        /// What was kept of it, by name.
        facts: Vec<(String, String)>,
    },
}

/// What becomes of asking a lookup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MockDoes {
    /// It answers with a body.
    Answers {
        /// The body as written, in YAML.
        written: String,
        /// The body: a map or a list.
        value: serde_json::Value,
    },
    /// It answers with something else than the lookup gives.
    Nonsense,
    /// It answers with a status and no body. 100 to 599.
    Status(u16),
    /// There is no such thing.
    Missing,
    /// It cannot be reached.
    Down,
    /// It takes so long; what it answers stays.
    Takes {
        /// Milliseconds.
        ms: u64,
    },
}

/// One expected line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// Its place in the file, from 1.
    pub line: usize,
    /// What it says.
    pub what: Expectation,
}

/// What an expected line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    /// `...`: any orders, also none.
    Anything,
    /// An order, such as `say hello`. Without `because` it stands for the order for any reason.
    Order(String),
    /// A text in quotes: what is really spoken, where `…` stands for any letters, also none.
    Spoken(String),
}

/// A line of a conversation file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// Its place, from 1.
    pub line: usize,
    /// What is wrong.
    pub says: String,
    /// What to write instead.
    pub hint: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}; {}", self.line, self.says, self.hint)
    }
}

impl std::error::Error for ParseError {}
