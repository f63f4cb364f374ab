//! Word lists: what callers say, by language.

use std::collections::BTreeMap;

use super::{Trees, languages::unclear};
use crate::{
    call::Name,
    flow::{
        draft::WordList,
        place::Span,
        problem::{Problems, WRONG_SHAPE},
        shape::Reading,
    },
};

/// The longest phrase, in letters: what callers say in one breath.
const PHRASE_MAX: usize = 100;

/// The word lists of every language.
pub(super) fn word_lists(
    trees: Trees<'_>,
    languages: &[(Name, Span)],
    problems: &mut Problems,
) -> BTreeMap<Name, BTreeMap<Name, WordList>> {
    let tags: Vec<&Name> = languages.iter().map(|(language, _)| language).collect();
    let mut all: BTreeMap<Name, BTreeMap<Name, WordList>> = BTreeMap::new();
    for (file, key, value) in trees.named("words", problems) {
        for language in &tags {
            let mut reading = Reading { file, problems };
            let unread = || WordList { phrases: Vec::new(), file: file.clone(), id: key.span };
            let Some((value, owner)) = reading.in_language(key, value, language, &tags) else {
                if unclear(value, &tags) {
                    all.entry((*language).clone()).or_default().insert(key.text.as_str().into(), unread());
                }
                continue;
            };
            // What cannot be read is there all the same, so that nothing else is said to be missing.
            let read = reading.whole::<Vec<String>>(value, owner);
            let mut phrases = read.clone().unwrap_or_default();
            if phrases.iter().any(|phrase| PHRASE_MAX < phrase.chars().count()) {
                reading.error(WRONG_SHAPE, owner, || {
                    format!("a phrase has at most {PHRASE_MAX} letters; nobody says a longer one")
                });
                phrases.retain(|phrase| phrase.chars().count() <= PHRASE_MAX);
            } else if read.is_some() && !phrases.iter().any(|phrase| phrase.chars().any(char::is_alphanumeric)) {
                reading.error(WRONG_SHAPE, owner, || format!("the word list `{}` has no words", key.text));
            }
            let list = WordList { phrases, ..unread() };
            all.entry((*language).clone()).or_default().insert(key.text.as_str().into(), list);
        }
    }
    all
}
