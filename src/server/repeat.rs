//! Whether a webhook is new, delivered again, or late. Platforms repeat themselves and mix up the order.

use super::aside;
use crate::{
    call::{Digest, EventKind, Place},
    dialect::{Door, Purpose},
    store::Saved,
};

/// What a webhook is, beside the call as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    /// The call's first: it starts.
    Start,
    /// The next turn.
    New,
    /// An event that may come at any time, or beside the call, and has not come yet.
    Status,
    /// The last turn once more: the same answer, and nothing counts twice.
    Again,
    /// Anything else from before: answered with where the call now is.
    Late,
    /// Of a call that we do not know.
    Unknown,
}

/// Chunks of a call's journal beyond which events that carry no turn are not written down any more. A call of 60
/// questions has a handful.
const CHUNKS_MAX: u16 = 100;

/// What makes two deliveries of an event one and the same. The switches that are on, and what is
/// remembered of the caller, are ours to say, not the platform's: what changed between two deliveries of a start does
/// not make it another start.
pub(super) fn digest(event: &EventKind) -> Digest {
    match event {
        EventKind::Rings { from, to, on: _, attested, known: _ } => Digest::of(&EventKind::Rings {
            from: from.clone(),
            to: to.clone(),
            on: Vec::new(),
            attested: *attested,
            known: None,
        }),
        EventKind::Keys(_)
        | EventKind::Proof(_)
        | EventKind::Words(_)
        | EventKind::Silence
        | EventKind::Dialed(_)
        | EventKind::Queueing(_)
        | EventKind::Queued(_)
        | EventKind::PickedUp
        | EventKind::PickedUpKey(_)
        | EventKind::Recorded { .. }
        | EventKind::NotRecorded
        | EventKind::RecordingReady { .. }
        | EventKind::Found { .. }
        | EventKind::Ends(_) => Digest::of(event),
    }
}

/// Judges an event that came in by `door` with the turn that its address carries.
pub(super) fn judge(saved: Option<&Saved>, door: Door, turn: Option<u32>, event: &EventKind) -> Repeat {
    let Some(saved) = saved else {
        return if door == Door::Call { Repeat::Start } else { Repeat::Unknown };
    };
    // Whoever sends old events round and round cannot fill the disk with one call.
    let full = CHUNKS_MAX <= saved.chunks;
    if event.is_aside() {
        return aside::judge(saved, turn, event, full);
    }
    if !event.turns() {
        let known = saved.tail.iter().any(|entry| entry.event.kind == *event);
        // A recording is mostly ready only after its call has ended.
        let over = saved.call.ended() && matches!(event, EventKind::Ends(_));
        return if known || over || full { Repeat::Again } else { Repeat::Status };
    }
    let same = saved.event == digest(event);
    if door == Door::Turn(Purpose::Queued) {
        return queued(saved, turn, same);
    }
    // A start opens turn 0, which no address carries.
    match turn.unwrap_or(0) {
        now if turn.is_some() && now == saved.call.turn => Repeat::New,
        before if before.checked_add(1) == Some(saved.call.turn) && same => Repeat::Again,
        _ => Repeat::Late,
    }
}

/// The end of a queue carries the turn in which the caller came into it; keys pressed meanwhile have moved the call on.
fn queued(saved: &Saved, turn: Option<u32>, same: bool) -> Repeat {
    let entered = if let Place::Rung { since, .. } = saved.call.place { Some(since) } else { None };
    if entered.is_some() && entered == turn {
        Repeat::New
    } else if same {
        Repeat::Again
    } else {
        Repeat::Late
    }
}
