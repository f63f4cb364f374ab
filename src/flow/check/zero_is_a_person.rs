use super::{Checked, Rule};
use crate::flow::problem::{Problem, Problems};

pub(super) const RULE: Rule = Rule {
    name: "zero-is-a-person",
    manual: "A choice takes the key 0, or a key that works everywhere is 0. On every line 0 reaches a person, at every \
             moment; callers count on it. The choice could never be chosen.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    let anywhere = [draft.anywhere.again, draft.anywhere.back];
    for (_, span) in anywhere.into_iter().zip(draft.anywhere_at).filter(|(key, _)| key.is_some_and(|key| key.0 == '0'))
    {
        problems.add(|| {
            let span = span.unwrap_or_default();
            Problem::error(RULE.name, draft.file, span, "0 is a person, on every line")
                .hint("it would never do this; give it another key, such as 9 or \"*\"")
        });
    }
    for step in draft.steps() {
        let keys = step.verb.keys();
        if keys.contains(&'0') {
            let free = ('1'..='9').find(|key| !keys.contains(key));
            for span in step.places_under("key", "0") {
                problems.add(|| {
                    let problem = Problem::error(RULE.name, draft.file, span, "0 is a person, on every line")
                        .hint("give this choice another key, or leave it out: 0 works without it");
                    match free.filter(|_| draft.file.raw(span) == "0") {
                        Some(free) => problem.suggest(span, free),
                        None => problem,
                    }
                });
            }
        }
    }
}
