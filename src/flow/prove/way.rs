//! What can come of one turn: the nouns of a compiled flow.

use std::rc::Rc;

use super::know::Op;
use crate::{
    call::{Answered, Name, Signal},
    engine::guard::weight,
};

/// A place where the caller can act: a step at one of its stages, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The step.
    pub step: Name,
    /// Its stage.
    pub stage: u8,
    /// The language that is spoken, by its place among the flow's.
    pub language: usize,
}

/// What the caller does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Does {
    /// Presses keys.
    Keys(String),
    /// Says something.
    Words(String),
    /// Nothing.
    Silent,
    /// Gives what proves who they are, or something else: typed as the flow's own values say.
    Proof(bool),
}

/// Something that was not the caller's choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chance {
    /// What a condition came to, by its number among the things that hold or not.
    Holds(usize, bool),
    /// What a backend answered, on behalf of this step; what it finds is made up when a path is tried.
    Answers(Name, Answered),
}

/// How long a backend is waited for, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patient {
    /// It is given up at the first look after that.
    pub limit_ms: u64,
    /// From the end of what was said before to the first look.
    pub first_ms: u64,
    /// From one look to the next.
    pub further_ms: u64,
}

impl Patient {
    /// When each look comes, until it is given up, where so much was said before.
    pub fn looks(self, said_ms: u64) -> impl Iterator<Item = u64> {
        let first = said_ms + self.first_ms;
        let further = self.further_ms.max(1);
        let more = (self.limit_ms + 1).saturating_sub(first).div_ceil(further);
        (0..=more).map(move |look| first + look * further)
    }
}

/// A time in which the caller cannot act, or only ask for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// A text is heard whole.
    Whole,
    /// A backend is asked, and takes no time.
    Asked,
    /// A backend is asked, and takes all the time it has.
    Asking(Patient),
}

impl Pause {
    /// How long it takes at most together with what was said before, in milliseconds.
    pub fn ms(self, said_ms: u64) -> u64 {
        match self {
            Self::Whole => said_ms,
            // What was said before is said afterwards.
            Self::Asked => 0,
            Self::Asking(patient) => patient.looks(said_ms).last().unwrap_or(said_ms),
        }
    }
}

/// A piece of a way: what is done, said and met with, from one moment to another.
#[derive(Debug, Clone, Default)]
pub struct Piece {
    /// What it does with what is known.
    pub ops: Vec<Op>,
    /// Its first pause, and milliseconds of what is said before it.
    pub pause: Option<(Pause, u64)>,
    /// Milliseconds of what is said behind the last pause.
    pub said_ms: u64,
    /// Milliseconds of what the flow says: what "again" repeats.
    pub told_ms: u64,
    /// Milliseconds in which the caller cannot act, beside the first pause.
    pub extra_ms: u64,
    /// The heaviest thing that the caller meets with.
    pub signal: Option<Signal>,
    /// Whether something that is said tells of 0.
    pub tells_zero: bool,
    /// The ways out that are taken.
    pub exits: Vec<(Name, String)>,
    /// What chance decides.
    pub chances: Vec<Chance>,
}

impl Piece {
    /// This, and then that.
    #[must_use]
    pub fn then(&self, next: &Self) -> Self {
        let mut both = self.clone();
        both.ops.extend(next.ops.iter().copied());
        both.extra_ms += next.extra_ms;
        match (self.pause, next.pause) {
            (_, None) => both.said_ms += next.said_ms,
            (None, Some((pause, before_ms))) => {
                let (before_ms, after_ms) = pause.carries(self.said_ms + before_ms);
                both.pause = Some((pause, before_ms));
                both.said_ms = after_ms + next.said_ms;
            }
            (Some(_), Some((pause, before_ms))) => {
                let (before_ms, after_ms) = pause.carries(self.said_ms + before_ms);
                both.extra_ms += pause.ms(before_ms);
                both.said_ms = after_ms + next.said_ms;
            }
        }
        both.told_ms += next.told_ms;
        both.signal = heaviest(self.signal, next.signal);
        both.tells_zero |= next.tells_zero;
        both.exits.extend(next.exits.iter().cloned());
        both.chances.extend(next.chances.iter().cloned());
        both
    }

    /// All milliseconds in which the caller cannot act.
    #[must_use]
    pub fn closed_ms(&self) -> u64 {
        self.extra_ms + self.pause.map_or(0, |(pause, before_ms)| pause.ms(before_ms))
    }
}

impl Pause {
    /// What of the milliseconds said before it is heard in it, and what only behind it.
    const fn carries(self, said_ms: u64) -> (u64, u64) {
        match self {
            Self::Whole | Self::Asking(_) => (said_ms, 0),
            Self::Asked => (0, said_ms),
        }
    }
}

/// The heavier of two signals.
pub fn heaviest(one: Option<Signal>, other: Option<Signal>) -> Option<Signal> {
    one.into_iter().chain(other).max_by_key(|signal| weight(*signal))
}

/// Where a piece leads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// To a wait at this step, at this stage.
    Wait(Name, u8),
    /// To a person.
    Person,
    /// To a goodbye, or to a person where the caller has not agreed to one.
    Goodbye,
}

/// A piece and where it leads, in a language.
pub type Path = (Piece, End, usize);

/// Paths that are shared by everything that leads there.
pub type Paths = Rc<Vec<Path>>;

impl To {
    /// The spot that it leads to, if it is known beforehand.
    pub const fn spot(&self) -> Option<usize> {
        if let Self::Spot(to) = self { Some(*to) } else { None }
    }
}

/// What becomes of a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// The caller can act there next.
    Spot(usize),
    /// At the step before, if there is one.
    Back,
    /// A person, or the agreed end.
    End,
    /// The matter is settled, and the next one begins there.
    Later(usize),
}

/// How a call begins.
#[derive(Debug, Clone)]
pub struct Start {
    /// Who rings.
    pub who: Who,
    /// What is said and met with until the caller can act.
    pub piece: Piece,
    /// Where that is.
    pub to: To,
    /// What it takes to be asked about a matter that was left open, and to answer: at most, and for a caller who says
    /// nothing; in milliseconds.
    pub question_ms: [u64; 2],
}

/// Who rings.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Who {
    /// The language by which they are remembered, by its place among the flow's.
    pub language: Option<usize>,
    /// The matter that they left open, and whether they go on with it.
    pub open: Option<(Name, bool)>,
}

/// What the turns that were not understood since the step was come to are after a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slips {
    /// None.
    None,
    /// As many as before.
    Same,
    /// One more.
    More,
}

/// What "again" repeats after a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// The same as before.
    Same,
    /// What was said in this turn.
    New,
    /// The same as before and what was said in this turn.
    Both,
}

/// What the caller can do at a spot, and what comes of it.
#[derive(Debug, Clone)]
pub struct Edge {
    /// What the caller does; other things may mean the same.
    pub does: Does,
    /// What comes of it.
    pub piece: Piece,
    /// Where it leads.
    pub to: To,
    /// What it counts.
    pub slips: Slips,
    /// Only with so many slips before, from the first to the last.
    pub only: (u8, u8),
    /// What "again" says after it.
    pub told: Told,
    /// The question is asked in full, whatever was said before.
    pub in_full: bool,
    /// The caller asked for what was told to be said again.
    pub repeats: bool,
    /// Milliseconds that are said behind the turn and belong to the next wait: whether the caller is forgotten.
    pub after_ms: u64,
    /// Hints at 0 are said, though the turn was no lost one.
    pub hints: bool,
    /// No hint at 0 is said.
    pub unhinted: bool,
    /// What comes of a caller who is not understood.
    pub unhelped: bool,
}
