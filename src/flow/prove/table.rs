//! What can still come at most from a spot, whatever was heard: sound, and found once for all walks.
//!
//! A turn that may lead somewhere new counts both as one that does and as one that does not; what was surely heard on
//! every way to a spot is nothing new there. So nothing here rests on how weights compare.

use std::collections::BTreeMap;

use super::{
    compile::Compiled,
    groups::Groups,
    pace::Pace,
    sure::{sure, told},
    way::{Edge, To},
};
use crate::{
    call::Signal,
    engine::{
        Patience,
        guard::{FREE_MINUTES, long_way, weigh},
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

/// How far lost turns in a row are told apart.
pub const RUNS: u16 = 3;

/// One way on from a spot, as far as a table can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Arc {
    /// It surely leads nowhere new.
    lost: bool,
    signal: Option<Signal>,
    to: ArcTo,
    cost: u64,
    extra: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ArcTo {
    Spot(usize),
    Back,
    End,
}

/// What arcs and their costs come to.
#[derive(Debug)]
pub struct Arcs {
    arcs: Vec<Vec<Arc>>,
    /// The strongly connected parts of the flow, by spot, and which lead to which.
    groups: Groups,
    step: u16,
}

/// What a walk is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Counted turns.
    Turns,
    /// Milliseconds.
    Ms,
}

impl Arcs {
    pub fn of(compiled: &Compiled, patience: &Patience, measure: Measure) -> Self {
        let sure = sure(compiled);
        let told = told(compiled);
        let mut arcs = Vec::new();
        for (spot, edges) in compiled.edges.iter().enumerate() {
            let known = sure.get(spot);
            let told_ms = told.get(spot).copied().unwrap_or(0);
            let arc = |edge: &Edge| {
                let lost = known.is_some_and(|known| compiled.layout.is_surely_lost(known, &edge.piece.ops));
                let (cost, extra) = match measure {
                    Measure::Turns => (1, 0),
                    Measure::Ms => (arrives_max(compiled, edge, told_ms), edge.piece.closed_ms()),
                };
                let to = match edge.to {
                    To::Spot(to) => ArcTo::Spot(to),
                    To::Back => ArcTo::Back,
                    To::End | To::Later(_) => ArcTo::End,
                };
                Arc { lost, signal: edge.piece.signal, to, cost, extra }
            };
            arcs.push(dearest(edges.iter().map(arc)));
        }
        let step = patience.lost.iter().chain([&patience.minute]).fold(5, |all, weight| common(all, *weight));
        Self { arcs, groups: Groups::of(compiled), step }
    }
}

/// Of arcs that differ in cost alone, the dearest.
fn dearest(arcs: impl Iterator<Item = Arc>) -> Vec<Arc> {
    let mut kept: BTreeMap<(bool, Option<Signal>, ArcTo), Arc> = BTreeMap::new();
    for arc in arcs {
        let entry = kept.entry((arc.lost, arc.signal, arc.to)).or_insert(arc);
        entry.cost = entry.cost.max(arc.cost);
        entry.extra = entry.extra.max(arc.extra);
    }
    kept.into_values().collect()
}

const fn common(a: u16, b: u16) -> u16 {
    if b == 0 { a } else { common(b, a % b) }
}

/// What the caller hears at most behind a turn, and how long the next one can take at most.
fn arrives_max(compiled: &Compiled, edge: &Edge, told_ms: u64) -> u64 {
    let longest = |pace: &Pace| pace.says_max() + pace.hint_ms + pace.act_ms;
    let to = match edge.to {
        To::Spot(to) => compiled.paces.get(to).map_or(0, longest),
        To::Back => compiled.paces.iter().map(longest).max().unwrap_or(0),
        To::End | To::Later(_) => 0,
    };
    edge.piece.said_ms + edge.after_ms + if edge.repeats { told_ms } else { 0 } + to
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
    /// The longest last turn, by spot.
    last: u64,
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
    pub fn of(arcs: &Arcs, about: About<'_>) -> Option<Self> {
        let spots = arcs.arcs.len();
        let questions = about.patience.questions + about.goal.sum().div_ceil(10) + 1;
        let levels = usize::from(about.limit.div_ceil(arcs.step));
        let entries = usize::from(questions) * usize::from(RUNS) * levels * spots;
        if ENTRIES_MAX < entries {
            return None;
        }
        let extras = arcs.arcs.iter().flatten().any(|arc| 0 < arc.extra);
        let last = arcs.arcs.iter().flatten().map(|arc| arc.cost).max().unwrap_or(0);
        let (most, extra) = (vec![0; entries], vec![0; if extras { entries } else { 0 }]);
        let (limit, mark_ms) = (about.limit, about.mark_ms);
        let mut table = Self { limit, mark_ms, questions, levels, spots, step: arcs.step, most, extra, last };
        for question in (0..questions).rev() {
            table.layer(arcs, about, question);
        }
        Some(table)
    }

    fn at(&self, question: u16, run: u16, sum: u16) -> Option<usize> {
        let level = usize::from(sum / self.step);
        let within = question < self.questions && level < self.levels;
        let row = (usize::from(question) * usize::from(RUNS) + usize::from(run.min(RUNS - 1))) * self.levels + level;
        within.then_some(row * self.spots)
    }

    /// One number of questions, from the next one.
    fn layer(&mut self, arcs: &Arcs, about: About<'_>, question: u16) {
        let next = question + 1;
        let far = long_way(about.patience, next);
        // Where "back" can lead from each spot, for each row of the next layer that is asked for.
        let mut backs: BTreeMap<usize, (Vec<u32>, Vec<u32>)> = BTreeMap::new();
        for run in 0..RUNS {
            for level in 0..self.levels {
                let sum = u16::try_from(level).unwrap_or(u16::MAX).saturating_mul(self.step);
                let Some(row) = self.at(question, run, sum) else { continue };
                for (spot, ways) in arcs.arcs.iter().enumerate() {
                    let (mut most, mut extra) = (0, 0);
                    for arc in ways {
                        let (worst, closed) = self.arc(arcs, about, (arc, spot), (next, run, sum + far), &mut backs);
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

    /// What can come at most by one arc, and how much of it the caller cannot act in.
    fn arc(
        &self,
        arcs: &Arcs,
        about: About<'_>,
        (arc, spot): (&Arc, usize),
        (question, run, sum): (u16, u16, u16),
        backs: &mut BTreeMap<usize, (Vec<u32>, Vec<u32>)>,
    ) -> (u32, u32) {
        let closed = u32::try_from(arc.extra).unwrap_or(u32::MAX);
        if arc.to == ArcTo::End {
            return (0, closed);
        }
        // A turn counts when it leads to the goal too; seconds behind the last turn do not.
        let ends = if about.measure == Measure::Turns { 1 } else { 0 };
        let cost = u32::try_from(arc.cost).unwrap_or(u32::MAX);
        let (mut worst, mut later) = (ends, 0);
        for progress in [false, true] {
            if progress && arc.lost {
                continue;
            }
            let weighed = weigh(about.patience, run, progress, arc.signal);
            let after = sum.saturating_add(weighed.heaviest.map_or(0, |(_, weight)| weight));
            if about.limit <= after {
                continue;
            }
            let Some(row) = self.at(question, weighed.lost_run, after) else { continue };
            let (more, extra) = match arc.to {
                ArcTo::Spot(to) => (self.most.get(row + to).copied(), self.extra.get(row + to).copied()),
                ArcTo::Back => {
                    let most = backs.entry(row).or_insert_with(|| {
                        let layer = |of: &[u32]| arcs.groups.most(of.get(row..row + self.spots).unwrap_or_default());
                        (layer(&self.most), layer(&self.extra))
                    });
                    let group = arcs.groups.of.get(spot).copied().unwrap_or(0);
                    (most.0.get(group).copied(), most.1.get(group).copied())
                }
                ArcTo::End => (None, None),
            };
            worst = worst.max(cost.saturating_add(more.unwrap_or(0)));
            later = later.max(extra.unwrap_or(0));
        }
        (worst, closed.saturating_add(later))
    }

    /// What can still come at most from there: in its measure, and what of it the caller cannot act in.
    pub fn from(&self, spot: usize, question: u16, run: u16, sum: u16) -> (u64, u64) {
        let row = self.at(question, run, sum);
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
