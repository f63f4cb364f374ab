use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entering, Kind, Use, Verb, kind};
use crate::{
    call::Name,
    engine::{Here, Person, Rank, rung, shape::Seconds},
};

pub const KIND: Kind = kind::<Message>("message", &["message", "desk", "most"], false);

/// Takes a recorded message for a desk: `{ message: leave_message, desk: care, most: 5m }`.
///
/// 0 keeps what was said so far and reaches a person. After the message the call closes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Message {
    /// What is said before the tone.
    message: Name,
    /// The desk that reads it.
    desk: Name,
    /// The longest message, 10s to 10m; 5m without it.
    #[serde(default, deserialize_with = "rung::message_length")]
    most: Option<Seconds>,
}

impl Verb for Message {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn uses(&self) -> Vec<Use<'_>> {
        vec![Use::Prompt(&self.message), Use::Desk(&self.desk)]
    }

    fn ladder(&self) -> Option<Person> {
        let message = rung::message(self.message.clone(), self.desk.clone(), self.most);
        Some(Person { language: None, rungs: vec![Rank { when: None, rung: message.into() }], then: None })
    }

    fn enter<'a>(&'a self, _step: &Name, _here: &Here<'_>) -> Entering<'a> {
        Entering::Ladder
    }
}
