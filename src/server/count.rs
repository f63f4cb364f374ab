//! What a kept turn adds to the counts.

use super::metrics::{CallEnd, Metrics};
use crate::call::{Call, Closing, End, Place};

/// Counts one turn that has been kept.
pub(super) fn turned(metrics: &Metrics, before: &Call, after: &Call) {
    if before.place == Place::Ringing {
        metrics.call_started();
    }
    if let Place::Offer { why, hurried: false, .. } = after.place
        && !matches!(before.place, Place::Offer { .. })
    {
        metrics.offered(why);
    }
    if let Some(handoff) = after.handoff.as_ref().filter(|_| before.handoff != after.handoff) {
        metrics.connected(handoff.reason);
    }
    if let (Place::Ended(end), false) = (&after.place, before.ended()) {
        metrics.call_ended(how(before, after, *end));
    }
}

/// How the caller was helped, if at all.
fn how(before: &Call, after: &Call, end: End) -> CallEnd {
    match (&before.place, end) {
        (_, End::Failed | End::Refused) => CallEnd::Failed,
        (Place::Closing(Closing::Talked), _) => CallEnd::Person,
        (Place::Closing(Closing::MessageKept), _) => CallEnd::Message,
        (_, End::OnLadder) => CallEnd::OnLadder,
        (_, End::Goodbye) if 0 < after.settled => CallEnd::Settled,
        (_, End::Goodbye | End::HungUpInFlow | End::AtClosing) => CallEnd::HungUp,
    }
}
