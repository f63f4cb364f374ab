//! The longest that a call can take until a person is offered, on the engine alone: a search of everything that can
//! be done, and of when.
//!
//! Whatever happens at a wait happens at any time from its beginning to its end: texts may be read faster than they
//! are taken to be. So time is the caller's to choose, and three things can be argued that make the search small;
//! tests hold each against a search without it ([`Clock::every_moment`]).
//!
//! - The guards see the clock only as full minutes with the machine that weigh ([`weighing`]). Of two calls that
//!   are the same but for the clock, with as many weighing minutes, the one that can act until later can do
//!   whatever the other does, at the same moment or, where that lies before its own beginning, at once: the minutes
//!   that weigh are as many then, so the same comes of it, and no sooner. If less of its time lies outside the
//!   ledger's clock it may still end sooner; so a call is left only if another reaches as far and has waited as
//!   long for backends.
//! - So of all moments between two weighing minutes only the last one matters: an act comes at the end of its wait,
//!   or one millisecond before a minute that weighs more.
//! - The same answer of a backend, later, leaves the caller with the same call and more time gone: it comes with
//!   the last look before it is given up.
//!
//! An offer must be heard for two seconds before a key declines it, but a second key does so at once: so a caller
//! can do that in no time too, and nothing above is touched by it.

use std::collections::{BTreeMap, HashMap};

use clew::{
    call::{Answered, Call, End, Event, EventKind, Listen, LookupFault, Moment, Name, Place},
    engine::{Flow, HURRIED_MS, LOOK_AGAIN_S, advance, guard::FREE_MINUTES},
    flow::Bundle,
};

use super::{
    alike::{Alike, weighing},
    choices::{Caller, Choices},
    exhaustive::{Found, NONE, path_to, ringing},
    pace::{Takes, act_ms, wait},
};

const MINUTE_MS: u64 = 60_000;

/// How time goes on.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    /// Callers take as long over what they type or say as a platform lets them; else no longer than silence takes.
    pub slowly: bool,
    /// Backends answer at any look, until they are given up; else at once.
    pub slow: bool,
    /// Every moment is tried at which anything could change, and no call is left because of another.
    pub every_moment: bool,
}

/// The most milliseconds since the call came in. `None` where more than `budget` different calls were met.
pub fn seconds(bundle: &Bundle, caller: Caller, at: Moment, clock: Clock, budget: usize) -> Option<Found> {
    Search::new(bundle, caller, clock, budget).run(at)
}

/// A call that is still to be gone on with.
struct Open {
    call: Call,
    /// Its event in [`Search::events`].
    event: u32,
    /// Milliseconds since it came in.
    total: u64,
    /// What is heard before the wait.
    heard: u64,
    listen: Listen,
    /// What it is known by, and how far it reaches.
    key: u128,
    reach: Reach,
}

/// How far a call reaches: the last moment of the ledger's clock at which what is said is over, and the milliseconds
/// that
/// were waited outside of that clock.
type Reach = (u64, u64);

struct Search<'a> {
    flow: &'a Flow,
    caller: Caller,
    clock: Clock,
    budget: usize,
    choices: Choices<'a>,
    alike: Alike,
    takes: Takes<'a>,
    /// How far each call was found to reach, none farther than another in both.
    seen: HashMap<u128, Vec<Reach>>,
    /// Calls to be gone on with, by counted turns: those with fewer first, since what they lead to has more.
    open: BTreeMap<u16, Vec<Open>>,
    events: Vec<(u32, u64, EventKind)>,
    found: Found,
}

impl<'a> Search<'a> {
    fn new(bundle: &'a Bundle, caller: Caller, clock: Clock, budget: usize) -> Self {
        Self {
            flow: &bundle.flow,
            caller,
            clock,
            budget,
            choices: Choices::new(&bundle.flow, caller),
            alike: Alike::of(caller, true, false),
            takes: Takes::of(bundle),
            seen: HashMap::new(),
            open: BTreeMap::new(),
            events: Vec::new(),
            found: Found::default(),
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
            let listen = clew::engine::step::single_key();
            let rings = Open { call, event: NONE, total: 0, heard: 0, listen, key: 0, reach: (0, 0) };
            self.happens(&rings, 0, kind);
        }
        while let Some(mut layer) = self.open.first_entry() {
            let Some(open) = layer.get_mut().pop() else {
                layer.remove();
                continue;
            };
            if self.budget < self.found.states {
                return None;
            }
            // Another call may have come to reach farther meanwhile.
            if self.clock.every_moment || self.seen[&open.key].contains(&open.reach) {
                self.go_on(&open);
            }
        }
        Some(self.found)
    }

    /// Everything that can happen next.
    fn go_on(&mut self, open: &Open) {
        match &open.call.place {
            Place::Lookup { .. } => return self.looks(open),
            Place::Whole { again, .. } => {
                let ends_ms = open.heard + u64::from(open.listen.wait_s) * 1000;
                if !again {
                    self.happens(open, ends_ms, EventKind::Keys("7".to_owned()));
                }
                return self.happens(open, ends_ms, EventKind::Silence);
            }
            Place::Forget { .. } => self.at_any_time(open, EventKind::Keys("2".to_owned())),
            _ => {}
        }
        for kind in self.choices.at(&open.call) {
            self.at_any_time(open, kind);
        }
        // Who asks for a person has one: that matters only where it is the longest way to one.
        let zero = EventKind::Keys("0".to_owned());
        let longest = self.longest(open, &zero);
        let so_far = self.found.person.as_ref().map_or(0, |worst| worst.most);
        if matches!(open.call.place, Place::Step { .. }) && so_far < open.total + longest {
            self.happens(open, longest, zero);
        }
    }

    /// How long an act can take at most.
    fn longest(&self, open: &Open, kind: &EventKind) -> u64 {
        open.heard + act_ms(&open.call, &open.listen, kind, self.clock.slowly)
    }

    /// An act, at each moment that matters.
    fn at_any_time(&mut self, open: &Open, kind: EventKind) {
        let longest = self.longest(open, &kind);
        let begun = open.call.matter.machine_ms;
        let mut moments = vec![longest];
        if self.clock.every_moment {
            let minutes = begun / MINUTE_MS + 1..=(begun + longest) / MINUTE_MS;
            let minutes = minutes.map(|minute| minute * MINUTE_MS - begun);
            moments.extend(minutes.flat_map(|after_ms| [after_ms - 1, after_ms]).chain([0]));
        } else {
            let weighing = weighing(begun) + 1..=weighing(begun + longest);
            moments.extend(weighing.map(|minutes| (FREE_MINUTES + minutes) * MINUTE_MS - 1 - begun));
        }
        if let Place::Offer { hurried: false, .. } = open.call.place {
            // A key that comes too soon has the offer said again.
            moments.push(HURRIED_MS.min(longest) - 1);
            moments.push(HURRIED_MS.min(longest));
        }
        moments.sort_unstable();
        moments.dedup();
        for after_ms in moments {
            self.happens(open, after_ms, kind.clone());
        }
    }

    /// A backend is asked.
    fn looks(&mut self, open: &Open) {
        let look_ms = open.heard + u64::from(LOOK_AGAIN_S) * 1000;
        let answers = self.choices.at(&open.call);
        for kind in &answers {
            self.happens(open, 0, kind.clone());
        }
        if !self.clock.slow {
            return;
        }
        let silent = advance(
            self.flow,
            &open.call,
            &Event { at: open.call.last.plus_millis(look_ms), kind: EventKind::Silence },
        );
        // Whoever goes on may come to another backend.
        let still = |place: &Place| match (place, &open.call.place) {
            (Place::Lookup { name, .. }, Place::Lookup { name: asks, .. }) => name == asks,
            _ => false,
        };
        let given_up = !still(&silent.call.place);
        for kind in answers {
            let EventKind::Found { lookup, turn, answer, .. } = kind else { continue };
            if (given_up || self.clock.every_moment) && answer != Answered::Failed(LookupFault::Slow) {
                self.late(open, look_ms, EventKind::Found { lookup, turn, answer, in_time: false });
            }
        }
        self.happens(open, look_ms, EventKind::Silence);
    }

    /// A backend answers while the caller hears that it is being asked.
    fn late(&mut self, open: &Open, look_ms: u64, found: EventKind) {
        let turn = advance(self.flow, &open.call, &Event { at: open.call.last, kind: found.clone() });
        self.events.push((open.event, 0, found));
        let event = u32::try_from(self.events.len() - 1).unwrap();
        let waiting = Open { call: turn.call, event, listen: open.listen.clone(), ..*open };
        self.happens(&waiting, look_ms, EventKind::Silence);
    }

    fn happens(&mut self, open: &Open, after_ms: u64, kind: EventKind) {
        let at = open.call.last.plus_millis(after_ms);
        let event = Event { at, kind };
        let turn = advance(self.flow, &open.call, &event);
        self.found.turns += 1;
        let total = open.total + after_ms;
        let node = (open.event, after_ms, event.kind);
        let call = turn.call;
        if open.call.settled < call.settled || matches!(call.place, Place::Ended(End::Goodbye)) {
            return path_to(&mut self.found.settled, total, node, &self.events);
        }
        match &call.place {
            Place::Offer { .. } => {
                path_to(&mut self.found.offer, total, node.clone(), &self.events);
                if !self.caller.declines {
                    return;
                }
            }
            Place::Rung { .. } | Place::Closing(_) | Place::Ended(_) => {
                return path_to(&mut self.found.person, total, node, &self.events);
            }
            Place::Step { .. }
            | Place::Lookup { .. }
            | Place::Whole { .. }
            | Place::Resume { .. }
            | Place::Forget { .. }
            | Place::Ringing => {}
        }
        let Some(gather) = wait(&turn.orders) else { return };
        let (heard, listen) = (self.takes.heard_ms(gather), gather.listen.clone());
        self.arrives(Open { call, event: 0, total, heard, listen, key: 0, reach: (0, 0) }, node);
    }

    /// A call that has come to a wait: gone on with, unless it was met before and reached as far.
    fn arrives(&mut self, mut open: Open, node: (u32, u64, EventKind)) {
        self.alike.tidy(&mut open.call, self.flow, &self.choices);
        let machine_ms = open.call.matter.machine_ms;
        let closed_ms = open.total - machine_ms;
        let closed = matches!(open.call.place, Place::Lookup { .. } | Place::Whole { .. });
        let heard = if closed || self.clock.every_moment { open.heard } else { 0 };
        let clock = if self.clock.every_moment { machine_ms } else { 0 };
        open.key = self.alike.key(&mut open.call, (heard, clock));
        open.reach = (machine_ms + open.heard, closed_ms);
        let reaches = self.seen.entry(open.key).or_default();
        let covers = |of: &Reach| open.reach.0 <= of.0 && open.reach.1 <= of.1;
        if reaches.iter().any(covers) {
            return;
        }
        reaches.retain(|of| !(of.0 <= open.reach.0 && of.1 <= open.reach.1));
        reaches.push(open.reach);
        self.found.states += 1;
        self.events.push(node);
        open.event = u32::try_from(self.events.len() - 1).unwrap();
        self.open.entry(open.call.matter.questions).or_default().push(open);
    }
}
