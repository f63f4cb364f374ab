//! Places where values are read.

use crate::{
    call::Name,
    engine::Expression,
    flow::{check::expressions::places_in, draft::Step, place::Span},
};

/// A place where a value is read.
#[derive(Debug)]
pub(in crate::flow::check) struct Reading<'a> {
    /// The number of the step.
    pub step: usize,
    /// The number of the value.
    pub value: usize,
    /// As it is written.
    pub path: Name,
    pub what: What<'a>,
    /// Whether it is only read where it is known.
    pub guarded: bool,
    /// Whether it is only read where the caller is verified.
    pub verified: bool,
}

/// What reads it.
#[derive(Debug, Clone, Copy)]
pub(in crate::flow::check) enum What<'a> {
    /// A text that is said.
    Text(&'a Name),
    /// An expression that decides.
    Condition(&'a Expression),
    /// An expression whose value is noted.
    Set(&'a Expression),
    /// An expression whose value is given to a lookup or a part, or held against an answer.
    Given(&'a Expression),
    /// A list, under that key.
    List(&'static str),
    /// A note for a person.
    Note,
    /// A lookup, and whether the call can do without it.
    Lookup(&'a Name, bool),
}

impl What<'_> {
    /// Whether something is said, asked or done wrongly without the value; otherwise there is merely less of it.
    pub fn needs(&self) -> bool {
        match self {
            Self::Text(_) | Self::Given(_) => true,
            Self::Lookup(_, optional) => !optional,
            Self::Condition(_) | Self::Set(_) | Self::List(_) | Self::Note => false,
        }
    }

    /// Where it stands in its step.
    pub fn places(&self, step: &Step<'_>, path: &Name) -> Vec<Span> {
        match self {
            // Elsewhere in the step it may be said where the value is known.
            Self::Text(prompt) => step.places_of_prompt(prompt).into_iter().take(1).collect(),
            Self::Condition(expression) | Self::Set(expression) | Self::Given(expression) => {
                places_in(step, expression)
            }
            Self::List(key) => step.places_under(key, path.as_str()),
            Self::Note => step.places_under("note", path.as_str()),
            Self::Lookup(lookup, _) => step.places_under("lookup", lookup.as_str()),
        }
    }
}
