//! The traps that callers and designers are known to fall into, each as a small flow: refused or warned of when it is
//! checked, or made harmless by the guards while it runs.
//!
//! `tests/traps/p<number>_<what>.yaml` is a trap; its first line says it in a sentence and where it was met. Beside it
//! stands `.problems`, what `clew check` prints, or `.calls`, a caller who falls into it and comes out, or both.
//! `UPDATE=1` rewrites them, to be read by eye: is a caller really helped? To add a trap: its flow, and one of the two.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::PathBuf,
};

use clew::{
    cli::test::run_file,
    flow::{Bundle, Sources, text},
};

/// The complaints that concern what a designer writes. The others are about platforms, stores, tools and reports.
const CONCERN_FLOWS: &[u8] =
    &[1, 2, 3, 4, 6, 7, 8, 9, 16, 17, 18, 21, 23, 24, 25, 27, 36, 37, 39, 40, 41, 42, 44, 46, 47, 48, 49, 52, 53];

/// What a conversation of a caller who comes out of a trap holds: a person is offered or rung, a callback or a message
/// is kept, or the matter is settled.
const OUT: &[&str] =
    &["<   offer person_offer", "<   ring +", "<   closing ", "<   say settled\n", "<   say goodbye\n"];

fn folder() -> PathBuf {
    support::root().join("tests/traps")
}

fn updates() -> bool {
    env::var_os("UPDATE").is_some_and(|value| value == "1")
}

/// The traps: their text, by name.
fn traps() -> BTreeMap<String, String> {
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let flows = files.filter(|file| file.extension().is_some_and(|found| found == "yaml"));
    flows
        .map(|file| (file.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(file).unwrap()))
        .collect()
}

/// What is printed for a trap, and whether it can be served.
fn printed(name: &str, flow: &str) -> (String, bool) {
    let sources = Sources::new(format!("{name}.yaml"), flow);
    let (problems, served) = match Bundle::build(sources.clone()) {
        Ok((_, warnings)) => (warnings, true),
        Err(problems) => (problems, false),
    };
    (text(&problems, &sources, false), served)
}

/// The number of a trap, as its name has it.
fn number(name: &str) -> u8 {
    let number = name.strip_prefix('p').and_then(|rest| rest.split_once('_')).map(|(number, _)| number.parse());
    number.and_then(Result::ok).unwrap_or_else(|| panic!("{name}: the name begins with `p`, a number and `_`"))
}

#[test]
fn every_trap_that_concerns_flows_is_here_and_says_where_it_was_met() {
    let traps = traps();
    let numbers: BTreeSet<u8> = traps.keys().map(|name| number(name)).collect();
    assert_eq!(numbers, CONCERN_FLOWS.iter().copied().collect());
    for (name, flow) in traps {
        let head: Vec<&str> = flow.lines().take_while(|line| line.starts_with("# ")).collect();
        let head = head.join(" ");
        assert!(head.starts_with(&format!("# P{}. ", number(&name))), "{name}: {head}");
        assert!(
            head.ends_with(".)") && (head.contains('#') && head.contains('/') || head.contains("community")),
            "{name}: {head}"
        );
    }
}

#[test]
fn every_trap_is_refused_or_warned_of_or_shown_to_be_harmless() {
    let traps = traps();
    let mut shown = [0, 0];
    for (name, flow) in &traps {
        let (printed, served) = printed(name, flow);
        let (problems, calls) = (folder().join(format!("{name}.problems")), folder().join(format!("{name}.calls")));
        if updates() && !printed.is_empty() {
            fs::write(&problems, &printed).unwrap();
        }
        let kept = fs::read_to_string(&problems).unwrap_or_default();
        assert_eq!(kept, printed, "{name}; UPDATE=1 rewrites it");
        assert!(served || !calls.exists(), "{name}: what is refused has no conversations");
        assert!(!printed.is_empty() || calls.exists(), "{name}: neither refused nor shown to be harmless");
        shown[0] += usize::from(!printed.is_empty());
        shown[1] += usize::from(calls.exists());
    }
    assert!(shown.iter().all(|count| 10 <= *count), "{shown:?}");
}

#[test]
fn nobody_who_falls_into_a_trap_stays_in_it() {
    let mut wrong = Vec::new();
    for name in traps().keys() {
        let calls = folder().join(format!("{name}.calls"));
        if !calls.exists() {
            continue;
        }
        let outcome = run_file(&calls, None, updates());
        wrong.extend(outcome.differences);
        let written = fs::read_to_string(&calls).unwrap();
        let out = written.split("\n\n").any(|call| OUT.iter().any(|line| call.contains(line)));
        assert!(out, "{name}: nobody comes out of it");
        assert!(0 < outcome.run, "{name}: no conversation in it");
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn everything_beside_the_traps_belongs_to_one() {
    let names: BTreeSet<String> = traps().into_keys().collect();
    for entry in fs::read_dir(folder()).unwrap() {
        let file = entry.unwrap().path();
        let extension = file.extension().unwrap().to_str().unwrap();
        assert!(["yaml", "problems", "calls"].contains(&extension), "{}", file.display());
        assert!(names.contains(file.file_stem().unwrap().to_str().unwrap()), "{}", file.display());
    }
}
