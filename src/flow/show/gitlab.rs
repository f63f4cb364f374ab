//! The code quality report of GitLab: a list in the form of Code Climate's issues, cut to what GitLab reads
//! (<https://docs.gitlab.com/ci/testing/code_quality/>, "Code Quality report format").

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{Shown, path::relative, region, told};
use crate::flow::problem::Severity;

pub(super) fn show(all: &[Shown<'_>], root: &str) -> String {
    let mut seen = BTreeMap::new();
    let issues: Vec<Value> = all.iter().map(|shown| issue(shown, root, &mut seen)).collect();
    format!("{:#}\n", Value::Array(issues))
}

fn issue(shown: &Shown<'_>, root: &str, seen: &mut BTreeMap<String, usize>) -> Value {
    let problem = shown.problem;
    let path = relative(&problem.place.file, root);
    json!({
        "description": told(problem),
        "check_name": problem.rule,
        "fingerprint": fingerprint(&format!("{}\n{path}\n{}", problem.rule, problem.says), seen),
        "severity": match problem.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
        },
        "location": { "path": path, "lines": { "begin": region::ends(problem.place.span, shown.source).0.line } },
    })
}

/// What tells a problem from others, also after lines above it have changed: what it says, and the how manieth it is
/// that says so.
fn fingerprint(says: &str, seen: &mut BTreeMap<String, usize>) -> String {
    let before = seen.entry(says.to_owned()).or_default();
    *before += 1;
    let hash = Sha256::digest(format!("{says}\n{before}"));
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
