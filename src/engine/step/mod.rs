//! What a step can do: one file a verb.
//!
//! A verb's file holds the shape that designers write, its exits, what it says, reads and writes, and what it does on
//! entry and on hearing something. Everything else works on [`Verb`] and knows no verb by name.
//!
//! To add a verb: its file, its line in [`VERBS`], and a fixture `tests/verbs/<name>.yaml` with a conversation beside
//! it.

mod ask;
mod branch;
mod callback;
mod confirm;
mod r#do;
mod language;
mod lookup;
mod menu;
mod message;
mod person;
mod pick;
mod plain;
mod settle;
mod verify;

use std::{fmt, sync::Arc};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;

use super::{
    Expression, Here, Person,
    shape::{Exit, Sayings},
};
use crate::{
    answer::Heard,
    call::{Answered, Listen, Name, Reason, Said, Signal, Type, Value},
};

/// Every verb, in the order of the documentation. A step without any of these keys is plain.
pub static VERBS: &[Kind] = &[
    language::KIND,
    menu::KIND,
    ask::KIND,
    confirm::KIND,
    pick::KIND,
    verify::KIND,
    lookup::KIND,
    branch::KIND,
    r#do::KIND,
    settle::KIND,
    person::KIND,
    callback::KIND,
    message::KIND,
    plain::KIND,
];

/// A kind of step, as the reader of flow files sees it.
#[derive(Clone, Copy)]
pub struct Kind {
    /// The key that makes a step one of this kind; empty for the plain step.
    pub name: &'static str,
    /// The keys that such a step may have, beside those that every step may have.
    pub keys: &'static [&'static str],
    /// Whether such a step may have exits for statuses: keys of three digits.
    pub statuses: bool,
    /// Whether it waits for the caller, and so may say how it asks (see `Asking`).
    pub asks: bool,
    /// Reads its shape from the step's map, without the keys that every step may have.
    pub read: fn(&serde_json::Value) -> Result<Arc<dyn Verb>, ShapeError>,
    /// The schema of its shape.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Why a shape could not be read: the path to the place, and serde's message.
pub type ShapeError = serde_path_to_error::Error<serde_json::Error>;

fn read<V: Verb + DeserializeOwned + 'static>(map: &serde_json::Value) -> Result<Arc<dyn Verb>, ShapeError> {
    let verb: Arc<dyn Verb> = Arc::new(serde_path_to_error::deserialize::<_, V>(map)?);
    Ok(verb)
}

fn schema<V: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    V::json_schema(generator)
}

/// The kind of a verb that is made of its shape alone.
const fn kind<V: Verb + DeserializeOwned + JsonSchema + 'static>(
    name: &'static str,
    keys: &'static [&'static str],
    asks: bool,
) -> Kind {
    Kind { name, keys, statuses: false, asks, read: read::<V>, schema: schema::<V> }
}

/// What a step does.
pub trait Verb: fmt::Debug + Send + Sync {
    /// The verb's name, as in [`Kind::name`].
    fn name(&self) -> &'static str;

    /// Everything in the flow that it names: what checks, the map and the proof work on.
    fn uses(&self) -> Vec<Use<'_>>;

    /// Whether it waits for the caller. A step that does not wait must lead on.
    fn waits(&self) -> bool {
        false
    }

    /// Whether a yes here settles the matter.
    fn settles(&self) -> bool {
        false
    }

    /// The ways out that it takes without waiting, every time that it is entered: there is nothing to ask. A question
    /// whose answer is known is another matter: it is passed once, and waits when callers are led back to it.
    fn passes(&self) -> Vec<&Exit> {
        Vec::new()
    }

    /// Whether its question is passed, once in a matter, where its answer is known: [`Entering::Known`].
    fn asks_once(&self) -> bool {
        false
    }

    /// Whether it lets the caller choose the language.
    fn chooses_language(&self) -> bool {
        false
    }

    /// Whether zeros alone can be an answer here: then only one or two of them are a person.
    fn zeros(&self) -> bool {
        false
    }

    /// The ladder that it is by itself, known by the step's name.
    fn ladder(&self) -> Option<Person> {
        None
    }

    /// What happens on entering the step.
    fn enter<'a>(&'a self, step: &Name, here: &Here<'_>) -> Entering<'a>;

    /// The wait itself, at a stage. Only called for verbs that wait.
    fn wait(&self, _stage: u8, _here: &Here<'_>) -> Wait {
        Wait { prompts: Vec::new(), listen: single_key(), hints: Vec::new() }
    }

    /// Whether the wait at a stage puts the step's own question, for which `again` has other words.
    fn asks(&self, stage: u8) -> bool {
        stage == 0
    }

    /// What the caller's keys, words or silence mean at a stage. Asking for a person has been seen to already.
    fn hear<'a>(&'a self, _stage: u8, _heard: Heard<'_>, _here: &Here<'_>) -> Hearing<'a> {
        Hearing::NotUnderstood
    }

    /// Whether what the caller gives proves who they are, where it is given for that: then it is never kept.
    fn proves(&self, _heard: Heard<'_>, _here: &Here<'_>) -> Option<bool> {
        None
    }

    /// What a proof means, or its failure.
    fn proved(&self, _fits: bool, _stage: u8) -> Hearing<'_> {
        Hearing::NotUnderstood
    }

    /// The stage of its own that "back" leads to from this one; without it, it leads to the step before.
    fn back(&self, _stage: u8) -> Option<u8> {
        None
    }

    /// What a backend's answer means. Only called for verbs that look something up.
    fn found<'a>(&'a self, _answer: &Answered, _here: &Here<'_>) -> Found<'a> {
        Found { exit: None, value: None, doubt: Vec::new(), signal: None }
    }

    /// The ways out, each with its label: the key that leads there, or the exit's own key in the file.
    fn exits(&self) -> Vec<(String, &Exit)> {
        let exit = |used| if let Use::Exit(label, exit) = used { Some((label, exit)) } else { None };
        self.uses().into_iter().filter_map(exit).collect()
    }

    /// The people it leads to without an exit.
    fn people(&self) -> Vec<&Name> {
        self.uses()
            .into_iter()
            .filter_map(|used| if let Use::Person(name) = used { Some(name) } else { None })
            .collect()
    }

    /// The prompts it says while it waits, beside the step's own `say`.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only two uses are prompts")]
    fn prompts(&self) -> Vec<&Name> {
        let prompts = |used| match used {
            Use::Prompt(prompt) => vec![prompt],
            Use::Says(sayings) => sayings.prompts(),
            _ => Vec::new(),
        };
        self.uses().into_iter().flat_map(prompts).collect()
    }

    /// The word lists it listens for.
    fn words(&self) -> Vec<&Name> {
        self.uses().into_iter().filter_map(|used| if let Use::Words(name) = used { Some(name) } else { None }).collect()
    }

    /// The keys that it takes as a choice, each once for each choice that names it.
    fn keys(&self) -> Vec<char> {
        self.uses().into_iter().filter_map(|used| if let Use::Key(key) = used { Some(key) } else { None }).collect()
    }

    /// The variables that it fills, and of what type each is.
    fn writes(&self) -> Vec<(&Name, Type)> {
        let writes = |used| if let Use::Writes(name, of) = used { Some((name, of)) } else { None };
        self.uses().into_iter().filter_map(writes).collect()
    }
}

/// Something in the flow that a step names.
///
/// Their order says when things happen. What is filled ([`Use::Writes`], [`Use::Finds`], [`Use::Picks`],
/// [`Use::Verifies`]) is filled on the way out that was named last; what is said behind it may insert it. A way out
/// behind [`Use::Decides`] is taken if that holds, later ones if it does not.
#[derive(Debug)]
pub enum Use<'a> {
    /// A way out, with its label.
    Exit(String, &'a Exit),
    /// A prompt that it says at its wait.
    Prompt(&'a Name),
    /// What it says at its wait.
    Says(&'a Sayings),
    /// A person that it leads to without an exit.
    Person(&'a Name),
    /// A word list that it listens for.
    Words(&'a Name),
    /// A key that it takes as a choice.
    Key(char),
    /// A language that a choice of it changes to, and the key by which clew offers that.
    Language(&'a Name, char),
    /// A value that it fills.
    Writes(&'a Name, Type),
    /// A record that it fills with what this lookup gives.
    Finds(&'a Name, &'a Name),
    /// An item that it fills with one of this list, and says while it waits.
    Picks(&'a Name, &'a Name),
    /// The proof of who the caller is: an answer of this type that is the value of the expression.
    Verifies(Type, &'a Expression),
    /// A value that it reads, by its path.
    Reads(&'a Name),
    /// An expression that it decides by: true or false.
    Decides(&'a Expression),
    /// An expression whose value it takes.
    Computes(&'a Expression),
    /// An expression that it decides by, the values that it has cases for, and whether it has one for all others.
    Cases(&'a Expression, Vec<&'a Name>, bool),
    /// A lookup that it asks, with the values that it gives it.
    Lookup(&'a Name, Vec<&'a Name>),
    /// A part that it uses.
    Part {
        /// The part.
        part: &'a Name,
        /// The name of the record that what it gives is kept under.
        into: &'a Name,
        /// The values that it is given.
        with: Vec<(&'a Name, &'a Expression)>,
        /// Where each of its exits leads.
        exits: Vec<(&'a Name, &'a Exit)>,
    },
    /// A desk.
    Desk(&'a Name),
}

/// What happens on entering a step.
#[derive(Debug)]
pub enum Entering<'a> {
    /// It waits for the caller.
    Wait,
    /// It leads on at once, every time: one of [`Verb::passes`], if it is a step that waits.
    Pass(&'a Exit),
    /// It leads on at once, since its answer is known; once in a matter.
    Known(&'a Exit),
    /// It connects to a person, who is told these values first.
    Person(&'a Name, &'a [Name]),
    /// It is itself a ladder.
    Ladder,
    /// It asks a backend.
    LookUp {
        /// The lookup.
        lookup: &'a Name,
        /// What it is asked with, beside what the lookup reads by itself.
        with: Vec<(Name, Value)>,
    },
    /// It goes through a part, with these values; one that is not known is not known there either.
    Part(Vec<(Name, Option<Value>)>),
    /// None of its ways out fits: it connects to the step's operator.
    Nowhere,
}

/// A wait: what is said and what is listened for.
#[derive(Debug)]
pub struct Wait {
    /// What is said, each time again.
    pub prompts: Vec<Said>,
    /// What is listened for.
    pub listen: Listen,
    /// Word lists whose phrases are likely to be said.
    pub hints: Vec<Name>,
}

/// What the caller's keys, words or silence mean.
#[derive(Debug)]
pub enum Hearing<'a> {
    /// Nothing that fits: a wrong key, silence, mumbling.
    NotUnderstood,
    /// The caller takes a way out.
    Leave(&'a Exit),
    /// The caller answers; then the step goes on to a stage of its own, or out.
    Answer {
        /// The variable, if the step keeps the answer.
        into: Option<&'a Name>,
        /// The value.
        value: Value,
        /// Where it goes on.
        then: Then<'a>,
    },
    /// The caller says no to the answer that was read back.
    Refuse {
        /// The variable whose value is dropped.
        into: &'a Name,
    },
    /// The caller says no to what the line offers; then out.
    No {
        /// The variable, if the step keeps the answer.
        into: Option<&'a Name>,
        /// The way out.
        exit: &'a Exit,
    },
    /// Not understood, and the step goes on to another stage of its own.
    Stage(u8),
    /// The step goes on to another stage, which has something of its own to say: progress, if that is new.
    Next(u8),
    /// The caller speaks this language; then out.
    Language(Name, &'a Exit),
    /// The caller has proved who they are; then out.
    Verified(&'a Exit),
    /// What the caller gave is not what is known; the step goes on to another stage of its own.
    NotVerified(u8),
    /// The caller says that the matter is settled; then out, or goodbye.
    Settled(Option<&'a Exit>),
    /// The caller needs a person.
    Person(Reason),
}

/// Where a step goes on after an answer.
#[derive(Debug)]
pub enum Then<'a> {
    /// To a stage of its own.
    Stage(u8),
    /// Out.
    Exit(&'a Exit),
}

/// What a backend's answer means for a step.
#[derive(Debug)]
pub struct Found<'a> {
    /// The way out; the step's operator without one.
    pub exit: Option<&'a Exit>,
    /// What is kept, and under which name.
    pub value: Option<(Name, Value)>,
    /// The values that are in doubt now.
    pub doubt: Vec<Name>,
    /// What the ledger counts.
    pub signal: Option<Signal>,
}

/// Listening for one key or words.
#[must_use]
pub fn single_key() -> Listen {
    Listen { keys_max: Some(1), end: None, speech: true, wait_s: WAIT_S, gap_s: GAP_S }
}

/// Seconds of silence after which a wait is over, unless the flow says otherwise.
pub const WAIT_S: u8 = 5;

/// Seconds without a word that end what the caller says, unless the flow says otherwise.
pub const GAP_S: u8 = 2;
