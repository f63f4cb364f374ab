//! Looking at calls, callers, promises and messages: the same with the service and without it, and no number in a log.

use std::{fs, path::Path};

use clew::phone::{Act, Http, Method, Network, PersonDoes, State, Webhook};
use serde_json::Value as Json;

use super::{
    child::{BINARY, Process, Said},
    line::{Carrier, FROM, Service, from, phone, play, presses},
};

const FLOW: &str = r#"
flow: parcels
languages: [en-US]
lines: ["+15550100"]
hours: { always: { open: "24/7", zone: America/New_York, holidays: US } }
people: { operator: { try: [{ ring: "+15550111", for: 20s }, { promise: care }] } }
desks: { care: { title: Care, hours: always, within: 1h } }
switches: { storm: { title: A storm, lasts: 24h } }
start: hello
steps:
  hello: { say: [{ when: storm, say: storm }], next: main }
  main:
    menu: main
    choices:
      - { key: 1, words: parcel, to: number }
      - { key: 2, to: note }
  number: { ask: number, as: { digits: 8 }, into: number, read_back: is_it, next: settled }
  note: { message: leave, desk: care }
  settled: { settle: helped }
prompts:
  main: { en-US: "For a parcel, press 1. To leave a message, press 2. For a person, press 0." }
  number: { en-US: "Your number, please. It has 8 digits." }
  is_it: { en-US: "I have {number|digits}. For yes, press 1. For no, press 2." }
  storm: { en-US: There is a storm. }
  leave: { en-US: Please leave a message. }
  helped: { en-US: "Did that help? For yes, press 1. For no, press 2." }
words: { parcel: { en-US: [parcel] } }
"#;

/// What the caller of the first call typed as an answer.
const ANSWER: &str = "48151623";

fn clew(folder: &Path, arguments: &[&str]) -> Said {
    typing(folder, arguments, "")
}

fn typing(folder: &Path, arguments: &[&str], typed: &str) -> Said {
    Process::typing(Path::new(BINARY), folder, (arguments, typed), &[("USER", "ada")]).ends()
}

/// Fails unless it ends well; what it showed.
#[track_caller]
fn shows(folder: &Path, arguments: &[&str]) -> String {
    let said = clew(folder, arguments);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{arguments:?}");
    said.out
}

#[track_caller]
fn json(folder: &Path, arguments: &[&str]) -> Json {
    let out = shows(folder, arguments);
    serde_json::from_str(&out).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {out}"))
}

/// A service on which three callers have rung: one who gets lost and is promised a callback, one who leaves a message,
/// and one whose matter is settled.
async fn rung(folder: &Path) -> Service {
    fs::write(folder.join("parcels.yaml"), FLOW).unwrap();
    let service = Service::start(folder, &["--flows", "parcels.yaml", "--log", "debug"], &[]);
    let near = service.near.clone();
    let carrier = || Carrier::between(&near, &service);
    let mut lost = phone(&near, None, 1, carrier());
    let person = Act::Person(PersonDoes::NoAnswer);
    let acts = [presses("1"), presses(ANSWER), presses("2"), presses("9"), Act::Silent, Act::Says("hmm".to_owned())];
    play(&mut lost, &acts).await;
    let mut heard = lost.acts(&Act::Silent).await.unwrap();
    for _ in 0..20 {
        let act = if matches!(heard.then, State::Ringing { .. }) { &person } else { &Act::Silent };
        if matches!(heard.then, State::Over { .. }) {
            break;
        }
        heard = lost.acts(act).await.unwrap();
    }
    let mut message = phone(&near, None, 2, carrier());
    play(&mut message, &[presses("2"), Act::Records { seconds: 12 }, Act::Silent]).await;
    let mut settled = phone(&near, None, 3, carrier());
    play(&mut settled, &[presses("1"), presses("12345678"), presses("1"), presses("1")]).await;
    service
}

/// The id of the first call that was left so.
fn call_left(folder: &Path, how: &str) -> String {
    let calls = json(folder, &["calls", "--ended", how, "--json"]);
    calls["calls"][0]["id"].as_str().unwrap_or_else(|| panic!("{how}: {calls}")).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_shows_the_same_with_the_service_and_without_it() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let service = rung(here).await;
    let promised = call_left(here, "promised");
    let looks: Vec<Vec<&str>> = [
        "switch",
        "calls",
        "calls --json",
        "calls --since 7d --ended settled",
        "calls --most 1",
        "calls --since 0s",
        "calls --since soon",
        "promises",
        "promises --due --json",
        "promises --missed",
        "promises --all --json",
        "messages",
        "messages --json",
        "caller show +15550123",
        "caller show +15550123 --json",
        "caller show +15550199",
        "caller show 12",
        "calls show 12",
        "calls show ffffffffff",
        "promises done ffffffffff",
    ]
    .map(|line| line.split(' ').collect())
    .into();
    let shown = ["calls", "show", &promised];
    let whole = ["calls", "show", &promised[..10], "--json"];
    let looks: Vec<&[&str]> = looks.iter().map(Vec::as_slice).chain([&shown[..], &whole[..]]).collect();
    let all = || -> Vec<(Option<i32>, String)> {
        let said = looks.iter().map(|arguments| clew(here, arguments));
        said.map(|said| (said.code, said.all())).collect()
    };
    let with = all();
    let said = service.stops();
    assert!(said.all().contains("stopping") && !said.all().contains("5550123"), "{}", said.all());
    for ((with, without), arguments) in with.iter().zip(all()).zip(&looks) {
        assert_eq!(*with, without, "{arguments:?}");
    }
    let codes: Vec<i32> = with.iter().map(|(code, _)| code.unwrap()).collect();
    let refused: Vec<&[&str]> =
        looks.iter().zip(&codes).filter(|(_, code)| **code != 0).map(|(arguments, _)| *arguments).collect();
    let expected: [&[&str]; 5] = [
        &["calls", "--since", "soon"],
        &["caller", "show", "12"],
        &["calls", "show", "12"],
        &["calls", "show", "ffffffffff"],
        &["promises", "done", "ffffffffff"],
    ];
    assert_eq!(refused, expected);
    assert!(codes.iter().all(|code| [0, 2].contains(code)), "{codes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_told_turn_by_turn_without_what_was_answered() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let service = rung(here).await;
    let promised = call_left(here, "promised");
    let text = shows(here, &["calls", "show", &promised[..6]]);
    let lines = [
        "twilio, +15550100 rung by +…23, flow parcels",
        "left: promised",
        "  rings\n",
        "menu main",
        "  presses 1\n",
        "  types 8 digits\n",
        "ask is_it",
        "  presses 2\n",
        "  types 1 digit\n",
        "counted: lost ",
        "  says nothing\n",
        "a person is offered, because the ledger has reached",
        "without lost ",
        "the call would have gone on",
        "ring +15550111 because offered, accepted",
        "connected to operator, because the caller took the offer",
        "the ringing ends: no answer",
        "connected:\n  to operator in turn",
        "promised:\n  a callback by care",
    ];
    let mut rest = text.as_str();
    for line in lines {
        rest = rest.split_once(line).unwrap_or_else(|| panic!("`{line}` is not next in: {text}")).1;
    }
    assert!(!text.contains(ANSWER) && !text.contains("5550123"), "{text}");
    let account = json(here, &["calls", "show", &promised, "--json"]);
    assert!(!account.to_string().contains(ANSWER));
    assert_eq!(account["differs"], Json::Array(Vec::new()));
    let sums: Vec<u64> =
        account["turns"].as_array().unwrap().iter().map(|turn| turn["sum"].as_u64().unwrap()).collect();
    assert!(sums.is_sorted() && sums.last() == account["sum"].as_u64().as_ref(), "{sums:?}");
    let read = |file: &str| fs::read_to_string(here.join("data").join(file)).unwrap();
    let url = format!("http://{}/calls/{promised}/note", read("inner.address"));
    let ask = |headers| Webhook { method: Method::Get, url: url.clone(), headers, body: String::new(), at_ms: 0 };
    let bearer = ("authorization".to_owned(), format!("Bearer {}", read("inner.token")));
    let note = Http::default().post(ask(vec![bearer])).await.unwrap();
    let note: Json = serde_json::from_slice(&note.body).unwrap();
    assert_eq!((&note["questions"], note["lost"]["number"].as_u64()), (&Json::from(5), Some(3)), "{note}");
    assert!(note["call"].as_str().is_some_and(|call| call.starts_with(&promised)), "{note}");
    assert_eq!(Http::default().post(ask(Vec::new())).await.unwrap().status, 401, "it is behind the token");
    drop(service);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_is_marked_exported_and_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let service = rung(here).await;
    let shown = shows(here, &["caller", "prefer", FROM, "person"]);
    assert!(shown.starts_with("is connected to a person at once, since 20"), "{shown}");
    let typed = typing(here, &["caller", "mark", "-", "--segment", "vip", "--shared"], "+15550123\n");
    assert!(typed.code == Some(0) && typed.out.contains("belongs to the group vip"), "{}", typed.all());
    let said = service.stops();
    assert!(!said.all().contains("5550123"), "{}", said.all());
    let remembered = json(here, &["caller", "show", FROM, "--json"]);
    assert_eq!((&remembered["segment"], &remembered["shared"]), (&Json::from("vip"), &Json::from(true)));
    assert_eq!(remembered["prefers"]["why"], "marked by staff");
    shows(here, &["caller", "mark", FROM, "--no-segment"]);
    shows(here, &["caller", "mark", FROM, "--not-shared"]);
    shows(here, &["caller", "prefer", FROM, "none"]);
    let remembered = json(here, &["caller", "show", FROM, "--json"]);
    assert_eq!((&remembered["segment"], &remembered["prefers"]), (&Json::Null, &Json::Null));
    assert_eq!(remembered["shared_since"], Json::Null);
    let export = json(here, &["caller", "export", FROM]);
    assert_eq!(export["number"], FROM);
    assert_eq!(export["promises"].as_array().map(Vec::len), Some(1));
    assert_eq!(export["messages"].as_array().map(Vec::len), Some(0), "of somebody else");
    let other = from(2);
    let export = json(here, &["caller", "export", &other]);
    assert_eq!(export["messages"].as_array().map(Vec::len), Some(1));
    let refused = clew(here, &["caller", "forget", FROM]);
    assert_eq!((refused.code, refused.out.as_str()), (Some(2), ""), "{}", refused.err);
    assert!(json(here, &["caller", "show", FROM, "--json"])["remembered"].as_bool().unwrap());
    let forgotten = shows(here, &["caller", "forget", FROM, "--yes"]);
    let stays = "1 open promise stays until seen to: clew promises\n";
    assert!(
        forgotten.starts_with("forgotten: the record of this caller, and ") && forgotten.ends_with(stays),
        "{forgotten}"
    );
    assert_eq!(shows(here, &["caller", "show", FROM]), "nothing is remembered of this caller\n");
    let forgotten = shows(here, &["caller", "forget", &other, "--yes"]);
    assert!(forgotten.ends_with("1 unheard message stays until seen to: clew messages\n"), "{forgotten}");
    assert_eq!(json(here, &["promises", "--json"]).as_array().map(Vec::len), Some(1), "it is still owed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_seen_to_is_no_longer_owed() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let service = rung(here).await;
    let promises = json(here, &["promises", "--json"]);
    assert_eq!((&promises[0]["number"], &promises[0]["desk"]), (&Json::from(FROM), &Json::from("care")));
    assert!(promises[0]["due_there"].as_str().unwrap().ends_with(" America/New_York"), "{promises}");
    assert!(shows(here, &["promises"]).contains(FROM), "it is there to be rung");
    let id = promises[0]["id"].as_str().unwrap();
    let done = shows(here, &["promises", "done", &id[..8], "--by", "grace"]);
    assert!(done.starts_with(&format!("promise {} was seen to, by grace at ", &id[..10])), "{done}");
    let said = service.stops();
    assert!(!said.all().contains("5550123") && said.all().contains("grace"), "{}", said.all());
    let again = shows(here, &["promises", "done", id]);
    assert!(again.contains("was seen to before, by grace at "), "the first word stands: {again}");
    assert_eq!(shows(here, &["promises"]), "there are no such promises\n");
    assert_eq!(json(here, &["promises", "--all", "--json"])[0]["done"]["by"], "grace");
    let messages = json(here, &["messages", "--json"]);
    assert_eq!((&messages[0]["seconds"], &messages[0]["from"]), (&Json::from(12), &Json::from(from(2))));
    let id = messages[0]["id"].as_str().unwrap();
    let done = shows(here, &["messages", "done", &id[..8]]);
    assert!(done.contains(" was seen to, by ada at "), "who types it, without --by: {done}");
    assert_eq!(shows(here, &["messages"]), "there are no such messages\n");
    assert!(shows(here, &["messages", "--all"]).contains("by ada"));
}

#[test]
fn wrong_usage_is_told_and_a_store_is_not_opened_with_another_key() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let wrong: [(&[&str], &str); 12] = [
        (&["caller"], "Usage"),
        (&["caller", "show"], "<NUMBER>"),
        (&["caller", "prefer", FROM], "<WHAT>"),
        (&["caller", "prefer", FROM, "robot"], "person, line, none"),
        (&["caller", "mark", FROM], "--segment"),
        (&["caller", "mark", FROM, "--shared", "--not-shared"], "cannot be used with"),
        (&["caller", "forget", FROM], "say --yes"),
        (&["calls", "show"], "<ID>"),
        (&["calls", "--ended", "well"], "unsettled"),
        (&["promises", "--missed", "--all"], "cannot be used with"),
        (&["promises", "done"], "<ID>"),
        (&["messages", "done"], "<ID>"),
    ];
    for (arguments, says) in wrong {
        let said = clew(here, arguments);
        assert!(said.code == Some(2) && said.err.contains(says), "{arguments:?}: {}", said.all());
    }
    let said = clew(here, &["calls"]);
    assert_eq!((said.code, said.err.as_str()), (Some(3), "there is no folder `data`\n"));
    fs::write(here.join("clew.toml"), "data = \"kept\"\npublic_url = \"https://line.example.org\"\n").unwrap();
    fs::create_dir(here.join("kept")).unwrap();
    assert_eq!(shows(here, &["calls"]), "there are no such calls\n", "another setting's secret is not needed");
    for wrong in ["", "12", "+", "5550123", "+0155501234", "anonymous", "+266696687", "sip:ada@example.org"] {
        let said = clew(here, &["caller", "show", wrong]);
        assert!(
            said.code == Some(2) && said.err.starts_with("a caller's number is written like"),
            "{wrong}: {}",
            said.all()
        );
    }
    for name in ["v i p", "a/b", &"x".repeat(41)] {
        assert_eq!(clew(here, &["caller", "mark", FROM, "--segment", name]).code, Some(2), "{name}");
    }
    fs::rename(here.join("kept.key"), here.join("away.key")).unwrap();
    let said = clew(here, &["calls"]);
    assert_eq!(
        said.err,
        "could not use the store: the key file `kept.key` is missing, and the store in `kept/store` does not open without: put \
         back the one you had, or name it with `--key-file`\n"
    );
    assert!(said.code == Some(3) && !here.join("kept.key").exists());
    assert_eq!(shows(here, &["calls", "--key-file", "away.key"]), "there are no such calls\n");
    fs::write(here.join("away.key"), "short").unwrap();
    assert_eq!(clew(here, &["calls", "--key-file", "away.key"]).code, Some(3));
}
