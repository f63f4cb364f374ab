//! What is known where: at each step, on every way there and on some way. Rules share this; it is no rule itself.
//!
//! Invariant: what is surely known is known on every way that callers can take. Ways that no caller can take count as
//! ways, so less may be sure than is.

mod bits;
mod read;
mod reading;
mod round;

use std::collections::{BTreeMap, BTreeSet, VecDeque, btree_map::Entry};

use crate::{
    call::Name,
    engine::scope::Scope,
    flow::{draft::Draft, unfold::Unfolded},
};
use bits::{Op, State};
use read::{Reader, VERIFIED};

pub(super) use reading::{Reading, What};

/// What is known where in a flow.
pub(super) struct Known<'a> {
    readings: Vec<Reading<'a>>,
    values: BTreeMap<Name, usize>,
    passages: Vec<Passage>,
    /// What is known on entering each step; nothing for steps to which no way leads.
    entered: Vec<Option<State>>,
    starts: Vec<usize>,
}

/// What a step does with values.
#[derive(Debug, Default)]
struct Passage {
    entry: Vec<Op>,
    ways: Vec<Way>,
}

#[derive(Debug)]
struct Way {
    ops: Vec<Op>,
    to: Option<usize>,
}

/// How well a value is known where it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Certainty {
    /// On no way there.
    Never,
    /// On some ways, and not on others.
    Sometimes,
    /// On every way.
    Always,
}

impl<'a> Known<'a> {
    pub fn of(draft: &'a Draft<'a>, unfolded: &Unfolded<'a>) -> Self {
        let mut reader = Reader::new(draft, unfolded);
        let passages: Vec<Passage> =
            unfolded.nodes.iter().enumerate().map(|(at, node)| reader.step(at, node)).collect();
        let lines = draft.lines.iter().filter_map(|line| unfolded.node(&line.start.as_ref()?.0));
        let starts = lines.chain(unfolded.start(draft)).filter_map(|node| reader.steps.get(&node.name).copied());
        let starts: BTreeSet<usize> = starts.collect();
        let Reader { values, readings, .. } = reader;
        let entered = vec![None; passages.len()];
        let mut known = Self { readings, values, passages, entered, starts: starts.into_iter().collect() };
        known.settle();
        known
    }

    /// Walks until nothing changes any more. Steps are taken in the order in which ways come to them first, so that
    /// few are taken often.
    fn settle(&mut self) {
        let order = self.order();
        let mut ahead: BTreeSet<(usize, usize)> = BTreeSet::new();
        let place = |step: usize| order.get(step).copied().unwrap_or(0);
        for start in &self.starts {
            if let Some(entered) = self.entered.get_mut(*start) {
                *entered = Some(State::default());
                ahead.insert((place(*start), *start));
            }
        }
        while let Some((_, step)) = ahead.pop_first() {
            let (Some(passage), Some(Some(state))) = (self.passages.get(step), self.entered.get(step).cloned()) else {
                continue;
            };
            let mut state = state;
            state.run(&passage.entry, &mut |_, _| {});
            for way in &passage.ways {
                let Some(to) = way.to else { continue };
                let mut left = state.clone();
                left.run(&way.ops, &mut |_, _| {});
                let changed = match self.entered.get_mut(to) {
                    Some(Some(entered)) => entered.join(&left),
                    Some(entered) => {
                        *entered = Some(left);
                        true
                    }
                    None => false,
                };
                if changed {
                    ahead.insert((place(to), to));
                }
            }
        }
    }

    /// For each step, how far from the end of a search in depth it lies: those that lead to it come first, as far as
    /// circles let them.
    fn order(&self) -> Vec<usize> {
        let mut order = vec![0; self.passages.len()];
        let mut seen = vec![false; self.passages.len()];
        let mut next = self.passages.len();
        let ways = |step: usize| self.passages.get(step).into_iter().flat_map(|passage| &passage.ways);
        for start in &self.starts {
            let mut stack: Vec<(usize, Vec<usize>)> = Vec::new();
            let mut ahead = Some(*start);
            loop {
                if let Some(step) = ahead.take()
                    && let Some(seen) = seen.get_mut(step).filter(|seen| !**seen)
                {
                    *seen = true;
                    stack.push((step, ways(step).filter_map(|way| way.to).collect()));
                }
                let Some((step, left)) = stack.last_mut() else { break };
                ahead = left.pop();
                if ahead.is_none() {
                    next = next.saturating_sub(1);
                    if let Some(place) = order.get_mut(*step) {
                        *place = next;
                    }
                    stack.pop();
                }
            }
        }
        order
    }

    /// The number of a value by its name, in a scope.
    pub fn value(&self, scope: &Scope, name: &Name) -> Option<usize> {
        self.values.get(&scope.full(name.as_str())).copied()
    }

    /// Whether some step fills what stands at a path.
    pub fn is_filled(&self, scope: &Scope, path: &Name) -> bool {
        let root = path.as_str().split('.').next().unwrap_or("");
        self.values.contains_key(&scope.full(root))
    }

    /// How well what is read is known, reading by reading, for every step that callers come to.
    pub fn certainties(&self) -> Vec<(&Reading<'a>, Certainty)> {
        let judge = |reading: &Reading<'_>, state: &State| match reading.value {
            value if reading.guarded || state.sure.has(value) => Certainty::Always,
            value if state.maybe.has(value) => Certainty::Sometimes,
            _ => Certainty::Never,
        };
        self.judged(&judge)
    }

    /// What is read where the caller may not be verified.
    pub fn unverified(&self) -> Vec<&Reading<'a>> {
        let verified = self.values.get(VERIFIED).copied();
        let is = |reading: &Reading<'_>, state: &State| {
            reading.verified || verified.is_some_and(|verified| state.sure.has(verified))
        };
        self.judged(&is).into_iter().filter(|(_, verified)| !verified).map(|(reading, _)| reading).collect()
    }

    fn judged<T>(&self, judge: &dyn Fn(&Reading<'a>, &State) -> T) -> Vec<(&Reading<'a>, T)> {
        let mut found = Vec::new();
        for (passage, entered) in self.passages.iter().zip(&self.entered) {
            let Some(mut state) = entered.clone() else { continue };
            let mut read = |reading: usize, state: &State| {
                found.extend(self.readings.get(reading).map(|reading| (reading, judge(reading, state))));
            };
            state.run(&passage.entry, &mut read);
            for way in &passage.ways {
                state.clone().run(&way.ops, &mut read);
            }
        }
        found
    }

    /// The steps of a shortest way to a step at whose end a value is not known, by their numbers.
    pub fn way_without(&self, value: usize, to: usize) -> Option<Vec<usize>> {
        let mut before: BTreeMap<(usize, bool), Option<(usize, bool)>> = BTreeMap::new();
        let mut ahead: VecDeque<(usize, bool)> = self.starts.iter().map(|start| (*start, false)).collect();
        before.extend(ahead.iter().map(|start| (*start, None)));
        while let Some(at) = ahead.pop_front() {
            if at == (to, false) {
                return Some(trodden(&before, at));
            }
            let Some(passage) = self.passages.get(at.0) else { continue };
            let mut state = self.entered.get(at.0).cloned().flatten().unwrap_or_default();
            let Some(inside) = after(&passage.entry, value, at.1, &mut state) else { continue };
            for way in &passage.ways {
                let known = after(&way.ops, value, inside, &mut state.clone());
                let (Some(next), Some(known)) = (way.to, known) else { continue };
                if let Entry::Vacant(vacant) = before.entry((next, known)) {
                    vacant.insert(Some(at));
                    ahead.push_back((next, known));
                }
            }
        }
        None
    }
}

/// The way back to the start, turned round.
fn trodden(before: &BTreeMap<(usize, bool), Option<(usize, bool)>>, mut at: (usize, bool)) -> Vec<usize> {
    let mut way = vec![at.0];
    while let Some(Some(earlier)) = before.get(&at) {
        way.push(earlier.0);
        at = *earlier;
    }
    way.reverse();
    way
}

/// Whether a value is known after all of this; nothing, if nobody goes this way who does not know it. `state` is what
/// is sure besides.
fn after(ops: &[Op], value: usize, mut known: bool, state: &mut State) -> Option<bool> {
    for op in ops {
        state.run(std::slice::from_ref(op), &mut |_, _| {});
        match op {
            Op::Fill(filled) | Op::Derive(filled, _) | Op::Copy(_, filled) if *filled == value => {
                known = state.sure.has(value);
            }
            Op::Drop(dropped) | Op::Unsure(dropped) if *dropped == value => known = false,
            Op::Guard(needed) if !known && needed.contains(&value) => return None,
            Op::Read(_) | Op::Fill(_) | Op::Derive(_, _) | Op::Drop(_) | Op::Unsure(_) | Op::Doubt(_) => {}
            Op::Copy(_, _) | Op::Guard(_) => {}
        }
    }
    Some(known)
}
