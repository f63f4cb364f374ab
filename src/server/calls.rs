//! Open calls, decoded, each behind a lock of its own. Only an optimisation: the store is the truth, a miss loads,
//! and correctness rests on the store's compare-and-set.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{call::CallKey, store::Saved};

/// The most calls that are kept decoded; at about 3 kB each. Beyond it, those not in use are let go.
const KEPT_MAX: usize = 100_000;

/// A call as last committed, if it is known, behind the call's lock.
pub(super) type Slot = Arc<tokio::sync::Mutex<Option<Saved>>>;

/// The open calls of this process.
#[derive(Default)]
pub(super) struct Calls(Mutex<HashMap<CallKey, Slot>>);

impl Calls {
    /// The call's slot. Whoever locks it has the call to itself in this process.
    pub(super) fn slot(&self, key: CallKey) -> Slot {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if KEPT_MAX <= slots.len() {
            slots.retain(|_, slot| 1 < Arc::strong_count(slot));
        }
        Arc::clone(slots.entry(key).or_default())
    }

    /// Lets an ended call go. A late repeat loads it again.
    pub(super) fn forget(&self, key: CallKey) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
    }
}
