//! Whether a value can be given where a type is taken. Rules share this; it is no rule itself.

use crate::{
    call::{Name, Type},
    engine::Expression,
    flow::{
        place::{File, Span},
        problem::Problem,
    },
};

/// Whether a value of type `of` can be given where `takes` is taken. Texts, digits and choices all are texts.
pub(super) fn suits(of: &Type, takes: &Type, value: &Expression) -> bool {
    let literal = value.source().trim().trim_matches('\'');
    let digits = !literal.is_empty() && literal.chars().all(|letter| letter.is_ascii_digit());
    match (takes, of) {
        (Type::Text, Type::Digits | Type::Phone | Type::Choice(_) | Type::Text) => true,
        (Type::Digits | Type::Phone, Type::Text) => digits,
        (Type::Money, Type::Number) | (Type::Number, Type::Money) => true,
        (Type::Choice(_), Type::Text) => true,
        (_, _) => of == takes,
    }
}

/// A value of a type that is not taken.
pub(super) fn unfit(
    rule: &'static str,
    (file, span): (&File, Span),
    (name, takes): (&Name, &Type),
    of: &Type,
) -> Problem {
    Problem::error(rule, file, span, format!("`{name}` takes {takes}, and this is {of}"))
        .hint("what it is given for would come to nothing")
}
