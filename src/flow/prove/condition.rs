//! What decides: conditions, and what changes what they come to.

use std::collections::BTreeSet;

use super::{
    know::Op,
    walk::{Walker, cross},
    way::{Chance, Piece},
};
use crate::{
    call::{Name, Value},
    engine::{Expression, Outcome, ROOTS, scope::Scope, shape::Settings, step::Use},
};

impl Walker<'_> {
    /// Numbers what can be known and what decides, so that whatever changes it is known to do so.
    pub fn number(&mut self) {
        for (name, step) in &self.flow.steps {
            for (at, (into, _)) in step.verb.writes().iter().enumerate() {
                let variable = self.names.variable(step.scope.full(into.as_str()).as_str());
                if at == 0 && step.verb.asks_once() {
                    self.names.step(name.as_str(), variable);
                }
            }
        }
        for step in self.flow.steps.values() {
            let exits = step.exits();
            let said = exits.iter().flat_map(|(_, exit)| exit.say.conditions()).chain(step.say.conditions());
            said.for_each(|condition| {
                self.condition(&step.scope, condition);
            });
            for used in step.verb.uses() {
                if let Use::Decides(condition) = used {
                    self.condition(&step.scope, condition);
                }
            }
        }
    }

    /// The number of a condition.
    fn condition(&mut self, scope: &Scope, expression: &Expression) -> usize {
        let thing = self.names.thing(&format!("{}: {}", scope.prefix, expression.source()));
        let paths: BTreeSet<&str> = expression.reads().into_iter().map(|(path, _)| path).collect();
        if paths.len() == 1 && paths.iter().all(|path| !path.contains('.')) {
            self.single.insert(thing, expression.clone());
        }
        for (path, _) in expression.reads() {
            let root = path.split('.').next().unwrap_or(path);
            let clocked = matches!(root, "now" | "today") || self.flow.hours.contains_key(root);
            let own = clocked || ROOTS.contains(&root) || self.flow.switches.contains_key(root);
            let full = if own { root.into() } else { scope.full(root) };
            if clocked && self.effort.hours {
                self.names.clocked(thing);
            }
            if !own {
                self.names.variable(full.as_str());
            }
            self.readers.entry(full).or_default().insert(thing);
        }
        thing
    }

    /// The ways on which a condition comes out so; none if it cannot.
    pub fn decide(&mut self, scope: &Scope, expression: &Expression, so: bool) -> Option<Piece> {
        let settled = |(path, _): &(&str, std::ops::Range<usize>)| path.starts_with("line.");
        if expression.reads().iter().all(settled) {
            return (self.here(scope).holds(expression) == so).then(Piece::default);
        }
        let thing = self.condition(scope, expression);
        let mut ops = Vec::new();
        if so {
            for path in expression.known_if(Outcome::Holds) {
                let root = path.split('.').next().unwrap_or(path);
                ops.extend(self.names.known_variable(scope.full(root).as_str()).map(Op::Has));
            }
        }
        ops.push(Op::Is(thing, so));
        Some(Piece { ops, chances: vec![Chance::Holds(thing, so)], ..Piece::default() })
    }

    /// The variables that some condition reads.
    pub fn deciding(&self) -> BTreeSet<usize> {
        self.readers.keys().filter_map(|full| self.names.known_variable(full.as_str())).collect()
    }

    /// What a change of what the call keeps of the caller makes of conditions that read it.
    pub fn caller_changed(&self) -> Vec<Op> {
        self.readers.get("caller").into_iter().flatten().map(|thing| Op::Opens(*thing)).collect()
    }

    /// What a change to a variable makes of conditions that read it.
    /// What conditions come to that read only this variable, and it is that.
    pub fn told(&self, full: &Name, value: &Value) -> Vec<Op> {
        let read = self.readers.get(full).into_iter().flatten();
        let single = read.filter_map(|thing| Some((*thing, self.single.get(thing)?)));
        single.map(|(thing, expression)| Op::Becomes(thing, expression.holds(&|_| Some(value.clone())))).collect()
    }

    fn changed(&self, full: &Name, op: impl Fn(usize) -> Op) -> Vec<Op> {
        let opened = self.readers.get(full).into_iter().flatten().map(|thing| Op::Opens(*thing));
        self.names.known_variable(full.as_str()).map(op).into_iter().chain(opened).collect()
    }

    pub fn noted(&self, full: &Name) -> Vec<Op> {
        self.changed(full, Op::Note)
    }

    pub fn forgotten(&self, full: &Name) -> Vec<Op> {
        self.changed(full, Op::Forget)
    }

    pub fn doubted(&self, full: &Name) -> Vec<Op> {
        self.names.known_variable(full.as_str()).map(Op::Doubt).into_iter().collect()
    }

    /// Everything that is forgotten on the way.
    pub fn forget(&self, scope: &Scope, names: &[Name]) -> Vec<Op> {
        names.iter().flat_map(|name| self.forgotten(&scope.full(name.as_str()))).collect()
    }

    /// What is noted on the way: each may turn out to be nothing.
    pub fn set(&self, scope: &Scope, settings: &Settings) -> Vec<Piece> {
        let mut pieces = vec![Piece::default()];
        for (name, expression) in settings {
            let full = scope.full(name.as_str());
            let mut ways = vec![self.noted(&full)];
            if !expression.needs().is_empty() && self.names.known_variable(full.as_str()).is_some() {
                ways.push(self.forgotten(&full));
            }
            pieces = cross(&pieces, &ways.into_iter().map(|ops| Piece { ops, ..Piece::default() }).collect::<Vec<_>>());
        }
        pieces
    }
}
