//! A search of every way through a flow, on the engine alone: it knows nothing of the prover, and nothing of the guards
//! but what a call holds.
//!
//! [`turns`] tries, from a ringing call, everything that a caller can do at every wait and everything that a backend
//! can answer ([`Choices`]), with every set of switches, while the clock stands still. A call that has been seen is not
//! gone through again; two calls are the same if [`Alike`] says so, which leaves out only what decides nothing any
//! more. A test holds that against a search that leaves out nothing but numbers of turns.

use std::{
    cmp::Ordering,
    collections::{BinaryHeap, HashSet},
};

use clew::{
    call::{BundleId, Call, CallKey, End, Event, EventKind, Moment, Name, Number, Party, Place, Signal},
    engine::{
        Flow, advance,
        guard::{CONNECT_AT, OFFER_AT, weight},
    },
};

use super::{
    alike::Alike,
    choices::{Caller, Choices},
};

/// A key sooner than this after an offer is no answer to it.
const HURRIED_MS: u64 = 2_000;

/// What it weighs to hear something again.
const AGAIN: u16 = weight(Signal::Again);

/// What each question weighs after so many.
const LONG_WAY: u16 = 10;

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
    /// The most until an offer, a person, a settled matter or an agreed goodbye: N, or T.
    pub fn until_offer(&self) -> u64 {
        self.most([&self.offer, &self.person, &self.settled])
    }

    /// The most until a connection, a settled matter or an agreed goodbye.
    pub fn until_person(&self) -> u64 {
        self.most([&None, &self.person, &self.settled])
    }

    fn most(&self, of: [&Option<Worst>; 3]) -> u64 {
        of.into_iter().flatten().map(|worst| worst.most).max().unwrap_or(0)
    }
}

/// The most counted turns (`call.matter.questions`) until an offer, a person, a settled matter; with
/// [`Caller::declines`] past every offer. `None` where more than `budget` different calls were met.
///
/// Calls of which nothing longer can come, whatever the flow ([`Search::hope`]), are left; so only
/// [`Found::until_offer`] is the most, or with `declines` [`Found::until_person`].
pub fn turns(flow: &Flow, caller: Caller, at: Moment, budget: usize) -> Option<Found> {
    Search::new(flow, caller, budget).run(at)
}

/// The same, where two calls are the same only if they are equal but for the numbers of their turns.
pub fn turns_told_apart(flow: &Flow, caller: Caller, at: Moment, budget: usize) -> Option<Found> {
    let alike = Alike::of(caller, false, true);
    Search { alike, everything: true, ..Search::new(flow, caller, budget) }.run(at)
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
    budget: usize,
    /// Whether every call is gone on with, also one of which nothing longer can come.
    everything: bool,
    choices: Choices<'a>,
    alike: Alike,
    seen: HashSet<u128>,
    open: BinaryHeap<Open>,
    /// Every event that led to a call that was new, with the one before it.
    events: Vec<(u32, u64, EventKind)>,
    found: Found,
    /// Set where the caller does nothing any more but asking to hear it again: how that goes on.
    last: Option<Option<Open>>,
}

/// What has no event before it.
pub const NONE: u32 = u32::MAX;

impl<'a> Search<'a> {
    fn new(flow: &'a Flow, caller: Caller, budget: usize) -> Self {
        Self {
            flow,
            caller,
            budget,
            everything: false,
            choices: Choices::new(flow, caller),
            alike: Alike::of(caller, false, false),
            seen: HashSet::new(),
            open: BinaryHeap::new(),
            events: Vec::new(),
            found: Found::default(),
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
            let rings = Open { hope: 0, questions: 0, call, event: NONE };
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

    fn open(&self, call: Call, event: u32) -> Open {
        Open { hope: self.hope(&call), questions: questions(&call), call, event }
    }

    /// Everything that can happen next.
    fn go_on(&mut self, open: &Open) {
        for kind in self.choices.at(&open.call) {
            let after_ms = if matches!(open.call.place, Place::Offer { .. }) { HURRIED_MS } else { 0 };
            self.happens(open, after_ms, kind);
        }
        self.again_and_again(open);
        // Who asks for a person has one: that matters only where it is the longest way to one.
        let so_far = self.found.person.as_ref().map_or(0, |worst| worst.most);
        if matches!(open.call.place, Place::Step { .. }) && so_far < questions(&open.call) {
            self.happens(open, 0, EventKind::Keys("0".to_owned()));
        }
    }

    /// Asks to hear it again until something else happens, where that can be the longest way.
    ///
    /// To hear it again weighs the same wherever it is asked, and leaves the run of lost turns, the step, its slips and
    /// what was heard as they are. So of a path to an offer whose turns are `x1 .. xn` with so many of these between
    /// them, all of those can come behind `xn-1`: no sum before is larger than it was, and the last one is the same. If
    /// `xn` is what brings the offer, one more of these in its place brings it too, or does not yet, and the path is no
    /// shorter. What a matter's end would add is no turn. So it is enough to ask behind each turn until an offer comes.
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

    fn happens(&mut self, open: &Open, after_ms: u64, kind: EventKind) {
        let at = open.call.last.plus_millis(after_ms);
        let event = Event { at, kind };
        let turn = advance(self.flow, &open.call, &event);
        self.found.turns += 1;
        let node = (open.event, after_ms, event.kind);
        let mut call = turn.call;
        let settled = open.call.settled < call.settled || matches!(call.place, Place::Ended(End::Goodbye));
        if settled {
            return path_to(&mut self.found.settled, questions(&open.call), node, &self.events);
        }
        match &call.place {
            Place::Offer { .. } => {
                path_to(&mut self.found.offer, questions(&call), node.clone(), &self.events);
                if !self.caller.declines {
                    return;
                }
            }
            Place::Rung { .. } | Place::Closing(_) | Place::Ended(_) => {
                return path_to(&mut self.found.person, questions(&call), node, &self.events);
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
            self.last = Some(Some(self.open(call, event)));
            return;
        }
        if matches!(call.place, Place::Forget { .. }) && !self.alike.told_apart {
            // Yes and no go on alike.
            self.events.push(node);
            let event = u32::try_from(self.events.len() - 1).unwrap();
            let asked = self.open(call, event);
            return self.happens(&asked, 0, EventKind::Silence);
        }
        self.alike.tidy(&mut call, self.flow, &self.choices);
        let key = self.alike.key(&mut call, (0, 0));
        if !self.seen.insert(key) {
            return;
        }
        self.events.push(node);
        let event = u32::try_from(self.events.len() - 1).unwrap();
        let open = self.open(call, event);
        self.open.push(open);
    }
}

/// Notes an end of a search, if it is the longest of its kind, with the events that led there.
pub fn path_to(worst: &mut Option<Worst>, most: u64, node: (u32, u64, EventKind), events: &[(u32, u64, EventKind)]) {
    if worst.as_ref().is_some_and(|worst| most <= worst.most) {
        return;
    }
    let (mut before, after_ms, kind) = node;
    let mut path = vec![(after_ms, kind)];
    while before != NONE {
        let (earlier, after_ms, kind) = events[before as usize].clone();
        path.push((after_ms, kind));
        before = earlier;
    }
    path.reverse();
    *worst = Some(Worst { most, path });
}

fn questions(call: &Call) -> u64 {
    u64::from(call.matter.questions)
}
