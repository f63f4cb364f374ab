//! What is known in a call, typed.

use std::{collections::BTreeMap, fmt};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Name, Number};

/// A value: what a caller answered, what a backend told, what the flow noted.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// Digits as pressed or said, leading zeros kept.
    Digits(String),
    /// Text, as a recogniser or a backend gave it.
    Text(String),
    /// True or false.
    Truth(bool),
    /// A number.
    Number(Decimal),
    /// An amount, in the currency of the flow.
    Money(Decimal),
    /// A phone number.
    Phone(Number),
    /// A day.
    Date(NaiveDate),
    /// A time of day, where the line is.
    Time(NaiveTime),
    /// A day and a time of day, where the line is.
    Moment(NaiveDateTime),
    /// One of some names that the flow gives.
    Choice(Name),
    /// A prompt, to be said within another.
    Prompt(Name),
    /// Several values of one type.
    List(Vec<Value>),
    /// Several values by name.
    Record(BTreeMap<Name, Value>),
}

impl Value {
    /// The value at a dotted path below this one: `eta` of a parcel's record. The empty path is the value itself.
    #[must_use]
    pub fn at<'a>(&'a self, path: &str) -> Option<&'a Self> {
        if path.is_empty() {
            return Some(self);
        }
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        match self {
            Self::Record(fields) => fields.get(first)?.at(rest),
            Self::Digits(_)
            | Self::Text(_)
            | Self::Truth(_)
            | Self::Number(_)
            | Self::Money(_)
            | Self::Phone(_)
            | Self::Date(_)
            | Self::Time(_)
            | Self::Moment(_)
            | Self::Choice(_)
            | Self::Prompt(_)
            | Self::List(_) => None,
        }
    }

    /// As it stands in an address, a document or a comparison of texts: `2026-11-24`, `12.50`, `true`. Lists and
    /// records have no such form, and come to nothing.
    #[must_use]
    pub fn plain(&self) -> String {
        match self {
            Self::Digits(text) | Self::Text(text) => text.clone(),
            Self::Truth(truth) => truth.to_string(),
            Self::Number(number) | Self::Money(number) => number.to_string(),
            Self::Phone(number) => number.e164().to_owned(),
            Self::Date(date) => date.to_string(),
            Self::Time(time) => time.format("%H:%M").to_string(),
            Self::Moment(moment) => moment.format("%Y-%m-%dT%H:%M").to_string(),
            Self::Choice(name) | Self::Prompt(name) => name.to_string(),
            Self::List(_) | Self::Record(_) => String::new(),
        }
    }
}

/// Masked: what callers type are account numbers and the like. Only the kind is shown, and how much of it.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digits(digits) => write!(f, "{} digits", digits.len()),
            Self::Text(text) => write!(f, "text ({} bytes)", text.len()),
            Self::Truth(_) => f.write_str("true or false"),
            Self::Number(_) => f.write_str("a number"),
            Self::Money(_) => f.write_str("an amount"),
            Self::Phone(_) => f.write_str("a phone number"),
            Self::Date(_) => f.write_str("a date"),
            Self::Time(_) => f.write_str("a time"),
            Self::Moment(_) => f.write_str("a date and time"),
            Self::Choice(name) => write!(f, "{name:?}"),
            Self::Prompt(name) => write!(f, "prompt {name:?}"),
            Self::List(items) => f.debug_list().entries(items).finish(),
            Self::Record(fields) => f.debug_map().entries(fields).finish(),
        }
    }
}
