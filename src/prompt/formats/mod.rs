//! How values sound: `{parcel_number|digits}`, `{parcel.eta|day}`.
//!
//! Invariant: a format never fails. A value that it does not fit is said in its plain form.
//!
//! To add a format: its function in the file of its kind, its line in [`FORMATS`], and its rows in
//! `tests/prompts/sounds.rs`, looked at in every language.

mod days;
mod digits;
mod money;
mod numbers;
mod texts;

use std::fmt;

use super::tongue::Tongue;
use crate::call::{Type, Value};

pub(super) use numbers::counted;

/// A way to say a value.
#[derive(Clone, Copy)]
pub struct Format {
    /// Its name, as written behind the bar.
    pub name: &'static str,
    /// What it does, in a few words, with an example.
    pub manual: &'static str,
    /// Whether it is for values of that type.
    pub fits: fn(&Type) -> bool,
    /// What the voice is given to read.
    pub say: fn(&Value, &Tongue) -> String,
}

/// Every format, in the order of the documentation.
pub static FORMATS: &[Format] = &[
    Format {
        name: "digits",
        manual: "digits one by one, in groups of three: `1 2 3, 4 5 6`",
        fits: |of| matches!(of, Type::Digits | Type::Text | Type::Number | Type::Phone),
        say: digits::digits,
    },
    Format {
        name: "spell",
        manual: "letters and digits one by one, each with a rest: `A, 1, B`",
        fits: |of| matches!(of, Type::Digits | Type::Text | Type::Choice(_)),
        say: digits::spell,
    },
    Format {
        name: "phone",
        manual: "a phone number: the country only where it is another one, then digits in groups",
        fits: |of| matches!(of, Type::Phone | Type::Digits),
        say: digits::phone,
    },
    Format {
        name: "number",
        manual: "a number as a whole: `1,250`, `minus 3`",
        fits: |of| matches!(of, Type::Number | Type::Digits),
        say: numbers::number,
    },
    Format {
        name: "count",
        manual: "how many a list holds: `3`",
        fits: |of| matches!(of, Type::List(_)),
        say: numbers::count,
    },
    Format {
        name: "money",
        manual: "an amount in the currency of the flow: `12 dollars and 50 cents`",
        fits: |of| matches!(of, Type::Money | Type::Number),
        say: money::money,
    },
    Format {
        name: "day",
        manual: "the day of the week, the day and the month: `Tuesday, November 24`",
        fits: |of| matches!(of, Type::Date | Type::Moment),
        say: days::day,
    },
    Format {
        name: "date",
        manual: "the day, the month and the year: `November 24, 2026`",
        fits: |of| matches!(of, Type::Date | Type::Moment),
        say: days::date,
    },
    Format {
        name: "time",
        manual: "a time of day: `2:30 PM`, `14 Uhr 30`",
        fits: |of| matches!(of, Type::Time | Type::Moment),
        say: days::time,
    },
    Format {
        name: "moment",
        manual: "a day and a time: `Tuesday, November 24 at 2:30 PM`",
        fits: |of| matches!(of, Type::Moment),
        say: days::moment,
    },
    Format {
        name: "name",
        manual: "a person's name, written so that a voice does not spell it: `Ann Lee` of `LEE, ANN`",
        fits: |of| matches!(of, Type::Text),
        say: texts::name,
    },
    Format {
        name: "text",
        manual: "as it is; of a choice or a prompt, its text in the caller's language",
        fits: |of| matches!(of, Type::Text | Type::Digits | Type::Choice(_) | Type::Prompt),
        say: texts::text,
    },
];

impl Format {
    /// The format called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// The format of values of a type where none is written; `None` for what has no sound of its own.
    #[must_use]
    pub fn usual(of: &Type) -> Option<&'static Self> {
        let name = match of {
            Type::Digits => "digits",
            Type::Text | Type::Choice(_) | Type::Prompt => "text",
            Type::Number => "number",
            Type::Money => "money",
            Type::Phone => "phone",
            Type::Date => "day",
            Type::Time => "time",
            Type::Moment => "moment",
            Type::List(_) => "count",
            Type::Truth | Type::Record(_) => return None,
        };
        Self::named(name)
    }

    /// The formats for values of a type, by name.
    pub fn fitting(of: &Type) -> impl Iterator<Item = &'static str> {
        FORMATS.iter().filter(|format| (format.fits)(of)).map(|format| format.name)
    }
}

/// What a value sounds like where no format is written.
pub(super) fn as_usual(value: &Value, tongue: &Tongue) -> String {
    match value {
        Value::Digits(_) => digits::digits(value, tongue),
        Value::Number(_) => numbers::number(value, tongue),
        Value::Money(_) => money::money(value, tongue),
        Value::Phone(_) => digits::phone(value, tongue),
        Value::Date(_) => days::day(value, tongue),
        Value::Time(_) => days::time(value, tongue),
        Value::Moment(_) => days::moment(value, tongue),
        Value::List(_) => numbers::count(value, tongue),
        Value::Text(_) | Value::Choice(_) | Value::Prompt(_) | Value::Truth(_) | Value::Record(_) => value.plain(),
    }
}

/// Two formats are the same if their names are.
impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
