use std::collections::BTreeMap;

use super::{Checked, Rule};
use crate::{
    answer::Words,
    call::Name,
    flow::{
        draft::{Step, WordList},
        place::Span,
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
    let languages = checked.draft.words.keys();
    let pairs = checked.draft.steps().flat_map(|step| {
        let lists = step.verb.words();
        let pairs = (0..lists.len()).flat_map(|later| (0..later).map(move |earlier| (earlier, later)));
        let named = pairs.filter_map(|(one, other)| Some((*lists.get(one)?, *lists.get(other)?)));
        named.take(PAIRS_MAX).map(move |(one, other)| (step, one, other)).collect::<Vec<_>>()
    });
    let mut read: Lists<'_> = BTreeMap::new();
    for (step, one, other) in pairs.take(PAIRS_MAX) {
        if let Some(phrase) = languages.clone().find_map(|language| shared(checked, language, [one, other], &mut read))
        {
            report(step, (other, &phrase), problems);
        }
    }
    for step in checked.draft.steps() {
        for list in step.verb.words() {
            languages.clone().for_each(|language| person_first(checked, language, list, problems));
        }
    }
}

/// Reports a phrase that asks for a person before it can choose anything.
fn person_first(checked: &Checked<'_>, language: &Name, list: &Name, problems: &mut Problems) {
    let draft = checked.draft;
    let Some(list) = draft.words.get(language).and_then(|lists| lists.get(list)) else { return };
    let Some(lexicon) = draft.lexicons.get(language) else { return };
    let phrases = list.phrases.iter().take(PHRASES_MAX);
    for phrase in phrases.filter(|phrase| lexicon.person.heard_in(phrase)) {
        problems.add(|| {
            let says = format!("`{phrase}` asks for a person, on every line");
            Problem::warning(RULE.name, &list.file, place(list, phrase), says)
                .hint("who says it is connected, whatever this choice leads to; take the phrase out of the list")
        });
    }
}

/// Where a phrase stands: behind the name of its list; that name, if it is written there in another way.
fn place(list: &WordList, phrase: &str) -> Span {
    let behind = list.file.text.get(list.id.end..).and_then(|rest| rest.find(phrase));
    let start = behind.map(|offset| list.id.end + offset);
    start.map_or(list.id, |start| Span { start, end: start + phrase.len() })
}

/// The phrases of lists, as they are written and as they are heard, by language and name.
type Lists<'a> = BTreeMap<(&'a Name, &'a Name), (Vec<String>, Words)>;

/// A phrase of one list in which a phrase of the other stands.
fn shared<'a>(
    checked: &Checked<'_>,
    language: &'a Name,
    [one, other]: [&'a Name; 2],
    read: &mut Lists<'a>,
) -> Option<String> {
    let lists = checked.draft.words.get(language)?;
    for name in [one, other] {
        let list = lists.get(name)?;
        read.entry((language, name)).or_insert_with(|| {
            let phrases: Vec<String> = list.phrases.iter().take(PHRASES_MAX).cloned().collect();
            (phrases.clone(), Words::from(phrases))
        });
    }
    let (one, other) = (read.get(&(language, one))?, read.get(&(language, other))?);
    let in_both = |(phrases, _): &(Vec<String>, Words), (_, list): &(Vec<String>, Words)| {
        phrases.iter().find(|phrase| list.heard_in(phrase)).cloned()
    };
    in_both(other, one).or_else(|| in_both(one, other))
}

fn report(step: &Step<'_>, (list, phrase): (&Name, &str), problems: &mut Problems) {
    if let Some(span) = step.places_of(list).last() {
        problems.add(|| {
            let says = format!("`{phrase}` fits two choices of this step");
            Problem::error(RULE.name, step.file, *span, says)
                .hint("who says it would be asked again; keep each phrase to one of the choices")
        });
    }
}
