use super::{Checked, Rule, written};
use crate::{
    flow::{
        place::Span,
        problem::{Problem, Problems},
    },
    prompt::keys_first,
};

pub(super) const RULE: Rule = Rule {
    name: "key-before-purpose",
    manual: "A menu says the key before what it is for: \"press 1 for billing\". Callers hear the key before they know \
             whether they want it, and have to keep it in mind. Say \"for billing, press 1\".",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    for step in draft.steps() {
        let keys = step.verb.keys();
        let ids = step.verb.prompts().into_iter().chain(step.asking.again.prompts());
        for id in ids.filter(|_| !keys.is_empty()) {
            let prompts = draft.prompts.iter().filter_map(|(language, prompts)| Some((language, prompts.get(id)?)));
            for (language, prompt) in prompts.filter(|(_, prompt)| prompt.origin != crate::flow::draft::Origin::BuiltIn)
            {
                for text in written::texts(prompt) {
                    let found = keys_first(&text.text, language.as_str());
                    // 0 and the keys of "again" are the same everywhere: nobody has to keep them in mind.
                    for first in found.into_iter().filter(|first| keys.contains(&first.key) && first.key != '0') {
                        let (span, exact) = written::place(prompt, &text, &first.at);
                        let whole = |at: &std::ops::Range<usize>| written::place(prompt, &text, at).0;
                        let instead = first.instead.filter(|_| exact).map(|(at, instead)| (whole(&at), instead));
                        problems.add(|| report(Problem::warning(RULE.name, &prompt.file, span, SAYS), instead));
                    }
                }
            }
        }
    }
}

const SAYS: &str = "the key is said before what it is for";

fn report(problem: Problem, instead: Option<(Span, String)>) -> Problem {
    match instead {
        Some((span, instead)) => {
            let hint = format!("callers remember it better as: {}", instead.trim_end_matches('.'));
            written::with_words(problem.hint(hint), span, &instead)
        }
        None => problem.hint("callers listen for what they want, then for its key: \"for billing, press 1\""),
    }
}
