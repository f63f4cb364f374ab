//! The platforms: what they send, sign and accept. One file a platform.
//!
//! Invariant: a dialect is pure. It reads requests into events and writes orders as documents; it keeps nothing,
//! does no I/O and knows no clock. It names only `call`.
//!
//! To add a platform: its file here, a line in [`ALL`], its phone in `phone/`, and a folder under `tests/dialects/`.
#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros)]

mod encode;
mod text;
mod token;
mod twilio;
mod xml;

pub use token::{Keyring, Purpose, Token, Urls};

use std::fmt;

use secrecy::SecretString;

use crate::call::{EventKind, Number, Order, Spoken};

/// Every platform that clew speaks with.
pub static ALL: &[&dyn Dialect] = &[&twilio::Twilio];

/// The dialect of that name, as in our URLs.
#[must_use]
pub fn named(name: &str) -> Option<&'static dyn Dialect> {
    ALL.iter().copied().find(|dialect| dialect.name() == name)
}

/// One platform's words.
pub trait Dialect: Send + Sync {
    /// The name in our URLs and in saved calls: lower case, never changed.
    fn name(&self) -> &'static str;

    /// The environment variable that holds its secret; several secrets, for rotation, are separated by commas.
    fn secret_variable(&self) -> &'static str;

    /// Checks that the platform signed this request, with any of `secrets`, in constant time.
    ///
    /// # Errors
    /// Says why not, and over which address the signature was expected.
    fn verify(&self, request: &Request<'_>, secrets: &[SecretString]) -> Result<(), Refused>;

    /// Reads what the platform tells us at this door.
    ///
    /// # Errors
    /// Names the parameter that is missing or makes no sense.
    fn read(&self, request: &Request<'_>, door: Door) -> Result<Reading, ReadError>;

    /// The line that was rung, if so much can be read, whatever else cannot.
    fn line(&self, request: &Request<'_>) -> Option<Number>;

    /// Writes orders as a document. Without `urls` nothing is called back: each order just follows the one before,
    /// which is how a document is made that needs nothing of us.
    fn write(&self, orders: &[Order<Spoken, String>], urls: Option<&Urls<'_>>) -> Vec<u8>;

    /// The document's content type.
    fn content_type(&self) -> &'static str;
}

/// A request as it came in.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// True for POST, false for GET.
    pub post: bool,
    /// The public address it was sent to, query included: what the platform signed.
    pub url: &'a str,
    /// The headers, by name in lower case.
    pub header: &'a dyn Fn(&str) -> Option<&'a str>,
    /// The body, as it came.
    pub body: &'a [u8],
}

/// The door a request came in by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// A call starts.
    Call,
    /// A call's status.
    Status,
    /// An address that we handed out, for that purpose.
    Turn(Purpose),
}

/// What a request says.
#[derive(Clone, PartialEq, Eq)]
pub struct Reading {
    /// The platform's id of the caller's call. Empty where a request comes from the leg of a person who was rung and
    /// does not say whose call that is: then its token alone says so. Not for logs.
    pub call_id: String,
    /// The line that was rung, if it is a number.
    pub line: Option<Number>,
    /// What happened; `None` for what we need not know, such as a call that has begun to ring.
    pub event: Option<EventKind>,
}

/// Without the platform's id of the call.
impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { call_id: _, line, event } = self;
        f.debug_struct("Reading").field("line", line).field("event", event).finish_non_exhaustive()
    }
}

/// Why a request was not accepted as the platform's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// It carries no signature.
    Unsigned,
    /// The signature is not that of any of our secrets over this address.
    Wrong {
        /// The address that we expected to be signed; proxies change it. Fit for logs: without user and password,
        /// query, and the token of our own addresses. Empty if there was no absolute address.
        url: String,
    },
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsigned => f.write_str("the request carries no signature"),
            Self::Wrong { url } => write!(f, "the signature is not one of ours over `{url}`"),
        }
    }
}

impl std::error::Error for Refused {}

/// Why a request could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// A parameter that every such request has is missing.
    Missing(&'static str),
    /// A parameter holds what it cannot hold.
    Nonsense(&'static str),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(name) => write!(f, "the request has no `{name}`"),
            Self::Nonsense(name) => write!(f, "the request has a `{name}` that makes no sense"),
        }
    }
}

impl std::error::Error for ReadError {}
