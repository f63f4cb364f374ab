//! One of some names that the flow gives, by the words of each.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use super::{Answer, Ear, Heard, Keys, Kind, place};
use crate::call::{Name, Type, Value};

pub const KIND: Kind = Kind::of::<OneOf>("one_of", &["one_of"]);

/// One of some word lists of the flow: a size, a colour, a branch.
///
/// `as: { one_of: [small, large] }`, with `words: { small: ..., large: ... }`. Callers say a phrase of a list, or its
/// place in the row, or press that: `1` is the first one. Where nothing fits exactly, words that were nearly heard
/// count. The value is the list's name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OneOf {
    /// The word lists, 2 to 99.
    #[schemars(with = "Vec<String>")]
    one_of: Lists,
}

/// Names of word lists.
struct Lists(Vec<Name>);

impl fmt::Debug for Lists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Lists {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wrong = || de::Error::custom("expected the names of 2 to 99 word lists, each once: [small, large]");
        let names = Vec::<Name>::deserialize(deserializer).map_err(|_error| wrong())?;
        let twice = names.iter().enumerate().any(|(at, name)| names.iter().take(at).any(|other| other == name));
        if twice || !(2..=99).contains(&names.len()) { Err(wrong()) } else { Ok(Self(names)) }
    }
}

impl OneOf {
    /// The list at a place in the row, from 1.
    fn at(&self, place: usize) -> Option<&Name> {
        self.one_of.0.get(place.checked_sub(1)?)
    }
}

impl Answer for OneOf {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn gives(&self) -> Type {
        Type::Choice(self.one_of.0.clone())
    }

    fn keys(&self) -> Option<Keys> {
        Some(if self.one_of.0.len() < 10 {
            Keys { max: Some(1), end: None }
        } else {
            Keys { max: Some(2), end: Some('#') }
        })
    }

    fn words(&self) -> Vec<&Name> {
        self.one_of.0.iter().collect()
    }

    fn read(&self, heard: Heard<'_>, ear: &Ear<'_>) -> Option<Value> {
        let chosen = match heard {
            Heard::Keys(keys) if keys.bytes().all(|key| key.is_ascii_digit()) => self.at(keys.parse().ok()?),
            Heard::Words(text) => {
                let chosen = ear.lexicon.choose(&self.words(), text);
                chosen.or_else(|| self.at(place(text, ear.lexicon)?))
            }
            Heard::Keys(_) | Heard::Silence => None,
        };
        chosen.cloned().map(Value::Choice)
    }
}
