//! The small shapes that designers write everywhere: exits, what is said, keys, lengths of time.
//!
//! To add one: its file here. Its doc comment is what editors show.

mod asking;
mod exit;
mod key;
mod saying;
mod seconds;

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer,
    de::{self, Visitor},
};

use crate::call::Name;

pub use asking::{Again, Asking, By, ListenShape, Tries};
pub use exit::{Exit, ExitKeys, Settings};
pub use key::Key;
pub use saying::{ITEM_NAME, Saying, Sayings};
pub use seconds::Seconds;

/// Where a step goes next: the name of a step, a person, a place or an exit of the part, or `operator`, or `goodbye`.
pub type Target = Name;

/// The target that is every flow's person of last resort.
pub const OPERATOR: &str = "operator";

/// The target that ends the call, where the caller has agreed.
pub const GOODBYE: &str = "goodbye";

/// Names: one, or several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(pub Vec<Name>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        one_or_many(deserializer, "a name, or a list of names").map(Self)
    }
}

impl JsonSchema for Names {
    fn schema_name() -> Cow<'static, str> {
        "Names".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
    }
}

/// Prompts: one prompt's id, or several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prompts(pub Vec<Name>);

impl<'de> Deserialize<'de> for Prompts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        one_or_many(deserializer, "a prompt's id, or a list of them").map(Self)
    }
}

impl JsonSchema for Prompts {
    fn schema_name() -> Cow<'static, str> {
        "Prompts".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Names::json_schema(generator)
    }
}

/// One name, or a list of names.
///
/// # Errors
/// When there is something else; `expected` says what should be there.
pub fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D, expected: &'static str) -> Result<Vec<Name>, D::Error> {
    struct OneOrMany(&'static str);
    impl<'de> Visitor<'de> for OneOrMany {
        type Value = Vec<Name>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }

        fn visit_str<E: de::Error>(self, name: &str) -> Result<Vec<Name>, E> {
            Ok(vec![name.into()])
        }

        fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Vec<Name>, A::Error> {
            let mut names = Vec::new();
            while let Some(name) = list.next_element::<Name>()? {
                names.push(name);
            }
            Ok(names)
        }
    }
    deserializer.deserialize_any(OneOrMany(expected))
}
