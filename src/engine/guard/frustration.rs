//! Frustration: what shows, beside lost turns, that a caller has had enough.

use super::ledger;
use crate::call::{Call, Signal};

/// What each full minute with the machine after the first two weighs.
const MINUTE: u16 = 25;

/// Minutes that weigh nothing.
const FREE_MINUTES: u64 = 2;

/// Counts the minutes that have passed since the last turn was counted.
pub(super) fn count(call: &mut Call) {
    let minutes = (call.matter.machine_ms / 60_000).saturating_sub(FREE_MINUTES);
    let due = u16::try_from(minutes).unwrap_or(u16::MAX).saturating_mul(MINUTE);
    let long = call.matter.signals.iter().filter(|counted| counted.signal == Signal::LongTime);
    let counted = long.map(|counted| counted.weight).fold(0, u16::saturating_add);
    if counted < due {
        ledger::count(call, Signal::LongTime, due - counted);
    }
}
