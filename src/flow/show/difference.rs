//! What a fix changes, as a unified difference.

use super::region::within;
use crate::flow::place::Fix;

/// What a fix changes in a file, as a unified difference of one piece, without lines around it: `patch -p1` and
/// `git apply --unidiff-zero` take it. `name` is the file's name, `source` its text.
#[must_use]
pub fn difference(name: &str, source: &str, fix: &Fix) -> String {
    let span = within(fix.span, source);
    let before = |at: usize| source.get(..at).unwrap_or("");
    let begin = before(span.start).rfind('\n').map_or(0, |end| end + 1);
    let rest = source.get(span.end..).unwrap_or("");
    let end = span.end + rest.find('\n').map_or(rest.len(), |end| end + 1);
    let old = source.get(begin..end).unwrap_or("");
    let new = format!(
        "{}{}{}",
        source.get(begin..span.start).unwrap_or(""),
        fix.text,
        source.get(span.end..end).unwrap_or("")
    );
    let (old, new): (Vec<&str>, Vec<&str>) = (lines(old), lines(&new));
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let (old, new) = (old.get(same..).unwrap_or(&[]), new.get(same..).unwrap_or(&[]));
    let ends_same = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let old = old.get(..old.len() - ends_same).unwrap_or(&[]);
    let new = new.get(..new.len() - ends_same).unwrap_or(&[]);
    let first = before(begin).matches('\n').count() + 1 + same;
    let mut text = format!("--- a/{name}\n+++ b/{name}\n@@ -{} +{} @@\n", range(first, old), range(first, new));
    old.iter().for_each(|line| push(&mut text, '-', line));
    new.iter().for_each(|line| push(&mut text, '+', line));
    text
}

/// The lines of a text, each with its end.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Lines by the first one and how many. None at all stand behind the line before, as the form has it.
fn range(first: usize, lines: &[&str]) -> String {
    let first = if lines.is_empty() { first - 1 } else { first };
    format!("{first},{}", lines.len())
}

fn push(text: &mut String, sign: char, line: &str) {
    text.push(sign);
    text.push_str(line);
    if !line.ends_with('\n') {
        text.push_str("\n\\ No newline at end of file\n");
    }
}
