//! JSON of our own, for programs: one object, with every problem, its place and what would repair it.

use serde_json::{Value, json};

use super::{Shown, difference::difference, path::relative, region, severity};
use crate::flow::place::Span;

/// The form's version: it changes when a program that reads an earlier one could no longer do so.
const VERSION: u8 = 1;

pub(super) fn show(all: &[Shown<'_>], root: &str, bounds: &[Value]) -> String {
    let problems: Vec<Value> = all.iter().map(|shown| problem(shown, root)).collect();
    let count = |name: &str| all.iter().filter(|shown| severity(shown.problem.severity) == name).count();
    let document = json!({
        "version": VERSION,
        "errors": count("error"),
        "warnings": count("warning"),
        "bounds": bounds,
        "problems": problems,
    });
    format!("{document:#}\n")
}

fn problem(shown: &Shown<'_>, root: &str) -> Value {
    let Shown { problem, source } = shown;
    let file = relative(&problem.place.file, root);
    let fix = problem.fix.as_ref().map(|fix| {
        json!({
            "place": place(fix.span, source),
            "text": fix.text,
            "sure": fix.sure,
            "difference": difference(&file, source, fix),
        })
    });
    json!({
        "file": file,
        "rule": problem.rule,
        "severity": severity(problem.severity),
        "says": problem.says,
        "hint": problem.hint,
        "place": place(problem.place.span, source),
        "fix": fix,
    })
}

/// A place: lines and columns from 1, columns in characters; `start` and `end` in bytes from 0. The end is the place
/// behind the last letter.
fn place(span: Span, source: &str) -> Value {
    let (begin, end) = region::ends(span, source);
    let span = region::within(span, source);
    json!({
        "line": begin.line,
        "column": begin.column,
        "end_line": end.line,
        "end_column": end.column,
        "start": span.start,
        "end": span.end,
    })
}
