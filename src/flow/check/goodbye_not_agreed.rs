use std::collections::BTreeSet;

use super::{Checked, Rule};
use crate::{
    call::Name,
    engine::shape::GOODBYE,
    flow::{
        problem::{Problem, Problems},
        unfold::Node,
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
    let not_agreed = not_agreed(checked);
    for node in &checked.unfolded.nodes {
        let step = node.step;
        let ends = step.targets().any(|target| target.as_str() == GOODBYE);
        if ends && !step.verb.settles() && not_agreed.contains(&node.name) {
            // The one that says least: others tell what only some callers have come for.
            let settle = draft.steps().filter(|step| step.verb.settles()).min_by_key(|step| step.verb.prompts().len());
            for span in step.places_of_target(&GOODBYE.into()) {
                problems.add(|| {
                    let problem =
                        Problem::error(RULE.name, step.file, span, "callers have not agreed to a goodbye here");
                    match settle.filter(|_| step.file.raw(span) == GOODBYE) {
                        Some(settle) => problem
                            .hint(format!("ask first whether that helped: lead to `{}`", settle.name))
                            .suggest(span, settle.name.as_str()),
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
fn not_agreed(checked: &Checked<'_>) -> BTreeSet<Name> {
    let unfolded = &checked.unfolded;
    let waiting = unfolded.nodes.iter().filter(|node| node.step.verb.waits() && !node.step.verb.settles());
    let mut ahead: Vec<&Node<'_>> = waiting.flat_map(|node| unfolded.next(node)).collect();
    ahead.extend(unfolded.start(checked.draft));
    let mut reached = BTreeSet::new();
    while let Some(node) = ahead.pop() {
        if reached.insert(node.name.clone()) && !node.step.verb.waits() {
            ahead.extend(unfolded.next(node));
        }
    }
    reached
}
