//! Amounts of money: "twelve fifty", "zwölf Euro fünfzig", `12*50`.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Answer, Ear, Heard, Keys, Kind, Range,
    spoken::{Said, Speech},
    tokens::CURRENCIES,
};
use crate::call::{Type, Value};

pub const KIND: Kind = Kind::of::<Money>("money", &["money"]);

/// An amount of money, in the currency of the flow.
///
/// `as: money`, or `as: { money: [1, 500] }` for the least and the most. Callers say it ("twelve fifty", "twelve
/// dollars and fifty cents") or type it, with `*` for the point: `12*50`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Money {
    /// The least and the most.
    money: Option<Range>,
}

/// The most keys of an amount: nine figures, the point and cents.
const KEYS_MAX: u8 = 12;

impl Answer for Money {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn gives(&self) -> Type {
        Type::Money
    }

    fn keys(&self) -> Option<Keys> {
        Some(Keys { max: Some(KEYS_MAX), end: Some('#') })
    }

    fn read(&self, heard: Heard<'_>, ear: &Ear<'_>) -> Option<Value> {
        let fits = |amount: &Decimal| !amount.is_sign_negative() && self.money.is_none_or(|range| range.holds(*amount));
        let amount = match heard {
            Heard::Keys(keys) => typed(keys).filter(fits),
            Heard::Words(text) => {
                let said = Said::new(text, ear.lexicon);
                let speech = said.speech(ear.lexicon).trim(&ear.lexicon.numbers.about);
                let written = speech.exact().filter(fits);
                // "One twenty five" is 1.25, or 125 where 1.25 is too little.
                written.or_else(|| speech.in_a_row().into_iter().flatten().find(fits))
            }
            Heard::Silence => None,
        };
        amount.and_then(cents).map(Value::Money)
    }
}

/// The amount with two places behind the point; nothing if it has more.
fn cents(amount: Decimal) -> Option<Decimal> {
    let mut cents = amount.normalize();
    if 2 < cents.scale() {
        return None;
    }
    cents.rescale(2);
    Some(cents)
}

fn typed(keys: &str) -> Option<Decimal> {
    let (whole, cents) = keys.split_once('*').unwrap_or((keys, ""));
    let figures = |text: &str, most: usize| text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !figures(whole, 9) || !figures(cents, 2) {
        return None;
    }
    if cents.is_empty() { whole.parse().ok() } else { format!("{whole}.{cents}").parse().ok() }
}

impl Speech<'_> {
    /// An amount that says its units, or a single number.
    fn exact(self) -> Option<Decimal> {
        let money = &self.words.money;
        let start = usize::from(self.sign(0, &CURRENCIES));
        let (amount, end) = self.amount(start)?;
        if let Some(end) = self.past(end, &money.cents) {
            return (end == self.len()).then_some(amount).and_then(|cents| cents.checked_div(100.into()));
        }
        let unit = self.sign(end, &CURRENCIES).then_some(end + 1).or_else(|| self.past(end, &money.whole));
        let Some(behind) = unit.or((start == 1).then_some(end)) else {
            let whole = if end == self.len() { Some(amount) } else { self.with_cents(amount, end, true) };
            return whole;
        };
        if behind == self.len() { Some(amount) } else { self.with_cents(amount, behind, false) }
    }

    /// An amount and the cents that stand at `at`; `named` if only "and" or "cents" make them some.
    fn with_cents(self, amount: Decimal, at: usize, named: bool) -> Option<Decimal> {
        let money = &self.words.money;
        let joined = self.past(at, &money.and);
        let start = joined.unwrap_or(at);
        let zero = self.cardinal(start).filter(|zero| zero.text == "0").map_or(start, |zero| zero.next);
        let number = self.cardinal(zero).filter(|number| number.value < 100)?;
        let end = self.skip(number.next, &money.cents);
        let fits = end == self.len() && amount.fract().is_zero() && (!named || joined.is_some() || number.next < end);
        let cents = Decimal::from(number.value).checked_div(100.into())?;
        if fits { amount.checked_add(cents) } else { None }
    }

    /// Two numbers in a row: as units and cents, and as hundreds.
    fn in_a_row(self) -> Option<[Decimal; 2]> {
        let first = self.cardinal(0)?;
        let second = self.cardinal(first.next)?;
        let (cents, end) = match self.cardinal(second.next) {
            Some(third) if second.text == "0" && third.text.len() == 1 => (third.value, third.next),
            Some(_) | None => (second.value, second.next),
        };
        let fits = end == self.len() && cents < 100 && (10 <= cents || second.text == "0" || second.text.len() == 2);
        let whole: Decimal = first.value.into();
        let cents: Decimal = cents.into();
        let hundreds = if first.value < 100 { whole.checked_mul(100.into())?.checked_add(cents)? } else { whole };
        fits.then_some([whole.checked_add(cents.checked_div(100.into())?)?, hundreds])
    }
}
