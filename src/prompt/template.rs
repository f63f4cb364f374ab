//! Texts with inserted values: `Your parcel {parcel_number|digits} arrives {parcel.eta|day}.`
//!
//! Parsed once, when the flow is read. A value of a known type needs no format; [`Template::settle`] decides that.

use std::fmt;

use super::formats::{FORMATS, Format};
use crate::call::{
    Name, Type,
    braces::{self, Piece, Unbalanced},
};

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
    /// Which: a dotted path, such as `parcel.eta`.
    pub path: Name,
    /// How it sounds; where it is not written, its type says so.
    pub format: Option<Format>,
    /// Where its path stands in the text, as bytes from its start.
    pub at: usize,
}

/// Why a text could not be parsed or settled.
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
    /// Nothing, or something that is no path, stands where a path should.
    NoPath,
    /// A value without a format whose type is not known.
    NoFormat(String),
    /// A format that does not exist.
    UnknownFormat(String),
    /// A format that is not for values of this type.
    Unfit {
        /// The value.
        path: Name,
        /// Its type.
        of: Type,
        /// The format that is written.
        format: Format,
    },
    /// A value of a type that has no sound.
    NotSaid {
        /// The value.
        path: Name,
        /// Its type.
        of: Type,
    },
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = || FORMATS.iter().map(|format| format.name);
        match self {
            Self::NotClosed => {
                f.write_str("a brace opens here and is never closed; a brace to be said is written `{{`")
            }
            Self::NotOpened => {
                f.write_str("a brace closes here and none was opened; a brace to be said is written `}}`")
            }
            Self::NoPath => f.write_str("a value is inserted as `{name|format}` or `{name.field|format}`"),
            Self::NoFormat(path) => {
                write!(f, "how `{path}` is to be said is not clear: {} is needed", listed(all()))
            }
            Self::UnknownFormat(format) => write!(f, "there is no format `{format}`, only {}", listed(all())),
            Self::Unfit { path, of, format } => {
                let fitting = listed(Format::fitting(of));
                write!(f, "`{path}` is {of}, which `{}` cannot say; what can is {fitting}", format.name)
            }
            Self::NotSaid { path, of } => write!(f, "`{path}` is {of}, which has no sound; say a part of it"),
        }
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => "nothing".to_owned(),
    }
}

impl Template {
    /// Parses a text.
    ///
    /// # Errors
    /// The first brace that is not closed, not opened, or holds something else than `path|format` or `path`.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let pieces = braces::pieces(text).map_err(|unbalanced| match unbalanced {
            Unbalanced::NotClosed(at) => TemplateError { at, trouble: Trouble::NotClosed },
            Unbalanced::NotOpened(at) => TemplateError { at, trouble: Trouble::NotOpened },
        })?;
        let parts = pieces.into_iter().map(|piece| match piece {
            Piece::Plain(text) => Ok(Part::Text(text)),
            Piece::Insert(inner, place) => Insert::parse(inner, place.start).map(Part::Insert),
        });
        Ok(Self(parts.collect::<Result<_, _>>()?))
    }

    /// The values that it inserts, in order.
    pub fn inserts(&self) -> impl Iterator<Item = &Insert> {
        self.0.iter().filter_map(|part| match part {
            Part::Insert(insert) => Some(insert),
            Part::Text(_) => None,
        })
    }

    /// Gives each value a format: the one that is written, if it fits the value's type, else the usual one of the type.
    /// `types` knows the type of a path, where it is known.
    ///
    /// # Errors
    /// All values whose format does not fit or is missing.
    pub fn settle(&self, types: &dyn Fn(&str) -> Option<Type>) -> Result<Self, Vec<TemplateError>> {
        let mut errors = Vec::new();
        let mut parts = self.0.clone();
        for part in &mut parts {
            if let Part::Insert(insert) = part {
                match insert.settled(types(insert.path.as_str())) {
                    Ok(format) => insert.format = Some(format),
                    Err(trouble) => errors.push(TemplateError { at: insert.at, trouble }),
                }
            }
        }
        if errors.is_empty() { Ok(Self(parts)) } else { Err(errors) }
    }

    /// The text without its values: what is written between them, with a blank for each.
    #[must_use]
    pub fn plain(&self) -> String {
        self.fill(&|_insert| " ".to_owned())
    }

    /// The text with what `say` makes of each value.
    #[must_use]
    pub fn fill(&self, say: &dyn Fn(&Insert) -> String) -> String {
        let mut filled = String::new();
        for part in &self.0 {
            match part {
                // A voice reads the second of two full stops: "at 9 a.m."
                Part::Text(text) if filled.ends_with('.') && !text.starts_with("..") => {
                    filled.push_str(text.strip_prefix('.').unwrap_or(text));
                }
                Part::Text(text) => filled.push_str(text),
                Part::Insert(insert) => filled.push_str(&say(insert)),
            }
        }
        filled
    }
}

impl Insert {
    /// What stands between two braces; `start` is the place of its first byte.
    pub(super) fn parse(inner: &str, start: usize) -> Result<Self, TemplateError> {
        let (written, format) = inner.split_once('|').map_or((inner, None), |(path, format)| (path, Some(format)));
        let path = written.trim();
        let at = start + written.len() - written.trim_start().len();
        let step = |step: &str| {
            !step.is_empty() && step.chars().all(|letter| letter.is_alphanumeric() || letter == '_' || letter == '-')
        };
        if !path.split('.').all(step) {
            return Err(TemplateError { at, trouble: Trouble::NoPath });
        }
        let format = match format {
            Some(written_format) => {
                let name = written_format.trim();
                let known = Format::named(name);
                let trouble = || Trouble::UnknownFormat(name.to_owned());
                let at = start + written.len() + 1;
                Some(*known.ok_or_else(|| TemplateError { at, trouble: trouble() })?)
            }
            None => None,
        };
        Ok(Self { path: path.into(), format, at })
    }

    /// The format of this value, if it is of that type.
    fn settled(&self, of: Option<Type>) -> Result<Format, Trouble> {
        match (self.format, of) {
            (Some(format), None) => Ok(format),
            (None, None) => Err(Trouble::NoFormat(self.path.to_string())),
            (_, Some(of)) if Format::fitting(&of).next().is_none() => {
                Err(Trouble::NotSaid { path: self.path.clone(), of })
            }
            (Some(format), Some(of)) if (format.fits)(&of) => Ok(format),
            (Some(format), Some(of)) => Err(Trouble::Unfit { path: self.path.clone(), of, format }),
            (None, Some(of)) => {
                Format::usual(&of).copied().ok_or_else(|| Trouble::NotSaid { path: self.path.clone(), of })
            }
        }
    }
}
