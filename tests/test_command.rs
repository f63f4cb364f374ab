//! `clew test` as somebody runs it: what is shown, what is written for programs, and how it ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use clew::{
    call::{Name, Type},
    cli::test::{Case, Coverage, Mock, Mocks, Outcome, Reply, junit, misfitting, unknown_names},
    flow::{Bundle, sample},
    phone::conversation::parse,
};
use quick_xml::{Reader, events::Event};
use serde_json::{Value, json};

const HEADER: &str = "line +15550100  from +15550123  at 2026-11-24 10:00\n";

fn clew(folder: &Path, arguments: &[&str], update: bool) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clew"));
    command.args(arguments).current_dir(folder).env_remove("UPDATE");
    if update {
        command.env("UPDATE", "1");
    }
    command.output().unwrap()
}

#[track_caller]
fn ends(folder: &Path, arguments: &[&str], code: i32) -> (String, String) {
    let output = clew(folder, arguments, false);
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{out}\n{err}");
    (out, err)
}

/// The sample line with these conversations beside it.
fn with_calls(calls: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let sources = sample();
    fs::create_dir(folder.path().join("flows")).unwrap();
    fs::create_dir(folder.path().join("prompts")).unwrap();
    fs::write(folder.path().join("flows/parcels.yaml"), &sources.flow.1).unwrap();
    for (language, (_, text)) in &sources.prompts {
        fs::write(folder.path().join(format!("prompts/{language}.yaml")), text).unwrap();
    }
    fs::write(folder.path().join("flows/parcels.calls"), calls).unwrap();
    folder
}

/// One conversation that is as written, one that is not, one without a name.
fn three() -> String {
    format!(
        "# Fine & <well>.\n{HEADER}> rings\n<   ...\n> hangs up\n\n# Wrong.\n{HEADER}> rings\n<   say never\n\n{HEADER}> rings\n<   ...\n"
    )
}

#[test]
fn what_differs_is_shown_counted_and_written_as_json() {
    let folder = with_calls(&three());
    let here = folder.path();
    let (out, _) = ends(here, &["test"], 1);
    assert!(out.contains("flows/parcels.calls:9: not as written, after `> rings`"), "{out}");
    assert!(out.contains("coverage of parcels: ") && out.ends_with("3 conversations, 1 not as written\n"), "{out}");
    let (out, err) = ends(here, &["test", "--json", "-"], 1);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert!(err.contains("3 conversations, 1 not as written"), "{err}");
    assert_eq!((&report["version"], &report["run"], &report["differ"]), (&1.into(), &3.into(), &1.into()));
    let names: Vec<&str> =
        report["conversations"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Fine & <well>.", "Wrong.", "line 12"]);
    assert_eq!(report["conversations"][1]["line"], 8);
    assert!(report["conversations"][1]["difference"].as_str().unwrap().contains("- say never"));
    assert_eq!(report["conversations"][0]["difference"], Value::Null);
    let coverage = &report["coverage"][0];
    assert_eq!(coverage["flow"], "parcels");
    assert!(coverage["steps"]["entered"].as_u64().unwrap() <= coverage["steps"]["all"].as_u64().unwrap());
    assert!(coverage["exits"]["all"].is_u64() && coverage["never"].as_array().unwrap().contains(&"depot".into()));
    ends(here, &["test", "--json", "nowhere/report.json"], 3);
}

/// The name of an element, and its attributes.
type Element = (String, Vec<(String, String)>);

/// The elements of an XML text.
fn elements(xml: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) | Event::Empty(start) => {
                let attributes = start.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    (attribute.key.0.to_owned(), attribute.value.into_owned())
                });
                let name = start.name().0.to_owned();
                found.push((name, attributes.collect()));
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn junit_has_a_case_for_each_conversation() {
    let folder = with_calls(&three());
    let here = folder.path();
    ends(here, &["test", "--junit", "report.xml"], 1);
    let xml = fs::read_to_string(here.join("report.xml")).unwrap();
    assert!(xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites "), "{xml}");
    let all = elements(&xml);
    let named = |name: &str| all.iter().filter(|(found, ..)| found == name).collect::<Vec<_>>();
    let of = |element: &Element, key: &str| {
        element.1.iter().find(|(found, _)| found == key).map(|(_, value)| value.clone()).unwrap()
    };
    let (suites, suite, cases) = (named("testsuites"), named("testsuite"), named("testcase"));
    assert_eq!((suites.len(), suite.len(), cases.len(), named("failure").len()), (1, 1, 3, 1));
    for element in [suites[0], suite[0]] {
        assert_eq!((of(element, "tests").as_str(), of(element, "failures").as_str()), ("3", "1"));
    }
    assert_eq!(of(cases[0], "name"), "Fine &amp; &lt;well&gt;.");
    assert_eq!((of(cases[1], "file").as_str(), of(cases[1], "line").as_str()), ("flows/parcels.calls", "8"));
    assert!(cases.iter().all(|case| of(case, "time").parse::<f64>().is_ok()), "{xml}");
    assert!(of(named("failure")[0], "message").starts_with("flows/parcels.calls:9: not as written"), "{xml}");
    assert!(xml.contains("- say never\n"), "{xml}");
}

#[test]
fn junit_is_xml_whatever_a_file_holds() {
    let awkward = "a\u{0}\u{1b}[2J\u{fffe}<&\"']]>\u{202e}é";
    let case = |file: &str| Case {
        file: file.to_owned(),
        line: 1,
        name: awkward.to_owned(),
        millis: 61_005,
        difference: Some(format!("{awkward}\n{awkward}")),
    };
    let outcome = Outcome { cases: vec![case("a"), case("a"), case("b")], ..Outcome::default() };
    let xml = junit(&outcome).unwrap();
    assert_eq!(elements(&xml).iter().filter(|(name, ..)| name == "testsuite").count(), 2);
    let forbidden = |letter: char| (letter.is_control() && letter != '\n') || matches!(letter, '\u{fffe}' | '\u{ffff}');
    assert!(!xml.contains(forbidden), "{xml:?}");
    assert!(xml.contains("time=\"61.005\"") && xml.contains("time=\"183.015\""), "{xml}");
}

#[test]
fn a_file_that_cannot_be_run_is_a_failed_case() {
    let folder = with_calls("line 12\n");
    ends(folder.path(), &["test", "--json", "out.json", "--junit", "out.xml"], 1);
    let report: Value = serde_json::from_str(&fs::read_to_string(folder.path().join("out.json")).unwrap()).unwrap();
    assert_eq!((&report["run"], report["conversations"].as_array().unwrap().len()), (&0.into(), 1));
    assert!(report["conversations"][0]["difference"].as_str().unwrap().contains("the header is not complete"));
    assert!(fs::read_to_string(folder.path().join("out.xml")).unwrap().contains("<failure "));
}

#[test]
fn a_filter_runs_what_it_names_and_says_when_that_is_nothing() {
    let folder = with_calls(&three());
    let here = folder.path();
    let (out, _) = ends(here, &["test", "--filter", "fine"], 0);
    assert_eq!(out, "1 conversations, all as written\n", "what is left out is not missing from the coverage");
    ends(here, &["test", "--filter", "WRONG"], 1);
    ends(here, &["test", "--filter", "line 12"], 0);
    let (_, err) = ends(here, &["test", "--filter", "nobody"], 2);
    assert_eq!(err, "no conversation's name holds `nobody`\n");
    ends(here, &["test", "--filter", "fine", "--coverage", "10%"], 2);
    let before = fs::read_to_string(here.join("flows/parcels.calls")).unwrap();
    let update = clew(here, &["test", "--filter", "fine"], true);
    assert_eq!(update.status.code(), Some(2));
    assert_eq!(fs::read_to_string(here.join("flows/parcels.calls")).unwrap(), before, "nothing is rewritten");
    assert_eq!(clew(here, &["test"], true).status.code(), Some(0));
    ends(here, &["test"], 0);
}

#[test]
fn too_little_coverage_is_a_problem() {
    let folder = with_calls(&format!("{HEADER}> rings\n<   ...\n"));
    let here = folder.path();
    ends(here, &["test", "--coverage", "1%"], 0);
    let (out, _) = ends(here, &["test", "--coverage", "100"], 1);
    assert!(out.contains("parcels: less than 100 % of the steps and exits were gone through"), "{out}");
    for wrong in ["101%", "most", "-1", ""] {
        ends(here, &["test", &format!("--coverage={wrong}")], 2);
    }
    fs::copy(here.join("flows/parcels.yaml"), here.join("flows/alone.yaml")).unwrap();
    let (out, _) = ends(here, &["test", "--coverage", "0%"], 1);
    assert!(out.contains("flows/alone.yaml: no conversation goes through it"), "{out}");
    ends(here, &["test"], 0);
}

#[test]
fn coverage_counts_each_step_and_each_way_out_once() {
    let bundle = Bundle::build(sample()).unwrap().0;
    let mut coverage = Coverage::of(&bundle);
    let (steps, exits) = (coverage.steps().1, coverage.exits().1);
    let labels: usize = bundle.flow.steps.values().map(|step| step.verb.exits().len()).sum();
    assert_eq!((steps, exits), (bundle.flow.steps.len(), labels));
    assert_eq!((coverage.steps().0, coverage.exits().0, coverage.never().len()), (0, 0, steps));
    assert!(coverage.reaches(0) && !coverage.reaches(1));
    let main = Name::from("main");
    coverage.saw(&main, None);
    coverage.saw(&main, Some("1"));
    coverage.saw(&main, Some("1"));
    coverage.saw(&main, Some("no such exit"));
    coverage.saw(&Name::from("no such step"), Some("1"));
    assert_eq!((coverage.steps(), coverage.exits()), ((1, steps), (1, exits)));
    assert!(!coverage.never().contains(&"main.1".to_owned()) && coverage.never().contains(&"main.2".to_owned()));
    let start = format!("coverage of parcels: 1 of {steps} steps, 1 of {exits} exits; never: ");
    assert!(coverage.shown().starts_with(&start), "{}", coverage.shown());
    for (name, step) in &bundle.flow.steps {
        coverage.saw(name, None);
        step.verb.exits().iter().for_each(|(label, _)| coverage.saw(name, Some(label)));
    }
    assert!(coverage.reaches(100));
    assert_eq!(coverage.shown(), format!("coverage of parcels: {steps} of {steps} steps, {exits} of {exits} exits"));
}

#[test]
fn what_the_scene_says_holds_until_it_is_said_otherwise() {
    let source = format!(
        "{HEADER}lookup parcel answers {{ state: \"sent\" }}\nlookup parcel takes 5s\nswitch storm on\n> rings\n\
         lookup parcel answers 409\nswitch storm off\nlookup other is down\nlookup third is missing\nlookup slow takes 3s\n"
    );
    let conversation = parse(&source).unwrap().remove(0);
    let mocks = Mocks::default();
    let (before, after) = conversation.exchanges.split_at(4);
    before.iter().for_each(|exchange| mocks.take(&exchange.does));
    let sent = serde_json::json!({ "state": "sent" });
    assert_eq!(mocks.clone().ask("parcel"), Mock { reply: Some(Reply::Body(sent)), takes_ms: 5_000 });
    after.iter().for_each(|exchange| mocks.take(&exchange.does));
    assert_eq!(mocks.ask("parcel"), Mock { reply: Some(Reply::Status(409)), takes_ms: 5_000 });
    assert_eq!(mocks.ask("other").reply, Some(Reply::Down));
    assert_eq!(mocks.ask("third").reply, Some(Reply::Missing));
    assert_eq!(mocks.unanswered(), Vec::<String>::new());
    assert_eq!(mocks.ask("slow"), Mock { reply: None, takes_ms: 3_000 });
    assert_eq!(
        mocks.unanswered(),
        ["lookup `slow` has no answer in this conversation; write `lookup slow answers ...` before this line"]
    );
    let says = |lookups: &[&str], switches: &[&str]| unknown_names(&conversation, lookups, switches);
    let none: [&str; 0] = [];
    assert_eq!(says(&["parcel", "other", "third", "slow"], &["storm"]), none);
    assert_eq!(
        says(&["parcle", "other", "slow"], &["storm"]),
        [
            "line 2: the flow has no lookup `parcel`; did you mean `parcle`?",
            "line 3: the flow has no lookup `parcel`; did you mean `parcle`?",
            "line 6: the flow has no lookup `parcel`; did you mean `parcle`?",
            "line 9: the flow has no lookup `third`; there is `parcle`, `other`, `slow`",
        ]
    );
    assert_eq!(
        says(&["parcel", "other", "third", "slow"], &[]),
        [
            "line 4: the flow has no switch `storm`; it has no switch at all",
            "line 7: the flow has no switch `storm`; it has no switch at all",
        ]
    );
}

#[test]
fn an_answer_that_is_not_as_the_lookup_gives_it_is_told_field_by_field() {
    let record = |fields: &[(&str, Type)]| {
        Type::Record(fields.iter().map(|(name, of)| (Name::from(*name), of.clone())).collect())
    };
    let of = |names: &[&str]| Type::Choice(names.iter().map(|name| Name::from(*name)).collect());
    let gives = record(&[
        ("known", Type::Truth),
        ("state", of(&["sent", "lost"])),
        ("stops", Type::List(Box::new(record(&[("day", Type::Date)])))),
    ]);
    let fine = json!({ "known": true, "state": "sent", "stops": [{ "day": "2026-11-24" }], "more": 1 });
    let none: [&str; 0] = [];
    assert_eq!(misfitting(&fine, &gives), none, "what is not wanted is dropped");
    assert_eq!(misfitting(&json!({ "known": null, "state": null, "stops": [] }), &gives), none);
    assert_eq!(misfitting(&json!([]), &gives), none, "nothing there");
    let nonsense = "or `answers nonsense` to try what cannot be read";
    assert_eq!(
        misfitting(&json!({ "knwon": true, "state": "sennt", "stops": [{ "day": "Monday" }, {}] }), &gives),
        [
            "gives `known`; did you mean that by `knwon`?".to_owned(),
            format!("gives one of sent, lost as `state`, not `\"sennt\"`; write `sent` or `lost`, {nonsense}"),
            format!("gives a date as `stops[0].day`, not `\"Monday\"`; write a day, such as `2026-11-24`, {nonsense}"),
            "gives `stops[1].day`, which is missing; if it is not known: `day: null`".to_owned(),
        ]
    );
    assert_eq!(
        misfitting(&json!({ "known": "yes", "state": "sent", "stops": [] }), &gives),
        [format!("gives true or false as `known`, not `\"yes\"`; write `true` or `false`, {nonsense}")]
    );
    assert_eq!(misfitting(&json!([1]), &gives).len(), 1);
    let long = misfitting(&json!({ "known": "x".repeat(9000), "state": "sent", "stops": [] }), &gives);
    assert!(long[0].len() < 300, "{}", long[0].len());
}

/// Conversations on the sample line about a parcel, with what its lookup answers.
fn about_a_parcel(answers: &str) -> String {
    format!("{HEADER}lookup parcel answers {answers}\n> rings\n<   ...\n> hangs up\n")
}

#[test]
fn all_that_is_wrong_with_a_file_is_told_at_once_and_nothing_of_it_is_run() {
    let wrong = "{ number: \"12345678\", stat: sent, eta: soon }";
    let folder =
        with_calls(&format!("{}\n{}", about_a_parcel(wrong), about_a_parcel("nonsense").replace("parcel", "parsel")));
    let (out, _) = ends(folder.path(), &["test"], 1);
    assert!(out.contains("  line 2: lookup `parcel` gives `state`; did you mean that by `stat`?\n"), "{out}");
    assert!(
        out.contains("flows/parcels.calls: line 2: lookup `parcel` gives a date as `eta`, not `\"soon\"`; write a day"),
        "{out}"
    );
    assert!(out.contains("\n  line 8: the flow has no lookup `parsel`; did you mean `parcel`?\n"), "{out}");
    assert!(out.ends_with("0 conversations, 1 not as written\n"), "{out}");
    let before = fs::read_to_string(folder.path().join("flows/parcels.calls")).unwrap();
    assert_eq!(clew(folder.path(), &["test"], true).status.code(), Some(1), "and nothing of it is written down");
    assert_eq!(fs::read_to_string(folder.path().join("flows/parcels.calls")).unwrap(), before);
    let fine = with_calls(&about_a_parcel("nonsense"));
    ends(fine.path(), &["test"], 0);
}

#[test]
fn a_changed_prompt_is_written_down_by_update_and_passes_then() {
    let calls = format!("{HEADER}> rings\n<   ...\n<   \"Harbor Parcel, good to hear from you.\"\n> hangs up\n");
    let folder = with_calls(&calls);
    let here = folder.path();
    ends(here, &["test"], 0);
    let prompts = here.join("prompts/en-US.yaml");
    let changed = fs::read_to_string(&prompts).unwrap().replace("Harbor Parcel, good to", "Harbor Parcels, nice to");
    fs::write(&prompts, changed).unwrap();
    let (out, _) = ends(here, &["test"], 1);
    let differs =
        "    4 - \"Harbor Parcel, good to hear from you.\"\n      + \"Harbor Parcels, nice to hear from you.\"\n  (";
    assert!(out.contains(differs), "{out}");
    let update = clew(here, &["test"], true);
    let said = String::from_utf8(update.stdout).unwrap();
    assert!(said.contains("flows/parcels.calls: rewritten with what came; read it\n"), "{said}");
    let now = fs::read_to_string(here.join("flows/parcels.calls")).unwrap();
    assert_eq!(now, calls.replace("Harbor Parcel, good to", "Harbor Parcels, nice to"));
    ends(here, &["test"], 0);
}

#[test]
fn keys_while_a_phone_rings_are_out_of_place() {
    let staffed = HEADER.replace("10:00", "15:00");
    let folder = with_calls(&format!("{staffed}> rings\n<   ...\n> presses 0\n<   ...\n> presses 1\n<   ...\n"));
    let (out, _) = ends(folder.path(), &["test"], 1);
    let says = "flows/parcels.calls:6: out-of-place: somebody's phone is ringing, and the line hears nothing until that is over";
    assert!(out.contains(says), "{out}");
    assert_eq!(clew(folder.path(), &["test"], true).status.code(), Some(1), "what cannot happen is not written down");
}

#[test]
fn what_is_no_conversation_file_is_refused_and_never_waited_for() {
    let folder = with_calls("");
    let file = folder.path().join("flows/parcels.calls");
    fs::remove_file(&file).unwrap();
    assert!(Command::new("mkfifo").arg(&file).status().unwrap().success());
    let (out, _) = ends(folder.path(), &["test"], 1);
    assert!(out.contains("flows/parcels.calls: it is no file\n"), "{out}");
    fs::remove_file(&file).unwrap();
    fs::write(&file, "x".repeat((4 << 20) + 1)).unwrap();
    let (out, _) = ends(folder.path(), &["test"], 1);
    assert!(out.contains("flows/parcels.calls: it is larger than 4194304 bytes\n") && out.len() < 500, "{}", out.len());
    fs::write(&file, "x".repeat(4 << 20)).unwrap();
    let (out, _) = ends(folder.path(), &["test"], 1);
    assert!(out.contains("x…` is no line of a conversation") && out.len() < 500, "{}", out.len());
}
