use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entering, Found, Kind, Use, Verb, kind};
use crate::{
    call::{Answered, Name, Signal, Type, Value},
    engine::{Expression, Here, shape::Exit},
};

pub const KIND: Kind = Kind {
    statuses: true,
    ..kind::<Lookup>("lookup", &["lookup", "with", "into", "next", "missing", "failed"], false)
};

/// Asks a backend, beside the call.
///
/// ```yaml
/// find:
///   lookup: parcel
///   missing: { say: not_found, forget: parcel_number, to: number }
///   failed: operator
///   next: tell
/// ```
///
/// What comes back is a record under the lookup's name, or `into`. `missing`: there is no such thing; without it an
/// empty list leads on to `next`. A status of the
/// backend may have an exit of its own, such as `409: taken`. Everything else is `failed`: the operator without it.
#[derive(Debug, Deserialize, JsonSchema)]
struct Lookup {
    /// One of `lookups`.
    lookup: Name,
    /// Values that the lookup takes: names and expressions.
    #[serde(default)]
    with: BTreeMap<Name, Expression>,
    /// The name under which the answer is kept; the lookup's own without it.
    into: Option<Name>,
    /// Where an answer leads.
    next: Exit,
    /// Where it leads that there is no such thing.
    missing: Option<Exit>,
    /// Where it leads that there is no answer; the operator without it.
    failed: Option<Exit>,
    /// Where a status of the backend leads, such as 409. Other keys never come here: the reader knows them all.
    #[serde(flatten)]
    statuses: BTreeMap<Status, Exit>,
}

/// A status of a backend, as a key.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(with = "String")]
struct Status(u16);

impl TryFrom<String> for Status {
    type Error = String;

    fn try_from(key: String) -> Result<Self, String> {
        match key.parse() {
            // Redirects are not followed, and what is found has `next`.
            Ok(404 | 410) => Err(format!("`{key}` means that there is no such thing: write `missing`")),
            Ok(status @ 400..=599) => Ok(Self(status)),
            Ok(_) | Err(_) => Err(format!("unknown field `{key}`, expected a status such as `409`")),
        }
    }
}

impl Lookup {
    fn into(&self) -> &Name {
        self.into.as_ref().unwrap_or(&self.lookup)
    }

    /// The values of the call that stand behind what the lookup reads: the ones that `with` is made of, or itself.
    fn asked_with(&self, path: &Name) -> Vec<Name> {
        let root = path.as_str().split('.').next().unwrap_or("");
        match self.with.get(&Name::from(root)) {
            Some(given) => given.reads().into_iter().map(|(path, _)| path.into()).collect(),
            None => vec![path.clone()],
        }
    }
}

impl Verb for Lookup {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn uses(&self) -> Vec<Use<'_>> {
        let Self { lookup, with, into: _, next, missing, failed, statuses } = self;
        let mut uses = vec![Use::Lookup(lookup, with.keys().collect())];
        uses.extend(with.values().map(Use::Computes));
        uses.extend([Use::Exit("next".to_owned(), next), Use::Finds(self.into(), lookup)]);
        uses.extend(missing.as_ref().map(|exit| Use::Exit("missing".to_owned(), exit)));
        uses.extend(failed.as_ref().map(|exit| Use::Exit("failed".to_owned(), exit)));
        uses.extend(statuses.iter().map(|(Status(status), exit)| Use::Exit(status.to_string(), exit)));
        uses
    }

    fn enter<'a>(&'a self, _step: &Name, here: &Here<'_>) -> Entering<'a> {
        let with = self.with.iter().filter_map(|(name, value)| Some((name.clone(), here.comes_to(value)?))).collect();
        Entering::LookUp { lookup: &self.lookup, with }
    }

    fn found<'a>(&'a self, answer: &Answered, here: &Here<'_>) -> Found<'a> {
        let Self { lookup, next, missing, failed, statuses, .. } = self;
        let kind = here.flow.lookups.get(lookup);
        let optional = kind.is_some_and(crate::engine::Lookup::optional);
        let out = |exit| Found { exit, value: None, doubt: Vec::new(), signal: None };
        let not_there = || {
            let reads = kind.map_or_else(Default::default, |kind| kind.reads(lookup));
            let doubt = reads.into_iter().flat_map(|path| self.asked_with(&path)).collect();
            let signal = (!optional).then_some(Signal::NothingFound);
            Found { doubt, signal, ..out(missing.as_ref().or(failed.as_ref())) }
        };
        match answer {
            Answered::Found(value) => Found { value: Some((self.into().clone(), value.clone())), ..out(Some(next)) },
            // A list without anything in it is an answer, unless the flow has a way of its own for it.
            Answered::Missing
                if missing.is_none() && kind.is_some_and(|kind| matches!(kind.gives(), Type::List(_))) =>
            {
                Found { value: Some((self.into().clone(), Value::List(Vec::new()))), ..out(Some(next)) }
            }
            Answered::Missing => not_there(),
            Answered::Status(status) if statuses.contains_key(&Status(*status)) => out(statuses.get(&Status(*status))),
            Answered::Status(_) | Answered::Failed(_) => {
                Found { signal: (!optional).then_some(Signal::BackendFailed), ..out(failed.as_ref()) }
            }
        }
    }
}
