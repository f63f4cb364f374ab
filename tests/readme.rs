//! The README's examples are true: its commands print what it says, and its flow is a line that can be served.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod support;

use std::{fs, path::Path, process::Command};

use clew::flow::Sources;

fn readme() -> String {
    fs::read_to_string(support::root().join("README.md")).unwrap()
}

/// The blocks of one language in the README.
fn blocks(language: &str) -> Vec<String> {
    blocks_of(&readme(), language)
}

fn blocks_of(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn each_console_example_prints_what_it_says() {
    let binaries = Path::new(env!("CARGO_BIN_EXE_clew")).parent().unwrap();
    let path = format!("{}:{}", binaries.display(), std::env::var("PATH").unwrap_or_default());
    let manual = fs::read_to_string(support::root().join("docs/proof.md")).unwrap();
    let examples = [blocks("console"), blocks_of(&manual, "console")].concat();
    assert!(!examples.is_empty());
    for example in examples {
        let (command, expected) = example.strip_prefix("$ ").unwrap().split_once('\n').unwrap();
        let out = Command::new("sh")
            .args(["-c", command])
            .env_clear()
            .env("PATH", &path)
            .current_dir(support::root())
            .output()
            .unwrap();
        assert_eq!(String::from_utf8(out.stdout).unwrap(), expected, "`{command}`");
    }
}

#[test]
fn the_example_flow_is_a_line_that_can_be_served() {
    let flows = blocks("yaml");
    assert_eq!(flows.len(), 1);
    for flow in flows {
        let (_, warnings) =
            clew::flow::Bundle::build(Sources::new("README.md", flow.clone())).unwrap_or_else(|problems| {
                panic!("{}", clew::flow::text(&problems, &Sources::new("README.md", flow), false))
            });
        assert!(warnings.is_empty(), "{warnings:?}");
    }
}

#[test]
fn the_promise_in_the_manual_of_proofs_is_read_and_refused_where_it_is_broken() {
    let manual = fs::read_to_string(support::root().join("docs/proof.md")).unwrap();
    let [promise] = blocks_of(&manual, "yaml").try_into().unwrap();
    let flow = blocks("yaml").remove(0);
    let promising = Sources::new("README.md", format!("{promise}{flow}"));
    let problems = clew::flow::Bundle::build(promising).unwrap_err();
    let rules: Vec<&str> = problems.iter().map(|problem| problem.rule).collect();
    assert!(!rules.is_empty() && rules.iter().all(|rule| *rule == "promise-broken"), "{problems:?}");
}

#[test]
fn the_example_conversation_runs_on_the_example_flow() {
    let folder = tempfile::tempdir().unwrap();
    let [flow, calls] = [blocks("yaml"), blocks("text")].map(|blocks| blocks.into_iter().next().unwrap());
    fs::write(folder.path().join("library.yaml"), flow).unwrap();
    fs::write(folder.path().join("library.calls"), calls).unwrap();
    let outcome = clew::cli::test::run_file(&folder.path().join("library.calls"), None, false);
    assert_eq!((outcome.run, outcome.differences), (1, Vec::new()));
}

#[test]
fn the_conversations_of_the_manual_run_on_the_parcel_line_as_they_are_written() {
    let root = support::root();
    let manual = fs::read_to_string(root.join("docs/conversations.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::copy(root.join("flows/parcels.yaml"), folder.path().join("parcels.yaml")).unwrap();
    let (file, calls) = (folder.path().join("parcels.calls"), blocks_of(&manual, "text").join("\n"));
    fs::write(&file, &calls).unwrap();
    let outcome = clew::cli::test::run_file(&file, Some(&root.join("prompts")), true);
    assert_eq!((outcome.run, outcome.differences), (4, Vec::new()));
    assert_eq!(fs::read_to_string(&file).unwrap(), calls, "what comes is what the manual says");
}

#[test]
fn every_form_in_the_manual_of_conversations_can_be_read() {
    let manual = fs::read_to_string(support::root().join("docs/conversations.md")).unwrap();
    let rows = manual.lines().filter(|line| line.starts_with("| `> ") || line.starts_with("| `lookup "));
    let forms: Vec<&str> =
        rows.flat_map(|row| row.split(" | ").next().unwrap().split('`').skip(1).step_by(2)).collect();
    assert!(20 < forms.len(), "{forms:?}");
    for form in forms {
        let calls = format!("line +15550100 from withheld at 2026-11-24 15:00\n> rings\n{form}\n");
        clew::phone::conversation::parse(&calls).unwrap_or_else(|wrong| panic!("{form}: {wrong:?}"));
    }
}
