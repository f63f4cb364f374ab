//! Asking for a person. A false connection is cheap, a missed one is not: "not an agent" is taken for a person too.

use super::{Heard, Lexicon, tokens::words};

/// Whether the caller asks for a person: only zeros, pressed or said, or a word for one.
#[must_use]
pub fn asks_for_person(heard: Heard<'_>, lexicon: &Lexicon) -> bool {
    asks_for_person_where(heard, lexicon, false)
}

/// The same at a question for which zeros alone can be an answer ([`super::Answer::zeros`]): there one or two of them
/// are a person, and more are not.
#[must_use]
pub fn asks_for_person_where(heard: Heard<'_>, lexicon: &Lexicon, zeros_answer: bool) -> bool {
    let enough = |zeros: usize| 0 < zeros && (!zeros_answer || zeros <= 2);
    match heard {
        Heard::Keys(keys) => enough(keys.len()) && keys.chars().all(|key| key == '0'),
        Heard::Words(text) => lexicon.person.heard_in(text) || enough(only_zeros(text, lexicon).unwrap_or(0)),
        Heard::Silence => false,
    }
}

/// How many zeros were said, if nothing else was. "Oh" is one only among other digits: alone it is what people say who
/// hesitate.
fn only_zeros(text: &str, lexicon: &Lexicon) -> Option<usize> {
    let zeros = words(text).into_iter().map(|word| match word.figures() {
        Some(figures) => figures.bytes().all(|byte| byte == b'0').then_some(figures.len()),
        None => (2 < word.text.len() && lexicon.digits.get(&word.text) == Some(&'0')).then_some(1),
    });
    zeros.sum()
}
