//! A flow as it was read: typed, with the places that rules point at. Not checked yet.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    place::{File, Span},
    tree::Tree,
};
use crate::{
    answer::Lexicon,
    call::{Name, Number},
    engine::{Patience, rung::Rung, shape::Exit, step::Verb},
    prompt::Template,
};

/// A flow as it was read.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub file: &'a File,
    /// Whether every step and every person could be read; rules about ways through the flow need that.
    pub whole: bool,
    pub name: Name,
    pub language: Name,
    pub lines: Vec<Number>,
    pub start: Option<(Name, Span)>,
    pub steps: Vec<Step<'a>>,
    pub people: Vec<Person<'a>>,
    /// Names of steps and people that could not be read; they are there all the same.
    pub unread: BTreeSet<Name>,
    pub desks: BTreeSet<Name>,
    pub words: BTreeMap<Name, WordList>,
    pub prompts: BTreeMap<Name, Prompt>,
    pub lexicon: Lexicon,
    pub patience: Patience,
}

#[derive(Debug)]
pub(super) struct Step<'a> {
    pub name: Name,
    pub span: Span,
    pub tree: &'a Tree,
    pub say: Vec<Name>,
    pub operator: Option<Name>,
    pub verb: Box<dyn Verb>,
}

#[derive(Debug)]
pub(super) struct Person<'a> {
    pub name: Name,
    pub span: Span,
    pub rungs: Vec<DraftRung<'a>>,
}

#[derive(Debug)]
pub(super) struct DraftRung<'a> {
    pub span: Span,
    pub tree: &'a Tree,
    pub rung: Box<dyn Rung>,
}

#[derive(Debug)]
pub(super) struct WordList {
    pub phrases: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Prompt {
    pub text: Template,
    pub audio: Option<String>,
    pub origin: Origin,
    /// The file that it stands in, where its id stands, and where its text starts.
    pub file: File,
    pub id: Span,
    pub body: Span,
}

/// Where a prompt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    BuiltIn,
    Shared,
    Flow,
}

impl<'a> Draft<'a> {
    /// The steps by name.
    pub fn index(&self) -> BTreeMap<&Name, &Step<'a>> {
        self.steps.iter().rev().map(|step| (&step.name, step)).collect()
    }
}

impl Step<'_> {
    /// The ways out.
    pub fn targets(&self) -> impl Iterator<Item = &Name> {
        self.verb.exits().into_iter().map(|(_, exit): (_, &Exit)| &exit.to)
    }

    /// Everything that it says: on entering, while it waits, and on the ways out.
    pub fn prompts(&self) -> Vec<&Name> {
        let exits = self.verb.exits();
        let on_the_way = exits.into_iter().flat_map(|(_, exit)| &exit.say);
        self.say.iter().chain(self.verb.prompts()).chain(on_the_way).collect()
    }

    /// Where a target is written; the step's name if it cannot be found.
    pub fn places_of_target(&self, target: &Name) -> Vec<Span> {
        let labels: BTreeSet<String> = self.verb.exits().into_iter().map(|(label, _)| label).collect();
        let under = |key: &str| key == "to" || labels.contains(key);
        self.or_name(self.tree.places(target.as_str(), &under))
    }

    /// Where a prompt, a word list or a person is written; the step's name if it cannot be found.
    pub fn places_of(&self, name: &Name) -> Vec<Span> {
        let labels: BTreeSet<String> = self.verb.exits().into_iter().map(|(label, _)| label).collect();
        let under = |key: &str| key != "to" && key != "title" && key != "operator" && !labels.contains(key);
        self.or_name(self.tree.places(name.as_str(), &under))
    }

    /// Where a prompt is named; the step's name if it cannot be found. A word list may have the same name.
    pub fn places_of_prompt(&self, id: &Name) -> Vec<Span> {
        let labels: BTreeSet<String> = self.verb.exits().into_iter().map(|(label, _)| label).collect();
        let elsewhere = ["to", "title", "operator", "words", "person", "into"];
        let under = |key: &str| !elsewhere.contains(&key) && !labels.contains(key);
        self.or_name(self.tree.places(id.as_str(), &under))
    }

    /// Where something stands under one key.
    pub fn places_under(&self, key: &str, name: &str) -> Vec<Span> {
        self.or_name(self.tree.places(name, &|found| found == key))
    }

    fn or_name(&self, places: Vec<Span>) -> Vec<Span> {
        if places.is_empty() { vec![self.span] } else { places }
    }
}

impl DraftRung<'_> {
    /// Where a name or number stands in it; the whole rung if it cannot be found.
    pub fn places_of(&self, name: &str) -> Vec<Span> {
        let places = self.tree.places(name, &|_| true);
        if places.is_empty() { vec![self.span] } else { places }
    }
}
