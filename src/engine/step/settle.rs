use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entering, Hearing, Kind, Use, Verb, Wait, kind, single_key};
use crate::{
    answer::{Heard, yes_no},
    call::{Name, Reason},
    engine::{
        Here,
        shape::{Exit, Sayings},
    },
};

pub const KIND: Kind = kind::<Settle>("settle", &["settle", "next"], true);

/// The stage at which the caller has been silent once.
const SILENT_ONCE: u8 = 1;

/// Asks whether the matter is settled: `{ settle: did_that_help }`. The only verb that settles one.
///
/// Yes (1): settled, and goodbye, or on to `next` with a new matter. No (2): a person. Silence is asked once more,
/// then it is a person too.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Settle {
    /// The question.
    settle: Sayings,
    /// Where a settled caller goes on, such as "is there anything else?"; goodbye without it.
    next: Option<Exit>,
}

impl Verb for Settle {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn uses(&self) -> Vec<Use<'_>> {
        let next = self.next.iter().map(|next| Use::Exit("next".to_owned(), next));
        std::iter::once(Use::Says(&self.settle)).chain(next).collect()
    }

    fn waits(&self) -> bool {
        true
    }

    fn settles(&self) -> bool {
        true
    }

    fn enter<'a>(&'a self, _step: &Name, _here: &Here<'_>) -> Entering<'a> {
        Entering::Wait
    }

    fn wait(&self, _stage: u8, here: &Here<'_>) -> Wait {
        Wait { prompts: here.all(&self.settle), listen: single_key(), hints: Vec::new() }
    }

    fn asks(&self, _stage: u8) -> bool {
        true
    }

    fn hear<'a>(&'a self, stage: u8, heard: Heard<'_>, here: &Here<'_>) -> Hearing<'a> {
        match (yes_no(heard, here.lexicon()), heard) {
            (Some(true), _) => Hearing::Settled(self.next.as_ref()),
            (Some(false), _) => Hearing::Person(Reason::NotSettled),
            (None, Heard::Silence) if stage == SILENT_ONCE => Hearing::Person(Reason::NotSettled),
            (None, Heard::Silence) => Hearing::Stage(SILENT_ONCE),
            (None, Heard::Keys(_) | Heard::Words(_)) => Hearing::NotUnderstood,
        }
    }
}
