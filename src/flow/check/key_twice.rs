use std::collections::BTreeSet;

use super::{Checked, Rule};
use crate::flow::problem::{Problem, Problems};

pub(super) const RULE: Rule = Rule {
    name: "key-twice",
    manual: "Two choices of one step take the same key. Neither could be chosen by it.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    for step in draft.steps() {
        let keys = step.verb.keys();
        let mut seen = BTreeSet::new();
        for key in keys.iter().filter(|key| !seen.insert(**key)) {
            let free = ('1'..='9').find(|free| !keys.contains(free));
            let places = step.places_under("key", &key.to_string());
            for span in places.into_iter().skip(1) {
                problems.add(|| {
                    let problem =
                        Problem::error(RULE.name, draft.file, span, format!("another choice has the key {key}"))
                            .hint("callers could choose neither; each choice has a key of its own");
                    match free {
                        Some(free) => problem.suggest(span, free),
                        None => problem,
                    }
                });
            }
        }
    }
}
