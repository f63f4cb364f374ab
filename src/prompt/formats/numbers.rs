//! Numbers.

use icu_decimal::{
    DecimalFormatter,
    input::Decimal as Figures,
    options::{DecimalFormatterOptions, GroupingStrategy},
};
use rust_decimal::Decimal;

use crate::{
    call::Value,
    prompt::{Language, Tongue},
};

/// A number as a whole.
pub(super) fn number(value: &Value, tongue: &Tongue) -> String {
    counted(value).map_or_else(|| value.plain(), |number| figures(number, tongue))
}

/// How many a list holds.
pub(super) fn count(value: &Value, tongue: &Tongue) -> String {
    number(value, tongue)
}

/// The number that a value is: of digits their number, of a list its length.
pub(in crate::prompt) fn counted(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) | Value::Money(number) => Some(*number),
        Value::Digits(text) | Value::Text(text) => text.parse().ok(),
        Value::List(items) => Some(Decimal::from(items.len())),
        Value::Truth(_)
        | Value::Phone(_)
        | Value::Date(_)
        | Value::Time(_)
        | Value::Moment(_)
        | Value::Choice(_)
        | Value::Prompt(_)
        | Value::Record(_) => None,
    }
}

/// A number in figures that voices read right. Held against a voice (espeak-ng 1.51): Spanish ones take `1,250` for a
/// decimal, French ones `1 250` for two numbers, and both leave out the sign of `-5`; `1250` is right in all four
/// languages. In English, 1250 may be read like a year, so there it is grouped.
pub(in crate::prompt) fn figures(number: Decimal, tongue: &Tongue) -> String {
    let mut options = DecimalFormatterOptions::default();
    if tongue.language() != Language::English {
        options.grouping_strategy = Some(GroupingStrategy::Never);
    }
    let plain = number.abs().normalize().to_string();
    let formatter = DecimalFormatter::try_new(tongue.locale().into(), options);
    let said = match (formatter, plain.parse::<Figures>()) {
        (Ok(formatter), Ok(figures)) => formatter.format(&figures).to_string(),
        (_, _) => plain,
    };
    signed(number, said, tongue)
}

/// What is said of a number's size, with the word for its sign in front where there is one.
pub(super) fn signed(number: Decimal, said: String, tongue: &Tongue) -> String {
    let minus = match tongue.language() {
        Language::English | Language::German => "minus",
        Language::Spanish => "menos",
        Language::French => "moins",
    };
    if number.is_sign_negative() && !number.is_zero() { format!("{minus} {said}") } else { said }
}
