//! The ways on from each spot, as far as a table can tell them apart.

use std::collections::BTreeMap;

use super::{
    before::before,
    compile::Compiled,
    pace::Pace,
    round::{ROUNDS_MAX, Rounds},
    sure::{sure, told},
    table::{Goal, Measure, RUNS},
    way::{Edge, To},
};
use crate::{
    call::Signal,
    engine::{Patience, guard::long_way},
};

/// One way on from a spot, as far as a table can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Arc {
    /// For each combination of rounds that are gone, a bit: whether it surely leads nowhere new.
    pub lost: u64,
    /// The rounds that are gone behind it.
    pub goes: usize,
    pub signal: Option<Signal>,
    /// The spot; none where it ends.
    pub to: Option<usize>,
    pub cost: u32,
    pub extra: u32,
}

/// Another call about the same matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ring {
    pub to: Option<usize>,
    pub cost: u32,
    pub extra: u32,
    /// The same where a person comes before any question about what was left open.
    pub ends: u32,
}

/// What arcs and their costs come to.
#[derive(Debug)]
pub(super) struct Arcs {
    pub arcs: Vec<Vec<Arc>>,
    /// How a caller can ring again, from anywhere.
    pub rings: Vec<Ring>,
    /// What a table keeps in mind.
    pub rounds: Rounds,
    pub step: u16,
}

impl Arcs {
    /// For tables of about so many entries at most.
    pub fn of(compiled: &Compiled, patience: &Patience, measure: Measure, (goal, entries): (Goal, usize)) -> Self {
        let (sure, told, before) = (sure(compiled), told(compiled), before(compiled));
        let step = level(patience);
        let alone = usize::from(questions(patience, goal)) * usize::from(RUNS) * usize::from(goal.sum().div_ceil(step));
        let doubled = entries.checked_div(alone * compiled.spots.len()).unwrap_or(0).checked_ilog2().unwrap_or(0);
        let most = usize::try_from(doubled).unwrap_or(0).min(ROUNDS_MAX);
        let rounds = Rounds::of(compiled, &sure, most);
        let mut arcs = Vec::new();
        for (spot, edges) in compiled.edges.iter().enumerate() {
            let told_ms = told.get(spot).copied().unwrap_or(0);
            let from = |edge: &Edge| {
                let news = sure.get(spot).and_then(|sure| compiled.layout.news(sure, &edge.piece.ops));
                let (lost, goes) = news.map_or((0, 0), |news| (rounds.holds(&news), rounds.said(&news)));
                let arc = |to: Option<usize>| {
                    let ms = (arrives_max(compiled, (edge, to), told_ms), edge.piece.closed_ms());
                    let (cost, extra) = if measure == Measure::Ms { ms } else { (1, 0) };
                    let [cost, extra] = [cost, extra].map(|ms| u32::try_from(ms).unwrap_or(u32::MAX));
                    Arc { lost, goes, signal: edge.piece.signal, to, cost, extra }
                };
                let to = match edge.to {
                    To::Spot(to) => vec![Some(to)],
                    To::Back => before.get(spot).into_iter().flatten().copied().map(Some).collect(),
                    To::End | To::Later(_) => vec![None],
                };
                to.into_iter().map(arc).collect::<Vec<_>>()
            };
            arcs.push(dearest(edges.iter().flat_map(from)));
        }
        let rings = if compiled.rings_again { rings(compiled, measure) } else { Vec::new() };
        Self { arcs, rings, rounds, step }
    }
}

/// The most questions that a matter can come to before its goal, whatever else weighs.
pub(super) fn questions(patience: &Patience, goal: Goal) -> u16 {
    patience.questions + goal.sum().div_ceil(long_way(patience, u16::MAX)) + 1
}

/// How a caller can ring again: for each spot that a call can begin at, what that takes at most.
fn rings(compiled: &Compiled, measure: Measure) -> Vec<Ring> {
    let mut rings: BTreeMap<Option<usize>, Ring> = BTreeMap::new();
    for start in &compiled.starts {
        let to = start.to.spot();
        let arrives = to.and_then(|to| compiled.paces.get(to)).map_or(0, longest_ms);
        let ms = [start.piece.said_ms + start.question_ms[0] + arrives, start.piece.closed_ms()];
        let [cost, extra] = if measure == Measure::Ms { ms } else { [0, 0] };
        let [cost, extra] = [cost, extra].map(|ms| u32::try_from(ms).unwrap_or(u32::MAX));
        let ends = if start.who.open.is_none() { extra } else { 0 };
        let ring = rings.entry(to).or_insert(Ring { to, cost, extra, ends });
        (ring.cost, ring.extra, ring.ends) = (ring.cost.max(cost), ring.extra.max(extra), ring.ends.max(ends));
    }
    rings.into_values().collect()
}

/// How long a spot can take at most, with what is said there.
fn longest_ms(pace: &Pace) -> u64 {
    pace.says_max() + pace.hint_ms + pace.act_ms
}

/// Of arcs that differ in cost alone, the dearest.
fn dearest(arcs: impl Iterator<Item = Arc>) -> Vec<Arc> {
    let mut kept: BTreeMap<Arc, (u32, u32)> = BTreeMap::new();
    for arc in arcs {
        let (cost, extra) = kept.entry(Arc { cost: 0, extra: 0, ..arc }).or_default();
        (*cost, *extra) = ((*cost).max(arc.cost), (*extra).max(arc.extra));
    }
    kept.into_iter().map(|(arc, (cost, extra))| Arc { cost, extra, ..arc }).collect()
}

/// What divides every sum of a ledger.
pub(super) fn level(patience: &Patience) -> u16 {
    patience.lost.iter().chain([&patience.minute]).fold(5, |all, weight| common(all, *weight))
}

const fn common(a: u16, b: u16) -> u16 {
    if b == 0 { a } else { common(b, a % b) }
}

/// What the caller hears at most behind a turn, and how long the next one can take at most.
fn arrives_max(compiled: &Compiled, (edge, to): (&Edge, Option<usize>), told_ms: u64) -> u64 {
    let there = to.and_then(|to| compiled.paces.get(to)).map_or(0, longest_ms);
    edge.piece.said_ms + edge.after_ms + if edge.repeats { told_ms } else { 0 } + there
}
