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

/// The complaints that concern what a designer writes. The others are in [`ELSEWHERE`] and [`NOWHERE`].
const CONCERN_FLOWS: &[u8] = &[
    1, 2, 3, 4, 6, 7, 8, 9, 16, 17, 18, 21, 22, 23, 24, 25, 27, 29, 31, 32, 36, 37, 39, 40, 41, 42, 44, 46, 47, 48, 49,
    52, 53,
];

/// The complaints about platforms, stores, tools and reports: the complaint, and the test that shows how clew does
/// better, by its file and its name.
const ELSEWHERE: &[(&str, &str, &str, &str)] = &[
    ("5", "a flow is edited while a call waits", "reload/pins.rs", "a_call_keeps_its_version_across_edits_and_starts"),
    ("10", "no way to test", "test_command.rs", "what_the_scene_says_holds_until_it_is_said_otherwise"),
    (
        "11",
        "what a call did is in no log",
        "account.rs",
        "one_signal_fewer_is_told_for_every_offer_and_for_the_connection",
    ),
    (
        "12",
        "no replay",
        "again.rs",
        "the_command_tells_who_is_worse_off_and_shows_the_worst_as_conversations_that_can_be_run",
    ),
    ("13", "no versions, no difference", "diff.rs", "each_change_is_told_as_it_concerns_callers"),
    ("14", "a reload cuts calls", "reload/load.rs", "fifty_edits_under_a_thousand_calls_change_no_calls_words"),
    (
        "20",
        "a callback without its reason",
        "service/desk.rs",
        "every_command_shows_the_same_with_the_service_and_without_it",
    ),
    (
        "28",
        "a slow backend, a webhook twice",
        "promises.rs",
        "a_backend_that_takes_its_time_is_not_waited_for_in_silence",
    ),
    (
        "30",
        "hanging up races with all else",
        "repeats.rs",
        "hanging_up_is_kept_at_every_point_and_what_comes_late_changes_nothing",
    ),
    (
        "33",
        "events out of order",
        "repeats.rs",
        "a_status_that_overtakes_a_turn_leaves_the_caller_a_goodbye_not_an_error",
    ),
    ("34", "overlapping deliveries", "repeats.rs", "sixteen_at_once_make_one_save_and_sixteen_equal_bodies"),
    ("35", "calls are active for weeks", "sweep.rs", "a_call_that_never_said_goodbye_is_finished_and_no_other"),
    ("43", "idle callers", "guards.rs", "time_alone_leads_to_both_offers_and_to_a_person"),
    ("51b", "what nobody reaches passes", "problems.rs", "every_broken_flow_breaks_its_rule_and_prints_what_is_kept"),
    (
        "54",
        "the end of a call cleans up twice",
        "repeats.rs",
        "hanging_up_is_kept_at_every_point_and_what_comes_late_changes_nothing",
    ),
    ("55", "the test goes round with the line", "phone/webhooks.rs", "twenty_redirects_are_followed"),
];

/// The complaints that nothing here answers: a place in the queue that is kept until the callback; several people on
/// one telephone, told apart by what they prove; and one that counts complaints and makes none.
const NOWHERE: &[&str] = &["19", "38", "45"];

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
fn every_complaint_is_a_trap_or_told_by_a_test_elsewhere_or_admitted() {
    for (number, what, file, test) in ELSEWHERE {
        let text = fs::read_to_string(support::root().join("tests").join(file));
        let text = text.unwrap_or_else(|error| panic!("P{number}, {what}: {file}: {error}"));
        assert!(text.contains(&format!("fn {test}(")), "P{number}, {what}: no test `{test}` in {file}");
    }
    let traps = CONCERN_FLOWS.iter().map(u8::to_string);
    let told = ELSEWHERE.iter().map(|(number, ..)| (*number).to_owned());
    let mut all: Vec<String> = traps.chain(told).chain(NOWHERE.iter().map(|number| (*number).to_owned())).collect();
    let known = all.len();
    all.sort();
    all.dedup();
    assert_eq!(known, all.len(), "one of them stands in two tables");
    // 15, 26, 50 and the first half of 51 were given to no complaint.
    let numbers = (1..=55_u8).filter(|number| ![15, 26, 50, 51].contains(number)).map(|number| number.to_string());
    let mut numbers: Vec<String> = numbers.chain(["51b".to_owned()]).collect();
    numbers.sort();
    assert_eq!(all, numbers);
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
