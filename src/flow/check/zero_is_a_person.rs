use super::{Checked, Rule};
use crate::flow::problem::{Problem, Problems};

pub(super) const RULE: Rule = Rule {
    name: "zero-is-a-person",
    manual: "A choice takes the key 0. On every line 0 reaches a person, at every moment; callers count on it. The \
             choice could never be chosen.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    for step in &draft.steps {
        let keys = step.verb.keys();
        if keys.contains(&'0') {
            let free = ('1'..='9').find(|key| !keys.contains(key));
            for span in step.places_under("key", "0") {
                problems.add(|| {
                    let problem = Problem::error(RULE.name, draft.file, span, "0 is a person, on every line")
                        .hint("give this choice another key, or leave it out: 0 works without it");
                    match free.filter(|_| draft.file.raw(span) == "0") {
                        Some(free) => problem.fix(span, free),
                        None => problem,
                    }
                });
            }
        }
    }
}
