//! In which order a text names a key and what it is for.
//!
//! "For billing, press 1" can be followed; "press 1 for billing" cannot: the key is heard before anybody knows whether
//! it is the right one, and has to be kept in mind. (Listed among common mistakes of phone menus by voice designers,
//! such as <http://www.alpines.com/VrMistakes.htm>.)

use std::ops::Range;

use super::{
    keys::{Word, Words, located, split, words},
    tongue::Language,
};

/// A key that a text names in front of what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFirst {
    /// The key.
    pub key: char,
    /// Where it is named, from the word that asks for it on, as bytes from the start of the text.
    pub at: Range<usize>,
    /// The sentence, and how it could be said instead, where that is clear.
    pub instead: Option<(Range<usize>, String)>,
}

/// Words between two options of one sentence.
const BETWEEN: [&str; 7] = ["or", "and", "o", "y", "oder", "und", "ou"];

/// Words in German that may stand behind a key and a comma and say what it is for.
const AFTER_COMMA: [&str; 3] = ["wenn", "falls", "um"];

/// Where a text names its first key, as bytes from its start.
#[must_use]
pub fn first_key(text: &str, tag: &str) -> Option<usize> {
    let said = split(text);
    let (at, _) = *located(&said, words(Language::of(tag)?)).first()?;
    said.get(at).map(|word| word.at.start)
}

/// The keys that a text names in front of what each is for: of each sentence, the first one.
#[must_use]
pub fn keys_first(text: &str, tag: &str) -> Vec<KeyFirst> {
    let Some(language) = Language::of(tag) else { return Vec::new() };
    let words = words(language);
    let said = split(text);
    let mut all = located(&said, words).into_iter().peekable();
    let mut found = Vec::new();
    let mut start = 0;
    while start < said.len() {
        let ends = |word: &Word| word.ends && !word.comma;
        let length =
            said.get(start..).and_then(|rest| rest.iter().position(ends)).map_or(said.len() - start, |at| at + 1);
        let sentence = said.get(start..start + length).unwrap_or(&[]);
        let here = std::iter::from_fn(|| all.next_if(|(at, _)| *at < start + length));
        let keys: Vec<(usize, char)> = here.map(|(at, key)| (at - start, key)).collect();
        found.extend(in_sentence(text, sentence, &keys, words));
        start += length;
    }
    found
}

fn in_sentence(text: &str, sentence: &[Word], keys: &[(usize, char)], words: &Words) -> Option<KeyFirst> {
    let is = |at: usize, list: &[&str]| sentence.get(at).is_some_and(|word| list.contains(&word.text.as_str()));
    let (at, key) = *keys.first()?;
    let named = sentence.get(at)?;
    let purpose_in_front = (0..at).any(|before| is(before, words.purpose));
    let behind = is(at + 1, words.purpose) && (!named.ends || (named.comma && is(at + 1, &AFTER_COMMA)));
    if purpose_in_front || !behind {
        return None;
    }
    let press = (0..at).rev().find(|before| is(*before, words.press)).unwrap_or(at);
    let range = sentence.get(press)?.at.start..named.at.start + named.text.len();
    let whole = sentence.first()?.at.start..sentence.last()?.at.end;
    let instead = turned(text, sentence, keys, words).map(|turned| (whole, turned));
    Some(KeyFirst { key, at: range, instead })
}

/// The sentence turned round, if each of its options has a part of its own: "press 1 for billing, 2 for support".
fn turned(text: &str, sentence: &[Word], keys: &[(usize, char)], words: &Words) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut ask: Option<&str> = None;
    let mut from = 0;
    for (nth, (at, _)) in keys.iter().enumerate() {
        let next = keys.get(nth + 1).map(|(next, _)| *next);
        let until = match next {
            Some(next) => (*at + 1..next).rev().find(|at| sentence.get(*at).is_some_and(|word| word.comma))?,
            None => sentence.len().checked_sub(1)?,
        };
        while from < *at && sentence.get(from).is_some_and(|word| BETWEEN.contains(&word.text.as_str())) {
            from += 1;
        }
        let named = sentence.get(*at)?;
        let asked = text.get(sentence.get(from)?.at.start..named.at.start)?.trim();
        let asks = sentence.get(from).is_some_and(|word| words.press.contains(&word.text.as_str()));
        if from < *at && asks {
            ask = Some(asked);
        } else if from < *at {
            return None;
        }
        let purpose = sentence.get(*at + 1..=until).filter(|purpose| !purpose.is_empty())?;
        let first = purpose.first()?;
        // A number in it may well be the next key.
        if purpose.iter().any(|word| word.text.chars().all(|letter| letter.is_ascii_digit())) {
            return None;
        }
        if !words.purpose.contains(&first.text.as_str()) {
            return None;
        }
        let said = text.get(first.at.start..purpose.last()?.at.end)?;
        parts.push(turned_part(said, &first.text, ask?, text.get(named.at.clone())?));
        from = until + 1;
    }
    Some(parts.join(" "))
}

/// "For billing, press 1."
fn turned_part(purpose: &str, first: &str, ask: &str, key: &str) -> String {
    let bare = |text: &str| text.trim_matches(|letter: char| ",.;:!?".contains(letter)).to_owned();
    let first_letter = |text: &str, change: &dyn Fn(char) -> String| {
        let mut letters = text.chars();
        letters.next().map(change).unwrap_or_default() + letters.as_str()
    };
    let purpose = first_letter(&bare(purpose), &|letter| letter.to_uppercase().collect());
    let ask = first_letter(ask, &|letter| letter.to_lowercase().collect());
    let comma = if first == "für" { "" } else { "," };
    format!("{purpose}{comma} {ask} {}.", bare(key))
}
