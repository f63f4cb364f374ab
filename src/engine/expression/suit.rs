//! Which values can be compared with which.

use super::{
    ExpressionError,
    node::{Node, What},
};
use crate::{
    call::{Name, Number, Type, Value},
    engine::near::{Instead, near},
};

/// Types that are compared in one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// By their letters: digits, texts, phone numbers, choices.
    Words,
    /// Numbers and amounts of money.
    Amount,
    Truth,
    Date,
    Time,
    Moment,
    Prompt,
    List,
    Record,
}

impl Kind {
    /// How values of this type are compared.
    pub fn of(of: &Type) -> Self {
        match of {
            Type::Digits | Type::Text | Type::Phone | Type::Choice(_) => Self::Words,
            Type::Number | Type::Money => Self::Amount,
            Type::Truth => Self::Truth,
            Type::Date => Self::Date,
            Type::Time => Self::Time,
            Type::Moment => Self::Moment,
            Type::Prompt => Self::Prompt,
            Type::List(_) => Self::List,
            Type::Record(_) => Self::Record,
        }
    }
}

/// The type of a literal.
pub(super) fn of_literal(value: &Value) -> Type {
    match value {
        Value::Truth(_) => Type::Truth,
        Value::Number(_) => Type::Number,
        Value::Date(_) => Type::Date,
        Value::Time(_) => Type::Time,
        Value::Moment(_) => Type::Moment,
        // No other literal can be written.
        Value::Text(_) | Value::Digits(_) | Value::Money(_) | Value::Phone(_) | Value::Choice(_) => Type::Text,
        Value::Prompt(_) | Value::List(_) | Value::Record(_) => Type::Text,
    }
}

/// A node and its type.
type Typed<'a> = (&'a Node, &'a Type);

type Suits = Result<(), ExpressionError>;

fn at(node: &Node, says: impl Into<String>, instead: Option<Instead>) -> Suits {
    Err(ExpressionError { at: node.around.clone(), says: says.into(), instead })
}

/// The whole comparison.
fn both(left: &Node, right: &Node, says: impl Into<String>) -> Suits {
    Err(ExpressionError { at: left.around.start..right.around.end, says: says.into(), instead: None })
}

fn literal(node: &Node) -> Option<&Value> {
    if let What::Literal(value) = &node.what { Some(value) } else { None }
}

/// That two values can be equal.
///
/// # Errors
/// Why they never are, at the one that has to change.
pub(super) fn equal(left: Typed<'_>, right: Typed<'_>) -> Suits {
    whole_values(left).and(whole_values(right))?;
    match (literal(left.0), literal(right.0)) {
        (None, Some(value)) => against(left, right.0, value),
        (Some(value), None) => against(right, left.0, value),
        (None, None) | (Some(_), Some(_)) => kinds(left, right),
    }
}

/// Lists and records are compared with nothing.
fn whole_values((node, of): Typed<'_>) -> Suits {
    match of {
        Type::List(_) => at(node, "a list is compared with nothing: `x in list` or `size(list)` ask about one", None),
        Type::Record(fields) => {
            let first = fields.keys().next().map_or("…", Name::as_str);
            at(node, format!("this is {of}: name the field that you mean, as in `.{first}`"), None)
        }
        Type::Digits | Type::Text | Type::Truth | Type::Number | Type::Money | Type::Phone | Type::Date => Ok(()),
        Type::Time | Type::Moment | Type::Choice(_) | Type::Prompt => Ok(()),
    }
}

fn kinds((left, left_of): Typed<'_>, (right, right_of): Typed<'_>) -> Suits {
    match (left_of, right_of) {
        (Type::Choice(one), Type::Choice(other)) if !one.iter().any(|name| other.contains(name)) => {
            both(left, right, "never true: the two have no name in common")
        }
        (Type::Date, Type::Moment) => by_day(right),
        (Type::Moment, Type::Date) => by_day(left),
        (_, _) if Kind::of(left_of) == Kind::of(right_of) => Ok(()),
        (_, _) => both(left, right, format!("{left_of} is never {right_of}: these cannot be compared")),
    }
}

fn by_day(moment: &Node) -> Suits {
    let instead = if let What::Path(path) = &moment.what { Some(Instead::sure(format!("day({path})"))) } else { None };
    at(moment, "a date and time is compared with a date by its day: `day(…)`", instead)
}

/// That a value can be equal to the literal that is written at `node`.
fn against((left, of): Typed<'_>, node: &Node, value: &Value) -> Suits {
    fits(of, value, node.around.clone()).unwrap_or_else(|| kinds((left, of), (node, &of_literal(value))))
}

/// Whether a literal is a possible value of a type; nothing, if that is a question of types alone.
fn fits(of: &Type, value: &Value, place: std::ops::Range<usize>) -> Option<Suits> {
    let wrong = |says: String, instead: Option<Instead>| Some(Err(ExpressionError { at: place, says, instead }));
    match (of, value) {
        (Type::Choice(names), Value::Text(text)) if !names.iter().any(|name| name.as_str() == text) => {
            let near = near(text, names.iter().map(Name::as_str))
                .map(|near| Instead { text: format!("'{near}'"), sure: near.sure });
            wrong(format!("never true: it is {of}"), near)
        }
        (Type::Digits, Value::Text(text)) if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) => {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            let instead = (!digits.is_empty()).then(|| Instead::guess(format!("'{digits}'")));
            wrong("never true: it holds digits and nothing else".to_owned(), instead)
        }
        (Type::Phone, Value::Text(text)) if Number::parse(text).is_none() => {
            wrong("never true: a phone number is written `'+15550123'`".to_owned(), None)
        }
        (Type::Digits | Type::Text | Type::Phone | Type::Choice(_), Value::Number(number)) => {
            wrong(format!("digits are compared as text: `'{number}'`"), Some(Instead::sure(format!("'{number}'"))))
        }
        (Type::Date | Type::Time | Type::Moment | Type::Number | Type::Money | Type::Truth, Value::Text(text)) => {
            let bare = bare(of, text).map(Instead::sure);
            wrong(format!("this is a text, and is compared with {of}"), bare)
        }
        (_, _) => None,
    }
}

/// A text as the literal of another type, if it can be one.
fn bare(of: &Type, text: &str) -> Option<String> {
    let tokens = super::token::tokens(text).ok()?;
    match tokens.as_slice() {
        [super::token::Token { kind: super::token::Kind::Literal(value), .. }]
            if Kind::of(&of_literal(value)) == Kind::of(of) =>
        {
            Some(text.trim().to_owned())
        }
        _ => None,
    }
}

/// That one value can come before another.
///
/// # Errors
/// Why neither ever does.
pub(super) fn ordered(left: Typed<'_>, right: Typed<'_>) -> Suits {
    let has_order = |of: &Type| matches!(Kind::of(of), Kind::Amount | Kind::Date | Kind::Time | Kind::Moment);
    match (has_order(left.1), has_order(right.1)) {
        (true, true) => kinds(left, right),
        // A day in quotes is a slip of its own; digits and texts that are known by name have no order at all.
        (true, false) if literal(right.0).is_some() => equal(left, right).and_then(|()| unordered(right)),
        (false, true) if literal(left.0).is_some() => equal(left, right).and_then(|()| unordered(left)),
        (true, false) => unordered(right),
        (false, true) => unordered(left),
        (false, false) => unordered(left),
    }
}

fn unordered((node, of): Typed<'_>) -> Suits {
    at(node, format!("only numbers, amounts, days and times come before one another, and this is {of}"), None)
}

/// That a value can be in a list.
///
/// # Errors
/// Why it never is.
pub(super) fn within(left: Typed<'_>, right: Typed<'_>) -> Suits {
    whole_values(left)?;
    match (&right.0.what, right.1) {
        (What::List(items), _) => {
            for (value, place) in items {
                fits(left.1, value, place.clone()).unwrap_or(Ok(()))?;
            }
            let Type::List(of) = right.1 else { return Ok(()) };
            kinds(left, (right.0, of))
        }
        (_, Type::List(of)) => kinds(left, (right.0, of)),
        (_, of) => at(right.0, format!("`in` wants a list, such as `['a', 'b']`, and this is {of}"), None),
    }
}
