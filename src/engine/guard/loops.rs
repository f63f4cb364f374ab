//! Loops: found by progress, not by a counter that starts again when a menu is entered again.
//!
//! A turn is progress if the caller is given something to hear that this matter has not held before, answers a
//! question of it for the first time, or says yes to `settle`. Every other turn is lost. And even ever new menus
//! become a long way.

use super::ledger;
use crate::{
    call::{Call, Signal},
    engine::Patience,
};

/// What lost turns in a row weigh: one slip between good steps is 15, three in a row are 90.
const LOST: [u16; 3] = [15, 45, 30];

/// What each question of a matter after `patience.questions` weighs.
const LONG_WAY: u16 = 10;

/// Counts a turn that did or did not lead somewhere new.
pub(super) fn count(call: &mut Call, patience: &Patience, progress: bool) {
    if progress {
        call.matter.lost_run = 0;
    } else {
        let [first, second, more] = LOST;
        let weight = match call.matter.lost_run {
            0 => first,
            1 => second,
            _ => more,
        };
        call.matter.lost_run = call.matter.lost_run.saturating_add(1);
        ledger::count(call, Signal::Lost, weight);
    }
    if patience.questions < call.matter.questions {
        ledger::count(call, Signal::LongWay, LONG_WAY);
    }
}
