use std::collections::BTreeSet;

use super::{Checked, Rule};
use crate::{
    engine::step::Use,
    flow::{
        draft::{Prompt, Step},
        problem::{Problem, Problems},
    },
    prompt::keys_said,
};

pub(super) const RULE: Rule = Rule {
    name: "keys-said",
    manual: "The text of a menu names other keys than its choices have. A caller who does as told would not be \
             understood; a choice whose key is never said is found by nobody.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    for (language, prompts) in &draft.prompts {
        for step in draft.steps().filter(|step| !step.verb.keys().is_empty()) {
            let taken: BTreeSet<char> = step.verb.keys().into_iter().chain(['0']).chain(anywhere(checked)).collect();
            let own = step.verb.prompts();
            let said_here = own.into_iter().chain(step.say.prompts()).chain(step.asking.again.prompts());
            let texts: Vec<&Prompt> = said_here.filter_map(|id| prompts.get(id)).collect();
            let mut said = BTreeSet::new();
            for prompt in &texts {
                let here = keys_said(&prompt.text.plain(), language.as_str());
                for key in here.difference(&taken) {
                    problems.add(|| {
                        let says = format!("this says key {key}, but the step `{}` has no choice for it", step.name);
                        Problem::error(RULE.name, &prompt.file, prompt.body, says)
                            .hint("who presses it would not be understood; change the text or the choice")
                    });
                }
                said.extend(here);
            }
            if !said.is_empty() {
                never_said(step, &said, problems);
            }
        }
    }
}

fn anywhere<'a>(checked: &'a Checked<'_>) -> impl Iterator<Item = char> + 'a {
    let keys = [checked.draft.anywhere.again, checked.draft.anywhere.back];
    keys.into_iter().flatten().map(|key| key.0)
}

fn never_said(step: &Step<'_>, said: &BTreeSet<char>, problems: &mut Problems) {
    let by_clew =
        |key: &char| step.uses().iter().any(|used| matches!(used, Use::Language(_, offered) if offered == key));
    for key in step.verb.keys().into_iter().filter(|key| *key != '0' && !said.contains(key) && !by_clew(key)) {
        for span in step.places_under("key", &key.to_string()) {
            problems.add(|| {
                Problem::warning(RULE.name, step.file, span, format!("no text of this step says key {key}"))
                    .hint("callers cannot know that it is there")
            });
        }
    }
}
