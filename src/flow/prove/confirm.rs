//! The worst path, gone on the engine: what no table and no compiled edge can make up.
//!
//! What chance decides (what backends answer, the hour, switches, what exactly the caller types) is tried until the
//! engine goes the way, or the tries are used up. Then the path is not confirmed, and the bound stays a bound.

use std::cell::Cell;

use super::{
    Remembered,
    compile::Compiled,
    know::Op,
    length::Lengths,
    literal::Literals,
    root::Root,
    search::Move,
    table::Goal,
    way::{Chance, Does, Edge},
};
use crate::{
    call::{Answered, Call, Event, EventKind, Moment, Name, Number, Place, Turn},
    engine::advance,
    flow::Bundle,
};

/// How many turns of the engine one path may cost.
const TRIES_MAX: usize = 3_000;

/// Tuesday 2026-11-24 at 10:30 UTC, the Wednesday night behind it, and a Sunday.
pub(super) const BEGINNINGS_MS: [i64; 4] = [1_795_516_200_000, 1_795_575_600_000, 1_795_948_200_000, 1_795_539_600_000];

/// What happened on a path that was gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// When the call began.
    pub at: Moment,
    /// The switches that were on.
    pub on: Vec<Name>,
    /// What was remembered of the caller.
    pub who: Remembered,
    /// Whether the caller showed no number.
    pub withheld: bool,
    /// The turn that answered the first call.
    pub first: Turn,
    /// Every event of the way behind the first one, and its turn; another call begins with its ring.
    pub turns: Vec<(Event, Turn)>,
    /// Counted turns of the matter.
    pub questions: u16,
    /// Milliseconds from the beginning of the matter to its end, as long as a call ran.
    pub took_ms: u64,
}

/// A path to go.
#[derive(Debug, Clone)]
pub struct Way<'a> {
    pub root: &'a Root,
    pub moves: Vec<Move>,
    pub goal: Goal,
    /// The last moment of the ledger's clock before the last turn, where the caller is as slow as can be; without it
    /// the caller does everything at once.
    pub slow_until_ms: Option<u64>,
    /// What it is said to come to, in turns, or in milliseconds where the caller is slow.
    pub comes_to: u64,
    /// Nothing is said or pressed later than the silence that would follow.
    pub unhelped: bool,
}

/// What a turn comes to before the caller can act again.
#[derive(Clone, Copy)]
pub struct Leads<'a> {
    /// What chance decides.
    pub chances: &'a [Chance],
    /// Whether the last turn follows, up to which the clock may run.
    pub open: bool,
    /// Where the caller can act next; nowhere behind the last turn.
    pub to: Option<usize>,
    /// Whether the caller goes on with what was left open, if asked.
    pub goes_on: bool,
}

/// Goes paths of a compiled flow.
pub struct Walker<'a> {
    pub bundle: &'a Bundle,
    pub compiled: &'a Compiled,
    pub line: Number,
    left: Cell<usize>,
    /// How far the engine has gone the way that is tried, in moves: for whoever looks for another.
    reached: Cell<Option<usize>>,
    /// Whether the largest values are tried first.
    largest: Cell<bool>,
    literals: Literals,
}

impl<'a> Walker<'a> {
    pub fn new(bundle: &'a Bundle, compiled: &'a Compiled, line: Number) -> Self {
        let literals = Literals::of(&bundle.flow);
        Self {
            bundle,
            compiled,
            line,
            left: Cell::new(0),
            reached: Cell::new(None),
            largest: Cell::new(false),
            literals,
        }
    }

    /// Goes a path; nothing if the engine does not go it, whatever was tried.
    pub fn go(&self, way: &Way<'_>) -> Option<Gone> {
        let switches: Vec<Name> = self.bundle.flow.switches.keys().cloned().collect();
        let all = 1_u32 << switches.len().min(4);
        let mut best: Option<(u64, Gone)> = None;
        self.reached.set(None);
        for (largest, withheld) in [(false, false), (true, false), (false, true), (true, true)] {
            self.largest.set(largest);
            for at in BEGINNINGS_MS.map(Moment::from_millis) {
                for set in 0..all {
                    self.left.set(TRIES_MAX);
                    let on = switches.iter().zip(0..).filter(|(_, bit)| set >> bit & 1 == 1);
                    let on = on.map(|(name, _)| name.clone()).collect();
                    let Some(gone) = self.begin(way, (at, on), withheld) else { continue };
                    let value = if way.slow_until_ms.is_some() { gone.took_ms } else { u64::from(gone.questions) };
                    if best.as_ref().is_none_or(|(best, _)| *best < value) {
                        best = Some((value, gone));
                    }
                    if way.comes_to <= value {
                        return best.map(|(_, gone)| gone);
                    }
                }
            }
            if best.is_some() {
                break;
            }
        }
        best.map(|(_, gone)| gone)
    }

    /// How many moves of the last way were gone at most; none if it does not even begin.
    pub fn reached(&self) -> Option<usize> {
        self.reached.get()
    }

    pub fn advance(&self, call: &Call, event: Event) -> Option<Turn> {
        self.left.set(self.left.get().checked_sub(1)?);
        Some(advance(&self.bundle.flow, call, &event))
    }

    /// One move after the other.
    pub fn on(&self, way: &Way<'_>, turn: &Turn, done: usize, gone: &mut Gone) -> bool {
        self.reached.set(self.reached.get().max(Some(done)));
        match way.moves.get(done) {
            Some(Move::Acts(spot, number) | Move::Back(spot, number, _)) => {
                let edge = self.compiled.edges.get(*spot).and_then(|edges| edges.get(*number));
                edge.is_some_and(|edge| self.acts(way, turn, (edge, done), gone))
            }
            Some(Move::Rings(start)) => self.rings_again(way, turn, (*start, done), gone),
            None => false,
        }
    }

    /// The caller acts.
    fn acts(&self, way: &Way<'_>, turn: &Turn, (edge, done): (&Edge, usize), gone: &mut Gone) -> bool {
        let last = done + 1 == way.moves.len();
        for kind in self.kinds(edge) {
            let (kept, call) = (gone.turns.len(), &turn.call);
            let at = call.last.plus_millis(self.takes_ms(way, turn, (&kind, last)));
            let Some(next) = self.advance(call, Event { at, kind: kind.clone() }) else { return false };
            gone.turns.push((Event { at, kind }, next.clone()));
            let open = done + 2 == way.moves.len();
            let next = self.forgets(way, next, open, gone);
            let back = if let Some(Move::Back(.., to)) = way.moves.get(done) { Some(*to) } else { None };
            let to = if last { None } else { edge.to.spot().or(back) };
            let leads = Leads { chances: &edge.piece.chances, open, to, goes_on: false };
            let arrived = next.is_some_and(|next| {
                self.settle(way, next, leads, gone, &mut |walker, turn, gone| {
                    if last { walker.ends(way, turn, gone) } else { walker.on(way, turn, done + 1, gone) }
                })
            });
            if arrived {
                return true;
            }
            gone.turns.truncate(kept);
        }
        false
    }

    /// Whether the path ends as it should.
    pub fn ends(&self, way: &Way<'_>, turn: &Turn, gone: &mut Gone) -> bool {
        let over = match way.goal {
            Goal::Offer => !matches!(turn.call.place, Place::Step { .. }),
            Goal::Person => matches!(turn.call.place, Place::Rung { .. } | Place::Closing(_) | Place::Ended(_)),
        };
        gone.questions = turn.call.matter.questions;
        gone.took_ms = gone.took_ms();
        over
    }

    /// Goes through everything that is not the caller's own wait: backends, texts heard whole, offers declined.
    pub fn settle(
        &self,
        way: &Way<'_>,
        turn: Turn,
        leads: Leads<'_>,
        gone: &mut Gone,
        then: &mut dyn FnMut(&Self, &Turn, &mut Gone) -> bool,
    ) -> bool {
        match &turn.call.place {
            Place::Lookup { name, .. } => {
                let wanted = leads.chances.iter().find_map(|chance| match chance {
                    Chance::Answers(step, answer) if step == name => Some(answer),
                    Chance::Answers(_, _) | Chance::Holds(_, _) => None,
                });
                let Some(wanted) = wanted else { return false };
                for answer in self.answers(name, wanted) {
                    let kept = gone.turns.len();
                    let landed = self.looked_up(way, &turn, name, answer, gone);
                    if landed.is_some_and(|landed| self.settle(way, landed, leads, gone, then)) {
                        return true;
                    }
                    gone.turns.truncate(kept);
                }
                false
            }
            Place::Whole { again, .. } => {
                // A key cuts it, once; then it is said again.
                let cuts = way.slow_until_ms.is_some() && !again;
                let kind = if cuts { EventKind::Keys("7".to_owned()) } else { EventKind::Silence };
                let at = turn.call.last.plus_millis(if way.slow_until_ms.is_some() {
                    self.says_ms(&turn) + 1_000
                } else {
                    0
                });
                let Some(next) = self.advance(&turn.call, Event { at, kind: kind.clone() }) else { return false };
                gone.turns.push((Event { at, kind }, next.clone()));
                self.settle(way, next, leads, gone, then)
            }
            Place::Offer { .. } if way.goal == Goal::Person => {
                let Some(next) = self.declined(way, &turn, leads.open, gone) else { return false };
                self.settle(way, next, leads, gone, then)
            }
            Place::Resume { .. } => {
                let answers = (leads.open, leads.goes_on);
                let Some(next) = self.resumes(way, &turn, answers, gone) else { return false };
                self.settle(way, next, leads, gone, then)
            }
            Place::Step { name, stage } => {
                let there = leads.to.and_then(|to| self.compiled.spots.get(to));
                let language = self.bundle.flow.languages.iter().position(|language| *language == turn.call.language);
                let same = there
                    .is_some_and(|spot| spot.step == *name && spot.stage == *stage && Some(spot.language) == language);
                same && then(self, &turn, gone)
            }
            _ => leads.to.is_none() && then(self, &turn, gone),
        }
    }

    /// What a document says before the caller must act, in milliseconds.
    pub fn says_ms(&self, turn: &Turn) -> u64 {
        Lengths::of(self.bundle).heard_ms(&turn.call, &turn.orders)
    }

    /// How long the caller takes over a turn: as long as can be, without the clock ending the path before its end.
    pub fn takes_ms(&self, way: &Way<'_>, turn: &Turn, (kind, last): (&EventKind, bool)) -> u64 {
        let Some(until_ms) = way.slow_until_ms else { return 0 };
        let pace = self.spot(&turn.call).and_then(|spot| self.compiled.paces.get(spot));
        let Some(pace) = pace else { return 0 };
        let quick = way.unhelped || *kind == EventKind::Silence;
        let longest = self.says_ms(turn) + if quick { pace.silence_ms } else { pace.act_ms };
        if last { longest } else { longest.min(until_ms.saturating_sub(turn.call.matter.machine_ms)) }
    }

    /// What the caller may do that can mean this edge.
    fn kinds(&self, edge: &Edge) -> Vec<EventKind> {
        let mut kinds = match &edge.does {
            Does::Silent => vec![EventKind::Silence],
            Does::Keys(keys) => vec![EventKind::Keys(keys.clone())],
            Does::Words(words) => vec![EventKind::Words(words.clone())],
            Does::Proof(fits) => vec![EventKind::Proof(*fits)],
        };
        let decides = |op: &Op| matches!(op, Op::Answer(variable) if self.compiled.deciding.contains(variable));
        if edge.piece.ops.iter().any(decides) {
            kinds.extend(self.literals.numbers.iter().map(|number| EventKind::Keys(number.to_string())));
            kinds.extend(self.literals.texts.iter().map(|text| EventKind::Words(text.clone())));
            kinds.extend(('1'..='9').map(|key| EventKind::Keys(key.to_string())));
            kinds.extend(["99999", "99"].map(|keys| EventKind::Keys(keys.to_owned())));
            if self.largest.get() {
                kinds.reverse();
            }
        }
        kinds
    }

    /// What a backend may answer that can mean this.
    fn answers(&self, step: &Name, wanted: &Answered) -> Vec<Answered> {
        let Answered::Found(_) = wanted else { return vec![wanted.clone()] };
        let lookup = self.bundle.flow.steps.get(step).and_then(|step| step.lookup());
        let Some(kind) = lookup.and_then(|lookup| self.bundle.flow.lookups.get(lookup)) else { return Vec::new() };
        self.literals.values(kind.gives()).into_iter().map(Answered::Found).collect()
    }
}
