//! A flow with its parts in place: every step as often as it is used, each under its full name, with where its exits
//! lead. What runs is built from it, and rules about ways through the flow walk it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::draft::{Body, Draft, Part, Step};
use crate::{
    call::Name,
    engine::{
        scope::{PartUse, Scope},
        shape::{Exit, GOODBYE, OPERATOR, Target},
        step::Use,
    },
};

/// The most steps of a flow, those of parts counted at each use.
const NODES_MAX: usize = 5_000;

/// The deepest that parts may use parts.
const DEPTH_MAX: usize = 8;

/// A step where it is used.
#[derive(Debug)]
pub(super) struct Node<'a> {
    /// Its name, with those of the steps that use the part it belongs to.
    pub name: Name,
    pub step: &'a Step<'a>,
    pub scope: Arc<Scope>,
    /// Whom 0 reaches here.
    pub operator: Name,
}

/// A flow with its parts in place.
#[derive(Debug, Default)]
pub(super) struct Unfolded<'a> {
    pub nodes: Vec<Node<'a>>,
    /// Where each use of a part begins, by the step that uses it.
    pub starts: BTreeMap<Name, Name>,
    /// Uses of parts that could not be put in place: the step, and whether the part leads to itself.
    pub stuck: Vec<(&'a Step<'a>, bool)>,
    index: BTreeMap<Name, usize>,
    people: BTreeSet<Name>,
}

/// Where a way out leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lead {
    /// To a step, by its full name.
    Step(Name),
    /// To a person or a place.
    Person(Name),
    Goodbye,
    /// To nothing that exists.
    Nowhere,
}

impl<'a> Unfolded<'a> {
    pub fn of(draft: &'a Draft<'a>) -> Self {
        let people = draft.people.iter().map(|person| person.name.clone()).chain([OPERATOR.into()]).collect();
        let mut unfolded = Self { people, ..Self::default() };
        unfolded.body(draft, &draft.body, &Arc::new(Scope::default()), OPERATOR.into(), &mut Vec::new());
        unfolded
    }

    fn body(
        &mut self,
        draft: &'a Draft<'a>,
        body: &'a Body<'a>,
        scope: &Arc<Scope>,
        operator: Name,
        way: &mut Vec<&'a Name>,
    ) {
        for step in &body.steps {
            if NODES_MAX <= self.nodes.len() {
                return self.stuck.push((step, false));
            }
            let name = scope.full(step.name.as_str());
            let operator = step.operator.clone().unwrap_or_else(|| operator.clone());
            if self.index.insert(name.clone(), self.nodes.len()).is_none() {
                let scope = Arc::clone(scope);
                self.nodes.push(Node { name: name.clone(), step, scope, operator: operator.clone() });
            }
            for (part, into, exits) in parts_of(step) {
                let Some(part) = draft.part(&part) else { continue };
                let itself = way.contains(&&part.name);
                if itself || DEPTH_MAX <= way.len() {
                    self.stuck.push((step, itself));
                    continue;
                }
                let inner = Arc::new(inner(&name, scope, (part, into, exits), operator.clone()));
                if let Some((start, _)) = &part.body.start {
                    self.starts.insert(name.clone(), inner.full(start.as_str()));
                }
                way.push(&part.name);
                self.body(draft, &part.body, &inner, operator.clone(), way);
                way.pop();
            }
        }
    }

    /// The step of that full name.
    pub fn node(&self, name: &Name) -> Option<&Node<'a>> {
        self.nodes.get(*self.index.get(name)?)
    }

    /// Where a step's way out leads, and the exits that are gone through on the way: its own, and those of the parts
    /// that it leaves.
    pub fn lead<'b>(&self, scope: &'b Scope, exit: &'b Exit) -> (Lead, Vec<(&'b Scope, &'b Exit)>) {
        let (mut scope, mut passed) = (scope, vec![(scope, exit)]);
        let mut target: &Target = &exit.to;
        while let Some((part, outer)) = scope.exit(target) {
            scope = &part.outer;
            passed.push((scope, outer));
            target = &outer.to;
        }
        (self.target(scope, target), passed)
    }

    /// Where a target leads, in a scope.
    pub fn target(&self, scope: &Scope, target: &Target) -> Lead {
        let full = scope.full(target.as_str());
        if target.as_str() == GOODBYE {
            Lead::Goodbye
        } else if self.index.contains_key(&full) {
            Lead::Step(full)
        } else if self.people.contains(target) {
            Lead::Person(target.clone())
        } else {
            Lead::Nowhere
        }
    }

    /// Where the ways out of a step lead. A step that uses a part leads into it, and out only through it.
    pub fn leads(&self, node: &Node<'_>) -> Vec<(String, Lead)> {
        if let Some(start) = self.starts.get(&node.name) {
            return vec![("do".to_owned(), Lead::Step(start.clone()))];
        }
        let exits = node.step.exits();
        let mut leads: Vec<(String, Lead)> =
            exits.into_iter().map(|(label, exit)| (label, self.lead(&node.scope, exit).0)).collect();
        leads.extend(node.step.verb.people().into_iter().map(|name| ("person".to_owned(), Lead::Person(name.clone()))));
        leads
    }

    /// The steps that a step leads to.
    pub fn next(&self, node: &Node<'_>) -> Vec<&Node<'a>> {
        let leads = self.leads(node).into_iter();
        leads.filter_map(|(_, lead)| if let Lead::Step(name) = lead { self.node(&name) } else { None }).collect()
    }

    /// The step that calls start with.
    pub fn start(&self, draft: &Draft<'_>) -> Option<&Node<'a>> {
        self.node(&draft.body.start.as_ref()?.0)
    }
}

/// The parts that a step uses: the part, the name of what it gives, and where its exits lead.
fn parts_of(step: &Step<'_>) -> Vec<(Name, Name, BTreeMap<Name, Exit>)> {
    let part = |used: Use<'_>| {
        let Use::Part { part, into, with: _, exits } = used else { return None };
        let exits = exits.into_iter().map(|(name, exit)| (name.clone(), exit.clone())).collect();
        Some((part.clone(), into.clone(), exits))
    };
    step.uses().into_iter().filter_map(part).collect()
}

fn inner(
    step: &Name,
    outer: &Arc<Scope>,
    (part, into, exits): (&Part<'_>, Name, BTreeMap<Name, Exit>),
    operator: Name,
) -> Scope {
    let gives = part.gives.keys().cloned().collect();
    let outer = Arc::clone(outer);
    Scope {
        prefix: format!("{step}/"),
        part: Some(PartUse { step: step.clone(), outer, exits, gives, into, operator }),
    }
}
