//! What the caller does at a step, and at an offer.

use super::{
    beginning, everywhere,
    flow::Step,
    goodbye::Agreed,
    ladder,
    landing::land,
    memory,
    scene::Scene,
    shape::Exit,
    step::{Hearing, Then},
    waits,
    walk::{self, Landing},
};
use crate::{
    answer::Heard,
    call::{Change, Fault, Matter, Name, OfferWhy, Reason, Signal, Value, builtin},
};

/// So many times the same key are no answer to anything.
const MASHED_MIN: usize = 4;

/// What the caller does at a step.
pub(super) fn at_step(scene: &mut Scene<'_>, (name, stage): (&Name, u8), heard: Heard<'_>) {
    let Some(step) = scene.flow.steps.get(name) else {
        return ladder::fault(scene, Fault::StepGone);
    };
    if scene.asks_where(heard, step.verb.zeros()) {
        ladder::announce(scene, &step.operator, builtin::CONNECTING);
        return ladder::connect(scene, &step.operator, Reason::Asked);
    }
    // Whatever else was said with it.
    if matches!(heard, Heard::Words(text) if scene.flow.lexicon(&scene.call.language).harsh.heard_in(text)) {
        scene.signal(Signal::Harsh);
    }
    if let Some(landing) = everywhere::follow(scene, step, (name, stage), heard) {
        return land(scene, &step.operator, landing);
    }
    let hearing = match (heard, &step.asking.silence) {
        (Heard::Silence, Some(exit)) => Hearing::Leave(exit),
        _ => step.verb.hear(stage, heard, &scene.here(&step.scope)),
    };
    if let Hearing::Person(reason) = hearing {
        ladder::announce(scene, &step.operator, builtin::CONNECTING);
        ladder::connect(scene, &step.operator, reason);
    } else if let Hearing::Settled(next) = hearing {
        settled(scene, step, name, next);
    } else {
        let landing = heard_at(scene, step, (name, stage), (heard, hearing));
        land(scene, &step.operator, landing);
    }
}

/// The caller says that the matter is settled.
fn settled(scene: &mut Scene<'_>, step: &Step, name: &Name, next: Option<&Exit>) {
    scene.call.settled = scene.call.settled.saturating_add(1);
    match next {
        None => scene.goodbye(&Agreed::settled()),
        Some(exit) => {
            scene.call.matter = Matter::default();
            // What is settled is not gone back to.
            scene.call.trail.clear();
            scene.call.about = None;
            let landing = walk::leave(scene, name, exit);
            scene.progress = true;
            land(scene, &step.operator, landing);
        }
    }
}

/// Where what the caller did leads.
pub(super) fn heard_at(
    scene: &mut Scene<'_>,
    step: &Step,
    (name, stage): (&Name, u8),
    (heard, hearing): (Heard<'_>, Hearing<'_>),
) -> Landing {
    let to = |stage: u8| Landing::Wait { name: name.clone(), stage };
    match hearing {
        Hearing::Leave(exit) => walk::leave(scene, name, exit),
        Hearing::Answer { into, value, then } => {
            if let Some(into) = into {
                answered(scene, step, into, value);
            }
            match then {
                Then::Stage(stage) => to(stage),
                Then::Exit(exit) => walk::leave(scene, name, exit),
            }
        }
        Hearing::Refuse { into } => {
            let full = step.scope.full(into.as_str());
            scene.call.matter.doubt(&full);
            scene.forget(&full);
            scene.say_own(builtin::TRY_AGAIN);
            to(0)
        }
        Hearing::No { into, exit } => {
            scene.signal(Signal::Refused);
            if let Some(into) = into {
                answered(scene, step, into, Value::Truth(false));
            }
            walk::leave(scene, name, exit)
        }
        Hearing::Next(stage) => {
            scene.note_heard(&format!("{name}, {stage}"));
            to(stage)
        }
        Hearing::Language(language, exit) => speaks(scene, step, (name, stage), (language, exit)),
        Hearing::Verified(exit) => {
            scene.call.verified = true;
            walk::leave(scene, name, exit)
        }
        Hearing::NotVerified(stage) => slipped(scene, step, (name, stage), builtin::NOT_VERIFIED),
        Hearing::Stage(stage) => slipped(scene, step, (name, stage), sorry(heard)),
        Hearing::NotUnderstood => {
            if mashed(heard) {
                scene.signal(Signal::Mashed);
            }
            slipped(scene, step, (name, stage), sorry(heard))
        }
        // Seen to by the caller of this function, where no turn is counted any more.
        Hearing::Settled(_) | Hearing::Person(_) => Landing::Fault(Fault::OutOfPlace),
    }
}

/// The caller chooses a language.
fn speaks(scene: &mut Scene<'_>, step: &Step, (name, stage): (&Name, u8), (language, exit): (Name, &Exit)) -> Landing {
    // Everything is new to whoever could not follow it before.
    scene.note_heard(&format!("in {language}"));
    // The flow may tell of 0 in each language where it offers them.
    let told = scene.tells_zero(&waits::wait(scene, step, stage).prompts);
    scene.new_language = scene.call.language != language && !told;
    memory::remember(scene, Change::Speaks { language: language.clone(), at: scene.at });
    scene.call.language = language;
    scene.call.language_known = true;
    walk::leave(scene, name, exit)
}

/// Keeps an answer: progress, the first time that its question is answered.
fn answered(scene: &mut Scene<'_>, step: &Step, into: &Name, value: Value) {
    let full = step.scope.full(into.as_str());
    scene.progress |= scene.call.matter.answer(&full);
    scene.call.memory.brought.remove(&full);
    scene.note(&full, Some(value));
}

/// A word of regret, by what went wrong.
fn sorry(heard: Heard<'_>) -> &'static str {
    if heard == Heard::Silence { builtin::NO_INPUT } else { builtin::NO_MATCH }
}

/// Whether a burst of keys is no answer but anger, or a hand on the keys: `####`, `9*9*9`. A wrong number is none.
fn mashed(heard: Heard<'_>) -> bool {
    let Heard::Keys(keys) = heard else { return false };
    let signs = keys.chars().filter(|key| matches!(key, '*' | '#')).count();
    let same = keys.chars().next().is_some_and(|first| keys.chars().all(|key| key == first));
    2 <= signs || (MASHED_MIN <= keys.len() && same)
}

/// Nothing that fits: the same question again, with a word of regret, unless the flow has a way for who is stuck.
fn slipped(scene: &mut Scene<'_>, step: &Step, (name, stage): (&Name, u8), sorry: &'static str) -> Landing {
    scene.call.slips = scene.call.slips.saturating_add(1);
    scene.silent = sorry == builtin::NO_INPUT;
    scene.keep_told();
    match (&step.asking.stuck, step.asking.tries) {
        (Some(stuck), tries) if tries.map_or(2, |tries| tries.0) <= scene.call.slips => walk::leave(scene, name, stuck),
        (_, _) => {
            if step.asking.again.at(scene.silent, scene.call.slips.saturating_sub(1)).is_none()
                || !step.verb.asks(stage)
            {
                scene.say_own(sorry);
            }
            Landing::Wait { name: name.clone(), stage }
        }
    }
}

/// What the caller does at an offer: going on alone takes key 1 or a word for it; anything else accepts, silence too.
pub(super) fn at_offer(scene: &mut Scene<'_>, (name, stage): (&Name, u8), why: OfferWhy, heard: Heard<'_>) {
    let declines = match heard {
        Heard::Keys(keys) => keys == "1",
        Heard::Words(words) => scene.flow.lexicon(&scene.call.language).go_on.heard_in(words) && !scene.asks(heard),
        Heard::Silence => false,
    };
    if declines {
        if why == OfferWhy::Prefers {
            memory::remember(scene, Change::GoesAlone { at: scene.at });
        }
        return beginning::go_on(scene, name, stage);
    }
    let operator = ladder::operator(scene, name);
    ladder::announce(scene, &operator, builtin::CONNECTING);
    ladder::connect(scene, &operator, Reason::Accepted);
}
