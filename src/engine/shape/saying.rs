//! What is said.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer,
    de::{self, Visitor, value::MapAccessDeserializer},
};

use super::Seconds;
use crate::{call::Name, engine::Expression};

/// What is said: one thing, or several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sayings(pub Vec<Saying>);

/// One thing that is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saying {
    /// A prompt.
    Prompt(Name),
    /// The prompt that a setting of the line names: `"{line.greeting}"`.
    Setting(Name),
    /// Something that is only said when an expression holds.
    When(Expression, Sayings),
    /// A prompt that is heard whole, such as a legal notice.
    Whole(Name),
    /// A rest, in seconds. 1 to 10.
    Pause(u8),
    /// A prompt for each item of a list, up to a most; it inserts fields of `item`.
    Each {
        /// The list.
        list: Name,
        /// The prompt.
        say: Name,
        /// The most items that are said. 1 to 10.
        most: u8,
    },
}

/// The name under which a prompt finds the item that it is said for.
pub const ITEM_NAME: &str = "item";

/// The most items that are said one after another; nobody keeps more in mind.
const ITEMS_MAX: u8 = 10;

impl Sayings {
    /// Whether nothing is said.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every prompt that may be said, by id.
    #[must_use]
    pub fn prompts(&self) -> Vec<&Name> {
        self.0.iter().flat_map(Saying::prompts).collect()
    }

    /// Every expression that decides what is said.
    #[must_use]
    pub fn conditions(&self) -> Vec<&Expression> {
        let deeper = |saying: &'_ Saying| match saying {
            Saying::When(..) => true,
            Saying::Prompt(_) | Saying::Setting(_) | Saying::Whole(_) | Saying::Pause(_) | Saying::Each { .. } => false,
        };
        let mut found = Vec::new();
        for saying in self.0.iter().filter(|saying| deeper(saying)) {
            if let Saying::When(when, say) = saying {
                found.push(when);
                found.extend(say.conditions());
            }
        }
        found
    }
}

impl Saying {
    fn prompts(&self) -> Vec<&Name> {
        match self {
            Self::Prompt(prompt) | Self::Whole(prompt) | Self::Each { say: prompt, .. } => vec![prompt],
            Self::When(_, say) => say.prompts(),
            Self::Setting(_) | Self::Pause(_) => Vec::new(),
        }
    }

    /// A prompt's id, or a setting in braces.
    fn bare(text: &str) -> Self {
        match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
            Some(setting) => Self::Setting(setting.trim().into()),
            None => Self::Prompt(text.into()),
        }
    }
}

/// A saying with more than a prompt.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Whole {
    /// An expression: only said when it holds.
    when: Option<Expression>,
    /// What is said.
    say: Option<Sayings>,
    /// Callers hear it whole, such as a legal notice; 0 works all the same.
    whole: Option<bool>,
    /// A rest, such as 1s, at most 10s.
    pause: Option<Seconds>,
    /// A list: the prompt is said for each of its items, which it inserts as `item`.
    each: Option<Name>,
    /// The most items that are said, 1 to 10; 3 without it.
    most: Option<u8>,
}

impl Whole {
    fn saying(self) -> Result<Saying, &'static str> {
        let Self { when, say, whole, pause, each, most } = self;
        let one = |say: Option<Sayings>| match say.map(|say| say.0).as_deref() {
            Some([Saying::Prompt(prompt)]) => Ok(prompt.clone()),
            Some(_) | None => Err("one prompt belongs here: `say: PROMPT`"),
        };
        match (when, pause, each, whole.unwrap_or(false)) {
            (Some(when), None, None, false) => {
                say.map(|say| Saying::When(when, say)).ok_or("what is said then is missing: `say: PROMPT`")
            }
            (None, Some(Seconds(seconds)), None, false) => {
                let seconds = u8::try_from(seconds).ok().filter(|seconds| *seconds <= 10);
                seconds.map(Saying::Pause).ok_or("a rest is at most 10s")
            }
            (None, None, Some(list), false) => match most.unwrap_or(3) {
                most @ 1..=ITEMS_MAX => Ok(Saying::Each { list, say: one(say)?, most }),
                _ => Err("`most` lies between 1 and 10"),
            },
            (None, None, None, true) => one(say).map(Saying::Whole),
            (None, None, None, false) => one(say).map(Saying::Prompt),
            (_, _, _, _) => Err("only one of `when`, `pause`, `each` and `whole` can stand here"),
        }
    }
}

/// What stands where something is said, for messages.
const EXPECTED: &str = "a prompt's id, or a list of them";

impl<'de> Deserialize<'de> for Saying {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PromptOrWhole;
        impl<'de> Visitor<'de> for PromptOrWhole {
            type Value = Saying;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(EXPECTED)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Saying, E> {
                Ok(Saying::bare(text))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Saying, A::Error> {
                Whole::deserialize(MapAccessDeserializer::new(map))?.saying().map_err(de::Error::custom)
            }
        }
        deserializer.deserialize_any(PromptOrWhole)
    }
}

impl<'de> Deserialize<'de> for Sayings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Sayings;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(EXPECTED)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Sayings, E> {
                Ok(Sayings(vec![Saying::bare(text)]))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Sayings, A::Error> {
                let mut sayings = Vec::new();
                while let Some(saying) = list.next_element::<Saying>()? {
                    sayings.push(saying);
                }
                Ok(Sayings(sayings))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Sayings, A::Error> {
                let saying = Whole::deserialize(MapAccessDeserializer::new(map))?.saying();
                Ok(Sayings(vec![saying.map_err(de::Error::custom)?]))
            }
        }
        deserializer.deserialize_any(OneOrMany)
    }
}

impl JsonSchema for Sayings {
    fn schema_name() -> Cow<'static, str> {
        "Sayings".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let whole = generator.subschema_for::<Whole>();
        json_schema!({
            "description": "What is said: a prompt's id, a map with more, or a list of these.",
            "anyOf": [
                { "type": "string" },
                whole,
                { "type": "array", "items": { "anyOf": [{ "type": "string" }, whole] } }
            ]
        })
    }
}
