//! Workflow commands of GitHub Actions: one line a problem, which GitHub shows beside the line of the file.
//!
//! The form and its escapes are those of `packages/core/src/command.ts` in actions/toolkit: `%`, CR and LF are escaped
//! in a message, `:` and `,` in a property too.

use super::{Shown, path::relative, region, severity, told};

pub(super) fn show(all: &[Shown<'_>], root: &str) -> String {
    all.iter().map(|shown| command(shown, root)).collect()
}

fn command(shown: &Shown<'_>, root: &str) -> String {
    let problem = shown.problem;
    let (begin, end) = region::ends(problem.place.span, shown.source);
    let (line, column) = (begin.line, begin.column);
    // GitHub takes columns only where an annotation begins and ends in one line, and an empty one is not shown.
    let columns = match end.line == line {
        true => format!(",col={column},endColumn={}", end.column.max(column + 1)),
        false => String::new(),
    };
    format!(
        "::{} file={},line={line},endLine={}{columns},title={}::{}\n",
        severity(problem.severity),
        property(&relative(&problem.place.file, root)),
        end.line,
        property(problem.rule),
        message(&told(problem)),
    )
}

fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
