//! What every step that waits may carry beside its verb.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer,
    de::{self, Visitor, value::MapAccessDeserializer},
};

use super::{Exit, Prompts, Seconds};
use crate::call::{Listen, Name};

/// How a step asks: what it says the second time, what silence means, when it gives up by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Asking {
    /// What is said instead of the question after a wrong key or silence: prompts in order, the last one stays.
    pub again: Again,
    /// Where staying on the line leads: silence is then an answer, not a lost turn.
    pub silence: Option<Exit>,
    /// After how many turns that were not understood `stuck` is taken. 1 to 5, and 2 without it; the guards come
    /// earlier or at the same time, never later.
    pub tries: Option<Tries>,
    /// Where the caller goes after that many tries.
    pub stuck: Option<Exit>,
    /// What is listened for, where it differs from the flow's.
    pub listen: ListenShape,
}

/// A number of tries, 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct Tries(pub u8);

impl<'de> Deserialize<'de> for Tries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u8::deserialize(deserializer)? {
            tries @ 1..=5 => Ok(Self(tries)),
            _ => Err(de::Error::custom("`tries` lies between 1 and 5")),
        }
    }
}

/// What is said when a question is asked again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Again {
    /// After a wrong key or words that fit nothing.
    pub wrong: Vec<Name>,
    /// After silence.
    pub silent: Vec<Name>,
}

impl Again {
    /// What is said for the `nth` time of asking again, from 0, if the flow says anything here.
    #[must_use]
    pub fn at(&self, silent: bool, nth: u8) -> Option<&Name> {
        let prompts = if silent { &self.silent } else { &self.wrong };
        prompts.get(usize::from(nth)).or_else(|| prompts.last())
    }

    /// Every prompt of it.
    pub fn prompts(&self) -> impl Iterator<Item = &Name> {
        self.wrong.iter().chain(self.silent.iter().filter(|prompt| !self.wrong.contains(prompt)))
    }
}

/// Again, by what went wrong.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Apart {
    /// After a wrong key or words that fit nothing.
    #[serde(default)]
    wrong: Prompts,
    /// After silence.
    #[serde(default)]
    silent: Prompts,
}

impl<'de> Deserialize<'de> for Again {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PromptsOrApart;
        impl<'de> Visitor<'de> for PromptsOrApart {
            type Value = Again;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("prompts, or `{ wrong: …, silent: … }`")
            }

            fn visit_str<E: de::Error>(self, prompt: &str) -> Result<Again, E> {
                Ok(Again { wrong: vec![prompt.into()], silent: vec![prompt.into()] })
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Again, A::Error> {
                let mut prompts = Vec::new();
                while let Some(prompt) = list.next_element::<Name>()? {
                    prompts.push(prompt);
                }
                Ok(Again { wrong: prompts.clone(), silent: prompts })
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Again, A::Error> {
                let apart = Apart::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Again { wrong: apart.wrong.0, silent: apart.silent.0 })
            }
        }
        deserializer.deserialize_any(PromptsOrApart)
    }
}

impl JsonSchema for Again {
    fn schema_name() -> Cow<'static, str> {
        "Again".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (prompts, apart) = (generator.subschema_for::<Prompts>(), generator.subschema_for::<Apart>());
        json_schema!({ "description": "What is said when a question is asked again.", "anyOf": [prompts, apart] })
    }
}

/// How a step listens; a flow's `listen` is for all of its steps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ListenShape {
    /// How long silence lasts before it counts, 1s to 30s; 5s without it.
    pub wait: Option<Seconds>,
    /// How long the pause between two words may be, 1s to 10s; 2s without it.
    pub gap: Option<Seconds>,
    /// The key that ends typing: "#" or "*"; "#" without it.
    pub end: Option<super::Key>,
    /// What is listened for, as a list: `[keys]`, `[speech]`, or `[keys, speech]`, which is meant without it.
    pub by: Option<Vec<By>>,
    /// Word lists whose phrases are likely to be said.
    pub hints: Vec<Name>,
}

/// A way of answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// By keys.
    Keys,
    /// By words.
    Speech,
}

impl ListenShape {
    /// `listen` as this shape changes it. Keys always reach us: 0 is a person whatever is listened for.
    #[must_use]
    pub fn over(&self, mut listen: Listen) -> Listen {
        let within = |length: Option<Seconds>, range: std::ops::RangeInclusive<u8>, usual: u8| {
            let given = length.and_then(|Seconds(seconds)| u8::try_from(seconds).ok());
            given.map_or(usual, |seconds| seconds.clamp(*range.start(), *range.end()))
        };
        listen.wait_s = within(self.wait, 1..=30, listen.wait_s);
        listen.gap_s = within(self.gap, 1..=10, listen.gap_s);
        if let (Some(super::Key(end)), Some(_)) = (self.end, listen.end) {
            listen.end = Some(end);
        }
        if let Some(by) = &self.by {
            listen.speech = by.contains(&By::Speech);
        }
        listen
    }
}
