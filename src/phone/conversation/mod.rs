//! Conversation files: what a caller does (`>`), and what is ordered or said then (`<`).
//!
//! Invariant: everything that a file says is compared; a line that cannot be read is an error, never a comment. A file
//! holds one or several conversations, each with its own `line` header; see LANGUAGE.md, "Conversations".
//!
//! To add a stimulus: its line in `stimulus.rs`, and what it does in whatever runs the conversations.

mod compare;
mod parse;
mod rewrite;
mod stimulus;

use std::fmt;

pub use compare::{Difference, Row, compare};
pub use parse::parse;
pub use rewrite::rewrite;

use super::Act;

/// One call, or several by the same caller, from the first ring on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// The line of its header in the file, from 1.
    pub line: usize,
    /// The number that is rung.
    pub to: String,
    /// The caller's number; `None` if it is withheld.
    pub from: Option<String>,
    /// When it begins, in milliseconds since 1970.
    pub at_ms: i64,
    /// What happens, in order.
    pub exchanges: Vec<Exchange>,
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
    /// The caller, or whoever is being rung, does something.
    Acts(Act),
    /// Nothing happens for so long.
    Later {
        /// Seconds.
        seconds: u64,
    },
    /// The platform delivers the last webhook again.
    Repeats,
    /// The server's process restarts.
    Restarts,
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
    /// A text in quotes: what is really spoken.
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
