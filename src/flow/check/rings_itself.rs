use std::collections::BTreeSet;

use super::{Checked, Rule};
use crate::{
    call::Number,
    flow::problem::{Problem, Problems},
};

pub(super) const RULE: Rule = Rule {
    name: "rings-itself",
    manual: "A ladder rings one of the flow's own lines. The caller would hear the first menu again instead of a \
             person, round and round.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    let lines: BTreeSet<&Number> = draft.lines.iter().filter_map(|line| line.number.as_ref()).collect();
    for (person, rung) in draft.people.iter().flat_map(|person| person.rungs.iter().map(move |rung| (person, rung))) {
        for number in rung.rung.rings().into_iter().filter(|number| lines.contains(number)) {
            for span in rung.places_of(number.e164()) {
                problems.add(|| {
                    Problem::error(RULE.name, person.file, span, "this number is one of the flow's own lines")
                        .hint("the caller would land in the first menu again; ring the number where people sit")
                });
            }
        }
    }
}
