use super::{Checked, Rule};
use crate::flow::problem::{Problem, Problems};

pub(super) const RULE: Rule = Rule {
    name: "too-many-options",
    manual: "A menu has more than six choices. Nobody keeps that many in mind while listening; callers choose wrongly, \
             or ask for a person. Group them, or ask an open question with words.",
    whole: false,
    check,
};

const OPTIONS_MAX: usize = 6;

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    for step in draft.steps() {
        let options = step.exits().len();
        if OPTIONS_MAX < options {
            problems.add(|| {
                let says = format!("`{}` has {options} choices", step.name);
                Problem::warning(RULE.name, step.file, step.span, says)
                    .hint(format!("more than {OPTIONS_MAX} are hard to remember by ear; group what belongs together"))
            });
        }
    }
}
