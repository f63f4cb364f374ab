//! Where walks have been, so that none is gone on with from where another can come to at least as much.
//!
//! A walk that has heard and answered less can do whatever one can that has heard more: what is new to the second is
//! new to the first, too. Whether its ledger then stays at or below the other's, however they go on, depends on the
//! weights; [`Outdoes`] tries that out, for each pair of sums and runs of lost turns.

use std::{
    collections::{BTreeMap, BTreeSet, hash_map::DefaultHasher},
    hash::{Hash as _, Hasher as _},
};

use super::{
    arc::level,
    compile::Compiled,
    know::Known,
    search::Quest,
    table::{Measure, RINGS, RUNS},
    turn::{Spent, State},
};
use crate::{
    call::Signal,
    engine::{
        Patience,
        guard::{long_way, weigh, weight},
    },
};

/// Where walks have been.
pub(super) struct Seen<'a> {
    outdoes: Option<&'a Outdoes>,
    places: BTreeMap<u64, Vec<Place>>,
}

/// Walks that are alike but for what they have heard and answered, and for their ledgers.
struct Place {
    alike: State,
    walks: Vec<Been>,
}

/// One of them.
struct Been {
    heard: Known,
    ledger: Ledger,
    spent: Spent,
}

impl<'a> Seen<'a> {
    /// Nowhere yet. Seconds are no less for who has heard more, since whoever is lost is told of 0.
    pub fn new(outdoes: Option<&'a Outdoes>) -> Self {
        Self { outdoes, places: BTreeMap::new() }
    }

    /// Notes a walk; false if another can come to at least as much.
    pub fn note(&mut self, compiled: &Compiled, state: &State, spent: Spent) -> bool {
        let (alike, heard, ledger) = match self.outdoes {
            Some(_) => {
                let (heard, rest) = compiled.layout.parted(&state.known);
                let alike = State { known: rest, run: 0, sum: 0, trail: state.trail.clone(), ..*state };
                (alike, heard, (state.run, state.sum))
            }
            None => (state.clone(), Known::default(), (0, 0)),
        };
        let mut hasher = DefaultHasher::new();
        alike.hash(&mut hasher);
        let places = self.places.entry(hasher.finish()).or_default();
        let now = Been { heard, ledger, spent };
        let Some(place) = places.iter_mut().find(|place| place.alike == alike) else {
            places.push(Place { alike, walks: vec![now] });
            return true;
        };
        let outdoes = |one: &Been, other: &Been| one.outdoes(other, self.outdoes);
        if place.walks.iter().any(|been| outdoes(been, &now)) {
            return false;
        }
        place.walks.retain(|been| !outdoes(&now, been));
        place.walks.push(now);
        true
    }
}

impl Been {
    fn outdoes(&self, other: &Self, by: Option<&Outdoes>) -> bool {
        self.spent.covers(other.spent)
            && by.is_none_or(|by| match (self.heard == other.heard, self.heard.is_within(&other.heard)) {
                (true, _) => by.alike.holds(self.ledger, other.ledger),
                (false, true) => by.heard_less.holds(self.ledger, other.ledger),
                (false, false) => false,
            })
    }
}

/// Which ledgers stay below the goal for as long as others do, however both go on.
#[derive(Debug)]
pub(super) struct Outdoes {
    alike: Pairs,
    heard_less: Pairs,
}

impl Outdoes {
    /// For these weights and this goal; none where walks are not told apart by turns alone.
    pub fn of(compiled: &Compiled, patience: &Patience, quest: &Quest) -> Option<Self> {
        if quest.measure != Measure::Turns {
            return None;
        }
        let signals: BTreeSet<Option<Signal>> =
            compiled.edges.iter().flatten().map(|edge| edge.piece.signal).chain([None]).collect();
        let goal = quest.goal.sum();
        let pairs = |less| Pairs::of(patience, &signals, (goal, level(patience)), less);
        Some(Self { alike: pairs(false), heard_less: pairs(true) })
    }
}

/// Lost turns in a row, and the sum.
type Ledger = (u16, u16);

const fn heavier((run, sum): Ledger, by: u16) -> Ledger {
    (run, sum.saturating_add(by))
}

/// A ledger after a turn that is progress or not, and meets with something.
fn after(patience: &Patience, (run, sum): Ledger, (progress, signal): (bool, Option<Signal>)) -> Ledger {
    let weighed = weigh(patience, run, progress, signal);
    (weighed.lost_run.min(RUNS - 1), sum.saturating_add(weighed.heaviest.map_or(0, |(_, weight)| weight)))
}

/// For each two ledgers, whether the first stays below the goal for as long as the second.
#[derive(Debug)]
struct Pairs {
    step: u16,
    levels: usize,
    holds: Vec<bool>,
}

impl Pairs {
    fn of(patience: &Patience, signals: &BTreeSet<Option<Signal>>, (goal, step): (u16, u16), less: bool) -> Self {
        let levels = usize::from(goal.div_ceil(step));
        let runs = usize::from(RUNS);
        let mut pairs = Self { step, levels, holds: vec![true; runs * runs * levels * levels] };
        let turns =
            if less { &[(false, false), (true, true), (true, false)][..] } else { &[(false, false), (true, true)] };
        let sums = || (0..levels).rev().filter_map(|level| u16::try_from(level).ok()).map(|level| level * step);
        let ledgers = || sums().flat_map(|sum| (0..RUNS).map(move |run| (run, sum)));
        let mut changed = true;
        while changed {
            changed = false;
            for (one, other) in ledgers().flat_map(|one| ledgers().map(move |other| (one, other))) {
                let ways = signals.iter().flat_map(|signal| turns.iter().map(move |turn| (*signal, *turn)));
                let acts = ways.map(|(signal, (first, second))| {
                    (after(patience, one, (first, signal)), after(patience, other, (second, signal)))
                });
                let rings = [(heavier(one, weight(RINGS)), heavier(other, weight(RINGS)))];
                let far = long_way(patience, u16::MAX);
                let on =
                    acts.chain(rings).flat_map(|(one, other)| [(one, other), (heavier(one, far), heavier(other, far))]);
                let stays =
                    |(one, other): (Ledger, Ledger)| goal <= other.1 || (one.1 < goal && pairs.holds(one, other));
                if pairs.holds(one, other) && !on.into_iter().all(stays) {
                    pairs.break_at(one, other);
                    changed = true;
                }
            }
        }
        pairs
    }

    fn at(&self, (run, sum): Ledger, (other_run, other): Ledger) -> usize {
        let level = |sum: u16| usize::from(sum / self.step).min(self.levels - 1);
        let runs = usize::from(run) * usize::from(RUNS) + usize::from(other_run);
        (runs * self.levels + level(sum)) * self.levels + level(other)
    }

    fn holds(&self, one: Ledger, other: Ledger) -> bool {
        self.holds.get(self.at(one, other)).copied().unwrap_or(false)
    }

    fn break_at(&mut self, one: Ledger, other: Ledger) {
        let at = self.at(one, other);
        if let Some(holds) = self.holds.get_mut(at) {
            *holds = false;
        }
    }
}
