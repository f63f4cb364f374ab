//! Frustration: what shows, beside lost turns, that a caller has had enough.

use super::ledger;
use crate::{
    call::{Call, Signal},
    engine::Patience,
};

/// Minutes that weigh nothing.
pub const FREE_MINUTES: u64 = 2;

/// What a signal weighs by itself, beside the turn that it came in.
#[must_use]
pub const fn weight(signal: Signal) -> u16 {
    match signal {
        // Found on 858 real calls (`benches/detector`): with a "no" to what is offered instead it makes an offer.
        Signal::BackendFailed | Signal::NothingFound => 65,
        Signal::Mashed | Signal::RangAgain | Signal::TransferFailed => 60,
        Signal::RangAgainLater => 40,
        Signal::Harsh => 80,
        Signal::Refused => 25,
        // A repeat that the caller asks for weighs little, whether it is the first or the fourth.
        Signal::Again => 10,
        // Counted elsewhere, by rules of their own.
        Signal::Lost | Signal::LongWay | Signal::LongTime => 0,
    }
}

/// What so many milliseconds with the machine weigh.
#[must_use]
pub fn long_time(patience: &Patience, machine_ms: u64) -> u16 {
    let minutes = (machine_ms / 60_000).saturating_sub(FREE_MINUTES);
    u16::try_from(minutes).unwrap_or(u16::MAX).saturating_mul(patience.minute)
}

/// Counts the minutes that have passed since the last turn was counted.
pub(super) fn count(call: &mut Call, patience: &Patience) {
    let due = long_time(patience, call.matter.machine_ms);
    let long = call.matter.signals.iter().filter(|counted| counted.signal == Signal::LongTime);
    let counted = long.map(|counted| counted.weight).fold(0, u16::saturating_add);
    if counted < due {
        ledger::count(call, Signal::LongTime, due - counted);
    }
}
