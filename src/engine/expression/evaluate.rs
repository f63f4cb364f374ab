//! What an expression comes to.
//!
//! Invariant: total. What needs something unknown is unknown, except that `x and false` is false and `x or true` is
//! true whatever `x` is; what cannot be calculated (a division by zero, a number too large) is unknown.

use std::cmp::Ordering;

use chrono::Days;
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::node::{Function, Id, Node, Operator, What};
use crate::call::Value;

/// What the whole comes to.
pub(super) fn value(nodes: &[Node], environment: &dyn Fn(&str) -> Option<Value>) -> Option<Value> {
    values(nodes, environment).pop().flatten()
}

/// What each part comes to.
pub(super) fn values(nodes: &[Node], environment: &dyn Fn(&str) -> Option<Value>) -> Vec<Option<Value>> {
    let mut known: Vec<Option<Value>> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let value = one(node, &known, environment);
        known.push(value);
    }
    known
}

fn one(node: &Node, known: &[Option<Value>], environment: &dyn Fn(&str) -> Option<Value>) -> Option<Value> {
    let at = |id: &Id| known.get(*id).and_then(Option::as_ref);
    match &node.what {
        What::Literal(value) => Some(value.clone()),
        What::List(items) => Some(Value::List(items.iter().map(|(value, _)| value.clone()).collect())),
        What::Path(path) => environment(path),
        What::Not(of) => truth(at(of)).map(|truth| Value::Truth(!truth)),
        What::Negative(of) => negative(at(of)?),
        What::Pair(Operator::And, left, right) => and(truth(at(left)), truth(at(right))).map(Value::Truth),
        What::Pair(Operator::Or, left, right) => {
            let both_false = and(truth(at(left)).map(|left| !left), truth(at(right)).map(|right| !right));
            both_false.map(|both| Value::Truth(!both))
        }
        What::Pair(operator, left, right) if operator.compares() => {
            compare(*operator, at(left)?, at(right)?).map(Value::Truth)
        }
        What::Pair(operator, left, right) => calculate(*operator, at(left)?, at(right)?),
        What::Call(Function::Known, given) => Some(Value::Truth(given.first().and_then(at).is_some())),
        What::Call(function, given) => call(*function, at(given.first()?)?, given.get(1).and_then(at)),
    }
}

fn truth(value: Option<&Value>) -> Option<bool> {
    if let Some(Value::Truth(truth)) = value { Some(*truth) } else { None }
}

fn and(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        (None, _) | (_, None) => None,
    }
}

fn negative(value: &Value) -> Option<Value> {
    match value {
        Value::Number(number) => Some(Value::Number(-*number)),
        Value::Money(amount) => Some(Value::Money(-*amount)),
        Value::Digits(_) | Value::Text(_) | Value::Truth(_) | Value::Phone(_) | Value::Date(_) | Value::Time(_) => None,
        Value::Moment(_) | Value::Choice(_) | Value::Prompt(_) | Value::List(_) | Value::Record(_) => None,
    }
}

/// Whether a comparison holds; nothing if the two have nothing in common.
pub(super) fn compare(operator: Operator, left: &Value, right: &Value) -> Option<bool> {
    match operator {
        Operator::Equal => equal(left, right),
        Operator::Differs => equal(left, right).map(|equal| !equal),
        Operator::Less => ordered(left, right).map(Ordering::is_lt),
        Operator::AtMost => ordered(left, right).map(Ordering::is_le),
        Operator::More => ordered(left, right).map(Ordering::is_gt),
        Operator::AtLeast => ordered(left, right).map(Ordering::is_ge),
        Operator::In => {
            let Value::List(items) = right else { return None };
            let found: Option<Vec<bool>> = items.iter().map(|item| equal(left, item)).collect();
            found.map(|found| found.contains(&true))
        }
        Operator::Or | Operator::And | Operator::Plus | Operator::Minus | Operator::Times | Operator::Over => None,
    }
}

fn equal(left: &Value, right: &Value) -> Option<bool> {
    match (left, right) {
        (Value::Truth(left), Value::Truth(right)) => Some(left == right),
        (Value::Prompt(left), Value::Prompt(right)) => Some(left == right),
        (left, right) => match (written(left), written(right)) {
            (Some(left), Some(right)) => Some(left == right),
            (_, _) => ordered(left, right).map(Ordering::is_eq),
        },
    }
}

/// What is compared by its letters.
fn written(value: &Value) -> Option<&str> {
    match value {
        Value::Digits(text) | Value::Text(text) => Some(text),
        Value::Phone(number) => Some(number.e164()),
        Value::Choice(name) => Some(name.as_str()),
        Value::Truth(_) | Value::Number(_) | Value::Money(_) | Value::Date(_) | Value::Time(_) => None,
        Value::Moment(_) | Value::Prompt(_) | Value::List(_) | Value::Record(_) => None,
    }
}

/// Which comes first, of numbers and amounts, days, times.
pub(super) fn ordered(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left) | Value::Money(left), Value::Number(right) | Value::Money(right)) => Some(left.cmp(right)),
        (Value::Date(left), Value::Date(right)) => Some(left.cmp(right)),
        (Value::Time(left), Value::Time(right)) => Some(left.cmp(right)),
        (Value::Moment(left), Value::Moment(right)) => Some(left.cmp(right)),
        (_, _) => None,
    }
}

fn calculate(operator: Operator, left: &Value, right: &Value) -> Option<Value> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => reckon(operator, *left, *right).map(Value::Number),
        (Value::Money(left), Value::Money(right)) if operator == Operator::Over => {
            reckon(operator, *left, *right).map(Value::Number)
        }
        (Value::Money(left) | Value::Number(left), Value::Money(right) | Value::Number(right)) => {
            reckon(operator, *left, *right).map(Value::Money)
        }
        (Value::Date(left), Value::Date(right)) if operator == Operator::Minus => {
            Some(Value::Number(left.signed_duration_since(*right).num_days().into()))
        }
        (Value::Date(day), Value::Number(days)) => {
            let days = if operator == Operator::Minus { -*days } else { *days };
            later(*day, days).map(Value::Date)
        }
        (Value::Number(days), Value::Date(day)) => later(*day, *days).map(Value::Date),
        (_, _) => None,
    }
}

fn reckon(operator: Operator, left: Decimal, right: Decimal) -> Option<Decimal> {
    match operator {
        Operator::Plus => left.checked_add(right),
        Operator::Minus => left.checked_sub(right),
        Operator::Times => left.checked_mul(right),
        Operator::Over => left.checked_div(right).map(|quotient| quotient.normalize()),
        Operator::Or | Operator::And | Operator::In => None,
        Operator::Equal
        | Operator::Differs
        | Operator::Less
        | Operator::AtMost
        | Operator::More
        | Operator::AtLeast => None,
    }
}

/// The day so many whole days later; nothing for parts of days.
fn later(day: chrono::NaiveDate, days: Decimal) -> Option<chrono::NaiveDate> {
    let whole = if days.is_integer() { days.to_i64() } else { None }?;
    let count = Days::new(whole.unsigned_abs());
    if whole < 0 { day.checked_sub_days(count) } else { day.checked_add_days(count) }
}

fn call(function: Function, of: &Value, second: Option<&Value>) -> Option<Value> {
    match (function, of) {
        (Function::Size, Value::List(items)) => Some(Value::Number(items.len().into())),
        (Function::Size, of) => written(of).map(|text| Value::Number(text.chars().count().into())),
        (Function::Starts, of) => Some(Value::Truth(written(of)?.starts_with(written(second?)?))),
        (Function::Day, Value::Moment(moment)) => Some(Value::Date(moment.date())),
        (Function::Time, Value::Moment(moment)) => Some(Value::Time(moment.time())),
        (Function::Known | Function::Day | Function::Time, _) => None,
    }
}
