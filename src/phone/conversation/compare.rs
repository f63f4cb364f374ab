//! Compares what was expected with what came, both ways: what is missing and what nobody wrote.

use std::fmt::Write as _;

use super::{
    Expectation, Expected,
    parse::one_spaced,
    quoted::{is_spoken, placed},
};
use crate::phone::excerpt;

/// The most letters of a stimulus that are shown again.
const STIMULUS_MAX: usize = 80;
/// The most letters of an order or a text that are shown: more than any that is heard to its end.
const ROW_MAX: usize = 1_000;

/// How an exchange differs from what is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The rows of the comparison, in order.
    pub rows: Vec<Row>,
}

/// One row of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// Written, and so it came.
    Same(String),
    /// Written, but it did not come.
    Missing {
        /// Its place in the file, from 1.
        line: usize,
        /// What is written.
        text: String,
    },
    /// It came, but is not written.
    Extra(String),
}

/// Compares an exchange: `expected` as written, the orders that came, and the texts that were spoken.
///
/// Orders must be exactly those written, where `...` stands for any; if only texts in quotes are written, orders are
/// not compared. Each text in quotes must have been spoken, in the order written; others may lie between them,
/// unwritten.
#[must_use]
pub fn compare(expected: &[Expected], actual: &[String], spoken: &[String]) -> Option<Difference> {
    let (quoted, orders): (Vec<&Expected>, Vec<&Expected>) =
        expected.iter().partition(|one| matches!(one.what, Expectation::Spoken(_)));
    let mut rows = Vec::new();
    if quoted.is_empty() || !orders.is_empty() {
        rows.extend(align(&orders, actual));
    }
    if !quoted.is_empty() {
        rows.extend(heard(&quoted, spoken));
    }
    let differs = rows.iter().any(|row| !matches!(row, Row::Same(_)));
    differs.then_some(Difference { rows })
}

impl Difference {
    /// The difference as text, for a terminal: `-` is written but did not come, `+` came but is not written.
    /// `line` is that of the stimulus in the file.
    #[must_use]
    pub fn shown(&self, file: &str, line: usize, stimulus: &str) -> String {
        let mut text = format!("{file}:{line}: not as written, after `> {}`\n", excerpt(stimulus, STIMULUS_MAX));
        let short = |row: &str| excerpt(row, ROW_MAX);
        for row in &self.rows {
            // Writing to a string cannot fail.
            let _ = match row {
                Row::Same(same) => writeln!(text, "        {}", short(same)),
                Row::Missing { line, text: missing } => writeln!(text, "{line:>5} - {}", short(missing)),
                Row::Extra(extra) => writeln!(text, "      + {}", short(extra)),
            };
        }
        text.push_str("  (- is written but did not come, + came but is not written)\n");
        text
    }
}

/// Whether an order came that is the one written. Without `because`, the reason does not matter.
fn matches(written: &str, came: &str) -> bool {
    let came = one_spaced(came);
    let in_full = came.starts_with("person hears ");
    let order = came.split_once(" because ").filter(|_| !in_full).map_or(came.as_str(), |(order, _)| order);
    written == came || written == order
}

/// The cheapest way from what is written to what came: the classic table, where `...` takes any order for nothing.
fn align(written: &[&Expected], came: &[String]) -> Vec<Row> {
    let costs = costs(written, came);
    let cost = |i: usize, j: usize| costs.get(i).and_then(|row| row.get(j)).copied().unwrap_or(usize::MAX);
    let (mut i, mut j) = (0, 0);
    let mut rows = Vec::new();
    while i < written.len() || j < came.len() {
        let here = cost(i, j);
        match (written.get(i), came.get(j)) {
            (Some(one), Some(order)) if fits(one, order) && here == cost(i + 1, j + 1) && !is_any(one) => {
                rows.push(Row::Same(one_spaced(order)));
                (i, j) = (i + 1, j + 1);
            }
            (Some(one), Some(order)) if is_any(one) && here == cost(i, j + 1) => {
                rows.push(Row::Same(one_spaced(order)));
                j += 1;
            }
            (Some(one), _) if is_any(one) => i += 1,
            (Some(one), _) if here == cost(i + 1, j).saturating_add(1) => {
                rows.push(Row::Missing { line: one.line, text: shown(one) });
                i += 1;
            }
            (_, order) => {
                rows.extend(order.map(|order| Row::Extra(one_spaced(order))));
                j += 1;
            }
        }
    }
    rows
}

/// `costs[i][j]`: the fewest rows that differ between what is written from `i` on and what came from `j` on.
fn costs(written: &[&Expected], came: &[String]) -> Vec<Vec<usize>> {
    let mut table: Vec<Vec<usize>> = vec![(0..=came.len()).rev().collect()];
    for one in written.iter().rev() {
        let below = table.last().cloned().unwrap_or_default();
        let under = |j: usize| below.get(j).copied().unwrap_or(usize::MAX);
        let mut row = vec![if is_any(one) { under(came.len()) } else { under(came.len()) + 1 }];
        for (j, order) in came.iter().enumerate().rev() {
            let right = row.last().copied().unwrap_or(usize::MAX);
            row.push(if is_any(one) {
                right.min(under(j))
            } else {
                let same = if fits(one, order) { under(j + 1) } else { usize::MAX };
                same.min(right + 1).min(under(j) + 1)
            });
        }
        row.reverse();
        table.push(row);
    }
    table.reverse();
    table
}

/// Each text in quotes, and what was spoken in its place. That others were spoken is no difference.
fn heard(quoted: &[&Expected], spoken: &[String]) -> Vec<Row> {
    let texts: Vec<&str> = quoted.iter().filter_map(|one| quote(one)).collect();
    let mut rows = Vec::new();
    for (one, came) in quoted.iter().zip(placed(&texts, spoken)) {
        match came {
            Some(came) if fits(one, came) => rows.push(Row::Same(shown(one))),
            came => {
                rows.push(Row::Missing { line: one.line, text: shown(one) });
                rows.extend(came.map(|came| Row::Extra(format!("\"{}\"", one_spaced(came)))));
            }
        }
    }
    rows
}

/// The text that is expected, if it is one in quotes.
pub(super) fn quote(expected: &Expected) -> Option<&str> {
    match &expected.what {
        Expectation::Spoken(text) => Some(text),
        Expectation::Anything | Expectation::Order(_) => None,
    }
}

fn is_any(expected: &Expected) -> bool {
    expected.what == Expectation::Anything
}

fn fits(expected: &Expected, came: &str) -> bool {
    match &expected.what {
        Expectation::Anything => true,
        Expectation::Order(written) => matches(written, came),
        Expectation::Spoken(written) => is_spoken(written, &one_spaced(came)),
    }
}

fn shown(expected: &Expected) -> String {
    match &expected.what {
        Expectation::Anything => "...".to_owned(),
        Expectation::Order(written) => written.clone(),
        Expectation::Spoken(written) => format!("\"{written}\""),
    }
}
