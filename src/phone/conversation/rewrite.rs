//! Brings a conversation file up to date with what came, and leaves alone what is still true.

use super::parse::{Kind, expectation, numbered, one_spaced};
use super::{Expectation, Expected, compare};

/// The same file with the orders that came: `actual` holds them for each stimulus of the file, in order.
///
/// An exchange whose orders still fit stays as its author wrote it, with its `...` and without reasons. Otherwise its
/// order lines are replaced; comments, empty lines and texts in quotes stay. Stimuli that `actual` does not reach stay
/// as they are.
#[must_use]
pub fn rewrite(source: &str, actual: &[Vec<String>]) -> String {
    let lines: Vec<(usize, &str)> = numbered(source).collect();
    let mut text = String::with_capacity(source.len());
    let mut exchanges = actual.iter();
    let mut rest = lines.as_slice();
    while let Some(((_, line), after)) = rest.split_first() {
        push(&mut text, line);
        rest = after;
        if let Kind::Does(_) = Kind::of(line) {
            let length = after.iter().take_while(|(_, line)| !begins_another(line)).count();
            let (body, following) = after.split_at_checked(length).unwrap_or((after, &[]));
            match exchanges.next() {
                Some(orders) => update(&mut text, body, orders),
                None => body.iter().for_each(|(_, line)| push(&mut text, line)),
            }
            rest = following;
        }
    }
    text
}

fn update(text: &mut String, body: &[(usize, &str)], orders: &[String]) {
    let expected: Vec<Expected> = body.iter().filter_map(|(line, text)| order_line(*line, text)).collect();
    let quoted =
        body.iter().any(|(line, text)| order_line(*line, text).is_none() && matches!(Kind::of(text), Kind::Expects(_)));
    let still_true = if expected.is_empty() && quoted { true } else { compare(&expected, orders, &[]).is_none() };
    if still_true {
        return body.iter().for_each(|(_, line)| push(text, line));
    }
    let mut written = expected.is_empty();
    if written {
        push_orders(text, orders);
    }
    for (number, line) in body {
        if order_line(*number, line).is_none() {
            push(text, line);
        } else if !written {
            push_orders(text, orders);
            written = true;
        }
    }
}

/// The line as an expected order, if it is one.
fn order_line(number: usize, text: &str) -> Option<Expected> {
    let Kind::Expects(rest) = Kind::of(text) else { return None };
    let what = expectation(number, rest).ok().filter(|what| !matches!(what, Expectation::Spoken(_)))?;
    Some(Expected { line: number, what })
}

fn begins_another(line: &str) -> bool {
    matches!(Kind::of(line), Kind::Does(_) | Kind::Header)
}

fn push_orders(text: &mut String, orders: &[String]) {
    for order in orders {
        push(text, &format!("<   {}", one_spaced(order).replacen(" because ", "  because ", 1)));
    }
}

fn push(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}
