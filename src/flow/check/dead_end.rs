use super::{Checked, Rule};
use crate::flow::problem::{Problem, Problems};

pub(super) const RULE: Rule = Rule {
    name: "dead-end",
    manual: "A step has no way out: its list of choices is empty. Callers would wait there until the guards bring them \
             to a person.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    for step in draft.steps() {
        let verb = &step.verb;
        let leads = !verb.exits().is_empty() || !verb.people().is_empty() || verb.ladder().is_some();
        if !leads && !verb.settles() {
            problems.add(|| {
                Problem::error(RULE.name, step.file, step.span, format!("`{}` leads nowhere", step.name))
                    .hint("callers would be stuck here; give it at least one way out")
            });
        }
    }
}
