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
    let in_steps = draft.steps.iter().flat_map(|step| step.prompts());
    let on_rungs = draft.people.iter().flat_map(|person| &person.rungs).flat_map(|rung| rung.rung.prompts());
    let said: BTreeSet<&Name> = in_steps.chain(on_rungs).collect();
    let own = draft.prompts.iter().filter(|(_, prompt)| prompt.origin == Origin::Flow);
    for (id, prompt) in own.filter(|(id, _)| !said.contains(id) && !builtin::ALL.contains(&id.as_str())) {
        problems.add(|| {
            Problem::warning(RULE.name, &prompt.file, prompt.id, format!("`{id}` is never said"))
                .hint("say it somewhere, or take it out")
        });
    }
}
