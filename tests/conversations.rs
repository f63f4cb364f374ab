//! Every conversation file: those of the sample lines, and one beside the fixture of each verb and rung.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod support;

use std::{collections::BTreeSet, fs, path::Path};

use clew::{
    cli::test::{Coverage, run_file},
    engine,
    server::read_flows,
};

/// `UPDATE=1` rewrites what comes, to be read by eye.
fn run(file: &Path) {
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    let outcome = run_file(file, None, update);
    assert!(outcome.differences.is_empty(), "\n{}", outcome.differences.join("\n"));
    assert!(0 < outcome.run, "{}: no conversation in it", file.display());
}

/// The files of a folder with an extension, by name without it.
fn names(folder: &Path, extension: &str) -> BTreeSet<String> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|file| file.extension().is_some_and(|found| found == extension));
    files.map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

/// Every kind has a fixture with conversations, and every fixture is of a kind.
fn every_kind(folder: &str, kinds: &[&str]) {
    let folder = support::root().join("tests").join(folder);
    let kinds: BTreeSet<String> =
        kinds.iter().map(|name| if name.is_empty() { "plain" } else { name }.to_owned()).collect();
    assert_eq!(names(&folder, "yaml"), kinds);
    assert_eq!(names(&folder, "calls"), kinds);
    kinds.iter().for_each(|kind| run_all(&folder.join(kind).with_extension("calls")));
}

/// Runs a file that goes through every step and every way out of its flow.
fn run_all(file: &Path) {
    run(file);
    let outcome = run_file(file, None, false);
    let never: Vec<String> = outcome.coverage.iter().flat_map(Coverage::never).collect();
    assert!(never.is_empty(), "{}: never gone through: {}", file.display(), never.join(", "));
}

#[test]
fn every_verb_does_what_its_conversations_say() {
    every_kind("verbs", &engine::step::VERBS.iter().map(|kind| kind.name).collect::<Vec<_>>());
}

#[test]
fn every_rung_does_what_its_conversations_say() {
    every_kind("rungs", &engine::rung::RUNGS.iter().map(|kind| kind.name).collect::<Vec<_>>());
}

#[test]
fn every_key_does_what_its_conversations_say() {
    let folder = support::root().join("tests/keys");
    let fixtures = names(&folder, "yaml");
    assert_eq!(fixtures, names(&folder, "calls"));
    fixtures.iter().for_each(|name| run(&folder.join(name).with_extension("calls")));
    // A key that no fixture has is a key that nobody has tried.
    let written: Vec<String> = ["keys", "verbs", "rungs"].iter().flat_map(|folder| flows_in(folder)).collect();
    let tried = |key: &str| written.iter().any(|flow| flow.lines().any(|line| has_key(line, key)));
    let never: Vec<&str> = KEYS.iter().copied().filter(|key| !tried(key)).collect();
    assert!(never.is_empty(), "no fixture has {never:?}");
}

/// The keys of a flow file, beside those that every flow has.
const KEYS: &[&str] = &[
    "anywhere", "desks", "facts", "hours", "lines", "listen", "lookups", "matters", "parts", "patience", "places",
    "refuse", "services", "settings", "switches", "use", "voices", "words",
];

/// The texts of the flows in a folder of tests.
fn flows_in(folder: &str) -> Vec<String> {
    let folder = support::root().join("tests").join(folder);
    let read = |name: &String| fs::read_to_string(folder.join(name).with_extension("yaml")).unwrap();
    names(&folder, "yaml").iter().map(read).collect()
}

/// Whether a top-level key begins in this line.
fn has_key(line: &str, key: &str) -> bool {
    line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':'))
}

#[test]
fn every_sample_line_does_what_its_conversations_say() {
    let flows = support::root().join("flows");
    assert_eq!(names(&flows, "yaml"), names(&flows, "calls"));
    names(&flows, "calls").iter().for_each(|name| run(&flows.join(name).with_extension("calls")));
}

#[test]
fn the_maze_lets_everybody_out() {
    run(&support::root().join("tests/flows/maze.calls"));
}

#[test]
fn whoever_picks_up_and_whoever_waits_in_a_queue_is_told_what_they_may_hear() {
    run_all(&support::root().join("tests/flows/ladder.calls"));
}

#[test]
fn callers_are_known_again_and_nobody_hears_what_is_anothers() {
    let folder = support::root().join("tests/stories");
    let stories = names(&folder, "yaml");
    assert_eq!(stories, names(&folder, "calls"));
    stories.iter().for_each(|name| run(&folder.join(name).with_extension("calls")));
}

/// What is said of `calls` beside a copy of the sample line.
fn says(calls: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let (flow, file) = (folder.path().join("flows/parcels.yaml"), folder.path().join("flows/parcels.calls"));
    fs::create_dir(folder.path().join("flows")).unwrap();
    fs::copy(support::root().join("flows/parcels.yaml"), flow).unwrap();
    fs::write(&file, calls).unwrap();
    run_file(&file, Some(&support::root().join("prompts")), false).differences
}

#[test]
fn a_conversation_on_a_line_that_is_not_the_flows_does_not_pass() {
    let on = |line: &str| says(&format!("line {line}  from +15550123  at 2026-11-24 10:00\n> rings\n> hangs up\n"));
    let wrong = on("+15550199").join("\n");
    assert!(wrong.ends_with("line 1: the flow does not answer +15550199, but +15550100"), "{wrong}");
    assert!(!on("+15550100").join("\n").contains("does not answer"));
}

#[test]
fn files_that_cannot_be_read_are_named_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let (latin, missing) = (folder.path().join("latin.yaml"), folder.path().join("missing.yaml"));
    fs::write(&latin, b"flow: caf\xe9\n").unwrap();
    let says = |file: &Path| read_flows(Some(file), None).err().unwrap().to_string();
    assert_eq!(says(&latin), format!("`{}`: it is no UTF-8 text; save it as UTF-8", latin.display()));
    assert!(says(&missing).starts_with(&format!("`{}`: ", missing.display())), "{}", says(&missing));
    let empty = tempfile::tempdir().unwrap();
    assert!(says(empty.path()).ends_with("`: there is no flow (*.yaml) in this folder"), "{}", says(empty.path()));
}
