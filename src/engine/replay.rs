//! Replaying a call from its journal.

use super::{Flow, advance};
use crate::call::{Call, Entry, EventKind, Turn};

/// What a replay came to.
#[derive(Debug)]
pub struct Replay {
    /// Every turn of the replay, in the journal's order.
    pub turns: Vec<Turn>,
    /// The places in the journal, from 0, whose recorded result the replay did not come to.
    pub differs: Vec<usize>,
    /// Whether the last turn of the replay left the call as it was saved.
    pub same_end: bool,
}

impl Replay {
    /// Whether every turn, and the end, are as they were.
    #[must_use]
    pub fn same(&self) -> bool {
        self.same_end && self.differs.is_empty()
    }
}

/// Plays the journal of `call` again on `flow`, from ringing. `call` is the call as saved after the journal.
#[must_use]
pub fn replay(flow: &Flow, call: &Call, journal: &[Entry]) -> Replay {
    let mut now = ringing(flow, call, journal);
    let mut turns = Vec::with_capacity(journal.len());
    let mut differs = Vec::new();
    for (at, entry) in journal.iter().enumerate() {
        let turn = advance(flow, &now, &entry.event);
        if turn.digest() != entry.result {
            differs.push(at);
        }
        now = turn.call.clone();
        turns.push(turn);
    }
    Replay { turns, differs, same_end: now == *call }
}

/// The call before its first event: it spoke the flow's own language then, whatever it spoke in the end.
pub(super) fn ringing(flow: &Flow, call: &Call, journal: &[Entry]) -> Call {
    let at = journal.first().map_or(call.started, |entry| entry.event.at);
    let (from, line) = match journal.first().map(|entry| &entry.event.kind) {
        Some(EventKind::Rings { from, to, .. }) => (from.clone(), to.clone()),
        Some(_) | None => (call.from.clone(), call.line.clone()),
    };
    Call::new(call.key, call.platform.clone(), line, from, (call.bundle, flow.language()), at)
}
