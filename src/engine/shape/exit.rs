//! Ways out of a step.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{
    Deserialize, Deserializer,
    de::{self, Visitor, value::MapAccessDeserializer},
};

use super::{Names, Sayings, Target};
use crate::{call::Name, engine::Expression};

/// What is noted on the way: a name and the expression whose value it takes.
pub type Settings = BTreeMap<Name, Expression>;

/// A way out of a step: a target, or `{ to, say, set, forget, matter }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exit {
    /// Where it leads.
    pub to: Target,
    /// What is said on the way.
    pub say: Sayings,
    /// What is noted on the way.
    pub set: Settings,
    /// What is forgotten on the way, so that its questions are asked again.
    pub forget: Vec<Name>,
    /// What the call is about from here on.
    pub matter: Option<Name>,
}

/// An exit with everything that it may carry.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExitKeys {
    /// The step, person or place that follows, or `operator` or `goodbye`.
    pub to: Target,
    /// What is said on the way.
    #[serde(default)]
    pub say: Sayings,
    /// What is noted on the way: names and the expressions whose values they take.
    #[serde(default)]
    pub set: Settings,
    /// What is forgotten on the way, so that its questions are asked again.
    #[serde(default)]
    pub forget: Names,
    /// What the call is about from here on: one of `matters`.
    pub matter: Option<Name>,
}

impl From<ExitKeys> for Exit {
    fn from(whole: ExitKeys) -> Self {
        let ExitKeys { to, say, set, forget, matter } = whole;
        Self { to, say, set, forget: forget.0, matter }
    }
}

impl Exit {
    /// An exit that only leads there.
    #[must_use]
    pub fn to(target: impl Into<Name>) -> Self {
        Self { to: target.into(), say: Sayings::default(), set: Settings::new(), forget: Vec::new(), matter: None }
    }
}

impl<'de> Deserialize<'de> for Exit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TargetOrWhole;
        impl<'de> Visitor<'de> for TargetOrWhole {
            type Value = Exit;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a step, a person, `operator` or `goodbye`, or `{ to: …, say: … }`")
            }

            fn visit_str<E: de::Error>(self, target: &str) -> Result<Exit, E> {
                Ok(Exit::to(target))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Exit, A::Error> {
                ExitKeys::deserialize(MapAccessDeserializer::new(map)).map(Exit::from)
            }
        }
        deserializer.deserialize_any(TargetOrWhole)
    }
}

impl JsonSchema for Exit {
    fn schema_name() -> Cow<'static, str> {
        "Exit".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let whole = generator.subschema_for::<ExitKeys>();
        schemars::json_schema!({
            "description": "A way out: a step, a person or a place, or a map with more.",
            "anyOf": [{ "type": "string" }, whole]
        })
    }
}
