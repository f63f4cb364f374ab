//! Keys of a phone.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer,
    de::{self, Visitor},
};

/// A key of a phone: `1` to `9`, `*` or `#`; `0` is read too, so that a check can say what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(pub char);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneKey;
        impl Visitor<'_> for OneKey {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("one key: 1 to 9, \"*\" or \"#\"")
            }

            fn visit_u64<E: de::Error>(self, digit: u64) -> Result<Key, E> {
                u32::try_from(digit)
                    .ok()
                    .and_then(|digit| char::from_digit(digit, 10))
                    .map(Key)
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Unsigned(digit), &self))
            }

            fn visit_i64<E: de::Error>(self, digit: i64) -> Result<Key, E> {
                let unsigned = u64::try_from(digit);
                unsigned
                    .map_err(|_negative| E::invalid_value(de::Unexpected::Signed(digit), &self))
                    .and_then(|digit| self.visit_u64(digit))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Key, E> {
                let mut chars = text.chars();
                match (chars.next(), chars.next()) {
                    (Some(key @ ('0'..='9' | '*' | '#')), None) => Ok(Key(key)),
                    (_, _) => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
                }
            }
        }
        deserializer.deserialize_any(OneKey)
    }
}

impl JsonSchema for Key {
    fn schema_name() -> Cow<'static, str> {
        "Key".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A key: 1 to 9, \"*\" or \"#\". 0 is a person.",
            "enum": [1, 2, 3, 4, 5, 6, 7, 8, 9, "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#"],
        })
    }
}
