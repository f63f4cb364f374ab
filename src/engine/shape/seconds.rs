//! Lengths of time.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer,
    de::{self, Visitor},
};

/// A length of time as designers write it: `25s` or `3m`. 1 second to 1 hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seconds(pub u16);

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Length;
        impl Visitor<'_> for Length {
            type Value = Seconds;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a length of time such as 25s or 3m, at most 60m")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Seconds, E> {
                let (digits, factor) = match (text.strip_suffix('s'), text.strip_suffix('m')) {
                    (Some(digits), _) => (digits, 1_u16),
                    (None, Some(digits)) => (digits, 60),
                    (None, None) => ("", 0),
                };
                let seconds = digits.trim().parse::<u16>().ok().and_then(|number| number.checked_mul(factor));
                match seconds {
                    Some(seconds @ 1..=3600) => Ok(Seconds(seconds)),
                    Some(_) | None => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
                }
            }
        }
        deserializer.deserialize_any(Length)
    }
}

impl JsonSchema for Seconds {
    fn schema_name() -> Cow<'static, str> {
        "Seconds".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A length of time, such as 25s or 3m.",
            "type": "string",
            "pattern": "^[0-9]+ *[smh]$",
        })
    }
}
