//! Yes and no: 1 and 2, pressed or said, or the words.

use super::{Heard, Lexicon, digits};

/// Whether the caller says yes; `None` if it is neither, or both.
#[must_use]
pub fn yes_no(heard: Heard<'_>, lexicon: &Lexicon) -> Option<bool> {
    match heard {
        Heard::Keys("1") => Some(true),
        Heard::Keys("2") => Some(false),
        // "I don't know" is no no.
        Heard::Words(words) if unsure(words, lexicon) => None,
        Heard::Words(words) => match (lexicon.yes.heard_in(words), lexicon.no.heard_in(words)) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            // "That is not right" is a no, because its no holds the yes. "No, yes" is neither: asking again is cheaper
            // than a wrong answer.
            (true, true) => (lexicon.yes.longest_in(words) < lexicon.no.longest_in(words)).then_some(false),
            // Who hears "for yes, press 1" may well say "one".
            (false, false) => match digits(heard, lexicon, 1..=1).as_deref() {
                Some("1") => Some(true),
                Some("2") => Some(false),
                Some(_) | None => None,
            },
        },
        Heard::Keys(_) | Heard::Silence => None,
    }
}

/// Whether more words say that the caller does not know than say yes or no.
fn unsure(words: &str, lexicon: &Lexicon) -> bool {
    lexicon.yes.longest_in(words).max(lexicon.no.longest_in(words)) < lexicon.unsure.longest_in(words)
}
