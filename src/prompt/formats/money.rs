//! Amounts, as they are spoken: "12 dollars and 50 cents", "12 Euro 50". A voice given `$12.50` reads it well in one
//! language and badly in the next.

use rust_decimal::{Decimal, RoundingStrategy};

use super::numbers::{counted, figures, signed};
use crate::{
    call::Value,
    prompt::{Currency, Language, Tongue},
};

/// One and many of something. `one` is the whole phrase: voices read "1 Euro" as "eins Euro".
type Unit = (&'static str, &'static str);

/// An amount in the currency of the flow.
pub(super) fn money(value: &Value, tongue: &Tongue) -> String {
    let Some(amount) = counted(value) else { return value.plain() };
    let amount = amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    signed(amount, spoken(amount.abs(), tongue), tongue)
}

fn spoken(amount: Decimal, tongue: &Tongue) -> String {
    let (unit, small) = units(tongue.language(), tongue.currency());
    let (whole, cents) = (amount.trunc(), (amount.fract() * Decimal::ONE_HUNDRED).normalize());
    if cents.is_zero() {
        return counted_out(whole, unit, tongue);
    }
    if whole.is_zero() {
        return counted_out(cents, small, tongue);
    }
    let whole = counted_out(whole, unit, tongue);
    let and = match tongue.language() {
        Language::English => "and",
        Language::Spanish => "con",
        Language::German | Language::French if Decimal::TEN <= cents => return format!("{whole} {cents}"),
        Language::German => "und",
        Language::French => "et",
    };
    format!("{whole} {and} {}", counted_out(cents, small, tongue))
}

fn counted_out(number: Decimal, (one, many): Unit, tongue: &Tongue) -> String {
    if number == Decimal::ONE { one.to_owned() } else { format!("{} {many}", figures(number, tongue)) }
}

/// What a currency and its hundredth are called.
fn units(language: Language, currency: Currency) -> (Unit, Unit) {
    match language {
        Language::English => match currency {
            Currency::Usd | Currency::Cad => (("1 dollar", "dollars"), ("1 cent", "cents")),
            Currency::Eur => (("1 euro", "euros"), ("1 cent", "cents")),
            Currency::Gbp => (("1 pound", "pounds"), ("1 penny", "pence")),
            Currency::Chf => (("1 franc", "francs"), ("1 centime", "centimes")),
            Currency::Mxn => (("1 peso", "pesos"), ("1 centavo", "centavos")),
        },
        Language::Spanish => match currency {
            Currency::Usd | Currency::Cad => (("un dólar", "dólares"), ("un centavo", "centavos")),
            Currency::Eur => (("un euro", "euros"), ("un céntimo", "céntimos")),
            Currency::Gbp => (("una libra", "libras"), ("un penique", "peniques")),
            Currency::Chf => (("un franco", "francos"), ("un céntimo", "céntimos")),
            Currency::Mxn => (("un peso", "pesos"), ("un centavo", "centavos")),
        },
        Language::German => match currency {
            Currency::Usd | Currency::Cad => (("ein Dollar", "Dollar"), ("ein Cent", "Cent")),
            Currency::Eur => (("ein Euro", "Euro"), ("ein Cent", "Cent")),
            Currency::Gbp => (("ein Pfund", "Pfund"), ("ein Penny", "Pence")),
            Currency::Chf => (("ein Franken", "Franken"), ("ein Rappen", "Rappen")),
            Currency::Mxn => (("ein Peso", "Peso"), ("ein Centavo", "Centavo")),
        },
        Language::French => match currency {
            Currency::Usd | Currency::Cad => (("un dollar", "dollars"), ("un cent", "cents")),
            Currency::Eur => (("un euro", "euros"), ("un centime", "centimes")),
            Currency::Gbp => (("une livre", "livres"), ("un penny", "pence")),
            Currency::Chf => (("un franc", "francs"), ("un centime", "centimes")),
            Currency::Mxn => (("un peso", "pesos"), ("un centavo", "centavos")),
        },
    }
}
