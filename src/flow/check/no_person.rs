use super::{Checked, Rule};
use crate::{
    call::Name,
    engine::shape::OPERATOR,
    flow::{
        draft::Person,
        problem::{Problem, Problems},
    },
};

pub(super) const RULE: Rule = Rule {
    name: "no-person",
    manual: "0 leads to somebody who is no person: to a ladder on which nobody is rung, or to a place, where nobody \
             need be. Callers who ask for a person could never get one.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    let called = |name: &Name| draft.people.iter().find(|person| person.name == *name);
    if let Some(operator) = called(&OPERATOR.into()) {
        problems_of(operator, "0", problems);
    }
    for step in draft.steps() {
        let Some(person) = step.operator.as_ref().and_then(called) else { continue };
        if person.place {
            for span in step.places_under("operator", person.name.as_str()) {
                problems.add(|| {
                    Problem::error(RULE.name, step.file, span, format!("`{}` is a place, not a person", person.name))
                        .hint("0 reaches a person here; name one of `people`, or leave `operator` out")
                });
            }
        } else {
            problems_of(person, &format!("0 in `{}`", step.name), problems);
        }
    }
}

/// What is wrong with whom 0 reaches.
fn problems_of(person: &Person<'_>, zero: &str, problems: &mut Problems) {
    let name = &person.name;
    if person.place {
        problems.add(|| {
            Problem::error(RULE.name, person.file, person.span, format!("`{name}` is a place, not a person"))
                .hint(format!("{zero} leads here: write it under `people:`, with a message as its last rung"))
        });
    } else if !person.rungs.is_empty() && person.rungs.iter().all(|rung| rung.rung.needs_nobody()) {
        problems.add(|| {
            Problem::warning(RULE.name, person.file, person.span, format!("nobody is ever rung for `{name}`")).hint(
                format!(
                    "{zero} leads here, and callers who ask for a person get none: begin with `- {{ ring: \"+…\" }}`"
                ),
            )
        });
    }
}
