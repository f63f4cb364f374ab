use super::{Checked, Rule};
use crate::{
    engine::shape::{GOODBYE, OPERATOR},
    flow::problem::{Problem, Problems},
};

pub(super) const RULE: Rule = Rule {
    name: "name-taken",
    manual: "A step is called `operator` or `goodbye`, or like a person. Steps and people share their names, so that \
             a target says all by itself where it leads; these two names are reserved.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    for step in &draft.steps {
        let reserved = [OPERATOR, GOODBYE].contains(&step.name.as_str());
        if reserved || draft.people.iter().any(|person| person.name == step.name) {
            problems.add(|| {
                let says = format!("`{}` cannot be the name of a step", step.name);
                let why = if reserved { "it is a target of every flow" } else { "a person is called so too" };
                Problem::error(RULE.name, draft.file, step.span, says)
                    .hint(format!("{why}; give the step another name"))
            });
        }
    }
    for person in draft.people.iter().filter(|person| person.name.as_str() == GOODBYE) {
        problems.add(|| {
            Problem::error(RULE.name, draft.file, person.span, "`goodbye` cannot be the name of a person")
                .hint("it is a target of every flow; give the person another name")
        });
    }
}
