//! Digits: keys, or what recognisers make of spoken ones ("1 2 3", "one two three", "12-3").

use std::ops::RangeInclusive;

use super::{Heard, Lexicon, words::split};

/// The digits that the caller gave, if they are nothing but digits and as many as `count` allows.
#[must_use]
pub fn digits(heard: Heard<'_>, lexicon: &Lexicon, count: RangeInclusive<usize>) -> Option<String> {
    let digits: String = match heard {
        Heard::Keys(keys) => keys.to_owned(),
        Heard::Words(words) => split(words).iter().map(|word| spoken(word, lexicon)).collect::<Option<_>>()?,
        Heard::Silence => return None,
    };
    let fits = count.contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
    fits.then_some(digits)
}

fn spoken(word: &str, lexicon: &Lexicon) -> Option<String> {
    let figures = word.bytes().all(|byte| byte.is_ascii_digit());
    if figures { Some(word.to_owned()) } else { lexicon.digits.get(word).map(char::to_string) }
}
