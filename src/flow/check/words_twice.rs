use super::{Checked, Rule};
use crate::{
    answer::Words,
    call::Name,
    flow::{
        draft::Step,
        problem::{Problem, Problems},
    },
};

pub(super) const RULE: Rule = Rule {
    name: "words-twice",
    manual: "A phrase belongs to two choices of one step. clew never guesses between choices, so a caller who says it \
             would not be understood. A phrase with a word for a person in it always leads to a person.",
    whole: false,
    check,
};

/// The most pairs of lists that are compared in a flow, and the most phrases of each: comparing takes time.
const PAIRS_MAX: usize = 2_000;
const PHRASES_MAX: usize = 100;

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let pairs = checked.draft.steps.iter().flat_map(|step| {
        let lists = step.verb.words();
        let pairs = (0..lists.len()).flat_map(|later| (0..later).map(move |earlier| (earlier, later)));
        let named = pairs.filter_map(|(one, other)| Some((*lists.get(one)?, *lists.get(other)?)));
        named.take(PAIRS_MAX).map(move |(one, other)| (step, one, other)).collect::<Vec<_>>()
    });
    for (step, one, other) in pairs.take(PAIRS_MAX) {
        if let Some(phrase) = shared(checked, one, other) {
            report(checked, step, (other, &phrase), problems);
        }
    }
    for step in &checked.draft.steps {
        step.verb.words().into_iter().for_each(|list| person_first(checked, step, list, problems));
    }
}

/// Reports a phrase that asks for a person before it can choose anything.
fn person_first(checked: &Checked<'_>, step: &Step<'_>, list: &Name, problems: &mut Problems) {
    let draft = checked.draft;
    let Some(phrases) = draft.words.get(list).map(|list| list.phrases.iter().take(PHRASES_MAX)) else { return };
    for phrase in phrases.filter(|phrase| draft.lexicon.person.heard_in(phrase)) {
        for span in step.places_under("words", list.as_str()) {
            problems.add(|| {
                let says = format!("`{phrase}` asks for a person, on every line");
                Problem::warning(RULE.name, draft.file, span, says)
                    .hint("who says it is connected, whatever this choice leads to; take the phrase out of the list")
            });
        }
    }
}

/// A phrase of one list in which a phrase of the other stands.
fn shared(checked: &Checked<'_>, one: &Name, other: &Name) -> Option<String> {
    let phrases = |list: &Name| {
        let list = checked.draft.words.get(list)?;
        Some(list.phrases.iter().take(PHRASES_MAX).cloned().collect::<Vec<_>>())
    };
    let (one, other) = (phrases(one)?, phrases(other)?);
    let in_both = |phrases: &[String], list: &[String]| {
        let list = Words::from(list.to_vec());
        phrases.iter().find(|phrase| list.heard_in(phrase)).cloned()
    };
    in_both(&other, &one).or_else(|| in_both(&one, &other))
}

fn report(checked: &Checked<'_>, step: &Step<'_>, (list, phrase): (&Name, &str), problems: &mut Problems) {
    let draft = checked.draft;
    if let Some(span) = step.places_of(list).last() {
        problems.add(|| {
            let says = format!("`{phrase}` fits two choices of this step");
            Problem::error(RULE.name, draft.file, *span, says)
                .hint("who says it would be asked again; keep each phrase to one of the choices")
        });
    }
}
