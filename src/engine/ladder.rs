//! The ladder of a person, rung by rung, and what follows it. It never leads back into the flow by itself.

use super::{
    goodbye::Agreed,
    rung::{Climb, Rung, TRIES_MAX},
    scene::Scene,
    shape::OPERATOR,
    step::single_key,
};
use crate::{
    answer::Heard,
    call::{Closing, Event, Handoff, Name, Place, Reason, Said, builtin},
};

/// Connects the caller to a person: says so, and climbs the ladder from its first rung.
pub(super) fn connect(scene: &mut Scene<'_>, person: &Name, reason: Reason) {
    let known = scene.flow.people.contains_key(person);
    let person = if known { person.clone() } else { OPERATOR.into() };
    scene.call.handoff = Some(Handoff { person: person.clone(), reason, turn: scene.call.turn, at: scene.at });
    climb(scene, &person, 0);
}

/// Enters the first rung from `from` that may still be tried in this call.
fn climb(scene: &mut Scene<'_>, person: &Name, from: u8) {
    let Some((at, rung)) = open(scene, person, from) else {
        return close(scene, person, Closing::NoMessage);
    };
    *scene.call.tries.entry((person.clone(), at)).or_default() += 1;
    scene.call.place = Place::Rung { person: person.clone(), rung: at };
    rung.prompts().into_iter().for_each(|prompt| scene.say(prompt));
    scene.order(rung.order());
}

/// The first rung from `from` that may still be tried in this call.
fn open<'a>(scene: &Scene<'a>, person: &Name, from: u8) -> Option<(u8, &'a dyn Rung)> {
    let rungs = (0_u8..).zip(rungs(scene, person)).skip(usize::from(from));
    let mut open = rungs.filter(|(at, _)| tried(scene, person, *at) < TRIES_MAX);
    open.next().map(|(at, rung)| (at, &**rung))
}

/// How often a rung has been tried in this call.
fn tried(scene: &Scene<'_>, person: &Name, at: u8) -> u8 {
    scene.call.tries.get(&(person.clone(), at)).copied().unwrap_or(0)
}

fn rungs<'a>(scene: &Scene<'a>, person: &Name) -> &'a [Box<dyn Rung>] {
    scene.flow.people.get(person).map_or(&[][..], |person| &person.rungs)
}

/// What an event means on a rung.
pub(super) fn on_rung(scene: &mut Scene<'_>, person: &Name, at: u8, event: &Event) {
    let climbed = rungs(scene, person).get(usize::from(at)).map(|rung| rung.hear(event, &scene.call));
    match climbed.unwrap_or(Climb::Next) {
        Climb::Next => {
            let next = at.saturating_add(1);
            if let Some((_, rung)) = open(scene, person, next) {
                scene.say_own(if rung.needs_nobody() { builtin::NOBODY_NOW } else { builtin::STILL_TRYING });
            }
            climb(scene, person, next);
        }
        Climb::Talked => close(scene, person, Closing::Talked),
        Climb::Left { effect, asked } => {
            scene.effect(effect);
            if asked && may_ring(scene, person) {
                scene.say_own(builtin::CONNECTING);
                climb(scene, person, 0);
            } else {
                close(scene, person, Closing::MessageKept);
            }
        }
        Climb::NothingLeft => {
            if tried(scene, person, at) < TRIES_MAX {
                scene.say_own(builtin::ONCE_MORE_MESSAGE);
                climb(scene, person, at);
            } else {
                close(scene, person, Closing::NoMessage);
            }
        }
    }
}

/// Keeps what an event brings that comes at any time, such as a recording that is ready, or one that the end of the
/// call has overtaken.
pub(super) fn keep(scene: &mut Scene<'_>, event: &Event) {
    let Some(person) = scene.call.handoff.as_ref().map(|handoff| handoff.person.clone()) else { return };
    let desk = rungs(scene, &person).iter().find(|rung| rung.desk().is_some());
    if let Some(Climb::Left { effect, .. }) = desk.map(|rung| rung.hear(event, &scene.call)) {
        scene.effect(effect);
    }
}

/// Whether a rung with somebody on it may still be tried.
fn may_ring(scene: &Scene<'_>, person: &Name) -> bool {
    let mut rungs = (0_u8..).zip(rungs(scene, person));
    rungs.any(|(at, rung)| !rung.needs_nobody() && tried(scene, person, at) < TRIES_MAX)
}

/// What happened, whether somebody can still be rung, and "if you say nothing, I hang up".
fn close(scene: &mut Scene<'_>, person: &Name, closing: Closing) {
    let happened = match closing {
        Closing::Talked => builtin::TALK_OVER,
        Closing::MessageKept => builtin::MESSAGE_KEPT,
        Closing::NoMessage => builtin::NO_MESSAGE,
    };
    let person = if may_ring(scene, person) { builtin::CLOSING_PERSON } else { builtin::CLOSING_NOBODY };
    let prompts = [happened, person, builtin::CLOSING_SILENCE].map(Said::plain);
    scene.call.place = Place::Closing(closing);
    scene.wait("closing", prompts.into(), single_key());
}

/// What the caller does there: silence and goodbye end the call, anything else asks for a person again.
pub(super) fn at_closing(scene: &mut Scene<'_>, closing: Closing, heard: Heard<'_>) {
    if let Some(agreed) = Agreed::at_closing(heard, &scene.flow.lexicon) {
        scene.goodbye(&agreed);
        return;
    }
    let person = scene.call.handoff.as_ref().map_or_else(|| OPERATOR.into(), |handoff| handoff.person.clone());
    if may_ring(scene, &person) {
        scene.say_own(builtin::CONNECTING);
        connect(scene, &person, Reason::Asked);
    } else {
        close(scene, &person, closing);
    }
}
