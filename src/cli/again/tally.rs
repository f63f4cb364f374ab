//! What became of many calls, counted.

use std::collections::BTreeMap;

use super::Played;
use crate::{
    call::CallKey,
    engine::again::{Again, Outcome, Reached, Why},
};

/// How many of the worst calls are shown.
pub(super) const WORST: usize = 5;

/// How bad it is: lost before later, then by how much.
type Badness = (bool, u64, u32);

/// What became of many calls.
#[derive(Default)]
pub(super) struct Tally {
    /// How many came to each outcome, by its name.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// How many reach another person.
    pub elsewhere: u64,
    /// By how much help comes sooner.
    pub sooner: Moved,
    /// By how much help comes later.
    pub later: Moved,
    /// Why calls do not fit.
    pub misfits: BTreeMap<Why, Example>,
    /// How many are not over.
    pub running: u64,
    /// How many are about another flow.
    pub other_lines: u64,
    /// How many began with a version that is gone.
    pub gone: u64,
    /// How many do not replay as they were recorded.
    pub otherwise: u64,
    worst: Vec<(Badness, CallKey)>,
}

/// By how much help comes at another time.
#[derive(Default, Clone, Copy)]
pub(super) struct Moved {
    /// How many calls.
    pub calls: u64,
    /// Turns, all together, and the most.
    pub turns: (u64, u64),
    /// Milliseconds, all together, and the most.
    pub ms: (u64, u64),
}

/// How often something was found, and where.
pub(super) struct Example {
    /// In how many calls.
    pub calls: u64,
    /// One of them, and its turn.
    pub call: (CallKey, u32),
}

impl Moved {
    fn note(&mut self, sooner: &Reached, later: &Reached) {
        let turns = u64::from(later.turns.saturating_sub(sooner.turns));
        let ms = later.after_ms.saturating_sub(sooner.after_ms);
        self.add(Self { calls: 1, turns: (turns, turns), ms: (ms, ms) });
    }

    fn add(&mut self, other: Self) {
        let both = |one: (u64, u64), other: (u64, u64)| (one.0.saturating_add(other.0), one.1.max(other.1));
        self.calls = self.calls.saturating_add(other.calls);
        (self.turns, self.ms) = (both(self.turns, other.turns), both(self.ms, other.ms));
    }
}

impl Tally {
    /// Counts one call.
    pub(super) fn note(&mut self, key: CallKey, played: &Played) {
        match played {
            Played::Compared(again) => self.compared(key, again),
            Played::Running => self.running += 1,
            Played::TooOld => {}
            Played::OtherLine => self.other_lines += 1,
            Played::Gone => self.gone += 1,
            Played::Otherwise => self.otherwise += 1,
        }
    }

    fn compared(&mut self, key: CallKey, again: &Again) {
        *self.outcomes.entry(again.outcome.name()).or_default() += 1;
        self.elsewhere += u64::from(again.elsewhere());
        match (&again.outcome, again.moved()) {
            (Outcome::Sooner, Some((was, is))) => self.sooner.note(is, was),
            (Outcome::Later, Some((was, is))) => self.later.note(was, is),
            (Outcome::Misfit(misfit), _) => {
                let found = Example { calls: 1, call: (key, misfit.turn) };
                self.misfit(misfit.why.clone(), found);
            }
            _ => {}
        }
        if again.outcome.is_worse() {
            let by = again.moved().filter(|_| again.outcome == Outcome::Later);
            let by = by.map_or((0, 0), |(was, is)| {
                (is.after_ms.saturating_sub(was.after_ms), is.turns.saturating_sub(was.turns))
            });
            self.worst.push(((again.outcome == Outcome::Lost, by.0, by.1), key));
            self.keep_worst();
        }
    }

    fn misfit(&mut self, why: Why, found: Example) {
        let known = self.misfits.entry(why).or_insert(Example { calls: 0, call: found.call });
        known.calls = known.calls.saturating_add(found.calls);
        // The same one, whichever thread finds it first.
        known.call = known.call.min(found.call);
    }

    fn keep_worst(&mut self) {
        self.worst.sort_by(|(bad, key), (other, other_key)| other.cmp(bad).then(key.cmp(other_key)));
        self.worst.truncate(WORST);
    }

    /// Takes in what another thread has counted.
    pub(super) fn add(&mut self, other: Self) {
        for (name, count) in other.outcomes {
            *self.outcomes.entry(name).or_default() += count;
        }
        self.elsewhere += other.elsewhere;
        self.sooner.add(other.sooner);
        self.later.add(other.later);
        other.misfits.into_iter().for_each(|(why, found)| self.misfit(why, found));
        self.running += other.running;
        self.other_lines += other.other_lines;
        self.gone += other.gone;
        self.otherwise += other.otherwise;
        self.worst.extend(other.worst);
        self.keep_worst();
    }

    /// How many came to an outcome.
    pub(super) fn count(&self, outcome: &Outcome) -> u64 {
        self.outcomes.get(outcome.name()).copied().unwrap_or(0)
    }

    /// How many were compared.
    pub(super) fn compared_in_all(&self) -> u64 {
        self.outcomes.values().sum()
    }

    /// The worst calls, worst first.
    pub(super) fn worst(&self) -> impl Iterator<Item = CallKey> {
        self.worst.iter().map(|(_, key)| *key)
    }
}
