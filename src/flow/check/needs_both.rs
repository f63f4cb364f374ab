use super::{Checked, Rule};
use crate::flow::{
    draft::Draft,
    place::Span,
    problem::{Problem, Problems},
};

pub(super) const RULE: Rule = Rule {
    name: "needs-both",
    manual: "Two things only work together, and one of them is missing: holidays of a country without `PH` in the \
             rule, a second language that nobody can choose, hints for speech where only keys are listened for.",
    whole: true,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    holidays(draft, problems);
    languages(draft, problems);
    hints(draft, problems);
}

/// Holidays that no rule speaks of.
fn holidays(draft: &Draft<'_>, problems: &mut Problems) {
    for (name, hours) in &draft.hours {
        let (Some((key, _)), Some((_, open))) = (hours.tree.get("holidays"), hours.tree.get("open")) else { continue };
        let raw = hours.file.raw(open.span);
        let speaks = raw.split(|letter: char| !letter.is_ascii_alphabetic()).any(|word| word == "PH");
        if speaks {
            continue;
        }
        problems.add(|| {
            let says = format!("`{name}` knows the holidays, and its rule does not speak of them");
            let problem = Problem::warning(RULE.name, hours.file, key.span, says)
                .hint("on a holiday callers would be told that somebody is there: `PH off` closes on holidays");
            let quotes = usize::from(raw.ends_with(['"', '\'']));
            let end = open.span.end.saturating_sub(quotes);
            match raw.is_empty() || raw.starts_with(['|', '>']) {
                true => problem,
                false => problem.suggest(Span { start: end, end }, "; PH off"),
            }
        });
    }
}

/// Languages that nobody can choose, and a choice where there is one language only.
fn languages(draft: &Draft<'_>, problems: &mut Problems) {
    let choice = draft.steps().find(|step| step.verb.chooses_language());
    match (choice, draft.languages.as_slice()) {
        (None, [_, (second, span), ..]) => problems.add(|| {
            Problem::warning(RULE.name, draft.file, *span, format!("no caller can choose {second}"))
                .hint("a step such as `{ language: PROMPT, next: STEP }` lets callers choose; begin with it")
        }),
        (Some(step), [_]) => problems.add(|| {
            Problem::warning(RULE.name, step.file, step.span, "there is one language only: nobody is asked here")
                .hint("add another one to `languages`, or take the step out")
        }),
        (_, _) => {}
    }
}

/// Hints for speech where nobody listens to speech.
fn hints(draft: &Draft<'_>, problems: &mut Problems) {
    for step in draft.steps().filter(|step| !step.asking.listen.hints.is_empty()) {
        let listen = &step.asking.listen;
        let by = listen.by.as_ref().or(draft.listen.by.as_ref());
        let deaf = by.is_some_and(|by| !by.contains(&crate::engine::shape::By::Speech));
        let key = step.tree.get("listen").and_then(|(_, listen)| listen.get("hints")).map(|(key, _)| key.span);
        if deaf {
            problems.add(|| {
                let says = "hints are for speech, and this step listens for keys alone";
                Problem::warning(RULE.name, step.file, key.unwrap_or(step.span), says)
                    .hint("listen `by: [keys, speech]`, or leave the hints out")
            });
        }
    }
}
