//! A flow as a caller meets it: spots where the caller can act, and for each what can come of what the caller does.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Effort,
    act::CHOSEN,
    know::{Layout, Op},
    pace::Pace,
    walk::Walker,
    way::{Edge, End, Spot, Start, To},
};
use crate::{
    call::{Name, Said, Value},
    engine::Step,
};

/// A flow, compiled for one line.
#[derive(Debug)]
pub struct Compiled {
    /// Where the caller can act.
    pub spots: Vec<Spot>,
    /// How long things take there.
    pub paces: Vec<Pace>,
    /// What can come of it.
    pub edges: Vec<Vec<Edge>>,
    /// How calls begin.
    pub starts: Vec<Start>,
    /// Whether callers hang up and ring again within the hour.
    pub rings_again: bool,
    /// What may be kept of a matter, with a value that a caller has given.
    pub kept: BTreeMap<Name, Value>,
    /// The number of whether the caller has chosen a language.
    pub chosen: usize,
    /// Whether backends take all the time they have.
    pub slow: bool,
    /// The variables that some condition reads, by their numbers.
    pub deciding: BTreeSet<usize>,
    /// Where each kind of bit lies.
    pub layout: Layout,
    /// What going back to a step puts in doubt.
    pub doubts: BTreeMap<Name, Vec<Op>>,
    /// The number of a step that asks once: whoever goes back from it has not been asked.
    pub once: BTreeMap<Name, usize>,
    /// The spots, by step, stage and language.
    pub numbers: BTreeMap<(Name, u8, usize), usize>,
    /// Whether some ways were taken together: only bounds can be said then.
    pub coarse: bool,
    /// What an offer takes in each language until it is declined, in milliseconds, at the longest.
    pub offer_ms: Vec<u64>,
}

/// At work.
pub(super) struct Compiler<'a> {
    pub walker: Walker<'a>,
    spots: Vec<Spot>,
    numbers: BTreeMap<(Name, u8, usize), usize>,
    pub effort: Effort,
    pub kept: BTreeMap<Name, Value>,
}

impl<'a> Compiler<'a> {
    pub fn new(walker: Walker<'a>, effort: Effort) -> Self {
        Self { walker, spots: Vec::new(), numbers: BTreeMap::new(), effort, kept: BTreeMap::new() }
    }

    /// Everything that callers can come to from `start`.
    pub fn compile(mut self, start: &Name) -> Compiled {
        let languages = self.walker.flow.languages.len();
        let starts = self.starts(start);
        let (mut edges, mut paces) = (Vec::new(), Vec::new());
        while let Some(spot) = self.spots.get(edges.len()).cloned() {
            edges.push(self.edges(&spot));
            paces.push(self.pace(&spot));
        }
        let flow = self.walker.flow;
        let doubts = flow.steps.iter().map(|(name, step)| (name.clone(), self.doubts(step))).collect();
        let once =
            flow.steps.keys().filter_map(|name| Some((name.clone(), self.walker.names.known_step(name.as_str())?)));
        let once = once.collect();
        let offer_ms = (0..languages).map(|language| self.offer_ms(language)).collect();
        let deciding = self.walker.deciding();
        let chosen = self.walker.names.thing(CHOSEN);
        let Self { walker, spots, numbers, effort, kept } = self;
        let (layout, coarse, slow) = (walker.names.layout(), walker.coarse, effort.slow);
        let mut compiled = Compiled {
            spots,
            paces,
            edges,
            starts,
            rings_again: effort.rings_again,
            kept,
            chosen,
            slow,
            deciding,
            layout,
            doubts,
            once,
            numbers,
            coarse,
            offer_ms,
        };
        if coarse {
            compiled.loosen();
        }
        compiled
    }

    pub fn number(&mut self, step: &Name, stage: u8, language: usize) -> usize {
        let next = self.spots.len();
        let number = *self.numbers.entry((step.clone(), stage, language)).or_insert(next);
        if number == next {
            self.spots.push(Spot { step: step.clone(), stage, language });
            // Whoever goes back may come there in another language.
            (0..self.walker.flow.languages.len()).for_each(|other| {
                self.number(step, 0, other);
            });
        }
        number
    }

    pub fn to(&mut self, end: &End, language: usize) -> To {
        match end {
            End::Wait(step, stage) => To::Spot(self.number(step, *stage, language)),
            End::Person | End::Goodbye => To::End,
        }
    }

    /// What puts the answers of a step in doubt.
    pub fn doubts(&self, step: &Step) -> Vec<Op> {
        step.verb.writes().iter().flat_map(|(into, _)| self.walker.doubted(&step.scope.full(into.as_str()))).collect()
    }

    pub fn said_ms(&self, language: usize, prompt: &'static str) -> u64 {
        self.walker.lengths.said_ms(&self.walker.language(language), &Said::plain(prompt))
    }
}

impl Compiled {
    /// The same step in the other languages: whoever goes back comes there in the language that is spoken by then.
    pub fn twins(&self, spot: usize) -> impl Iterator<Item = usize> {
        let at = self.spots.get(spot).filter(|at| at.stage == 0);
        let languages = 0..self.offer_ms.len();
        let twin = move |language| self.numbers.get(&(at?.step.clone(), 0, language)).copied();
        languages.filter_map(twin).filter(move |twin| *twin != spot)
    }

    /// Where ways were taken together, no guard can be trusted: what it asks for was not noted.
    fn loosen(&mut self) {
        let guards = |op: &Op| !matches!(op, Op::Pass(_) | Op::Wait(_) | Op::Has(_) | Op::Is(_, _));
        let edges = self.edges.iter_mut().flatten().map(|edge| &mut edge.piece);
        for piece in edges.chain(self.starts.iter_mut().map(|start| &mut start.piece)) {
            piece.ops.retain(guards);
        }
    }
}
