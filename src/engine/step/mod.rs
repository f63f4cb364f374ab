//! What a step can do: one file a verb.
//!
//! A verb's file holds the shape that designers write, its exits, what it says, reads and writes, and what it does on
//! entry and on hearing something. Everything else works on [`Verb`] and knows no verb by name.
//!
//! To add a verb: its file, its line in [`VERBS`], and a fixture `tests/verbs/<name>.yaml` with a conversation beside
//! it.

mod ask;
mod menu;
mod person;
mod plain;
mod settle;

use std::fmt;

use serde::de::DeserializeOwned;

use super::shape::Exit;
use crate::{
    answer::{Heard, Lexicon},
    call::{Call, Listen, Name, Reason, Value},
};

/// Every verb, in the order of the documentation. A step without any of these keys is plain.
pub static VERBS: &[Kind] = &[menu::KIND, ask::KIND, settle::KIND, person::KIND, plain::KIND];

/// A kind of step, as the reader of flow files sees it.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// The key that makes a step one of this kind; empty for the plain step.
    pub name: &'static str,
    /// The keys that such a step may have, beside those that every step may have.
    pub keys: &'static [&'static str],
    /// Reads its shape from the step's map, without the keys that every step may have.
    pub read: fn(&serde_json::Value) -> Result<Box<dyn Verb>, ShapeError>,
}

/// Why a shape could not be read: the path to the place, and serde's message.
pub type ShapeError = serde_path_to_error::Error<serde_json::Error>;

fn read<V: Verb + DeserializeOwned + 'static>(map: &serde_json::Value) -> Result<Box<dyn Verb>, ShapeError> {
    let verb: Box<dyn Verb> = Box::new(serde_path_to_error::deserialize::<_, V>(map)?);
    Ok(verb)
}

/// What a step does.
pub trait Verb: fmt::Debug + Send + Sync {
    /// The verb's name, as in [`Kind::name`].
    fn name(&self) -> &'static str;

    /// The ways out, each with its label: the key that leads there, or the exit's own key in the file.
    fn exits(&self) -> Vec<(String, &Exit)>;

    /// The people it leads to without an exit.
    fn people(&self) -> Vec<&Name> {
        Vec::new()
    }

    /// The prompts it says while it waits, beside the step's own `say`.
    fn prompts(&self) -> Vec<&Name> {
        Vec::new()
    }

    /// The word lists it listens for.
    fn words(&self) -> Vec<&Name> {
        Vec::new()
    }

    /// The keys that it takes as a choice, each once for each choice that names it.
    fn keys(&self) -> Vec<char> {
        Vec::new()
    }

    /// The variable that it fills.
    fn writes(&self) -> Option<&Name> {
        None
    }

    /// Whether it waits for the caller. A step that does not wait must lead on.
    fn waits(&self) -> bool {
        false
    }

    /// Whether a yes here settles the matter.
    fn settles(&self) -> bool {
        false
    }

    /// What happens on entering the step.
    fn enter<'a>(&'a self, step: &Name, call: &Call) -> Entering<'a>;

    /// The wait itself, at a stage. Only called for verbs that wait.
    fn wait(&self, _stage: u8) -> Wait<'_> {
        Wait { prompts: Vec::new(), listen: single_key() }
    }

    /// What the caller's keys, words or silence mean at a stage. Asking for a person has been seen to already.
    fn hear<'a>(&'a self, _stage: u8, _heard: Heard<'_>, _lexicon: &Lexicon) -> Hearing<'a> {
        Hearing::NotUnderstood
    }
}

/// What happens on entering a step.
#[derive(Debug)]
pub enum Entering<'a> {
    /// It waits for the caller.
    Wait,
    /// It leads on at once.
    Pass(&'a Exit),
    /// It connects to a person.
    Person(&'a Name),
}

/// A wait: what is said and what is listened for.
#[derive(Debug)]
pub struct Wait<'a> {
    /// The prompts, said again each time.
    pub prompts: Vec<&'a Name>,
    /// What is listened for.
    pub listen: Listen,
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
        /// The variable.
        into: &'a Name,
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
    /// Not understood, and the step goes on to another stage of its own.
    Stage(u8),
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

/// Listening for one key or words.
#[must_use]
pub fn single_key() -> Listen {
    Listen { keys_max: Some(1), end: None, speech: true, wait_s: WAIT_S }
}

/// Seconds of silence after which a wait is over, unless the flow says otherwise (LANGUAGE: `listen: { wait: 5s }`).
pub const WAIT_S: u8 = 5;
