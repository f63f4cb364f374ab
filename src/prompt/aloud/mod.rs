//! What reads badly aloud: texts written for the eye.
//!
//! Invariant: only what a voice is likely to get wrong is found; a false alarm costs a designer's trust. Where a better
//! wording is sure, it comes along.
//!
//! To add one: its function in the file of its kind, its line in [`EARS`], and its rows in `tests/prompts/aloud.rs`,
//! also of what looks like it and reads well.

mod figures;
mod short;
mod signs;
mod spans;

use std::ops::Range;

use super::tongue::Language;

/// A place in a text that reads badly aloud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadsBadly {
    /// Where, as bytes from the start of the text.
    pub at: Range<usize>,
    /// What is wrong with it, as a sentence without a full stop.
    pub says: &'static str,
    /// What could stand there instead, where that is clear.
    pub instead: Option<String>,
}

/// A text in a language, with its words.
struct Text<'a> {
    /// The text, with a [`MASK`] for every byte of an insert: what is inserted is said well.
    text: &'a str,
    /// The text as it is written; the same places.
    written: &'a str,
    words: Vec<Word<'a>>,
    language: Language,
    tag: &'a str,
}

/// No letter, no digit and no blank, and one byte long.
const MASK: char = '\u{1}';

/// A word: what stands between two blanks.
struct Word<'a> {
    text: &'a str,
    at: usize,
}

/// One kind of what reads badly.
type Ear = fn(&Text<'_>) -> Vec<ReadsBadly>;

/// All kinds. Of two that find the same place, the first speaks.
const EARS: [Ear; 13] = [
    signs::markup,
    signs::addresses,
    spans::days,
    spans::times,
    figures::around_the_clock,
    figures::dates,
    figures::phone_numbers,
    figures::long_numbers,
    short::abbreviations,
    signs::keys,
    signs::ampersand,
    signs::slash,
    signs::capitals,
];

/// What reads badly in a text as it is written, with its inserts in braces. In the order of the text; places do not
/// overlap. Of a language that clew has no words of, nothing.
#[must_use]
pub fn reads_badly(text: &str, tag: &str) -> Vec<ReadsBadly> {
    let Some(language) = Language::of(tag) else { return Vec::new() };
    let masked = masked(text);
    let text = Text { text: &masked, written: text, words: words(&masked), language, tag };
    let mut found: Vec<ReadsBadly> = Vec::new();
    for one in EARS.iter().flat_map(|ear| ear(&text)) {
        if found.iter().all(|other| one.at.end <= other.at.start || other.at.end <= one.at.start) {
            found.push(one);
        }
    }
    found.sort_by_key(|one| one.at.start);
    found
}

impl<'a> Word<'a> {
    /// The word without punctuation around it, and where that starts.
    fn core(&self) -> Word<'a> {
        let around =
            |letter: char| ['.', ',', ';', ':', '!', '?', '"', '\'', '(', ')', '»', '«', '“', '”'].contains(&letter);
        let text = self.text.trim_start_matches(around);
        Word { text: text.trim_end_matches(around), at: self.at + self.text.len() - text.len() }
    }

    fn span(&self) -> Range<usize> {
        self.at..self.at + self.text.len()
    }

    fn badly(&self, says: &'static str, instead: Option<String>) -> ReadsBadly {
        ReadsBadly { at: self.span(), says, instead }
    }
}

/// The text with every byte of an insert, its braces too, masked.
fn masked(text: &str) -> String {
    let mut masked = String::new();
    let mut inside = false;
    for letter in text.chars() {
        inside = inside || letter == '{';
        if inside {
            masked.extend(std::iter::repeat_n(MASK, letter.len_utf8()));
        } else {
            masked.push(letter);
        }
        inside = inside && letter != '}';
    }
    masked
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut start = None;
    let ends = text.char_indices().chain([(text.len(), ' ')]);
    for (at, letter) in ends {
        match (start, letter.is_whitespace()) {
            (None, false) => start = Some(at),
            (Some(from), true) => {
                words.extend(text.get(from..at).map(|text| Word { text, at: from }));
                start = None;
            }
            (None, true) | (Some(_), false) => {}
        }
    }
    words
}
