use super::{Checked, Rule, said::prompt_ms};
use crate::{
    call::Name,
    engine::{
        shape::{Saying, Sayings},
        step::Use,
    },
    flow::problem::{Problem, Problems},
};

pub(super) const RULE: Rule = Rule {
    name: "whole-too-long",
    manual: "A text that is heard whole lasts more than ten seconds. No key but 0 works while it plays, so callers who \
             know it already have to sit through it each time.",
    whole: false,
    check,
};

const LENGTH_MAX_MS: u64 = 10_000;

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    for step in draft.steps() {
        let exits = step.exits();
        let uses = step.uses();
        let waits = uses.iter().filter_map(|used| if let Use::Says(sayings) = used { Some(*sayings) } else { None });
        let sayings = std::iter::once(&step.say).chain(exits.iter().map(|(_, exit)| &exit.say)).chain(waits);
        for id in sayings.flat_map(heard_whole) {
            for (language, prompts) in &draft.prompts {
                let ms = prompt_ms(draft, language, id);
                let Some(prompt) = prompts.get(id).filter(|_| LENGTH_MAX_MS < ms) else { continue };
                problems.add(|| {
                    let says = format!("`{id}` is heard whole and lasts about {} s", ms / 1_000);
                    Problem::warning(RULE.name, &prompt.file, prompt.id, says).hint(
                        "callers cannot cut it short: keep what must be heard below 10 s, and say the rest without \
                         `whole`",
                    )
                });
            }
        }
    }
}

pub(in crate::flow) fn heard_whole(sayings: &Sayings) -> Vec<&Name> {
    let each = sayings.0.iter().map(|saying| match saying {
        Saying::Whole(prompt) => vec![prompt],
        Saying::When(_, inner) => heard_whole(inner),
        Saying::Prompt(_) | Saying::Setting(_) | Saying::Pause(_) | Saying::Each { .. } => Vec::new(),
    });
    each.flatten().collect()
}
