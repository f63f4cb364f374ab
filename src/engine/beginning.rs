//! What comes before a line begins, for callers who are remembered; and the word that has them forgotten.

use std::collections::BTreeMap;

use super::{
    Step, ladder, landing,
    scene::Scene,
    scope::Scope,
    step::{Wait, single_key},
    waits, walk,
};
use crate::{
    answer::{Heard, yes_no},
    call::{Effect, First, Kept, Memory, Name, Place, Reason, Said, Value, builtin},
};

/// The first wait of a call: what is remembered of the caller comes before it.
pub(super) fn begin(scene: &mut Scene<'_>, operator: &Name, (name, stage): (&Name, u8)) {
    match scene.call.memory.first.take() {
        Some(First::Connect(reason)) => {
            ladder::announce(scene, operator, builtin::SORRY_CONNECTING);
            ladder::connect(scene, operator, reason);
        }
        Some(First::Offer(why)) => waits::offer(scene, (name, stage), why, false),
        Some(First::Resume) => resume(scene, name, stage),
        None => {
            waits::hint(scene, name, stage);
            waits::ask(scene, name, stage);
        }
    }
}

/// Goes on after an offer that was declined: with the matter that was left open, if that is not decided yet.
pub(super) fn go_on(scene: &mut Scene<'_>, name: &Name, stage: u8) {
    match scene.call.memory.open {
        Some(_) => resume(scene, name, stage),
        None => waits::ask(scene, name, stage),
    }
}

/// Asks whether this is about the matter that was left open.
fn resume(scene: &mut Scene<'_>, name: &Name, stage: u8) {
    let about = scene.call.memory.open.as_ref().and_then(|open| open.about.as_ref());
    let Some(kind) = about.and_then(|about| scene.flow.matters.get(about)) else {
        return waits::ask(scene, name, stage);
    };
    let title = Value::Prompt(kind.title.clone());
    let prompts = vec![scene.here(&Scope::default()).said_with(&builtin::RESUME_OFFER.into(), &[("matter", title)])];
    scene.call.place = Place::Resume { name: name.clone(), stage };
    scene.wait("resume", Wait { prompts, listen: single_key(), hints: Vec::new() });
}

/// What the caller does there. Only a yes goes back to the matter; anything else begins the line, and counts nothing.
pub(super) fn at_resume(scene: &mut Scene<'_>, (name, stage): (&Name, u8), heard: Heard<'_>) {
    scene.counts = false;
    let operator = ladder::operator(scene, name);
    if scene.asks(heard) {
        ladder::announce(scene, &operator, builtin::CONNECTING);
        return ladder::connect(scene, &operator, Reason::Asked);
    }
    let open = scene.call.memory.open.take();
    let yes = yes_no(heard, scene.flow.lexicon(&scene.call.language)) == Some(true);
    let Some(open) = open.filter(|_| yes) else {
        return begin(scene, &operator, (name, stage));
    };
    let kind = open.about.as_ref().and_then(|about| scene.flow.matters.get(about));
    let Some(step) = kind.map(|kind| kind.resume.clone()) else {
        return begin(scene, &operator, (name, stage));
    };
    scene.call.about = open.about;
    bring_back(scene, open.facts);
    let landing = walk::enter(scene, &step);
    landing::land(scene, &operator, landing);
}

/// Brings back the answers of the last call, so that nobody is asked for them again. What is private comes back only to
/// a number that is known to be the caller's own.
fn bring_back(scene: &mut Scene<'_>, facts: BTreeMap<Name, Kept>) {
    for (name, kept) in facts {
        let private = scene.flow.facts.get(&name).is_some_and(|fact| fact.private);
        if scene.at < kept.until && (!private || scene.call.attested) {
            scene.note(&name, Some(kept.value));
            scene.call.memory.brought.insert(name.clone(), kept.until);
            // Its question was asked in an earlier call: here it is passed by, once, as any known one is.
            let asks = |step: &Step| step.verb.writes().iter().any(|(into, _)| step.scope.full(into.as_str()) == name);
            let steps = scene.flow.steps.iter().filter(|(_, step)| asks(step));
            steps.for_each(|(step, _)| scene.call.matter.unask(step));
        }
    }
}

/// Asks whether the caller really wants to be forgotten.
pub(super) fn ask_to_forget(scene: &mut Scene<'_>, name: &Name, stage: u8) {
    scene.call.place = Place::Forget { name: name.clone(), stage };
    let prompts = vec![Said::plain(builtin::FORGET_ASK)];
    scene.wait("forget", Wait { prompts, listen: single_key(), hints: Vec::new() });
}

/// What the caller does there: only a yes has them forgotten.
pub(super) fn at_forget(scene: &mut Scene<'_>, (name, stage): (&Name, u8), heard: Heard<'_>) {
    let operator = ladder::operator(scene, name);
    if scene.asks(heard) {
        ladder::announce(scene, &operator, builtin::CONNECTING);
        return ladder::connect(scene, &operator, Reason::Asked);
    }
    if yes_no(heard, scene.flow.lexicon(&scene.call.language)) == Some(true) {
        if scene.call.memory.kept {
            scene.effect(Effect::Forget);
        }
        scene.call.memory = Memory::default();
        scene.say_own(builtin::FORGOTTEN);
    } else {
        scene.say_own(builtin::NOT_FORGOTTEN);
    }
    scene.keep_told();
    waits::ask(scene, name, stage);
}
