//! A flow as it was read: typed, with the places that rules point at. Not checked yet.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    pack::Pack,
    place::{File, Span},
    tree::Tree,
};
use crate::{
    answer::Lexicon,
    call::{Name, Number, Rejection, Type},
    engine::{
        Anywhere, Desk, Expression, Fact, Hours, Lookup, MatterKind, Patience, Service, Switch, Waiting,
        rung::Rung,
        shape::{Asking, Exit, ListenShape, Sayings, Settings},
        step::{Use, Verb},
    },
    prompt::Wording,
};

/// Something that stands under a name of its own, with its place.
#[derive(Debug)]
pub(super) struct Named<'a, T> {
    pub value: T,
    pub file: &'a File,
    pub span: Span,
    pub tree: &'a Tree,
}

/// Everything that stands under one key of a flow, by name.
pub(super) type Found<'a, T> = BTreeMap<Name, Named<'a, T>>;

/// What a flow promises its callers, each with its place.
#[derive(Debug, Default)]
pub(super) struct Promised {
    /// Seconds until a person is offered to a caller who is never understood.
    pub person_within_s: Option<(u32, Span)>,
    /// Counted turns until an offer, whatever the caller does.
    pub turns: Option<(u32, Span)>,
}

impl Promised {
    /// Whether nothing is promised.
    pub const fn is_nothing(&self) -> bool {
        self.person_within_s.is_none() && self.turns.is_none()
    }
}

/// A flow as it was read.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub file: &'a File,
    /// Whether every step and every person could be read; rules about ways through the flow need that.
    pub whole: bool,
    /// Whether every file could be read that the flow uses; what is missing may stand in the others.
    pub all_read: bool,
    pub name: Name,
    pub title: String,
    pub languages: Vec<(Name, Span)>,
    /// The standards that the flow names, and where.
    pub standards: Vec<(&'static Pack, Span)>,
    /// What the flow promises its callers.
    pub promised: Promised,
    pub lines: Vec<Line>,
    /// The settings that a line may set, with their types and defaults.
    pub settings: Found<'a, Setting>,
    /// The flow's own steps.
    pub body: Body<'a>,
    pub parts: Vec<Part<'a>>,
    pub people: Vec<Person<'a>>,
    /// Names of steps, parts and people that could not be read; they are there all the same.
    pub unread: BTreeSet<Name>,
    pub desks: Found<'a, Desk>,
    pub waiting: Found<'a, Waiting>,
    pub hours: Found<'a, Hours>,
    pub switches: Found<'a, Switch>,
    pub services: Found<'a, Service>,
    pub lookups: Found<'a, Lookup>,
    pub facts: Found<'a, Fact>,
    pub matters: Found<'a, MatterKind>,
    pub refuse: Vec<Refusal>,
    pub voices: BTreeMap<Name, Name>,
    /// The word lists, by language.
    pub words: BTreeMap<Name, BTreeMap<Name, WordList>>,
    /// The prompts, by language.
    pub prompts: BTreeMap<Name, BTreeMap<Name, Prompt>>,
    /// The languages of which a file of prompts could not be read.
    pub untold: BTreeSet<Name>,
    pub lexicons: BTreeMap<Name, Lexicon>,
    pub anywhere: Anywhere,
    /// Where its keys are written: `again` and `back`.
    pub anywhere_at: [Option<Span>; 2],
    pub listen: ListenShape,
    pub patience: Patience,
}

/// A phone line; any line without a number.
#[derive(Debug)]
pub(super) struct Line {
    pub number: Option<Number>,
    pub start: Option<(Name, Span)>,
    /// What it sets.
    pub sets: Vec<LineSetting>,
}

/// What a line sets a setting to.
#[derive(Debug)]
pub(super) struct LineSetting {
    pub name: Name,
    /// As it is written.
    pub written: serde_json::Value,
    /// Where the name stands, and where the value does.
    pub span: Span,
    pub value: Span,
}

/// A setting that a line may set.
#[derive(Debug)]
pub(super) struct Setting {
    pub of: Type,
    pub usually: crate::call::Value,
}

/// Steps that share their names: those of the flow, or those of a part.
#[derive(Debug, Default)]
pub(super) struct Body<'a> {
    pub start: Option<(Name, Span)>,
    pub steps: Vec<Step<'a>>,
}

/// A part.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub name: Name,
    pub file: &'a File,
    pub span: Span,
    pub takes: BTreeMap<Name, Type>,
    /// What it gives, and where each is written.
    pub gives: BTreeMap<Name, Span>,
    /// Its exits, and where each is written.
    pub exits: BTreeMap<Name, Span>,
    pub body: Body<'a>,
}

#[derive(Debug)]
pub(super) struct Step<'a> {
    pub name: Name,
    pub file: &'a File,
    pub span: Span,
    pub tree: &'a Tree,
    pub say: Sayings,
    pub set: Settings,
    pub forget: Vec<Name>,
    pub matter: Option<Name>,
    pub operator: Option<Name>,
    pub asking: Asking,
    pub verb: Arc<dyn Verb>,
}

#[derive(Debug)]
pub(super) struct Person<'a> {
    pub name: Name,
    pub file: &'a File,
    pub span: Span,
    /// The language that whoever is reached there speaks, and where it is written.
    pub language: Option<(Name, Span)>,
    pub rungs: Vec<DraftRung<'a>>,
    /// A place is no person: nobody need be there.
    pub place: bool,
}

#[derive(Debug)]
pub(super) struct DraftRung<'a> {
    pub span: Span,
    pub tree: &'a Tree,
    pub when: Option<Expression>,
    pub rung: Arc<dyn Rung>,
}

#[derive(Debug)]
pub(super) struct Refusal {
    pub when: Expression,
    pub with: Rejection,
    pub span: Span,
}

#[derive(Debug)]
pub(super) struct WordList {
    pub phrases: Vec<String>,
    pub file: File,
    /// Where the list's name stands.
    pub id: Span,
}

#[derive(Debug, Clone)]
pub(super) struct Prompt {
    pub text: Wording,
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
    /// The flow's fallback language.
    pub fn language(&self) -> Name {
        self.languages.first().map_or_else(|| "en-US".into(), |(language, _)| language.clone())
    }

    /// The flow's own steps and those of its parts, each once.
    pub fn bodies(&self) -> impl Iterator<Item = (Option<&Part<'a>>, &Body<'a>)> {
        std::iter::once((None, &self.body)).chain(self.parts.iter().map(|part| (Some(part), &part.body)))
    }

    /// Every step, those of parts once.
    pub fn steps(&self) -> impl Iterator<Item = &Step<'a>> {
        self.bodies().flat_map(|(_, body)| &body.steps)
    }

    /// The part of that name.
    pub fn part(&self, name: &Name) -> Option<&Part<'a>> {
        self.parts.iter().find(|part| part.name == *name)
    }

    /// The prompts that must be there in every language, by the flow's fallback.
    pub fn fallback(&self) -> Option<&BTreeMap<Name, Prompt>> {
        self.prompts.get(&self.language())
    }

    /// Every prompt of every language.
    pub fn all_prompts(&self) -> impl Iterator<Item = (&Name, &Name, &Prompt)> {
        self.prompts
            .iter()
            .flat_map(|(language, prompts)| prompts.iter().map(move |(id, prompt)| (language, id, prompt)))
    }

    /// Everything that is said somewhere in the flow, by id.
    pub fn said(&self) -> BTreeSet<&Name> {
        let in_steps = self.steps().flat_map(Step::prompts);
        let on_rungs = self.people.iter().flat_map(|person| &person.rungs).flat_map(|rung| rung.rung.prompts());
        let in_queues =
            self.waiting.values().flat_map(|waiting| waiting.value.music.iter().chain(waiting.value.say.prompts()));
        let in_matters = self.matters.values().map(|matter| &matter.value.title);
        let in_settings = self.settings.values().filter_map(|setting| prompt_of(&setting.value.usually));
        in_steps.chain(on_rungs).chain(in_queues).chain(in_matters).chain(in_settings).collect()
    }
}

fn prompt_of(value: &crate::call::Value) -> Option<&Name> {
    if let crate::call::Value::Prompt(prompt) = value { Some(prompt) } else { None }
}

impl Step<'_> {
    /// The ways out, each with its label: the verb's, and those of how it asks.
    pub fn exits(&self) -> Vec<(String, &Exit)> {
        let own = [("silence", &self.asking.silence), ("stuck", &self.asking.stuck)];
        let own = own.into_iter().filter_map(|(label, exit)| Some((label.to_owned(), exit.as_ref()?)));
        self.verb.exits().into_iter().chain(own).collect()
    }

    /// Where its ways out lead.
    pub fn targets(&self) -> impl Iterator<Item = &Name> {
        self.exits().into_iter().map(|(_, exit): (_, &Exit)| &exit.to)
    }

    /// Everything that it says: on entering, while it waits, and on the ways out.
    pub fn prompts(&self) -> Vec<&Name> {
        let exits = self.exits();
        let on_the_way = exits.into_iter().flat_map(|(_, exit)| exit.say.prompts());
        self.say
            .prompts()
            .into_iter()
            .chain(self.verb.prompts())
            .chain(self.asking.again.prompts())
            .chain(on_the_way)
            .collect()
    }

    /// What it fills and reads by its verb.
    pub fn uses(&self) -> Vec<Use<'_>> {
        self.verb.uses()
    }

    /// The values that it fills or notes.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only some uses fill a value")]
    pub fn filled(&self) -> Vec<&Name> {
        let exits = self.exits();
        let noted = self.set.keys().chain(exits.into_iter().flat_map(|(_, exit)| exit.set.keys()));
        let by_verb = self.uses().into_iter().filter_map(|used| match used {
            Use::Writes(name, _) | Use::Finds(name, _) | Use::Picks(name, _) | Use::Part { into: name, .. } => {
                Some(name)
            }
            _ => None,
        });
        noted.chain(by_verb).collect()
    }

    /// What gives it one more key: what to write where its first key stands.
    pub fn with_key(&self, entry: &str) -> Option<(Span, String)> {
        self.with_entry(self.tree, entry)
    }

    /// What gives a map of it one more entry: what to write where its first key stands.
    pub fn with_entry(&self, tree: &Tree, entry: &str) -> Option<(Span, String)> {
        let (first, _) = tree.map()?.first()?;
        let before = self.file.text.get(..first.span.start)?;
        let column = before.len().saturating_sub(before.rfind('\n').map_or(0, |end| end.saturating_add(1)));
        let block = tree.span.start == tree.span.end;
        let between = if block { format!("\n{}", " ".repeat(column)) } else { ", ".to_owned() };
        Some((first.span, format!("{entry}{between}{}", self.file.raw(first.span))))
    }

    /// The keys that belong to exits, and not to anything else.
    fn labels(&self) -> BTreeSet<String> {
        self.exits().into_iter().map(|(label, _)| label).collect()
    }

    /// Where a target is written; the step's name if it cannot be found.
    pub fn places_of_target(&self, target: &Name) -> Vec<Span> {
        let labels = self.labels();
        let under = |key: &str| key == "to" || labels.contains(key);
        self.or_name(self.tree.places(target.as_str(), &under))
    }

    /// Where a prompt, a word list or a person is written; the step's name if it cannot be found.
    pub fn places_of(&self, name: &Name) -> Vec<Span> {
        let labels = self.labels();
        let under = |key: &str| key != "to" && key != "title" && key != "operator" && !labels.contains(key);
        self.or_name(self.tree.places(name.as_str(), &under))
    }

    /// Where a prompt is named; the step's name if it cannot be found. A word list may have the same name.
    pub fn places_of_prompt(&self, id: &Name) -> Vec<Span> {
        let labels = self.labels();
        let elsewhere = ["to", "title", "operator", "words", "person", "into", "matter", "lookup", "do", "desk", "as"];
        let under = |key: &str| !elsewhere.contains(&key) && !labels.contains(key);
        self.or_name(self.tree.places(id.as_str(), &under))
    }

    /// Where something stands under one key.
    pub fn places_under(&self, key: &str, name: &str) -> Vec<Span> {
        self.or_name(self.tree.places(name, &|found| found == key))
    }

    /// Where a text stands, under whatever key: an expression, above all.
    pub fn places_of_text(&self, text: &str) -> Vec<Span> {
        self.or_name(self.tree.places(text, &|_| true))
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
