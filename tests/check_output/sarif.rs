//! SARIF 2.1.0, held against what its standard requires. Section numbers are those of the OASIS standard, errata 01
//! (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html>).

use std::collections::BTreeSet;

use clew::flow::{Form, KINDS, Problem, RULES, Sources, manuals, relative};
use serde_json::Value;

use super::{awkward, broken, json, keys};

/// The byte at a line and a column, both from 1, the column in UTF-16 code units: as who reads SARIF finds it.
fn byte_at(text: &str, line: &Value, column: &Value) -> usize {
    let (line, mut left) = (line.as_u64().unwrap(), column.as_u64().unwrap() - 1);
    let start: usize = text.split_inclusive('\n').take(usize::try_from(line).unwrap() - 1).map(str::len).sum();
    let mut at = start;
    for letter in text[start..].chars() {
        if left == 0 {
            break;
        }
        left -= letter.len_utf16() as u64;
        at += letter.len_utf8();
    }
    assert_eq!(left, 0, "column {column} of line {line} is behind its end");
    at
}

#[test]
fn sarif_is_what_its_standard_says() {
    let mut all = broken();
    all.push(awkward());
    let log = json(Form::Sarif, &all);
    // Section 3.13: `version` is this text, `runs` an array. Section 3.13.3: `$schema` is the schema's absolute URI.
    assert_eq!((&log["version"], log["runs"].as_array().unwrap().len()), (&Value::from("2.1.0"), 1));
    assert!(
        log["$schema"].as_str().unwrap().starts_with("https://")
            && log["$schema"].as_str().unwrap().ends_with("2.1.0.json")
    );
    let run = &log["runs"][0];
    // Section 3.14.27: how columns are counted has to be said where it is not by the default.
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    // Sections 3.14.6, 3.18.2, 3.19.8: a run has a tool, a tool a driver, a driver a name.
    let driver = &run["tool"]["driver"];
    assert_eq!((&driver["name"], &driver["version"]), (&Value::from("clew"), &Value::from(env!("CARGO_PKG_VERSION"))));
    let rules = driver["rules"].as_array().unwrap();
    let ids: BTreeSet<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    // Section 3.19.23: rules are unique. Section 3.49.3: each has an id, and here a help (3.49.13).
    assert_eq!((rules.len(), ids.len()), (RULES.len() + KINDS.len() + manuals().len(), rules.len()));
    for rule in rules {
        assert!(
            rule["help"]["text"].as_str().unwrap().len() >= rule["shortDescription"]["text"].as_str().unwrap().len()
        );
        assert!(rule["shortDescription"]["text"].as_str().unwrap().ends_with('.'), "{rule}");
    }
    // Section 3.14.23: results is an array, and it is there even when it is empty.
    let results = run["results"].as_array().unwrap();
    let problems: Vec<(&Sources, &Problem)> =
        all.iter().flat_map(|(sources, problems)| problems.iter().map(move |problem| (sources, problem))).collect();
    let named = |result: &Value, problem: &Problem| result["ruleId"] == problem.rule;
    for result in results {
        // Section 3.27.5, 3.27.6: the rule by its id, and by its place among the rules.
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        // Section 3.27.10: one of these levels. Section 3.11.8: a message has a text.
        assert!(["error", "warning"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        // Section 3.27.12, 3.28.3, 3.29: where it is.
        assert_eq!(result["locations"].as_array().unwrap().len(), 1);
        let place = &result["locations"][0]["physicalLocation"];
        region(&place["region"]);
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        // Section 3.4.3: a URI reference (RFC 3986, section 2), without `..` (section 3.10.2).
        assert!(uri.chars().all(|char| char.is_ascii_alphanumeric() || "-._~/%".contains(char)), "{uri}");
        assert!(!uri.contains(".."), "{uri}");
        let (sources, problem) = problems
            .iter()
            .find(|(sources, problem)| named(result, problem) && at(place, sources, problem))
            .unwrap_or_else(|| panic!("nothing was found there: {result}"));
        fixes(result, sources, problem);
    }
    // What flows share is shown once.
    let distinct: BTreeSet<_> =
        problems.iter().map(|(_, problem)| (&problem.place, problem.rule, &problem.says)).collect();
    assert_eq!(results.len(), distinct.len());
    assert_eq!(json(Form::Sarif, &[])["runs"][0]["results"], Value::Array(Vec::new()));
}

/// Section 3.30.5 to 3.30.8: lines and columns are from 1, and an end is not before its start.
fn region(region: &Value) {
    assert_eq!(keys(region, "region"), BTreeSet::from(["endColumn", "endLine", "startColumn", "startLine"]));
    let of = |key: &str| region[key].as_u64().unwrap();
    assert!(1 <= of("startLine") && 1 <= of("startColumn") && 1 <= of("endColumn"), "{region}");
    assert!((of("startLine"), of("startColumn")) <= (of("endLine"), of("endColumn")), "{region}");
}

/// Whether a place is that of a problem: the same file, and the same bytes by its lines and columns.
fn at(place: &Value, sources: &Sources, problem: &Problem) -> bool {
    let file = &*problem.place.file;
    let uri = relative(file, "").replace('%', "%25").replace(' ', "%20").replace(',', "%2C").replace(':', "%3A");
    if place["artifactLocation"]["uri"] != uri.replace('ü', "%C3%BC").as_str() {
        return false;
    }
    let text = sources.file(file).unwrap();
    let region = &place["region"];
    if usize::try_from(region["endLine"].as_u64().unwrap()).unwrap() > text.matches('\n').count() + 1 {
        return false;
    }
    let start = byte_at(text, &region["startLine"], &region["startColumn"]);
    (start, byte_at(text, &region["endLine"], &region["endColumn"]))
        == (problem.place.span.start, problem.place.span.end)
}

/// Sections 3.27.30, 3.55 to 3.57: a fix changes artifacts, a change replaces regions by texts. Done as written, it
/// gives the text that the problem's own fix gives.
fn fixes(result: &Value, sources: &Sources, problem: &Problem) {
    let Some(fix) = &problem.fix else { return assert!(result.get("fixes").is_none()) };
    let text = sources.file(&problem.place.file).unwrap();
    let changes = result["fixes"][0]["artifactChanges"].as_array().unwrap();
    assert_eq!((result["fixes"].as_array().unwrap().len(), changes.len()), (1, 1));
    assert_eq!(changes[0]["artifactLocation"], result["locations"][0]["physicalLocation"]["artifactLocation"]);
    assert_eq!(result["fixes"][0]["properties"]["sure"], fix.sure);
    let replacement = &changes[0]["replacements"][0];
    let deleted = &replacement["deletedRegion"];
    region(deleted);
    let span = byte_at(text, &deleted["startLine"], &deleted["startColumn"])
        ..byte_at(text, &deleted["endLine"], &deleted["endColumn"]);
    let (mut by_sarif, mut by_fix) = (text.to_owned(), text.to_owned());
    by_sarif.replace_range(span, replacement["insertedContent"]["text"].as_str().unwrap());
    by_fix.replace_range(fix.span.range(), &fix.text);
    assert_eq!(by_sarif, by_fix, "{}", problem.says);
}
