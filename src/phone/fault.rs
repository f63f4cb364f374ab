//! What a strict phone finds wrong with an answer, or with what it was asked to do.
//!
//! To add a kind: a variant, its line in [`FaultKind::ALL`] and in `name`, and a file under `tests/phone/faults/`.

use std::fmt;

/// Something that the platform would trip over, or that clew must not rely on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What kind it is.
    pub kind: FaultKind,
    /// What is wrong: lower case, without numbers, keys or tokens.
    pub says: String,
    /// The line of the document, from 1, where there is one.
    pub line: Option<usize>,
    /// Who was asked: scheme and host only, since the rest of an address is secret.
    pub asked: Option<String>,
}

/// The kinds of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// There was no answer.
    Network,
    /// The answer's status is not 200.
    Status,
    /// The content type is neither `text/xml` nor `application/xml`.
    ContentType,
    /// The document is larger than 64 kB.
    TooLarge,
    /// The document does not begin with `<`.
    FirstByte,
    /// The document is not UTF-8.
    NotUtf8,
    /// The document is not well-formed XML.
    NotWellFormed,
    /// The document holds a document type or a processing instruction.
    Markup,
    /// The root is not `Response`.
    Root,
    /// An element that this phone does not carry out.
    UnknownElement,
    /// A known element where it does not belong.
    Nesting,
    /// Text where none belongs.
    StrayText,
    /// An attribute that this phone does not carry out.
    UnknownAttribute,
    /// An attribute's value is not legal.
    AttributeValue,
    /// An address is not absolute, has white space or a fragment.
    Address,
    /// A text to say is empty or too long.
    SayText,
    /// Nobody is rung, too many are, or not a telephone number.
    Number,
    /// Something stands behind what ends the document.
    AfterTheEnd,
    /// A call is turned away after it was answered.
    RejectFirst,
    /// The line redirects again and again without waiting for the caller.
    GoesRound,
    /// The act makes no sense in this state of the call.
    OutOfPlace,
}

impl FaultKind {
    /// Every kind.
    pub const ALL: [Self; 21] = [
        Self::Network,
        Self::Status,
        Self::ContentType,
        Self::TooLarge,
        Self::FirstByte,
        Self::NotUtf8,
        Self::NotWellFormed,
        Self::Markup,
        Self::Root,
        Self::UnknownElement,
        Self::Nesting,
        Self::StrayText,
        Self::UnknownAttribute,
        Self::AttributeValue,
        Self::Address,
        Self::SayText,
        Self::Number,
        Self::AfterTheEnd,
        Self::RejectFirst,
        Self::GoesRound,
        Self::OutOfPlace,
    ];

    /// The kind's name, as in reports and in the names of fixtures.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Status => "status",
            Self::ContentType => "content-type",
            Self::TooLarge => "too-large",
            Self::FirstByte => "first-byte",
            Self::NotUtf8 => "not-utf8",
            Self::NotWellFormed => "not-well-formed",
            Self::Markup => "markup",
            Self::Root => "root",
            Self::UnknownElement => "unknown-element",
            Self::Nesting => "nesting",
            Self::StrayText => "stray-text",
            Self::UnknownAttribute => "unknown-attribute",
            Self::AttributeValue => "attribute-value",
            Self::Address => "address",
            Self::SayText => "say-text",
            Self::Number => "number",
            Self::AfterTheEnd => "after-the-end",
            Self::RejectFirst => "reject-first",
            Self::GoesRound => "goes-round",
            Self::OutOfPlace => "out-of-place",
        }
    }
}

impl Fault {
    /// A fault of the call as a whole.
    #[must_use]
    pub fn new(kind: FaultKind, says: impl Into<String>) -> Self {
        Self { kind, says: says.into(), line: None, asked: None }
    }

    /// A fault at a line of the document.
    #[must_use]
    pub fn at(kind: FaultKind, line: usize, says: impl Into<String>) -> Self {
        Self { kind, says: says.into(), line: Some(line), asked: None }
    }

    /// The same fault, saying who was asked. Only scheme and host of `url` are kept.
    #[must_use]
    pub fn asking(mut self, url: &str) -> Self {
        self.asked = Some(super::masked(url));
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.name(), super::printable(&self.says))?;
        if let Some(line) = self.line {
            write!(f, ", at line {line}")?;
        }
        match &self.asked {
            Some(asked) => write!(f, " (asking `{asked}`)"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Fault {}
