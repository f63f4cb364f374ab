//! Short rounds of a flow: what a table keeps in mind of a walk, so that it does not take the same for new again and
//! again.
//!
//! Without it a menu and the way back to it would be progress each time. The ways of the shortest rounds are told
//! apart, as many as the size of a table allows; a walk that has gone one has heard all that it says.

use std::collections::{BTreeSet, VecDeque};

use super::{compile::Compiled, know::Known};

/// The most ways that are kept in mind: their combinations are the bits of one number.
pub const ROUNDS_MAX: usize = 6;

/// How long a round is looked for, in turns.
const TURNS_MAX: usize = 4;

/// The ways that are kept in mind, each by what it says.
#[derive(Debug, Clone, Default)]
pub struct Rounds(Vec<BTreeSet<usize>>);

impl Rounds {
    /// The ways of the shortest rounds, as many as that.
    pub(super) fn of(compiled: &Compiled, sure: &[Known], most: usize) -> Self {
        if most == 0 {
            return Self::default();
        }
        let mut rounds: Vec<(usize, BTreeSet<usize>)> = Vec::new();
        for (from, edges) in compiled.edges.iter().enumerate() {
            for edge in edges {
                let Some((to, sure)) = edge.to.spot().zip(sure.get(from)) else { continue };
                let news = compiled.layout.news(sure, &edge.piece.ops).filter(|news| !news.is_empty());
                let Some((news, turns)) = news.zip(turns(compiled, to, from)) else { continue };
                rounds.push((turns, news));
            }
        }
        rounds.sort();
        let mut kept: Vec<BTreeSet<usize>> = Vec::new();
        for (_, news) in rounds {
            if kept.len() < most && !kept.contains(&news) {
                kept.push(news);
            }
        }
        Self(kept)
    }

    /// How many combinations there are.
    pub const fn combinations(&self) -> usize {
        1 << self.0.len()
    }

    /// Which of them are gone where that is known, as a number.
    pub(super) fn gone(&self, known: &Known) -> usize {
        self.combined(|unit| known.has(unit))
    }

    /// Which of them are gone where that was said.
    pub fn said(&self, news: &BTreeSet<usize>) -> usize {
        self.combined(|unit| news.contains(&unit))
    }

    fn combined(&self, heard: impl Fn(usize) -> bool) -> usize {
        let gone = self.0.iter().enumerate().filter(|(_, units)| units.iter().all(|unit| heard(*unit)));
        gone.map(|(at, _)| 1 << at).sum()
    }

    /// For each combination, a bit: whether all of that was said where those are gone.
    pub fn holds(&self, news: &BTreeSet<usize>) -> u64 {
        let holds = |gone: &usize| {
            let said =
                |unit: &usize| self.0.iter().enumerate().any(|(at, units)| gone >> at & 1 == 1 && units.contains(unit));
            news.iter().all(said)
        };
        (0..self.combinations()).filter(holds).map(|gone| 1 << gone).sum()
    }
}

/// In how many turns one spot leads to another, if it does soon.
fn turns(compiled: &Compiled, from: usize, to: usize) -> Option<usize> {
    let (mut seen, mut ahead) = (BTreeSet::from([from]), VecDeque::from([(from, 0)]));
    while let Some((spot, turns)) = ahead.pop_front() {
        if spot == to {
            return Some(turns);
        }
        if turns == TURNS_MAX {
            continue;
        }
        let next = compiled.edges.get(spot).into_iter().flatten().filter_map(|edge| edge.to.spot());
        for next in next {
            if seen.insert(next) {
                ahead.push_back((next, turns + 1));
            }
        }
    }
    None
}
