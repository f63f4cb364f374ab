//! A recorded call, as it was: what the caller did, what backends answered, what was reached.

use std::collections::BTreeMap;

use super::{
    Length, Reached, Voiced, What,
    meaning::{Meant, meant},
    wait::Wait,
};
use crate::call::{
    Answered, Call, Closing, Effect, Entry, Event, EventKind, Moment, Name, Order, Place, Said, Turn, Type, Value,
    builtin,
};
use crate::engine::{advance, replay::ringing};

/// A recorded call.
pub(super) struct Recorded {
    /// The call before its first event.
    pub ringing: Call,
    /// How it came in.
    pub rings: Event,
    /// What the caller did until somebody was rung.
    pub acts: Vec<Act>,
    /// What backends answered.
    pub answers: Vec<Answer>,
    /// What was reached.
    pub reached: Vec<Reached>,
    /// When the caller was there last.
    pub over: Moment,
}

/// Something that the caller did.
pub(super) struct Act {
    /// What, as it came in.
    pub kind: EventKind,
    /// Where.
    pub wait: Wait,
    /// What was meant by it.
    pub meant: Meant,
    /// How long after the turn before, in milliseconds.
    pub took_ms: u64,
    /// How long the texts before it take, in milliseconds.
    pub said_ms: u64,
    /// Whether it was done on the new flow, too.
    pub used: bool,
}

/// What a backend answered.
pub(super) struct Answer {
    /// The lookup.
    pub lookup: Name,
    /// What it was asked with.
    pub with: BTreeMap<Name, Value>,
    /// What it gives.
    pub gives: Option<Type>,
    /// What came, after how many milliseconds, and whether the caller did not notice; nothing if nothing came.
    pub came: Option<(Answered, u64, bool)>,
}

/// Counts the turns of a call that are the caller's own, and when it began.
pub(super) struct Count {
    pub turns: u32,
    pub began: Moment,
}

impl Count {
    /// Something is reached.
    pub(super) fn reached(&self, what: What, at: Moment) -> Reached {
        Reached { what, turns: self.turns, after_ms: at.millis_since(self.began) }
    }
}

/// The record of a call; nothing if it does not replay as it was.
pub(super) fn record(old: Voiced<'_>, call: &Call, journal: &[Entry]) -> Option<Recorded> {
    let rings = journal.first()?.event.clone();
    let ringing = ringing(old.flow, call, journal);
    let recorded = Recorded {
        rings,
        acts: Vec::new(),
        answers: Vec::new(),
        reached: Vec::new(),
        over: journal.last()?.event.at,
        ringing: ringing.clone(),
    };
    let count = Count { turns: 0, began: ringing.started };
    let mut recording = Recording { old, recorded, count, asked: Vec::new(), said_ms: 0, offered: None };
    let (mut now, mut over) = (ringing, false);
    for entry in journal {
        let turn = advance(old.flow, &now, &entry.event);
        if !over {
            over = recording.one(&now, &entry.event, &turn);
        }
        now = turn.call;
    }
    // Who hangs up at an offer has not answered it.
    recording.recorded.reached.extend(recording.offered);
    (now == *call).then_some(recording.recorded)
}

struct Recording<'a> {
    old: Voiced<'a>,
    recorded: Recorded,
    count: Count,
    /// Lookup and turn of each of the answers.
    asked: Vec<(Name, u32, Moment)>,
    said_ms: u64,
    offered: Option<Reached>,
}

impl Recording<'_> {
    /// Takes in one turn. True once the caller is with a person.
    fn one(&mut self, before: &Call, event: &Event, turn: &Turn) -> bool {
        if let EventKind::Found { lookup, turn: of, answer, in_time } = &event.kind {
            let at = self.asked.iter().position(|(name, asked, _)| name == lookup && asked == of);
            let asked = at.and_then(|at| Some((self.asked.get(at)?.2, self.recorded.answers.get_mut(at)?)));
            if let Some((asked_at, known)) = asked.filter(|(_, known)| known.came.is_none()) {
                known.came = Some((answer.clone(), event.at.millis_since(asked_at), *in_time));
            }
        }
        let acts =
            matches!(event.kind, EventKind::Keys(_) | EventKind::Words(_) | EventKind::Silence | EventKind::Proof(_));
        if let Some(wait) = Wait::of(self.old.flow, before).filter(|_| acts) {
            self.count.turns = self.count.turns.saturating_add(u32::from(wait.is_asked()));
            self.recorded.acts.push(Act {
                kind: event.kind.clone(),
                meant: meant(self.old.flow, before, event),
                took_ms: event.at.millis_since(before.last),
                said_ms: self.said_ms,
                used: false,
                wait,
            });
        }
        if !turn.orders.is_empty() {
            self.said_ms = said_ms(turn, self.old.length);
        }
        for effect in &turn.effects {
            self.asks(effect, event.at);
        }
        self.reached(before, event, turn)
    }

    fn asks(&mut self, effect: &Effect, at: Moment) {
        let Effect::LookUp { lookup, turn, with } = effect else { return };
        if !self.asked.iter().any(|(name, asked, _)| name == lookup && asked == turn) {
            self.asked.push((lookup.clone(), *turn, at));
            let gives = self.old.flow.lookups.get(lookup).map(|lookup| lookup.gives().clone());
            self.recorded.answers.push(Answer { lookup: lookup.clone(), with: with.clone(), gives, came: None });
        }
    }

    fn reached(&mut self, before: &Call, event: &Event, turn: &Turn) -> bool {
        let (what, over) = reached(before, turn);
        self.recorded.reached.extend(what.map(|what| self.count.reached(what, event.at)));
        match (&before.place, &turn.call.place) {
            (Place::Offer { .. } | Place::Ended(_), Place::Offer { .. } | Place::Ended(_)) => {}
            (_, Place::Offer { .. }) => self.offered = Some(self.count.reached(offered(turn), event.at)),
            (_, _) => self.offered = None,
        }
        over
    }
}

/// What a turn has reached, and whether the caller is with a person, or the call is over.
pub(super) fn reached(before: &Call, turn: &Turn) -> (Option<What>, bool) {
    let after = &turn.call;
    if let (None, Some(handoff)) = (&before.handoff, &after.handoff) {
        let orders = |wanted: fn(&Order) -> bool| turn.orders.iter().any(wanted);
        let promised = matches!(&after.place, Place::Closing(Closing::Promised | Closing::Owed));
        // A number to ring back is asked for where none shows.
        let asks = orders(|order| matches!(order, Order::Gather(_))) && matches!(&after.place, Place::Rung { .. });
        let what = if orders(|order| matches!(order, Order::Dial(_) | Order::Enqueue { .. })) {
            Some(What::Person(handoff.person.clone()))
        } else if promised || asks {
            Some(What::Promised)
        } else if orders(|order| matches!(order, Order::Record(_))) {
            Some(What::Message)
        } else {
            None
        };
        return (what, true);
    }
    let settled = before.settled < after.settled;
    (settled.then_some(What::Settled), after.ended())
}

/// What is offered: a person, or while nobody can be rung, that one rings back.
pub(super) fn offered(turn: &Turn) -> What {
    let later = |said: &Said| {
        let later = [builtin::PERSON_OFFER_LATER, builtin::PERSON_FIRST_LATER];
        later.contains(&said.prompt.as_str())
    };
    let says_later = |order: &Order| {
        let Order::Gather(gather) = order else { return false };
        gather.prompts.iter().any(later)
    };
    if turn.orders.iter().any(says_later) { What::OfferedLater } else { What::Offered }
}

/// How long what a turn says takes, in milliseconds.
pub(super) fn said_ms(turn: &Turn, length: Length<'_>) -> u64 {
    let language = &turn.call.language;
    let said = turn.orders.iter().flat_map(|order| match order {
        Order::Say(said) => said.as_slice().iter().chain([].iter()),
        Order::Gather(gather) => gather.before.iter().chain(gather.prompts.iter()),
        Order::Hold(_)
        | Order::Screen(_)
        | Order::Dial(_)
        | Order::Enqueue { .. }
        | Order::Leave
        | Order::Record(_)
        | Order::Pause { .. }
        | Order::Reject(_)
        | Order::HangUp => [].iter().chain([].iter()),
    });
    said.map(|said| length(language, said)).sum()
}
