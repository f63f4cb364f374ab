//! From steps to what they do with values, in the order in which it happens.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Passage, Way,
    bits::Op,
    reading::{Reading, What},
};
use crate::{
    call::Name,
    engine::{
        Expression, Outcome,
        scope::Scope,
        shape::{Exit, ITEM_NAME, Saying, Sayings, Settings},
        step::Use,
    },
    flow::{
        draft::Draft,
        unfold::{Lead, Node, Unfolded},
    },
};

/// Reads a whole flow.
pub(super) struct Reader<'a, 'b> {
    pub draft: &'a Draft<'a>,
    pub unfolded: &'b Unfolded<'a>,
    /// The number of every value, by its full name.
    pub values: BTreeMap<Name, usize>,
    /// The number of every step, by its full name.
    pub steps: BTreeMap<&'b Name, usize>,
    /// The values that each text inserts, in any language.
    pub inserts: BTreeMap<&'a Name, BTreeSet<&'a Name>>,
    pub readings: Vec<Reading<'a>>,
}

/// Whether the caller has been verified, as the call keeps it.
pub(super) const VERIFIED: &str = "caller.verified";

/// Where something is read: the step, its scope, and what is surely known there besides.
struct Spot<'s> {
    step: usize,
    scope: &'s Scope,
    guard: BTreeSet<usize>,
}

impl<'a, 'b> Reader<'a, 'b> {
    pub fn new(draft: &'a Draft<'a>, unfolded: &'b Unfolded<'a>) -> Self {
        let mut inserts: BTreeMap<&Name, BTreeSet<&Name>> = BTreeMap::new();
        for (_, id, prompt) in draft.all_prompts() {
            let paths = prompt.text.inserts().map(|insert| &insert.path);
            inserts.entry(id).or_default().extend(paths);
        }
        inserts.retain(|_, paths| !paths.is_empty());
        let steps = unfolded.nodes.iter().enumerate().map(|(at, node)| (&node.name, at)).collect();
        let mut reader = Self { draft, unfolded, values: BTreeMap::new(), steps, inserts, readings: Vec::new() };
        reader.value(VERIFIED.into());
        for node in &unfolded.nodes {
            node.step.filled().into_iter().for_each(|name| reader.value(node.scope.full(name.as_str())));
            for used in node.step.uses() {
                if let Use::Part { part, into, .. } = used {
                    reader.part(node, part, into);
                }
            }
        }
        reader
    }

    fn part(&mut self, node: &Node<'_>, part: &Name, into: &Name) {
        let Some(part) = self.draft.part(part) else { return };
        part.gives.keys().for_each(|name| self.value(node.scope.full(&format!("{into}.{name}"))));
        part.takes.keys().for_each(|name| self.value(format!("{}/{name}", node.name).into()));
    }

    fn value(&mut self, full: Name) {
        let next = self.values.len();
        self.values.entry(full).or_insert(next);
    }

    /// The value at a path; nothing for what is always known, and for what nothing fills.
    pub fn at(&self, scope: &Scope, path: &str) -> Option<usize> {
        if path == VERIFIED {
            return self.values.get(VERIFIED).copied();
        }
        let mut names = path.split('.');
        let root = names.next()?;
        let field = names.next().and_then(|field| self.values.get(&scope.full(&format!("{root}.{field}"))));
        field.or_else(|| self.values.get(&scope.full(root))).copied()
    }

    fn all(&self, scope: &Scope, paths: BTreeSet<&str>) -> Vec<usize> {
        paths.into_iter().filter_map(|path| self.at(scope, path)).collect()
    }

    fn read(&mut self, spot: &Spot<'_>, path: &str, what: What<'a>, ops: &mut Vec<Op>) {
        if let Some(value) = self.at(spot.scope, path) {
            let verified = self.values.get(VERIFIED).is_some_and(|verified| spot.guard.contains(verified));
            let guarded = spot.guard.contains(&value);
            ops.push(Op::Read(self.readings.len()));
            self.readings.push(Reading { step: spot.step, value, path: path.into(), what, guarded, verified });
        }
    }

    fn text(&mut self, spot: &Spot<'_>, prompt: &'a Name, ops: &mut Vec<Op>) {
        for path in self.inserts.get(prompt).cloned().unwrap_or_default() {
            self.read(spot, path.as_str(), What::Text(prompt), ops);
        }
    }

    fn expression(&mut self, spot: &Spot<'_>, expression: &'a Expression, what: What<'a>, ops: &mut Vec<Op>) {
        for (path, _) in expression.reads() {
            self.read(spot, path, what, ops);
        }
    }

    fn sayings(&mut self, spot: &Spot<'_>, sayings: &'a Sayings, ops: &mut Vec<Op>) {
        for saying in &sayings.0 {
            match saying {
                Saying::Prompt(prompt) | Saying::Whole(prompt) => self.text(spot, prompt, ops),
                Saying::When(when, say) => {
                    self.expression(spot, when, What::Condition(when), ops);
                    let known = self.all(spot.scope, when.known_if(Outcome::Holds));
                    let guard = spot.guard.iter().copied().chain(known).collect();
                    self.sayings(&Spot { guard, ..*spot }, say, ops);
                }
                Saying::Each { list, say, .. } => {
                    self.read(spot, list.as_str(), What::List("each"), ops);
                    let items: Vec<usize> = self.values.get(&spot.scope.full(ITEM_NAME)).copied().into_iter().collect();
                    let guard = spot.guard.iter().copied().chain(items).collect();
                    self.text(&Spot { guard, ..*spot }, say, ops);
                }
                Saying::Setting(_) | Saying::Pause(_) => {}
            }
        }
    }

    fn set(&mut self, spot: &Spot<'_>, set: &'a Settings, ops: &mut Vec<Op>) {
        for (name, expression) in set {
            self.expression(spot, expression, What::Set(expression), ops);
            if let Some(value) = self.at(spot.scope, name.as_str()) {
                ops.push(Op::Derive(value, self.all(spot.scope, expression.needs())));
            }
        }
    }

    fn forget(&self, scope: &Scope, names: &[Name], ops: &mut Vec<Op>) {
        ops.extend(names.iter().filter_map(|name| self.at(scope, name.as_str())).map(Op::Drop));
    }

    /// What a step does on being entered and on each way out.
    pub fn step(&mut self, step: usize, node: &'b Node<'a>) -> Passage {
        let scope = node.scope.as_ref();
        let (of, mut entry) = (node.step, Vec::new());
        let spot = Spot { step, scope, guard: BTreeSet::new() };
        self.set(&spot, &of.set, &mut entry);
        self.sayings(&spot, &of.say, &mut entry);
        self.forget(scope, &of.forget, &mut entry);
        let mut verb = Verb { entry, ways: Vec::new(), spot, decided: Decided::default(), missing: Vec::new() };
        let uses = of.uses();
        let in_part = self.unfolded.starts.contains_key(&node.name);
        let misses = uses.iter().any(|used| matches!(used, Use::Exit(label, _) if label == "missing"));
        for used in uses {
            if !(in_part && matches!(used, Use::Exit(_, _))) {
                self.used(used, &mut verb, misses);
            }
        }
        for prompt in of.asking.again.prompts() {
            self.text(&verb.spot, prompt, &mut verb.entry);
        }
        let own: Vec<Op> = verb.spot.guard.iter().copied().map(Op::Unsure).collect();
        verb.ways.extend([&of.asking.silence, &of.asking.stuck].into_iter().flatten().map(|exit| (own.clone(), exit)));
        let Verb { entry, ways, .. } = verb;
        let mut ways: Vec<Way> = ways.into_iter().map(|(ops, exit)| self.way(step, scope, ops, exit)).collect();
        ways.extend(in_part.then(|| self.enter_part(node)).flatten());
        Passage { entry, ways }
    }

    fn used(&mut self, used: Use<'a>, verb: &mut Verb<'a, '_>, misses: bool) {
        let scope = verb.spot.scope;
        match used {
            Use::Says(says) => self.sayings(&verb.spot, says, &mut verb.entry),
            Use::Prompt(prompt) => self.text(&verb.spot, prompt, &mut verb.entry),
            Use::Reads(path) => self.read(&verb.spot, path.as_str(), What::Note, &mut verb.entry),
            Use::Computes(value) => self.expression(&verb.spot, value, What::Given(value), &mut verb.entry),
            Use::Decides(when) => {
                self.expression(&verb.spot, when, What::Condition(when), &mut verb.entry);
                let sides = [Outcome::Holds, Outcome::DoesNotHold].map(|side| self.all(scope, when.known_if(side)));
                verb.decided.decides(sides);
            }
            Use::Cases(of, _, _) => {
                self.expression(&verb.spot, of, What::Condition(of), &mut verb.entry);
                verb.decided.cases = self.all(scope, of.known_if(Outcome::Known));
            }
            Use::Lookup(lookup, with) => self.lookup(lookup, &with, verb),
            Use::Exit(label, exit) => {
                let mut ops = vec![Op::Guard(verb.decided.way(&label))];
                if label != "failed" {
                    // What could not be asked has failed.
                    ops.push(Op::Guard(verb.missing.clone()));
                }
                if label == "missing" || (label == "failed" && !misses) {
                    ops.extend(verb.missing.iter().copied().map(Op::Doubt));
                }
                verb.ways.push((ops, exit));
            }
            Use::Writes(name, _) | Use::Finds(name, _) => self.fill(scope.full(name.as_str()), verb),
            Use::Picks(name, list) => {
                self.read(&verb.spot, list.as_str(), What::List("from"), &mut verb.entry);
                self.fill(scope.full(name.as_str()), verb);
            }
            Use::Verifies(..) => self.fill(VERIFIED.into(), verb),
            Use::Part { .. } | Use::Person(_) | Use::Words(_) | Use::Key(_) | Use::Language(..) | Use::Desk(_) => {}
        }
    }

    fn fill(&self, full: Name, verb: &mut Verb<'_, '_>) {
        if let (Some(value), Some((ops, _))) = (self.values.get(&full), verb.ways.last_mut()) {
            ops.push(Op::Fill(*value));
            verb.spot.guard.insert(*value);
        }
    }

    /// What a lookup needs; what it read is in doubt if there is no such thing.
    fn lookup(&mut self, lookup: &'a Name, with: &[&Name], verb: &mut Verb<'a, '_>) {
        let Some(kind) = self.draft.lookups.get(lookup) else { return };
        for path in kind.value.reads(lookup) {
            let root = path.as_str().split('.').next().unwrap_or("");
            let given = with.iter().any(|name| name.as_str() == root);
            verb.missing.extend(self.at(verb.spot.scope, path.as_str()));
            if !given {
                let what = What::Lookup(lookup, kind.value.optional());
                self.read(&verb.spot, path.as_str(), what, &mut verb.entry);
            }
        }
    }

    fn way(&mut self, step: usize, scope: &Scope, mut ops: Vec<Op>, exit: &'a Exit) -> Way {
        let unfolded = self.unfolded;
        let (lead, passed) = unfolded.lead(scope, exit);
        let spot = Spot { step, scope, guard: BTreeSet::new() };
        self.exit(&spot, exit, &mut ops);
        let mut inner = scope;
        for (outer, exit) in passed.into_iter().skip(1) {
            let Some(part) = &inner.part else { break };
            let record = outer.full(part.into.as_str());
            ops.extend(self.values.get(&record).copied().map(Op::Fill));
            for name in &part.gives {
                let to = self.values.get(&outer.full(&format!("{}.{name}", part.into))).copied();
                let from = self.values.get(&inner.full(name.as_str())).copied();
                ops.extend(to.map(|to| from.map_or(Op::Drop(to), |from| Op::Copy(from, to))));
            }
            // The exits of a step that uses a part lie in the step itself; a scope only keeps copies of them.
            let step = self.steps.get(&part.step).copied().unwrap_or(step);
            let written = unfolded.nodes.get(step).map(|node| node.step.exits()).unwrap_or_default();
            if let Some((_, exit)) = written.into_iter().find(|(_, found)| *found == exit) {
                self.exit(&Spot { step, scope: outer, guard: BTreeSet::new() }, exit, &mut ops);
            }
            inner = outer;
        }
        let to = if let Lead::Step(name) = lead { self.steps.get(&name).copied() } else { None };
        Way { ops, to }
    }

    fn exit(&mut self, spot: &Spot<'_>, exit: &'a Exit, ops: &mut Vec<Op>) {
        self.set(spot, &exit.set, ops);
        self.sayings(spot, &exit.say, ops);
        self.forget(spot.scope, &exit.forget, ops);
    }

    /// Into the part that a step uses. What the part takes is there, or that is a problem of its own.
    fn enter_part(&self, node: &Node<'_>) -> Option<Way> {
        let to = self.steps.get(self.unfolded.starts.get(&node.name)?).copied();
        let part = node.step.uses().into_iter().find_map(|used| match used {
            Use::Part { part, .. } => self.draft.part(part),
            _ => None,
        });
        let takes = part?.takes.keys().filter_map(|name| self.values.get(format!("{}/{name}", node.name).as_str()));
        Some(Way { ops: takes.copied().map(Op::Fill).collect(), to })
    }
}

/// A verb that is being read.
struct Verb<'a, 's> {
    entry: Vec<Op>,
    ways: Vec<(Vec<Op>, &'a Exit)>,
    spot: Spot<'s>,
    decided: Decided,
    /// What its lookup reads.
    missing: Vec<usize>,
}

/// What is surely known on ways that conditions decide about.
#[derive(Default)]
struct Decided {
    holds: Option<Vec<usize>>,
    behind: Vec<usize>,
    earlier: Vec<usize>,
    cases: Vec<usize>,
}

impl Decided {
    fn decides(&mut self, [holds, does_not]: [Vec<usize>; 2]) {
        self.earlier.append(&mut self.behind);
        self.holds = Some(holds);
        self.behind = does_not;
    }

    /// What is surely known on the next way.
    fn way(&mut self, label: &str) -> Vec<usize> {
        let mut known = self.earlier.clone();
        match self.holds.take() {
            Some(holds) => known.extend(holds),
            None => known.extend(&self.behind),
        }
        if label != "else" {
            known.extend(&self.cases);
        }
        known
    }
}
