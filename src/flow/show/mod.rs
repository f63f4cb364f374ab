//! Problems as designers and programs read them: one file a form.
//!
//! Invariant: what came out of a file stays data. A text cannot move a terminal's cursor, an annotation cannot begin
//! another command, and every place is one of the file that it names. A problem of a file that several flows share is
//! shown once.
//!
//! To add a form: its file here, its variant in [`Form`] and its line in [`FORMS`]; a test shows every form something.

mod difference;
mod github;
mod gitlab;
mod json;
mod path;
mod region;
mod sarif;
mod summary;
mod text;

use std::collections::BTreeSet;

use super::{
    bundle::Sources,
    problem::{Problem, Severity},
};

pub use difference::difference;
pub use path::relative;
pub use summary::{counted, summary};
pub use text::text;
pub(super) use text::unseen;

/// Problems, and the files that they were found in.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The problems of one flow.
    pub problems: &'a [Problem],
    /// The flow's files.
    pub sources: &'a Sources,
}

/// A form in which problems are shown to programs. People read [`text()`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// JSON of our own: `version` (1), `errors`, `warnings`, `bounds`, and `problems`. The bounds of each flow that can
    /// be served are `flow`, `steps`, and for each of its `lines` `unhelped`, `offer` and `person`, in `turns` and
    /// `seconds`. A problem is `file`, `rule`, `severity` (`error` or `warning`), `says`, `hint` (or null), `place`,
    /// and `fix` (or null) of `place`, `text` and a unified `difference`. A place is `line`, `column`, `end_line`,
    /// `end_column` from 1, in characters, and `start`, `end` in bytes from 0; the end is behind the last letter.
    Json,
    /// SARIF 2.1.0, for editors and code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions, one line a problem.
    Github,
    /// The code quality report of GitLab.
    Gitlab,
}

/// Every form for programs, with its name.
pub const FORMS: [(&str, Form); 4] =
    [("json", Form::Json), ("sarif", Form::Sarif), ("github", Form::Github), ("gitlab", Form::Gitlab)];

impl Form {
    /// All problems in this form. `root` is the folder that file names are made relative to, where they are absolute.
    #[must_use]
    pub fn show(self, found: &[Found<'_>], root: &str) -> String {
        self.show_with(found, root, &[])
    }

    /// The same with what is proven of the flows that can be served, where the form has a place for it.
    #[must_use]
    pub fn show_with(self, found: &[Found<'_>], root: &str, bounds: &[serde_json::Value]) -> String {
        let all = once_each(found);
        match self {
            Self::Json => json::show(&all, root, bounds),
            Self::Sarif => sarif::show(&all, root),
            Self::Github => github::show(&all, root),
            Self::Gitlab => gitlab::show(&all, root),
        }
    }
}

/// A problem with the text of the file that it is in.
struct Shown<'a> {
    problem: &'a Problem,
    source: &'a str,
}

/// The problems of all flows, each once.
fn once_each<'a>(found: &[Found<'a>]) -> Vec<Shown<'a>> {
    let mut seen = BTreeSet::new();
    let all = found.iter().flat_map(|found| found.problems.iter().map(move |problem| (problem, found.sources)));
    all.filter(|(problem, _)| seen.insert((&problem.place, problem.rule, problem.says.as_str())))
        .map(|(problem, sources)| Shown { problem, source: sources.file(&problem.place.file).unwrap_or("") })
        .collect()
}

/// A severity as every form calls it.
const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// What is wrong, and what to do about it, as one text.
fn told(problem: &Problem) -> String {
    match &problem.hint {
        Some(hint) => format!("{}: {hint}", problem.says),
        None => problem.says.clone(),
    }
}
