use super::{Checked, Rule, said, written};
use crate::{
    flow::problem::{Problem, Problems},
    prompt::reads_badly,
};

pub(super) const RULE: Rule = Rule {
    name: "reads-badly",
    manual: "A text is written for the eye: \"9am - 4pm\", a number with hyphens, an address of the web, capitals. A \
             voice stumbles over it, and the caller does not understand. Write it as you would say it.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    for (language, _, prompt) in said::prompts(checked.draft) {
        for text in written::texts(prompt) {
            for badly in reads_badly(&text.text, language.as_str()) {
                let (span, exact) = written::place(prompt, &text, &badly.at);
                problems.add(|| {
                    let problem = Problem::warning(RULE.name, &prompt.file, span, badly.says);
                    match badly.instead.filter(|_| exact) {
                        Some(instead) => {
                            let hint = format!("a voice says it well as `{instead}`");
                            written::with_words(problem.hint(hint), span, &instead)
                        }
                        None => problem.hint("write it the way you would say it to somebody on the phone"),
                    }
                });
            }
        }
    }
}
