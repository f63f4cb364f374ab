//! A place in a row that was said: "two", "the second one".

use super::{Heard, Lexicon, digits, spoken::Said};

/// The place in a row that these words name, from 1.
#[must_use]
pub fn place(text: &str, lexicon: &Lexicon) -> Option<usize> {
    if let Some(figures) = digits(Heard::Words(text), lexicon, 1..=2) {
        return figures.parse().ok();
    }
    let said = Said::new(text, lexicon);
    let speech = said.speech(lexicon).trim(&lexicon.dates.small);
    let (place, _, ordinal) = speech.day_number(0)?;
    if ordinal { usize::try_from(place).ok() } else { None }
}
