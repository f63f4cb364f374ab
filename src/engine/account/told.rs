//! Why a person was called for, and how a call was left, in words.

use crate::call::{Call, End, Fault, How, Outcome, Place, Reason};

/// Why a caller is connected to a person, in words that read after "because".
#[must_use]
pub const fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Asked => "the caller asked for a person",
        Reason::Flow => "the flow leads here",
        Reason::Accepted => "the caller took the offer",
        Reason::Frustration => "the ledger is full",
        Reason::Ceiling => "the call has so many questions",
        Reason::Preferred => "somebody has marked that this caller is connected at once",
        Reason::Missed => "a callback that was promised did not come",
        Reason::NotSettled => "the caller says that it is not settled",
        Reason::BackendFailed => "what the caller came for could not be looked up",
        Reason::Fault(Fault::StepGone) => "the flow names a step that it has not got",
        Reason::Fault(Fault::NeverWaits) => "the flow went on and on without waiting",
        Reason::Fault(Fault::OutOfPlace) => "something came that does not fit where the call was",
        Reason::Fault(Fault::GoodbyeNotAgreed) => "the flow says goodbye where the caller has not agreed to one",
        Reason::Fault(Fault::FlowGone) => "the flow version of the call is gone",
    }
}

/// How a call was left, as lists of calls name it.
#[must_use]
pub const fn how(how: How) -> &'static str {
    match how {
        How::Settled => "settled",
        How::Helped => "helped",
        How::Promised => "promised",
        How::MessageLeft => "message left",
        How::Unsettled => "unsettled",
    }
}

/// How a call that is over was left, as far as it shows without its journal.
#[must_use]
pub fn left(call: &Call) -> Option<How> {
    let Place::Ended(end) = &call.place else { return None };
    let came_to = |outcome| {
        let tried = call.handoff.iter().flat_map(|handoff| &handoff.tried);
        tried.into_iter().any(|tried| tried.outcome == outcome)
    };
    let settled = 0 < call.settled && *end == End::Goodbye && call.handoff.is_none();
    Some(if settled {
        How::Settled
    } else if came_to(Outcome::Answered) {
        How::Helped
    } else if call.promise.as_ref().is_some_and(|promise| promise.call == call.key) {
        How::Promised
    } else if came_to(Outcome::MessageLeft) {
        How::MessageLeft
    } else {
        How::Unsettled
    })
}
