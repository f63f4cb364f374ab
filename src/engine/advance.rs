//! One event in; the updated call, orders and effects out.

use super::{Flow, arrival, asking, heard::heard, ladder, scene::Scene, waiting, waits};
use crate::{
    answer::Heard,
    call::{Call, End, Ending, Event, EventKind, Fault, Order, Place, Turn},
};

/// A key sooner than this after an offer was typed before the caller could hear it: it is no answer to it. Only 0 means
/// the same at any time.
const HURRIED_MS: u64 = 2_000;

/// Makes one turn of a call out of one event. Pure, total, deterministic.
#[must_use]
pub fn advance(flow: &Flow, call: &Call, event: &Event) -> Turn {
    let mut scene = Scene::open(flow, call, event);
    let heard = heard(&event.kind);
    if heard.is_some() && matches!(call.place, Place::Step { .. } | Place::Offer { .. }) {
        scene.call.matter.machine_ms = scene.call.matter.machine_ms.saturating_add(scene.at.millis_since(call.last));
    }
    match (&call.place, heard, &event.kind) {
        (_, _, EventKind::Ends(ending)) => scene.call.place = Place::Ended(end(&call.place, *ending)),
        (_, _, EventKind::RecordingReady { .. }) => ladder::keep(&mut scene, event),
        (place, _, EventKind::Found { lookup, turn, answer, in_time }) => {
            waiting::landed(&mut scene, place, (lookup, *turn, answer), *in_time);
        }
        (Place::Ended(_), _, EventKind::Recorded { .. }) => {
            ladder::keep(&mut scene, event);
            scene.order(Order::HangUp);
        }
        (Place::Ended(_), _, _) => scene.order(Order::HangUp),
        (Place::Ringing, _, EventKind::Rings { on, .. }) => arrival::arrive(&mut scene, on),
        (Place::Step { name, stage }, Some(heard), _) => asking::at_step(&mut scene, (name, *stage), heard),
        (Place::Offer { name, stage, why, said, hurried }, Some(heard), _) => {
            let asks = scene.asks(heard);
            scene.keep_told();
            let too_soon = !hurried && event.at.millis_since(*said) < HURRIED_MS && matches!(heard, Heard::Keys(_));
            if too_soon && !asks {
                waits::offer(&mut scene, (name, *stage), *why, true);
            } else {
                asking::at_offer(&mut scene, name, *stage, heard);
            }
        }
        (Place::Lookup { name, so_far, .. }, Some(heard), _) => {
            scene.resume(*so_far);
            waiting::at_lookup(&mut scene, name, heard);
        }
        (Place::Whole { name, again, so_far }, Some(heard), _) => {
            scene.resume(*so_far);
            waiting::at_whole(&mut scene, name, *again, heard);
        }
        (Place::Rung { person, rung }, _, _) => ladder::on_rung(&mut scene, person, *rung, event),
        (Place::Closing(closing), Some(heard), _) => ladder::at_closing(&mut scene, *closing, heard),
        (
            Place::Ringing
            | Place::Step { .. }
            | Place::Offer { .. }
            | Place::Lookup { .. }
            | Place::Whole { .. }
            | Place::Closing(_),
            _,
            _,
        ) => ladder::fault(&mut scene, Fault::OutOfPlace),
    }
    scene.close()
}

/// How a call ended that ends here. The first word on it stands, since platforms repeat themselves.
fn end(place: &Place, ending: Ending) -> End {
    match (place, ending) {
        (Place::Ended(end), _) => *end,
        (Place::Ringing, _) | (_, Ending::Failed) => End::Failed,
        (
            Place::Step { .. } | Place::Offer { .. } | Place::Lookup { .. } | Place::Whole { .. },
            Ending::Completed | Ending::Unheard,
        ) => End::HungUpInFlow,
        (Place::Rung { .. }, Ending::Completed | Ending::Unheard) => End::OnLadder,
        (Place::Closing(_), Ending::Completed | Ending::Unheard) => End::AtClosing,
    }
}
