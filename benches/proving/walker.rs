//! Callers of a random flow, on the engine: what they do, when, and how long it was until they were helped.

use clew::{
    call::{BundleId, Call, CallKey, Event, EventKind, Moment, Name, Number, Party, Place, Signal, Turn},
    engine::{LOOK_AGAIN_S, advance},
    flow::{Bundle, Leg, Path, Proof},
};

use super::{
    choices::{Caller, Choices, noon},
    pace::{Takes, act_ms, wait},
};

/// No call goes on longer than this many events.
const EVENTS_MAX: usize = 200;

/// What one caller came to, and how.
#[derive(Default)]
pub struct Walked {
    /// Turns, or seconds.
    pub most: u32,
    /// When the call began, the switches that were on, and every event: milliseconds since the one before.
    begun: Moment,
    on: Vec<Name>,
    did: Vec<(u64, EventKind)>,
}

impl Walked {
    pub fn print(&self) {
        println!("  at {} with {:?}", self.begun.millis(), self.on);
        for (after_ms, kind) in &self.did {
            match kind {
                EventKind::Keys(keys) => println!("  presses {keys} after {after_ms} ms"),
                EventKind::Words(words) => println!("  says {words} after {after_ms} ms"),
                kind => println!("  {kind:?} after {after_ms} ms"),
            }
        }
    }
}

/// Goes through one flow, again and again.
pub struct Walker<'a> {
    bundle: &'a Bundle,
    paths: [Option<&'a Path>; 2],
    random: fastrand::Rng,
    choices: Choices<'a>,
    takes: Takes<'a>,
    line: Number,
    switches: Vec<Name>,
}

/// One call.
struct Walk<'a> {
    /// Takes as long as can be.
    slowly: bool,
    /// Seeks what leads somewhere new.
    seeks: bool,
    /// The path that is followed, while it is.
    legs: &'a [Leg],
}

impl<'a> Walker<'a> {
    pub fn new(bundle: &'a Bundle, proof: &'a Proof, seed: u64) -> Self {
        let flow = &bundle.flow;
        let line = flow.lines.keys().next().cloned().or(Number::parse("+15550100")).expect("a line");
        Self {
            bundle,
            paths: [proof.offer.turns.path.as_ref(), proof.offer.seconds.path.as_ref()],
            random: fastrand::Rng::with_seed(seed),
            choices: Choices::new(flow, Caller { again_anywhere: true, ..Caller::ANY }),
            takes: Takes::of(bundle),
            line,
            switches: flow.switches.keys().cloned().collect(),
        }
    }

    /// One call, until a person is offered or the matter is settled: its turns and its seconds.
    pub fn walk(&mut self, nth: usize) -> [Walked; 2] {
        let path = if nth % 3 == 2 { self.paths[nth / 3 % 2] } else { None };
        let hour = if self.random.bool() { noon() } else { noon().plus_millis(12 * 3_600_000) };
        let begun = path.map_or(hour, |path| path.at);
        let on: Vec<Name> = match path {
            Some(path) => path.on.clone(),
            None => self.switches.iter().filter(|_| self.random.bool()).cloned().collect(),
        };
        let mut turn = self.rings(begun, on.clone(), path);
        let legs = path.map_or(&[][..], |path| &path.legs[..self.random.usize(0..=path.legs.len())]);
        let mut walk = Walk { slowly: self.random.u8(..4) < 3, seeks: nth % 3 == 1, legs };
        let mut did = Vec::new();
        let helped = |call: &Call| !goes_on(call) || 0 < call.settled;
        let mut questions = 0;
        while !helped(&turn.call) && did.len() < EVENTS_MAX {
            questions = turn.call.matter.questions;
            let Some((after_ms, kind)) = self.does(&mut walk, &turn) else { break };
            let event = Event { at: turn.call.last.plus_millis(after_ms), kind };
            let next = advance(&self.bundle.flow, &turn.call, &event);
            // What has landed before its time changes nothing of what is said.
            let orders = if next.orders.is_empty() { turn.orders } else { next.orders };
            turn = Turn { orders, ..next };
            did.push((after_ms, event.kind));
        }
        // The turn that settles a matter is no question of it any more.
        let turns = if 0 < turn.call.settled { questions } else { turn.call.matter.questions };
        let seconds = turn.call.last.millis_since(begun).div_ceil(1000);
        let most = [u32::from(turns), u32::try_from(seconds).unwrap_or(u32::MAX)];
        most.map(|most| Walked { most, begun, on: on.clone(), did: did.clone() })
    }

    fn rings(&self, at: Moment, on: Vec<Name>, path: Option<&Path>) -> Turn {
        let flow = &self.bundle.flow;
        let withheld = path.is_some_and(|path| path.withheld);
        let from = if withheld { Party::Withheld } else { Party::read("+12025550123") };
        let pin = (BundleId([0; 32]), flow.language());
        let call = Call::new(CallKey([0; 16]), Name::from("twilio"), self.line.clone(), from.clone(), pin, at);
        let known = path.and_then(|path| path.who.language.clone());
        let known = known
            .map(|language| Box::new(clew::call::Caller { language: Some(language), ..clew::call::Caller::default() }));
        let on = on.into_iter().collect();
        let kind = EventKind::Rings { from, to: self.line.clone(), on, attested: false, known };
        advance(flow, &call, &Event { at, kind })
    }

    /// What happens next, and when.
    fn does(&mut self, walk: &mut Walk<'_>, turn: &Turn) -> Option<(u64, EventKind)> {
        if let Some(next) = self.follows(walk, turn) {
            return Some(next);
        }
        walk.legs = &[];
        let gather = wait(&turn.orders)?;
        let heard = self.takes.heard_ms(gather);
        if let Place::Lookup { .. } = turn.call.place {
            return self.looks(walk, turn, heard);
        }
        let kind = self.chosen(walk, turn)?;
        let longest = heard + act_ms(&turn.call, &gather.listen, &kind, true);
        let after_ms = if walk.slowly { longest } else { self.random.u64(0..=longest) };
        Some((if kind == EventKind::Silence { longest } else { after_ms }, kind))
    }

    /// The next leg of the path, where it is still followed.
    fn follows(&mut self, walk: &mut Walk<'_>, turn: &Turn) -> Option<(u64, EventKind)> {
        let (leg, rest) = walk.legs.split_first()?;
        match &turn.call.place {
            Place::Step { name, .. } if *name == leg.step => {}
            Place::Forget { .. } | Place::Offer { .. } => {}
            _ => return None,
        }
        // What backends answer on the way is tried anew.
        walk.legs = rest;
        let kind = match leg.does.split_once(' ') {
            Some(("presses", keys)) => EventKind::Keys(keys.to_owned()),
            Some(("says", words)) => EventKind::Words(words.trim_matches('"').to_owned()),
            Some(_) => return None,
            None => EventKind::Silence,
        };
        Some((leg.after_ms, kind))
    }

    /// A backend answers at once, or late.
    fn looks(&mut self, walk: &Walk<'_>, turn: &Turn, heard: u64) -> Option<(u64, EventKind)> {
        let look_ms = heard + u64::from(LOOK_AGAIN_S) * 1000;
        let answered = turn.call.asked.values().any(|asked| asked.answer.is_some());
        if answered || (walk.slowly && self.random.u8(..3) == 0) {
            return Some((look_ms, EventKind::Silence));
        }
        let number = self.random.usize(..);
        let mut kind = self.choices.one(&turn.call, number)?;
        if let EventKind::Found { in_time, .. } = &mut kind {
            *in_time = !walk.slowly;
        }
        Some((0, kind))
    }

    /// Anything, or what leads somewhere new among a few things.
    fn chosen(&mut self, walk: &Walk<'_>, turn: &Turn) -> Option<EventKind> {
        let number = self.random.usize(..);
        let mut kind = self.choices.one(&turn.call, number)?;
        for _ in 0..if walk.seeks { 3 } else { 0 } {
            let event = Event { at: turn.call.last, kind };
            let next = advance(&self.bundle.flow, &turn.call, &event).call;
            let last = next.matter.signals.last();
            let lost = last.is_some_and(|counted| counted.signal == Signal::Lost && counted.turn == next.turn);
            if goes_on(&next) && next.settled == 0 && !lost {
                return Some(event.kind);
            }
            let number = self.random.usize(..);
            kind = self.choices.one(&turn.call, number)?;
        }
        Some(kind)
    }
}

/// Whether nobody is there yet, and nobody was offered.
fn goes_on(call: &Call) -> bool {
    matches!(
        call.place,
        Place::Step { .. } | Place::Lookup { .. } | Place::Whole { .. } | Place::Forget { .. } | Place::Resume { .. }
    )
}
