//! Proofs of who a caller is, such as a PIN: judged as they come in, and never kept.
//!
//! The host veils an event before it is journalled; the engine goes on from what the veil lets through, so that a call
//! replays without anybody knowing what was typed.

use super::{Flow, Here, asking, everywhere, heard::heard, ladder, landing::land, scene::Scene};
use crate::{
    answer::Heard,
    call::{Call, Event, EventKind, Fault, Name, Place},
};

/// An event as it may be kept: what is given as a proof gives way to whether it fits. What means something else at that
/// step, such as a word for a person, stays as it is.
#[must_use]
pub fn veiled(flow: &Flow, call: &Call, event: Event) -> Event {
    match fits(flow, call, &event) {
        Some(fits) => Event { at: event.at, kind: EventKind::Proof(fits) },
        None => event,
    }
}

fn fits(flow: &Flow, call: &Call, event: &Event) -> Option<bool> {
    let Place::Step { name, stage: _ } = &call.place else { return None };
    let step = flow.steps.get(name)?;
    let heard = heard(&event.kind)?;
    let fits = step.verb.proves(heard, &Here { flow, call, scope: &step.scope, at: event.at })?;
    let scene = Scene::open(flow, call, event);
    let elsewhere = scene.asks_where(heard, step.verb.zeros()) || everywhere::meant(&scene, step, heard).is_some();
    (!elsewhere).then_some(fits)
}

/// A proof, or the failure of one, at a step.
pub(super) fn at_proof(scene: &mut Scene<'_>, (name, stage): (&Name, u8), fits: bool) {
    let Some(step) = scene.flow.steps.get(name) else {
        return ladder::fault(scene, Fault::StepGone);
    };
    let hearing = step.verb.proved(fits, stage);
    // Something was given, which is no silence.
    let landing = asking::heard_at(scene, step, (name, stage), (Heard::Keys(""), hearing));
    land(scene, &step.operator, landing);
}
