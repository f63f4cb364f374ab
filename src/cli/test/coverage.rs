//! What conversations went through: which steps were entered, and which ways out of them were taken.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::{
    call::{Name, Turn},
    flow::Bundle,
};

/// The steps of a flow and the ways out of them, and which of them conversations went through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The flow's name.
    pub flow: String,
    /// Each step's ways out, by label.
    all: BTreeMap<String, BTreeSet<String>>,
    /// The steps that were entered, and the ways out that were taken.
    seen: BTreeMap<String, BTreeSet<String>>,
}

impl Coverage {
    /// Everything that there is to go through in a flow, none of it seen.
    #[must_use]
    pub fn of(bundle: &Bundle) -> Self {
        let steps = bundle.flow.steps.iter();
        let exits = steps.map(|(name, step)| {
            let labels = step.exits().into_iter().map(|(label, _exit)| label).collect();
            (name.to_string(), labels)
        });
        Self { flow: bundle.flow.name.to_string(), all: exits.collect(), seen: BTreeMap::new() }
    }

    /// A step was entered, and left by the way out with this label, if by one. What the flow has not is not counted.
    pub fn saw(&mut self, step: &Name, exit: Option<&str>) {
        let Some(exits) = self.all.get(step.as_str()) else { return };
        let seen = self.seen.entry(step.to_string()).or_default();
        seen.extend(exit.filter(|exit| exits.contains(*exit)).map(str::to_owned));
    }

    /// Steps entered, and all steps.
    #[must_use]
    pub fn steps(&self) -> (usize, usize) {
        (self.seen.len(), self.all.len())
    }

    /// Ways out taken, and all ways out.
    #[must_use]
    pub fn exits(&self) -> (usize, usize) {
        (self.seen.values().map(BTreeSet::len).sum(), self.all.values().map(BTreeSet::len).sum())
    }

    /// What was never gone through: steps by name, ways out of entered steps as `step.label`.
    #[must_use]
    pub fn never(&self) -> Vec<String> {
        let mut never = Vec::new();
        for (step, exits) in &self.all {
            match self.seen.get(step) {
                None => never.push(step.clone()),
                Some(seen) => never.extend(exits.difference(seen).map(|exit| format!("{step}.{exit}"))),
            }
        }
        never
    }

    /// Whether at least so many of a hundred steps and ways out were gone through.
    #[must_use]
    pub fn reaches(&self, percent: u8) -> bool {
        let ((entered, steps), (taken, exits)) = (self.steps(), self.exits());
        (steps + exits) * usize::from(percent) <= (entered + taken) * 100
    }

    /// In a line: "coverage of parcels: 18 of 18 steps, 40 of 42 exits; never: main.3, find.missing".
    #[must_use]
    pub fn shown(&self) -> String {
        let ((entered, steps), (taken, exits)) = (self.steps(), self.exits());
        let never = self.never();
        let never = if never.is_empty() { String::new() } else { format!("; never: {}", never.join(", ")) };
        format!("coverage of {}: {entered} of {steps} steps, {taken} of {exits} exits{never}", self.flow)
    }

    pub(super) fn json(&self) -> Value {
        let ((entered, steps), (taken, exits)) = (self.steps(), self.exits());
        json!({
            "flow": self.flow,
            "steps": { "entered": entered, "all": steps },
            "exits": { "taken": taken, "all": exits },
            "never": self.never(),
        })
    }
}

/// The steps that a turn went through, each with the way out that was taken.
pub(super) fn went_through(turn: &Turn) -> impl Iterator<Item = (&Name, Option<&str>)> {
    turn.passed.iter().map(|passed| (&passed.step, passed.exit.as_deref()))
}
