//! Calls that callers make at random, through the real engine, and how they are kept.
#![allow(dead_code, reason = "each user needs its part")]

use clew::{
    call::{
        Answered, Call, CallKey, DialOutcome, Digest, Effect, Ending, Entry, Event, EventKind, LookupFault, Moment,
        Name, Number, Order, Party, Place, QueueOutcome, Type, Value,
    },
    engine::{Flow, advance, step::Use},
    flow::Bundle,
    store::{Commit, Saved, Store},
};
use fastrand::Rng;

/// A call that is under way.
pub struct Recording<'a> {
    bundle: &'a Bundle,
    pub call: Call,
    pub journal: Vec<Entry>,
    at: Moment,
    effects: Vec<Effect>,
    orders: Vec<Order>,
}

impl<'a> Recording<'a> {
    /// A call that comes in.
    pub fn rings(bundle: &'a Bundle, number: u64, at: Moment) -> Self {
        let to = bundle.flow.lines.keys().next().cloned().or_else(|| Number::parse("+15550100"));
        let to = to.unwrap_or_else(|| panic!("no line"));
        let from = Number::parse(&format!("+4479{:08}", 46_000_000 + number)).map_or(Party::Withheld, Party::Number);
        let from = if number.is_multiple_of(17) { Party::Withheld } else { from };
        let pin = (bundle.id, bundle.flow.language());
        let key = CallKey(Digest::of(&number).0);
        let call = Call::new(key, Name::from("twilio"), to.clone(), from.clone(), pin, at);
        let mut recording = Self { bundle, call, journal: Vec::new(), at, effects: Vec::new(), orders: Vec::new() };
        recording.happens(0, EventKind::Rings { from, to, on: Vec::new(), attested: true, known: None });
        recording
    }

    /// Something happens, so long after the last.
    pub fn happens(&mut self, after_ms: u64, kind: EventKind) {
        self.at = self.at.plus_millis(after_ms);
        let event = Event { at: self.at, kind };
        let turn = advance(&self.bundle.flow, &self.call, &event);
        self.journal.push(Entry { event, result: turn.digest() });
        if !turn.orders.is_empty() {
            self.orders = turn.orders;
        }
        self.call = turn.call;
        self.effects = turn.effects;
    }

    pub fn presses(&mut self, after_ms: u64, keys: &str) {
        self.happens(after_ms, EventKind::Keys(keys.to_owned()));
    }

    pub fn says(&mut self, after_ms: u64, words: &str) {
        self.happens(after_ms, EventKind::Words(words.to_owned()));
    }

    pub fn silent(&mut self, after_ms: u64) {
        self.happens(after_ms, EventKind::Silence);
    }

    /// The lookup that was just asked answers.
    pub fn found(&mut self, after_ms: u64, answer: Answered) {
        let asked = self.effects.iter().find_map(|effect| match effect {
            Effect::LookUp { lookup, turn, .. } => Some((lookup.clone(), *turn)),
            _ => None,
        });
        let Some((lookup, turn)) = asked else { panic!("nothing is looked up") };
        let in_time = after_ms <= 300;
        self.happens(after_ms, EventKind::Found { lookup, turn, answer, in_time });
    }

    pub fn hangs_up(&mut self, after_ms: u64) {
        self.happens(after_ms, EventKind::Ends(Ending::Completed));
    }

    /// Does something at random, until the call is over.
    pub fn goes_on(&mut self, random: &mut Rng) {
        for _ in 0..120 {
            if self.call.ended() {
                break;
            }
            self.one(random);
        }
        self.hangs_up(1_000);
    }

    fn one(&mut self, random: &mut Rng) {
        let asked = self.effects.iter().any(|effect| matches!(effect, Effect::LookUp { .. }));
        if asked {
            let lookup = self.effects.iter().find_map(|effect| match effect {
                Effect::LookUp { lookup, .. } => self.bundle.flow.lookups.get(lookup),
                _ => None,
            });
            let gives = lookup.map_or(Type::Truth, |lookup| lookup.gives().clone());
            let answer = match random.u8(..10) {
                0 => Answered::Missing,
                1 => Answered::Failed(LookupFault::Down),
                _ => Answered::Found(value(&gives, random)),
            };
            return self.found(random.u64(20..600), answer);
        }
        let after_ms = random.u64(900..14_000);
        match self.call.place.clone() {
            Place::Step { name, stage } => self.at_step(&name, stage, after_ms, random),
            Place::Offer { .. } => match random.u8(..3) {
                0 => self.presses(after_ms.max(2_500), "1"),
                1 => self.silent(after_ms),
                _ => self.hangs_up(after_ms),
            },
            Place::Rung { .. } => self.on_rung(random),
            Place::Resume { .. } | Place::Forget { .. } => self.presses(after_ms, "1"),
            Place::Lookup { .. } | Place::Whole { .. } | Place::Closing(_) => self.silent(after_ms),
            Place::Ringing | Place::Ended(_) => self.hangs_up(after_ms),
        }
    }

    fn at_step(&mut self, name: &Name, stage: u8, after_ms: u64, random: &mut Rng) {
        let flow: &Flow = &self.bundle.flow;
        let Some(step) = flow.steps.get(name) else { panic!("no step") };
        let keys = step.verb.keys();
        let digits = step.verb.uses().iter().any(|used| matches!(used, Use::Writes(_, Type::Digits)));
        match random.u8(..20) {
            0 => self.silent(after_ms),
            1 => self.presses(after_ms, "9"),
            2 => self.presses(after_ms, "0"),
            3 => self.says(after_ms, "um what was that"),
            4 if random.bool() => self.hangs_up(after_ms),
            5 => self.says(after_ms, "where is my parcel"),
            _ if !keys.is_empty() => {
                let key = random.choice(&keys).map(char::to_string).unwrap_or_default();
                self.presses(after_ms, &key);
            }
            _ if digits && stage == 0 => self.presses(after_ms, &random.u32(1_000_000..9_999_999).to_string()),
            _ => self.presses(after_ms, if random.u8(..4) == 0 { "2" } else { "1" }),
        }
    }

    fn on_rung(&mut self, random: &mut Rng) {
        let after_ms = random.u64(5_000..60_000);
        match self.orders.last() {
            Some(Order::Dial(_)) => {
                let outcome = match random.u8(..3) {
                    0 => DialOutcome::NoAnswer,
                    _ => DialOutcome::Busy,
                };
                self.happens(after_ms, EventKind::Dialed(outcome));
            }
            Some(Order::Enqueue { .. }) => self.happens(after_ms, EventKind::Queued(QueueOutcome::Connected)),
            Some(Order::Record(_)) => {
                let url = "https://example.com/1".to_owned();
                self.happens(after_ms, EventKind::Recorded { url, seconds: 9, key: None });
            }
            _ => self.silent(after_ms),
        }
    }

    /// As it is kept: the call with its journal.
    pub fn commit(self) -> Commit {
        let mut saved = Saved::first(self.call);
        let spilled = saved.log(self.journal);
        Commit { saved, spilled, caller: None, effects: Vec::new() }
    }
}

/// A value of a type.
fn value(of: &Type, random: &mut Rng) -> Value {
    match of {
        Type::Digits => Value::Digits(random.u32(1_000..9_999).to_string()),
        Type::Truth => Value::Truth(random.bool()),
        Type::Number => Value::Number(random.i64(0..20).into()),
        Type::Money => Value::Money(random.i64(0..20).into()),
        Type::Date => Value::Date(chrono::NaiveDate::from_ymd_opt(2026, 11, random.u32(20..29)).unwrap_or_default()),
        Type::Choice(names) => Value::Choice(random.choice(names).cloned().unwrap_or_else(|| Name::from(""))),
        Type::List(of) => Value::List((0..random.usize(1..4)).map(|_| value(of, random)).collect()),
        Type::Record(fields) => {
            Value::Record(fields.iter().map(|(name, of)| (name.clone(), value(of, random))).collect())
        }
        Type::Text | Type::Phone | Type::Time | Type::Moment | Type::Prompt => Value::Text("Mrs Secret".to_owned()),
    }
}

/// Keeps calls in a store, a few hundred at once.
pub fn keep(store: &dyn Store, calls: impl Iterator<Item = Commit>) {
    let mut waiting = Vec::new();
    for commit in calls {
        waiting.push(store.commit(&commit));
        if waiting.len() == 500 {
            waiting.drain(..).for_each(|pending| pending.wait().unwrap_or_else(|error| panic!("{error}")));
        }
    }
    waiting.into_iter().for_each(|pending| pending.wait().unwrap_or_else(|error| panic!("{error}")));
}
