//! What can still come at most from a spot, whatever was heard: sound, and found once for all walks.
//!
//! A turn that may lead somewhere new counts both as one that does and as one that does not; what was surely heard on
//! every way to a spot is nothing new there. So nothing here rests on how weights compare.

use super::{
    arc::{Arc, Arcs, questions},
    round::Rounds,
};
use crate::{
    call::Signal,
    engine::{
        Patience,
        guard::{FREE_MINUTES, long_way, weigh, weight},
    },
};

/// Which moment a bound counts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// A person is offered.
    Offer,
    /// The caller is connected, having declined every offer.
    Person,
}

impl Goal {
    /// The sum at which it is reached.
    pub const fn sum(self) -> u16 {
        match self {
            Self::Offer => crate::engine::guard::OFFER_AT[0],
            Self::Person => crate::engine::guard::CONNECT_AT,
        }
    }
}

/// The largest table that is built, in entries.
const ENTRIES_MAX: usize = 60_000_000;

/// How a caller rings again: later within the hour. Sooner weighs more, and nothing else is different.
pub const RINGS: Signal = Signal::RangAgainLater;

/// How far lost turns in a row are told apart.
pub const RUNS: u16 = 3;

/// What a walk is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Counted turns.
    Turns,
    /// Milliseconds.
    Ms,
}

/// What can come at most, by questions, lost turns in a row, sum and spot.
#[derive(Debug)]
pub struct Table {
    /// The ledger stays below this sum until the last turn.
    pub limit: u16,
    /// The minute that ends it, in milliseconds; the last turn can end later.
    pub mark_ms: u64,
    questions: u16,
    levels: usize,
    spots: usize,
    step: u16,
    most: Vec<u32>,
    extra: Vec<u32>,
    /// The longest last turn.
    last: u64,
    /// What it keeps in mind of a walk.
    pub rounds: Rounds,
}

/// What a table is about.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    pub patience: &'a Patience,
    pub goal: Goal,
    pub measure: Measure,
    /// Below which the ledger stays until the last turn.
    pub limit: u16,
    /// The end by the clock.
    pub mark_ms: u64,
}

impl Table {
    /// Nothing where it would be too large.
    pub(super) fn of(arcs: &Arcs, about: About<'_>) -> Option<Self> {
        let spots = arcs.arcs.len();
        let questions = questions(about.patience, about.goal);
        let levels = usize::from(about.limit.div_ceil(arcs.step));
        let rounds = arcs.rounds.clone();
        let entries = usize::from(questions) * usize::from(RUNS) * levels * rounds.combinations() * spots;
        if ENTRIES_MAX < entries {
            return None;
        }
        let extras = arcs.arcs.iter().flatten().map(|arc| arc.extra).chain(arcs.rings.iter().map(|ring| ring.extra));
        let extras = extras.max().is_some_and(|most| 0 < most);
        let last = arcs.arcs.iter().flatten().map(|arc| arc.cost).chain(arcs.rings.iter().map(|ring| ring.cost));
        let last = last.max().map_or(0, u64::from);
        let (most, extra) = (vec![0; entries], vec![0; if extras { entries } else { 0 }]);
        let (limit, mark_ms) = (about.limit, about.mark_ms);
        let mut table = Self { limit, mark_ms, questions, levels, spots, step: arcs.step, most, extra, last, rounds };
        for question in (0..questions).rev() {
            table.layer(arcs, about, question);
        }
        Some(table)
    }

    /// Where the entries of all spots begin.
    fn at(&self, gone: usize, (question, run, sum): (u16, u16, u16)) -> Option<usize> {
        let level = usize::from(sum / self.step);
        let within = question < self.questions && level < self.levels;
        let row = (usize::from(question) * usize::from(RUNS) + usize::from(run.min(RUNS - 1))) * self.levels + level;
        within.then_some((row * self.rounds.combinations() + gone) * self.spots)
    }

    /// One number of questions, from the next one.
    fn layer(&mut self, arcs: &Arcs, about: About<'_>, question: u16) {
        let far = long_way(about.patience, question + 1);
        // Whoever rings again comes to a larger sum, which is known by then.
        for level in (0..self.levels).rev() {
            for (run, gone) in (0..RUNS).flat_map(|run| (0..self.rounds.combinations()).map(move |gone| (run, gone))) {
                let sum = u16::try_from(level).unwrap_or(u16::MAX).saturating_mul(self.step);
                let Some(row) = self.at(gone, (question, run, sum)) else { continue };
                let rings = self.rings(arcs, about, (gone, (question, run, sum)));
                for (spot, ways) in arcs.arcs.iter().enumerate() {
                    let (mut most, mut extra) = rings;
                    for arc in ways {
                        let (worst, closed) = self.arc(about, arc, (gone, (question + 1, run, sum + far)));
                        most = most.max(worst);
                        extra = extra.max(closed);
                    }
                    if let Some(entry) = self.most.get_mut(row + spot) {
                        *entry = most;
                    }
                    if let Some(entry) = self.extra.get_mut(row + spot) {
                        *entry = extra;
                    }
                }
            }
        }
    }

    /// What can come at most of ringing again, and how much of it the caller cannot act in.
    fn rings(
        &self,
        arcs: &Arcs,
        about: About<'_>,
        (gone, (question, run, sum)): (usize, (u16, u16, u16)),
    ) -> (u32, u32) {
        let (mut most, mut extra) = (0, 0);
        let row = Some(sum.saturating_add(weight(RINGS))).filter(|after| *after < about.limit);
        let row = row.and_then(|after| self.at(gone, (question, run, after)));
        for ring in &arcs.rings {
            extra = extra.max(ring.ends);
            let Some(at) = row.zip(ring.to).map(|(row, to)| row + to) else { continue };
            most = most.max(ring.cost.saturating_add(self.most.get(at).copied().unwrap_or(0)));
            extra = extra.max(ring.extra.saturating_add(self.extra.get(at).copied().unwrap_or(0)));
        }
        (most, extra)
    }

    /// What can come at most by one arc, and how much of it the caller cannot act in.
    fn arc(&self, about: About<'_>, arc: &Arc, (gone, (question, run, sum)): (usize, (u16, u16, u16))) -> (u32, u32) {
        let Some(to) = arc.to else { return (0, arc.extra) };
        // A turn counts when it leads to the goal too; seconds behind the last turn do not.
        let ends = if about.measure == Measure::Turns { 1 } else { 0 };
        let (mut worst, mut later) = (ends, 0);
        for progress in [false, true] {
            if progress && arc.lost >> gone & 1 == 1 {
                continue;
            }
            let weighed = weigh(about.patience, run, progress, arc.signal);
            let after = sum.saturating_add(weighed.heaviest.map_or(0, |(_, weight)| weight));
            if about.limit <= after {
                continue;
            }
            let Some(row) = self.at(gone | arc.goes, (question, weighed.lost_run, after)) else { continue };
            let read = |of: &[u32]| of.get(row + to).copied().unwrap_or(0);
            worst = worst.max(arc.cost.saturating_add(read(&self.most)));
            later = later.max(read(&self.extra));
        }
        (worst, arc.extra.saturating_add(later))
    }

    /// What can still come at most from there, where those rounds are gone: in its measure, and what of it the caller
    /// cannot act in.
    pub fn from(&self, spot: usize, gone: usize, at: (u16, u16, u16)) -> (u64, u64) {
        let row = self.at(gone, at);
        let read = |of: &[u32]| row.and_then(|row| of.get(row + spot)).copied().map_or(0, u64::from);
        (read(&self.most), read(&self.extra))
    }

    /// The longest last turn.
    pub const fn last_ms(&self) -> u64 {
        self.last
    }
}

/// The minute at which the clock alone brings a sum to the goal, in milliseconds with the machine.
pub fn mark_ms(patience: &Patience, goal: Goal, sum: u16) -> u64 {
    let missing = goal.sum().saturating_sub(sum);
    (FREE_MINUTES + u64::from(missing.div_ceil(patience.minute.max(1)))) * 60_000
}
