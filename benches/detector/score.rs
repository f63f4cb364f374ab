//! How well a rule finds the calls that somebody should have helped with, and whether in time.

use serde::Serialize;

use crate::{
    data::{Recorded, Utterance},
    mapping::{self, Met},
};

/// Utterances that are hidden to see whether a rule warns in time.
const HIDDEN: usize = 2;

/// The share of calls in trouble at which precision is told besides: BETOLD has one in three by construction.
const BASE_RATE: f64 = 0.1;

/// A recorded call, ready to be judged.
#[derive(Debug)]
pub struct Sample<'a> {
    /// Whether somebody should have helped.
    pub in_trouble: bool,
    /// Which fold it is in.
    pub fold: u8,
    /// All that was said.
    pub whole: Heard<'a>,
    /// What was said but for the last utterances.
    pub early: Heard<'a>,
}

/// What was said in a call up to some point.
#[derive(Debug)]
pub struct Heard<'a> {
    /// The utterances.
    pub utterances: &'a [Utterance],
    /// The same as turns at waits.
    pub turns: Vec<Met>,
}

impl<'a> Sample<'a> {
    /// Makes a recorded call ready.
    pub fn new(recorded: &'a Recorded, fold: u8) -> Self {
        let all = recorded.utterances.as_slice();
        let early = all.get(..all.len().saturating_sub(HIDDEN)).unwrap_or_default();
        let heard = |utterances| Heard { utterances, turns: mapping::turns(utterances) };
        Self { in_trouble: recorded.in_trouble(), fold, whole: heard(all), early: heard(early) }
    }
}

/// What was found and what was missed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Calls in trouble that were found.
    pub found: usize,
    /// Calls in trouble that were missed.
    pub missed: usize,
    /// Other calls that were taken for calls in trouble.
    pub mistaken: usize,
    /// Other calls that were let alone.
    pub let_alone: usize,
}

impl Counts {
    /// Counts one more call.
    pub fn add(&mut self, in_trouble: bool, fired: bool) {
        let count = match (in_trouble, fired) {
            (true, true) => &mut self.found,
            (true, false) => &mut self.missed,
            (false, true) => &mut self.mistaken,
            (false, false) => &mut self.let_alone,
        };
        *count += 1;
    }

    /// Of the calls that it fires in, the share in trouble.
    pub fn precision(self) -> f64 {
        share(self.found, self.found + self.mistaken)
    }

    /// Of the calls in trouble, the share that it fires in.
    pub fn recall(self) -> f64 {
        share(self.found, self.found + self.missed)
    }

    /// The harmonic mean of both.
    pub fn f1(self) -> f64 {
        share(2 * self.found, 2 * self.found + self.mistaken + self.missed)
    }

    /// Of the other calls, the share that it fires in.
    pub fn false_positives(self) -> f64 {
        share(self.mistaken, self.mistaken + self.let_alone)
    }

    /// The share of all calls that it fires in.
    pub fn fires(self) -> f64 {
        share(self.found + self.mistaken, self.found + self.mistaken + self.missed + self.let_alone)
    }

    /// Precision where one call in ten is in trouble.
    pub fn precision_at_base_rate(self) -> f64 {
        let (right, wrong) = (BASE_RATE * self.recall(), (1.0 - BASE_RATE) * self.false_positives());
        if 0.0 < right + wrong { right / (right + wrong) } else { 0.0 }
    }
}

/// The figures of one rule.
#[derive(Debug, Serialize)]
pub struct Figures {
    /// The rule.
    pub rule: String,
    /// How often it was right and wrong.
    pub counts: Counts,
    /// The share of all calls that it fires in.
    pub fires: f64,
    /// Of those, the share in trouble.
    pub precision: f64,
    /// Of the calls in trouble, the share that it fires in.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
    /// Of the other calls, the share that it fires in.
    pub false_positives: f64,
    /// Precision where one call in ten is in trouble.
    pub precision_at_10_percent: f64,
    /// Utterances from where it fires to the end of a call in trouble: quartiles.
    pub utterances_left: [usize; 3],
    /// The share of its hits with two or more left.
    pub two_or_more_left: f64,
    /// Precision with the last two utterances hidden.
    pub early_precision: f64,
    /// Recall with the last two utterances hidden.
    pub early_recall: f64,
    /// F1 with the last two utterances hidden.
    pub early_f1: f64,
    /// How often it was right and wrong with them hidden.
    pub early_counts: Counts,
}

/// Where a rule first fires: the position of an utterance.
pub type Rule<'a> = &'a dyn Fn(&Heard<'_>) -> Option<usize>;

/// Measures a rule.
pub fn measure(rule: impl Into<String>, samples: &[Sample<'_>], fires: Rule<'_>) -> Figures {
    let (mut whole, mut early, mut left) = (Counts::default(), Counts::default(), Vec::new());
    for sample in samples {
        let at = fires(&sample.whole);
        whole.add(sample.in_trouble, at.is_some());
        early.add(sample.in_trouble, fires(&sample.early).is_some());
        let hit = at.filter(|_| sample.in_trouble);
        left.extend(hit.map(|at| sample.whole.utterances.len().saturating_sub(at + 1)));
    }
    left.sort_unstable();
    let quartile = |quarters: usize| left.get(left.len() * quarters / 4).copied().unwrap_or(0);
    Figures {
        rule: rule.into(),
        counts: whole,
        fires: whole.fires(),
        precision: whole.precision(),
        recall: whole.recall(),
        f1: whole.f1(),
        false_positives: whole.false_positives(),
        precision_at_10_percent: whole.precision_at_base_rate(),
        utterances_left: [quartile(1), quartile(2), quartile(3)],
        two_or_more_left: share(left.iter().filter(|left| HIDDEN <= **left).count(), left.len()),
        early_precision: early.precision(),
        early_recall: early.recall(),
        early_f1: early.f1(),
        early_counts: early,
    }
}

impl Heard<'_> {
    /// The last utterance of a turn.
    pub fn end_of(&self, turn: Option<usize>) -> Option<usize> {
        Some(self.turns.get(turn?)?.at)
    }

    /// The last utterance of the turn after which a sum is reached.
    pub fn reaches(&self, threshold: u16, sums: &[u16]) -> Option<usize> {
        self.end_of(sums.iter().position(|sum| threshold <= *sum))
    }
}

/// A part of a whole; 0 of nothing.
pub fn share(part: usize, whole: usize) -> f64 {
    let real = |count: usize| u32::try_from(count).map_or(f64::INFINITY, f64::from);
    if whole == 0 { 0.0 } else { real(part) / real(whole) }
}
