//! The calls that went through a flow, in its map: who took which way, where turns were lost, which loops cost most.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    reason = "tests"
)]

mod support;

use std::{fs, path::Path, process::Command, sync::Arc};

use clew::{
    call::{Moment, Party},
    cli::line::{self, Line},
    flow::map::{About, FORMS, Map, Traffic},
    phone::{
        Act,
        twilio::{LineSetup, Phone},
    },
    server::{Bundles, open_store, read_flows},
    store::Store,
};
use support::ring::presses;

const TO: &str = "+15550199";
/// What the numbers of all callers begin with; each rings for the first time.
const FROM: &str = "+1555013";
const BEGAN: i64 = 1_795_000_000_000;

/// Rings the line of a folder's flow, once for each list of acts, and keeps the calls in the folder's store.
fn ring(folder: &Path, first: u32, calls: &[&[Act]]) {
    let (flows, data) = (folder.join("flows"), folder.join("data"));
    let read = move || read_flows(Some(&flows), None).unwrap().unwrap_or_else(|_| panic!("the flow does not build"));
    Bundles::keep(read(), Some(&data)).unwrap();
    let store: Arc<dyn Store> = Arc::new(open_store(&data, &folder.join("data.key")).unwrap().0);
    let line = Line::over(store, Arc::new(read), Moment::from_millis(BEGAN));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for (acts, number) in calls.iter().zip(first..) {
        let setup = LineSetup {
            answer_url: format!("{}/twilio/call", line::BASE),
            status_url: format!("{}/twilio/status", line::BASE),
            from: format!("{FROM}{number:04}"),
            to: TO.to_owned(),
            call_id: format!("CA{number:032}"),
            secret: None,
        };
        runtime.block_on(async {
            let mut phone: Phone<Line> =
                Phone::new(setup, line.clone()).ringing_at(BEGAN + i64::from(number) * 86_400_000);
            support::ring::play(&mut phone, acts).await;
        });
    }
}

const FLOW: &str = "
flow: hall
languages: [en-US]
lines: ['+15550199']
people: { operator: { try: [{ ring: '+15550191', for: 20s }, { message: leave, desk: care }] } }
desks: { care: {} }
start: gate
steps:
  gate: { menu: gate, choices: [{ key: 1, to: hall }, { key: 2, to: done }, { key: 3, to: room }] }
  hall: { menu: hall, choices: [{ key: 1, to: room }, { key: 2, to: gate }] }
  room: { menu: room, choices: [{ key: 1, to: hall }, { key: 2, to: gate }] }
  done: { settle: done }
prompts:
  gate: { en-US: This is the gate. }
  hall: { en-US: This is the hall. }
  room: { en-US: This is the room. }
  done: { en-US: Is that all right? }
  leave: { en-US: Please speak. }
";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("flows")).unwrap();
    fs::write(folder.path().join("flows/hall.yaml"), FLOW).unwrap();
    folder
}

/// Three calls: one goes round by the hall and hangs up in it, one stays silent at the gate twice, one is settled.
fn three(folder: &Path) {
    let round: &[Act] = &[presses("1"), presses("2"), presses("1"), Act::HangsUp];
    let silent: &[Act] = &[Act::Silent, presses("7"), presses("3"), Act::HangsUp];
    let settled: &[Act] = &[presses("2"), presses("1")];
    ring(folder, 1, &[round, silent, settled]);
}

/// The traffic of a folder, on its flow as it is now.
fn with_traffic<T>(folder: &Path, then: impl FnOnce(&Traffic<'_>, &Map, &dyn Store) -> T) -> T {
    let files = read_flows(Some(&folder.join("flows")), None).unwrap().unwrap_or_else(|_| panic!("does not build"));
    let bundle = &files.bundles[0];
    let (store, _) = open_store(&folder.join("data"), &folder.join("data.key")).unwrap();
    let kept = Bundles::served_last(&folder.join("data"));
    let mut traffic = Traffic::of(bundle);
    for key in store.calls().unwrap() {
        let call = store.load(key).unwrap().unwrap().call;
        traffic.add(kept.pinned(call.bundle).as_deref(), &call, &store.journal(key).unwrap());
    }
    let map = Map::of(bundle, About { traffic: Some(&traffic), ..About::default() });
    then(&traffic, &map, &store)
}

#[test]
fn callers_lost_turns_and_hang_ups_are_counted_where_they_were() {
    let folder = folder();
    three(folder.path());
    with_traffic(folder.path(), |traffic, map, _| {
        assert_eq!((traffic.calls, traffic.other_versions, traffic.other_flows, traffic.unknown), (3, 0, 0, 0));
        let at = |step: &str| traffic.steps.get(step).map_or((0, 0, 0), |one| (one.callers, one.lost, one.hung_up));
        // Back at the gate there is nothing new to hear, so that turn was lost in the hall.
        assert_eq!([at("gate"), at("hall"), at("room"), at("done")], [(3, 3, 0), (1, 1, 1), (1, 0, 1), (1, 0, 0)]);
        let by = |step: &str, exit: &str| traffic.exits.get(&(step.into(), exit.to_owned())).copied().unwrap_or(0);
        // Who took a way twice is one caller.
        assert_eq!(
            [by("gate", "1"), by("gate", "2"), by("gate", "3"), by("hall", "2"), by("hall", "1")],
            [1, 1, 1, 1, 0]
        );
        assert_eq!(map.sections[0].entrances[0].callers, Some(3));
        let edge = |from: &str, label: &str| {
            let edges = map.sections[0].edges.iter();
            edges.clone().find(|edge| edge.from.as_str() == from && edge.label == label).unwrap().callers
        };
        assert_eq!((edge("gate", "1"), edge("room", "1")), (Some(1), Some(0)));
    });
}

#[test]
fn a_loop_is_a_way_from_a_wait_back_to_it_and_costs_the_time_between() {
    let folder = folder();
    three(folder.path());
    with_traffic(folder.path(), |traffic, map, store| {
        // The time of the first call from the gate to the gate, and of the second at the gate until it got on.
        let moments = |number: u32| -> Vec<i64> {
            let of = |key: &clew::call::CallKey| {
                let from = store.load(*key).unwrap().unwrap().call.from;
                matches!(from, Party::Number(from) if from.e164() == format!("{FROM}{number:04}"))
            };
            let key = store.calls().unwrap().into_iter().find(of).unwrap();
            let journal = store.journal(key).unwrap();
            journal.iter().filter(|entry| entry.event.kind.turns()).map(|entry| entry.event.at.millis()).collect()
        };
        let (round, silent) = (moments(1), moments(2));
        let found: Vec<(String, u64, u64, u64)> =
            traffic.loops().iter().map(|one| (one.way(), one.callers, one.rounds, one.spent_ms)).collect();
        let wanted = [
            ("gate again".to_owned(), 1, 2, (silent[2] - silent[0]) as u64),
            ("gate, hall, back to gate".to_owned(), 1, 1, (round[2] - round[0]) as u64),
        ];
        let mut wanted = wanted.to_vec();
        wanted.sort_by_key(|one| std::cmp::Reverse(one.3));
        assert_eq!(found, wanted);
        assert!(found.iter().all(|one| 2_000 < one.3), "{found:?}");
        let (place, told) = (1_usize..)
            .zip(map.traffic.iter().skip(1))
            .find(|(_, line)| line.contains("gate, hall, back to gate"))
            .unwrap();
        let wanted = format!("Loop {place}: gate, hall, back to gate: 1 caller, 1 round, 0.");
        assert!(told.starts_with(&wanted) && told.ends_with(" minutes."), "{told}");
        // Both begin at the gate, and are told there.
        let at = |step: &str| map.sections[0].nodes.iter().find(|node| node.id.as_str() == step).unwrap().loops.len();
        assert_eq!([at("gate"), at("hall")], [2, 0]);
    });
}

#[test]
fn calls_of_another_version_are_counted_apart_and_said() {
    let folder = folder();
    three(folder.path());
    let flow = folder.path().join("flows/hall.yaml");
    fs::write(&flow, FLOW.replace("This is the gate.", "Here is the gate.")).unwrap();
    ring(folder.path(), 9, &[&[presses("2"), presses("1")]]);
    with_traffic(folder.path(), |traffic, map, _| {
        assert_eq!((traffic.calls, traffic.other_versions, traffic.unknown), (1, 3, 0));
        assert_eq!(
            map.traffic[..2],
            ["1 call of this version of the flow.", "Not counted: 3 calls of other versions of this flow."]
        );
    });
}

#[test]
fn the_command_draws_the_calls_and_prints_them_and_no_number_of_anybody() {
    let folder = folder();
    three(folder.path());
    let out = folder.path().join("hall.svg");
    let run = |arguments: &[&str]| {
        let mut clew = Command::new(env!("CARGO_BIN_EXE_clew"));
        clew.env_clear().current_dir(folder.path()).arg("graph").arg("flows").args(arguments);
        clew.arg("--calls").arg("--data").arg(folder.path().join("data"));
        clew.output().unwrap()
    };
    let drawn = run(&["--out", out.to_str().unwrap()]);
    let table = String::from_utf8(drawn.stdout).unwrap();
    assert!(drawn.status.success(), "{table}{}", String::from_utf8_lossy(&drawn.stderr));
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[0], "3 calls of this version of the flow");
    assert!(lines.contains(&"gate  3        3           0"), "{table}");
    assert!(lines.iter().any(|line| line.ends_with("gate, hall, back to gate")), "{table}");
    let svg = fs::read_to_string(&out).unwrap();
    for told in [">3 callers<", ">3 turns lost<", ">1 turn lost, 1 hung up<", "way unused", "stroke-width:"] {
        assert!(svg.contains(told), "{told}: {svg}");
    }
    assert!(table.contains("minutes") && svg.contains("Loop 1: ") && svg.contains(">loop 1: "), "{table}{svg}");
    for (name, _) in FORMS {
        let printed = run(&["--format", name]);
        let text =
            String::from_utf8(printed.stdout).unwrap() + &String::from_utf8_lossy(&printed.stderr) + &table + &svg;
        for number in [FROM, TO, "+15550191"] {
            assert!(!text.contains(number.trim_start_matches('+')), "{name} shows {number}");
        }
    }
}

#[test]
fn who_never_came_somewhere_is_told_by_the_line_and_not_by_a_nought() {
    let folder = folder();
    three(folder.path());
    with_traffic(folder.path(), |_, map, _| {
        let (_, draw) = FORMS[0];
        let svg = draw(map);
        // Nobody went on from the room to the hall, and everybody came to the gate.
        assert!(svg.contains("label faint\">1 · hall<") || svg.contains("label faint\">1<"), "{svg}");
        assert!(!svg.contains(": 0<") && !svg.contains(">0<"), "{svg}");
        assert!(!svg.contains(">no caller<"), "{svg}");
    });
    let files =
        read_flows(Some(&folder.path().join("flows")), None).unwrap().unwrap_or_else(|_| panic!("does not build"));
    let (bundle, (_, draw)) = (&files.bundles[0], FORMS[0]);
    let quiet = draw(&Map::of(bundle, About { traffic: Some(&Traffic::of(bundle)), ..About::default() }));
    assert_eq!(quiet.matches(">no caller<").count(), 4);
    assert_eq!(quiet.matches(" unused\"").count(), 4 + 8, "boxes and lines: {quiet}");
}

#[test]
fn a_folder_without_calls_is_told_and_none_is_made_where_there_is_no_store() {
    let folder = folder();
    let run = |command: &[&str], data: &str| {
        let mut clew = Command::new(env!("CARGO_BIN_EXE_clew"));
        let said = clew.env_clear().current_dir(folder.path()).args(command).args(["--data", data]).output().unwrap();
        let [out, err] = [&said.stdout, &said.stderr].map(|text| String::from_utf8_lossy(text).into_owned());
        (said.status.code(), out, err)
    };
    let (graph, again, replay) = (["graph", "flows", "--calls"], ["replay", "--flow", "flows"], ["replay"]);
    for command in [graph.as_slice(), &again, &replay] {
        let (code, _, says) = run(command, "flows");
        assert_eq!(code, Some(3), "{command:?}: {says}");
        assert!(says.contains("there is no store in `flows`"), "{command:?}: {says}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no key, no store");
    ring(folder.path(), 1, &[]);
    let (code, svg, says) = run(&graph, "data");
    assert_eq!((code, says.as_str()), (Some(0), "no calls there: the flow is drawn without them\n"));
    assert!(svg.starts_with("<svg") && !svg.contains("no caller"), "{svg}");
    for command in [again.as_slice(), &replay] {
        let (code, out, _) = run(command, "data");
        assert_eq!((code, out.as_str()), (Some(0), "no calls there\n"), "{command:?}");
    }
    // Who redirects the picture into a file reads what is wrong with the flow.
    fs::write(folder.path().join("flows/hall.yaml"), FLOW.replace("to: room", "to: rom")).unwrap();
    let (code, svg, says) = run(&graph, "data");
    assert_eq!((code, svg.as_str()), (Some(1), ""));
    assert!(says.contains("did you mean `room`"), "{says}");
}

#[test]
fn the_command_says_which_flow_when_there_are_several() {
    let folder = folder();
    fs::write(folder.path().join("flows/other.yaml"), FLOW.replace("flow: hall", "flow: other").replace("199", "198"))
        .unwrap();
    let run = |arguments: &[&str]| {
        let mut clew = Command::new(env!("CARGO_BIN_EXE_clew"));
        clew.env_clear().current_dir(folder.path()).arg("graph").args(arguments).output().unwrap()
    };
    let several = run(&[]);
    assert_eq!(several.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&several.stderr).contains("one of `hall`, `other` with --name"));
    let one = run(&["--name", "other", "--format", "dot"]);
    assert!(String::from_utf8_lossy(&one.stdout).starts_with("digraph \"other\""));
    assert_eq!(run(&["--name", "none"]).status.code(), Some(2));
}
