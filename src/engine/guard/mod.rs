//! The rules that keep callers out of mazes, and their ledger.
//!
//! Invariant: the ledger belongs to the matter, only ever grows, and is the same for every flow. A turn that leads
//! nowhere new never weighs less than the same turn that does. That is what makes the bounds of a flow provable.
//!
//! What a caller did in a turn counts once, by its heaviest signal. How far and how long the way has been counts
//! beside it, as a function of the questions asked and the time passed alone.

mod frustration;
mod ledger;
mod loops;
mod repeat;

pub use frustration::{FREE_MINUTES, long_time, weight};
pub use ledger::{CEILING_CONNECT, CEILING_OFFER, CONNECT_AT, OFFER_AT, Standing, Verdict, note};
pub use loops::{Weighed, long_way, weigh};
pub use repeat::{recall, two_at_once};

use super::Patience;
use crate::call::{Call, Signal};

/// Counts one turn at a wait, and says whether the call goes on.
pub fn judge(call: &mut Call, patience: &Patience, progress: bool, signal: Option<Signal>) -> Verdict {
    call.questions = call.questions.saturating_add(1);
    call.matter.questions = call.matter.questions.saturating_add(1);
    loops::count(call, patience, progress, signal);
    frustration::count(call, patience);
    ledger::verdict(call)
}
