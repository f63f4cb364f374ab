use schemars::JsonSchema;
use serde::Deserialize;
use subtle::ConstantTimeEq;

use super::{Entering, Hearing, Kind, Use, Verb, Wait, ask::Answers, kind};
use crate::{
    answer::Heard,
    call::Name,
    engine::{
        Expression, Here,
        shape::{Exit, Sayings},
    },
};

pub const KIND: Kind = kind::<Verify>("verify", &["verify", "as", "equals", "next", "fails"], true);

/// The stage at which something else was given once. The second time leads to `fails`.
const FAILED_ONCE: u8 = 1;

/// Asks for something that only the caller knows, and compares it with what is known.
///
/// ```yaml
/// pin: { verify: your_pin, as: { digits: 4 }, equals: customer.pin, next: account, fails: operator }
/// ```
///
/// What the caller gives is never kept, never said again and never logged. From here on `caller.verified` is true, and
/// personal facts may be spoken. What does not fit is asked for once more, then it leads to `fails`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Verify {
    /// The question.
    verify: Sayings,
    /// What counts as an answer.
    #[serde(rename = "as")]
    kind: Answers,
    /// What it is compared with.
    equals: Expression,
    /// Where a verified caller goes on.
    next: Exit,
    /// Where the others go on.
    fails: Exit,
}

impl Verb for Verify {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn uses(&self) -> Vec<Use<'_>> {
        let mut uses = vec![Use::Says(&self.verify), Use::Computes(&self.equals)];
        uses.push(Use::Exit("next".to_owned(), &self.next));
        uses.push(Use::Verifies(self.kind.0.gives(), &self.equals));
        uses.push(Use::Exit("fails".to_owned(), &self.fails));
        uses.extend(self.kind.0.words().into_iter().map(Use::Words));
        uses
    }

    fn waits(&self) -> bool {
        true
    }

    fn passes(&self) -> Vec<&Exit> {
        vec![&self.next, &self.fails]
    }

    fn zeros(&self) -> bool {
        self.kind.0.zeros()
    }

    fn enter<'a>(&'a self, _step: &Name, here: &Here<'_>) -> Entering<'a> {
        match here.call.verified {
            true => Entering::Pass(&self.next),
            // Nothing that anybody could give would fit.
            false if here.comes_to(&self.equals).is_none() => Entering::Pass(&self.fails),
            false => Entering::Wait,
        }
    }

    fn wait(&self, _stage: u8, here: &Here<'_>) -> Wait {
        Wait { prompts: here.all(&self.verify), listen: self.kind.listen(), hints: self.kind.hints() }
    }

    fn asks(&self, _stage: u8) -> bool {
        true
    }

    fn hear<'a>(&'a self, stage: u8, heard: Heard<'_>, here: &Here<'_>) -> Hearing<'a> {
        self.proves(heard, here).map_or(Hearing::NotUnderstood, |fits| self.proved(fits, stage))
    }

    fn proves(&self, heard: Heard<'_>, here: &Here<'_>) -> Option<bool> {
        let given = self.kind.0.read(heard, &here.ear())?;
        let known = here.comes_to(&self.equals).map(|value| value.plain()).unwrap_or_default();
        let same: bool = given.plain().as_bytes().ct_eq(known.as_bytes()).into();
        Some(same && !known.is_empty())
    }

    fn proved(&self, fits: bool, stage: u8) -> Hearing<'_> {
        match (fits, stage) {
            (true, _) => Hearing::Verified(&self.next),
            (false, FAILED_ONCE) => Hearing::Leave(&self.fails),
            (false, _) => Hearing::NotVerified(FAILED_ONCE),
        }
    }
}
