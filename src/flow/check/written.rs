//! The texts of a prompt as they are written in its file, so that rules can point at a word in them.

use std::ops::Range;

use crate::flow::{draft::Prompt, place::Span, problem::Problem};

/// A text of a prompt.
pub(super) struct Text {
    pub text: String,
    /// Where its first byte stands in the file, where the text stands there letter by letter.
    start: Option<usize>,
}

/// The texts of a prompt: one, or one for each plural form.
pub(super) fn texts(prompt: &Prompt) -> Vec<Text> {
    if let Some(text) = letter_by_letter(prompt) {
        return vec![text];
    }
    let filled = prompt.text.texts().map(|(_, text)| text.fill(&|insert| format!("{{{}}}", insert.path)));
    filled.map(|text| Text { text, start: None }).collect()
}

/// A text that is written as it is said, but for breaks of the line.
fn letter_by_letter(prompt: &Prompt) -> Option<Text> {
    let raw = prompt.file.raw(prompt.body);
    let quote = raw.chars().next()?;
    let inner = match quote {
        '"' | '\'' => raw.get(1..raw.len().checked_sub(1)?)?,
        '|' | '>' => raw.split_once('\n')?.1,
        '{' | '[' | '&' | '!' => return None,
        _ => raw,
    };
    let escaped = match quote {
        '"' => inner.contains('\\'),
        '\'' => inner.contains("''"),
        _ => false,
    };
    let offset = raw.len() - inner.len() - usize::from(matches!(quote, '"' | '\''));
    (!escaped).then(|| Text { text: inner.to_owned(), start: Some(prompt.body.start + offset) })
}

/// How far behind the beginning of its prompt a plural form is looked for.
const NEAR: usize = 4_000;

/// The place of a piece of one of a prompt's texts, and whether it is just that piece: the whole text where that cannot
/// be told.
pub(super) fn place(prompt: &Prompt, text: &Text, at: &Range<usize>) -> (Span, bool) {
    if let Some(start) = text.start {
        return (Span { start: start + at.start, end: start + at.end }, true);
    }
    let piece = text.text.get(at.clone()).filter(|piece| !piece.is_empty());
    let behind = prompt.file.text.get(prompt.body.start..).unwrap_or("");
    let found = piece.and_then(|piece| Some((behind.find(piece).filter(|at| *at < NEAR)?, piece.len())));
    match found {
        Some((at, length)) => {
            let start = prompt.body.start + at;
            (Span { start, end: start + length }, true)
        }
        None if prompt.body.start < prompt.body.end => (prompt.body, false),
        None => (prompt.id, false),
    }
}

/// With other words in the place of some, if these can stand in a file as they are. How a text sounds is the designer's
/// to judge.
pub(super) fn with_words(problem: Problem, span: Span, words: &str) -> Problem {
    let plain = !words.contains(['"', '\'', '\\', '\n']) && !words.contains(": ") && !words.contains(" #");
    if plain { problem.suggest(span, words) } else { problem }
}
