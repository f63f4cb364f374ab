use std::collections::BTreeSet;

use super::{Checked, Rule};
use crate::{
    call::Name,
    call::builtin,
    flow::{
        draft::Origin,
        problem::{Problem, Problems},
    },
};

pub(super) const RULE: Rule = Rule {
    name: "prompt-unused",
    manual: "A text of the flow itself is never said. Texts that flows share are not judged: another flow may say \
            them.",
    whole: true,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    let said = draft.said();
    let by_lines: BTreeSet<String> = draft.lines.iter().flat_map(|line| &line.sets).filter_map(in_setting).collect();
    let own = draft.all_prompts().filter(|(_, _, prompt)| prompt.origin == Origin::Flow);
    let unsaid = |id: &Name| !said.contains(id) && !by_lines.contains(id.as_str());
    for (_, id, prompt) in own.filter(|(_, id, _)| unsaid(id) && !builtin::ALL.contains(&id.as_str())) {
        problems.add(|| {
            Problem::warning(RULE.name, &prompt.file, prompt.id, format!("`{id}` is never said"))
                .hint("say it somewhere, or take it out")
        });
    }
}

/// A text that a line sets, which may be a prompt's id.
fn in_setting(set: &crate::flow::draft::LineSetting) -> Option<String> {
    set.written.as_str().map(str::to_owned)
}
