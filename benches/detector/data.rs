//! The recorded calls, and which of them may be looked at while weights are chosen.

use std::{fs, path::Path};

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

/// A recorded call.
#[derive(Debug, Deserialize)]
pub struct Recorded {
    /// Whether the caller hung up, or asked to be forwarded, late in it.
    #[serde(rename = "LUHF")]
    label: Label,
    /// Who said what, in order.
    #[serde(rename = "utterances_annotations")]
    pub utterances: Vec<Utterance>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Label {
    Luhf,
    NotLuhf,
}

/// What one of the two said, as its annotators name it.
#[derive(Debug, Deserialize)]
pub struct Utterance {
    /// Who said it.
    #[serde(rename = "caller_name")]
    pub by: Speaker,
    /// What was meant.
    pub intent: String,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Speaker {
    /// The machine that answers.
    #[serde(rename = "nlg")]
    Line,
    /// The person who rang.
    #[serde(rename = "nlu")]
    Caller,
}

impl Recorded {
    /// Whether this is a call that somebody should have helped with.
    pub fn in_trouble(&self) -> bool {
        self.label == Label::Luhf
    }
}

/// Which part of the calls one belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Weights may be chosen on it. It falls into `FOLDS` folds.
    ToTune {
        /// From 0.
        fold: u8,
    },
    /// Nothing may be chosen on it.
    KeptAside,
}

/// How many folds the part to tune falls into.
pub const FOLDS: u8 = 5;

/// Of 256 calls, so many are to tune: 60 %.
const TO_TUNE: u8 = 154;

/// The part of the call at this position in its file, from 0: by the first two bytes of the SHA-256 of the position in
/// decimal digits. So the split is fixed before anything is measured, and owes nothing to what a call holds.
pub fn part(position: usize) -> Part {
    let [first, second, ..] = <[u8; 32]>::from(Sha256::digest(position.to_string()));
    if first < TO_TUNE { Part::ToTune { fold: second % FOLDS } } else { Part::KeptAside }
}

/// Reads a file of BETOLD.
pub fn read(path: &Path) -> Result<Vec<Recorded>, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("`{}` cannot be read: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("`{}` is no file of BETOLD: {error}", path.display()))
}
