use super::{Checked, Rule};
use crate::flow::problem::{Problem, Problems};

pub(super) const RULE: Rule = Rule {
    name: "person-falls",
    manual: "The last rung of a ladder needs somebody to be there. When nobody is, the caller would fall off its end. \
             A ladder ends with something that works without anybody, such as a message.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    for person in &draft.people {
        let last = person.rungs.last();
        if !last.is_some_and(|last| last.rung.needs_nobody()) {
            problems.add(|| {
                let says = format!("when nobody answers, `{}` has nothing left for the caller", person.name);
                Problem::error(RULE.name, draft.file, last.map_or(person.span, |last| last.span), says)
                    .hint("end the ladder with a message: `- { message: PROMPT, desk: DESK }`")
            });
        }
    }
}
