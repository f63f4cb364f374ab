use std::collections::BTreeSet;

use super::{Checked, Rule};
use crate::{
    call::Name,
    flow::{
        problem::{Problem, Problems},
        unfold::{Lead, Node},
    },
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
    let unfolded = &checked.unfolded;
    let Some(start) = unfolded.start(draft) else { return };
    // A target that does not exist may be meant for just this step; that is said already.
    if unfolded.nodes.iter().flat_map(|node| unfolded.leads(node)).any(|(_, lead)| lead == Lead::Nowhere) {
        return;
    }
    let mut reached: BTreeSet<&Name> = BTreeSet::new();
    let mut ahead = vec![start];
    ahead.extend(draft.lines.iter().filter_map(|line| unfolded.node(&line.start.as_ref()?.0)));
    ahead.extend(draft.matters.values().filter_map(|matter| unfolded.node(&matter.value.resume)));
    while let Some(node) = ahead.pop() {
        if reached.insert(&node.name) {
            ahead.extend(unfolded.next(node));
        }
    }
    let came: BTreeSet<(&str, &Name)> =
        unfolded.nodes.iter().filter(|node| reached.contains(&node.name)).map(|node| place(node)).collect();
    for node in unfolded.nodes.iter().filter(|node| !came.contains(&place(node))) {
        let step = node.step;
        problems.add(|| {
            Problem::warning(RULE.name, step.file, step.span, format!("no caller can come to `{}`", step.name))
                .hint("lead to it from a step that callers reach, or take it out")
        });
    }
}

/// A step, however often its part is used.
fn place<'a>(node: &'a Node<'_>) -> (&'a str, &'a Name) {
    let part = node.scope.part.as_ref().map_or("", |_part| node.step.file.name.as_ref());
    (part, &node.step.name)
}
