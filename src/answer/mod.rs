//! What a caller can answer, by keys or by words: one file a kind.
//!
//! Invariant: pure, and total: any keys and any words mean something, or nothing. It names only `call`. What callers
//! say is matched by the words of their language, and those are data: `words/<language>.yaml`.
//!
//! To add a kind of answer: its file, its line in [`ANSWERS`], and rows in `tests/answers/<language>.tsv` of every
//! language.
#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros)]

mod address;
mod date;
mod digits;
mod forget;
mod letters;
mod lexicon;
mod moment;
mod money;
mod name;
mod near;
mod number;
mod one_of;
mod person;
mod phone;
mod place;
mod shape;
mod speech;
mod spoken;
mod tidied;
mod time;
mod tokens;
mod words;
mod yes_no;

use std::fmt;

use chrono::NaiveDateTime;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value as Json;

pub use digits::digits;
pub use forget::asks_to_be_forgotten;
pub use lexicon::{BUILT_IN, Dates, Letters, Lexicon, Money, Numbers, Times, Unit};
pub use near::Sounds;
pub use person::{asks_for_person, asks_for_person_where};
pub use phone::{phone, warm_up};
pub use place::place;
pub use shape::{Count, Range, When};
pub use words::{Named, Words};
pub use yes_no::yes_no;

use crate::call::{Name, Type, Value};

/// What a caller did at a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard<'a> {
    /// Pressed keys.
    Keys(&'a str),
    /// Said words.
    Words(&'a str),
    /// Nothing.
    Silence,
}

/// What an answer is understood by.
#[derive(Debug, Clone, Copy)]
pub struct Ear<'a> {
    /// The words of the language that the call speaks.
    pub lexicon: &'a Lexicon,
    /// What the clock shows where the line is.
    pub now: NaiveDateTime,
    /// Where the line is: an ISO 3166 code such as `US`. Phone numbers without a country belong to it.
    pub region: &'a str,
}

/// Which keys an answer is typed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keys {
    /// The most keys, if there is a most.
    pub max: Option<u8>,
    /// The key that ends typing; `None` where one key is all.
    pub end: Option<char>,
}

/// One kind of answer, as a question wants it.
pub trait Answer: fmt::Debug + Send + Sync {
    /// The kind's name, as in [`Kind::name`].
    fn name(&self) -> &'static str;

    /// The type of its value.
    fn gives(&self) -> Type;

    /// The keys that it is typed with; `None` where keys mean nothing.
    fn keys(&self) -> Option<Keys> {
        None
    }

    /// The word lists of the flow that it listens for.
    fn words(&self) -> Vec<&Name> {
        Vec::new()
    }

    /// Whether zeros alone can be an answer: then only one or two of them ask for a person
    /// ([`asks_for_person_where`]).
    fn zeros(&self) -> bool {
        false
    }

    /// What the caller's keys or words mean, if they are such an answer. Asking for a person has been seen to already.
    fn read(&self, heard: Heard<'_>, ear: &Ear<'_>) -> Option<Value>;
}

/// A kind of answer, as the reader of flow files sees it.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// The word that names it: `as: date`, or `as: { date: future }`.
    pub name: &'static str,
    /// The keys that its map may have.
    pub keys: &'static [&'static str],
    /// Reads its map. Under the kind's own name stands nothing where designers write the bare word.
    pub read: fn(&Json) -> Result<Box<dyn Answer>, ShapeError>,
    /// The schema of its map; the texts in it are the manual.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

/// Every kind of answer, in the order of the documentation.
pub static ANSWERS: &[Kind] = &[
    digits::KIND,
    number::KIND,
    money::KIND,
    phone::KIND,
    date::KIND,
    time::KIND,
    moment::KIND,
    name::KIND,
    address::KIND,
    speech::KIND,
    letters::KIND,
    one_of::KIND,
];

/// Why a shape could not be read: the path to the place, and serde's message.
pub type ShapeError = serde_path_to_error::Error<serde_json::Error>;

impl Kind {
    /// The kind whose shape is `A`.
    const fn of<A: Answer + DeserializeOwned + JsonSchema + 'static>(
        name: &'static str,
        keys: &'static [&'static str],
    ) -> Self {
        Self { name, keys, read: read_map::<A>, schema: |schemas| schemas.subschema_for::<A>() }
    }
}

fn read_map<A: Answer + DeserializeOwned + 'static>(map: &Json) -> Result<Box<dyn Answer>, ShapeError> {
    let answer: Box<dyn Answer> = Box::new(serde_path_to_error::deserialize::<_, A>(map)?);
    Ok(answer)
}

/// Reads what stands under `as`: the bare word of a kind, or its map.
///
/// # Errors
///
/// If there is no such kind, if two are named, or if its shape is wrong.
pub fn read(written: &Json) -> Result<Box<dyn Answer>, ShapeError> {
    let kind = |word: &str| ANSWERS.iter().find(|kind| kind.name == word);
    match written {
        Json::String(word) => match kind(word) {
            Some(kind) => (kind.read)(&serde_json::json!({ kind.name: null })),
            None => refuse(&format!("there is no kind of answer `{word}`; there is {}", listed())),
        },
        Json::Object(map) => {
            let named: Vec<&Kind> = map.keys().filter_map(|key| kind(key)).collect();
            match named.as_slice() {
                [kind] => (kind.read)(written),
                [] => refuse(&format!("no kind of answer is named; there is {}", listed())),
                [one, other, ..] => {
                    refuse(&format!("`{}` and `{}` are two kinds of answers; one is asked for", one.name, other.name))
                }
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) => {
            refuse("expected a kind of answer such as `date`, or `{ digits: 6 }`")
        }
    }
}

/// The schema of what stands under `as`: the bare word of a kind, or its map.
pub fn schema(generator: &mut SchemaGenerator) -> Schema {
    let words: Vec<&str> = ANSWERS.iter().map(|kind| kind.name).collect();
    let maps: Vec<Schema> = ANSWERS.iter().map(|kind| (kind.schema)(generator)).collect();
    let mut any = vec![schemars::json_schema!({ "enum": words })];
    any.extend(maps);
    schemars::json_schema!({ "anyOf": any })
}

fn listed() -> String {
    ANSWERS.iter().map(|kind| format!("`{}`", kind.name)).collect::<Vec<_>>().join(", ")
}

/// An error of the shape as a whole.
fn refuse(says: &str) -> Result<Box<dyn Answer>, ShapeError> {
    let error: serde_json::Error = serde::de::Error::custom(says);
    let path = serde_path_to_error::Track::new().path();
    Err(serde_path_to_error::Error::new(path, error))
}

impl<'de> Deserialize<'de> for Box<dyn Answer> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Json::deserialize(deserializer)?;
        read(&written).map_err(|error| serde::de::Error::custom(error.into_inner()))
    }
}
