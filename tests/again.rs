//! Recorded calls on a changed flow: who reaches help sooner, later, not any more; and what does not fit, with why.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    reason = "tests"
)]

#[path = "support/recorded.rs"]
mod recorded;
mod support;

use std::{
    collections::BTreeMap,
    fs,
    process::{Command, Output},
    time::{Duration, SystemTime},
};

use clew::{
    call::{Answered, Moment, Said, Value},
    engine::again::{Again, Outcome, Voiced, What, Why, again},
    flow::{Bundle, Sources},
    phone::conversation::parse,
    server::{Bundles, Files, open_store},
};
use recorded::{Recording, keep};
use serde_json::Value as Json;

/// 2026-11-24 15:00 UTC, a Tuesday.
const AT: Moment = Moment::from_millis(1_795_532_400_000);

/// A line with a question, a lookup, and two ways to be settled.
const SHOP: &str = r#"
flow: shop
languages: [en-US]
lines: ["+15550140"]
desks: { front: { title: Front } }
people:
  operator: { try: [ { ring: "+15550141" }, { message: leave_message, desk: front } ] }
services: { orders: { url: "https://orders.example.com" } }
lookups:
  order: { get: "orders/{number}", gives: { open: truth } }
start: main
steps:
  main:
    menu: main
    choices:
      - { key: 1, words: orders, to: number }
      - { key: 2, words: hours, to: hours }
      - { key: 3, words: buyer, to: buyer }
  number: { ask: which, as: { digits: 6 }, into: number, next: find }
  find: { lookup: order, missing: operator, next: told }
  told: { settle: helped }
  hours: { settle: [open, helped] }
  buyer: { person: operator, say: putting }
words:
  orders: { en-US: [order, parcel] }
  hours: { en-US: [hours, open] }
  buyer: { en-US: [buyer] }
prompts:
  main: { en-US: "For orders, press 1. For our hours, press 2. For the buyer, press 3. For a person, press 0." }
  which: { en-US: "What is the number of your order? It has 6 digits." }
  helped: { en-US: "Did that help? For yes, press 1. For no, press 2." }
  open: { en-US: "We are open all day." }
  putting: { en-US: "I am putting you through." }
  leave_message: { en-US: "Please leave a message after the tone." }
"#;

fn flow(text: &str) -> Bundle {
    support::build(Sources::new("shop.yaml", text))
}

/// The shop with one text changed into another, which is in it.
fn shop(changes: &[(&str, &str)]) -> Bundle {
    let mut text = SHOP.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "`{from}` is not in the shop");
        text = text.replace(from, to);
    }
    flow(&text)
}

fn silent_length(_language: &clew::call::Name, _said: &Said) -> u64 {
    0
}

fn on(old: &Bundle, new: &Bundle, recording: &Recording<'_>) -> Again {
    let voiced = |bundle| Voiced { flow: bundle, length: &silent_length };
    let call = (&recording.call, recording.journal.as_slice());
    again(voiced(&old.flow), voiced(&new.flow), call, &mut |_, _, _| {}).unwrap_or_else(|| panic!("no replay"))
}

/// A caller who finds an order: 1, the number, yes.
fn finds(bundle: &Bundle) -> Recording<'_> {
    let mut call = Recording::rings(bundle, 1, AT);
    call.presses(4_000, "1");
    call.presses(8_000, "471100");
    call.found(200, Answered::Found(Value::Record(BTreeMap::from([("open".into(), Value::Truth(true))]))));
    call.presses(5_000, "1");
    call.hangs_up(100);
    call
}

/// A caller who presses wrong keys until a person is offered, and takes it by staying on the line.
fn wanders(bundle: &Bundle) -> Recording<'_> {
    let mut call = Recording::rings(bundle, 2, AT);
    (0..3).for_each(|_| call.presses(4_000, "9"));
    call.silent(9_000);
    call.hangs_up(60_000);
    call
}

#[test]
fn the_same_flow_changes_nothing_for_anybody() {
    for (name, bundle) in [
        ("sample", support::sample_line()),
        ("parcels", support::parcels()),
        ("maze", support::fixture("maze.yaml")),
        ("ladder", support::fixture("ladder.yaml")),
        ("shop", flow(SHOP)),
    ] {
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for seed in 0..300 {
            let mut random = fastrand::Rng::with_seed(seed);
            let mut call = Recording::rings(&bundle, seed, AT.plus_millis(random.u64(..604_800_000)));
            call.goes_on(&mut random);
            let result = on(&bundle, &bundle, &call);
            assert!(
                matches!(result.outcome, Outcome::Same | Outcome::LostBefore) && result.before == result.after,
                "{name}, seed {seed}: {result:?}\n{:?}",
                call.journal.iter().map(|entry| &entry.event.kind).collect::<Vec<_>>()
            );
            *kinds.entry(result.outcome.name()).or_default() += 1;
        }
        assert_eq!(kinds.len(), 2, "{name}: some get there, some hang up: {kinds:?}");
    }
}

#[test]
fn heavier_lost_turns_bring_a_person_sooner() {
    let (old, new) = (flow(SHOP), flow(&format!("{SHOP}\npatience: {{ weights: {{ lost: [30, 60, 60] }} }}\n")));
    let result = on(&old, &new, &wanders(&old));
    assert_eq!(result.outcome, Outcome::Sooner, "{result:?}");
    assert_eq!((result.before[0].turns, result.after[0].turns), (4, 3), "{result:?}");
    assert_eq!(on(&new, &old, &wanders_on(&new)).outcome, Outcome::Later);
}

/// The same on the flow whose lost turns are heavier.
fn wanders_on(bundle: &Bundle) -> Recording<'_> {
    let mut call = Recording::rings(bundle, 2, AT);
    (0..2).for_each(|_| call.presses(4_000, "9"));
    call.silent(9_000);
    call.hangs_up(60_000);
    call
}

#[test]
fn a_person_offered_to_who_hung_up_is_help_that_was_not_there() {
    let (old, new) = (flow(SHOP), flow(&format!("{SHOP}\npatience: {{ weights: {{ lost: [30, 60, 60] }} }}\n")));
    let mut call = Recording::rings(&old, 3, AT);
    (0..2).for_each(|_| call.presses(4_000, "9"));
    call.hangs_up(3_000);
    let result = on(&old, &new, &call);
    assert_eq!(result.outcome, Outcome::Helped, "{result:?}");
    assert_eq!(result.after[0].what, What::Offered);
    // On a Tuesday nobody is there to be offered.
    let closed = [
        ("ring: \"+15550141\"", "ring: \"+15550141\", when: mondays"),
        (
            "start: main\n",
            "start: main\nhours: { mondays: { open: \"Mo 08:00-09:00\", zone: America/New_York } }\npatience: { weights: { lost: [30, 60, 60] } }\n",
        ),
    ];
    assert_eq!(on(&old, &shop(&closed), &call).after[0].what, What::OfferedLater);
    let mut earlier = Recording::rings(&old, 3, AT);
    earlier.presses(4_000, "9");
    earlier.hangs_up(3_000);
    assert_eq!(on(&old, &new, &earlier).outcome, Outcome::LostBefore);
}

#[test]
fn an_option_on_another_key_is_chosen_by_what_it_means() {
    let old = flow(SHOP);
    let moved = [("key: 1, words: orders", "key: 5, words: orders"), ("orders, press 1", "orders, press 5")];
    let result = on(&old, &shop(&moved), &finds(&old));
    assert_eq!(result.outcome, Outcome::Same, "{result:?}");
    // Swapped: the old key means something else now.
    let swapped = [
        ("key: 1, words: orders", "key: 4, words: orders"),
        ("key: 2, words: hours", "key: 1, words: hours"),
        ("orders, press 1. For our hours, press 2", "orders, press 4. For our hours, press 1"),
    ];
    assert_eq!(on(&old, &shop(&swapped), &finds(&old)).outcome, Outcome::Same);
}

#[test]
fn a_renamed_step_is_known_by_what_it_asks() {
    let old = flow(SHOP);
    let renamed = [("to: number }", "to: order_number }"), ("  number: {", "  order_number: {")];
    assert_eq!(on(&old, &shop(&renamed), &finds(&old)).outcome, Outcome::Same);
}

#[test]
fn a_choice_that_is_gone_does_not_fit() {
    let old = flow(SHOP);
    let gone = [
        ("      - { key: 2, words: hours, to: hours }\n", ""),
        (" For our hours, press 2.", ""),
        ("  hours: { settle: [open, helped] }\n", ""),
        ("  hours: { en-US: [hours, open] }\n", ""),
        ("  open: { en-US: \"We are open all day.\" }\n", ""),
    ];
    let mut call = Recording::rings(&old, 4, AT);
    call.presses(4_000, "2");
    call.presses(5_000, "1");
    call.hangs_up(100);
    match on(&old, &shop(&gone), &call).outcome {
        Outcome::Misfit(misfit) => {
            assert_eq!((misfit.turn, misfit.why), (1, Why::ChoiceGone("main".into(), "hours".to_owned())));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_question_that_was_never_asked_an_answer_not_taken_and_a_lookup_never_made_do_not_fit() {
    let old = flow(SHOP);
    let why = |changes: &[(&str, &str)]| match on(&old, &shop(changes), &finds(&old)).outcome {
        Outcome::Misfit(misfit) => misfit.why,
        other => panic!("{other:?}"),
    };
    let asks = [
        ("into: number, next: find", "into: number, next: sure"),
        ("  find:", "  sure: { confirm: helped, yes: find, no: main }\n  find:"),
    ];
    assert_eq!(why(&asks), Why::NeverAsked("sure".into()));
    assert_eq!(why(&[("digits: 6", "digits: 8")]), Why::AnswerNotTaken("number".into()));
    let other = [("orders/{number}", "orders/{number}/{caller.number}")];
    assert_eq!(why(&other), Why::NeverLookedUp("order".into()));
    assert_eq!(why(&[("open: truth", "open: truth, paid: truth")]), Why::GivesMore("order".into()));
    assert_eq!(why(&[("+15550140", "+15550149")]), Why::LineGone);
}

#[test]
fn a_question_that_is_not_asked_any_more_is_skipped() {
    let old = flow(SHOP);
    let skips = [
        ("words: orders, to: number", "words: orders, to: told"),
        ("  number: { ask: which, as: { digits: 6 }, into: number, next: find }\n", ""),
        ("  find: { lookup: order, missing: operator, next: told }\n", ""),
        ("services: { orders: { url: \"https://orders.example.com\" } }\n", ""),
        ("lookups:\n  order: { get: \"orders/{number}\", gives: { open: truth } }\n", ""),
        ("  which: { en-US: \"What is the number of your order? It has 6 digits.\" }\n", ""),
    ];
    let result = on(&old, &shop(&skips), &finds(&old));
    assert_eq!(result.outcome, Outcome::Sooner, "{result:?}");
    assert_eq!(result.after[0].after_ms, 9_200, "the time of the skipped question is gone: {result:?}");
}

/// A maze: the choice leads through ever more halls, in each of which it can be chosen again, and back to the first.
const MAZE: [(&str, &str); 1] = [(
    "      - { key: 1, words: orders, to: number }",
    "      - { key: 1, words: orders, to: main }\n      - { key: 7, to: number }",
)];

#[test]
fn a_maze_makes_help_later() {
    let old = flow(SHOP);
    let new = shop(&[MAZE[0], ("For our hours", "For more, press 7. For our hours")]);
    let result = on(&old, &new, &finds(&old));
    assert_eq!(result.outcome, Outcome::Later, "{result:?}");
    assert_eq!(result.after[0].what, What::Rescued, "the guards end it: {result:?}");
}

#[test]
fn who_was_connected_and_is_now_asked_for_a_message_is_lost() {
    let old = flow(SHOP);
    let mut call = Recording::rings(&old, 5, AT);
    call.presses(4_000, "3");
    call.hangs_up(60_000);
    let gone = [
        ("buyer: { person: operator, say: putting }", "buyer: { message: leave_message, desk: front }"),
        ("  putting: { en-US: \"I am putting you through.\" }\n", ""),
    ];
    let result = on(&old, &shop(&gone), &call);
    assert_eq!(result.outcome, Outcome::Lost, "{result:?}");
}

#[test]
fn words_that_are_no_longer_understood_cost_a_turn_and_then_the_key_is_pressed() {
    let old = flow(SHOP);
    let mut call = Recording::rings(&old, 6, AT);
    call.says(4_000, "my parcel");
    call.presses(8_000, "471100");
    call.found(200, Answered::Found(Value::Record(BTreeMap::from([("open".into(), Value::Truth(true))]))));
    call.presses(5_000, "1");
    call.hangs_up(100);
    let result = on(&old, &shop(&[("[order, parcel]", "[order]")]), &call);
    assert_eq!(result.outcome, Outcome::Later, "{result:?}");
    assert_eq!((result.before[0].turns, result.after[0].turns), (3, 4));
}

#[test]
fn a_longer_text_moves_what_comes_after_it() {
    let bundle = flow(SHOP);
    let (short, long) =
        (|_: &_, _: &_| 1_000, |_: &_, said: &Said| if said.prompt.as_str() == "helped" { 5_000 } else { 1_000 });
    let call = finds(&bundle);
    let record = (&call.call, call.journal.as_slice());
    let old = Voiced { flow: &bundle.flow, length: &short };
    let new = Voiced { flow: &bundle.flow, length: &long };
    let result = again(old, new, record, &mut |_, _, _| {}).unwrap();
    assert_eq!(result.outcome, Outcome::Later, "{result:?}");
    assert_eq!(result.after[0].after_ms - result.before[0].after_ms, 4_000);
}

/// A data folder with these calls in it, and the flow that they began with.
fn data(bundle: &Bundle, calls: Vec<Recording<'_>>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let built = Bundle::build(bundle.sources.clone()).unwrap_or_else(|_| panic!("it was built before")).0;
    let files = Files { bundles: vec![built], recordings: BTreeMap::new(), warnings: Vec::new() };
    Bundles::keep(files, Some(&data)).unwrap();
    let (store, _) = open_store(&data, &folder.path().join("data.key")).unwrap();
    keep(&store, calls.into_iter().map(Recording::commit));
    folder
}

fn replay(folder: &tempfile::TempDir, new: &str, arguments: &[&str]) -> Output {
    let file = folder.path().join("new.yaml");
    fs::write(&file, new).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_clew"));
    command.env_clear().current_dir(folder.path()).args(["replay", "--flow", "new.yaml"]).args(arguments);
    command.output().unwrap()
}

fn now() -> Moment {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    Moment::from_millis(i64::try_from(since.as_millis()).unwrap())
}

#[test]
fn the_command_tells_who_is_worse_off_and_shows_the_worst_as_conversations_that_can_be_run() {
    let old = flow(SHOP);
    let folder = data(&old, vec![finds(&old), wanders(&old)]);
    let same = replay(&folder, SHOP, &[]);
    assert_eq!(same.status.code(), Some(0), "{}", String::from_utf8_lossy(&same.stderr));
    let maze = SHOP.replace(MAZE[0].0, MAZE[0].1).replace("For our hours", "For more, press 7. For our hours");
    let out = replay(&folder, &maze, &[]);
    let text = String::from_utf8(out.stdout).unwrap();
    assert_eq!(out.status.code(), Some(1), "{text}{}", String::from_utf8_lossy(&out.stderr));
    assert!(text.contains("        1  later "), "{text}");
    assert!(!text.contains("+44") && !text.contains("471100"), "somebody is known by it: {text}");
    let conversation = text.get(text.find("\n# later").unwrap()..).unwrap();
    assert_eq!(parse(conversation).map(|all| all.len()), Ok(1), "{conversation}");
    fs::write(folder.path().join("new.calls"), conversation).unwrap();
    let mut test = Command::new(env!("CARGO_BIN_EXE_clew"));
    let test = test.env_clear().current_dir(folder.path()).args(["test", "new.yaml"]).output().unwrap();
    assert!(test.status.success(), "{conversation}\n{}", String::from_utf8_lossy(&test.stdout));
}

#[test]
fn the_json_has_its_shape_and_nobodys_number() {
    let old = support::sample_line();
    let mut calls = Vec::new();
    for seed in 0..200 {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut call = Recording::rings(&old, seed, AT);
        call.goes_on(&mut random);
        calls.push(call);
    }
    let typed: Vec<String> = calls
        .iter()
        .flat_map(|call| &call.journal)
        .filter_map(|entry| match &entry.event.kind {
            clew::call::EventKind::Keys(keys) if 4 < keys.len() => Some(keys.clone()),
            _ => None,
        })
        .collect();
    let folder = data(&old, calls);
    fs::create_dir(folder.path().join("prompts")).unwrap();
    for language in ["en-US", "es-US"] {
        let name = format!("{language}.yaml");
        fs::copy(support::root().join("prompts").join(&name), folder.path().join("prompts").join(&name)).unwrap();
    }
    // The depot is a person's business now.
    let new = old.sources.flow.1.replace(
        "{ key: 1, words: parcel, matter: parcel, to: number }",
        "{ key: 1, words: parcel, matter: parcel, to: billing }",
    );
    let out = replay(&folder, &new, &["--format", "json", "--prompts", "prompts"]);
    let text = String::from_utf8(out.stdout).unwrap();
    let json: Json = serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{error}: {text}{}", String::from_utf8_lossy(&out.stderr)));
    assert!(!text.contains("+4479"), "a caller's number: {text}");
    typed.iter().for_each(|typed| assert!(!text.contains(typed), "what somebody typed: {typed}"));
    assert_eq!((&json["version"], &json["calls"]), (&Json::from(1), &Json::from(200)), "{text}");
    let keys: Vec<&String> = json["outcomes"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["does_not_fit", "helped", "later", "lost", "lost_as_before", "same", "sooner"]);
    let all: u64 = json["outcomes"].as_object().unwrap().values().filter_map(Json::as_u64).sum();
    assert_eq!(all, 200);
    assert!(json["misfits"][0]["why"].is_string() && json["misfits"][0]["calls"].is_u64(), "{text}");
    assert_eq!(json["worse"].as_bool(), Some(out.status.code() == Some(1)));
    assert!(json["worst"].as_array().unwrap().len() <= 5);
}

#[test]
fn only_calls_that_began_since_then_are_played() {
    let old = flow(SHOP);
    let now = now();
    let mut early = Recording::rings(&old, 1, Moment::from_millis(now.millis() - 864_000_000));
    early.presses(2_000, "0");
    early.hangs_up(60_000);
    let mut late = Recording::rings(&old, 2, Moment::from_millis(now.millis() - 3_600_000));
    late.presses(2_000, "0");
    late.hangs_up(60_000);
    let folder = data(&old, vec![early, late]);
    let calls = |arguments: &[&str]| {
        let out = replay(&folder, SHOP, arguments);
        serde_json::from_slice::<Json>(&out.stdout).map_or(0, |json| json["calls"].as_u64().unwrap_or(0))
    };
    assert_eq!((calls(&["--format", "json"]), calls(&["--format", "json", "--since", "2h"])), (2, 1));
    assert_eq!(replay(&folder, SHOP, &["--since", "soon"]).status.code(), Some(2));
    assert_eq!(replay(&folder, "flow: [", &[]).status.code(), Some(3));
    assert_eq!(replay(&folder, SHOP, &["--data", "nowhere"]).status.code(), Some(3));
}
