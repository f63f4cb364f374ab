use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entering, Kind, Use, Verb, kind};
use crate::{
    call::Name,
    engine::{Here, shape::Names},
};

pub const KIND: Kind = kind::<Person>("person", &["person", "note"], false);

/// Connects to a person: `{ person: operator, say: putting_you_through, note: [parcel_number] }`.
///
/// The ladder of that person is climbed until somebody answers or a message is kept; it never leads back into the flow.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Person {
    /// One of `people`.
    person: Name,
    /// What the person is told besides: values that are known by then.
    #[serde(default)]
    note: Names,
}

impl Verb for Person {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn uses(&self) -> Vec<Use<'_>> {
        let note = self.note.0.iter().map(Use::Reads);
        std::iter::once(Use::Person(&self.person)).chain(note).collect()
    }

    fn enter<'a>(&'a self, _step: &Name, _here: &Here<'_>) -> Entering<'a> {
        Entering::Person(&self.person, &self.note.0)
    }
}
