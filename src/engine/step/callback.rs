use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entering, Kind, Use, Verb, kind};
use crate::{
    call::Name,
    engine::{Here, Person, Rank, rung},
};

pub const KIND: Kind = kind::<Callback>("callback", &["callback", "message"], false);

/// Promises to ring the caller back: `{ callback: care, message: leave_message }`.
///
/// The promise is dated by the hours of the desk, and kept. Who hides their number is asked for one; who gives none
/// can leave a message instead. Somebody who is owed a call already hears when it comes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Callback {
    /// The desk that rings back.
    callback: Name,
    /// What is said before the tone, for callers whose number does not show.
    message: Name,
}

impl Verb for Callback {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn uses(&self) -> Vec<Use<'_>> {
        vec![Use::Prompt(&self.message), Use::Desk(&self.callback)]
    }

    fn ladder(&self) -> Option<Person> {
        let promise = rung::promise(self.callback.clone());
        let message = rung::message(self.message.clone(), self.callback.clone(), None);
        let rungs = [promise, message].map(|rung| Rank { when: None, rung: rung.into() });
        Some(Person { language: None, rungs: rungs.into(), then: None })
    }

    fn enter<'a>(&'a self, _step: &Name, _here: &Here<'_>) -> Entering<'a> {
        Entering::Ladder
    }
}
