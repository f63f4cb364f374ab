use std::collections::BTreeSet;

use super::{Checked, Rule, known::What};
use crate::{
    call::Name,
    engine::step::Use,
    flow::{
        draft::{Draft, Step},
        place::Span,
        problem::{Problem, Problems},
    },
};

pub(super) const RULE: Rule = Rule {
    name: "unverified-speech",
    manual: "A text says something personal to a caller who may not have been verified. Numbers of callers can be \
             forged, so what is looked up by one may be spoken only behind a step with `verify`, or behind `when: \
             caller.verified`. What callers have just said themselves may be read back to them. A value that is \
             not personal gets a line under `facts:`, without `private`.",
    whole: true,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let mut told: BTreeSet<(&str, Span, &str)> = BTreeSet::new();
    let origins = Origins::of(checked.draft);
    for reading in checked.known().unverified() {
        let Some(node) = checked.unfolded.nodes.get(reading.step) else { continue };
        let What::Text(_) = reading.what else { continue };
        let root = reading.path.as_str().split('.').next().unwrap_or("");
        let Some(personal) = origins.personal(checked.draft, root) else { continue };
        for span in reading.what.places(node.step, &reading.path) {
            if told.insert((&node.step.file.name, span, reading.path.as_str())) {
                problems.add(|| report(node.step, span, reading.path.as_str(), personal));
            }
        }
    }
}

fn report(step: &Step<'_>, span: Span, path: &str, personal: Personal) -> Problem {
    let hint = "the number of a caller can be forged: verify first, or say it only `when: caller.verified`";
    match personal {
        Personal::Private => {
            let says = format!("`{path}` is private, and the caller may not be verified here");
            Problem::error(RULE.name, step.file, span, says).hint(hint)
        }
        Personal::ByNumber => {
            let says = format!("`{path}` was found by the caller's number, and the caller may not be verified here");
            Problem::warning(RULE.name, step.file, span, says).hint(hint)
        }
    }
}

/// Why a value is personal.
#[derive(Clone, Copy)]
enum Personal {
    /// The flow says so.
    Private,
    /// It was looked up by the caller's number, and the flow does not say that it is not.
    ByNumber,
}

/// Where values come from, gathered once for all that is said.
struct Origins<'a> {
    /// What callers themselves say or press.
    answered: BTreeSet<&'a str>,
    /// What is looked up by the caller's number.
    by_number: BTreeSet<&'a str>,
}

impl<'a> Origins<'a> {
    fn of(draft: &'a Draft<'_>) -> Self {
        let by_number = |lookup: &Name| {
            let reads = draft.lookups.get(lookup).map(|kind| kind.value.reads(lookup)).unwrap_or_default();
            reads.iter().any(|path| path.as_str() == "caller.number")
        };
        let mut origins = Self { answered: BTreeSet::new(), by_number: BTreeSet::new() };
        for used in draft.steps().flat_map(Step::uses) {
            match used {
                Use::Writes(name, _) => drop(origins.answered.insert(name.as_str())),
                Use::Finds(name, lookup) if by_number(lookup) => drop(origins.by_number.insert(name.as_str())),
                _ => {}
            }
        }
        origins
    }

    fn personal(&self, draft: &Draft<'_>, root: &str) -> Option<Personal> {
        match draft.facts.get(root).map(|fact| fact.value.private) {
            Some(true) if !self.answered.contains(root) => Some(Personal::Private),
            Some(_) => None,
            None => self.by_number.contains(root).then_some(Personal::ByNumber),
        }
    }
}
