//! Texts with values in them that are sent to backends: `tracking/parcels/{parcel_number}`.

use std::ops::Range;

use serde::{Deserialize, Deserializer, de};

use crate::call::{
    Value,
    braces::{Piece, Unbalanced, pieces},
};

/// A text with dotted paths in braces. Unlike a prompt's text it takes no formats: a backend is given a value as
/// [`Value::plain`] writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    source: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Plain(String),
    /// A dotted path, and where it stands in the source, in bytes.
    Insert(String, Range<usize>),
}

impl Text {
    /// Takes a text apart.
    ///
    /// # Errors
    /// Says what is wrong with it: a brace without its other half, or something in braces that is no dotted path.
    pub fn parse(source: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        for piece in pieces(source).map_err(unbalanced)? {
            parts.push(match piece {
                Piece::Plain(text) => Part::Plain(text),
                Piece::Insert(inner, place) => Part::Insert(path(inner)?.to_owned(), place),
            });
        }
        Ok(Self { source: source.to_owned(), parts })
    }

    /// As it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The dotted paths that it inserts, and where each stands, in bytes from the start of the source.
    pub fn reads(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        self.parts.iter().filter_map(|part| match part {
            Part::Plain(_) => None,
            Part::Insert(path, place) => Some((path.as_str(), place.clone())),
        })
    }

    /// The path, if the text is nothing but one insert.
    #[must_use]
    pub fn only_insert(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Insert(path, _)] => Some(path),
            _ => None,
        }
    }

    /// The text with its values, each as `escape` writes its plain form. Nothing if a value is unknown, or has no plain
    /// form, or `escape` refuses it.
    #[must_use]
    pub fn fill(
        &self,
        values: &dyn Fn(&str) -> Option<Value>,
        escape: &dyn Fn(&str) -> Option<String>,
    ) -> Option<String> {
        let mut filled = String::new();
        for part in &self.parts {
            match part {
                Part::Plain(text) => filled.push_str(text),
                Part::Insert(path, _) => {
                    let value = values(path)?;
                    if matches!(value, Value::List(_) | Value::Record(_)) {
                        return None;
                    }
                    filled.push_str(&escape(&value.plain())?);
                }
            }
        }
        Some(filled)
    }

    /// What stands before the first insert.
    pub(super) fn beginning(&self) -> &str {
        match self.parts.first() {
            Some(Part::Plain(text)) => text,
            Some(Part::Insert(..)) | None => "",
        }
    }

    /// What does not change, insert by insert.
    pub(super) fn plain(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Plain(text) => Some(text.as_str()),
            Part::Insert(..) => None,
        })
    }
}

fn unbalanced(brace: Unbalanced) -> String {
    match brace {
        Unbalanced::NotClosed(_) => "a brace opens and is never closed: write `{name}`, or `{{` for a brace",
        Unbalanced::NotOpened(_) => "a brace closes that was never opened: write `{name}`, or `}}` for a brace",
    }
    .to_owned()
}

fn path(inner: &str) -> Result<&str, String> {
    let path = inner.trim();
    if let Some((name, _format)) = path.split_once('|') {
        let name = name.trim();
        return Err(format!("`{{{path}}}` has a format, which is for what is spoken: write `{{{name}}}`"));
    }
    if path.split('.').all(|name| is_name(&name.replace('-', "_"))) {
        Ok(path)
    } else {
        Err(format!("`{{{inner}}}` does not name a value"))
    }
}

/// Whether this is one name of a dotted path: letters, digits and `_`, not beginning with a digit.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && text.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let source = String::deserialize(deserializer)?;
        Self::parse(&source).map_err(de::Error::custom)
    }
}

/// The text as one segment of a path or one value of a query: everything but letters, digits and `-._~` of ASCII as
/// `%XX` (RFC 3986, section 2.3), so that nothing in it can end the segment.
#[must_use]
pub fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
