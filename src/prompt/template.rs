//! Texts with inserted values: `Your parcel {parcel_number|digits} is on its way.`
//!
//! One brace style; a brace that is meant is written twice. Parsed once, when the flow is read.

use std::fmt;

use super::formats::{FORMATS, Format};
use crate::call::{Name, Value};

/// A text, parsed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Insert(Insert),
}

/// A value to insert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insert {
    /// The variable.
    pub name: Name,
    /// How it sounds.
    pub format: Format,
    /// Where its name stands in the text, as bytes from its start.
    pub at: usize,
}

/// Why a text could not be parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    /// Where in the text, as bytes from its start.
    pub at: usize,
    /// What is wrong there.
    pub trouble: Trouble,
}

/// What can be wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// A brace opens and is never closed.
    NotClosed,
    /// A brace closes and none was opened.
    NotOpened,
    /// Nothing, or something that is no name, stands where a name should.
    NoName,
    /// A value without a format; typed values have no way of their own to be said.
    NoFormat(String),
    /// A format that does not exist.
    UnknownFormat(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let formats = || FORMATS.iter().map(|format| format!("`{}`", format.name)).collect::<Vec<_>>().join(" or ");
        match self {
            Self::NotClosed => {
                f.write_str("a brace opens here and is never closed; a brace to be said is written `{{`")
            }
            Self::NotOpened => {
                f.write_str("a brace closes here and none was opened; a brace to be said is written `}}`")
            }
            Self::NoName => f.write_str("a value is inserted as `{name|format}`, with a plain name"),
            Self::NoFormat(name) => write!(f, "how `{name}` is to be said is not clear: {} is needed", formats()),
            Self::UnknownFormat(format) => write!(f, "there is no format `{format}`, only {}", formats()),
        }
    }
}

impl Template {
    /// Parses a text.
    ///
    /// # Errors
    /// The first brace that is not closed, not opened, or holds something else than `name|format`.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut at = 0;
        let mut rest = text;
        while let Some(brace) = rest.find(['{', '}']) {
            let (before, from_brace) = rest.split_at(brace);
            plain.push_str(before);
            let place = at + brace;
            let used = match doubled(from_brace) {
                Some(letter) => {
                    plain.push(letter);
                    2
                }
                None => {
                    let (insert, used) = insert(from_brace, place)?;
                    parts.extend([Part::Text(std::mem::take(&mut plain)), Part::Insert(insert)]);
                    used
                }
            };
            rest = from_brace.get(used..).unwrap_or("");
            at = place + used;
        }
        plain.push_str(rest);
        parts.push(Part::Text(plain));
        parts.retain(|part| *part != Part::Text(String::new()));
        Ok(Self(parts))
    }

    /// The values that it inserts, in order.
    pub fn inserts(&self) -> impl Iterator<Item = &Insert> {
        self.0.iter().filter_map(|part| match part {
            Part::Insert(insert) => Some(insert),
            Part::Text(_) => None,
        })
    }

    /// The text without its values: what is written between them, joined by blanks.
    #[must_use]
    pub fn plain(&self) -> String {
        let texts = self.0.iter().map(|part| match part {
            Part::Text(text) => text.as_str(),
            Part::Insert(_) => " ",
        });
        texts.collect()
    }

    /// The text with the values in it. A value that is not there is left out; a checked flow has no such.
    #[must_use]
    pub fn fill(&self, values: &[(Name, Value)]) -> String {
        let mut filled = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => filled.push_str(text),
                Part::Insert(insert) => {
                    if let Some((_, value)) = values.iter().find(|(name, _)| *name == insert.name) {
                        filled.push_str(&(insert.format.say)(value));
                    }
                }
            }
        }
        filled
    }
}

/// The brace that `{{` or `}}` stands for, if `text` starts with one of them.
fn doubled(text: &str) -> Option<char> {
    match text.get(..2) {
        Some("{{") => Some('{'),
        Some("}}") => Some('}'),
        Some(_) | None => None,
    }
}

/// The insert that `text` starts with, at `place` of the whole, and how many bytes it takes.
fn insert(text: &str, place: usize) -> Result<(Insert, usize), TemplateError> {
    let fails = |at: usize, trouble| Err(TemplateError { at: place + at, trouble });
    let Some(inner) = text.strip_prefix('{') else { return fails(0, Trouble::NotOpened) };
    let Some((inner, _)) = inner.split_once('}') else { return fails(0, Trouble::NotClosed) };
    let (written, format) = inner.split_once('|').map_or((inner, None), |(name, format)| (name, Some(format)));
    let name = written.trim();
    let at = 1 + written.len() - written.trim_start().len();
    if name.is_empty() || !name.chars().all(|letter| letter.is_alphanumeric() || letter == '_' || letter == '-') {
        return fails(at, Trouble::NoName);
    }
    let Some(format) = format.map(str::trim) else { return fails(at, Trouble::NoFormat(name.to_owned())) };
    let Some(known) = Format::named(format) else {
        return fails(written.len() + 2, Trouble::UnknownFormat(format.to_owned()));
    };
    Ok((Insert { name: name.into(), format: *known, at: place + at }, inner.len() + 2))
}
