//! Numbers, as amounts of something: "three", "a hundred and five", "3.5".

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Answer, Ear, Heard, Keys, Kind, Lexicon, Range, spoken::Said};
use crate::call::{Type, Value};

pub const KIND: Kind = Kind::of::<Number>("number", &["number"]);

/// A number: how many people, how many parcels.
///
/// `as: number`, or `as: { number: [1, 20] }` for the least and the most. Callers type it (whole numbers), or say it,
/// also with what it counts behind it ("three parcels"). "None" is 0, where 0 is possible; the key 0 is a person.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Number {
    /// The least and the most.
    number: Option<Range>,
}

/// The most keys of a number without a range.
const KEYS_MAX: u8 = 10;
/// The most words behind a number that say what it counts.
const COUNTED_MAX: usize = 2;

impl Answer for Number {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn gives(&self) -> Type {
        Type::Number
    }

    fn keys(&self) -> Option<Keys> {
        let digits = |range: Range| u8::try_from(range.max.trunc().to_string().len()).unwrap_or(KEYS_MAX);
        Some(Keys { max: Some(self.number.map_or(KEYS_MAX, digits)), end: Some('#') })
    }

    fn read(&self, heard: Heard<'_>, ear: &Ear<'_>) -> Option<Value> {
        let number = match heard {
            Heard::Keys(keys) => typed(keys),
            Heard::Words(text) => said(text, ear.lexicon),
            Heard::Silence => None,
        };
        number.filter(|number| self.number.is_none_or(|range| range.holds(*number))).map(Value::Number)
    }
}

fn typed(keys: &str) -> Option<Decimal> {
    let fits = (1..=usize::from(KEYS_MAX)).contains(&keys.len()) && keys.bytes().all(|key| key.is_ascii_digit());
    if fits { keys.parse().ok() } else { None }
}

fn said(text: &str, lexicon: &Lexicon) -> Option<Decimal> {
    if lexicon.none.all_of(text) {
        return Some(Decimal::ZERO);
    }
    // "A few", "ein paar".
    if lexicon.unsure.heard_in(text) {
        return None;
    }
    let said = Said::new(text, lexicon);
    let speech = said.speech(lexicon).trim(&lexicon.numbers.about);
    let (number, next) = speech.amount(0)?;
    let rest = speech.after(next);
    let counts = rest.len() <= COUNTED_MAX && !rest.has_number() && !rest.has_sign();
    counts.then(|| number.normalize())
}
