//! Types as designers write them: `{ state: open | closed, stops: [ { day: date } ] }`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, SeqAccess, Visitor},
};

use super::text::is_name;
use crate::call::{Name, Type};

/// How deep maps and lists may be nested.
const DEPTH_MAX: usize = 3;

/// The most that a lookup gives, and the most words of which a value can be one: the fields of records and the words
/// counted, all of which ride in every saved turn.
const SIZE_MAX: usize = 200;

/// The type of what a lookup gives: a type's name; words with `|` between them; a map, which is a record; a list of
/// one, which is a list of that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gives(pub Type);

impl<'de> Deserialize<'de> for Gives {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Nested(of) = Nested::deserialize(deserializer)?;
        if DEPTH_MAX < depth(&of) {
            Err(de::Error::custom(format!("maps and lists are nested more than {DEPTH_MAX} deep")))
        } else if SIZE_MAX < of.size() {
            let size = of.size();
            Err(de::Error::custom(format!("a lookup gives at most {SIZE_MAX} fields and words, and this has {size}")))
        } else {
            Ok(Self(of))
        }
    }
}

struct Nested(Type);

impl<'de> Deserialize<'de> for Nested {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written)
    }
}

struct Written;

impl<'de> Visitor<'de> for Written {
    type Value = Nested;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a type such as `text`, a map of types, or a list with one type in it")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Nested, E> {
        named(name).map(Nested).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Nested, A::Error> {
        let mut fields = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            if !is_name(&name) {
                return Err(de::Error::custom(format!("`{name}` is no name: letters, digits and `_`")));
            }
            let Nested(of) = map.next_value()?;
            fields.insert(Name::from(name), of);
        }
        if fields.is_empty() {
            Err(de::Error::custom("a map without a field"))
        } else {
            Ok(Nested(Type::Record(fields)))
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Nested, A::Error> {
        let of = list.next_element::<Nested>()?;
        match (of, list.next_element::<de::IgnoredAny>()?) {
            (Some(Nested(of)), None) => Ok(Nested(Type::List(Box::new(of)))),
            (Some(_), Some(_)) | (None, _) => {
                Err(de::Error::custom("a list is written with the one type of its items"))
            }
        }
    }
}

/// The type of that name, or one of several words, `on_the_way | delivered`: what else a backend says is a failure. No
/// backend gives prompts: what a line says stands in its files.
pub(super) fn named(name: &str) -> Result<Type, String> {
    if name.contains('|') {
        return choice(name);
    }
    match Type::named(name) {
        Some(of) if of != Type::Prompt => Ok(of),
        Some(_) | None => {
            let known: Vec<String> =
                Type::names().filter(|known| *known != "prompt").map(|n| format!("`{n}`")).collect();
            Err(format!("there is no type `{name}`; the types are {}", known.join(", ")))
        }
    }
}

/// One of several words, each of which is said by the prompt of its name.
fn choice(written: &str) -> Result<Type, String> {
    let words: Vec<&str> = written.split('|').map(str::trim).collect();
    if SIZE_MAX < words.len() {
        return Err(format!("a value is one of at most {SIZE_MAX} words, and these are {}", words.len()));
    }
    let once: BTreeSet<&str> = words.iter().copied().collect();
    if once.len() < words.len() || !words.iter().all(|word| is_name(word)) {
        return Err(format!("`{written}` is no list of words, each once: write it like `on_the_way | delivered`"));
    }
    Ok(Type::Choice(words.into_iter().map(Name::from).collect()))
}

fn depth(of: &Type) -> usize {
    match of {
        Type::Record(fields) => 1 + fields.values().map(depth).max().unwrap_or(0),
        Type::List(of) => 1 + depth(of),
        Type::Digits
        | Type::Text
        | Type::Truth
        | Type::Number
        | Type::Money
        | Type::Phone
        | Type::Date
        | Type::Time
        | Type::Moment
        | Type::Choice(_)
        | Type::Prompt => 0,
    }
}

impl JsonSchema for Gives {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Gives".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = Type::names().filter(|name| *name != "prompt").collect();
        let nested = generator.subschema_for::<Self>();
        json_schema!({
            "description": "The name of a type, words of which it is one (`open | closed`), a map of types, or a list \
                            with the one type of its items.",
            "anyOf": [
                { "enum": names },
                { "type": "string", "pattern": "\\|" },
                { "type": "object", "minProperties": 1, "additionalProperties": nested },
                { "type": "array", "minItems": 1, "maxItems": 1, "items": nested },
            ],
        })
    }
}
