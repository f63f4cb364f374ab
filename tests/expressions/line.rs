//! The names of a line, with their types, and values for them from a seed.

use chrono::{NaiveDate, NaiveTime};
use clew::call::{Name, Number, Type, Value};

/// Every name, in order.
pub const NAMES: [&str; 19] = [
    "staffed",
    "storm",
    "line.vip",
    "today",
    "now",
    "clock",
    "caller.number",
    "parcel",
    "parcel.state",
    "parcel.eta",
    "parcel_number",
    "kind",
    "other_kind",
    "tries",
    "misses",
    "total",
    "paid",
    "stops",
    "greeting",
];

pub fn of(path: &str) -> Option<Type> {
    Some(match path {
        "staffed" | "storm" | "line.vip" => Type::Truth,
        "today" | "parcel.eta" => Type::Date,
        "now" => Type::Moment,
        "clock" => Type::Time,
        "caller.number" => Type::Phone,
        "parcel" => Type::Record([("eta".into(), Type::Date), ("state".into(), Type::Text)].into_iter().collect()),
        "parcel.state" => Type::Text,
        "parcel_number" => Type::Digits,
        "kind" => choice(&["billing", "parcel", "other"]),
        "other_kind" => choice(&["other", "none_of_these"]),
        "tries" | "misses" => Type::Number,
        "total" | "paid" => Type::Money,
        "stops" => Type::List(Box::new(Type::Text)),
        "greeting" => Type::Prompt,
        _ => return None,
    })
}

fn choice(names: &[&str]) -> Type {
    Type::Choice(names.iter().map(|name| Name::from(*name)).collect())
}

pub fn date(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, day).unwrap()
}

pub fn time(hour: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, 0, 0).unwrap()
}

/// A few values of each type, so that equal ones meet often.
pub fn values(of: &Type) -> Vec<Value> {
    let texts = |texts: &[&str]| texts.iter().map(|text| Value::Text((*text).to_owned())).collect();
    match of {
        Type::Digits => ["1", "2", "007"].map(|digits| Value::Digits(digits.to_owned())).to_vec(),
        Type::Text => texts(&["a", "b", "other", ""]),
        Type::Truth => vec![Value::Truth(true), Value::Truth(false)],
        Type::Number => ["-1", "0", "1", "1.5", "2", "3"].map(|number| Value::Number(number.parse().unwrap())).to_vec(),
        Type::Money => [0, 1, 2].map(|number| Value::Money(number.into())).to_vec(),
        Type::Phone => ["+15550123", "+4930123456"].map(|it| Value::Phone(Number::parse(it).unwrap())).to_vec(),
        Type::Date => [23, 24, 25].map(|day| Value::Date(date(day))).to_vec(),
        Type::Time => [8, 12, 18].map(|hour| Value::Time(time(hour))).to_vec(),
        Type::Moment => [(23, 8), (24, 12)].map(|(day, hour)| Value::Moment(date(day).and_time(time(hour)))).to_vec(),
        Type::Choice(names) => names.iter().cloned().map(Value::Choice).collect(),
        Type::Prompt => ["sorry", "hello"].map(|name| Value::Prompt(name.into())).to_vec(),
        Type::List(of) => vec![Value::List(values(of)), Value::List(Vec::new())],
        Type::Record(fields) => {
            let first = |of| values(of).first().unwrap().clone();
            vec![Value::Record(fields.iter().map(|(name, of)| (name.clone(), first(of))).collect())]
        }
    }
}

/// Whether a value is of a type.
pub fn fits(value: &Value, of: &Type) -> bool {
    match (value, of) {
        (Value::Digits(_), Type::Digits) | (Value::Text(_), Type::Text) | (Value::Truth(_), Type::Truth) => true,
        (Value::Number(_), Type::Number) | (Value::Money(_), Type::Money) | (Value::Phone(_), Type::Phone) => true,
        (Value::Date(_), Type::Date) | (Value::Time(_), Type::Time) | (Value::Moment(_), Type::Moment) => true,
        (Value::Prompt(_), Type::Prompt) => true,
        (Value::Choice(name), Type::Choice(names)) => names.contains(name),
        (Value::List(items), Type::List(of)) => items.iter().all(|item| fits(item, of)),
        (Value::Record(found), Type::Record(fields)) => {
            fields.iter().all(|(name, of)| found.get(name).is_none_or(|value| fits(value, of)))
        }
        (_, _) => false,
    }
}
