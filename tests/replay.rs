//! A call replays exactly from its journal and its bundle alone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    reason = "tests"
)]

mod support;

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use axum::{body::Body, http::Request};
use clew::{
    call::{Call, DialOutcome, Entry, EventKind, Moment},
    cli::line::Line,
    dialect::Keyring,
    engine::replay,
    phone::{Act, PersonDoes},
    server::{Bundles, Clock, Files, Parts, Server, open_store, public, read_flows},
    store::{Memory, Store},
};
use support::ring::{ID, phone, play, presses, saved};
use tower::ServiceExt;

const TO: &str = "+15550199";

fn acts() -> Vec<Act> {
    let mut acts = vec![presses("9"), Act::Silent, presses("3"), presses("4711#"), presses("2")];
    acts.extend([presses("4712#"), presses("1"), presses("0"), Act::Person(PersonDoes::Busy)]);
    acts.extend([Act::Records { seconds: 10 }, presses("0"), Act::Person(PersonDoes::Answers { talk_s: 30 })]);
    acts.extend([Act::Silent]);
    acts
}

/// A call on a store on disk, with its bundle kept beside it; then everything is closed.
fn recorded(folder: &Path) {
    let flows = folder.join("flows");
    fs::create_dir_all(&flows).unwrap();
    fs::copy(support::root().join("tests/flows/maze.yaml"), flows.join("maze.yaml")).unwrap();
    let data = folder.join("data");
    let read = move || read_flows(Some(&flows), None).unwrap().unwrap_or_else(|_| panic!("the maze does not build"));
    Bundles::keep(read(), Some(&data)).unwrap();
    let store: Arc<dyn Store> = Arc::new(open_store(&data, &folder.join("data.key")).unwrap().0);
    let line = Line::over(store, Arc::new(read), Moment::from_millis(1_795_000_000_000));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut phone = phone(&line, TO);
        play(&mut phone, &acts()).await;
        assert!(saved(&line).call.ended(), "the call should be over: {:?}", saved(&line).call.place);
    });
    let _ = ID;
}

fn journal(folder: &Path) -> (Call, Vec<Entry>, Bundles) {
    let (store, _keyring) = open_store(&folder.join("data"), &folder.join("data.key")).unwrap();
    let key = store.calls().unwrap()[0];
    let call = store.load(key).unwrap().unwrap().call;
    (call, store.journal(key).unwrap(), Bundles::keep(Files::none(), Some(&folder.join("data"))).unwrap())
}

#[test]
fn a_new_process_replays_every_turn_after_the_flow_file_has_changed() {
    let folder = tempfile::tempdir().unwrap();
    recorded(folder.path());
    let flow = folder.path().join("flows/maze.yaml");
    let changed =
        fs::read_to_string(&flow).unwrap().replace("Hall one.", "Hall number one.").replace("for: 20s", "for: 40s");
    fs::write(&flow, changed).unwrap();
    let out = Command::new(env!("CARGO_BIN_EXE_clew"))
        .args(["replay", "--turns", "--data"])
        .arg(folder.path().join("data"))
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(out.status.success(), "{printed}{}", String::from_utf8_lossy(&out.stderr));
    assert!(printed.contains("1 calls, each turn as it was"), "{printed}");
    assert_eq!(printed.matches(" same: ").count(), acts().len() + 4, "{printed}");
}

#[tokio::test]
async fn a_call_whose_language_was_changed_replays_as_it_was() {
    let bundle = support::sample_line();
    let line = Line::new(&bundle, Moment::from_millis(1_795_000_000_000));
    let mut phone = phone(&line, "+15550100");
    play(&mut phone, &[presses("8"), presses("3"), presses("1"), presses("2")]).await;
    let call = saved(&line).call;
    assert_eq!(call.language, "es-US".into());
    let journal = line.store().journal(call.key).unwrap();
    assert!(replay(&bundle.flow, &call, &journal).same());
}

#[test]
fn a_replay_on_a_changed_flow_differs() {
    let folder = tempfile::tempdir().unwrap();
    recorded(folder.path());
    let (call, journal, bundles) = journal(folder.path());
    let bundle = bundles.pinned(call.bundle).unwrap();
    assert!(replay(&bundle.flow, &call, &journal).same());
    let text = fs::read_to_string(folder.path().join("flows/maze.yaml")).unwrap().replace("for: 20s", "for: 40s");
    let sources = clew::flow::Sources::new("maze.yaml", text);
    let other = support::build(sources);
    assert!(!replay(&other.flow, &call, &journal).same(), "the ladder rings twice as long, and nobody noticed");
}

#[test]
fn a_journal_altered_by_any_one_event_differs() {
    let folder = tempfile::tempdir().unwrap();
    recorded(folder.path());
    let (call, journal, bundles) = journal(folder.path());
    let bundle = bundles.pinned(call.bundle).unwrap();
    for at in 0..journal.len() {
        let mut moved = journal.clone();
        moved[at].event.at = moved[at].event.at.plus_millis(1);
        let mut altered = journal.clone();
        altered[at].event.kind = other(&journal[at].event.kind);
        let mut cut = journal.clone();
        cut.remove(at);
        let mut doubled = journal.clone();
        doubled.insert(at, journal[at].clone());
        for (how, journal) in [("moved", moved), ("altered", altered), ("left out", cut), ("doubled", doubled)] {
            let replayed = replay(&bundle.flow, &call, &journal);
            // The end of a call that is over already changes nothing, wherever it stands; its number of turns does.
            let same = replayed.same() && replayed.turns.len() == acts().len() + 2;
            let moved_end = how == "moved" && matches!(journal[at].event.kind, EventKind::Ends(_));
            assert!(!same || moved_end, "entry {at} ({:?}), {how}: no difference", journal.get(at));
        }
    }
}

fn other(kind: &EventKind) -> EventKind {
    match kind {
        EventKind::Keys(keys) if keys == "0" => EventKind::Silence,
        EventKind::Keys(_) | EventKind::Words(_) => EventKind::Keys("0".to_owned()),
        EventKind::Silence => EventKind::Keys("0".to_owned()),
        EventKind::Dialed(DialOutcome::Busy) => EventKind::Dialed(DialOutcome::Answered { talk_s: 60 }),
        EventKind::Ends(_) => EventKind::Keys("1".to_owned()),
        _ => EventKind::Dialed(DialOutcome::Busy),
    }
}

/// A clock that goes on between any two looks at it, as a real one does now and then.
struct Restless(AtomicI64);

impl Clock for Restless {
    fn now(&self) -> Moment {
        Moment::from_millis(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

#[tokio::test]
async fn a_call_replays_also_when_time_passes_while_a_turn_is_made() {
    let store: Arc<dyn Store> = Arc::new(Memory::new());
    let files = Files { bundles: vec![support::parcels()], recordings: BTreeMap::new(), warnings: Vec::new() };
    let router = public(Server::new(Parts {
        store: Arc::clone(&store),
        bundles: Bundles::keep(files, None).unwrap(),
        keyring: Keyring::new([7; 32]),
        clock: Arc::new(Restless(AtomicI64::new(1_795_000_000_000))),
        backends: Arc::new(clew::server::lookup::Nobody),
        public_url: "http://127.0.0.1:8080".to_owned(),
        secrets: BTreeMap::new(),
    }));
    let form = "CallSid=CA1&From=%2B15550123&To=%2B15550100&CallStatus=ringing";
    let request = Request::post("/twilio/call").header("host", "127.0.0.1:8080").body(Body::from(form)).unwrap();
    assert_eq!(router.oneshot(request).await.unwrap().status(), 200);
    let key = store.calls().unwrap()[0];
    let call = store.load(key).unwrap().unwrap().call;
    assert!(replay(&support::parcels().flow, &call, &store.journal(key).unwrap()).same());
}
