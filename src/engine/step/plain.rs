use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entering, Kind, Use, Verb, kind};
use crate::{
    call::Name,
    engine::{Here, shape::Exit},
};

pub const KIND: Kind = kind::<Plain>("", &["next"], false);

/// Says something and goes on: `{ say: [hello], next: main }`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Plain {
    /// The step that follows.
    next: Exit,
}

impl Verb for Plain {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn uses(&self) -> Vec<Use<'_>> {
        vec![Use::Exit("next".to_owned(), &self.next)]
    }

    fn enter<'a>(&'a self, _step: &Name, _here: &Here<'_>) -> Entering<'a> {
        Entering::Pass(&self.next)
    }
}
