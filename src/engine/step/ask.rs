use serde::{Deserialize, Deserializer, de};

use super::{Entering, Hearing, Kind, Then, Verb, WAIT_S, Wait, read, single_key};
use crate::{
    answer::{Heard, Lexicon, digits, yes_no},
    call::{Call, Listen, Name, Value},
    engine::shape::{Exit, Prompts},
};

pub const KIND: Kind = Kind { name: "ask", keys: &["ask", "as", "into", "read_back", "next"], read: read::<Ask> };

/// The stage at which the answer is read back.
const READ_BACK: u8 = 1;

/// Asks for digits and keeps them.
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
/// With `read_back` the answer is said again and the caller says yes (1) or no (2). The question is skipped if its
/// answer is known and this step has not asked in this matter. Only zeros are a person, here as everywhere.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    /// The question.
    ask: Prompts,
    /// What counts as an answer.
    #[serde(rename = "as")]
    kind: Answer,
    /// The variable that keeps the answer.
    into: Name,
    /// How the answer is read back, to be confirmed.
    read_back: Option<Name>,
    /// The step that follows.
    next: Exit,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "{ digits: 6 }")]
struct Answer {
    digits: Count,
}

/// How many digits: a number, or the fewest and the most.
#[derive(Debug, Clone, Copy)]
struct Count {
    min: u8,
    max: u8,
}

/// The most digits that any question can ask for; nobody types more without a mistake.
const DIGITS_MAX: u8 = 30;

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Exactly(u8),
            Between(u8, u8),
        }
        let written = Written::deserialize(deserializer);
        let count = written.map(|written| match written {
            Written::Exactly(count) => Self { min: count, max: count },
            Written::Between(min, max) => Self { min, max },
        });
        match count {
            Ok(count) if 1 <= count.min && count.min <= count.max && count.max <= DIGITS_MAX => Ok(count),
            Ok(_) | Err(_) => {
                Err(de::Error::custom(format!("expected a number of digits such as 6, or [6, 10]; 1 to {DIGITS_MAX}")))
            }
        }
    }
}

impl Verb for Ask {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn exits(&self) -> Vec<(String, &Exit)> {
        vec![("next".to_owned(), &self.next)]
    }

    fn prompts(&self) -> Vec<&Name> {
        self.ask.0.iter().chain(&self.read_back).collect()
    }

    fn writes(&self) -> Option<&Name> {
        Some(&self.into)
    }

    fn waits(&self) -> bool {
        true
    }

    fn enter<'a>(&'a self, step: &Name, call: &Call) -> Entering<'a> {
        let known = call.variables.contains_key(&self.into) && !call.matter.was_asked(step);
        if known { Entering::Pass(&self.next) } else { Entering::Wait }
    }

    fn wait(&self, stage: u8) -> Wait<'_> {
        match &self.read_back {
            Some(prompt) if stage == READ_BACK => Wait { prompts: vec![prompt], listen: single_key() },
            Some(_) | None => Wait {
                prompts: self.ask.0.iter().collect(),
                listen: Listen { keys_max: Some(self.kind.digits.max), end: Some('#'), speech: true, wait_s: WAIT_S },
            },
        }
    }

    fn hear<'a>(&'a self, stage: u8, heard: Heard<'_>, lexicon: &Lexicon) -> Hearing<'a> {
        if stage == READ_BACK {
            return match yes_no(heard, lexicon) {
                Some(true) => Hearing::Leave(&self.next),
                Some(false) => Hearing::Refuse { into: &self.into },
                None => Hearing::NotUnderstood,
            };
        }
        let Count { min, max } = self.kind.digits;
        match digits(heard, lexicon, usize::from(min)..=usize::from(max)) {
            Some(digits) => Hearing::Answer {
                into: &self.into,
                value: Value::Digits(digits),
                then: self.read_back.as_ref().map_or(Then::Exit(&self.next), |_prompt| Then::Stage(READ_BACK)),
            },
            None => Hearing::NotUnderstood,
        }
    }
}
