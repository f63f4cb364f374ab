//! Sets of values, and what is known of them at a place.

/// A set of small numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

/// The numbers that one word holds.
const WORD: usize = 64;

impl Bits {
    pub fn has(&self, bit: usize) -> bool {
        self.0.get(bit / WORD).is_some_and(|word| word & mask(bit) != 0)
    }

    pub fn put(&mut self, bit: usize, is: bool) {
        let at = bit / WORD;
        if is && self.0.len() <= at {
            self.0.resize(at.saturating_add(1), 0);
        }
        if let Some(word) = self.0.get_mut(at) {
            if is { *word |= mask(bit) } else { *word &= !mask(bit) }
        }
    }

    /// Keeps what is in both; true if that changes it.
    fn keep(&mut self, other: &Self) -> bool {
        let mut changed = false;
        for (at, word) in self.0.iter_mut().enumerate() {
            let both = *word & other.0.get(at).copied().unwrap_or(0);
            changed |= both != *word;
            *word = both;
        }
        changed
    }

    /// Adds what is in the other; true if that changes it.
    fn add(&mut self, other: &Self) -> bool {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        let mut changed = false;
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            changed |= *more & !*word != 0;
            *word |= more;
        }
        changed
    }
}

fn mask(bit: usize) -> u64 {
    1_u64.wrapping_shl(u32::try_from(bit % WORD).unwrap_or(0))
}

/// What is known at a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct State {
    /// Known on every way there.
    pub sure: Bits,
    /// Known on some way there.
    pub maybe: Bits,
    /// Known on every way there, and not in doubt.
    pub firm: Bits,
}

/// Something that changes what is known, or reads it.
#[derive(Debug, Clone)]
pub(super) enum Op {
    /// A value is read; the number of the reading.
    Read(usize),
    /// It is filled.
    Fill(usize),
    /// It is calculated from others, and nothing if one of them is.
    Derive(usize, Vec<usize>),
    /// It is forgotten.
    Drop(usize),
    /// It may have been forgotten.
    Unsure(usize),
    /// It is in doubt.
    Doubt(usize),
    /// One is what the other is.
    Copy(usize, usize),
    /// They are known, or this way would not be taken.
    Guard(Vec<usize>),
}

impl State {
    /// Another way to the same place; true if that changes what is known there.
    pub fn join(&mut self, other: &Self) -> bool {
        let (sure, firm) = (self.sure.keep(&other.sure), self.firm.keep(&other.firm));
        self.maybe.add(&other.maybe) || sure || firm
    }

    pub fn run(&mut self, ops: &[Op], read: &mut dyn FnMut(usize, &Self)) {
        for op in ops {
            match op {
                Op::Read(reading) => read(*reading, self),
                Op::Fill(bit) => self.put(*bit, (true, true, true)),
                Op::Drop(bit) => self.put(*bit, (false, false, false)),
                Op::Derive(bit, needs) => {
                    let all = |bits: &Bits| needs.iter().all(|need| bits.has(*need));
                    self.put(*bit, (all(&self.sure), all(&self.maybe), all(&self.sure)));
                }
                Op::Unsure(bit) => {
                    self.sure.put(*bit, false);
                    self.firm.put(*bit, false);
                }
                Op::Doubt(bit) => self.firm.put(*bit, false),
                Op::Copy(from, to) => {
                    let is = (self.sure.has(*from), self.maybe.has(*from), self.firm.has(*from));
                    self.put(*to, is);
                }
                Op::Guard(bits) => {
                    for bit in bits {
                        self.sure.put(*bit, true);
                        self.maybe.put(*bit, true);
                    }
                }
            }
        }
    }

    fn put(&mut self, bit: usize, (sure, maybe, firm): (bool, bool, bool)) {
        self.sure.put(bit, sure);
        self.maybe.put(bit, maybe);
        self.firm.put(bit, firm);
    }
}
