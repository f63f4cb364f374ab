//! Phone numbers and who is at the other end. Numbers print masked, so that no log holds one.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A phone number in E.164: `+` and 3 to 15 digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Number(Box<str>);

impl Number {
    /// Reads E.164; anything else is `None`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('+')?;
        let fits = (3..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        (fits && !digits.starts_with('0')).then(|| Self(text.into()))
    }

    /// The whole number, for a platform or for a designer's own screen. Never for a log.
    #[must_use]
    pub fn e164(&self) -> &str {
        &self.0
    }
}

/// Masked: the last two digits only.
impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.get(self.0.len().saturating_sub(2)..).unwrap_or("");
        write!(f, "+…{shown}")
    }
}

/// Whoever is at the other end, as the platform names them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Party {
    /// A number that can be rung back.
    Number(Number),
    /// The caller does not show a number. Never a key to a memory.
    Withheld,
    /// A SIP address, a client name, a short code: an identity, but no number to ring back.
    Other(Box<str>),
}

/// What platforms send for a caller without a number, matched on the whole value, without `+` and in lower case.
/// `+86 5669…` with more digits is a real mobile number. Source: Twilio support article 223179988 as cited by
/// many public repositories; the words are those of SIP and of other platforms.
const WITHHELD: [&str; 16] = [
    "",
    "266696687",
    "7378742833",
    "2562533",
    "8656696",
    "86282452253",
    "464",
    "1266696687",
    "anonymous",
    "restricted",
    "blocked",
    "unknown",
    "unavailable",
    "private",
    "withheld",
    "sip:anonymous@anonymous.invalid",
];

impl Party {
    /// Reads what a platform sends as `From` or `To`.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let plain = text.trim().trim_start_matches('+').to_ascii_lowercase();
        if WITHHELD.contains(&plain.as_str()) {
            return Self::Withheld;
        }
        match Number::parse(text.trim()) {
            Some(number) => Self::Number(number),
            None => Self::Other(text.trim().chars().take(120).collect()),
        }
    }
}

impl Party {
    /// The number, if there is one.
    #[must_use]
    pub const fn number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            Self::Withheld | Self::Other(_) => None,
        }
    }
}

impl fmt::Debug for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Withheld => f.write_str("withheld"),
            Self::Other(_) => f.write_str("other"),
        }
    }
}
