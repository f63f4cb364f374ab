use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entering, Kind, Use, Verb, kind};
use crate::{
    call::Name,
    engine::{Expression, Here, shape::Exit},
};

pub const KIND: Kind = kind::<Do>("do", &["do", "with", "into", "exits"], false);

/// Goes through a part, and on by one of its exits.
///
/// ```yaml
/// pick_up: { do: address, with: { for_what: "'collection'" }, exits: { done: deliver, gave_up: operator } }
/// ```
///
/// What the part gives is a record under the part's name, or `into`: a part that is used twice needs two.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Do {
    /// One of `parts`.
    #[serde(rename = "do")]
    part: Name,
    /// Values that the part takes: names and expressions.
    #[serde(default)]
    with: BTreeMap<Name, Expression>,
    /// The name under which what it gives is kept; the part's own without it.
    into: Option<Name>,
    /// Where each exit of the part leads.
    exits: BTreeMap<Name, Exit>,
}

impl Verb for Do {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn uses(&self) -> Vec<Use<'_>> {
        let into = self.into.as_ref().unwrap_or(&self.part);
        let mut uses = vec![Use::Part {
            part: &self.part,
            into,
            with: self.with.iter().collect(),
            exits: self.exits.iter().collect(),
        }];
        uses.extend(self.with.values().map(Use::Computes));
        uses.extend(self.exits.iter().map(|(name, exit)| Use::Exit(name.to_string(), exit)));
        uses
    }

    fn enter<'a>(&'a self, _step: &Name, here: &Here<'_>) -> Entering<'a> {
        let values = self.with.iter().map(|(name, value)| (name.clone(), here.comes_to(value)));
        Entering::Part(values.collect())
    }
}
