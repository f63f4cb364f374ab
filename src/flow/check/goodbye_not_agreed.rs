use std::collections::{BTreeMap, BTreeSet};

use super::{Checked, Rule};
use crate::{
    call::Name,
    engine::shape::GOODBYE,
    flow::{
        draft::Step,
        problem::{Problem, Problems},
    },
};

pub(super) const RULE: Rule = Rule {
    name: "goodbye-not-agreed",
    manual: "`goodbye` ends a call, and only callers may end it: by saying that their matter is settled. It can stand \
             in the `next` of a step with `settle`, and in the first menu or question after it, if callers come there \
             in no other way. Everywhere else ask first: lead to a step with `settle`.",
    whole: true,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    let steps = draft.index();
    let not_agreed = not_agreed(&steps, draft.start.as_ref().map(|(start, _)| start));
    for step in &draft.steps {
        let ends = step.targets().any(|target| target.as_str() == GOODBYE);
        if ends && !step.verb.settles() && not_agreed.contains(&step.name) {
            let settle = draft.steps.iter().find(|step| step.verb.settles());
            for span in step.places_of_target(&GOODBYE.into()) {
                problems.add(|| {
                    let problem =
                        Problem::error(RULE.name, draft.file, span, "callers have not agreed to a goodbye here");
                    match settle.filter(|_| draft.file.raw(span) == GOODBYE) {
                        Some(settle) => problem
                            .hint(format!("ask first whether that helped: lead to `{}`", settle.name))
                            .fix(span, settle.name.as_str()),
                        None => {
                            problem.hint("ask first whether that helped: lead to a step such as { settle: PROMPT }")
                        }
                    }
                });
            }
        }
    }
}

/// The steps to which some way leads that does not come straight from a yes to `settle`, without a wait in between.
fn not_agreed<'a>(steps: &BTreeMap<&'a Name, &'a Step<'a>>, start: Option<&'a Name>) -> BTreeSet<&'a Name> {
    let waiting = steps.values().filter(|step| step.verb.waits() && !step.verb.settles());
    let mut ahead: Vec<&Name> = waiting.flat_map(|step| targets(step)).chain(start).collect();
    let mut reached = BTreeSet::new();
    while let Some(name) = ahead.pop() {
        if let Some((name, step)) = steps.get_key_value(name)
            && reached.insert(*name)
            && !step.verb.waits()
        {
            ahead.extend(targets(step));
        }
    }
    reached
}

fn targets<'a>(step: &'a Step<'_>) -> impl Iterator<Item = &'a Name> {
    step.verb.exits().into_iter().map(|(_, exit)| &exit.to)
}
