//! The proof of the lines of a flow that begin alike.

use std::collections::BTreeMap;

use super::{
    Bound, Effort, Most, Path, Proof, StepProof,
    compile::{Compiled, Compiler},
    confirm::{self, Way},
    length::VALUE_MS,
    path::path,
    root::Root,
    sample,
    search::{Quest, Searcher, Worst},
    table::{Goal, Measure, Table},
    walk,
};
use crate::{
    call::{Name, Number, SPEECH_MAX_S},
    flow::Bundle,
};

/// How many states are looked at for U of one step, at most.
const UNHELPED_STATES: usize = 1_000;

/// What is said of a flow whose ways cannot be told apart.
const COARSE: &str = "this flow has too many ways between two waits to tell them apart: they are taken together, and \
                      the bound is no less true for it";

/// How many walks are tried on the engine for each bound, at most.
const OTHERS_MAX: usize = 12;

/// At work on one line.
pub(super) struct Prover<'a> {
    bundle: &'a Bundle,
    pub compiled: Compiled,
    start: Name,
    number: Number,
    effort: Effort,
}

impl<'a> Prover<'a> {
    pub fn new(bundle: &'a Bundle, (start, number): (Name, Number), effort: Effort) -> Self {
        let (rich, poor, at) = sample::calls(bundle, number.clone());
        let compiled = Compiler::new(walk::Walker::new(bundle, rich, poor, at, effort), effort).compile(&start);
        Self { bundle, compiled, start, number, effort }
    }

    pub fn proof(&self, lines: Vec<Number>) -> Proof {
        let entries = self.effort.entries;
        let searcher = Searcher::new(&self.compiled, &self.bundle.flow.patience);
        let [turns, ms] = [Measure::Turns, Measure::Ms].map(|measure| searcher.tables(Goal::Offer, measure, entries));
        let offer = self.bound(&searcher, Goal::Offer, [&turns, &ms], false);
        let unhelped = self.bound(&searcher, Goal::Offer, [&turns, &ms], true);
        let steps = self.steps(&searcher, [&turns, &ms]);
        drop((turns, ms));
        let [turns, ms] = [Measure::Turns, Measure::Ms].map(|measure| searcher.tables(Goal::Person, measure, entries));
        let person = self.bound(&searcher, Goal::Person, [&turns, &ms], false);
        Proof { lines, start: self.start.clone(), unhelped, offer, person, steps, assumptions: self.assumptions() }
    }

    fn bound(&self, searcher: &Searcher<'_>, goal: Goal, tables: [&[Table]; 2], unhelped: bool) -> Bound {
        let states = self.effort.states;
        let [turns, seconds] = [(Measure::Turns, tables[0]), (Measure::Ms, tables[1])].map(|(measure, tables)| {
            let quest = Quest { unhelped, budget: states, ..Quest::new(goal, measure) };
            let roots = searcher.roots(unhelped);
            self.most(searcher, &quest, &roots, tables, self.effort.remembered && !unhelped)
        });
        Bound { turns, seconds }
    }

    /// The most that can come from these beginnings, or from those of later matters.
    fn most(&self, searcher: &Searcher<'_>, quest: &Quest, roots: &[Root], tables: &[Table], later: bool) -> Most {
        let worst = searcher.worst(quest, roots, tables);
        let (mut at_most, ends) = (worst.at_most, worst.looked_at < quest.budget);
        let (mut found, mut path) = self.gone(searcher, quest, roots, (tables, worst));
        if ends && found < at_most {
            // What is in the way may be where the caller came from.
            let quest = Quest { trails: true, ..quest.clone() };
            let worst = searcher.worst(&quest, roots, tables);
            at_most = at_most.min(worst.at_most);
            let gone = self.gone(searcher, &quest, roots, (tables, worst));
            if found < gone.0 {
                (found, path) = gone;
            }
        }
        if later {
            let roots = searcher.later_roots();
            at_most = at_most.max(searcher.worst(quest, &roots, tables).at_most);
        }
        let whole = |value: u64| {
            u32::try_from(if quest.measure == Measure::Ms { value.div_ceil(1000) } else { value }).unwrap_or(u32::MAX)
        };
        Most { at_most: whole(at_most), found: whole(found), path }
    }

    /// The worst walk that the engine goes: where it does not go the worst, the next one without what was in the way.
    fn gone(
        &self,
        searcher: &Searcher<'_>,
        quest: &Quest,
        roots: &[Root],
        (tables, mut worst): (&[Table], Worst),
    ) -> (u64, Option<Path>) {
        let (mut quest, mut roots) = (quest.clone(), roots.to_vec());
        let walker = confirm::Walker::new(self.bundle, &self.compiled, self.number.clone());
        let mut best = (0, None);
        for _ in 0..OTHERS_MAX {
            let Some((begins, moves)) = &worst.walk else { break };
            let Some(root) = roots.get(*begins).filter(|_| best.0 < worst.found) else { break };
            let slow_until_ms = (quest.measure == Measure::Ms).then(|| searcher.slow_until_ms(&quest, root, moves));
            let (goal, unhelped) = (quest.goal, quest.unhelped);
            let way = Way { root, moves: moves.clone(), goal, slow_until_ms, comes_to: worst.found, unhelped };
            if let Some(gone) = walker.go(&way) {
                let first = self.compiled.spots.get(root.to).map(|spot| (spot.step.clone(), spot.stage));
                let value = if quest.measure == Measure::Turns { u64::from(gone.questions) } else { gone.took_ms };
                if best.0 < value {
                    best = (value, Some(path(self.bundle, (&self.number, first), &gone)));
                }
                break;
            }
            // What is found so is tried on the engine, and no bound: it need not be the worst of all.
            quest.budget = self.effort.states / 10;
            match walker.reached() {
                Some(reached) => quest.barred.extend(moves.get(reached)),
                None => drop(roots.remove(*begins)),
            }
            worst = searcher.worst(&quest, &roots, tables);
        }
        best
    }

    fn steps(&self, searcher: &Searcher<'_>, tables: [&[Table]; 2]) -> BTreeMap<Name, StepProof> {
        let mut steps: BTreeMap<Name, StepProof> = BTreeMap::new();
        let first = self.compiled.spots.iter().enumerate().filter(|(_, spot)| spot.stage == 0);
        for (number, spot) in first {
            let root = [searcher.root_at(number)];
            let unhelped = [(Measure::Turns, tables[0]), (Measure::Ms, tables[1])].map(|(measure, tables)| {
                let quest = Quest { unhelped: true, budget: UNHELPED_STATES, ..Quest::new(Goal::Offer, measure) };
                let worst = searcher.worst(&quest, &root, tables);
                let whole = |value: u64| if measure == Measure::Ms { value.div_ceil(1000) } else { value };
                u32::try_from(whole(worst.at_most)).unwrap_or(u32::MAX)
            });
            let at_most = |measure, tables| {
                let quest = Quest::new(Goal::Offer, measure);
                root.first().map_or(0, |root| searcher.at_most(&quest, root, tables))
            };
            let turns = u32::try_from(at_most(Measure::Turns, tables[0])).unwrap_or(u32::MAX);
            let seconds = u32::try_from(at_most(Measure::Ms, tables[1]).div_ceil(1000)).unwrap_or(u32::MAX);
            let [unhelped_turns, unhelped_seconds] = unhelped;
            let entry = steps.entry(spot.step.clone()).or_insert(StepProof {
                unhelped_turns,
                unhelped_seconds,
                turns,
                seconds,
            });
            entry.unhelped_turns = entry.unhelped_turns.max(unhelped_turns);
            entry.unhelped_seconds = entry.unhelped_seconds.max(unhelped_seconds);
            entry.turns = entry.turns.max(turns);
            entry.seconds = entry.seconds.max(seconds);
        }
        steps
    }

    fn assumptions(&self) -> Vec<String> {
        let mut assumptions = vec![
            "texts take as long as their recordings; those without one are read at 150 words a minute".to_owned(),
            format!("what a text inserts takes {} s each", VALUE_MS / 1000),
            format!("a caller speaks for {SPEECH_MAX_S} s at most: then the platform takes what was said so far"),
            "between two keys passes no more than the silence that ends the wait".to_owned(),
        ];
        if !self.bundle.flow.lookups.is_empty() {
            assumptions.push("a backend takes all the time it has, and until we look again".to_owned());
        }
        if !self.bundle.flow.hours.is_empty() {
            assumptions.push("hours begin or end at most once during a call".to_owned());
        }
        if self.effort.remembered {
            assumptions.push(
                "who is owed a callback, or prefers a person, is told of that first: it is not counted".to_owned(),
            );
        }
        if self.compiled.coarse {
            assumptions.push(COARSE.to_owned());
        }
        assumptions
    }
}
