//! What a call and its matter know, as bits, and what a turn does with them.
//!
//! Invariant: what is not sure may be so or not. Whatever a guard needs is taken to be so from there on, so that one
//! walk never takes a thing for true here and for false there.

use std::collections::BTreeSet;

/// Something that a turn does with what is known, or needs of it. Numbers are those of [`super::names::Names`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Op {
    /// The caller is given this to hear: progress, if it is new.
    Hear(usize),
    /// The question of this variable is answered: progress the first time, and once more after it was in doubt.
    Answer(usize),
    /// The variable has a value now.
    Note(usize),
    /// The variable may have a value: one that was kept from an earlier call.
    May(usize),
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
    /// What is known at the beginning of a call.
    begins: Known,
    asks: Vec<usize>,
}

/// What is known at one moment of one walk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Known(Box<[u64]>);

impl Known {
    /// Whether a bit is set.
    pub fn has(&self, bit: usize) -> bool {
        self.0.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }

    fn put(&mut self, bit: usize, on: bool) {
        if let Some(word) = self.0.get_mut(bit / 64) {
            let mask = 1 << (bit % 64);
            if on { *word |= mask } else { *word &= !mask }
        }
    }

    /// Whether all of it is known in the other, too.
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(word, other)| word & !other == 0)
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

/// Of one word, the bits below a number.
fn below(bits: usize, word: usize) -> u64 {
    match bits.saturating_sub(64 * word) {
        0 => 0,
        64.. => u64::MAX,
        some => (1 << some) - 1,
    }
}

impl Layout {
    /// For so many things to hear, variables, and things that hold or not; of these, some change with the clock. `asks`
    /// has the variable of each step that asks once.
    pub fn of([units, variables, count]: [usize; 3], clocked: &[usize], asks: Vec<usize>) -> Self {
        let steps = asks.len();
        let answered = units;
        let asked = answered + 3 * variables;
        let pairs = asked + 2 * steps;
        let things = pairs + 4 * variables;
        let flips = things + 2 * count;
        let mut flip = vec![None; count];
        for (at, thing) in clocked.iter().enumerate() {
            if let Some(slot) = flip.get_mut(*thing) {
                *slot = Some(flips + at);
            }
        }
        let bits = flips + clocked.len();
        let words = bits.div_ceil(64);
        let begins = Known(vec![0; words].into());
        let mut layout = Self { variables, steps, answered, asked, pairs, things, flip, begins, asks };
        let mut begins = layout.begins.clone();
        for pair in 0..2 * variables {
            begins.put(pairs + 2 * pair + 1, true);
        }
        (0..layout.flip.len()).for_each(|thing| layout.open(&mut begins, things + 2 * thing));
        layout.begins = begins;
        layout
    }

    /// At the beginning of a call: nothing is known, and what nobody can tell may be so or not.
    pub fn beginning(&self) -> Known {
        self.begins.clone()
    }

    /// At the beginning of the next call about the same matter: what was heard, asked and answered stays, and what the
    /// call knew is gone.
    pub fn next_call(&self, known: &Known) -> Known {
        let mut next = self.beginning();
        for (at, (next, word)) in next.0.iter_mut().zip(&known.0).enumerate() {
            *next |= word & below(self.pairs, at);
        }
        next
    }

    /// Whether something may hold, or not hold.
    pub fn may_be(&self, known: &Known, thing: usize, so: bool) -> bool {
        known.has(self.things + 2 * thing + usize::from(!so))
    }

    /// At the beginning of a later matter: anything may be known of the call.
    pub fn later(&self) -> Known {
        let mut known = self.beginning();
        (0..2 * self.variables).for_each(|pair| self.open(&mut known, self.pairs + 2 * pair));
        known
    }

    /// What makes a turn no progress (what was heard, answered, corrected), and the rest.
    pub fn parted(&self, known: &Known) -> (Known, Known) {
        let bits = self.answered + 2 * self.variables;
        let (mut heard, mut rest) = (known.clone(), known.clone());
        for (at, (heard, rest)) in heard.0.iter_mut().zip(&mut rest.0).enumerate() {
            (*heard, *rest) = (*heard & below(bits, at), *rest & !below(bits, at));
        }
        (heard, rest)
    }

    /// As if everything had been heard, asked and answered: where meeting begins.
    pub fn everything(&self) -> Known {
        Known(vec![u64::MAX; self.begins.0.len()].into())
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
            Op::May(variable) => self.open(known, self.is_known(variable)),
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

    /// What is heard by this that may be new where at least `sure` is known; none where anything else may be progress.
    pub fn news(&self, sure: &Known, ops: &[Op]) -> Option<BTreeSet<usize>> {
        let heard = ops.iter().filter_map(|op| if let Op::Hear(unit) = op { Some(*unit) } else { None });
        let others: Vec<Op> = ops.iter().filter(|op| !matches!(op, Op::Hear(_))).copied().collect();
        self.is_surely_lost(sure, &others).then(|| heard.filter(|unit| !sure.has(*unit)).collect())
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
            Op::May(_) | Op::Wait(_) | Op::Has(_) | Op::Is(_, _) | Op::Becomes(_, _) | Op::Opens(_) => true,
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
                | Op::May(_)
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
