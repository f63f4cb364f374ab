//! What a caller wants settled, and the ledger of how hard it has been.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Digest, Name};

/// What a caller wants settled, with everything that the guards know about it.
///
/// Names are kept as hashes, since a matter outlives the flow files it has met.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matter {
    heard: BTreeSet<u32>,
    asked: BTreeSet<u32>,
    answered: BTreeSet<u32>,
    doubted: BTreeSet<u32>,
    /// Counted turns of this matter.
    pub questions: u16,
    /// Lost turns in a row.
    pub lost_run: u16,
    /// Milliseconds with the machine while the caller could act.
    pub machine_ms: u64,
    /// Every signal that was counted, oldest first.
    pub signals: Vec<Counted>,
    /// How many of the flow's two offers were made.
    pub offers: u8,
}

/// One signal that was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The turn it was counted in.
    pub turn: u32,
    /// What it was.
    pub signal: Signal,
    /// What it weighed.
    pub weight: u16,
    /// The step it was counted at; none where the call was not at one.
    pub step: Option<Name>,
}

/// One piece of evidence that a caller is stuck or upset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Signal {
    /// A turn that led nowhere new.
    Lost,
    /// One more question after many.
    LongWay,
    /// One more minute with the machine.
    LongTime,
    /// The caller asked to hear it again.
    Again,
    /// A backend failed on what the caller came for.
    BackendFailed,
    /// The caller said no to what the line offered.
    Refused,
    /// A burst of keys that is no answer.
    Mashed,
    /// Harsh words at the line.
    Harsh,
    /// The caller rang again within ten minutes of a call that was left unsettled.
    RangAgain,
    /// The same, within an hour.
    RangAgainLater,
    /// A connection to a person failed, or came back.
    TransferFailed,
    /// What the caller wished for is not to be had: a lookup found nothing.
    NothingFound,
}

impl Signal {
    /// The signal's name, as ledgers show it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::LongWay => "long way",
            Self::LongTime => "long time",
            Self::Again => "again",
            Self::BackendFailed => "backend failed",
            Self::Refused => "refused",
            Self::Mashed => "mashed",
            Self::Harsh => "harsh words",
            Self::RangAgain => "rang again",
            Self::RangAgainLater => "rang again later",
            Self::TransferFailed => "transfer failed",
            Self::NothingFound => "nothing found",
        }
    }
}

impl Matter {
    /// The sum of all weights: the frustration. It never falls.
    #[must_use]
    pub fn sum(&self) -> u16 {
        self.signals.iter().map(|counted| counted.weight).fold(0, u16::saturating_add)
    }

    /// Notes that the caller is given `unit` to hear; true if this matter has not held it before.
    pub fn hear(&mut self, unit: &str) -> bool {
        self.heard.insert(hash(unit))
    }

    /// Notes that step `step` asked its question; true the first time.
    pub fn ask(&mut self, step: &Name) -> bool {
        self.asked.insert(hash(step.as_str()))
    }

    /// Notes that the caller went back from the question of step `step`, as if it had not been asked.
    pub fn unask(&mut self, step: &Name) {
        self.asked.remove(&hash(step.as_str()));
    }

    /// Whether step `step` has asked its question in this matter.
    #[must_use]
    pub fn was_asked(&self, step: &Name) -> bool {
        self.asked.contains(&hash(step.as_str()))
    }

    /// How many steps have asked their question in this matter.
    #[must_use]
    pub fn steps_asked(&self) -> usize {
        self.asked.len()
    }

    /// Notes that step `step` was passed, since what it asks is known; true the first time.
    pub fn pass(&mut self, step: &Name) -> bool {
        self.answered.insert(hash(&format!("{step}, passed")))
    }

    /// Notes an answer to the question named `variable`; true if that is progress: the first time, and once more
    /// after the caller refused it when it was read back.
    pub fn answer(&mut self, variable: &Name) -> bool {
        let key = hash(variable.as_str());
        let first = self.answered.insert(key);
        let corrected = self.doubted.contains(&key) && self.answered.insert(hash(&format!("{variable}, corrected")));
        first || corrected
    }

    /// Notes that the answer to the question named `variable` was refused when it was read back.
    pub fn doubt(&mut self, variable: &Name) {
        self.doubted.insert(hash(variable.as_str()));
    }
}

/// Names as 32-bit hashes. Two names that fell together would make a turn count as lost: help comes sooner, never
/// later.
fn hash(text: &str) -> u32 {
    let [a, b, c, d, ..] = Digest::of(text).0;
    u32::from_le_bytes([a, b, c, d])
}
