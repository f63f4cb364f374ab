//! What a backend answered, as a value of the type that the lookup gives.
//!
//! Invariant: whatever comes in, what comes out has the type, and is small: it is kept with the call.

use std::{collections::BTreeMap, fmt};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;
use rust_decimal::Decimal;
use serde_json::Value as Json;

use crate::call::{LookupFault, Name, Number, Type, Value};

/// Most items of a list; those behind are left out. Nobody listens to more.
pub const ITEMS_MAX: usize = 50;

/// Most bytes of a text; the rest is cut off.
pub const TEXT_MAX: usize = 240;

/// Most bytes of all that is kept of one answer, about. A list ends before it; what is no list is too large.
pub const FOUND_MAX: usize = 2_048;

/// What a value costs beside its text, about.
const VALUE_BYTES: usize = 8;

/// Why an answer is not what the lookup gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// What it counts as.
    pub fault: LookupFault,
    /// Where in it, as a dotted path of the fields that the lookup gives; empty for all of it.
    at: String,
    /// What is wrong there, without what was answered.
    says: String,
}

impl Misfit {
    fn new(fault: LookupFault, says: impl Into<String>) -> Self {
        Self { fault, at: String::new(), says: says.into() }
    }

    /// The same, seen from one level up.
    fn below(self, field: &Name) -> Self {
        let at = if self.at.is_empty() { field.to_string() } else { format!("{field}.{}", self.at) };
        Self { at, ..self }
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at.as_str() {
            "" => write!(f, "the answer {}", self.says),
            at => write!(f, "`{at}` {}", self.says),
        }
    }
}

/// As [`read`], for whoever does not ask where it fails.
///
/// # Errors
/// [`LookupFault::WrongShape`], or [`LookupFault::TooLarge`].
pub fn decode(body: &[u8], gives: &Type, zone: Option<Tz>) -> Result<Option<Value>, LookupFault> {
    read(body, gives, zone).map_err(|misfit| misfit.fault)
}

/// Reads an answer. `zone` is where the line is: moments that come with an offset are told in its time.
///
/// `Ok(None)` means that there is nothing: an empty text, null, or an empty list.
///
/// # Errors
/// The first place that does not fit.
pub fn read(body: &[u8], gives: &Type, zone: Option<Tz>) -> Result<Option<Value>, Misfit> {
    if body.trim_ascii().is_empty() {
        return Ok(None);
    }
    let json: Json = serde_json::from_slice(body).map_err(|_not_json| wrong_shape("is no JSON"))?;
    if json.is_null() || json.as_array().is_some_and(Vec::is_empty) {
        return Ok(None);
    }
    Reader { zone, left: FOUND_MAX }.value(&json, gives).map(Some)
}

fn wrong_shape(says: impl Into<String>) -> Misfit {
    Misfit::new(LookupFault::WrongShape, says)
}

#[derive(Clone, Copy)]
struct Reader {
    zone: Option<Tz>,
    /// Bytes that may still be kept.
    left: usize,
}

impl Reader {
    fn value(&mut self, json: &Json, of: &Type) -> Result<Value, Misfit> {
        match of {
            Type::List(of) => self.list(json, of),
            Type::Record(fields) => self.record(json, fields),
            Type::Digits
            | Type::Text
            | Type::Truth
            | Type::Number
            | Type::Money
            | Type::Phone
            | Type::Date
            | Type::Time
            | Type::Moment
            | Type::Choice(_)
            | Type::Prompt => {
                let value = self.single(json, of).ok_or_else(|| wrong_shape(format!("is not {of}")))?;
                let cost =
                    VALUE_BYTES + if let Value::Text(text) | Value::Digits(text) = &value { text.len() } else { 0 };
                let too_large = || Misfit::new(LookupFault::TooLarge, format!("does not fit into {FOUND_MAX} bytes"));
                self.left = self.left.checked_sub(cost).ok_or_else(too_large)?;
                Ok(value)
            }
        }
    }

    fn list(&mut self, json: &Json, of: &Type) -> Result<Value, Misfit> {
        let items = json.as_array().ok_or_else(|| wrong_shape("is no list"))?;
        let mut values = Vec::new();
        for item in items.iter().take(ITEMS_MAX) {
            let mut reader = *self;
            match reader.value(item, of) {
                Ok(value) => values.push(value),
                Err(misfit) if misfit.fault == LookupFault::TooLarge && !values.is_empty() => break,
                Err(misfit) => return Err(misfit),
            }
            *self = reader;
        }
        Ok(Value::List(values))
    }

    fn record(&mut self, json: &Json, fields: &BTreeMap<Name, Type>) -> Result<Value, Misfit> {
        let map = json.as_object().ok_or_else(|| wrong_shape("is no map"))?;
        let mut values = BTreeMap::new();
        for (name, of) in fields {
            match map.get(name.as_str()) {
                None => return Err(wrong_shape("is missing").below(name)),
                Some(Json::Null) => {}
                Some(json) => {
                    let value = self.value(json, of).map_err(|misfit| misfit.below(name))?;
                    values.insert(name.clone(), value);
                }
            }
            self.left = self.left.saturating_sub(name.as_str().len());
        }
        Ok(Value::Record(values))
    }

    fn single(self, json: &Json, of: &Type) -> Option<Value> {
        let text = json.as_str().map(str::trim);
        match of {
            Type::Text => text.map(|text| Value::Text(cut(text).to_owned())),
            Type::Digits => digits(json).map(Value::Digits),
            Type::Truth => json.as_bool().map(Value::Truth),
            Type::Number => number(json).map(|number| Value::Number(number.normalize())),
            Type::Money => number(json).or_else(|| plain_decimal(text?)).map(Value::Money),
            Type::Phone => Number::parse(text?).map(Value::Phone),
            Type::Date => date(text?).map(Value::Date),
            Type::Time => time(text?).map(Value::Time),
            Type::Moment => self.moment(text?).map(Value::Moment),
            Type::Choice(names) => names.iter().find(|name| Some(name.as_str()) == text).cloned().map(Value::Choice),
            // No backend says what a line says.
            Type::Prompt | Type::List(_) | Type::Record(_) => None,
        }
    }

    /// ISO 8601, with an offset or without one, to the minute or finer. Without a known zone, as it is written.
    fn moment(self, text: &str) -> Option<NaiveDateTime> {
        if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
            return Some(match self.zone {
                Some(zone) => moment.with_timezone(&zone).naive_local(),
                None => moment.naive_local(),
            });
        }
        let forms = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
        forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
    }
}

/// At most [`TEXT_MAX`] bytes, to the last whole letter.
fn cut(text: &str) -> &str {
    let end = (0..=TEXT_MAX.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    end.and_then(|end| text.get(..end)).unwrap_or("")
}

fn digits(json: &Json) -> Option<String> {
    let text = match json.as_u64() {
        Some(number) => number.to_string(),
        None => json.as_str()?.trim().to_owned(),
    };
    let fits = (1..=TEXT_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then_some(text)
}

/// A number as its shortest text form, so that 12.1 is 12.1.
fn number(json: &Json) -> Option<Decimal> {
    let text = json.as_number()?.to_string();
    Decimal::from_str_exact(&text).or_else(|_long| Decimal::from_scientific(&text)).ok()
}

/// A decimal as texts have it: `12.50`, `-3`, no exponent, no separators, no currency.
fn plain_decimal(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let begins = digits.starts_with(|first: char| first.is_ascii_digit());
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && !digits.ends_with('.');
    if begins && plain { Decimal::from_str_exact(text).ok() } else { None }
}

fn date(text: &str) -> Option<NaiveDate> {
    // Exactly this length: `2026-1-4` could be two days.
    if text.len() == 10 { NaiveDate::parse_from_str(text, "%Y-%m-%d").ok() } else { None }
}

fn time(text: &str) -> Option<NaiveTime> {
    ["%H:%M", "%H:%M:%S"].iter().find_map(|form| NaiveTime::parse_from_str(text, form).ok())
}
