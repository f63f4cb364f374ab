//! What a caller can answer, by keys or by words.
//!
//! Invariant: pure, and total: any keys and any words mean something, or nothing. It names only `call`.
#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros)]

mod digits;
mod words;
mod yes_no;

pub use digits::digits;
pub use words::{BUILT_IN, Lexicon, Words};
pub use yes_no::yes_no;

/// What a caller did at a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard<'a> {
    /// Pressed keys.
    Keys(&'a str),
    /// Said words.
    Words(&'a str),
    /// Nothing.
    Silence,
}

/// Whether the caller asks for a person: only zeros, pressed or said, or a word for one.
#[must_use]
pub fn asks_for_person(heard: Heard<'_>, lexicon: &Lexicon) -> bool {
    match heard {
        Heard::Keys(keys) => !keys.is_empty() && keys.chars().all(|key| key == '0'),
        Heard::Words(words) => lexicon.person.heard_in(words) || only_zeros(words, lexicon),
        Heard::Silence => false,
    }
}

/// Whether nothing but zeros was said. "Oh" is one only among other digits: alone it is what people say who hesitate.
fn only_zeros(text: &str, lexicon: &Lexicon) -> bool {
    let words = words::split(text);
    let named = |word: &str| 2 < word.len() && lexicon.digits.get(word) == Some(&'0');
    !words.is_empty() && words.iter().all(|word| word.bytes().all(|byte| byte == b'0') || named(word))
}
