use super::{Checked, Rule};
use crate::{
    engine::shape::OPERATOR,
    flow::{
        place::Span,
        problem::{Problem, Problems},
    },
};

pub(super) const RULE: Rule = Rule {
    name: "operator-missing",
    manual: "Every flow has a person called `operator`: the key 0, the guards and every failure lead there. Without \
             one nobody could keep the promise that a person is one key away.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    if !checked.draft.all_read {
        return;
    }
    let draft = checked.draft;
    let there = draft.people.iter().map(|person| &person.name).chain(&draft.unread);
    if !there.into_iter().any(|name| name.as_str() == OPERATOR) {
        let span = draft.people.first().map_or(Span::default(), |person| person.span);
        problems.add(|| {
            Problem::error(RULE.name, draft.file, span, "nobody is called `operator`").hint(
                "0 and every failure lead to `operator`: write it under `people:`, with a message as its last rung",
            )
        });
    }
}
