//! Places in files, and what to put there instead.

use std::{ops::Range, sync::Arc};

use serde::Serialize;

/// A piece of a file, in bytes from its start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Span {
    /// As a range.
    #[must_use]
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// A file that was read.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub name: Arc<str>,
    pub text: Arc<str>,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The file's name.
    pub file: Arc<str>,
    /// Where in the file.
    pub span: Span,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
}

/// What would repair a problem: other text in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// What is replaced, in the problem's own file.
    pub span: Span,
    /// What stands there instead.
    pub text: String,
    /// Whether nothing else can have been meant, so that `clew check --fix` writes it. Otherwise it is a suggestion,
    /// and the designer's to take.
    pub sure: bool,
}

impl File {
    pub fn new(name: &str, text: &str) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    pub fn at(&self, span: Span) -> Place {
        let before = self.text.get(..span.start).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let line = before.matches('\n').count() + 1;
        let column = before.get(line_start..).unwrap_or("").chars().count() + 1;
        Place { file: self.name.clone(), span, line, column }
    }

    /// Whether a word stands in this file once only.
    pub fn has_once(&self, word: &str) -> bool {
        let of_word = |sign: char| sign.is_alphanumeric() || sign == '_';
        let alone = |at: usize| {
            let (before, after) = (self.text.get(..at), self.text.get(at.saturating_add(word.len())..));
            !before.is_some_and(|text| text.ends_with(of_word)) && !after.is_some_and(|text| text.starts_with(of_word))
        };
        self.text.match_indices(word).filter(|(at, _)| alone(*at)).count() == 1
    }

    /// What stands at `span`, as it is written.
    pub fn raw(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }
}
