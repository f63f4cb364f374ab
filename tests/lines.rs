//! Six lines of the kinds that are found in the wild, each written in the language as a designer would, with
//! conversations that go through every step and every way out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use std::{collections::BTreeSet, fs, path::PathBuf};

use clew::{
    cli::test::{Outcome, run_file},
    engine::{rung::RUNGS, step::VERBS},
    flow::{Bundle, schema},
    server::{Flawed, read_flows},
};

const LINES: [&str; 6] = ["clinic", "company", "crisis", "feedback", "foodbank", "taxi"];

/// The most steps of a line: one that needs more shows that the language says too little in one.
const STEPS_MAX: usize = 30;

fn folder() -> PathBuf {
    support::root().join("tests/lines")
}

fn shown(flawed: &[Flawed]) -> String {
    flawed.iter().map(|flawed| flawed.shown(false)).collect()
}

/// A line, read without a problem and without a warning.
#[track_caller]
fn built(name: &str) -> Bundle {
    let files = read_flows(Some(&folder().join(name).with_extension("yaml")), None).unwrap();
    let files = files.unwrap_or_else(|flawed| panic!("{}", shown(&flawed)));
    assert!(files.warnings.is_empty(), "{}", shown(&files.warnings));
    files.bundles.into_iter().next().unwrap()
}

/// The steps of a line, those of a part once however often it is used.
fn steps(bundle: &Bundle) -> usize {
    let names = bundle.flow.steps.keys().map(|name| name.as_str().rsplit_once('/').unwrap_or(("", name.as_str())));
    names.map(|(part, step)| (!part.is_empty(), step.to_owned())).collect::<BTreeSet<_>>().len()
}

/// `UPDATE=1` rewrites what comes, to be read by eye.
fn run(name: &str) -> Outcome {
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    run_file(&folder().join(name).with_extension("calls"), None, update)
}

#[test]
fn every_line_is_read_without_a_complaint_and_is_short() {
    for name in LINES {
        let steps = steps(&built(name));
        assert!(steps <= STEPS_MAX, "{name} has {steps} steps");
    }
}

#[test]
fn conversations_go_through_every_step_and_every_way_out_of_every_line() {
    println!("{:<10} {:>5} {:>5} {:>13}  languages", "line", "steps", "exits", "conversations");
    for name in LINES {
        let (bundle, outcome) = (built(name), run(name));
        assert!(outcome.differences.is_empty(), "\n{}", outcome.differences.join("\n"));
        let coverage = outcome.coverage.first().unwrap();
        assert_eq!(coverage.never(), Vec::<String>::new(), "{name}");
        assert!(coverage.reaches(100) && 0 < coverage.steps().1, "{}", coverage.shown());
        let languages = bundle.flow.languages.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let (steps, exits) = (steps(&bundle), coverage.exits().1);
        println!("{name:<10} {steps:>5} {exits:>5} {:>13}  {languages}", outcome.run);
    }
}

#[test]
fn every_conversation_tells_what_it_is_about() {
    for name in LINES {
        let outcome = run(name);
        let titles: BTreeSet<&str> = outcome.cases.iter().map(|case| case.name.as_str()).collect();
        assert_eq!(titles.len(), outcome.run, "{name}: two conversations are called the same");
        let untold = titles.iter().find(|title| title.starts_with("line "));
        assert_eq!(untold, None, "{name}");
    }
}

/// The keys at the top of the files of all lines, and everything that stands in them.
fn written() -> (BTreeSet<String>, String) {
    let folders = [folder(), folder().join("parts")];
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
    let flows = files.filter(|file| file.extension().is_some_and(|extension| extension == "yaml"));
    let all: String = flows.map(|file| fs::read_to_string(file).unwrap()).collect();
    let top = all.lines().filter_map(|line| line.split_once(':')).map(|(key, _)| key);
    let top = top.filter(|key| !key.starts_with([' ', '#'])).map(str::to_owned).collect();
    (top, all)
}

#[test]
fn together_the_lines_use_every_key_every_verb_and_every_rung() {
    let (top, all) = written();
    let known = schema()["properties"].as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    assert!(20 < known.len(), "{known:?}");
    assert_eq!(known.difference(&top).collect::<Vec<_>>(), Vec::<&String>::new(), "keys that no line has");

    let bundles: Vec<Bundle> = LINES.into_iter().map(built).collect();
    let verbs = bundles.iter().flat_map(|bundle| bundle.flow.steps.values()).map(|step| step.verb.name());
    let unused: BTreeSet<&str> = VERBS.iter().map(|kind| kind.name).collect();
    let unused: Vec<&str> = unused.difference(&verbs.collect()).copied().collect();
    // Those that use a part are unfolded into it, and leave no name of their own.
    assert!(unused.iter().all(|verb| *verb == "do" && all.contains("{ do: ")), "verbs that no line has: {unused:?}");

    let people = bundles.iter().flat_map(|bundle| bundle.flow.people.values()).flat_map(|person| &person.rungs);
    let rungs: BTreeSet<&str> = people.map(|rank| rank.rung.name()).collect();
    assert_eq!(rungs, RUNGS.iter().map(|kind| kind.name).collect());
}
