use serde::Deserialize;

use super::{Entering, Kind, Verb, read};
use crate::{
    call::{Call, Name},
    engine::shape::Exit,
};

pub const KIND: Kind = Kind { name: "person", keys: &["person"], read: read::<Person> };

/// Connects to a person: `{ person: operator, say: putting_you_through }`.
///
/// The ladder of that person is climbed until somebody answers or a message is kept; it never leads back into the flow.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    /// One of `people`.
    person: Name,
}

impl Verb for Person {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn exits(&self) -> Vec<(String, &Exit)> {
        Vec::new()
    }

    fn people(&self) -> Vec<&Name> {
        vec![&self.person]
    }

    fn enter<'a>(&'a self, _step: &Name, _call: &Call) -> Entering<'a> {
        Entering::Person(&self.person)
    }
}
