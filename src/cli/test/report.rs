//! What became of conversations, for programs: JUnit's XML, and JSON.

use std::io;

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};
use serde_json::{Value, json};

use super::{Case, Outcome};
use crate::phone::printable;

/// The form's version: it changes when a program that reads an earlier one could no longer do so.
const VERSION: u8 = 1;

/// As JSON: `version` (1), `run`, `differ`, `conversations` and `coverage`. A conversation has `file`, `line`, `name`,
/// `seconds` of the caller's time, and `difference`, null if it is as written. The coverage of a flow has `flow`,
/// `steps` (`entered`, `all`), `exits` (`taken`, `all`), and what was `never` gone through.
#[must_use]
pub fn json(outcome: &Outcome) -> String {
    let cases: Vec<Value> = outcome.cases.iter().map(case_json).collect();
    let coverage: Vec<Value> = outcome.coverage.iter().map(super::Coverage::json).collect();
    let report = json!({
        "version": VERSION,
        "run": outcome.run,
        "differ": outcome.differences.len(),
        "conversations": cases,
        "coverage": coverage,
    });
    format!("{report:#}\n")
}

fn case_json(case: &Case) -> Value {
    json!({
        "file": case.file,
        "line": case.line,
        "name": case.name,
        "seconds": case.millis / 1000,
        "difference": case.difference,
    })
}

/// As the XML that JUnit's tasks for Ant made common: a suite for each file, a case for each conversation. Times are
/// those that the caller spent.
///
/// # Errors
/// None that a buffer in memory can have.
pub fn junit(outcome: &Outcome) -> io::Result<String> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all: Vec<&Case> = outcome.cases.iter().collect();
    let mut suites = BytesStart::new("testsuites");
    count(&mut suites, &all);
    writer.write_event(Event::Start(suites))?;
    for of_file in all.chunk_by(|a, b| a.file == b.file) {
        suite(&mut writer, of_file)?;
    }
    writer.write_event(Event::End(BytesEnd::new("testsuites")))?;
    let mut text = String::from_utf8(writer.into_inner()).map_err(io::Error::other)?;
    text.push('\n');
    Ok(text)
}

fn suite(writer: &mut Writer<Vec<u8>>, cases: &[&Case]) -> io::Result<()> {
    let name = cases.first().map_or("", |case| case.file.as_str());
    let mut start = BytesStart::new("testsuite");
    start.push_attribute(("name", allowed(name).as_str()));
    count(&mut start, cases);
    writer.write_event(Event::Start(start))?;
    for case in cases {
        let mut start = BytesStart::new("testcase");
        start.push_attribute(("name", allowed(&case.name).as_str()));
        start.push_attribute(("classname", allowed(name).as_str()));
        start.push_attribute(("file", allowed(name).as_str()));
        start.push_attribute(("line", case.line.to_string().as_str()));
        start.push_attribute(("time", seconds(case.millis).as_str()));
        match &case.difference {
            None => writer.write_event(Event::Empty(start))?,
            Some(difference) => {
                writer.write_event(Event::Start(start))?;
                failure(writer, &allowed(difference))?;
                writer.write_event(Event::End(BytesEnd::new("testcase")))?;
            }
        }
    }
    writer.write_event(Event::End(BytesEnd::new("testsuite")))
}

fn failure(writer: &mut Writer<Vec<u8>>, difference: &str) -> io::Result<()> {
    let mut start = BytesStart::new("failure");
    start.push_attribute(("message", difference.lines().next().unwrap_or("")));
    start.push_attribute(("type", "difference"));
    writer.write_event(Event::Start(start))?;
    writer.write_event(Event::Text(BytesText::new(difference)))?;
    writer.write_event(Event::End(BytesEnd::new("failure")))
}

fn count(start: &mut BytesStart<'_>, cases: &[&Case]) {
    let failures = cases.iter().filter(|case| case.difference.is_some()).count();
    start.push_attribute(("tests", cases.len().to_string().as_str()));
    start.push_attribute(("failures", failures.to_string().as_str()));
    start.push_attribute(("errors", "0"));
    start.push_attribute(("time", seconds(cases.iter().map(|case| case.millis).sum()).as_str()));
}

fn seconds(millis: u64) -> String {
    format!("{}.{:03}", millis / 1000, millis % 1000)
}

/// The text without what XML 1.0 forbids (section 2.2) or what could not be read.
fn allowed(text: &str) -> String {
    printable(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
