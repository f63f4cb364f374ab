//! SARIF 2.1.0, which editors and code scanning read. Section numbers are those of the OASIS standard, errata 01.

use serde_json::{Value, json};

use super::{Shown, path::uri, region, severity, told};
use crate::flow::{RULES, manuals, place::Span, problem::KINDS};

/// Where the form is described, as section 3.13.3 wants it.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub(super) fn show(all: &[Shown<'_>], root: &str) -> String {
    let demands = manuals();
    let rules: Vec<(&str, &str)> = RULES
        .iter()
        .map(|rule| (rule.name, rule.manual))
        .chain(KINDS.iter().copied())
        .chain(demands.iter().map(|(name, manual)| (*name, manual.as_str())))
        .collect();
    let results: Vec<Value> = all.iter().map(|shown| result(shown, &rules, root)).collect();
    let described: Vec<Value> = rules.iter().map(|(name, manual)| rule(name, manual)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "clew", "version": env!("CARGO_PKG_VERSION"), "rules": described } },
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

/// A rule, as a reporting descriptor (section 3.49).
fn rule(name: &str, manual: &str) -> Value {
    json!({
        "id": name,
        "shortDescription": { "text": first_sentence(manual) },
        "fullDescription": { "text": manual },
        "help": { "text": manual },
    })
}

/// The first sentence of a manual, with its full stop.
fn first_sentence(manual: &str) -> &str {
    let end = manual.find(". ").map_or(manual.len(), |end| end + 1);
    manual.get(..end).unwrap_or(manual)
}

/// A problem, as a result (section 3.27).
fn result(shown: &Shown<'_>, rules: &[(&str, &str)], root: &str) -> Value {
    let Shown { problem, source } = shown;
    let file = json!({ "uri": uri(&problem.place.file, root) });
    let mut result = json!({
        "ruleId": problem.rule,
        "level": severity(problem.severity),
        "message": { "text": told(problem) },
        "locations": [{
            "physicalLocation": { "artifactLocation": file, "region": region(problem.place.span, source) },
        }],
    });
    let Some(members) = result.as_object_mut() else { return result };
    if let Some(index) = rules.iter().position(|(name, _)| *name == problem.rule) {
        members.insert("ruleIndex".to_owned(), json!(index));
    }
    if let Some(fix) = &problem.fix {
        let replacement = json!({ "deletedRegion": region(fix.span, source), "insertedContent": { "text": fix.text } });
        let title = problem.hint.as_deref().unwrap_or("write instead");
        let change = json!({ "artifactLocation": file, "replacements": [replacement] });
        // Section 3.8: what the form has no word for is a property.
        let sure = json!({ "sure": fix.sure });
        let fix = json!({ "description": { "text": title }, "artifactChanges": [change], "properties": sure });
        members.insert("fixes".to_owned(), json!([fix]));
    }
    result
}

/// A text region (section 3.30.2). Its end column is that of the letter after the last one; an empty region is the
/// point before its letter.
fn region(span: Span, source: &str) -> Value {
    let (begin, end) = region::ends(span, source);
    json!({ "startLine": begin.line, "startColumn": begin.utf16, "endLine": end.line, "endColumn": end.utf16 })
}
