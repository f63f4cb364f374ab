//! Loops: found by progress, not by a counter that starts again when a menu is entered again.
//!
//! A turn is progress if the caller is given something to hear that this matter has not held before, answers a
//! question of it for the first time, or says yes to `settle`. Every other turn is lost. And even ever new menus
//! become a long way.

use super::{frustration, ledger};
use crate::{
    call::{Call, Signal},
    engine::Patience,
};

/// What each question of a matter after `patience.questions` weighs.
const LONG_WAY: u16 = 10;

/// What a turn weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighed {
    /// The heaviest thing about it, with its weight.
    pub heaviest: Option<(Signal, u16)>,
    /// Lost turns in a row after it.
    pub lost_run: u16,
}

/// Weighs what the caller did in a turn, by its heaviest signal: what they met with, or that it led nowhere new.
#[must_use]
pub fn weigh(patience: &Patience, lost_run: u16, progress: bool, signal: Option<Signal>) -> Weighed {
    let met = signal.map(|signal| (signal, frustration::weight(signal)));
    let (lost, lost_run) = match (progress, signal) {
        (true, _) => (None, 0),
        // Asked for by the caller: neither a step forward nor one more of those that led nowhere.
        (false, Some(Signal::Again)) => (None, lost_run),
        (false, _) => (Some((Signal::Lost, lost(patience, lost_run))), lost_run.saturating_add(1)),
    };
    Weighed { heaviest: met.into_iter().chain(lost).max_by_key(|(_, weight)| *weight), lost_run }
}

/// What the question of a matter with that number weighs by itself, from 1.
#[must_use]
pub fn long_way(patience: &Patience, question: u16) -> u16 {
    if patience.questions < question { LONG_WAY } else { 0 }
}

/// Counts what the caller did in a turn.
pub(super) fn count(call: &mut Call, patience: &Patience, progress: bool, signal: Option<Signal>) {
    let Weighed { heaviest, lost_run } = weigh(patience, call.matter.lost_run, progress, signal);
    call.matter.lost_run = lost_run;
    if let Some((signal, weight)) = heaviest {
        ledger::count(call, signal, weight);
    }
    match long_way(patience, call.matter.questions) {
        0 => {}
        weight => ledger::count(call, Signal::LongWay, weight),
    }
}

/// What one more lost turn weighs, after so many in a row.
fn lost(patience: &Patience, lost_run: u16) -> u16 {
    let [first, second, more] = patience.lost;
    match lost_run {
        0 => first,
        1 => second,
        _ => more,
    }
}
