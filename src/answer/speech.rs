//! Whatever the caller says.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Answer, Ear, Heard, Kind, shape::Nothing, tidied::tidied};
use crate::call::{Type, Value};

pub const KIND: Kind = Kind::of::<Speech>("speech", &["speech"]);

/// Whatever the caller says, as it was recognised.
///
/// `as: speech`. For notes to a person: "what is it about?". Fillers and politeness at both ends are dropped; at most
/// 240 bytes are kept.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Speech {
    /// Nothing.
    #[serde(rename = "speech")]
    _speech: Nothing,
}

impl Answer for Speech {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn gives(&self) -> Type {
        Type::Text
    }

    fn read(&self, heard: Heard<'_>, ear: &Ear<'_>) -> Option<Value> {
        match heard {
            Heard::Words(text) => tidied(text, ear.lexicon, &[]).map(Value::Text),
            Heard::Keys(_) | Heard::Silence => None,
        }
    }
}
