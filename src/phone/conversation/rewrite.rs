//! Brings a conversation file up to date with what came, and leaves alone what is still true.

use super::{
    Expectation, Expected, compare,
    compare::quote,
    parse::{Kind, expectation, numbered, one_spaced},
    quoted::{is_spoken, placed},
};

/// What came of a stimulus.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Came {
    /// The orders, a line each.
    pub orders: Vec<String>,
    /// The texts that were spoken.
    pub spoken: Vec<String>,
}

/// The same file with what came: `actual` holds that for each stimulus of the file, in order.
///
/// An exchange whose orders still fit stays as its author wrote it, with its `...` and without reasons. Otherwise its
/// order lines are replaced, or written where there were none. A text in quotes that was not spoken gives way to the
/// one in its place, and goes if there is none; no other text is quoted. Comments and empty lines stay. Stimuli that
/// `actual` does not reach stay as they are.
#[must_use]
pub fn rewrite(source: &str, actual: &[Came]) -> String {
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
                Some(came) => update(&mut text, body, came),
                None => body.iter().for_each(|(_, line)| push(&mut text, line)),
            }
            rest = following;
        }
    }
    text
}

fn update(text: &mut String, body: &[(usize, &str)], came: &Came) {
    let expected = |(line, text): &(usize, &str)| expected(*line, text);
    let (quoted, ordered): (Vec<Expected>, Vec<Expected>) =
        body.iter().filter_map(expected).partition(|one| quote(one).is_some());
    let still_true = compare(&ordered, &came.orders, &[]).is_none();
    let mut written = still_true || ordered.is_empty();
    if !still_true && written {
        push_orders(text, &came.orders);
    }
    let quotes: Vec<&str> = quoted.iter().filter_map(quote).collect();
    let mut placed = quotes.iter().copied().zip(placed(&quotes, &came.spoken));
    for line in body {
        match expected(line).map(|one| one.what) {
            Some(Expectation::Spoken(_)) => push_quote(text, line.1, placed.next()),
            Some(Expectation::Anything | Expectation::Order(_)) if !still_true => {
                if !written {
                    push_orders(text, &came.orders);
                    written = true;
                }
            }
            Some(Expectation::Anything | Expectation::Order(_)) | None => push(text, line.1),
        }
    }
}

/// The line as it is while what it quotes is spoken, else with what is spoken in its place.
fn push_quote(text: &mut String, line: &str, placed: Option<(&str, Option<&str>)>) {
    match placed {
        Some((quoted, Some(came))) if is_spoken(quoted, &one_spaced(came)) => push(text, line),
        Some((_, Some(came))) => push(text, &format!("<   \"{}\"", one_spaced(came))),
        Some((_, None)) | None => {}
    }
}

/// The line as what is expected, if it is that.
fn expected(number: usize, text: &str) -> Option<Expected> {
    let Kind::Expects(rest) = Kind::of(text) else { return None };
    expectation(number, rest).ok().map(|what| Expected { line: number, what })
}

fn begins_another(line: &str) -> bool {
    matches!(Kind::of(line), Kind::Does(_) | Kind::Header)
}

fn push_orders(text: &mut String, orders: &[String]) {
    for order in orders {
        let order = one_spaced(order);
        let in_full = order.starts_with("person hears ");
        push(text, &format!("<   {}", if in_full { order } else { order.replacen(" because ", "  because ", 1) }));
    }
}

fn push(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}
