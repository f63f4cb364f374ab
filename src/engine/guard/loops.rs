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

/// Counts what the caller did in a turn, by its heaviest signal: what they met with, or that it led nowhere new.
pub(super) fn count(call: &mut Call, patience: &Patience, progress: bool, signal: Option<Signal>) {
    let met = signal.map(|signal| (signal, frustration::weight(signal)));
    let lost = match (progress, signal) {
        (true, _) => {
            call.matter.lost_run = 0;
            None
        }
        // Asked for by the caller: neither a step forward nor one more of those that led nowhere.
        (false, Some(Signal::Again)) => None,
        (false, _) => Some((Signal::Lost, lost(call, patience))),
    };
    let heaviest = met.into_iter().chain(lost).max_by_key(|(_, weight)| *weight);
    if let Some((signal, weight)) = heaviest {
        ledger::count(call, signal, weight);
    }
    if patience.questions < call.matter.questions {
        ledger::count(call, Signal::LongWay, LONG_WAY);
    }
}

/// What one more lost turn weighs.
fn lost(call: &mut Call, patience: &Patience) -> u16 {
    let [first, second, more] = patience.lost;
    let weight = match call.matter.lost_run {
        0 => first,
        1 => second,
        _ => more,
    };
    call.matter.lost_run = call.matter.lost_run.saturating_add(1);
    weight
}
