//! Postal addresses, as they were recognised.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Answer, Ear, Heard, Kind, shape::Nothing, tidied::tidied};
use crate::call::{Type, Value};

pub const KIND: Kind = Kind::of::<Address>("address", &["address"]);

/// A postal address, as it was recognised.
///
/// `as: address`. Callers say it; "I live at", "please" and the like around it are dropped. It is a text for a person
/// to read, not one for a machine to check.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Address {
    /// Nothing.
    #[serde(rename = "address")]
    _address: Nothing,
}

/// The fewest words that an address has.
const WORDS_MIN: usize = 2;

impl Answer for Address {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn gives(&self) -> Type {
        Type::Text
    }

    fn read(&self, heard: Heard<'_>, ear: &Ear<'_>) -> Option<Value> {
        let Heard::Words(text) = heard else { return None };
        let lexicon = ear.lexicon;
        let address = tidied(text, lexicon, &[&lexicon.openers])?;
        let is_one = !lexicon.unsure.heard_in(&address)
            && ![&lexicon.yes, &lexicon.no].iter().any(|list| list.all_of(&address))
            && WORDS_MIN <= address.split_whitespace().count();
        is_one.then_some(Value::Text(address))
    }
}
