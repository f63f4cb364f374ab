use super::{Checked, Rule};
use crate::{
    call::Name,
    engine::{
        shape::{By, ListenShape},
        step::Use,
    },
    flow::{
        draft::Step,
        place::Span,
        problem::{Problem, Problems},
    },
};

pub(super) const RULE: Rule = Rule {
    name: "keys-only",
    manual: "A choice has words and no key, in a step that listens for keys alone. Nobody could choose it.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let everywhere = &checked.draft.listen;
    for step in checked.draft.steps() {
        let own = step.asking.listen.by.is_some();
        if !keys_alone(if own { &step.asking.listen } else { everywhere }) {
            continue;
        }
        let by = step.tree.get("listen").and_then(|(_, listen)| listen.get("by")).map(|(_, by)| by.span);
        for list in by_words_alone(step) {
            for span in step.places_under("words", list.as_str()) {
                problems.add(|| {
                    let says = "only words lead here, and this step listens for keys alone";
                    let problem = Problem::error(RULE.name, step.file, span, says)
                        .hint("nobody could choose it: give it a `key`, or listen for speech too");
                    match by.filter(|by| own && step.file.raw(*by).starts_with('[')) {
                        Some(by) => problem.suggest(Span { start: by.start, end: by.start + 1 }, "[speech, "),
                        None => problem,
                    }
                });
            }
        }
    }
}

fn keys_alone(listen: &ListenShape) -> bool {
    listen.by.as_ref().is_some_and(|by| !by.contains(&By::Speech))
}

/// The word lists of choices that have nothing else: no key and no digits.
pub(in crate::flow) fn by_words_alone<'a>(step: &'a Step<'_>) -> Vec<&'a Name> {
    let mut alone = Vec::new();
    let mut choice: Option<(String, Option<&Name>, bool)> = None;
    let mut close = |choice: &mut Option<(String, Option<&'a Name>, bool)>| {
        // A choice by words is called by its word list.
        if let Some((label, Some(words), false)) =
            choice.take().filter(|(label, words, _)| words.is_some_and(|words| words.as_str() == label.as_str()))
        {
            drop(label);
            alone.push(words);
        }
    };
    for used in step.uses() {
        match (used, &mut choice) {
            (Use::Exit(label, _), _) => {
                close(&mut choice);
                choice = Some((label, None, false));
            }
            (Use::Words(list), Some((_, words, _))) => *words = Some(list),
            (Use::Key(_) | Use::Writes(..), Some((_, _, keyed))) => *keyed = true,
            (_, _) => {}
        }
    }
    close(&mut choice);
    alone
}
