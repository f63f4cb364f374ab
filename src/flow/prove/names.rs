//! Numbers for what a flow can say, ask, keep and decide by.

use std::collections::BTreeMap;

use super::know::Layout;

/// The numbers of everything that a call and its matter can know.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    units: BTreeMap<String, usize>,
    variables: BTreeMap<String, usize>,
    steps: BTreeMap<String, usize>,
    things: BTreeMap<String, usize>,
    /// The variable of each step that asks once.
    asks: Vec<usize>,
    /// Things that change by themselves, with the clock: once in a call.
    clocked: Vec<usize>,
}

fn number(of: &mut BTreeMap<String, usize>, name: &str) -> usize {
    if let Some(found) = of.get(name) {
        return *found;
    }
    let next = of.len();
    of.insert(name.to_owned(), next);
    next
}

impl Names {
    /// The number of something to hear.
    pub fn unit(&mut self, name: &str) -> usize {
        number(&mut self.units, name)
    }

    /// The number of a variable, by its full name.
    pub fn variable(&mut self, name: &str) -> usize {
        number(&mut self.variables, name)
    }

    /// The number of a variable, if it has one.
    pub fn known_variable(&self, name: &str) -> Option<usize> {
        self.variables.get(name).copied()
    }

    /// The numbers of the variables whose full names begin so.
    pub fn below(&self, prefix: &str) -> Vec<usize> {
        let below = |(name, _): &(&String, &usize)| name.starts_with(prefix);
        self.variables.iter().filter(below).map(|(_, number)| *number).collect()
    }

    /// The number of a step that asks once for a variable.
    pub fn step(&mut self, name: &str, variable: usize) -> usize {
        let step = number(&mut self.steps, name);
        if step == self.asks.len() {
            self.asks.push(variable);
        }
        step
    }

    /// The number of such a step, if it is one.
    pub fn known_step(&self, name: &str) -> Option<usize> {
        self.steps.get(name).copied()
    }

    /// The number of something that holds or not: a condition, or what a call keeps.
    pub fn thing(&mut self, name: &str) -> usize {
        number(&mut self.things, name)
    }

    /// That this changes by itself, with the clock.
    pub fn clocked(&mut self, thing: usize) {
        if !self.clocked.contains(&thing) {
            self.clocked.push(thing);
        }
    }

    /// Where each kind of bit begins.
    pub fn layout(&self) -> Layout {
        let counts = [self.units.len(), self.variables.len(), self.things.len()];
        Layout::of(counts, &self.clocked, self.asks.clone())
    }
}
