//! Text as it was recognised, without what says nothing at either end.

use super::{Lexicon, Words, tokens::tokens};

/// The text without the phrases of some lists at both ends; nothing if nothing is left.
pub(super) fn tidied(text: &str, lexicon: &Lexicon, front: &[&Words]) -> Option<String> {
    let around = [&lexicon.fillers, &lexicon.polite];
    let mut words: Vec<&str> = text.split_whitespace().collect();
    loop {
        let leads = |count: usize| {
            let phrase = words.get(..count).unwrap_or_default().join(" ");
            front.iter().chain(&around).any(|list| list.all_of(&phrase)) || says_nothing(&phrase)
        };
        let trails = |count: usize| {
            let phrase = words.get(words.len() - count..).unwrap_or_default().join(" ");
            around.iter().any(|list| list.all_of(&phrase)) || says_nothing(&phrase)
        };
        let most = PHRASE_MAX.min(words.len());
        if let Some(count) = (1..=most).rev().find(|count| leads(*count)) {
            words.drain(..count);
        } else if let Some(count) = (1..=most).rev().find(|count| trails(*count)) {
            words.truncate(words.len() - count);
        } else {
            break;
        }
    }
    let left = words.join(" ");
    let left = left.trim_matches([',', '.', '!', '?', ';', ':', ' ']);
    (!left.is_empty()).then(|| left.to_owned())
}

/// The most words of a phrase that is dropped.
const PHRASE_MAX: usize = 6;

/// Signs alone.
fn says_nothing(text: &str) -> bool {
    tokens(text).is_empty()
}
