//! What kinds of values there are.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use super::{Name, Value};

/// The type of a value, as flows declare it and checks hold it against what is done with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Type {
    /// [`Value::Digits`].
    Digits,
    /// [`Value::Text`].
    Text,
    /// [`Value::Truth`].
    Truth,
    /// [`Value::Number`].
    Number,
    /// [`Value::Money`].
    Money,
    /// [`Value::Phone`].
    Phone,
    /// [`Value::Date`].
    Date,
    /// [`Value::Time`].
    Time,
    /// [`Value::Moment`].
    Moment,
    /// [`Value::Choice`], one of these names.
    Choice(Vec<Name>),
    /// [`Value::Prompt`].
    Prompt,
    /// [`Value::List`] of this type.
    List(Box<Type>),
    /// [`Value::Record`] with these fields.
    Record(BTreeMap<Name, Type>),
}

/// The types that have a name of their own, as designers write them.
const NAMED: [(&str, Type); 10] = [
    ("digits", Type::Digits),
    ("text", Type::Text),
    ("truth", Type::Truth),
    ("number", Type::Number),
    ("money", Type::Money),
    ("phone", Type::Phone),
    ("date", Type::Date),
    ("time", Type::Time),
    ("moment", Type::Moment),
    ("prompt", Type::Prompt),
];

impl Type {
    /// The type that a designer calls so.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        NAMED.iter().find(|(known, _)| *known == name).map(|(_, of)| of.clone())
    }

    /// The names of all types that have one.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMED.iter().map(|(name, _)| *name)
    }

    /// The type at a dotted path below this one. The empty path is the type itself.
    #[must_use]
    pub fn at<'a>(&'a self, path: &str) -> Option<&'a Self> {
        if path.is_empty() {
            return Some(self);
        }
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        if let Self::Record(fields) = self { fields.get(first)?.at(rest) } else { None }
    }

    /// How much there is in it: 1, and as much as is in each field of a record, and each word of a choice.
    #[must_use]
    pub fn size(&self) -> usize {
        match self {
            Self::Digits
            | Self::Text
            | Self::Truth
            | Self::Number
            | Self::Money
            | Self::Phone
            | Self::Date
            | Self::Time
            | Self::Moment
            | Self::Prompt => 1,
            Self::Choice(names) => names.len(),
            Self::List(of) => of.size().saturating_add(1),
            Self::Record(fields) => fields.values().map(Self::size).fold(1, usize::saturating_add),
        }
    }

    /// A value of this type to try things with: prompts are rendered once with it when they are read.
    #[must_use]
    pub fn sample(&self) -> Value {
        match self {
            Self::Digits => Value::Digits("12345678".to_owned()),
            Self::Text => Value::Text("something".to_owned()),
            Self::Truth => Value::Truth(true),
            Self::Number => Value::Number(2.into()),
            Self::Money => Value::Money(rust_decimal::Decimal::new(1250, 2)),
            Self::Phone => super::Number::parse("+15550123").map_or(Value::Text(String::new()), Value::Phone),
            Self::Date => Value::Date(sample_moment().date()),
            Self::Time => Value::Time(sample_moment().time()),
            Self::Moment => Value::Moment(sample_moment()),
            Self::Choice(names) => Value::Choice(names.first().cloned().unwrap_or_else(|| "".into())),
            Self::Prompt => Value::Prompt(super::builtin::SORRY.into()),
            Self::List(of) => Value::List(vec![of.sample(), of.sample()]),
            Self::Record(fields) => {
                Value::Record(fields.iter().map(|(name, of)| (name.clone(), of.sample())).collect())
            }
        }
    }
}

/// 2026-11-24 at 10:30, a Tuesday.
fn sample_moment() -> chrono::NaiveDateTime {
    chrono::DateTime::from_timestamp(1_795_516_200, 0).unwrap_or_default().naive_utc()
}

/// As a designer reads it: "a date", "a list of texts".
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digits => f.write_str("digits"),
            Self::Text => f.write_str("a text"),
            Self::Truth => f.write_str("true or false"),
            Self::Number => f.write_str("a number"),
            Self::Money => f.write_str("an amount of money"),
            Self::Phone => f.write_str("a phone number"),
            Self::Date => f.write_str("a date"),
            Self::Time => f.write_str("a time"),
            Self::Moment => f.write_str("a date and time"),
            Self::Choice(names) => {
                let names: Vec<&str> = names.iter().map(Name::as_str).collect();
                write!(f, "one of {}", names.join(", "))
            }
            Self::Prompt => f.write_str("a prompt"),
            Self::List(of) => write!(f, "a list, each {of}"),
            Self::Record(fields) => {
                let names: Vec<&str> = fields.keys().map(Name::as_str).collect();
                write!(f, "a record of {}", names.join(", "))
            }
        }
    }
}
