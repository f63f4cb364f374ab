//! What runs: a flow as the engine walks it, read and checked by `flow`.

use std::collections::{BTreeMap, BTreeSet};

use super::{rung::Rung, step::Verb};
use crate::{
    answer::Lexicon,
    call::{Name, Number, Said, Value},
};

/// A flow. Built by `flow::build` from files; the engine never changes it.
#[derive(Debug)]
pub struct Flow {
    /// The flow's name.
    pub name: Name,
    /// The language it speaks: a BCP 47 tag.
    pub language: Name,
    /// The lines that it answers; empty means every line.
    pub lines: Vec<Number>,
    /// The step that a call starts with.
    pub start: Name,
    /// The steps.
    pub steps: BTreeMap<Name, Step>,
    /// The people, by name; `operator` is always among them.
    pub people: BTreeMap<Name, Person>,
    /// The words that callers say, in the flow's language.
    pub lexicon: Lexicon,
    /// The variables that a prompt inserts, for prompts that insert any.
    pub inserts: BTreeMap<Name, Vec<Name>>,
    /// Prompts whose text itself tells callers about 0.
    pub says_zero: BTreeSet<Name>,
    /// When the guards step in.
    pub patience: Patience,
}

/// One step of a flow.
#[derive(Debug)]
pub struct Step {
    /// What is said on entering it, and never again when its question is repeated.
    pub say: Vec<Name>,
    /// Whom 0 reaches here.
    pub operator: Name,
    /// What it does.
    pub verb: Box<dyn Verb>,
}

/// A person: a ladder of ways to reach one. Its last rung needs nobody.
#[derive(Debug)]
pub struct Person {
    /// The rungs, tried one after another; at least one.
    pub rungs: Vec<Box<dyn Rung>>,
}

/// When the guards step in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patience {
    /// Questions of a matter that weigh nothing; each one after them weighs. 10 to 20.
    pub questions: u16,
}

impl Default for Patience {
    fn default() -> Self {
        Self { questions: 10 }
    }
}

impl Flow {
    /// A prompt with the values that it inserts, as they are now.
    #[must_use]
    pub fn said(&self, prompt: &Name, variables: &BTreeMap<Name, Value>) -> Said {
        let wanted = self.inserts.get(prompt).map_or(&[][..], Vec::as_slice);
        let values = wanted.iter().filter_map(|name| Some((name.clone(), variables.get(name)?.clone()))).collect();
        Said { prompt: prompt.clone(), values }
    }
}
