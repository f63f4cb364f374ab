use std::{borrow::Cow, sync::Arc};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, de};

use super::{Entering, GAP_S, Hearing, Kind, Then, Use, Verb, WAIT_S, Wait, kind, single_key};
use crate::{
    answer::{self, Answer, Heard, Keys, yes_no},
    call::{Listen, Name},
    engine::{
        Here,
        shape::{Exit, Sayings},
    },
};

pub const KIND: Kind = kind::<Ask>("ask", &["ask", "as", "into", "read_back", "next"], true);

/// The stage at which the answer is read back.
const READ_BACK: u8 = 1;

/// Asks for something and keeps it.
///
/// ```yaml
/// number:
///   ask: which_parcel
///   as: { digits: [6, 10] }
///   into: parcel_number
///   read_back: is_that_it
///   next: find
/// ```
///
/// `as` is a kind of answer, such as `date` or `{ digits: 6 }`. With `read_back` the answer is said again and the
/// caller says yes (1) or no (2). The question is skipped if its answer is known, not in doubt, and this step has not
/// asked in this matter. Only zeros are a person, here as everywhere.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Ask {
    /// The question.
    ask: Sayings,
    /// What counts as an answer.
    #[serde(rename = "as")]
    kind: Answers,
    /// The variable that keeps the answer.
    into: Name,
    /// How the answer is read back, to be confirmed.
    read_back: Option<Sayings>,
    /// The step that follows.
    next: Exit,
}

/// What counts as an answer, by one of the kinds that there are.
#[derive(Debug, Clone)]
pub(super) struct Answers(pub Arc<dyn Answer>);

impl<'de> Deserialize<'de> for Answers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = serde_json::Value::deserialize(deserializer)?;
        answer::read(&written).map(|read| Self(read.into())).map_err(|error| de::Error::custom(error.into_inner()))
    }
}

impl JsonSchema for Answers {
    fn schema_name() -> Cow<'static, str> {
        "Answer".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        answer::schema(generator)
    }
}

impl Answers {
    /// What is listened for.
    pub fn listen(&self) -> Listen {
        let Keys { max, end } = self.0.keys().unwrap_or(Keys { max: Some(1), end: None });
        Listen { keys_max: max, end, speech: true, wait_s: WAIT_S, gap_s: GAP_S }
    }

    /// Word lists whose phrases are likely to be said.
    pub fn hints(&self) -> Vec<Name> {
        self.0.words().into_iter().cloned().collect()
    }
}

impl Verb for Ask {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn uses(&self) -> Vec<Use<'_>> {
        let mut uses = vec![Use::Says(&self.ask), Use::Exit("next".to_owned(), &self.next)];
        uses.push(Use::Writes(&self.into, self.kind.0.gives()));
        uses.extend(self.read_back.as_ref().map(Use::Says));
        uses.extend(self.kind.0.words().into_iter().map(Use::Words));
        uses
    }

    fn waits(&self) -> bool {
        true
    }

    fn zeros(&self) -> bool {
        self.kind.0.zeros()
    }

    fn asks_once(&self) -> bool {
        true
    }

    fn enter<'a>(&'a self, step: &Name, here: &Here<'_>) -> Entering<'a> {
        let full = here.scope.full(self.into.as_str());
        let known = here.call.variables.contains_key(&full) && !here.call.doubtful.contains(&full);
        if known && !here.call.matter.was_asked(step) { Entering::Known(&self.next) } else { Entering::Wait }
    }

    fn wait(&self, stage: u8, here: &Here<'_>) -> Wait {
        match &self.read_back {
            Some(prompt) if stage == READ_BACK => {
                Wait { prompts: here.all(prompt), listen: single_key(), hints: Vec::new() }
            }
            Some(_) | None => {
                Wait { prompts: here.all(&self.ask), listen: self.kind.listen(), hints: self.kind.hints() }
            }
        }
    }

    fn back(&self, stage: u8) -> Option<u8> {
        (stage == READ_BACK).then_some(0)
    }

    fn hear<'a>(&'a self, stage: u8, heard: Heard<'_>, here: &Here<'_>) -> Hearing<'a> {
        if stage == READ_BACK {
            return match yes_no(heard, here.lexicon()) {
                Some(true) => Hearing::Leave(&self.next),
                Some(false) => Hearing::Refuse { into: &self.into },
                None => Hearing::NotUnderstood,
            };
        }
        match self.kind.0.read(heard, &here.ear()) {
            Some(value) => Hearing::Answer {
                into: Some(&self.into),
                value,
                then: self.read_back.as_ref().map_or(Then::Exit(&self.next), |_prompt| Then::Stage(READ_BACK)),
            },
            None => Hearing::NotUnderstood,
        }
    }
}
