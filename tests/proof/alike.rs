//! Which calls are the same to a search: those that go on alike, whatever is done.
//!
//! What is left out decides nothing any more: numbers of turns, which signals make up the sum, what was said before
//! where it is not said again. A test holds that against searches that leave out nothing but numbers of turns.

use std::hash::{DefaultHasher, Hasher as _};

use clew::{
    call::{Call, Counted, Place, Signal, Value},
    engine::{Flow, guard::FREE_MINUTES},
};

use super::choices::{Caller, Choices};

const MINUTE_MS: u64 = 60_000;

/// What calls are told apart by.
#[derive(Debug, Default)]
pub struct Alike {
    /// Whether two calls are the same only if they are equal but for the numbers of their turns.
    pub told_apart: bool,
    /// Whether the clock goes on: what is said, and heard again, takes time.
    pub timed: bool,
    /// Whether what led to a wait can be heard again.
    pub repeats: bool,
    /// Whether the steps before can be gone back to.
    pub back: bool,
    bytes: Vec<u8>,
}

impl Alike {
    pub fn of(caller: Caller, timed: bool, told_apart: bool) -> Self {
        Self { told_apart, timed, repeats: caller.again_anywhere, back: caller.back, ..Self::default() }
    }

    /// Takes out of a call what decides nothing any more.
    pub fn tidy(&self, call: &mut Call, flow: &Flow, choices: &Choices<'_>) {
        let now = call.last;
        call.last = call.started;
        if !self.timed {
            call.matter.machine_ms = 0;
        }
        if let Place::Offer { said, .. } = &mut call.place {
            *said = call.started;
        }
        call.turn = 1;
        for asked in call.asked.values_mut() {
            // How long ago matters where a backend is waited for.
            let ago_ms = if self.timed { now.millis_since(asked.at) } else { 0 };
            let at = call.started.millis() - i64::try_from(ago_ms).unwrap();
            (asked.turn, asked.at) = (1, clew::call::Moment::from_millis(at));
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
        if !self.timed || !self.repeats {
            call.told.clear();
        }
        // What was said before decides nothing, but it is heard where the backend answers in time.
        if let Place::Lookup { said, .. } = &mut call.place
            && !self.timed
        {
            said.clear();
        }
        if !self.back {
            call.trail.clear();
        }
        self.tidy_slips(call, flow);
        for (name, value) in &mut call.variables {
            if !choices.decides(name.as_str()) {
                *value = Value::Truth(true);
            }
        }
    }

    /// How often the caller slipped decides something only where the step has a way for who is stuck, and is heard only
    /// as far as it asks in other words.
    fn tidy_slips(&self, call: &mut Call, flow: &Flow) {
        if let Place::Step { name, .. } | Place::Offer { name, .. } | Place::Forget { name, .. } = &call.place {
            let asking = &flow.steps[name].asking;
            let words = asking.again.wrong.len().max(asking.again.silent.len());
            let said = if self.timed { u8::try_from(words).unwrap() } else { 0 };
            let stuck = asking.stuck.as_ref().map_or(0, |_| asking.tries.map_or(2, |tries| tries.0));
            call.slips = call.slips.min(said.max(stuck));
        }
    }

    /// What tells calls apart, with something beside them. How far the clock has run is no part of it, only which
    /// minutes weigh.
    pub fn key(&mut self, call: &mut Call, beside: (u64, u64)) -> u128 {
        let machine_ms = call.matter.machine_ms;
        if self.timed {
            call.matter.machine_ms = weighing(machine_ms);
        }
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
            // Hours are far from changing while a search goes on.
            last: _,
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
        } = &*call;
        let of_call = (language, place, variables, asked, doubtful, on);
        let and = (language_known, verified, &memory.first, trail, told, slips);
        let counts = (matter, settled, questions, ceiling_offered);
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.clear();
        self.bytes = postcard::to_extend(&(of_call, and, counts, beside), bytes).unwrap();
        call.matter.machine_ms = machine_ms;
        let half = |seed: u8| {
            let mut hasher = DefaultHasher::new();
            hasher.write(&[seed]);
            hasher.write(&self.bytes);
            u128::from(hasher.finish())
        };
        half(0) << 64 | half(1)
    }
}

/// How many minutes with the machine weigh.
pub const fn weighing(machine_ms: u64) -> u64 {
    (machine_ms / MINUTE_MS).saturating_sub(FREE_MINUTES)
}
