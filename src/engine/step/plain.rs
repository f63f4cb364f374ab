use serde::Deserialize;

use super::{Entering, Kind, Verb, read};
use crate::{
    call::{Call, Name},
    engine::shape::Exit,
};

pub const KIND: Kind = Kind { name: "", keys: &["next"], read: read::<Plain> };

/// Says something and goes on: `{ say: [hello], next: main }`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Plain {
    /// The step that follows.
    next: Exit,
}

impl Verb for Plain {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn exits(&self) -> Vec<(String, &Exit)> {
        vec![("next".to_owned(), &self.next)]
    }

    fn enter<'a>(&'a self, _step: &Name, _call: &Call) -> Entering<'a> {
        Entering::Pass(&self.next)
    }
}
