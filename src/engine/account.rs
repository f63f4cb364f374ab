//! A call's account: what happened, turn by turn, and why it came as it did.
//!
//! Made from the journal alone, by replaying it on the flow version that the call was pinned to. Invariant: what a
//! caller gave as an answer is told by its kind and length, never itself; numbers are masked. What is told in words
//! here is also the JSON that programs read.

mod did;
mod form;
mod told;
mod weighed;

use super::{
    Flow,
    guard::{CEILING_CONNECT, CEILING_OFFER, CONNECT_AT, OFFER_AT},
    replay,
};
use crate::call::{Call, Change, Counted, Effect, Entry, Event, How, Moment, Name, Outcome, Turn, transcript};

pub use did::{Asked, asked_for};
pub use form::{Account, Decided, Fewer, HandedOver, Left, LookedUp, Promised, RungTried, Signalled, Thresholds, Told};
pub use told::{how, left, reason};
use weighed::Weighing;

/// A moment as accounts show it: `2026-11-24T15:00:00Z`.
#[must_use]
pub fn shown(moment: Moment) -> String {
    let time = chrono::DateTime::from_timestamp_millis(moment.millis()).unwrap_or_default();
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// The account of a call, which is as it was saved after its journal.
#[must_use]
pub fn account(flow: &Flow, call: &Call, journal: &[Entry]) -> Account {
    let replayed = replay(flow, call, journal);
    let mut making = Making { flow, made: blank(flow, call, journal), weighing: Weighing::default(), how: None };
    making.made.differs = replayed.differs;
    let pin = (call.bundle, flow.language());
    let ringing = Call::new(call.key, call.platform.clone(), call.line.clone(), call.from.clone(), pin, call.started);
    let before = std::iter::once(&ringing).chain(replayed.turns.iter().map(|turn| &turn.call));
    for ((before, entry), turn) in before.zip(journal).zip(&replayed.turns) {
        making.one(before, &entry.event, turn);
    }
    let how_left = making.how.or_else(|| left(call));
    making.made.left = how_left.map_or("is not over", how).to_owned();
    making.made
}

/// An account of which nothing is told yet.
fn blank(flow: &Flow, call: &Call, journal: &[Entry]) -> Account {
    let last = journal.last().map_or(call.last, |entry| entry.event.at);
    Account {
        id: call.key.to_string(),
        platform: call.platform.to_string(),
        line: call.line.e164().to_owned(),
        from: format!("{:?}", call.from),
        flow: flow.name.to_string(),
        bundle: call.bundle.to_string(),
        language: call.language.to_string(),
        began: shown(call.started),
        lasted_s: last.max(call.last).millis_since(call.started) / 1000,
        left: String::new(),
        questions: call.questions,
        sum: call.matter.sum(),
        thresholds: Thresholds {
            offer_at: OFFER_AT,
            connect_at: CONNECT_AT,
            offer_question: CEILING_OFFER,
            connect_question: CEILING_CONNECT,
        },
        differs: Vec::new(),
        turns: Vec::new(),
        lookups: Vec::new(),
        handoffs: Vec::new(),
        promises: Vec::new(),
        messages: Vec::new(),
    }
}

/// An account in the making.
struct Making<'a> {
    flow: &'a Flow,
    made: Account,
    weighing: Weighing,
    how: Option<How>,
}

impl Making<'_> {
    fn one(&mut self, before: &Call, event: &Event, turn: &Turn) {
        let after = &turn.call;
        let step = before.place.step();
        let counted = weighed::new_signals(before, after).iter().map(|counted| signalled(counted, step)).collect();
        let decided = self.weighing.decided(before, after, &event.kind);
        let orders = if turn.orders.is_empty() { &turn.aside } else { &turn.orders };
        self.made.turns.push(Told {
            turn: after.turn,
            at: shown(event.at),
            after_ms: event.at.millis_since(after.started),
            did: did::did(self.flow, before, event),
            came: transcript(after, orders),
            counted,
            sum: after.matter.sum(),
            questions: after.questions,
            decided,
        });
        self.looked_up(before, event);
        self.handed_over(before, after);
        turn.effects.iter().for_each(|effect| self.effect(effect));
    }

    fn looked_up(&mut self, before: &Call, event: &Event) {
        let Some((lookup, turn, outcome)) = did::found(&event.kind) else { return };
        let asked_at = before.asked.get(lookup).filter(|asked| asked.turn == turn).map(|asked| asked.at);
        let mut asked = self.made.lookups.iter_mut();
        let asked = asked.find(|asked| asked.lookup == lookup.as_str() && asked.turn == turn);
        if let Some(asked) = asked.filter(|asked| asked.outcome.is_none()) {
            asked.outcome = Some(outcome);
            asked.took_ms = asked_at.map(|at| event.at.millis_since(at));
        }
    }

    fn handed_over(&mut self, before: &Call, after: &Call) {
        let Some(handoff) = &after.handoff else { return };
        let same = |other: &crate::call::Handoff| other.turn == handoff.turn && other.person == handoff.person;
        if !before.handoff.as_ref().is_some_and(same) {
            self.made.handoffs.push(HandedOver {
                turn: handoff.turn,
                at: shown(handoff.at),
                person: handoff.person.to_string(),
                why: reason(handoff.reason).to_owned(),
                tried: Vec::new(),
            });
        }
        let tried = handoff.tried.iter().map(|tried| self.tried(&tried.person, tried.rung, tried.outcome)).collect();
        if let Some(last) = self.made.handoffs.last_mut() {
            last.tried = tried;
        }
    }

    fn tried(&self, person: &Name, rung: u8, outcome: Outcome) -> RungTried {
        let rungs = self.flow.people.get(person).map(|person| person.rungs.as_slice()).unwrap_or_default();
        let kind = rungs.get(usize::from(rung)).map_or("", |rank| rank.rung.name());
        let (person, outcome) = (person.to_string(), outcome.name().to_owned());
        RungTried { person, rung: rung.saturating_add(1), kind: kind.to_owned(), outcome }
    }

    fn effect(&mut self, effect: &Effect) {
        match effect {
            Effect::LookUp { lookup, turn, with: _ } => {
                let lookup = lookup.to_string();
                self.made.lookups.push(LookedUp { lookup, turn: *turn, outcome: None, took_ms: None });
            }
            Effect::Promise(promise) => {
                let (desk, about) = (promise.desk.to_string(), promise.about.as_ref().map(Name::to_string));
                self.made.promises.push(Promised { desk, about, due: shown(promise.due) });
            }
            Effect::Keep(message) => {
                let (desk, at) = (message.desk.to_string(), shown(message.at));
                let left = Left { desk, at, seconds: message.seconds };
                // The platform tells of a recording when it ends, and when it can be fetched.
                if self.made.messages.last().is_none_or(|last| (&last.desk, last.seconds) != (&left.desk, left.seconds))
                {
                    self.made.messages.push(left);
                }
            }
            Effect::Remember(Change::Left { left, .. }) => self.how = Some(left.how),
            Effect::Remember(_) | Effect::Forget => {}
        }
    }
}

fn signalled(counted: &Counted, step: Option<&Name>) -> Signalled {
    let carried = counted.turn == 0;
    let step = counted.step.as_ref().or(step.filter(|_| !carried)).map(Name::to_string);
    Signalled { turn: counted.turn, signal: counted.signal.name().to_owned(), weight: counted.weight, step }
}
