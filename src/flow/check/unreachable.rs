use std::collections::BTreeSet;

use super::{Checked, Rule};
use crate::{
    call::Name,
    engine::shape::{GOODBYE, OPERATOR},
    flow::problem::{Problem, Problems},
};

pub(super) const RULE: Rule = Rule {
    name: "unreachable",
    manual: "No caller can come to this step. Often a choice was forgotten that should lead there, or the step is left \
            over.",
    whole: true,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    let steps = draft.index();
    let Some((start, _)) = &draft.start else { return };
    // A target that does not exist may be meant for just this step; that is said already.
    let known = |target: &Name| {
        let named = [OPERATOR, GOODBYE].contains(&target.as_str());
        named || steps.contains_key(target) || draft.people.iter().any(|person| person.name == *target)
    };
    if !steps.contains_key(start) || !draft.steps.iter().all(|step| step.targets().all(known)) {
        return;
    }
    let mut reached: BTreeSet<&Name> = BTreeSet::new();
    let mut ahead = vec![start];
    while let Some(name) = ahead.pop() {
        if let Some((name, step)) = steps.get_key_value(name)
            && reached.insert(name)
        {
            ahead.extend(step.verb.exits().into_iter().map(|(_, exit)| &exit.to));
        }
    }
    for step in draft.steps.iter().filter(|step| !reached.contains(&step.name)) {
        problems.add(|| {
            Problem::warning(RULE.name, draft.file, step.span, format!("no caller can come to `{}`", step.name))
                .hint("lead to it from a step that callers reach, or take it out")
        });
    }
}
