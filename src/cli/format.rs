//! `--format`: for people, or in one of the forms for programs.

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::flow::{FORMS, Form};

/// How problems are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// For people.
    Text,
    /// For programs.
    For(Form),
}

/// Reads the name of a form.
pub(super) fn parser() -> impl TypedValueParser<Value = Format> {
    let names = std::iter::once("text").chain(FORMS.iter().map(|(name, _)| *name));
    PossibleValuesParser::new(names).map(|name| named(&name))
}

/// Clap takes no name that is not one of them.
fn named(name: &str) -> Format {
    FORMS.iter().find(|(known, _)| *known == name).map_or(Format::Text, |(_, form)| Format::For(*form))
}
