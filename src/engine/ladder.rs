//! The ladder of a person, rung by rung. It never leads back into the flow by itself; what follows it is in `closing`.

use super::{
    Rank,
    closing::close,
    guard,
    heard::heard,
    memory,
    rung::{Climb, Rung, Standing, TRIES_MAX},
    scene::Scene,
    scope::Scope,
    shape::OPERATOR,
};
use crate::call::{
    Change, Closing, Counted, Effect, Event, EventKind, Fault, Handoff, Name, OnRung, Order, Outcome, Place, Reason,
    Signal, Tried, builtin,
};

/// Connects the caller to a person: says so, and climbs the ladder from its first rung.
pub(super) fn connect(scene: &mut Scene<'_>, person: &Name, reason: Reason) {
    connect_from(scene, (person, 0), reason);
}

/// Connects a caller who asks for a person on a ladder: with the first rung that rings somebody.
pub(super) fn connect_to_somebody(scene: &mut Scene<'_>, somebody: &Name) {
    let first = first_ringing(scene, somebody);
    connect_from(scene, (somebody, first), Reason::Asked);
}

fn connect_from(scene: &mut Scene<'_>, (person, from): (&Name, u8), reason: Reason) {
    let known = scene.flow.people.contains_key(person);
    let person = if known { person.clone() } else { OPERATOR.into() };
    if matches!(reason, Reason::Asked | Reason::Accepted | Reason::Frustration | Reason::Ceiling) {
        memory::remember(scene, Change::PrefersPerson { at: scene.at });
    }
    let tried = scene.call.handoff.take().map(|handoff| handoff.tried).unwrap_or_default();
    scene.call.handoff = Some(Handoff { person: person.clone(), reason, turn: scene.call.turn, at: scene.at, tried });
    // Nobody is promised a person where none can be rung now; a message that the flow asks for is no regret either.
    if open(scene, &person, from).is_some_and(|(_, rung)| rung.needs_nobody()) {
        let rings = rungs(scene, &person).iter().any(|rank| !rank.rung.needs_nobody());
        scene.connects_nobody(rings);
    }
    climb(scene, &person, from);
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
pub(super) fn climb(scene: &mut Scene<'_>, person: &Name, from: u8) {
    let Some((at, rung)) = next(scene, person, from) else {
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
    let since = scene.call.turn;
    scene.call.place = Place::Rung { person: person.clone(), rung: at, since, on: OnRung::default() };
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
    let mut open = rungs.filter(|(at, rank)| may_try(scene, person, (*at, rank)));
    open.next().map(|(at, rank)| (at, &*rank.rung))
}

/// The next rung from `from`; behind the last one, what needs nobody and was passed by, such as the callback of whoever
/// left a queue for a message: a ladder does not end while there is something left to give.
fn next<'a>(scene: &Scene<'a>, person: &Name, from: u8) -> Option<(u8, &'a dyn Rung)> {
    open(scene, person, from).or_else(|| nobody(scene, person))
}

/// The first rung that needs nobody and may still be tried.
pub(super) fn nobody<'a>(scene: &Scene<'a>, person: &Name) -> Option<(u8, &'a dyn Rung)> {
    let rungs = (0_u8..).zip(rungs(scene, person));
    let mut nobody = rungs.filter(|(at, rank)| rank.rung.needs_nobody() && may_try(scene, person, (*at, rank)));
    nobody.next().map(|(at, rank)| (at, &*rank.rung))
}

/// The first rung that rings somebody and may still be tried.
fn first_ringing(scene: &Scene<'_>, person: &Name) -> u8 {
    let mut rungs = (0_u8..).zip(rungs(scene, person));
    let found = rungs.find(|(at, rank)| !rank.rung.needs_nobody() && may_try(scene, person, (*at, rank)));
    found.map_or(0, |(at, _)| at)
}

/// Whether a rung may still be tried in this call, and now.
pub(super) fn may_try(scene: &Scene<'_>, person: &Name, (at, rank): (u8, &Rank)) -> bool {
    tried(scene, person, at) < TRIES_MAX && now(scene, rank)
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

pub(super) fn rungs<'a>(scene: &Scene<'a>, person: &Name) -> &'a [Rank] {
    scene.flow.people.get(person).map_or(&[][..], |person| &person.rungs)
}

/// What an event means on a rung.
pub(super) fn on_rung(scene: &mut Scene<'_>, person: &Name, at: u8, event: &Event) {
    let asked = heard(&event.kind).is_some_and(|heard| scene.asks(heard));
    let rung = rungs(scene, person).get(usize::from(at));
    if asked && rung.is_some_and(|rank| rank.rung.holds()) {
        return leave_for(scene, at.saturating_add(1));
    }
    if let Some(somebody) = somebody(scene, person).filter(|_| asked) {
        note_tried(scene, person, at, Outcome::Left);
        return ring_on_asking(scene, person, &somebody);
    }
    scene.silent = !matches!(event.kind, EventKind::Keys(_) | EventKind::Words(_));
    let climbed = rung.map(|rank| rank.rung.hear(event, &scene.here(&Scope::default())));
    follow(scene, person, at, climbed.unwrap_or(Climb::Next(Outcome::Failed)));
}

/// What follows on the ladder.
fn follow(scene: &mut Scene<'_>, person: &Name, at: u8, climbed: Climb) {
    match climbed {
        Climb::Next(outcome) => {
            tried_in_vain(scene, person, at, outcome);
            go_on(scene, person, at, outcome);
        }
        Climb::Stay(order) => scene.order(order),
        Climb::LeaveFor(rung) => leave_for(scene, rung),
        Climb::Talked => {
            note_tried(scene, person, at, Outcome::Answered);
            close(scene, person, Closing::Talked);
        }
        Climb::Left { effect, asked } => {
            note_tried(scene, person, at, Outcome::MessageLeft);
            scene.effect(effect);
            match somebody(scene, person).filter(|_| asked) {
                Some(somebody) => ring_on_asking(scene, person, &somebody),
                None => close(scene, person, Closing::MessageKept),
            }
        }
        Climb::Promised(promise) => {
            note_tried(scene, person, at, Outcome::Promised);
            if scene.call.promise.as_ref() == Some(&promise) {
                close(scene, person, Closing::Owed);
            } else {
                scene.effect(Effect::Promise(promise.clone()));
                memory::remember(scene, Change::Promised(promise.clone()));
                scene.call.promise = Some(promise);
                close(scene, person, Closing::Promised);
            }
        }
        Climb::NothingLeft => {
            if tried(scene, person, at) < TRIES_MAX {
                scene.say_own(if scene.silent { builtin::ONCE_MORE_MESSAGE } else { builtin::NO_MATCH });
                climb(scene, person, at);
            } else {
                note_tried(scene, person, at, Outcome::NothingLeft);
                match next(scene, person, at.saturating_add(1)) {
                    Some((next, _)) => climb(scene, person, next),
                    None => close(scene, person, Closing::NoMessage),
                }
            }
        }
    }
}

/// The next rung, or this one once more for whoever was cut off there.
fn go_on(scene: &mut Scene<'_>, person: &Name, at: u8, outcome: Outcome) {
    let left_for = if let Place::Rung { on, .. } = &scene.call.place { on.leaves_for } else { None };
    let cut_off = outcome == Outcome::Dropped;
    let from = left_for.unwrap_or(if cut_off { at } else { at.saturating_add(1) });
    if let Some((found, rung)) = next(scene, person, from) {
        // Whoever leaves a queue has chosen what follows.
        let says = if outcome == Outcome::Left {
            None
        } else if cut_off && found == at {
            Some(builtin::CUT_OFF)
        } else if rung.needs_nobody() {
            Some(builtin::NOBODY_NOW)
        } else {
            Some(builtin::STILL_TRYING)
        };
        says.into_iter().for_each(|says| scene.say_own(says));
    }
    climb(scene, person, from);
}

/// Takes the caller out of a queue, for that rung. What follows comes once the platform has done so.
fn leave_for(scene: &mut Scene<'_>, rung: u8) {
    if let Place::Rung { on, .. } = &mut scene.call.place {
        on.leaves_for = Some(rung);
    }
    scene.order(Order::Leave);
}

/// Notes what became of a rung.
fn note_tried(scene: &mut Scene<'_>, person: &Name, rung: u8, outcome: Outcome) {
    if let Some(handoff) = &mut scene.call.handoff {
        handoff.tried.push(Tried { person: person.clone(), rung, outcome });
    }
}

/// Notes that nobody was reached on a rung. A connection that fails weighs once in a call, however many rungs it has;
/// it shows when the caller rings again.
fn tried_in_vain(scene: &mut Scene<'_>, person: &Name, rung: u8, outcome: Outcome) {
    let in_this_call = |counted: &Counted| counted.signal == Signal::TransferFailed && 0 < counted.turn;
    if outcome != Outcome::Left && !scene.call.matter.signals.iter().any(in_this_call) {
        guard::note(&mut scene.call, Signal::TransferFailed);
    }
    note_tried(scene, person, rung, outcome);
}

/// Answers an event beside the call: what a queue sounds like, what is said to whoever picks up. Where the call has
/// gone on meanwhile, the queue is left and the phone hung up.
pub(super) fn aside(scene: &mut Scene<'_>, place: &Place, event: &Event) {
    let waits = matches!(event.kind, EventKind::Queueing(_));
    let top = Scope::default();
    let standing = if let Place::Rung { person, rung, .. } = place {
        let rank = rungs(scene, person).get(usize::from(*rung)).filter(|rank| rank.rung.holds() == waits);
        rank.map(|rank| rank.rung.aside(event, &scene.here(&top)))
    } else {
        None
    };
    let Some((orders, now)) = standing else {
        return scene.answer_aside(vec![if waits { Order::Leave } else { Order::HangUp }]);
    };
    if let Place::Rung { on, .. } = &mut scene.call.place {
        *on = now;
    }
    scene.answer_aside(orders);
}

/// Keeps what an event brings that comes at any time, such as a recording that is ready, or one that the end of the
/// call has overtaken.
pub(super) fn keep(scene: &mut Scene<'_>, event: &Event) {
    let Some(person) = scene.call.handoff.as_ref().map(|handoff| handoff.person.clone()) else { return };
    let records = |(person, rung): &&(Name, u8)| {
        rungs(scene, person).get(usize::from(*rung)).is_some_and(|rank| rank.rung.records())
    };
    // What was recorded belongs to the desk that it was left for, also where the caller was connected on from there.
    let spots: Vec<&(Name, u8)> = scene.call.tries.keys().filter(records).collect();
    let spot = spots.iter().find(|(on, _)| *on == person).or(spots.first());
    let rung = spot.and_then(|(person, rung)| rungs(scene, person).get(usize::from(*rung)));
    let kept = rung.map(|rank| rank.rung.hear(event, &scene.here(&Scope::default())));
    if let Some(Climb::Left { effect, .. }) = kept {
        scene.effect(effect);
    }
}

/// Whether a rung with somebody on it may still be tried.
pub(super) fn may_ring(scene: &Scene<'_>, person: &Name) -> bool {
    let mut rungs = (0_u8..).zip(rungs(scene, person));
    rungs.any(|(at, rank)| !rank.rung.needs_nobody() && may_try(scene, person, (at, rank)))
}

/// Whom a caller reaches who asks for a person on the ladder of `person`: that person, or whoever 0 reaches at the step
/// whose ladder it is, or the operator. Nobody, if none of them can be rung now.
pub(super) fn somebody(scene: &Scene<'_>, person: &Name) -> Option<Name> {
    let of_step = scene.flow.steps.get(person).map(|step| step.operator.clone());
    let people = [Some(person.clone()), of_step, Some(OPERATOR.into())];
    people.into_iter().flatten().find(|person| may_ring(scene, person))
}

/// Rings somebody for a caller who asks for a person on a ladder.
fn ring_on_asking(scene: &mut Scene<'_>, person: &Name, somebody: &Name) {
    scene.say_own(builtin::CONNECTING);
    if somebody == person {
        climb(scene, person, first_ringing(scene, person));
    } else {
        connect_to_somebody(scene, somebody);
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
