//! Numbers that are written as one word, as in German, taken apart: `siebenundzwanzig` into `sieben und zwanzig`.

use crate::answer::{
    lexicon::Lexicon,
    tokens::{Token, TokenKind},
};

/// The longest word that is taken apart, in letters: `siebenhundertsiebenundsiebzigtausend...` twice over.
const LETTERS_MAX: usize = 90;
/// The shortest part; shorter ones stand in too many other words.
const PART_MIN: usize = 3;

/// The tokens, with each number word taken apart. An ending that makes it an ordinal becomes a token of its own.
pub(super) fn apart(tokens: &[Token], words: &Lexicon) -> Vec<Token> {
    if !words.numbers.german {
        return tokens.to_vec();
    }
    let names = names(words);
    let mut found = Vec::new();
    for token in tokens {
        let parts =
            token.letters().filter(|_| token.kind == TokenKind::Word).and_then(|text| parts(text, words, &names));
        match parts {
            Some(parts) => found.extend(parts.iter().map(|part| Token::word(part))),
            None => found.push(token.clone()),
        }
    }
    found
}

/// All words that numbers are made of, longest first.
fn names(words: &Lexicon) -> Vec<String> {
    let numbers = &words.numbers;
    let lists = [&numbers.hundred, &numbers.thousand, &numbers.million, &numbers.and];
    let listed = lists.iter().flat_map(|list| list.phrases()).filter_map(|phrase| match phrase.as_slice() {
        [word] => Some(word.text.as_str()),
        [] | [_, _, ..] => None,
    });
    let named = words.digits.keys().chain(numbers.teens.keys()).chain(numbers.tens.keys());
    let mut names: Vec<String> =
        named.chain(listed).filter(|name| PART_MIN <= name.len() && !name.contains(' ')).map(str::to_owned).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names
}

/// The parts of a word, if it is nothing but parts; at least two of them.
fn parts(word: &str, words: &Lexicon, names: &[String]) -> Option<Vec<String>> {
    let known = |word: &str| words.numbers.ordinals.get(word).is_some() || names.iter().any(|name| name == word);
    if LETTERS_MAX < word.len() || known(word) {
        return None;
    }
    if let Some(parts) = segments(word, names) {
        return Some(parts);
    }
    let repeated = words.numbers.repeats.keys().find_map(|repeat| {
        let rest = word.strip_prefix(repeat)?;
        words.digits.get(rest).map(|_| vec![repeat.to_owned(), rest.to_owned()])
    });
    repeated.or_else(|| {
        words.numbers.ordinal_ends.iter().find_map(|end| {
            let mut parts = segments(word.strip_suffix(end.as_str())?, names)?;
            parts.push(end.clone());
            Some(parts)
        })
    })
}

/// The word as names in a row. From the back to the front, each place knows the longest name that leads to the end.
fn segments(word: &str, names: &[String]) -> Option<Vec<String>> {
    let mut leads: Vec<Option<&String>> = vec![None; word.len()];
    for at in (0..word.len()).rev() {
        let Some(rest) = word.get(at..) else { continue };
        let fits = |name: &&String| {
            let end = at + name.len();
            rest.starts_with(name.as_str()) && (end == word.len() || leads.get(end).is_some_and(Option::is_some))
        };
        let found = names.iter().find(fits);
        if let Some(place) = leads.get_mut(at) {
            *place = found;
        }
    }
    let (mut parts, mut at) = (Vec::new(), 0);
    while at < word.len() {
        let name = leads.get(at).copied().flatten()?;
        parts.push(name.clone());
        at += name.len();
    }
    Some(parts).filter(|parts| !parts.is_empty())
}
