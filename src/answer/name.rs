//! Names of people and companies, as they were recognised.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Answer, Ear, Heard, Kind, shape::Nothing, tidied::tidied};
use crate::call::{Type, Value};

pub const KIND: Kind = Kind::of::<Name>("name", &["name"]);

/// A name, as it was recognised.
///
/// `as: name`. Callers say it; "my name is", "please" and the like around it are dropped. Recognisers spell names as
/// they like: read it back, or ask for the letters.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Name {
    /// Nothing.
    #[serde(rename = "name")]
    _name: Nothing,
}

/// The most words that a name has; more are a sentence.
const WORDS_MAX: usize = 6;

impl Answer for Name {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn gives(&self) -> Type {
        Type::Text
    }

    fn read(&self, heard: Heard<'_>, ear: &Ear<'_>) -> Option<Value> {
        let Heard::Words(text) = heard else { return None };
        let lexicon = ear.lexicon;
        let name = tidied(text, lexicon, &[&lexicon.openers])?;
        let is_one = !lexicon.unsure.heard_in(&name)
            && ![&lexicon.yes, &lexicon.no, &lexicon.again, &lexicon.back].iter().any(|list| list.all_of(&name))
            && name.chars().any(char::is_alphabetic)
            && name.split_whitespace().count() <= WORDS_MAX;
        is_one.then_some(Value::Text(name))
    }
}
