//! What follows a ladder: what came of it, whether somebody can still be rung, and "if you say nothing, I hang up".

use super::{
    goodbye::Agreed,
    here::local,
    ladder::{climb, connect_to_somebody, may_try, nobody, rungs, somebody},
    scene::Scene,
    scope::Scope,
    shape::OPERATOR,
    step::{Wait, single_key},
};
use crate::{
    answer::Heard,
    call::{Closing, Name, Place, Said, Value, builtin},
};

/// What happened, whether somebody can still be rung, and "if you say nothing, I hang up".
pub(super) fn close(scene: &mut Scene<'_>, of: &Name, closing: Closing) {
    // Who leaves no message, and is owed a callback, is told of that.
    let owes = closing == Closing::NoMessage && scene.call.promise.is_some();
    let closing = if owes { Closing::Owed } else { closing };
    let happened = match closing {
        Closing::Talked => builtin::TALK_OVER,
        Closing::MessageKept => builtin::MESSAGE_KEPT,
        Closing::NoMessage => builtin::NO_MESSAGE,
        Closing::Promised => builtin::PROMISE_MADE,
        Closing::Owed => builtin::CALLBACK_OWED,
    };
    let dated = matches!(closing, Closing::Promised | Closing::Owed);
    let happened = owed(scene, happened).filter(|_| dated).unwrap_or_else(|| Said::plain(happened));
    let unheard = matches!(closing, Closing::Talked | Closing::NoMessage);
    let person = match somebody(scene, of) {
        Some(_) if scene.says(builtin::NOBODY_NOW) => Some(builtin::CLOSING_RETRY),
        Some(_) => Some(builtin::CLOSING_PERSON),
        // Who has left a message, or is promised a callback, has what could be had.
        None if unheard && !scene.says(builtin::NOBODY_NOW) => Some(builtin::CLOSING_NOBODY),
        None => None,
    };
    // Whoever is promised a callback may still have something to tell.
    let message = messages(scene, of).filter(|_| dated).map(|_| builtin::CLOSING_MESSAGE);
    let last = message.into_iter().chain(person).chain([builtin::CLOSING_SILENCE]).map(Said::plain);
    let prompts = std::iter::once(happened).chain(last).collect();
    scene.call.place = Place::Closing(closing);
    scene.wait("closing", Wait { prompts, listen: single_key(), hints: Vec::new() });
}

/// What the caller does there: silence and goodbye end the call, anything else asks for a person again.
pub(super) fn at_closing(scene: &mut Scene<'_>, closing: Closing, heard: Heard<'_>) {
    if let Some(agreed) = Agreed::at_closing(heard, scene.flow.lexicon(&scene.call.language)) {
        scene.goodbye(&agreed);
        return;
    }
    let person = scene.call.handoff.as_ref().map_or_else(|| OPERATOR.into(), |handoff| handoff.person.clone());
    let leaves_word = heard == Heard::Keys("1") && matches!(closing, Closing::Promised | Closing::Owed);
    if let Some(rung) = messages(scene, &person).filter(|_| leaves_word) {
        return climb(scene, &person, rung);
    }
    match somebody(scene, &person) {
        Some(somebody) => {
            scene.say_own(builtin::CONNECTING);
            connect_to_somebody(scene, &somebody);
        }
        None => match nobody(scene, &person).filter(|_| closing == Closing::Talked) {
            // After a talk nobody can be rung any more: then there is still a callback, or a message.
            Some((rung, _)) => {
                scene.say_own(builtin::NOBODY_NOW);
                climb(scene, &person, rung);
            }
            None => close(scene, &person, closing),
        },
    }
}

/// Says by when the caller is called back who is owed that already.
pub(super) fn say_owed(scene: &mut Scene<'_>) {
    let owed = owed(scene, builtin::CALLBACK_OWED);
    scene.say_all(owed.into_iter().collect());
}

/// A prompt that says when the promised callback is due.
fn owed(scene: &Scene<'_>, prompt: &'static str) -> Option<Said> {
    let due = scene.call.promise.as_ref()?.due;
    let top = Scope::default();
    let due = Value::Moment(local(scene.flow, due));
    Some(scene.here(&top).said_with(&prompt.into(), &[("due", due)]))
}

/// The rung that records a message on the ladder of `person`, if it may still be tried.
fn messages(scene: &Scene<'_>, person: &Name) -> Option<u8> {
    let mut rungs = (0_u8..).zip(rungs(scene, person));
    rungs.find(|(at, rank)| rank.rung.records() && may_try(scene, person, (*at, rank))).map(|(at, _)| at)
}
