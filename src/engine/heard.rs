//! What the caller did, out of what happened.

use crate::{answer::Heard, call::EventKind};

/// What the caller did, if the event is the caller's own doing at a wait.
pub(super) fn heard(kind: &EventKind) -> Option<Heard<'_>> {
    match kind {
        EventKind::Keys(keys) => Some(Heard::Keys(keys)),
        EventKind::Words(words) => Some(Heard::Words(words)),
        EventKind::Silence => Some(Heard::Silence),
        EventKind::Rings { .. }
        | EventKind::Found { .. }
        | EventKind::Proof(_)
        | EventKind::Dialed(_)
        | EventKind::Queueing(_)
        | EventKind::Queued(_)
        | EventKind::PickedUp
        | EventKind::PickedUpKey(_)
        | EventKind::Recorded { .. }
        | EventKind::NotRecorded
        | EventKind::RecordingReady { .. }
        | EventKind::Ends(_) => None,
    }
}
