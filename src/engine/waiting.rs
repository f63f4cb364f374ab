//! What happens in waits that are not the caller's: for a backend, and for a text that must be heard whole. 0 works in
//! them too.

use super::{ladder, landing::land, scene::Scene, shape::OPERATOR, waits, walk};
use crate::{
    answer::Heard,
    call::{Answered, Effect, Fault, LookupFault, Name, Place, Reason, builtin},
};

/// How much longer than its own time limit a lookup may take before it counts as failed, in milliseconds: it may have
/// been lost with a process, and asked again by another.
pub const GRACE_MS: u64 = 4_000;

/// A backend has answered: in time, the call goes on at once; later, the answer is kept until the wait is over.
pub(super) fn landed(
    scene: &mut Scene<'_>,
    place: &Place,
    (lookup, turn, answer): (&Name, u32, &Answered),
    in_time: bool,
) {
    if let Some(asked) = scene.call.asked.get_mut(lookup).filter(|asked| asked.turn == turn && asked.answer.is_none()) {
        asked.answer = Some(answer.clone());
    }
    // An answer to an earlier question is none to the one that the call waits for.
    let wanted = scene.call.asked.get(lookup).is_some_and(|asked| asked.turn == turn);
    if let (Place::Lookup { name, said, so_far }, true) = (place, in_time && wanted)
        && lookup_of(scene, name).as_ref() == Some(lookup)
    {
        scene.resume(*so_far);
        scene.say_all(said.clone());
        go_on(scene, name, answer.clone());
    }
}

/// What happens while a backend is being asked, on the caller's side: only asking for a person means anything,
/// by key or by word.
pub(super) fn at_lookup(scene: &mut Scene<'_>, name: &Name, heard: Heard<'_>) {
    let Some(step) = scene.flow.steps.get(name) else { return ladder::fault(scene, Fault::StepGone) };
    if scene.asks(heard) {
        ladder::announce(scene, &step.operator, builtin::CONNECTING);
        return ladder::connect(scene, &step.operator, Reason::Asked);
    }
    let lookup = lookup_of(scene, name);
    let asked = lookup.as_ref().and_then(|lookup| Some((lookup, scene.call.asked.get(lookup)?.clone())));
    let Some((lookup, asked)) = asked else { return ladder::fault(scene, Fault::OutOfPlace) };
    let kind = scene.flow.lookups.get(lookup);
    let within_ms = kind.and_then(|kind| Some(kind.within_ms(scene.flow.services.get(kind.service())?))).unwrap_or(0);
    match asked.answer {
        Some(answer) => go_on(scene, name, answer),
        None if within_ms.saturating_add(GRACE_MS) < scene.at.millis_since(asked.at) => {
            go_on(scene, name, Answered::Failed(LookupFault::Slow));
        }
        None => {
            scene.effect(Effect::LookUp { lookup: lookup.clone(), turn: asked.turn, with: asked.with });
            let so_far = scene.so_far();
            scene.call.place = Place::Lookup { name: name.clone(), said: Vec::new(), so_far };
            waits::wait_for_it(scene, builtin::STILL_LOOKING);
        }
    }
}

fn lookup_of(scene: &Scene<'_>, name: &Name) -> Option<Name> {
    scene.flow.steps.get(name)?.lookup().cloned()
}

fn go_on(scene: &mut Scene<'_>, name: &Name, answer: Answered) {
    if let Some(lookup) = lookup_of(scene, name) {
        scene.call.asked.remove(&lookup);
    }
    let operator = scene.flow.steps.get(name).map_or_else(|| OPERATOR.into(), |step| step.operator.clone());
    let landing = walk::answered(scene, name, &answer);
    land(scene, &operator, landing);
}

/// What happens while a text is to be heard whole. Another key than 0 means nothing; a text that it has cut is said
/// again, once.
pub(super) fn at_whole(scene: &mut Scene<'_>, name: &Name, again: bool, heard: Heard<'_>) {
    let Some(step) = scene.flow.steps.get(name) else { return ladder::fault(scene, Fault::StepGone) };
    if scene.asks(heard) {
        ladder::announce(scene, &step.operator, builtin::CONNECTING);
        return ladder::connect(scene, &step.operator, Reason::Asked);
    }
    if heard != Heard::Silence && !again {
        return waits::say_whole(scene, name, true);
    }
    let operator = step.operator.clone();
    let landing = walk::resume(scene, name);
    land(scene, &operator, landing);
}
