//! Digits: keys, or what recognisers make of spoken ones ("1 2 3", "one two three", "twenty three", "double four").

use std::ops::RangeInclusive;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Answer, Count, Ear, Heard, Keys, Kind, Lexicon, spoken::Said};
use crate::call::{Type, Value};

pub const KIND: Kind = Kind::of::<Digits>("digits", &["digits", "zeros"]);

/// Digits, leading zeros kept: a customer number, a PIN.
///
/// `digits: 6` is exactly six, `digits: [6, 10]` six to ten. Callers type them, or say them one by one, in pairs
/// ("twenty-three forty-five"), or with "double four". Only zeros ask for a person, unless `zeros: true`: then only
/// `0` and `00` do.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Digits {
    /// How many: a number, or the fewest and the most. 1 to 30.
    digits: Count,
    /// Whether only zeros can be an answer.
    #[serde(default)]
    zeros: bool,
}

impl Answer for Digits {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn gives(&self) -> Type {
        Type::Digits
    }

    fn keys(&self) -> Option<Keys> {
        Some(Keys { max: Some(self.digits.max), end: Some('#') })
    }

    fn zeros(&self) -> bool {
        self.zeros
    }

    fn read(&self, heard: Heard<'_>, ear: &Ear<'_>) -> Option<Value> {
        digits(heard, ear.lexicon, usize::from(self.digits.min)..=usize::from(self.digits.max)).map(Value::Digits)
    }
}

/// The digits that the caller gave, if they are nothing but digits and as many as `count` allows.
#[must_use]
pub fn digits(heard: Heard<'_>, lexicon: &Lexicon, count: RangeInclusive<usize>) -> Option<String> {
    let fits = |digits: &String| count.contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
    match heard {
        Heard::Keys(keys) => Some(keys.to_owned()).filter(fits),
        Heard::Words(text) => {
            let said = Said::new(text, lexicon);
            let speech = said.speech(lexicon).trim(&lexicon.dates.articles);
            // "Twenty seven" is 27, or 207 where only that has the right length.
            speech.dictated().filter(fits).or_else(|| speech.apart().dictated().filter(fits))
        }
        Heard::Silence => None,
    }
}
