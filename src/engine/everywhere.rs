//! What means the same at every wait of a step: to hear it again, to go back, to be forgotten. A person, who comes
//! before all of it, is seen to where the turn begins.

use super::{flow::Step, scene::Scene, shape::Key, walk::Landing};
use crate::{
    answer::{Heard, Words, asks_to_be_forgotten},
    call::{Name, Signal},
};

/// What means the same at every wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Everywhere {
    /// To hear it again.
    Again,
    /// To go back to the question before.
    Back,
    /// To be forgotten.
    Forget,
}

/// What is meant, by word or by the flow's own keys, if it is one of these.
pub(super) fn meant(scene: &Scene<'_>, step: &Step, heard: Heard<'_>) -> Option<Everywhere> {
    let lexicon = scene.flow.lexicon(&scene.call.language);
    // The step's own words come first: "main menu" may well be one of its choices.
    let own =
        |text: &str| step.verb.words().iter().any(|list| lexicon.own.get(*list).is_some_and(|list| list.mostly(text)));
    if matches!(heard, Heard::Words(text) if own(text)) {
        return None;
    }
    let anywhere = scene.flow.anywhere;
    let means = |key: Option<Key>, words: &Words| match heard {
        Heard::Keys(keys) => key.is_some_and(|key| keys.chars().eq([key.0])),
        Heard::Words(text) => words.mostly(text),
        Heard::Silence => false,
    };
    if means(anywhere.again, &lexicon.again) {
        Some(Everywhere::Again)
    } else if means(anywhere.back, &lexicon.back) {
        Some(Everywhere::Back)
    } else {
        asks_to_be_forgotten(heard, lexicon).then_some(Everywhere::Forget)
    }
}

/// Does what is meant, if it is one of these; nothing if there is no way back.
pub(super) fn follow(
    scene: &mut Scene<'_>,
    step: &Step,
    (name, stage): (&Name, u8),
    heard: Heard<'_>,
) -> Option<Landing> {
    match meant(scene, step, heard)? {
        Everywhere::Again => {
            scene.signal(Signal::Again);
            scene.in_full = true;
            scene.say_told();
            Some(Landing::Wait { name: name.clone(), stage })
        }
        Everywhere::Back => back(scene, step, (name, stage)),
        Everywhere::Forget => Some(Landing::Forget { name: name.clone(), stage }),
    }
}

fn back(scene: &mut Scene<'_>, step: &Step, (name, stage): (&Name, u8)) -> Option<Landing> {
    let within = step.verb.back(stage).map(|stage| (name.clone(), stage));
    let (before, stage) = within.or_else(|| {
        scene.call.trail.retain(|step| step != name);
        let before = scene.call.trail.pop()?;
        // Whoever goes back to the first question after a settled matter may still say there that this is all.
        scene.call.matter.unask(name);
        Some((before, 0))
    })?;
    let written = scene.flow.steps.get(&before).map(|step| (step.verb.writes(), &step.scope));
    if let Some((writes, scope)) = written {
        writes.iter().for_each(|(name, _)| scene.doubt(&scope.full(name.as_str())));
    }
    scene.call.slips = 0;
    Some(Landing::Wait { name: before, stage })
}
