//! What runs: a flow as the engine walks it, read and checked by `flow`.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    Expression, Hours, Lookup, Service,
    rung::Rung,
    scope::Scope,
    shape::{Asking, Exit, Key, ListenShape, Sayings, Settings},
    step::{Use, Verb},
};
use crate::{
    answer::Lexicon,
    call::{Name, Number, Rejection, Value},
};

/// A flow. Built by `flow::build` from files; the engine never changes it.
#[derive(Debug)]
pub struct Flow {
    /// The flow's name.
    pub name: Name,
    /// What it is called for people: its `title`, or its name.
    pub title: String,
    /// The languages it speaks: BCP 47 tags. The first is the fallback; there is at least one.
    pub languages: Vec<Name>,
    /// The lines that it answers, with what each sets; empty means every line.
    pub lines: BTreeMap<Number, Line>,
    /// What every other line sets, if the flow answers every line.
    pub any_line: Option<Line>,
    /// The step that a call starts with.
    pub start: Name,
    /// The steps, those of parts once for each use.
    pub steps: BTreeMap<Name, Step>,
    /// Where each use of a part begins, by the step that uses it.
    pub starts: BTreeMap<Name, Name>,
    /// The people, by name; `operator` is always among them.
    pub people: BTreeMap<Name, Person>,
    /// The desks.
    pub desks: BTreeMap<Name, Desk>,
    /// What its queues sound like.
    pub waiting: BTreeMap<Name, Waiting>,
    /// The words that callers say, by language; every language of the flow has its own.
    pub lexicons: BTreeMap<Name, Lexicon>,
    /// The paths that a prompt inserts, for prompts that insert any.
    pub inserts: BTreeMap<Name, Vec<Name>>,
    /// Prompts whose text itself tells callers about 0, in every language.
    pub says_zero: BTreeSet<Name>,
    /// Opening hours, by name.
    pub hours: BTreeMap<Name, Hours>,
    /// The switches that staff can turn, by name.
    pub switches: BTreeMap<Name, Switch>,
    /// The hosts that may be asked.
    pub services: BTreeMap<Name, Service>,
    /// What they may be asked.
    pub lookups: BTreeMap<Name, Lookup>,
    /// What notes and logs may hold of a value.
    pub facts: BTreeMap<Name, Fact>,
    /// What callers come for.
    pub matters: BTreeMap<Name, MatterKind>,
    /// Which calls are turned away before they are answered.
    pub refuse: Vec<Refusal>,
    /// Keys that work at every wait.
    pub anywhere: Anywhere,
    /// How every wait listens, unless its step says otherwise.
    pub listen: ListenShape,
    /// When the guards step in.
    pub patience: Patience,
}

/// What a line sets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Where its calls start, if not at the flow's start.
    pub start: Option<Name>,
    /// Its settings, the flow's defaults among them.
    pub settings: BTreeMap<Name, Value>,
}

/// One step of a flow.
#[derive(Debug, Clone)]
pub struct Step {
    /// What is said on entering it, and never again when its question is repeated.
    pub say: Sayings,
    /// What is noted on entering it.
    pub set: Settings,
    /// What is forgotten on entering it.
    pub forget: Vec<Name>,
    /// What the call is about from here on.
    pub matter: Option<Name>,
    /// Whom 0 reaches here.
    pub operator: Name,
    /// How it asks, if it waits.
    pub asking: Asking,
    /// What it does.
    pub verb: Arc<dyn Verb>,
    /// Where its names are looked up.
    pub scope: Arc<Scope>,
}

impl Step {
    /// The ways out, each with its label: the verb's, and those of how it asks.
    #[must_use]
    pub fn exits(&self) -> Vec<(String, &Exit)> {
        let own = [("silence", &self.asking.silence), ("stuck", &self.asking.stuck)];
        let own = own.into_iter().filter_map(|(label, exit)| Some((label.to_owned(), exit.as_ref()?)));
        self.verb.exits().into_iter().chain(own).collect()
    }

    /// The lookup that it asks, if it asks one.
    #[must_use]
    pub fn lookup(&self) -> Option<&Name> {
        let lookup = |used| if let Use::Lookup(lookup, _) = used { Some(lookup) } else { None };
        self.verb.uses().into_iter().find_map(lookup)
    }
}

/// A person: a ladder of ways to reach one. Its last rung needs nobody.
#[derive(Debug)]
pub struct Person {
    /// The language that whoever is reached here speaks; the flow's first without it.
    pub language: Option<Name>,
    /// The rungs, tried one after another; at least one.
    pub rungs: Vec<Rank>,
    /// Who is tried when nobody is reached here; only places, which are no people, have somebody.
    pub then: Option<Name>,
}

/// A rung in its ladder.
#[derive(Debug)]
pub struct Rank {
    /// When it may be tried, read on entering it; always without it.
    pub when: Option<Expression>,
    /// What it does.
    pub rung: Arc<dyn Rung>,
}

/// What a queue sounds like.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// What is played meanwhile, as a prompt.
    pub music: Option<Name>,
    /// How often it is played in one round, so that a round lasts about `every_s`. 1 to 20.
    pub times: u8,
    /// How often callers are told how it stands, in seconds. 20 to 300.
    pub every_s: u16,
    /// What the flow says then besides.
    pub say: Sayings,
    /// The keys that lead out of it.
    pub keys: BTreeMap<Key, LeaveFor>,
}

/// What a caller leaves a queue for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LeaveFor {
    /// A callback: the next rung of the ladder that promises one.
    Callback,
    /// A message: the next rung of the ladder that records one.
    Message,
}

/// A desk: who owes callbacks and reads messages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Desk {
    /// When somebody sits there, by the name of its hours; always without it.
    pub hours: Option<Name>,
    /// How soon it rings back, in seconds of its hours.
    pub within_s: u32,
}

/// A switch that staff can turn on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switch {
    /// What it is for.
    pub title: String,
    /// How long it stays on by itself, in seconds.
    pub lasts_s: u64,
}

/// What notes, memory and logs may hold of a value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fact {
    /// What it is called in a note.
    pub title: Option<String>,
    /// It is personal: never spoken to an unverified caller, never in a log.
    pub private: bool,
    /// It is never kept beyond the turn that uses it, and never spoken.
    pub secret: bool,
    /// For how many days it may be kept.
    pub keep_days: Option<u16>,
}

/// What callers come for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterKind {
    /// What it is called, as a prompt.
    pub title: Name,
    /// Where a caller goes on with it.
    pub resume: Name,
    /// It is personal: a caller is asked about it again only where the number is known to be their own.
    pub private: bool,
}

/// Calls that are turned away before they are answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Which calls.
    pub when: Expression,
    /// How.
    pub with: Rejection,
}

/// Keys that work at every wait. The words for it always do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Anywhere {
    /// To hear it again.
    pub again: Option<Key>,
    /// To go back to the question before.
    pub back: Option<Key>,
}

/// When the guards step in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patience {
    /// Questions of a matter that weigh nothing; each one after them weighs. 10 to 20.
    pub questions: u16,
    /// What lost turns in a row weigh, the first, the second and each further one.
    pub lost: [u16; 3],
    /// What each full minute with the machine after the first two weighs.
    pub minute: u16,
}

impl Default for Patience {
    fn default() -> Self {
        Self { questions: 10, lost: [15, 45, 30], minute: 25 }
    }
}

/// A lexicon without a word, for a language that no checked flow speaks.
static NO_WORDS: std::sync::LazyLock<Lexicon> = std::sync::LazyLock::new(Lexicon::default);

impl Flow {
    /// The flow's fallback language.
    #[must_use]
    pub fn language(&self) -> Name {
        self.languages.first().cloned().unwrap_or_else(|| "en-US".into())
    }

    /// The words of a language; those of the fallback for one that the flow does not speak.
    #[must_use]
    pub fn lexicon(&self, language: &Name) -> &Lexicon {
        let spoken = self.lexicons.get(language).or_else(|| self.lexicons.get(self.languages.first()?));
        spoken.unwrap_or(&NO_WORDS)
    }

    /// What a line sets.
    #[must_use]
    pub fn line(&self, number: &Number) -> Option<&Line> {
        self.lines.get(number).or(self.any_line.as_ref())
    }

    /// Whether the flow answers every line that no other flow names.
    #[must_use]
    pub fn answers_any(&self) -> bool {
        self.lines.is_empty() || self.any_line.is_some()
    }
}
