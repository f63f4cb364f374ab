//! One event in; the updated call, orders and effects out.

use super::{
    Flow, arrival, asking, beginning, closing, heard::heard, ladder, memory, proof, scene::Scene, waiting, waits,
};
use crate::{
    answer::Heard,
    call::{Call, End, Ending, Event, EventKind, Fault, Moment, Name, OfferWhy, Order, Place, Turn},
};

/// A key sooner than this after an offer was typed before the caller could hear it: it is no answer to it. Only 0 means
/// the same at any time.
pub const HURRIED_MS: u64 = 2_000;

/// Makes one turn of a call out of one event. Pure, total, deterministic.
#[must_use]
pub fn advance(flow: &Flow, call: &Call, event: &Event) -> Turn {
    let mut scene = Scene::open(flow, call, event);
    let heard = heard(&event.kind);
    // Who hangs up has listened until then.
    let acts = heard.is_some() || matches!(event.kind, EventKind::Proof(_) | EventKind::Ends(Ending::Completed));
    let waits =
        matches!(call.place, Place::Step { .. } | Place::Offer { .. } | Place::Resume { .. } | Place::Forget { .. });
    if acts && waits {
        scene.call.matter.machine_ms = scene.call.matter.machine_ms.saturating_add(scene.at.millis_since(call.last));
    }
    match (&call.place, heard, &event.kind) {
        (place, _, EventKind::Ends(ending)) => ends(&mut scene, place, *ending, event.at),
        (place, _, kind) if kind.is_aside() => ladder::aside(&mut scene, place, event),
        (_, _, EventKind::RecordingReady { .. }) => ladder::keep(&mut scene, event),
        (place, _, EventKind::Found { lookup, turn, answer, in_time }) => {
            waiting::landed(&mut scene, place, (lookup, *turn, answer), *in_time);
        }
        (Place::Ended(_), _, EventKind::Recorded { .. }) => {
            ladder::keep(&mut scene, event);
            scene.order(Order::HangUp);
        }
        (Place::Ended(_), _, _) => scene.order(Order::HangUp),
        (Place::Ringing, _, EventKind::Rings { on, attested, known, .. }) => {
            arrival::arrive(&mut scene, on, *attested, known.as_deref());
        }
        (Place::Step { name, stage }, Some(heard), _) => asking::at_step(&mut scene, (name, *stage), heard),
        (Place::Step { name, stage }, None, EventKind::Proof(fits)) => {
            proof::at_proof(&mut scene, (name, *stage), *fits);
        }
        (Place::Offer { name, stage, why, said, hurried }, Some(heard), _) => {
            let too_soon = !hurried && event.at.millis_since(*said) < HURRIED_MS && matches!(heard, Heard::Keys(_));
            at_offer(&mut scene, (name, *stage), (*why, too_soon), heard);
        }
        (Place::Lookup { name, so_far, .. }, Some(heard), _) => {
            scene.resume(*so_far);
            waiting::at_lookup(&mut scene, name, heard);
        }
        (Place::Whole { name, again, so_far }, Some(heard), _) => {
            scene.resume(*so_far);
            waiting::at_whole(&mut scene, name, *again, heard);
        }
        (Place::Rung { person, rung, .. }, _, _) => ladder::on_rung(&mut scene, person, *rung, event),
        (Place::Resume { name, stage }, Some(heard), _) => beginning::at_resume(&mut scene, (name, *stage), heard),
        (Place::Forget { name, stage }, Some(heard), _) => beginning::at_forget(&mut scene, (name, *stage), heard),
        (Place::Closing(of), Some(heard), _) => closing::at_closing(&mut scene, *of, heard),
        (
            Place::Ringing
            | Place::Step { .. }
            | Place::Offer { .. }
            | Place::Lookup { .. }
            | Place::Whole { .. }
            | Place::Resume { .. }
            | Place::Forget { .. }
            | Place::Closing(_),
            _,
            _,
        ) => ladder::fault(&mut scene, Fault::OutOfPlace),
    }
    scene.close()
}

/// The call is over. What nobody has told us of ended when it was last heard.
fn ends(scene: &mut Scene<'_>, place: &Place, ending: Ending, at: Moment) {
    if !matches!(place, Place::Ended(_)) {
        let at = if ending == Ending::Unheard { scene.call.last } else { at };
        memory::left(scene, None, at);
    }
    scene.call.place = Place::Ended(end(place, ending));
}

/// What the caller does at an offer; a key that came too soon was meant for what was asked before.
fn at_offer(scene: &mut Scene<'_>, at: (&Name, u8), (why, too_soon): (OfferWhy, bool), heard: Heard<'_>) {
    scene.keep_told();
    if too_soon && !scene.asks(heard) {
        waits::offer(scene, at, why, true);
    } else {
        asking::at_offer(scene, at, why, heard);
    }
}

/// How a call ended that ends here. The first word on it stands, since platforms repeat themselves.
fn end(place: &Place, ending: Ending) -> End {
    match (place, ending) {
        (Place::Ended(end), _) => *end,
        (Place::Ringing, _) | (_, Ending::Failed) => End::Failed,
        (
            Place::Step { .. }
            | Place::Offer { .. }
            | Place::Lookup { .. }
            | Place::Whole { .. }
            | Place::Resume { .. }
            | Place::Forget { .. },
            Ending::Completed | Ending::Unheard,
        ) => End::HungUpInFlow,
        (Place::Rung { .. }, Ending::Completed | Ending::Unheard) => End::OnLadder,
        (Place::Closing(_), Ending::Completed | Ending::Unheard) => End::AtClosing,
    }
}
