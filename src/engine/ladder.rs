//! The ladder of a person, rung by rung, and what follows it. It never leads back into the flow by itself.

use super::{
    Rank,
    goodbye::Agreed,
    heard::heard,
    rung::{Climb, Rung, Standing, TRIES_MAX},
    scene::Scene,
    scope::Scope,
    shape::OPERATOR,
    step::{Wait, single_key},
};
use crate::{
    answer::Heard,
    call::{Closing, Effect, Event, EventKind, Fault, Handoff, Name, Place, Reason, Said, Value, builtin},
};

/// Connects the caller to a person: says so, and climbs the ladder from its first rung.
pub(super) fn connect(scene: &mut Scene<'_>, person: &Name, reason: Reason) {
    let known = scene.flow.people.contains_key(person);
    let person = if known { person.clone() } else { OPERATOR.into() };
    scene.call.handoff = Some(Handoff { person: person.clone(), reason, turn: scene.call.turn, at: scene.at });
    // Nobody is promised a person where none can be rung now; a message that the flow asks for is no regret either.
    if open(scene, &person, 0).is_some_and(|(_, rung)| rung.needs_nobody()) {
        let rings = rungs(scene, &person).iter().any(|rank| !rank.rung.needs_nobody());
        scene.connects_nobody(rings);
    }
    climb(scene, &person, 0);
}

/// Says that the caller is being connected, where somebody can be rung now; that nobody can be, where nobody can. The
/// ladder of a step, such as a message, says for itself what it is.
pub(super) fn announce(scene: &mut Scene<'_>, person: &Name, connecting: &'static str) {
    if may_ring(scene, person) {
        scene.say_own(connecting);
    } else if !scene.flow.steps.contains_key(person) {
        scene.say_own(builtin::NOBODY_NOW);
    }
}

/// Enters the first rung from `from` that may still be tried in this call.
fn climb(scene: &mut Scene<'_>, person: &Name, from: u8) {
    let Some((at, rung)) = open(scene, person, from) else {
        let then = scene.flow.people.get(person).and_then(|person| person.then.clone());
        return match then {
            Some(then) => {
                if scene.is_silent() {
                    announce(scene, &then, builtin::STILL_TRYING);
                }
                connect(scene, &then, Reason::Flow);
            }
            None => close(scene, person, Closing::NoMessage),
        };
    };
    *scene.call.tries.entry((person.clone(), at)).or_default() += 1;
    scene.call.place = Place::Rung { person: person.clone(), rung: at };
    rung.prompts().into_iter().for_each(|prompt| scene.say(prompt));
    let standing = rung.enter(&scene.here(&Scope::default()));
    match standing {
        Standing::Order(order) => scene.order(order),
        Standing::Ask(wait) => scene.wait(rung.name(), wait),
        Standing::Over(climbed) => follow(scene, person, at, climbed),
    }
}

/// The first rung from `from` that may still be tried in this call, and now.
fn open<'a>(scene: &Scene<'a>, person: &Name, from: u8) -> Option<(u8, &'a dyn Rung)> {
    let rungs = (0_u8..).zip(rungs(scene, person)).skip(usize::from(from));
    let mut open = rungs.filter(|(at, rank)| tried(scene, person, *at) < TRIES_MAX && now(scene, rank));
    open.next().map(|(at, rank)| (at, &*rank.rung))
}

/// Whether a rung may be tried now.
fn now(scene: &Scene<'_>, rank: &Rank) -> bool {
    let top = Scope::default();
    rank.when.as_ref().is_none_or(|when| scene.here(&top).holds(when))
}

/// How often a rung has been tried in this call.
fn tried(scene: &Scene<'_>, person: &Name, at: u8) -> u8 {
    scene.call.tries.get(&(person.clone(), at)).copied().unwrap_or(0)
}

fn rungs<'a>(scene: &Scene<'a>, person: &Name) -> &'a [Rank] {
    scene.flow.people.get(person).map_or(&[][..], |person| &person.rungs)
}

/// What an event means on a rung.
pub(super) fn on_rung(scene: &mut Scene<'_>, person: &Name, at: u8, event: &Event) {
    let asked = heard(&event.kind).is_some_and(|heard| scene.asks(heard));
    if let Some(somebody) = somebody(scene, person).filter(|_| asked) {
        return ring_on_asking(scene, person, &somebody);
    }
    scene.silent = !matches!(event.kind, EventKind::Keys(_) | EventKind::Words(_));
    let rung = rungs(scene, person).get(usize::from(at));
    let climbed = rung.map(|rank| rank.rung.hear(event, &scene.here(&Scope::default())));
    follow(scene, person, at, climbed.unwrap_or(Climb::Next));
}

/// What follows on the ladder.
fn follow(scene: &mut Scene<'_>, person: &Name, at: u8, climbed: Climb) {
    match climbed {
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
            match somebody(scene, person).filter(|_| asked) {
                Some(somebody) => ring_on_asking(scene, person, &somebody),
                None => close(scene, person, Closing::MessageKept),
            }
        }
        Climb::Promised(promise) => {
            if scene.call.promise.is_none() {
                scene.effect(Effect::Promise(promise.clone()));
                scene.call.promise = Some(promise);
                close(scene, person, Closing::Promised);
            } else {
                close(scene, person, Closing::Owed);
            }
        }
        Climb::NothingLeft => {
            if tried(scene, person, at) < TRIES_MAX {
                scene.say_own(if scene.silent { builtin::ONCE_MORE_MESSAGE } else { builtin::NO_MATCH });
                climb(scene, person, at);
            } else if open(scene, person, at.saturating_add(1)).is_some() {
                climb(scene, person, at.saturating_add(1));
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
    let desks = rungs(scene, &person).iter().filter(|rank| rank.rung.desk().is_some());
    let kept = desks.map(|rank| rank.rung.hear(event, &scene.here(&Scope::default())));
    let kept =
        kept.into_iter().find_map(|climb| if let Climb::Left { effect, .. } = climb { Some(effect) } else { None });
    if let Some(effect) = kept {
        scene.effect(effect);
    }
}

/// Whether a rung with somebody on it may still be tried.
pub(super) fn may_ring(scene: &Scene<'_>, person: &Name) -> bool {
    let mut rungs = (0_u8..).zip(rungs(scene, person));
    rungs.any(|(at, rank)| !rank.rung.needs_nobody() && tried(scene, person, at) < TRIES_MAX && now(scene, rank))
}

/// Whom a caller reaches who asks for a person on the ladder of `person`: that person, or whoever 0 reaches at the step
/// whose ladder it is, or the operator. Nobody, if none of them can be rung now.
fn somebody(scene: &Scene<'_>, person: &Name) -> Option<Name> {
    let of_step = scene.flow.steps.get(person).map(|step| step.operator.clone());
    let people = [Some(person.clone()), of_step, Some(OPERATOR.into())];
    people.into_iter().flatten().find(|person| may_ring(scene, person))
}

/// Rings somebody for a caller who asks for a person on a ladder.
fn ring_on_asking(scene: &mut Scene<'_>, person: &Name, somebody: &Name) {
    scene.say_own(builtin::CONNECTING);
    if somebody == person {
        climb(scene, person, 0);
    } else {
        connect(scene, somebody, Reason::Asked);
    }
}

/// What happened, whether somebody can still be rung, and "if you say nothing, I hang up".
fn close(scene: &mut Scene<'_>, person: &Name, closing: Closing) {
    let happened = match closing {
        Closing::Talked => builtin::TALK_OVER,
        Closing::MessageKept => builtin::MESSAGE_KEPT,
        Closing::NoMessage => builtin::NO_MESSAGE,
        Closing::Promised => builtin::PROMISE_MADE,
        Closing::Owed => builtin::CALLBACK_OWED,
    };
    let due = scene.call.promise.as_ref().map(|promise| promise.due);
    let happened = match due.filter(|_| matches!(closing, Closing::Promised | Closing::Owed)) {
        Some(due) => {
            let top = Scope::default();
            let here = scene.here(&top);
            let due = Value::Moment(super::Here { at: due, ..here }.local());
            here.said_with(&happened.into(), &[("due", due)])
        }
        None => Said::plain(happened),
    };
    let unheard = matches!(closing, Closing::Talked | Closing::NoMessage);
    let person = match somebody(scene, person) {
        Some(_) if scene.says(builtin::NOBODY_NOW) => Some(builtin::CLOSING_RETRY),
        Some(_) => Some(builtin::CLOSING_PERSON),
        // Who has left a message, or is promised a callback, has what could be had.
        None if unheard && !scene.says(builtin::NOBODY_NOW) => Some(builtin::CLOSING_NOBODY),
        None => None,
    };
    let last = person.into_iter().chain([builtin::CLOSING_SILENCE]).map(Said::plain);
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
    match somebody(scene, &person) {
        Some(somebody) => {
            scene.say_own(builtin::CONNECTING);
            connect(scene, &somebody, Reason::Asked);
        }
        None => close(scene, &person, closing),
    }
}

/// Whom 0 reaches at a step.
pub(super) fn operator(scene: &Scene<'_>, name: &Name) -> Name {
    scene.flow.steps.get(name).map_or_else(|| OPERATOR.into(), |step| step.operator.clone())
}

/// What cannot happen in a checked flow leads to a person.
pub(super) fn fault(scene: &mut Scene<'_>, fault: Fault) {
    announce(scene, &OPERATOR.into(), builtin::SORRY_CONNECTING);
    connect(scene, &OPERATOR.into(), Reason::Fault(fault));
}
