//! Recordings as flows know them: by the hash of their content, with what was found in them.

use serde::{Deserialize, Serialize};

use crate::prompt::{NotPlayable, Recording};

/// A recording: what it is called by, and what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Take {
    /// The hash of its content, in hex.
    pub hash: String,
    /// How long it plays, in milliseconds; 0 if it cannot be played.
    pub length_ms: u64,
    /// Why it cannot be played, if it cannot.
    pub wrong: Option<String>,
    /// What would sound better on a telephone.
    pub advice: Option<String>,
}

impl Take {
    /// Looks into a recording with that content hash.
    #[must_use]
    pub fn of(hash: impl Into<String>, bytes: &[u8]) -> Self {
        let read = Recording::read(bytes);
        let length_ms = read.as_ref().map_or(0, |recording| recording.length_ms);
        let advice = read.as_ref().ok().and_then(Recording::advice).map(str::to_owned);
        Self { hash: hash.into(), length_ms, wrong: read.err().map(|wrong| wrong.to_string()), advice }
    }

    /// A recording that was not looked into, since it has more bytes than can be played.
    #[must_use]
    pub fn too_large(hash: impl Into<String>, bytes: usize) -> Self {
        let wrong = NotPlayable::TooLarge(bytes).to_string();
        Self { hash: hash.into(), length_ms: 0, wrong: Some(wrong), advice: None }
    }
}
