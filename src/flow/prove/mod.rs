//! The proof: how long it can take, at most, until a caller of a flow is helped, whatever the caller does and whatever
//! the backends answer.
//!
//! A flow is compiled to what can come of each act at each wait (`walk`, `act`, `hear` into `compile`). Tables say what
//! can still come at most (`table`), a search finds the worst walk below them (`search`, `turn`), and that walk is gone
//! on the engine (`confirm`). Invariant: whatever is left out makes a bound larger, never smaller. Tests hold all of it
//! against the engine: `tests/proof.rs`.
#![allow(clippy::wildcard_enum_match_arm, reason = "a walk looks at what it is about, and at nothing else")]

mod act;
mod arc;
mod before;
mod calls;
mod compile;
mod condition;
mod confirm;
mod follow;
mod hear;
mod know;
mod late;
mod length;
mod literal;
mod names;
mod pace;
mod path;
mod promised;
mod prover;
mod ring;
mod root;
mod round;
mod sample;
mod search;
mod seen;
mod show;
mod start;
mod sure;
mod table;
mod turn;
mod walk;
mod way;

use std::collections::BTreeMap;

use crate::{
    call::{Answered, Call, Moment, Name, Number, Value},
    engine::Line,
    flow::Bundle,
};
pub use length::Lengths;
pub(super) use promised::judge;
use prover::Prover;
pub use show::{account, account_json, bounds, bounds_json, conversations, ladders};

/// What is proven of the lines of a flow that begin alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The lines; none means every line.
    pub lines: Vec<Number>,
    /// The step that their calls start with.
    pub start: Name,
    /// U: nothing goes right. Until a person is offered to a caller who is never understood, from the first wait on.
    pub unhelped: Bound,
    /// N and T: until an offer, a settled matter or an agreed goodbye, whatever the caller does.
    pub offer: Bound,
    /// The same until a connection, or a promise, for a caller who declines both offers.
    pub person: Bound,
    /// The same from each step that waits, by its name.
    pub steps: BTreeMap<Name, StepProof>,
    /// What the seconds rest on, as sentences.
    pub assumptions: Vec<String>,
}

/// What is proven of one step that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepProof {
    /// U from here: the most turns until a person is offered to a caller who is never understood, and whose matter
    /// begins here.
    pub unhelped_turns: u32,
    /// The same in seconds.
    pub unhelped_seconds: u32,
    /// The most that can still come from here until an offer, in turns and in seconds.
    pub turns: u32,
    /// The same in seconds.
    pub seconds: u32,
}

/// The most turns and the most seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// Counted turns: keys, words or silence at a wait.
    pub turns: Most,
    /// Seconds of the call, rounded up.
    pub seconds: Most,
}

/// How much it can be at most, and the worst that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Most {
    /// It is never more.
    pub at_most: u32,
    /// So much it is on the worst path that was found, and confirmed on the engine. The bound is exact where both are
    /// the same.
    pub found: u32,
    /// How the call of that path begins, and its turns.
    pub path: Option<Path>,
}

/// A call, as the engine went it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// When it begins.
    pub at: Moment,
    /// The line that is rung.
    pub line: Number,
    /// The switches that are on.
    pub on: Vec<Name>,
    /// Whether the caller shows no number.
    pub withheld: bool,
    /// Who rings, where they are remembered.
    pub who: Remembered,
    /// What backends answer before the first wait.
    pub answered: Vec<(Name, Answered)>,
    /// Its turns.
    pub legs: Vec<Leg>,
    /// The same as a conversation that `clew test` replays, from its header on.
    pub conversation: String,
}

/// What is remembered of the caller of a path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remembered {
    /// The language that they chose last.
    pub language: Option<Name>,
    /// The kind of matter that they left open.
    pub open: Option<Name>,
    /// What was kept of it.
    pub facts: BTreeMap<Name, Value>,
}

/// One turn of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// The step that waits.
    pub step: Name,
    /// Its stage.
    pub stage: u8,
    /// What the caller does, as conversation files say it: `presses 1`, `says "yes"`, `silent`.
    pub does: String,
    /// When, in milliseconds from the event before.
    pub after_ms: u64,
    /// What backends answer to what is asked then, by lookup; each takes all its time where a path is measured in
    /// seconds.
    pub answered: Vec<(Name, Answered)>,
    /// The ways out that are taken: a step and the label of its exit.
    pub exits: Vec<(Name, String)>,
}

/// How much is looked at before a bound is left as it is, and which callers it is about: all, unless somebody wants to
/// compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// States that are looked at for each bound of a line, at most.
    pub states: usize,
    /// Entries of a table, at most, where short rounds are told apart.
    pub entries: usize,
    /// Backends take all the time they have, as in a true bound in seconds, or none.
    pub slow: bool,
    /// Callers ask to hear it again.
    pub again: bool,
    /// Callers go back.
    pub back: bool,
    /// Callers ask to be forgotten.
    pub forget: bool,
    /// Callers are remembered, and later matters of a call count too.
    pub remembered: bool,
    /// Callers hang up and ring again within the hour, so that a matter goes on over several calls.
    pub rings_again: bool,
    /// Hours begin or end during a call.
    pub hours: bool,
    /// Callers take longer over what they say or type than silence would.
    pub slowly: bool,
}

impl Effort {
    /// What a bound is about: every caller, every backend, every hour.
    pub const ALL: Self = Self {
        states: 10_000,
        entries: 500_000,
        slow: true,
        again: true,
        back: true,
        forget: true,
        remembered: true,
        rings_again: true,
        hours: true,
        slowly: true,
    };
}

impl Default for Effort {
    fn default() -> Self {
        Self::ALL
    }
}

/// Proves the bounds of every line of a flow.
#[must_use]
pub fn prove(bundle: &Bundle) -> Vec<Proof> {
    prove_with(bundle, Effort::default())
}

/// The same with more or less effort.
#[must_use]
pub fn prove_with(bundle: &Bundle, effort: Effort) -> Vec<Proof> {
    let flow = &bundle.flow;
    let mut alike: Vec<(&Line, Vec<Number>)> = Vec::new();
    for (number, line) in flow
        .lines
        .iter()
        .map(|(number, line)| (Some(number), line))
        .chain(flow.any_line.iter().map(|line| (None, line)))
    {
        match alike.iter_mut().find(|(other, _)| *other == line) {
            Some((_, numbers)) => numbers.extend(number.cloned()),
            None => alike.push((line, number.cloned().into_iter().collect())),
        }
    }
    alike
        .into_iter()
        .filter_map(|(line, numbers)| {
            let start = line.start.clone().unwrap_or_else(|| flow.start.clone());
            let number = numbers.first().cloned().or_else(|| Number::parse(ANY_LINE))?;
            Some(Prover::new(bundle, (start, number), effort).proof(numbers))
        })
        .collect()
}

/// For each of these calls of a flow's first line, the first of its turns that no compiled edge can make: none, if the
/// proof is about the flow that the engine runs. A call is given as it was after each event, from the first one on, and
/// its clock must have stood still.
#[must_use]
pub fn strays(bundle: &Bundle, calls: &[Vec<Call>]) -> Vec<Option<usize>> {
    let flow = &bundle.flow;
    let line = flow.lines.iter().next();
    let start = line.and_then(|(_, line)| line.start.clone()).unwrap_or_else(|| flow.start.clone());
    let Some(number) = line.map(|(number, _)| number.clone()).or_else(|| Number::parse(ANY_LINE)) else {
        return Vec::new();
    };
    let prover = Prover::new(bundle, (start, number), Effort::default());
    calls.iter().map(|calls| follow::strays(flow, &prover.compiled, calls)).collect()
}

/// A number that no line has: reserved for examples.
const ANY_LINE: &str = "+15550100";
