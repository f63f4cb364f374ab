//! How each wait begins: at a step, at an offer, for a backend, for a text that must be heard whole.

use super::{
    flow::Step,
    ladder,
    scene::Scene,
    step::{Wait, single_key},
};
use crate::call::{Fault, Listen, Name, OfferWhy, Place, Said, builtin};

/// Seconds until we look again whether a backend has answered.
pub const LOOK_AGAIN_S: u8 = 2;

/// The most steps that "back" finds.
pub const TRAIL_MAX: usize = 8;

/// Waits at a step.
pub(super) fn ask(scene: &mut Scene<'_>, name: &Name, stage: u8) {
    let Some(step) = scene.flow.steps.get(name) else {
        return ladder::fault(scene, Fault::StepGone);
    };
    let wait = wait(scene, step, stage);
    scene.call.place = Place::Step { name: name.clone(), stage };
    if scene.call.trail.last() != Some(name) {
        scene.call.trail.push(name.clone());
        let over = scene.call.trail.len().saturating_sub(TRAIL_MAX);
        scene.call.trail.drain(..over);
    }
    scene.wait(step.verb.name(), wait);
}

/// A step's wait: what it says, or what the flow says instead when it is asked again.
pub(super) fn wait(scene: &Scene<'_>, step: &Step, stage: u8) -> Wait {
    let here = scene.here(&step.scope);
    let mut wait = step.verb.wait(stage, &here);
    let nth = scene.call.slips.checked_sub(1).filter(|_| !scene.in_full);
    if let Some(prompt) = nth.and_then(|nth| step.asking.again.at(scene.silent, nth)).filter(|_| step.verb.asks(stage))
    {
        wait.prompts = vec![here.said(prompt)];
    }
    wait.listen = step.asking.listen.over(scene.flow.listen.over(wait.listen));
    wait.hints.extend(scene.flow.listen.hints.iter().chain(&step.asking.listen.hints).cloned());
    wait
}

/// Tells callers about 0, unless the wait that follows does so itself.
pub(super) fn hint(scene: &mut Scene<'_>, name: &Name, stage: u8) {
    if let Some(step) = scene.flow.steps.get(name) {
        let prompts = wait(scene, step, stage).prompts;
        let anybody = ladder::may_ring(scene, &step.operator);
        scene.hint_zero(&prompts, if anybody { builtin::ZERO_HINT } else { builtin::ZERO_HINT_LATER });
    }
}

/// Offers a person before going on at a step.
pub(super) fn offer(scene: &mut Scene<'_>, to: (&Name, u8), why: OfferWhy, hurried: bool) {
    let (name, stage) = to;
    let said = scene.at;
    scene.call.place = Place::Offer { name: name.clone(), stage, why, said, hurried };
    let anybody = ladder::may_ring(scene, &ladder::operator(scene, name));
    let offered = match (why, anybody) {
        (OfferWhy::Prefers, true) => builtin::PERSON_FIRST,
        (OfferWhy::Prefers, false) => builtin::PERSON_FIRST_LATER,
        (OfferWhy::Frustration | OfferWhy::Ceiling, true) => builtin::PERSON_OFFER,
        (OfferWhy::Frustration | OfferWhy::Ceiling, false) => builtin::PERSON_OFFER_LATER,
    };
    let prompts = vec![Said::plain(offered)];
    scene.wait("offer", Wait { prompts, listen: single_key(), hints: Vec::new() });
}

/// Ends the turn while a backend is being asked.
pub(super) fn look_up(scene: &mut Scene<'_>, name: &Name) {
    let said = scene.take_said();
    scene.say_all(said.clone());
    scene.call.place = Place::Lookup { name: name.clone(), said, so_far: scene.so_far() };
    wait_for_it(scene, builtin::ONE_MOMENT);
}

/// Waits for a backend a moment longer.
pub(super) fn wait_for_it(scene: &mut Scene<'_>, prompt: &'static str) {
    let listen = Listen { wait_s: LOOK_AGAIN_S, ..single_key() };
    scene.wait("wait", Wait { prompts: vec![Said::plain(prompt)], listen, hints: Vec::new() });
}

/// Ends the turn with a text that callers hear whole.
pub(super) fn say_whole(scene: &mut Scene<'_>, name: &Name, again: bool) {
    let Some(step) = scene.flow.steps.get(name) else { return ladder::fault(scene, Fault::StepGone) };
    let [_before, prompts, _after] = scene.here(&step.scope).parted(&step.say);
    scene.call.place = Place::Whole { name: name.clone(), again, so_far: scene.so_far() };
    if !again {
        scene.call.told.extend(prompts.iter().cloned());
    }
    let listen = Listen { wait_s: 1, ..single_key() };
    scene.wait("whole", Wait { prompts, listen, hints: Vec::new() });
}
