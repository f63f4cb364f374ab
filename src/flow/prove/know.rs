//! What a call and its matter know, as bits, and what a turn does with them.
//!
//! Invariant: what is not sure may be so or not. Whatever a guard needs is taken to be so from there on, so that one
//! walk never takes a thing for true here and for false there.

use std::collections::BTreeMap;

/// Something that a turn does with what is known, or needs of it. Numbers are those of [`Names`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Op {
    /// The caller is given this to hear: progress, if it is new.
    Hear(usize),
    /// The question of this variable is answered: progress the first time, and once more after it was in doubt.
    Answer(usize),
    /// The variable has a value now.
    Note(usize),
    /// The variable has none any more, and its question is in doubt.
    Forget(usize),
    /// The variable has none any more, in a part that begins anew.
    Clear(usize),
    /// The variable is in doubt.
    Doubt(usize),
    /// This step asks its question.
    Ask(usize),
    /// This step is as if it had not asked.
    Unask(usize),
    /// Only where the question of this step is passed, since its answer is known; it is passed once.
    Pass(usize),
    /// Only where it is not passed.
    Wait(usize),
    /// Only where the variable has a value.
    Has(usize),
    /// Only where this holds, or does not hold.
    Is(usize, bool),
    /// From here on this holds, or does not hold.
    Becomes(usize, bool),
    /// From here on this may hold or not.
    Opens(usize),
    /// Taken to be progress.
    Progress,
}

/// A question that may be passed: the number of its variable, by the number of its step.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    units: BTreeMap<String, usize>,
    variables: BTreeMap<String, usize>,
    steps: BTreeMap<String, usize>,
    things: BTreeMap<String, usize>,
    /// The variable of each step that asks once.
    asks: Vec<usize>,
    /// Things that change by themselves, with the clock: once in a call.
    clocked: Vec<usize>,
}

fn number(of: &mut BTreeMap<String, usize>, name: &str) -> usize {
    if let Some(found) = of.get(name) {
        return *found;
    }
    let next = of.len();
    of.insert(name.to_owned(), next);
    next
}

impl Names {
    /// The number of something to hear.
    pub fn unit(&mut self, name: &str) -> usize {
        number(&mut self.units, name)
    }

    /// The number of a variable, by its full name.
    pub fn variable(&mut self, name: &str) -> usize {
        number(&mut self.variables, name)
    }

    /// The number of a variable, if it has one.
    pub fn known_variable(&self, name: &str) -> Option<usize> {
        self.variables.get(name).copied()
    }

    /// The numbers of the variables whose full names begin so.
    pub fn below(&self, prefix: &str) -> Vec<usize> {
        let below = |(name, _): &(&String, &usize)| name.starts_with(prefix);
        self.variables.iter().filter(below).map(|(_, number)| *number).collect()
    }

    /// The number of a step that asks once for a variable.
    pub fn step(&mut self, name: &str, variable: usize) -> usize {
        let step = number(&mut self.steps, name);
        if step == self.asks.len() {
            self.asks.push(variable);
        }
        step
    }

    /// The number of such a step, if it is one.
    pub fn known_step(&self, name: &str) -> Option<usize> {
        self.steps.get(name).copied()
    }

    /// The number of something that holds or not: a condition, or what a call keeps.
    pub fn thing(&mut self, name: &str) -> usize {
        number(&mut self.things, name)
    }

    /// That this changes by itself, with the clock.
    pub fn clocked(&mut self, thing: usize) {
        if !self.clocked.contains(&thing) {
            self.clocked.push(thing);
        }
    }

    /// Where each kind of bit begins.
    pub fn layout(&self) -> Layout {
        let (units, variables, steps) = (self.units.len(), self.variables.len(), self.steps.len());
        let answered = units;
        let asked = answered + 3 * variables;
        let pairs = asked + 2 * steps;
        let things = pairs + 4 * variables;
        let flips = things + 2 * self.things.len();
        let mut flip = vec![None; self.things.len()];
        for (at, thing) in self.clocked.iter().enumerate() {
            if let Some(slot) = flip.get_mut(*thing) {
                *slot = Some(flips + at);
            }
        }
        let bits = flips + self.clocked.len();
        let words = bits.div_ceil(64);
        Layout { variables, steps, answered, asked, pairs, things, flip, words, asks: self.asks.clone() }
    }
}

/// Where each kind of bit lies.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    variables: usize,
    steps: usize,
    answered: usize,
    asked: usize,
    pairs: usize,
    things: usize,
    flip: Vec<Option<usize>>,
    words: usize,
    asks: Vec<usize>,
}

/// What is known at one moment of one walk.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Known(Box<[u64]>);

impl Known {
    fn has(&self, bit: usize) -> bool {
        self.0.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }

    fn put(&mut self, bit: usize, on: bool) {
        if let Some(word) = self.0.get_mut(bit / 64) {
            let mask = 1 << (bit % 64);
            if on { *word |= mask } else { *word &= !mask }
        }
    }

    /// What is known in both.
    pub fn meet(&mut self, other: &Self) -> bool {
        let mut changed = false;
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            let both = *word & other;
            changed |= both != *word;
            *word = both;
        }
        changed
    }
}

impl Layout {
    /// At the beginning of a call: nothing is known, and what nobody can tell may be so or not.
    pub fn beginning(&self) -> Known {
        let mut known = Known(vec![0; self.words].into());
        for pair in 0..2 * self.variables {
            known.put(self.pairs + 2 * pair + 1, true);
        }
        (0..self.flip.len()).for_each(|thing| self.open(&mut known, self.things + 2 * thing));
        known
    }

    /// At the beginning of a later matter: anything may be known of the call.
    pub fn later(&self) -> Known {
        let mut known = self.beginning();
        (0..2 * self.variables).for_each(|pair| self.open(&mut known, self.pairs + 2 * pair));
        known
    }

    /// As if everything had been heard, asked and answered: where meeting begins.
    pub fn everything(&self) -> Known {
        Known(vec![u64::MAX; self.words].into())
    }

    fn open(&self, known: &mut Known, pair: usize) {
        known.put(pair, true);
        known.put(pair + 1, true);
    }

    /// Takes a pair to be so; false if it is not.
    fn take(&self, known: &mut Known, pair: usize, so: bool) -> bool {
        let (is, other) = if so { (pair, pair + 1) } else { (pair + 1, pair) };
        if !known.has(is) {
            return false;
        }
        known.put(other, false);
        true
    }

    fn set(&self, known: &mut Known, pair: usize, so: bool) {
        known.put(pair, so);
        known.put(pair + 1, !so);
    }

    fn is_known(&self, variable: usize) -> usize {
        self.pairs + 2 * variable
    }

    fn is_doubtful(&self, variable: usize) -> usize {
        self.pairs + 2 * (self.variables + variable)
    }

    fn asked(&self, step: usize) -> usize {
        self.asked + step
    }

    fn passed(&self, step: usize) -> usize {
        self.asked + self.steps + step
    }

    /// Does all of this; whether it is progress, or nothing if it cannot be done here.
    pub fn run(&self, known: &mut Known, ops: &[Op]) -> Option<bool> {
        let mut progress = false;
        for op in ops {
            progress |= self.one(known, *op)?;
        }
        Some(progress)
    }

    fn one(&self, known: &mut Known, op: Op) -> Option<bool> {
        let mut progress = false;
        match op {
            Op::Hear(unit) => {
                progress = !known.has(unit);
                known.put(unit, true);
            }
            Op::Answer(variable) => progress = self.answer(known, variable),
            Op::Note(variable) => {
                self.set(known, self.is_known(variable), true);
                self.set(known, self.is_doubtful(variable), false);
            }
            Op::Forget(variable) => {
                known.put(self.answered + 2 * self.variables + variable, true);
                self.set(known, self.is_known(variable), false);
                self.set(known, self.is_doubtful(variable), false);
            }
            Op::Clear(variable) => {
                self.set(known, self.is_known(variable), false);
                self.set(known, self.is_doubtful(variable), false);
            }
            Op::Doubt(variable) => self.doubt(known, variable),
            Op::Ask(step) => known.put(self.asked(step), true),
            Op::Unask(step) => known.put(self.asked(step), false),
            Op::Pass(step) => return self.pass(known, step).then_some(false),
            Op::Wait(step) => return self.wait(known, step).then_some(false),
            Op::Has(variable) => return self.take(known, self.is_known(variable), true).then_some(false),
            Op::Is(thing, so) => return self.is(known, thing, so).then_some(false),
            Op::Becomes(thing, so) => self.set(known, self.things + 2 * thing, so),
            Op::Opens(thing) => self.open(known, self.things + 2 * thing),
            Op::Progress => progress = true,
        }
        Some(progress)
    }

    fn answer(&self, known: &mut Known, variable: usize) -> bool {
        let answered = self.answered + variable;
        let (corrected, doubted) = (answered + self.variables, answered + 2 * self.variables);
        let first = !known.has(answered);
        known.put(answered, true);
        let again = known.has(doubted) && !known.has(corrected);
        if again {
            known.put(corrected, true);
        }
        first || again
    }

    fn doubt(&self, known: &mut Known, variable: usize) {
        known.put(self.answered + 2 * self.variables + variable, true);
        let (is, doubtful) = (self.is_known(variable), self.is_doubtful(variable));
        if known.has(is) {
            // Only a value that is known can be in doubt; one that may be known may be.
            known.put(doubtful, true);
            if !known.has(is + 1) {
                known.put(doubtful + 1, false);
            }
        }
    }

    fn pass(&self, known: &mut Known, step: usize) -> bool {
        let Some(variable) = self.asks.get(step) else { return false };
        if known.has(self.asked(step)) || known.has(self.passed(step)) {
            return false;
        }
        known.put(self.passed(step), true);
        self.take(known, self.is_known(*variable), true) && self.take(known, self.is_doubtful(*variable), false)
    }

    fn wait(&self, known: &mut Known, step: usize) -> bool {
        let Some(variable) = self.asks.get(step) else { return true };
        if known.has(self.asked(step)) || known.has(self.passed(step)) {
            return true;
        }
        self.take(known, self.is_known(*variable), false) || self.take(known, self.is_doubtful(*variable), true)
    }

    fn is(&self, known: &mut Known, thing: usize, so: bool) -> bool {
        let pair = self.things + 2 * thing;
        if self.take(known, pair, so) {
            return true;
        }
        // The clock has gone on: hours begin or end, at most once in a call.
        let Some(flip) = self.flip.get(thing).copied().flatten().filter(|flip| !known.has(*flip)) else { return false };
        known.put(flip, true);
        self.set(known, pair, so);
        true
    }

    /// Whether none of this can be progress where at least `sure` is known.
    pub fn is_surely_lost(&self, sure: &Known, ops: &[Op]) -> bool {
        ops.iter().all(|op| match op {
            Op::Hear(unit) => sure.has(*unit),
            Op::Answer(variable) => {
                let answered = self.answered + variable;
                sure.has(answered) && sure.has(answered + self.variables)
            }
            Op::Progress => false,
            Op::Note(_) | Op::Forget(_) | Op::Clear(_) | Op::Doubt(_) | Op::Ask(_) | Op::Unask(_) | Op::Pass(_) => true,
            Op::Wait(_) | Op::Has(_) | Op::Is(_, _) | Op::Becomes(_, _) | Op::Opens(_) => true,
        })
    }

    /// What is surely heard and answered after this, where at least `sure` was before. Guards count for nothing.
    pub fn surely(&self, sure: &mut Known, ops: &[Op]) {
        for op in ops {
            match op {
                Op::Hear(unit) => sure.put(*unit, true),
                Op::Answer(variable) => sure.put(self.answered + variable, true),
                Op::Note(_) | Op::Forget(_) | Op::Clear(_) | Op::Doubt(_) | Op::Ask(_) | Op::Unask(_) => {}
                Op::Pass(_)
                | Op::Wait(_)
                | Op::Has(_)
                | Op::Is(_, _)
                | Op::Becomes(_, _)
                | Op::Opens(_)
                | Op::Progress => {}
            }
        }
    }
}
