//! Phone numbers, national and international, as E.164.

use phonenumber::{Mode, country};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Answer, Ear, Heard, Keys, Kind, shape::Nothing, spoken::Said};
use crate::call::{Number, Type, Value};

pub const KIND: Kind = Kind::of::<Phone>("phone", &["phone"]);

/// A phone number that can be rung.
///
/// `as: phone`. Callers type or say it as they would dial it where the line is, or with their country's code. Only
/// numbers that exist in the country's plan are understood.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Phone {
    /// Nothing.
    #[serde(rename = "phone")]
    _phone: Nothing,
}

/// The most keys: 15 figures, and a prefix to dial abroad.
const KEYS_MAX: u8 = 18;
/// The fewest figures of a number that is read as international although nothing says so.
const ABROAD_MIN: usize = 11;

impl Answer for Phone {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn gives(&self) -> Type {
        Type::Phone
    }

    fn keys(&self) -> Option<Keys> {
        Some(Keys { max: Some(KEYS_MAX), end: Some('#') })
    }

    fn read(&self, heard: Heard<'_>, ear: &Ear<'_>) -> Option<Value> {
        phone(heard, ear).map(Value::Phone)
    }
}

/// The phone number that the caller gave, if it is one.
#[must_use]
pub fn phone(heard: Heard<'_>, ear: &Ear<'_>) -> Option<Number> {
    match heard {
        Heard::Keys(keys) => number(keys, false, ear.region),
        Heard::Words(text) => said(text, ear),
        Heard::Silence => None,
    }
}

/// The number that was said. "Twenty seven" is 27, or 207 where only that makes a number.
fn said(text: &str, ear: &Ear<'_>) -> Option<Number> {
    let said = Said::new(text, ear.lexicon);
    let speech = said.speech(ear.lexicon).trim(&ear.lexicon.dates.articles);
    let sign = usize::from(speech.sign(0, &['+']));
    let start = speech.skip(sign, &ear.lexicon.numbers.plus);
    let speech = speech.after(start);
    let joined = || number(&speech.dictated()?, 0 < start, ear.region);
    joined().or_else(|| number(&speech.apart().dictated()?, 0 < start, ear.region))
}

/// The number that these digits are, dialled where the line is.
fn number(digits: &str, abroad: bool, region: &str) -> Option<Number> {
    // The parser gets figures alone, and few: it was not written for strangers' texts.
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    if !plain || !(3..=usize::from(KEYS_MAX)).contains(&digits.len()) {
        return None;
    }
    let home = region.parse::<country::Id>().ok();
    let prefixed = digits.strip_prefix("00").filter(|rest| !rest.starts_with('0'));
    if abroad || (prefixed.is_some() && home != Some(country::US)) {
        return valid(None, &format!("+{}", prefixed.unwrap_or(digits)));
    }
    let here = home.and_then(|home| valid(Some(home), digits));
    here.or_else(|| {
        let long = ABROAD_MIN < digits.len() && !digits.starts_with('0');
        if long { valid(None, &format!("+{digits}")) } else { None }
    })
}

fn valid(country: Option<country::Id>, text: &str) -> Option<Number> {
    let number = phonenumber::parse(country, text).ok().filter(phonenumber::is_valid)?;
    Number::parse(&number.format().mode(Mode::E164).to_string())
}

/// Loads what is known of phone numbers: it takes about 80 ms, once, and is done by the first question otherwise.
pub fn warm_up() {
    let _ready = valid(Some(country::US), "2125550123");
}
