//! A recorded call, played on another flow.

use super::{
    Misfit, Reached, Voiced, Watch, What, Why,
    express::There,
    meaning::Meant,
    record::{Act, Count, Recorded, offered, reached, said_ms},
    wait::Wait,
};
use crate::call::{Call, Effect, Event, EventKind, Moment, Name, Reason, Type};
use crate::engine::{Lookup, advance};

/// The most events of one call here. The guards end every round long before; this ends a wait for a backend.
const EVENTS_MAX: u32 = 300;

/// Milliseconds after which it is looked again whether a backend has answered, where the record does not say.
const LOOK_AGAIN_MS: u64 = 3_000;

/// Milliseconds after a text that must be heard whole.
const WHOLE_MS: u64 = 1_000;

/// What is reached on the new flow, and where it does not fit; `before` is how much was reached then.
pub(super) fn play(
    new: Voiced<'_>,
    recorded: Recorded,
    before: usize,
    watch: Watch<'_>,
) -> (Vec<Reached>, Option<Misfit>) {
    if !new.flow.answers_any() && new.flow.line(&recorded.ringing.line).is_none() {
        return (Vec::new(), Some(Misfit { turn: 0, why: Why::LineGone }));
    }
    let rings = recorded.rings.clone();
    let call = Call { language: new.flow.language(), ..recorded.ringing.clone() };
    let count = Count { turns: 0, began: call.started };
    let mut playing = Playing {
        new,
        recorded,
        before,
        repeated: false,
        call,
        said_ms: 0,
        offered: What::Offered,
        count,
        to_come: Vec::new(),
        unknown: Vec::new(),
        asked: Vec::new(),
        reached: Vec::new(),
    };
    let misfit = playing.all(rings, watch).err();
    let misfit = misfit.map(|why| Misfit { turn: playing.count.turns.saturating_add(1), why });
    (playing.reached, misfit)
}

struct Playing<'a> {
    new: Voiced<'a>,
    recorded: Recorded,
    /// How much was reached then.
    before: usize,
    /// Whether the caller has had to do something again that was enough then.
    repeated: bool,
    call: Call,
    said_ms: u64,
    /// What is offered where the call is at an offer.
    offered: What,
    count: Count,
    /// Answers of backends that are still to come.
    to_come: Vec<(Moment, EventKind)>,
    /// Lookups whose answer is not known, and why.
    unknown: Vec<(Name, Why)>,
    /// Lookups that were asked, by name and turn.
    asked: Vec<(Name, u32)>,
    reached: Vec<Reached>,
}

impl Playing<'_> {
    fn all(&mut self, rings: Event, watch: Watch<'_>) -> Result<(), Why> {
        let mut next = Some(rings);
        for _ in 0..EVENTS_MAX {
            let Some(event) = next.take() else { return Ok(()) };
            if self.has_all() && self.recorded.over < event.at {
                return Ok(());
            }
            while let Some(found) = self.found_by(event.at) {
                if self.turn(&found, watch) {
                    return Ok(());
                }
            }
            if self.turn(&event, watch) {
                return Ok(());
            }
            while let Some(found) = self.found_at_once() {
                if self.turn(&found, watch) {
                    return Ok(());
                }
            }
            next = self.next()?;
        }
        Ok(())
    }

    /// Makes one turn. True if it was the last one.
    fn turn(&mut self, event: &Event, watch: Watch<'_>) -> bool {
        let own = event.kind.turns() && Wait::of(self.new.flow, &self.call).is_some_and(|wait| wait.is_asked());
        self.count.turns = self.count.turns.saturating_add(u32::from(own));
        let turn = advance(self.new.flow, &self.call, event);
        watch(&self.call, event, &turn);
        let (what, over) = reached(&self.call, &turn);
        let rescued = self.repeated && turn.call.handoff.as_ref().is_some_and(|handoff| is_rescue(handoff.reason));
        let what = what.map(|what| if rescued && matches!(what, What::Person(_)) { What::Rescued } else { what });
        self.reached.extend(what.map(|what| self.count.reached(what, event.at)));
        if !turn.orders.is_empty() {
            self.said_ms = said_ms(&turn, self.new.length);
            self.offered = offered(&turn);
        }
        for effect in &turn.effects {
            self.asks(effect, event.at);
        }
        self.call = turn.call;
        over
    }

    /// A backend is asked: it answers as it did.
    fn asks(&mut self, effect: &Effect, at: Moment) {
        let Effect::LookUp { lookup, turn, with } = effect else { return };
        if self.asked.iter().any(|(name, asked)| name == lookup && asked == turn) {
            return;
        }
        self.asked.push((lookup.clone(), *turn));
        self.unknown.retain(|(name, _)| name != lookup);
        let known = self.recorded.answers.iter().find(|known| known.lookup == *lookup && known.with == *with);
        let gives = self.new.flow.lookups.get(lookup).map(Lookup::gives);
        match known {
            None => self.unknown.push((lookup.clone(), Why::NeverLookedUp(lookup.clone()))),
            Some(known) if !covers(known.gives.as_ref(), gives) => {
                self.unknown.push((lookup.clone(), Why::GivesMore(lookup.clone())));
            }
            Some(known) => self.to_come.extend(known.came.as_ref().map(|(answer, after_ms, in_time)| {
                let (lookup, answer) = (lookup.clone(), answer.clone());
                (at.plus_millis(*after_ms), EventKind::Found { lookup, turn: *turn, answer, in_time: *in_time })
            })),
        }
    }

    /// The next answer that has come by a moment.
    fn found_by(&mut self, at: Moment) -> Option<Event> {
        let next = self.to_come.iter().position(|(due, _)| *due <= at)?;
        let (at, kind) = self.to_come.remove(next);
        Some(Event { at, kind })
    }

    /// The next answer that comes before the turn that asked is answered.
    fn found_at_once(&mut self) -> Option<Event> {
        let at_once = |kind: &EventKind| matches!(kind, EventKind::Found { in_time: true, .. });
        let next = self.to_come.iter().position(|(_, kind)| at_once(kind))?;
        let (at, kind) = self.to_come.remove(next);
        Some(Event { at, kind })
    }

    /// What happens next; nothing if the caller is gone.
    fn next(&mut self) -> Result<Option<Event>, Why> {
        let Some(wait) = Wait::of(self.new.flow, &self.call) else { return Ok(None) };
        let at = match &wait {
            Wait::Question(question) => return self.at_step(&wait, &question.step),
            Wait::Lookup(lookup) => {
                let why = self.unknown.iter().find(|(name, _)| Some(name) == lookup.as_ref());
                if let Some((_, why)) = why {
                    return Err(why.clone());
                }
                self.unused(&wait)
            }
            Wait::Whole(_) | Wait::Offer | Wait::Resume | Wait::Forget => self.unused(&wait),
        };
        if let Some(at) = at {
            return self.act(at, |_, act| Ok(act.kind.clone())).transpose();
        }
        let silence = |after_ms| Ok(Some(Event { at: self.call.last.plus_millis(after_ms), kind: EventKind::Silence }));
        match wait {
            Wait::Lookup(_) => silence(LOOK_AGAIN_MS),
            Wait::Whole(_) => silence(self.said_ms.saturating_add(WHOLE_MS)),
            Wait::Offer => {
                let rescued = self.repeated && self.offered == What::Offered;
                let what = if rescued { What::Rescued } else { self.offered.clone() };
                self.reached.push(self.count.reached(what, self.call.last));
                Ok(None)
            }
            Wait::Resume | Wait::Forget if self.all_used() && self.has_all() => Ok(None),
            Wait::Resume => Err(Why::NeverAsked("resume".into())),
            Wait::Forget => Err(Why::NeverAsked("forget".into())),
            Wait::Question(question) => Err(Why::NeverAsked(question.step)),
        }
    }

    /// What the caller does at a step.
    fn at_step(&mut self, wait: &Wait, step: &Name) -> Result<Option<Event>, Why> {
        if let Some(at) = self.unused(wait) {
            return match self.act(at, |there, act| there.express(step, act, false)).transpose() {
                Ok(done) => Ok(done),
                // Perhaps what the caller chose later can be chosen here already.
                Err(why) => self.choose(at, true).map(Some).ok_or(why),
            };
        }
        let first = self.recorded.acts.iter().position(|act| !act.used);
        if let Some(at) = first.filter(|at| self.is_last_wish(*at)) {
            return self.act(at, |there, act| there.express(step, act, false)).transpose();
        }
        if first.is_none() && self.has_all() {
            return Ok(None);
        }
        // The same again, where the same is asked again; else what was chosen elsewhere, if it can be chosen here.
        let last = self.recorded.acts.iter().rposition(|act| act.used && is_clear(act) && is_like(wait, act));
        let last = last.or_else(|| self.recorded.acts.iter().rposition(|act| act.used && is_like(wait, act)));
        if let Some(at) = last {
            self.repeated = true;
            return self.act(at, |there, act| there.express(step, act, true)).transpose();
        }
        let from = first.unwrap_or(self.recorded.acts.len());
        self.choose(from, false).map(Some).ok_or_else(|| Why::NeverAsked(step.clone()))
    }

    /// The first act from `from` that chose something which can be chosen here; or the last choice before it.
    fn choose(&mut self, from: usize, only_later: bool) -> Option<Event> {
        let later = from..self.recorded.acts.len();
        let before = (0..if only_later { 0 } else { from }).rev();
        let chosen = |act: &Act| matches!(act.meant, Meant::Choice(_));
        let all: Vec<usize> = later.chain(before).collect();
        for at in all {
            if self.recorded.acts.get(at).is_some_and(chosen) {
                let done = self.act(at, |there, act| there.choice(act).ok_or(Why::LineGone)).transpose();
                if let Ok(Some(event)) = done {
                    return Some(event);
                }
            }
        }
        None
    }

    /// Whether all that is left is that the caller wants a person.
    fn is_last_wish(&self, at: usize) -> bool {
        let mut left = self.recorded.acts.iter().skip(at).filter(|act| !act.used);
        left.next().is_some_and(|act| act.meant == Meant::Person) && left.next().is_none()
    }

    /// Whether the caller has reached what they reached then. Whoever did no more after that is gone.
    fn has_all(&self) -> bool {
        self.before <= self.reached.len()
    }

    fn all_used(&self) -> bool {
        self.recorded.acts.iter().all(|act| act.used)
    }

    /// The first act at the likest wait that was not done yet.
    fn unused(&self, wait: &Wait) -> Option<usize> {
        let mut best = None;
        for (at, act) in self.recorded.acts.iter().enumerate().filter(|(_, act)| !act.used) {
            let likeness = wait.likeness(&act.wait);
            if best.map_or(0, |(best, _)| best) < likeness {
                best = Some((likeness, at));
            }
        }
        best.map(|(_, at)| at)
    }

    /// Does an act, as it is expressed here.
    fn act(
        &mut self,
        at: usize,
        express: impl FnOnce(There<'_>, &Act) -> Result<EventKind, Why>,
    ) -> Option<Result<Event, Why>> {
        let act = self.recorded.acts.get(at)?;
        let when = self.call.last.plus_millis(took_ms(act, self.said_ms));
        let there = There { flow: self.new.flow, call: &self.call, at: when };
        match express(there, act) {
            Ok(kind) => {
                if let Some(act) = self.recorded.acts.get_mut(at) {
                    act.used = true;
                }
                Some(Ok(Event { at: when, kind }))
            }
            Err(why) => Some(Err(why)),
        }
    }
}

/// Whether the guards have connected the caller.
const fn is_rescue(reason: Reason) -> bool {
    matches!(reason, Reason::Frustration | Reason::Ceiling)
}

/// Whether an act has a meaning of its own.
fn is_clear(act: &Act) -> bool {
    !matches!(act.meant, Meant::Nothing | Meant::Silence | Meant::Everywhere(_))
}

fn is_like(wait: &Wait, act: &Act) -> bool {
    0 < wait.likeness(&act.wait)
}

/// How long an act takes where the texts before it take so long.
fn took_ms(act: &Act, said_ms: u64) -> u64 {
    match act.kind == EventKind::Silence || act.said_ms <= act.took_ms {
        true => act.took_ms.saturating_add(said_ms).saturating_sub(act.said_ms),
        false => act.took_ms,
    }
}

/// Whether what was kept of an answer holds all that is given now.
fn covers(kept: Option<&Type>, wanted: Option<&Type>) -> bool {
    match (kept, wanted) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(Type::Record(kept)), Some(Type::Record(wanted))) => {
            wanted.iter().all(|(name, of)| covers(kept.get(name), Some(of)))
        }
        (Some(Type::List(kept)), Some(Type::List(wanted))) => covers(Some(kept), Some(wanted)),
        (Some(Type::Choice(kept)), Some(Type::Choice(wanted))) => kept.iter().all(|name| wanted.contains(name)),
        (Some(kept), Some(wanted)) => kept == wanted,
    }
}
