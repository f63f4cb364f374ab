//! What a `post` sends: `json: { patient: "{patient.id}", days: 14 }`, or `form: { number: "{number}" }`.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

use super::Text;
use crate::call::Value;

/// Most that such a body may be nested.
const DEPTH_MAX: usize = 8;

/// JSON with values in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// A text. One that is a single insert sends its value as what it is: numbers and truths are not made texts.
    Text(Text),
    /// What never changes: a number, true, false or null.
    Fixed(serde_json::Value),
    /// A list.
    List(Vec<Json>),
    /// A map.
    Map(BTreeMap<String, Json>),
}

/// A body that is ready to be sent, and its kind.
#[derive(Clone, PartialEq, Eq)]
pub enum Body {
    /// `application/json`.
    Json(String),
    /// `application/x-www-form-urlencoded`.
    Form(String),
}

impl Json {
    fn read(written: serde_json::Value, depth: usize) -> Result<Self, String> {
        use serde_json::Value as Written;
        if DEPTH_MAX < depth {
            return Err(format!("`json` is nested more than {DEPTH_MAX} deep"));
        }
        match written {
            Written::String(text) => Text::parse(&text).map(Self::Text),
            Written::Array(items) => {
                let items: Result<_, _> = items.into_iter().map(|item| Self::read(item, depth + 1)).collect();
                items.map(Self::List)
            }
            Written::Object(fields) => {
                let read = |(name, field)| Ok::<_, String>((name, Self::read(field, depth + 1)?));
                fields.into_iter().map(read).collect::<Result<_, _>>().map(Self::Map)
            }
            fixed @ (Written::Null | Written::Bool(_) | Written::Number(_)) => Ok(Self::Fixed(fixed)),
        }
    }

    /// The texts in it, each with the dotted keys that lead to it.
    pub(super) fn texts<'a>(&'a self, key: &str, found: &mut Vec<(String, &'a Text)>) {
        match self {
            Self::Text(text) => found.push((key.to_owned(), text)),
            Self::Fixed(_) => {}
            Self::List(items) => {
                items.iter().enumerate().for_each(|(at, item)| item.texts(&format!("{key}.{at}"), found));
            }
            Self::Map(fields) => {
                fields.iter().for_each(|(name, field)| field.texts(&format!("{key}.{name}"), found));
            }
        }
    }

    /// The JSON with its values; nothing if one is unknown.
    pub(super) fn fill(&self, values: &dyn Fn(&str) -> Option<Value>) -> Option<serde_json::Value> {
        match self {
            Self::Fixed(fixed) => Some(fixed.clone()),
            Self::List(items) => items.iter().map(|item| item.fill(values)).collect(),
            Self::Map(fields) => fields.iter().map(|(name, field)| Some((name.clone(), field.fill(values)?))).collect(),
            Self::Text(text) => match text.only_insert() {
                Some(path) => Some(sent(&values(path)?)),
                None => text.fill(values, &|value| Some(value.to_owned())).map(serde_json::Value::String),
            },
        }
    }
}

/// A value as JSON.
fn sent(value: &Value) -> serde_json::Value {
    match value {
        Value::Truth(truth) => serde_json::Value::Bool(*truth),
        // Every decimal is a number in JSON as it is written.
        Value::Number(number) | Value::Money(number) => {
            let text = number.normalize().to_string();
            serde_json::from_str(&text).unwrap_or(serde_json::Value::String(text))
        }
        Value::List(items) => items.iter().map(sent).collect(),
        Value::Record(fields) => fields.iter().map(|(name, field)| (name.to_string(), sent(field))).collect(),
        Value::Digits(_)
        | Value::Text(_)
        | Value::Phone(_)
        | Value::Date(_)
        | Value::Time(_)
        | Value::Moment(_)
        | Value::Choice(_)
        | Value::Prompt(_) => serde_json::Value::String(value.plain()),
    }
}

/// The form with its values; nothing if one is unknown.
pub(super) fn form(fields: &BTreeMap<String, Text>, values: &dyn Fn(&str) -> Option<Value>) -> Option<String> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, text) in fields {
        // Encoded whole, so that nothing in a value can begin another field.
        form.append_pair(name, &text.fill(values, &|value| Some(value.to_owned()))?);
    }
    Some(form.finish())
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(serde_json::Value::deserialize(deserializer)?, 0).map_err(de::Error::custom)
    }
}

impl JsonSchema for Json {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Json".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "description": "JSON, with `{values}` in its texts." })
    }
}

/// Shows the kind and the length, never what is sent.
impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Json(text) => write!(f, "json ({} bytes)", text.len()),
            Self::Form(text) => write!(f, "form ({} bytes)", text.len()),
        }
    }
}
