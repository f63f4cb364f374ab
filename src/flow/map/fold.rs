//! Each part once: the steps of a flow, under the names that the map has for them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::To;
use crate::{
    call::Name,
    engine::{
        Flow, Step,
        scope::Scope,
        shape::{Exit, GOODBYE},
        step::Use,
    },
};

/// A flow whose parts stand there once.
#[derive(Debug)]
pub(super) struct Folded<'a> {
    flow: &'a Flow,
    names: BTreeMap<&'a Name, Name>,
    /// The part that each step belongs to, if it belongs to one.
    parts: BTreeMap<&'a Name, Name>,
}

/// The steps of a flow or of a part, by their full names, as callers come to them.
pub(super) struct Fold<'a> {
    pub part: Option<Name>,
    pub start: Option<&'a Name>,
    pub steps: Vec<(&'a Name, &'a Step)>,
}

impl<'a> Folded<'a> {
    pub fn of(flow: &'a Flow) -> Self {
        let mut folded = Self { flow, names: BTreeMap::new(), parts: BTreeMap::new() };
        for (full, step) in &flow.steps {
            let part = step.scope.part.as_ref().and_then(|used| part_of(flow.steps.get(&used.step)?));
            let own = full.as_str().strip_prefix(step.scope.prefix.as_str()).unwrap_or(full.as_str());
            let name = part.as_ref().map_or_else(|| full.clone(), |part| format!("{part}/{own}").into());
            folded.names.insert(full, name);
            folded.parts.extend(part.map(|part| (full, part)));
        }
        folded
    }

    /// The name in the map of a step; one that is not in the flow stays as it is.
    pub fn name(&self, full: &Name) -> Name {
        self.names.get(full).unwrap_or(full).clone()
    }

    /// The flow itself, then its parts as callers come to them. Of a part, the use that comes first stands for all.
    pub fn folds(&self) -> Vec<Fold<'a>> {
        let own = |name: &&Name| !self.parts.contains_key(*name);
        let starts = std::iter::once(&self.flow.start);
        let starts =
            starts.chain(self.flow.lines.values().chain(&self.flow.any_line).filter_map(|line| line.start.as_ref()));
        let first = self.fold(None, starts.collect(), self.flow.steps.keys().filter(own).collect());
        let (mut folds, mut seen) = (vec![first], BTreeSet::new());
        let mut at = 0;
        while let Some(fold) = folds.get(at) {
            let used: Vec<(Name, &Name)> = fold.steps.iter().filter_map(|(full, step)| self.used(full, step)).collect();
            for (part, start) in used {
                if seen.insert(part.clone()) {
                    let prefix = self.flow.steps.get(start).map_or("", |step| step.scope.prefix.as_str());
                    let within = |(_, step): &(&'a Name, &'a Step)| step.scope.prefix == prefix;
                    let steps = self.flow.steps.iter().filter(within).map(|(name, _)| name).collect();
                    folds.push(self.fold(Some(part), vec![start], steps));
                }
            }
            at += 1;
        }
        folds
    }

    /// The part that a step uses, and where that begins.
    fn used(&self, full: &Name, step: &Step) -> Option<(Name, &'a Name)> {
        Some((part_of(step)?, self.flow.starts.get(full)?))
    }

    /// Steps in the order in which callers come to them.
    fn fold(&self, part: Option<Name>, starts: Vec<&'a Name>, all: Vec<&'a Name>) -> Fold<'a> {
        let mut left: BTreeSet<&Name> = all.iter().copied().collect();
        let mut steps = Vec::new();
        let mut queue: VecDeque<&Name> = starts.iter().copied().chain(all).collect();
        let start = starts.first().copied();
        let mut reached: Vec<&Name> = Vec::new();
        while let Some(name) = reached.pop().or_else(|| queue.pop_front()) {
            let Some((name, step)) = self.flow.steps.get_key_value(name).filter(|_| left.remove(name)) else {
                continue;
            };
            steps.push((name, step));
            let next = step.exits().into_iter().filter_map(|(_, exit)| {
                let full = step.scope.full(exit.to.as_str());
                self.flow.steps.get_key_value(&full).map(|(name, _)| name)
            });
            let mut next: Vec<&Name> = next.collect();
            next.reverse();
            reached.extend(next);
        }
        Fold { part, start, steps }
    }

    /// Where a way out leads; nowhere only in a flow that was not checked.
    pub fn to(&self, scope: &Scope, exit: &Exit) -> Option<To> {
        let target = &exit.to;
        let full = scope.full(target.as_str());
        if scope.exit(target).is_some() {
            Some(To::Out(target.clone()))
        } else if target.as_str() == GOODBYE {
            Some(To::Goodbye)
        } else if self.flow.steps.contains_key(&full) {
            Some(To::Step(self.name(&full)))
        } else {
            self.flow.people.contains_key(target).then(|| To::Person(target.clone()))
        }
    }
}

/// The part that a step uses.
fn part_of(step: &Step) -> Option<Name> {
    step.verb
        .uses()
        .into_iter()
        .find_map(|used| if let Use::Part { part, .. } = used { Some(part.clone()) } else { None })
}
