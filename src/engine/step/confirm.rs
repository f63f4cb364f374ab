use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entering, Hearing, Kind, Then, Use, Verb, Wait, kind, single_key};
use crate::{
    answer::{Heard, yes_no},
    call::{Name, Type, Value},
    engine::{
        Here,
        shape::{Exit, Sayings},
    },
};

pub const KIND: Kind = kind::<Confirm>("confirm", &["confirm", "into", "next", "yes", "no", "offer"], true);

/// Asks a question that is answered by yes (1) or no (2).
///
/// ```yaml
/// urgent: { confirm: is_it_urgent, yes: operator, no: main }
/// ```
///
/// It leads to `yes` or `no`, or to `next` with the answer kept `into` a value. With `offer: true` the question offers
/// something, and a no counts as one more thing that the caller did not want.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(try_from = "Written")]
#[schemars(with = "Written")]
struct Confirm {
    confirm: Sayings,
    into: Option<Name>,
    yes: Exit,
    no: Exit,
    one: bool,
    offer: bool,
}

/// A question as written.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Written {
    /// The question.
    confirm: Sayings,
    /// The value that keeps the answer: true for yes.
    into: Option<Name>,
    /// Where both answers lead, once they are kept.
    next: Option<Exit>,
    /// Where a yes leads.
    yes: Option<Exit>,
    /// Where a no leads.
    no: Option<Exit>,
    /// Whether the question offers something.
    #[serde(default)]
    offer: bool,
}

impl TryFrom<Written> for Confirm {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let Written { confirm, into, next, yes, no, offer } = written;
        match (next, yes, no) {
            (Some(next), None, None) if into.is_some() => {
                Ok(Self { confirm, into, yes: next.clone(), no: next, one: true, offer })
            }
            (Some(_), None, None) => {
                Err("with `next` alone the answer is lost: keep it by `into`, or write `yes` and `no`")
            }
            (None, Some(yes), Some(no)) => Ok(Self { confirm, into, yes, no, one: false, offer }),
            (None, Some(_), None) => Err("where a no leads is missing: `no: …`"),
            (None, None, Some(_)) => Err("where a yes leads is missing: `yes: …`"),
            (None, None, None) => Err("where the answers lead is missing: `yes: …` and `no: …`"),
            (Some(_), _, _) => Err("`next` stands alone, or `yes` and `no` do"),
        }
    }
}

impl Verb for Confirm {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn uses(&self) -> Vec<Use<'_>> {
        let mut uses = vec![Use::Says(&self.confirm)];
        let kept = || self.into.as_ref().map(|into| Use::Writes(into, Type::Truth));
        uses.push(Use::Exit(if self.one { "next" } else { "yes" }.to_owned(), &self.yes));
        uses.extend(kept());
        if !self.one {
            uses.push(Use::Exit("no".to_owned(), &self.no));
            uses.extend(kept());
        }
        uses
    }

    fn waits(&self) -> bool {
        true
    }

    fn asks_once(&self) -> bool {
        true
    }

    fn enter<'a>(&'a self, step: &Name, here: &Here<'_>) -> Entering<'a> {
        let into = self.into.as_ref().filter(|_| self.one).map(|into| here.scope.full(into.as_str()));
        let known =
            into.is_some_and(|into| here.call.variables.contains_key(&into) && !here.call.doubtful.contains(&into));
        if known && !here.call.matter.was_asked(step) { Entering::Known(&self.yes) } else { Entering::Wait }
    }

    fn wait(&self, _stage: u8, here: &Here<'_>) -> Wait {
        Wait { prompts: here.all(&self.confirm), listen: single_key(), hints: Vec::new() }
    }

    fn hear<'a>(&'a self, _stage: u8, heard: Heard<'_>, here: &Here<'_>) -> Hearing<'a> {
        let Some(yes) = yes_no(heard, here.lexicon()) else { return Hearing::NotUnderstood };
        let exit = if yes || self.one { &self.yes } else { &self.no };
        match &self.into {
            into if self.offer && !yes => Hearing::No { into: into.as_ref(), exit },
            Some(into) => Hearing::Answer { into: Some(into), value: Value::Truth(yes), then: Then::Exit(exit) },
            None => Hearing::Leave(exit),
        }
    }
}
