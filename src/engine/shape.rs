//! The small shapes that designers write everywhere: exits, prompts, keys, seconds.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{self, Visitor, value::MapAccessDeserializer},
};

use crate::call::Name;

/// Where a step goes next: the name of a step or a person, or `operator`, or `goodbye`.
pub type Target = Name;

/// The target that is every flow's person of last resort.
pub const OPERATOR: &str = "operator";

/// The target that ends the call, where the caller has agreed.
pub const GOODBYE: &str = "goodbye";

/// A way out of a step: a target, or `{ to, say, forget }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exit {
    /// Where it leads.
    pub to: Target,
    /// What is said on the way.
    pub say: Vec<Name>,
    /// The variables that are forgotten on the way, so that their questions are asked again.
    pub forget: Vec<Name>,
}

impl<'de> Deserialize<'de> for Exit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Whole {
            to: Target,
            #[serde(default)]
            say: Prompts,
            #[serde(default)]
            forget: Variables,
        }
        struct TargetOrWhole;
        impl<'de> Visitor<'de> for TargetOrWhole {
            type Value = Exit;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a step, a person, `operator` or `goodbye`, or `{ to: …, say: … }`")
            }

            fn visit_str<E: de::Error>(self, target: &str) -> Result<Exit, E> {
                Ok(Exit { to: target.into(), say: Vec::new(), forget: Vec::new() })
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Exit, A::Error> {
                let whole = Whole::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Exit { to: whole.to, say: whole.say.0, forget: whole.forget.0 })
            }
        }
        deserializer.deserialize_any(TargetOrWhole)
    }
}

/// What is said: one prompt's id, or several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prompts(pub Vec<Name>);

impl<'de> Deserialize<'de> for Prompts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        one_or_many(deserializer, "a prompt's id, or a list of them").map(Self)
    }
}

/// Variables: one, or several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variables(pub Vec<Name>);

impl<'de> Deserialize<'de> for Variables {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        one_or_many(deserializer, "a variable's name, or a list of them").map(Self)
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
