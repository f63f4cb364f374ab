//! What `clew check` and `clew explain` print for programs, and what `clew check --fix` writes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    clippy::string_slice,
    reason = "tests"
)]

#[path = "check_output/command.rs"]
mod command;
#[path = "check_output/places.rs"]
mod places;
#[path = "check_output/sarif.rs"]
mod sarif;

use std::{collections::BTreeSet, fs, path::Path};

use clew::flow::{Bundle, FORMS, Form, Found, Problem, Severity, Sources, difference, relative, summary};
use serde_json::Value;

/// Every broken flow of `tests/problems`, as files and what is wrong with them.
fn broken() -> Vec<(Sources, Vec<Problem>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/problems");
    let prompts = fs::read_to_string(folder.join("shared/en-US.yaml")).unwrap();
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let name = format!("flows/{}", path.file_name().unwrap().to_str().unwrap());
            let text = fs::read_to_string(&path).unwrap();
            let sources =
                Sources::new(name, text).with_prompts("en-US", "flows/../prompts/en-US.yaml", prompts.clone());
            let problems = problems(&sources);
            found.push((sources, problems));
        }
    }
    assert!(60 < found.len(), "{} broken flows", found.len());
    found
}

fn problems(sources: &Sources) -> Vec<Problem> {
    match Bundle::build(sources.clone()) {
        Ok((_, warnings)) => warnings,
        Err(problems) => problems,
    }
}

fn shown(form: Form, all: &[(Sources, Vec<Problem>)]) -> String {
    let found: Vec<Found<'_>> = all.iter().map(|(sources, problems)| Found { problems, sources }).collect();
    form.show(&found, "")
}

fn json(form: Form, all: &[(Sources, Vec<Problem>)]) -> Value {
    serde_json::from_str(&shown(form, all)).unwrap()
}

/// A flow whose one mistake stands behind letters of every width, with a name that no form may take for its own signs.
fn awkward() -> (Sources, Vec<Problem>) {
    let flow = "flow: letters\nlanguages: [en-US]\nlines: [\"+15550100\"]\nstart: hello\ndesks: { care: { title: Care } }\n\
                people: { operator: { try: [ { ring: \"+15550111\" }, { message: hello, desk: care } ] } }\n\
                prompts: { hello: { en-US: \"Hello.\" } }\nsteps:\n  hello: { title: \"é\u{1d11e}\u{20ac}\", say: hello, next: \"a%, b:\\r\\n::error::c\" }\n";
    let sources = Sources::new("flows/a b%,:ü.yaml", flow);
    let problems = problems(&sources);
    assert!(
        problems.iter().any(|problem| problem.rule == "no-such" && problem.says.contains("a%, b:")),
        "{problems:#?}"
    );
    (sources, problems)
}

fn keys<'a>(value: &'a Value, place: &str) -> BTreeSet<&'a str> {
    value.as_object().unwrap_or_else(|| panic!("{place} is no object: {value}")).keys().map(String::as_str).collect()
}

#[test]
fn our_json_names_every_member_always() {
    let mut all = broken();
    all.push(awkward());
    let document = json(Form::Json, &all);
    assert_eq!(keys(&document, "document"), BTreeSet::from(["bounds", "errors", "problems", "version", "warnings"]));
    assert_eq!(document["version"], 1);
    let problems = document["problems"].as_array().unwrap();
    let count = |severity: &str| problems.iter().filter(|problem| problem["severity"] == severity).count();
    assert_eq!((&document["errors"], &document["warnings"]), (&count("error").into(), &count("warning").into()));
    let members = BTreeSet::from(["file", "fix", "hint", "place", "rule", "says", "severity"]);
    let place = BTreeSet::from(["column", "end", "end_column", "end_line", "line", "start"]);
    let mut fixed = 0;
    for problem in problems {
        assert_eq!((keys(problem, "problem"), keys(&problem["place"], "place")), (members.clone(), place.clone()));
        if let Some(fix) = problem["fix"].as_object() {
            fixed += 1;
            assert_eq!(
                fix.keys().map(String::as_str).collect::<BTreeSet<_>>(),
                BTreeSet::from(["difference", "place", "sure", "text"])
            );
            assert_eq!(keys(&fix["place"], "place"), place);
        }
    }
    assert!(30 < fixed, "{fixed} fixes were looked at");
    let found: Vec<&Problem> = all.iter().flat_map(|(_, problems)| problems).collect();
    assert!(problems.iter().all(|one| found.iter().any(|problem| {
        one["says"] == problem.says.as_str()
            && one["place"]["line"] == problem.place.line
            && one["place"]["column"] == problem.place.column
            && one["place"]["start"] == problem.place.span.start
            && one["place"]["end"] == problem.place.span.end
    })));
}

/// Applies a unified difference of one piece, plainly.
fn patched(text: &str, difference: &str) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut rest = difference.lines();
    let (old, new) = (rest.next().unwrap(), rest.next().unwrap());
    assert!(old.starts_with("--- a/") && new.starts_with("+++ b/"), "{difference}");
    let piece = rest.next().unwrap().strip_prefix("@@ -").unwrap().strip_suffix(" @@").unwrap();
    let (from, count) = piece.split_once(" +").unwrap().0.split_once(',').unwrap();
    let (from, count): (usize, usize) = (from.parse().unwrap(), count.parse().unwrap());
    let from = if count == 0 { from } else { from - 1 };
    let (mut out, mut put) = (Vec::new(), Vec::new());
    let mut last: Option<&mut Vec<String>> = None;
    for line in rest {
        match line.split_at(1) {
            ("-", line) => {
                out.push(format!("{line}\n"));
                last = Some(&mut out);
            }
            ("+", line) => {
                put.push(format!("{line}\n"));
                last = Some(&mut put);
            }
            ("\\", _) => {
                last.as_mut().unwrap().last_mut().unwrap().pop();
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(
        lines[from..from + count].iter().map(|line| (*line).to_owned()).collect::<Vec<_>>(),
        out,
        "{difference}"
    );
    lines.splice(from..from + count, put.iter().map(String::as_str));
    lines.concat()
}

#[test]
fn a_difference_applied_is_the_fix_applied() {
    let mut tried = 0;
    for (sources, problems) in broken() {
        for problem in &problems {
            let Some(fix) = &problem.fix else { continue };
            let text = sources.file(&problem.place.file).unwrap();
            let mut wanted = text.to_owned();
            wanted.replace_range(fix.span.range(), &fix.text);
            assert_eq!(patched(text, &difference("x", text, fix)), wanted, "{}", problem.says);
            tried += 1;
        }
    }
    assert!(30 < tried, "{tried} fixes were tried");
    let seed = 20_261_124;
    let mut random = fastrand::Rng::with_seed(seed);
    for _ in 0..2000 {
        let text: String = (0..random.usize(0..12)).map(|_| ["a", "b", "é", "\n"][random.usize(0..4)]).collect();
        let mut ends = [0, 0].map(|_| {
            loop {
                let at = random.usize(0..=text.len());
                if text.is_char_boundary(at) {
                    break at;
                }
            }
        });
        ends.sort_unstable();
        let new: String = (0..random.usize(0..5)).map(|_| ["c", "é", "\n"][random.usize(0..3)]).collect();
        let fix = clew::flow::Fix { span: clew::flow::Span { start: ends[0], end: ends[1] }, text: new, sure: true };
        let mut wanted = text.clone();
        wanted.replace_range(fix.span.range(), &fix.text);
        assert_eq!(patched(&text, &difference("x", &text, &fix)), wanted, "seed {seed}: {text:?} {fix:?}");
    }
}

#[test]
fn an_annotation_is_one_line_whatever_the_file_holds() {
    let awkward = awkward();
    let text = shown(Form::Github, std::slice::from_ref(&awkward));
    let command = text.lines().find(|line| line.contains("title=no-such::")).unwrap();
    let (properties, message) = command.strip_prefix("::error ").unwrap().split_once("::").unwrap();
    assert_eq!(properties, "file=flows/a b%25%2C%3Aü.yaml,line=9,endLine=9,col=44,endColumn=66,title=no-such");
    assert!(message.contains("`a%25, b:%0D%0A::error::c`"), "{message}");
    let mut all = broken();
    all.push(awkward);
    let text = shown(Form::Github, &all);
    let problems = json(Form::Json, &all)["problems"].as_array().unwrap().len();
    assert_eq!(text.lines().count(), problems, "one line a problem");
    for line in text.lines() {
        assert!(line.starts_with("::error file=") || line.starts_with("::warning file="), "{line}");
        assert!(!line.contains('\r') && line.contains(".yaml,line="), "{line}");
    }
}

#[test]
fn a_code_quality_report_names_each_problem_by_its_own_fingerprint() {
    let all = broken();
    let report = json(Form::Gitlab, &all);
    let issues = report.as_array().unwrap();
    let prints: BTreeSet<&str> = issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
    assert_eq!(prints.len(), issues.len());
    for issue in issues {
        assert_eq!(
            keys(issue, "issue"),
            BTreeSet::from(["check_name", "description", "fingerprint", "location", "severity"])
        );
        assert!(["major", "minor"].contains(&issue["severity"].as_str().unwrap()));
        assert!(1 <= issue["location"]["lines"]["begin"].as_u64().unwrap());
        let path = issue["location"]["path"].as_str().unwrap();
        assert!(path.starts_with("flows/") || path == "prompts/en-US.yaml", "{path}");
    }
    // Lines above a problem change its line, not its fingerprint.
    let moved: Vec<(Sources, Vec<Problem>)> = all
        .iter()
        .map(|(sources, _)| {
            let mut sources = sources.clone();
            sources.flow.1.insert_str(0, "# One more line.\n");
            let problems = problems(&sources);
            (sources, problems)
        })
        .collect();
    let report = json(Form::Gitlab, &moved);
    let again =
        report.as_array().unwrap().iter().filter(|issue| prints.contains(issue["fingerprint"].as_str().unwrap()));
    assert!(prints.len() - 5 < again.count(), "fingerprints stay");
}

#[test]
fn names_of_files_are_relative_where_that_is_possible() {
    for (file, root, wanted) in [
        ("flows/parcels.yaml", "/srv", "flows/parcels.yaml"),
        ("./flows//parcels.yaml", "", "flows/parcels.yaml"),
        ("flows/../prompts/en-US.yaml", "/srv", "prompts/en-US.yaml"),
        ("../flows/a.yaml", "/srv", "../flows/a.yaml"),
        ("../../a/../b.yaml", "", "../../b.yaml"),
        ("/srv/flows/a.yaml", "/srv", "flows/a.yaml"),
        ("/srv/flows/a.yaml", "/srv/", "flows/a.yaml"),
        ("/srvs/a.yaml", "/srv", "/srvs/a.yaml"),
        ("/else/a.yaml", "", "/else/a.yaml"),
    ] {
        assert_eq!(relative(file, root), wanted, "{file} in {root}");
    }
}

#[test]
fn a_summary_counts_and_names_the_files() {
    let problem = |severity, file: &str, line| Problem {
        rule: "no-such",
        severity,
        says: format!("line {line}"),
        place: clew::flow::Place { file: file.into(), span: clew::flow::Span::default(), line, column: 1 },
        hint: None,
        fix: None,
    };
    let sources = Sources::new("a.yaml", "");
    let of = |problems: &[Problem]| summary(&[Found { problems, sources: &sources }]).unwrap_or_default();
    let (error, warning) = (Severity::Error, Severity::Warning);
    assert_eq!(of(&[]), "");
    assert_eq!(of(&[problem(error, "a.yaml", 1)]), "1 error in a.yaml");
    assert_eq!(of(&[problem(warning, "a.yaml", 1), problem(warning, "b.yaml", 1)]), "2 warnings in a.yaml and b.yaml");
    let three = [problem(error, "a.yaml", 1), problem(error, "a.yaml", 2), problem(warning, "a.yaml", 3)];
    assert_eq!(of(&three), "2 errors and 1 warning in a.yaml");
    let files = [problem(error, "a.yaml", 1), problem(error, "b.yaml", 2), problem(error, "c\u{1b}.yaml", 3)];
    assert_eq!(of(&files), "3 errors in 3 files");
    assert_eq!(of(&[problem(error, "c\u{1b}.yaml", 3)]), "1 error in c\u{fffd}.yaml");
}

#[test]
fn every_form_shows_something_and_nothing_when_all_is_well() {
    let all = broken();
    for (name, form) in FORMS {
        let (some, none) = (shown(form, &all), shown(form, &[]));
        assert!(
            some.contains("no-such")
                && some.contains("flows/no-such.yaml") | some.contains("flows/no-such.target.yaml"),
            "{name}"
        );
        assert!(none.len() < some.len() && !none.contains("line\":"), "{name}: {none}");
    }
}
