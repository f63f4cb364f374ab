use serde::Deserialize;

use super::{Entering, Hearing, Kind, Verb, Wait, read, single_key};
use crate::{
    answer::{Heard, Lexicon, yes_no},
    call::{Call, Name, Reason},
    engine::shape::{Exit, Prompts},
};

pub const KIND: Kind = Kind { name: "settle", keys: &["settle", "next"], read: read::<Settle> };

/// The stage at which the caller has been silent once.
const SILENT_ONCE: u8 = 1;

/// Asks whether the matter is settled: `{ settle: did_that_help }`. The only verb that settles one.
///
/// Yes (1): settled, and goodbye, or on to `next` with a new matter. No (2): a person. Silence is asked once more,
/// then it is a person too.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settle {
    /// The question.
    settle: Prompts,
    /// Where a settled caller goes on, such as "is there anything else?"; goodbye without it.
    next: Option<Exit>,
}

impl Verb for Settle {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn exits(&self) -> Vec<(String, &Exit)> {
        self.next.iter().map(|next| ("next".to_owned(), next)).collect()
    }

    fn prompts(&self) -> Vec<&Name> {
        self.settle.0.iter().collect()
    }

    fn waits(&self) -> bool {
        true
    }

    fn settles(&self) -> bool {
        true
    }

    fn enter<'a>(&'a self, _step: &Name, _call: &Call) -> Entering<'a> {
        Entering::Wait
    }

    fn wait(&self, _stage: u8) -> Wait<'_> {
        Wait { prompts: self.prompts(), listen: single_key() }
    }

    fn hear<'a>(&'a self, stage: u8, heard: Heard<'_>, lexicon: &Lexicon) -> Hearing<'a> {
        match (yes_no(heard, lexicon), heard) {
            (Some(true), _) => Hearing::Settled(self.next.as_ref()),
            (Some(false), _) => Hearing::Person(Reason::NotSettled),
            (None, Heard::Silence) if stage == SILENT_ONCE => Hearing::Person(Reason::NotSettled),
            (None, Heard::Silence) => Hearing::Stage(SILENT_ONCE),
            (None, Heard::Keys(_) | Heard::Words(_)) => Hearing::NotUnderstood,
        }
    }
}
