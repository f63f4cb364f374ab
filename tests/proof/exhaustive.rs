//! A search of every way through a flow, on the engine alone: it knows nothing of the prover, and nothing of the guards
//! but what a call holds.
//!
//! [`turns`] tries, from a ringing call, everything that a caller can do at every wait and everything that a backend
//! can answer ([`Choices`]), with every set of switches, while the clock stands still. [`seconds`] tries each event at
//! several moments. A call that has been seen is not gone through again; two calls are the same if [`Search::same`]
//! says so, which leaves out only what decides nothing any more: numbers of turns, what was said, which signals make
//! up the sum. A test holds that against a search that leaves out nothing but numbers of turns.

use std::{
    cmp::Ordering,
    collections::{BinaryHeap, HashMap, hash_map::DefaultHasher},
    hash::Hasher as _,
};

use clew::{
    call::{
        BundleId, Call, CallKey, Counted, End, Event, EventKind, Moment, Name, Number, Order, Party, Place, Said,
        Signal, Value,
    },
    engine::{
        Flow, advance,
        guard::{CONNECT_AT, OFFER_AT, weight},
    },
};

use super::choices::{Caller, Choices};

/// A key sooner than this after an offer is no answer to it.
const HURRIED_MS: u64 = 2_000;

/// What it weighs to hear something again.
const AGAIN: u16 = weight(Signal::Again);

/// What each question weighs after so many.
const LONG_WAY: u16 = 10;

const MINUTE_MS: u64 = 60_000;

/// The most that was found, and how.
#[derive(Debug, Clone)]
pub struct Worst {
    /// Counted turns of the matter, or milliseconds since the call came in.
    pub most: u64,
    /// The step that the call begins to ring with, and every event after it: milliseconds since the one before, and
    /// what happens.
    pub path: Vec<(u64, EventKind)>,
}

/// What a search has found.
#[derive(Debug, Default)]
pub struct Found {
    /// Until a person is offered.
    pub offer: Option<Worst>,
    /// Until the caller is connected with a person, however it came to that.
    pub person: Option<Worst>,
    /// Until the matter is settled, or the caller agrees to a goodbye.
    pub settled: Option<Worst>,
    /// How many calls were told apart.
    pub states: usize,
    /// How many turns were made on the engine.
    pub turns: usize,
}

impl Found {
    /// The most until an offer, a settled matter or an agreed goodbye: N, or T.
    pub fn until_offer(&self) -> u64 {
        self.most([&self.offer, &self.settled])
    }

    /// The most until a connection, a settled matter or an agreed goodbye.
    pub fn until_person(&self) -> u64 {
        self.most([&self.person, &self.settled])
    }

    fn most(&self, of: [&Option<Worst>; 2]) -> u64 {
        of.into_iter().flatten().map(|worst| worst.most).max().unwrap_or(0)
    }
}

/// How long a caller listens at the wait that a turn ends with, and how long they may take after that, at most, until
/// the platform takes it for silence; both in milliseconds. A key or a word comes at any time up to their sum, silence
/// just then.
pub type Timing<'a> = &'a dyn Fn(&Call, &[Order<Said>]) -> (u64, u64);

/// The most counted turns (`call.matter.questions`) until an offer, a person, a settled matter; with
/// [`Caller::declines`] past every offer. `None` where more than `budget` different calls were met.
///
/// Calls of which nothing longer can come, whatever the flow ([`Search::hope`]), are left; so only
/// [`Found::until_offer`] is the most, or with `declines` [`Found::until_person`].
pub fn turns(flow: &Flow, caller: Caller, at: Moment, budget: usize) -> Option<Found> {
    Search::new(flow, caller, None, budget).run(at)
}

/// The same, where two calls are the same only if they are equal but for the numbers of their turns.
pub fn turns_told_apart(flow: &Flow, caller: Caller, at: Moment, budget: usize) -> Option<Found> {
    Search { told_apart: true, everything: true, ..Search::new(flow, caller, None, budget) }.run(at)
}

/// The most milliseconds since the call came in, with each event at once, at the last moment, and just before the next
/// full minute with the machine.
pub fn seconds(flow: &Flow, caller: Caller, at: Moment, timing: Timing<'_>, budget: usize) -> Option<Found> {
    Search::new(flow, caller, Some(timing), budget).run(at)
}

/// Goes a path once more on a call of its own, with true numbers of turns. Gives every call on the way.
pub fn again(flow: &Flow, at: Moment, path: &[(u64, EventKind)]) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    let mut now = at;
    for (after_ms, kind) in path {
        let before = calls.last().cloned().unwrap_or_else(|| ringing(flow, at));
        now = now.plus_millis(*after_ms);
        let kind = match kind {
            EventKind::Found { lookup, answer, in_time, .. } => {
                let turn = before.asked[lookup].turn;
                EventKind::Found { lookup: lookup.clone(), turn, answer: answer.clone(), in_time: *in_time }
            }
            kind => kind.clone(),
        };
        calls.push(advance(flow, &before, &Event { at: now, kind }).call);
    }
    calls
}

pub fn ringing(flow: &Flow, at: Moment) -> Call {
    let line = flow.lines.keys().next().cloned().unwrap_or_else(|| Number::parse("+15550100").unwrap());
    let pin = (BundleId([0; 32]), flow.language());
    Call::new(CallKey([0; 16]), Name::from("twilio"), line, Party::read("+12025550123"), pin, at)
}

/// A call that is still to be gone on with; the most promising first, and of those the one that is furthest.
struct Open {
    /// What can come of it at most.
    hope: u64,
    /// Counted turns so far.
    questions: u64,
    call: Call,
    /// Its event in [`Search::events`].
    event: u32,
    /// Milliseconds since it came in.
    total: u64,
    /// How long the caller listens, and may take.
    waits: (u64, u64),
}

impl Ord for Open {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.hope, self.questions).cmp(&(other.hope, other.questions))
    }
}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Open {}

struct Search<'a> {
    flow: &'a Flow,
    caller: Caller,
    timing: Option<Timing<'a>>,
    budget: usize,
    told_apart: bool,
    /// Whether every call is gone on with, also one of which nothing longer can come.
    everything: bool,
    choices: Choices<'a>,
    /// The longest that each call was found to take until here.
    seen: HashMap<u128, u64>,
    open: BinaryHeap<Open>,
    /// Every event that led to a call that was new, with the one before it.
    events: Vec<(u32, u64, EventKind)>,
    found: Found,
    bytes: Vec<u8>,
    /// Set where the caller does nothing any more but asking to hear it again: how that goes on.
    last: Option<Option<Open>>,
}

/// What has no event before it.
const NONE: u32 = u32::MAX;

impl<'a> Search<'a> {
    fn new(flow: &'a Flow, caller: Caller, timing: Option<Timing<'a>>, budget: usize) -> Self {
        Self {
            flow,
            caller,
            timing,
            budget,
            told_apart: false,
            everything: timing.is_some(),
            choices: Choices::new(flow, caller),
            seen: HashMap::new(),
            open: BinaryHeap::new(),
            events: Vec::new(),
            found: Found::default(),
            bytes: Vec::new(),
            last: None,
        }
    }

    fn run(mut self, at: Moment) -> Option<Found> {
        let switches: Vec<&Name> = self.flow.switches.keys().collect();
        for on in 0..1_usize << switches.len().min(6) {
            let on = switches.iter().enumerate().filter(|(nth, _)| on >> nth & 1 == 1);
            let on = on.map(|(_, name)| (*name).clone()).collect();
            let call = ringing(self.flow, at);
            let (from, to) = (call.from.clone(), call.line.clone());
            let kind = EventKind::Rings { from, to, on, attested: false, known: None };
            let rings = Open { hope: 0, questions: 0, call, event: NONE, total: 0, waits: (0, 0) };
            self.happens(&rings, 0, kind);
        }
        while let Some(open) = self.open.pop() {
            if self.budget < self.seen.len() {
                return None;
            }
            if !self.everything && open.hope <= self.best() {
                break;
            }
            self.go_on(&open);
        }
        self.found.states = self.seen.len();
        Some(self.found)
    }

    /// The longest that was found until an offer, or a person for who declines those. Whatever else may come later: who
    /// says nothing more is offered a person later still.
    fn best(&self) -> u64 {
        let best = if self.caller.declines { &self.found.person } else { &self.found.offer };
        best.as_ref().map_or(0, |worst| worst.most)
    }

    /// The most counted turns that can come of a call, whatever the flow: the sum never falls, and each question after
    /// so many weighs.
    fn hope(&self, call: &Call) -> u64 {
        let until = if self.caller.declines { CONNECT_AT } else { OFFER_AT[0] };
        let left = until.saturating_sub(call.matter.sum()).div_ceil(LONG_WAY);
        u64::from(call.matter.questions.max(self.flow.patience.questions) + left)
    }

    fn open(&self, call: Call, event: u32, total: u64, waits: (u64, u64)) -> Open {
        Open { hope: self.hope(&call), questions: questions(&call), call, event, total, waits }
    }

    /// Everything that can happen next.
    fn go_on(&mut self, open: &Open) {
        for kind in self.choices.at(&open.call) {
            if self.timing.is_none() {
                let after_ms = if matches!(open.call.place, Place::Offer { .. }) { HURRIED_MS } else { 0 };
                self.happens(open, after_ms, kind);
                continue;
            }
            for after_ms in moments(open, &kind) {
                self.happens(open, after_ms, kind.clone());
            }
            // The same answer, once the wait for it is over.
            if let EventKind::Found { lookup, turn, answer, .. } = kind {
                self.late(open, EventKind::Found { lookup, turn, answer, in_time: false });
            }
        }
        if self.timing.is_none() {
            self.again_and_again(open);
        }
        // Who asks for a person has one: that matters only where it is the longest way to one.
        let so_far = self.found.person.as_ref().map_or(0, |worst| worst.most);
        let most = if self.timing.is_some() { open.total + open.waits.0 + open.waits.1 } else { questions(&open.call) };
        if matches!(open.call.place, Place::Step { .. }) && so_far < most {
            let after_ms = if self.timing.is_some() { open.waits.0 + open.waits.1 } else { 0 };
            self.happens(open, after_ms, EventKind::Keys("0".to_owned()));
        }
    }

    /// Asks to hear it again until something else happens, where that can be the longest way.
    fn again_and_again(&mut self, open: &Open) {
        let Some(again) = self.choices.again(&open.call) else { return };
        let until = if self.caller.declines { CONNECT_AT } else { OFFER_AT[0] };
        let most = questions(&open.call) + u64::from(until.saturating_sub(open.call.matter.sum()).div_ceil(AGAIN));
        if most <= self.best() {
            return;
        }
        self.last = Some(None);
        self.happens(open, 0, again.clone());
        while let Some(Some(next)) = self.last.take() {
            self.last = Some(None);
            let offer = matches!(next.call.place, Place::Offer { .. });
            let kind = if offer { EventKind::Keys("1".to_owned()) } else { again.clone() };
            self.happens(&next, if offer { HURRIED_MS } else { 0 }, kind);
        }
        self.last = None;
    }

    /// A backend answers while the caller hears that it is being asked.
    fn late(&mut self, open: &Open, found: EventKind) {
        let at = open.call.last;
        let turn = advance(self.flow, &open.call, &Event { at, kind: found.clone() });
        self.events.push((open.event, 0, found));
        let event = u32::try_from(self.events.len() - 1).unwrap();
        let waiting = self.open(turn.call, event, open.total, open.waits);
        self.happens(&waiting, open.waits.0 + open.waits.1, EventKind::Silence);
    }

    fn happens(&mut self, open: &Open, after_ms: u64, kind: EventKind) {
        let at = open.call.last.plus_millis(after_ms);
        let event = Event { at, kind };
        let turn = advance(self.flow, &open.call, &event);
        self.found.turns += 1;
        let total = open.total + after_ms;
        let node = (open.event, after_ms, event.kind);
        let mut call = turn.call;
        let waits = self.timing.map_or((0, 0), |timing| timing(&call, &turn.orders));
        let before = questions(&open.call);
        let most = |questions: u64, timed: bool| if timed { total } else { questions };
        let timed = self.timing.is_some();
        let settled = open.call.settled < call.settled || matches!(call.place, Place::Ended(End::Goodbye));
        if settled {
            return self.ends(|found| &mut found.settled, most(before, timed), node);
        }
        match &call.place {
            Place::Offer { .. } => {
                self.ends(|found| &mut found.offer, most(questions(&call), timed), node.clone());
                if !self.caller.declines {
                    return;
                }
            }
            Place::Rung { .. } | Place::Closing(_) | Place::Ended(_) => {
                return self.ends(|found| &mut found.person, most(questions(&call), timed), node);
            }
            Place::Step { .. }
            | Place::Lookup { .. }
            | Place::Whole { .. }
            | Place::Resume { .. }
            | Place::Forget { .. }
            | Place::Ringing => {}
        }
        if self.last.is_some() {
            self.events.push(node);
            let event = u32::try_from(self.events.len() - 1).unwrap();
            self.last = Some(Some(self.open(call, event, total, waits)));
            return;
        }
        if matches!(call.place, Place::Forget { .. }) && !self.told_apart && !timed {
            // Yes and no go on alike.
            self.events.push(node);
            let event = u32::try_from(self.events.len() - 1).unwrap();
            let asked = self.open(call, event, total, waits);
            return self.happens(&asked, 0, EventKind::Silence);
        }
        self.tidy(&mut call);
        // What is heard before the next act differs with how this one failed.
        let key = self.same(&call).wrapping_mul(31).wrapping_add(u128::from(waits.0) << 64 | u128::from(waits.1));
        if self.seen.get(&key).is_some_and(|longest| total <= *longest) {
            return;
        }
        self.seen.insert(key, total);
        self.events.push(node);
        let event = u32::try_from(self.events.len() - 1).unwrap();
        let open = self.open(call, event, total, waits);
        self.open.push(open);
    }

    /// Notes an end of the search, if it is the longest of its kind.
    fn ends(&mut self, of: fn(&mut Found) -> &mut Option<Worst>, most: u64, node: (u32, u64, EventKind)) {
        let worst = of(&mut self.found);
        if worst.as_ref().is_some_and(|worst| most <= worst.most) {
            return;
        }
        let (mut before, after_ms, kind) = node;
        let mut path = vec![(after_ms, kind)];
        while before != NONE {
            let (earlier, after_ms, kind) = self.events[before as usize].clone();
            path.push((after_ms, kind));
            before = earlier;
        }
        path.reverse();
        *worst = Some(Worst { most, path });
    }

    /// Takes out of a call what decides nothing any more, so that calls are the same that go on alike.
    fn tidy(&self, call: &mut Call) {
        if self.timing.is_none() {
            call.last = call.started;
            call.matter.machine_ms = 0;
            if let Place::Offer { said, .. } = &mut call.place {
                *said = call.started;
            }
        }
        call.turn = 1;
        for asked in call.asked.values_mut() {
            (asked.turn, asked.at) = (1, call.last);
        }
        if self.told_apart {
            call.matter.signals.iter_mut().for_each(|counted| counted.turn = 1);
            return;
        }
        let sum = call.matter.sum();
        let long = call.matter.signals.iter().filter(|counted| counted.signal == Signal::LongTime);
        let long: u16 = long.map(|counted| counted.weight).sum();
        let counted = |signal, weight| Counted { turn: 1, signal, weight, step: None };
        call.matter.signals = vec![counted(Signal::Lost, sum - long), counted(Signal::LongTime, long)];
        // Every lost turn after the second weighs the same.
        call.matter.lost_run = call.matter.lost_run.min(2);
        // What was said before decides nothing, but it is heard again, which takes time.
        if self.timing.is_none() {
            call.told.clear();
        }
        if let Place::Lookup { said, .. } = &mut call.place {
            said.clear();
        }
        if !self.caller.back {
            call.trail.clear();
        }
        self.tidy_step(call);
        for (name, value) in &mut call.variables {
            if !self.choices.decides(name.as_str()) {
                *value = Value::Truth(true);
            }
        }
    }

    /// How often the caller slipped decides something only where the step has a way for who is stuck.
    fn tidy_step(&self, call: &mut Call) {
        if let Place::Step { name, .. } | Place::Offer { name, .. } | Place::Forget { name, .. } = &call.place
            && self.flow.steps[name].asking.stuck.is_none()
        {
            call.slips = 0;
        }
    }

    /// What tells calls apart.
    fn same(&mut self, call: &Call) -> u128 {
        // Named one by one, so that a field that is new must be thought about.
        let Call {
            key: _,
            platform: _,
            line: _,
            from: _,
            bundle: _,
            language,
            turn: _,
            started: _,
            last,
            place,
            variables,
            asked,
            doubtful,
            on,
            language_known,
            verified,
            attested: _,
            memory,
            about: _,
            noted: _,
            trail,
            told,
            slips,
            matter,
            settled,
            questions,
            ceiling_offered,
            promise: _,
            handoff: _,
            tries: _,
        } = call;
        self.bytes.clear();
        let of_call = (language, place, variables, asked, doubtful, on);
        let beside = (language_known, verified, &memory.first, trail, told, slips);
        let counts = (matter, settled, questions, ceiling_offered);
        // Hours are read by the clock, which stands still where nothing takes time.
        let clock = self.timing.map(|_| *last).filter(|_| !self.flow.hours.is_empty());
        let bytes = std::mem::take(&mut self.bytes);
        self.bytes = postcard::to_extend(&(of_call, beside, counts, clock), bytes).unwrap();
        let half = |seed: u8| {
            let mut hasher = DefaultHasher::new();
            hasher.write(&[seed]);
            hasher.write(&self.bytes);
            u128::from(hasher.finish())
        };
        half(0) << 64 | half(1)
    }
}

fn questions(call: &Call) -> u64 {
    u64::from(call.matter.questions)
}

/// The moments at which something is tried.
fn moments(open: &Open, kind: &EventKind) -> Vec<u64> {
    let (listens, takes) = open.waits;
    let most = listens + takes;
    let least = if matches!(open.call.place, Place::Offer { .. }) { HURRIED_MS } else { 0 };
    match kind {
        EventKind::Found { .. } => return vec![0],
        EventKind::Silence => return vec![most],
        _ => {}
    }
    let before_minute = MINUTE_MS - 1 - open.call.matter.machine_ms % MINUTE_MS;
    let mut moments = vec![least, most.max(least)];
    if least < before_minute && before_minute < most {
        moments.push(before_minute);
    }
    moments.dedup();
    moments
}
