//! How long a text takes to say.

use super::tongue::Language;

/// Milliseconds that a voice needs for a text, estimated from above; 0 only for an empty text.
///
/// Letters and blanks at 15 a second, which is the 150 words of 6 letters a minute at which texts are commonly read to
/// others; in German and French a little faster. A figure is a word of its own. A comma rests 200 ms, the end of a
/// sentence 500 ms. Held against a voice at 160 words a minute (espeak-ng 1.51): sentences from 10 % below to 50 %
/// above; all built-in texts together, without their last rest, 21 % above in Spanish, 30 % in German, 34 % in English
/// and 45 % in French, which that voice reads fast (`tests/voice/read_aloud.sh`).
#[must_use]
pub fn length_ms(text: &str, tag: &str) -> u64 {
    let letter_ms = match Language::of(tag) {
        Some(Language::English | Language::Spanish) | None => 67,
        Some(Language::German) => 64,
        Some(Language::French) => 62,
    };
    let each = |letter: char| match letter {
        '0'..='9' => 330,
        ',' | ';' | ':' => 200,
        '.' | '!' | '?' => 500,
        letter if letter.is_alphanumeric() || letter == ' ' => letter_ms,
        '$' | '€' | '£' | '%' | '&' | '@' | '#' | '*' | '+' => 600,
        _ => 0,
    };
    text.chars().map(each).sum()
}
