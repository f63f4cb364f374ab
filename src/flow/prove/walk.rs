//! Where a turn can lead through steps that do not wait: every way, whatever is known and whatever backends answer.
//!
//! The engine takes one of these ways; `engine/walk.rs` says which. Tests hold both against each other.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    rc::Rc,
};

use super::{
    Effort,
    know::Op,
    length::Lengths,
    names::Names,
    way::{End, Path, Paths, Pause, Piece},
};
use crate::{
    call::{Call, Moment, Name, Said, Value, builtin},
    engine::{
        Expression, Flow, Here, Step,
        guard::weight,
        scope::Scope,
        shape::{Exit, GOODBYE, Saying, Sayings},
    },
    flow::Bundle,
};

/// The most ways from one step; beyond it they are taken together.
const WAYS_MAX: usize = 400;

/// The longest way, in steps.
const STEPS_MAX: usize = 2_000;

/// Walks a flow, on one line.
pub(super) struct Walker<'a> {
    pub flow: &'a Flow,
    pub lengths: Lengths<'a>,
    pub names: Names,
    /// A call in which everything is known that can be: to see what a verb would say.
    pub rich: Call,
    /// One in which nothing is.
    pub poor: Call,
    pub at: Moment,
    /// Whether some ways were taken together, so that only bounds can be said.
    pub coarse: bool,
    /// Which callers it is about.
    pub effort: Effort,
    /// The conditions that read each variable.
    pub readers: BTreeMap<Name, BTreeSet<usize>>,
    /// The conditions that read one variable as it is, and nothing else.
    pub single: BTreeMap<usize, Expression>,
    from: BTreeMap<(Name, usize), Paths>,
    passing: Vec<Name>,
    cut: bool,
}

impl<'a> Walker<'a> {
    pub fn new(bundle: &'a Bundle, rich: Call, poor: Call, at: Moment, effort: Effort) -> Self {
        let mut walker = Self {
            flow: &bundle.flow,
            lengths: Lengths::of(bundle),
            names: Names::default(),
            rich,
            poor,
            at,
            coarse: false,
            effort,
            readers: BTreeMap::new(),
            single: BTreeMap::new(),
            from: BTreeMap::new(),
            passing: Vec::new(),
            cut: false,
        };
        walker.number();
        walker
    }

    pub fn here<'b>(&'b self, scope: &'b Scope) -> Here<'b> {
        Here { flow: self.flow, call: &self.rich, scope, at: self.at }
    }

    pub fn language(&self, language: usize) -> Name {
        self.flow.languages.get(language).cloned().unwrap_or_else(|| self.flow.language())
    }

    /// What may be said at `unit`, each with whether it is heard whole.
    fn sayings(&mut self, scope: &Scope, sayings: &Sayings) -> Vec<(Piece, Vec<(Said, bool)>)> {
        let mut ways = vec![(Piece::default(), Vec::new())];
        for saying in &sayings.0 {
            let plain = |said: Said, whole| vec![(Piece::default(), vec![(said, whole)])];
            let these = match saying {
                Saying::Prompt(prompt) => plain(Said::plain(prompt.clone()), false),
                Saying::Whole(prompt) => plain(Said::plain(prompt.clone()), true),
                Saying::Setting(path) => match self.here(scope).value(path.as_str()) {
                    Some(Value::Prompt(prompt)) => plain(Said::plain(prompt), false),
                    Some(_) | None => continue,
                },
                Saying::Pause(seconds) => {
                    let values = vec![("seconds".into(), Value::Number((*seconds).into()))];
                    plain(Said { prompt: builtin::PAUSE.into(), values, language: None }, false)
                }
                Saying::When(when, say) => {
                    let mut these: Vec<_> =
                        self.decide(scope, when, false).map(|not| (not, Vec::new())).into_iter().collect();
                    if let Some(so) = self.decide(scope, when, true) {
                        let inner = self.sayings(scope, say);
                        these.extend(inner.into_iter().map(|(piece, said)| (so.then(&piece), said)));
                    }
                    these
                }
                Saying::Each { say, most, .. } => {
                    let items = (0..*most).map(|_| (Said::plain(say.clone()), false)).collect();
                    vec![(Piece::default(), items), (Piece::default(), Vec::new())]
                }
            };
            let mut next = Vec::new();
            for (piece, said) in &ways {
                for (more, also) in &these {
                    next.push((piece.then(more), said.iter().chain(also).cloned().collect()));
                }
            }
            ways = next;
        }
        ways
    }

    /// Says this at `unit`: a step or an exit.
    fn give(&mut self, unit: &str, said: &[Said], language: usize) -> Piece {
        let tag = self.language(language);
        let mut piece = Piece::default();
        for said in said {
            if said.prompt.as_str() != builtin::PAUSE {
                piece.ops.push(Op::Hear(self.names.unit(&format!("{unit}: {}", said.prompt))));
            }
            let ms = self.lengths.said_ms(&tag, said);
            piece.said_ms += ms;
            piece.told_ms += ms;
            piece.tells_zero |= self.flow.says_zero.contains(&said.prompt);
        }
        piece
    }

    /// Leaves step `from` by an exit: every way from there to a wait or an end.
    pub fn leave(&mut self, from: &Name, exit: &Exit, language: usize) -> Vec<Path> {
        let flow = self.flow;
        let Some(step) = flow.steps.get(from) else { return vec![(Piece::default(), End::Person, language)] };
        let scope = step.scope.clone();
        let label = step.exits().into_iter().find(|(_, own)| std::ptr::eq(*own, exit)).map(|(label, _)| label);
        let taken = label.map(|label| (from.clone(), label));
        self.pass((from, &scope), exit, language, taken)
    }

    fn pass(
        &mut self,
        (from, scope): (&Name, &Scope),
        exit: &Exit,
        language: usize,
        taken: Option<(Name, String)>,
    ) -> Vec<Path> {
        let unit = format!("{from} > {}", exit.to);
        let mut pieces = self.set(scope, &exit.set);
        let said: Vec<Piece> = self
            .sayings(scope, &exit.say)
            .into_iter()
            .map(|(piece, said)| {
                let said: Vec<Said> = said.into_iter().map(|(said, _)| said).collect();
                piece.then(&self.give(&unit, &said, language))
            })
            .collect();
        pieces = cross(&pieces, &said);
        let forgets =
            Piece { ops: self.forget(scope, &exit.forget), exits: taken.into_iter().collect(), ..Piece::default() };
        pieces = cross(&pieces, &[forgets]);
        if let Some((part, outer)) = scope.exit(&exit.to) {
            let into = part.outer.full(part.into.as_str());
            let left = Piece {
                ops: self.noted(&into),
                exits: vec![(part.step.clone(), exit.to.to_string())],
                ..Piece::default()
            };
            let on = self.pass((&part.step, &part.outer), outer, language, None);
            return joined(&cross(&pieces, &[left]), &on);
        }
        let full = scope.full(exit.to.as_str());
        if exit.to.as_str() == GOODBYE {
            return pieces.into_iter().map(|piece| (piece, End::Goodbye, language)).collect();
        }
        if !self.flow.steps.contains_key(&full) {
            return pieces.into_iter().map(|piece| (piece, End::Person, language)).collect();
        }
        let on = self.enter(&full, language);
        joined(&pieces, &on)
    }

    /// Enters a step: every way from there to a wait or an end.
    pub fn enter(&mut self, name: &Name, language: usize) -> Paths {
        let key = (name.clone(), language);
        if let Some(paths) = self.from.get(&key) {
            return Rc::clone(paths);
        }
        let flow = self.flow;
        let Some(step) = flow.steps.get(name).filter(|_| self.passing.len() < STEPS_MAX) else {
            return Rc::new(vec![(Piece::default(), End::Person, language)]);
        };
        // A step that was passed on this very way waits: nobody is passed by twice.
        let again = step.verb.waits() && self.passing.contains(name);
        let cut_above = std::mem::replace(&mut self.cut, again);
        self.passing.push(name.clone());
        let arrived = self.arrive(name, step, language);
        let acted = self.act(name, step, language, again);
        self.passing.pop();
        let mut paths = joined(&arrived, &acted);
        if WAYS_MAX < paths.len() {
            paths = self.together(paths);
        }
        let paths = Rc::new(distinct(paths));
        // What was cut short by what lies on this very way holds on this way alone.
        let whole = !self.cut || self.passing.is_empty();
        if whole {
            self.from.insert(key, Rc::clone(&paths));
        }
        self.cut = !self.passing.is_empty() && (self.cut || cut_above);
        paths
    }

    /// What is done on entering a step, before its verb acts.
    fn arrive(&mut self, name: &Name, step: &Step, language: usize) -> Vec<Piece> {
        let pieces = self.set(&step.scope, &step.set);
        let mut said = Vec::new();
        for (piece, all) in self.sayings(&step.scope, &step.say) {
            let first = all.iter().position(|(_, whole)| *whole);
            let last = all.iter().rposition(|(_, whole)| *whole);
            let texts: Vec<Said> = all.iter().map(|(said, _)| said.clone()).collect();
            let given = match (first, last) {
                (Some(first), Some(last)) => {
                    let before = self.give(name.as_str(), texts.get(..first).unwrap_or_default(), language);
                    let whole = self.whole(name, texts.get(first..=last).unwrap_or_default(), language);
                    let after = self.give(name.as_str(), texts.get(last + 1..).unwrap_or_default(), language);
                    before.then(&whole).then(&after)
                }
                (_, _) => self.give(name.as_str(), &texts, language),
            };
            said.push(piece.then(&given));
        }
        let forgets = Piece { ops: self.forget(&step.scope, &step.forget), ..Piece::default() };
        cross(&cross(&pieces, &said), &[forgets])
    }

    /// A text that is heard whole: a key cuts it once, then it is said again.
    fn whole(&mut self, name: &Name, said: &[Said], language: usize) -> Piece {
        let once = self.lengths.all_ms(&self.language(language), said) + 1_000;
        let ops = vec![Op::Hear(self.names.unit(name.as_str()))];
        let told_ms = once - 1_000;
        Piece { ops, pause: Some((Pause::Whole, 0)), extra_ms: 2 * once, told_ms, ..Piece::default() }
    }

    /// Too many ways: only where they lead and how long they take is kept, and whatever they do may be so or not.
    fn together(&mut self, paths: Vec<Path>) -> Vec<Path> {
        self.coarse = true;
        let mut together: BTreeMap<(End, usize, u16), Piece> = BTreeMap::new();
        for (piece, end, language) in paths {
            let heavy = piece.signal.map_or(0, weight);
            let entry = together.entry((end, language, heavy)).or_insert_with(|| Piece {
                ops: vec![Op::Progress],
                signal: piece.signal,
                ..Piece::default()
            });
            entry.said_ms = entry.said_ms.max(piece.said_ms);
            entry.told_ms = entry.told_ms.max(piece.told_ms);
            entry.extra_ms = entry.extra_ms.max(piece.extra_ms);
        }
        together.into_iter().map(|((end, language, _), piece)| (piece, end, language)).collect()
    }
}

/// Each of these, and then each of those.
pub(super) fn cross(first: &[Piece], second: &[Piece]) -> Vec<Piece> {
    first.iter().flat_map(|one| second.iter().map(|two| one.then(two))).collect()
}

/// Each of these, and then each of those ways.
pub(super) fn joined(first: &[Piece], second: &[Path]) -> Vec<Path> {
    let join = |one: &Piece| {
        second.iter().map(|(two, end, language)| (one.then(two), end.clone(), *language)).collect::<Vec<_>>()
    };
    first.iter().flat_map(join).collect()
}

/// Each of these once: of two that do the same, the one that takes longer.
fn distinct(paths: Vec<Path>) -> Vec<Path> {
    let mut kept: BTreeMap<(Vec<Op>, End, usize, u16), Piece> = BTreeMap::new();
    for (piece, end, language) in paths {
        let key = (piece.ops.clone(), end, language, piece.signal.map_or(0, weight));
        match kept.entry(key) {
            Entry::Vacant(free) => drop(free.insert(piece)),
            Entry::Occupied(mut taken) => {
                if taken.get().said_ms + taken.get().closed_ms() < piece.said_ms + piece.closed_ms() {
                    taken.insert(piece);
                }
            }
        }
    }
    kept.into_iter().map(|((_, end, language, _), piece)| (piece, end, language)).collect()
}
