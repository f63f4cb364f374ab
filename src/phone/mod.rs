//! The platform's side of a call: a phone that carries out the documents that a line serves, strictly.
//!
//! Invariant: nothing here names another module of clew. A phone shares no code with what it checks, so a mistake
//! in what we write cannot be repeated in how it is read. It has no clock either: time is virtual, counted from what
//! is said and done, and rides with each webhook.
//!
//! To add a platform: its file or folder here, a line in [`PHONES`], its dialect in `dialect/`.

mod act;
mod address;
pub mod conversation;
pub mod document;
mod fault;
mod http;
pub mod terminal;
pub mod twilio;

use std::fmt;

pub use act::{Act, EndedBy, Heard, InQueue, PersonDoes, Piece, QueueDoes, State};
pub use address::masked;
pub use fault::{Fault, FaultKind};
pub use http::Http;

/// Every platform that has a phone, by the name that it has in our URLs.
pub static PHONES: &[&str] = &[twilio::PLATFORM];

/// Lines fit for a terminal: what others wrote can neither move its cursor nor turn its letters about.
#[must_use]
pub fn printable(text: &str) -> String {
    let directs = |char: char| matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|char| if (char.is_control() && char != '\n') || directs(char) { '\u{fffd}' } else { char })
        .collect()
}

/// A text as a message quotes it: of at most so many letters, the rest as `…`.
#[must_use]
pub fn excerpt(text: &str, letters_max: usize) -> String {
    match text.char_indices().nth(letters_max) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// What carries a phone's webhooks to the line: a router in the same process, or the network.
#[expect(async_fn_in_trait, reason = "used generically, so that each caller's own type decides whether it is `Send`")]
pub trait Network {
    /// Delivers one webhook and waits for the answer.
    ///
    /// # Errors
    /// When there is no answer at all. An answer of any status is an answer.
    async fn post(&mut self, request: Webhook) -> Result<Answer, NetworkError>;
}

/// How a webhook is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The form is the body.
    Post,
    /// The form is the query of the address; there is no body.
    Get,
}

impl Method {
    /// The method's name, as in a request.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Get => "GET",
        }
    }
}

/// One request of the platform to the line. Prints masked: its address holds a token, its body numbers and keys.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook {
    /// How it is sent.
    pub method: Method,
    /// The absolute address, with the query if it has one.
    pub url: String,
    /// The headers, names as the platform spells them. `Host` is the network's to add.
    pub headers: Vec<(String, String)>,
    /// The form, encoded; empty for a GET.
    pub body: String,
    /// Virtual milliseconds since the phone rang, so that a test can set its clock.
    pub at_ms: u64,
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("method", &self.method)
            .field("url", &masked(&self.url))
            .field("at_ms", &self.at_ms)
            .finish_non_exhaustive()
    }
}

/// What the line answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The `Content-Type` header, or empty.
    pub content_type: String,
    /// The body.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkError {
    /// The address is not one that this network can reach.
    Address,
    /// Nobody listens there.
    Connect,
    /// The connection broke, or what came was not HTTP.
    Broken,
    /// The answer took longer than the platform waits.
    TimeLimit,
}

impl fmt::Display for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Address => "only `http` addresses can be reached from here",
            Self::Connect => "nobody listens there",
            Self::Broken => "the connection broke before there was an answer",
            Self::TimeLimit => "there was no answer in time",
        })
    }
}

impl std::error::Error for NetworkError {}
