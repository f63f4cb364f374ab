//! How many problems there are, in a line.

use super::{Found, once_each};
use crate::flow::problem::{Problem, Severity};

/// How many errors and warnings these are.
#[must_use]
pub fn counted(problems: &[Problem]) -> (usize, usize) {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    (errors, problems.len() - errors)
}

/// How many errors and warnings there are and in which files: "2 errors and 1 warning in flows/parcels.yaml". Nothing
/// where there are none.
#[must_use]
pub fn summary(found: &[Found<'_>]) -> Option<String> {
    let problems: Vec<Problem> = once_each(found).into_iter().map(|shown| shown.problem.clone()).collect();
    let mut files: Vec<&str> = problems.iter().map(|problem| &*problem.place.file).collect();
    files.sort_unstable();
    files.dedup();
    let counts = match counted(&problems) {
        (0, 0) => return None,
        (errors, 0) => of(errors, "error"),
        (0, warnings) => of(warnings, "warning"),
        (errors, warnings) => format!("{} and {}", of(errors, "error"), of(warnings, "warning")),
    };
    let place = match files.as_slice() {
        [file] => (*file).to_owned(),
        [one, other] => format!("{one} and {other}"),
        many => of(many.len(), "file"),
    };
    Some(super::text::clean(&format!("{counts} in {place}")))
}

fn of(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
