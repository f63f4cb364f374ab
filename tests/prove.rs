//! `clew prove` and what flows promise their callers, by the command line.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use std::{fs, path::Path, process::Command};

const FLOW: &str = r#"flow: small
languages: [en-US]
lines: ["+15550100"]
desks: { care: { title: Customer care } }
people:
  operator: { try: [ { ring: "+15550111", for: 25s }, { message: leave_message, desk: care } ] }
start: main
steps:
  main: { ask: which_parcel, as: { digits: 4 }, into: number, next: ok }
  ok: { settle: did_that_help }
prompts:
  which_parcel: { en-US: "Which parcel is it?" }
  leave_message: { en-US: "Please leave a message." }
  did_that_help: { en-US: "Did that help?" }
"#;

/// A folder with one flow, which may promise something.
fn with_flow(promise: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("small.yaml"), format!("{promise}{FLOW}")).unwrap();
    folder
}

/// What a command says on standard output and beside it, and its exit code.
fn clew(folder: &Path, words: &[&str]) -> (String, String, i32) {
    let out = Command::new(env!("CARGO_BIN_EXE_clew")).args(words).env_clear().current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(out.stdout), text(out.stderr), out.status.code().unwrap())
}

#[test]
fn the_account_tells_bounds_paths_steps_people_and_what_it_rests_on() {
    let folder = with_flow("");
    let (out, _, code) = clew(folder.path(), &["prove", "small.yaml", "--states", "500"]);
    assert_eq!(code, 0, "{out}");
    for part in [
        "small: +15550100, calls begin at `main`",
        "Nobody understood: from the first wait on, until a person is offered:",
        "The most seconds that were gone until a person:",
        "From step",
        "What it rests on:",
        "operator: 25 s until somebody answers, or a callback or a message is offered",
        "Effort: 500 states for each bound",
    ] {
        assert!(out.contains(part), "{part}\n{out}");
    }
    let (out, _, code) = clew(folder.path(), &["prove", "small.yaml", "--format", "json"]);
    let all: serde_json::Value = serde_json::from_str(&out).unwrap();
    let (flow, line) = (&all[0], &all[0]["lines"][0]);
    assert_eq!((code, &flow["flow"], &flow["people"]["operator"]["seconds"]), (0, &"small".into(), &25.into()));
    for bound in ["unhelped", "offer", "person"] {
        for measure in ["turns", "seconds"] {
            let most = &line[bound][measure];
            assert!(most["found"].as_u64().unwrap() <= most["at_most"].as_u64().unwrap(), "{most}");
            assert_eq!(most["exact"], most["found"] == most["at_most"]);
        }
    }
    let legs = line["offer"]["seconds"]["path"]["legs"].as_array().unwrap();
    let whole: u64 = legs.iter().map(|leg| leg["after_ms"].as_u64().unwrap()).sum();
    assert_eq!(whole.div_ceil(1000), line["offer"]["seconds"]["found"].as_u64().unwrap(), "no turn is left out");
}

#[test]
fn the_worst_calls_are_written_once_and_replayed() {
    let folder = with_flow("");
    let prove = ["prove", "small.yaml", "--path", "small.calls"];
    assert_eq!(clew(folder.path(), &prove).2, 0);
    let (out, _, code) = clew(folder.path(), &["test", "small.yaml"]);
    assert!(code == 0 && out.contains("4 conversations, all as written"), "{out}");
    let calls = fs::read_to_string(folder.path().join("small.calls")).unwrap();
    let (_, says, code) = clew(folder.path(), &prove);
    assert!(code == 3 && says.contains("could not write `small.calls`"), "{says}");
    assert_eq!(fs::read_to_string(folder.path().join("small.calls")).unwrap(), calls);
    // A second more, or a turn less, is a difference.
    let last = calls.lines().rfind(|line| line.starts_with("<   turn ")).unwrap();
    fs::write(folder.path().join("small.calls"), calls.replace(last, "<   turn 1, 2.5s")).unwrap();
    assert_eq!(clew(folder.path(), &["test", "small.yaml"]).2, 1);
}

#[test]
fn a_flow_that_cannot_keep_its_promise_is_refused_and_proven_all_the_same() {
    let folder = with_flow("promise_to_callers: { person_within: 5s }\n");
    let (out, _, code) = clew(folder.path(), &["check", "small.yaml"]);
    assert!(code == 1 && out.contains("error[promise-broken]") && out.contains("not within 5 s"), "{out}");
    let (out, says, code) = clew(folder.path(), &["prove", "small.yaml"]);
    assert!(code == 1 && says.contains("promise-broken") && out.contains("What it rests on:"), "{out}{says}");
    let kept = with_flow("promise_to_callers: { person_within: 10m, turns: 60 }\n");
    let (out, _, code) = clew(kept.path(), &["check", "small.yaml"]);
    assert!(code == 0 && out.contains("small: nobody understood: a person is offered after "), "{out}");
    for (promise, says) in [
        ("promise_to_callers: {}\n", "nothing is promised"),
        ("promise_to_callers: { turns: 0 }\n", "`turns` lies between 1 and 100"),
    ] {
        let (out, _, code) = clew(with_flow(promise).path(), &["check", "small.yaml"]);
        assert!(code == 1 && out.contains(says), "{out}");
    }
}

#[test]
fn check_tells_programs_the_bounds() {
    let folder = with_flow("");
    let (out, _, code) = clew(folder.path(), &["check", "small.yaml", "--format", "json"]);
    let told: serde_json::Value = serde_json::from_str(&out).unwrap();
    let (flow, line) = (&told["bounds"][0], &told["bounds"][0]["lines"][0]);
    assert_eq!((code, &flow["flow"], &flow["steps"]), (0, &"small".into(), &2.into()));
    assert!(line["offer"]["turns"].as_u64() <= line["person"]["turns"].as_u64(), "{told}");
    assert!(0 < line["unhelped"]["seconds"].as_u64().unwrap());
}

/// A line that says something at length before it asks, and knows again who left something open.
const LEGAL: &str = r#"flow: legal
languages: [en-US]
lines: ["+15550100"]
desks: { care: { title: Customer care } }
people: { operator: { try: [{ ring: "+15550111", for: 25s }, { message: leave_message, desk: care }] } }
facts: { parcel: { title: Parcel, keep: 30d } }
matters: { parcel: { title: your_parcel, resume: ask } }
start: notice
steps:
  notice: { say: [{ say: recorded, whole: true }], next: main }
  main: { menu: parcels, choices: [{ key: 1, words: parcel, matter: parcel, to: ask }] }
  ask: { ask: which_parcel, as: { digits: 4 }, into: parcel, next: ok }
  ok: { settle: did_that_help }
words: { parcel: { en-US: [parcel] } }
prompts:
  leave_message: { en-US: "Please leave a message." }
  recorded: { en-US: "This call is recorded, and you can hear it again whenever you want to, for as long as we keep it." }
  parcels: { en-US: "For a parcel, press 1." }
  your_parcel: { en-US: "your parcel" }
  which_parcel: { en-US: "Which parcel is it?" }
  did_that_help: { en-US: "Did that help?" }
"#;

#[test]
fn a_matter_goes_on_over_several_calls() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("legal.yaml"), LEGAL).unwrap();
    let (out, err, code) = clew(folder.path(), &["prove", "legal.yaml", "--states", "3000", "--path", "legal.calls"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("hangs up, rings again"), "{out}");
    let calls = fs::read_to_string(folder.path().join("legal.calls")).unwrap();
    for part in
        ["> is known to have asked about parcel with parcel ", "> hangs up after ", "> later 1800s", "> rings again"]
    {
        assert!(calls.contains(part), "{part}\n{calls}");
    }
    let (out, err, code) = clew(folder.path(), &["test", "legal.calls"]);
    assert_eq!((code, out.contains("all as written")), (0, true), "{out}{err}");
}
