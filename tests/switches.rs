//! Switches: off until staff turn one on, off again by themselves, and what a call begins with is what it keeps.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    reason = "tests"
)]

mod support;

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use clew::{
    call::{EventKind, Moment, Name},
    dialect::Keyring,
    flow::Sources,
    server::{
        Bundles, Files, Parts, Server, SetClock, public,
        switches::{NotTurned, Turned, duration_s},
    },
    store::{Memory, Sled, Store, Switched},
};
use serde_json::{Value, json};
use tower::ServiceExt;

const NOW: Moment = Moment::from_millis(1_795_000_000_000);

fn later(seconds: u64) -> Moment {
    NOW.plus_millis(seconds * 1000)
}

fn switched(flow: &str, switch: &str, on: bool) -> Switched {
    Switched { flow: flow.into(), switch: switch.into(), on, since: NOW, until: later(60), by: "ada".into() }
}

// What a store means by switches; every store passes this.

fn end(pending: clew::store::Pending) {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(pending).unwrap();
}

fn the_last_word_on_a_switch_is_kept(open: impl Fn() -> Box<dyn Store>) {
    let store = open();
    assert!(store.switches().unwrap().is_empty());
    end(store.switch(&switched("parcels", "storm", true)));
    end(store.switch(&switched("parcels", "strike", true)));
    end(store.switch(&switched("library", "storm", false)));
    end(store.switch(&switched("parcels", "storm", false)));
    let expected = [("library", "storm", false), ("parcels", "storm", false), ("parcels", "strike", true)];
    let expected = expected.map(|(flow, switch, on)| switched(flow, switch, on));
    assert_eq!(store.switches().unwrap(), expected);
    // Flow and switch are told apart, however they are named.
    end(store.switch(&switched("parcelss", "torm", true)));
    assert_eq!(store.switches().unwrap().len(), 4);
    assert!(store.calls().unwrap().is_empty() && store.messages().unwrap().is_empty());
}

#[test]
fn the_last_word_is_kept_in_memory() {
    the_last_word_on_a_switch_is_kept(|| Box::new(Memory::new()));
}

#[test]
fn the_last_word_is_kept_on_disk_and_after_the_store_was_closed() {
    let folder = tempfile::tempdir().unwrap();
    the_last_word_on_a_switch_is_kept(|| Box::new(Sled::open(folder.path(), &support::seal()).unwrap()));
    let again = Sled::open(folder.path(), &support::seal()).unwrap();
    assert_eq!(again.switches().unwrap().len(), 4);
}

#[test]
fn many_turns_of_switches_at_once_are_all_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = Sled::open(folder.path(), &support::seal()).unwrap();
    std::thread::scope(|scope| {
        for number in 0..64 {
            let store = &store;
            scope.spawn(move || end(store.switch(&switched("parcels", &format!("s{number:02}"), true))));
        }
    });
    assert_eq!(store.switches().unwrap().len(), 64);
}

#[test]
fn a_switch_is_on_until_its_end_and_not_at_it() {
    let on = switched("parcels", "storm", true);
    assert!(on.is_on(NOW) && on.is_on(later(59)));
    assert!(!on.is_on(later(60)) && !on.is_on(later(61)));
    assert!(!switched("parcels", "storm", false).is_on(NOW));
}

#[test]
fn a_length_of_time_is_a_number_and_a_unit() {
    for (text, seconds) in [("45s", 45), ("45m", 2700), ("3h", 10_800), ("2d", 172_800), ("0s", 0)] {
        assert_eq!(duration_s(text), Some(seconds), "{text}");
    }
    for wrong in ["", "3", "h", "3 h", "-3h", "+3h", "3.5h", "3w", "99999999999h", "4294967295d", "3ü"] {
        assert_eq!(duration_s(wrong), None, "{wrong}");
    }
}

// A service with switches.

/// A line with two switches.
const FLOW: &str = r#"
flow: parcels
languages: [en-US]
lines: ["+15550100"]
people: { operator: { try: [{ ring: "+15550111" }, { message: leave, desk: care }] } }
desks: { care: { title: Care } }
switches:
  storm: { title: A storm, lasts: 24h }
  strike: { title: A strike, lasts: 2h }
start: hello
steps:
  hello: { say: [hello, { when: storm, say: storm }, { when: strike, say: strike }], next: done }
  done: { settle: helped }
prompts:
  hello: { en-US: Hello. }
  storm: { en-US: We are closed because of the storm. }
  strike: { en-US: We are on strike today. }
  helped: { en-US: "Did that help? For yes, press 1. For no, press 2." }
  leave: { en-US: Please leave a message. }
"#;

struct House {
    server: Arc<Server>,
    clock: Arc<SetClock>,
    router: Router,
    inner: Router,
    token: String,
    store: Arc<dyn Store>,
    _folder: tempfile::TempDir,
}

impl House {
    fn new() -> Self {
        Self::over(Arc::new(Memory::new()))
    }

    fn over(store: Arc<dyn Store>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock::at(NOW));
        let bundles = vec![support::build(Sources::new("parcels.yaml", FLOW))];
        let files = Files { bundles, recordings: BTreeMap::new(), warnings: Vec::new() };
        let server = Server::new(Parts {
            store: Arc::clone(&store),
            bundles: Bundles::keep(files, None).unwrap(),
            keyring: Keyring::new([7; 32]),
            clock: clock.clone(),
            backends: Arc::new(clew::server::lookup::Nobody),
            public_url: "http://127.0.0.1:8080".to_owned(),
            secrets: BTreeMap::new(),
        });
        let inner = server.inner(folder.path()).unwrap();
        let token = std::fs::read_to_string(folder.path().join("inner.token")).unwrap();
        let router = public(Arc::clone(&server));
        Self { server, clock, router, inner, token, store, _folder: folder }
    }

    /// The switches that are on for a call that comes in.
    async fn rings(&self, call: usize) -> (Vec<u8>, Vec<String>) {
        let form = format!("CallSid=CA{call:032}&From=%2B15550123&To=%2B15550100&CallStatus=ringing");
        let request = Request::builder().method("POST").uri("/twilio/call").header(header::HOST, "127.0.0.1:8080");
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let response = self.router.clone().oneshot(request.body(Body::from(form)).unwrap()).await.unwrap();
        assert_eq!(response.status(), 200);
        let document = to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec();
        let key = Keyring::new([7; 32]).call_key("twilio", &format!("CA{call:032}"));
        let journal = self.store.journal(key).unwrap();
        let EventKind::Rings { on, .. } = &journal[0].event.kind else { panic!("it does not begin with ringing") };
        assert_eq!(journal.len(), 1, "a start that was delivered twice counts once");
        (document, on.iter().map(ToString::to_string).collect())
    }

    /// How many webhooks turned out to be this, as the service counts.
    async fn counted(&self, outcome: &str) -> u64 {
        let (_, text) = self.ask("GET", "/metrics", "", &self.token).await;
        let wanted = format!("outcome=\"{outcome}\"");
        let counts = text.as_str().unwrap().lines().filter(|line| line.contains(&wanted));
        counts.map(|line| line.rsplit(' ').next().unwrap().parse::<u64>().unwrap()).sum()
    }

    async fn turn(&self, name: &str, on: bool, for_s: Option<u32>) -> Result<(), NotTurned> {
        let turned = Turned { on, for_s, by: "ada".to_owned() };
        self.server.turn_switch(&Name::from("parcels"), &Name::from(name), &turned).await.map(drop)
    }

    async fn ask(&self, method: &str, path: &str, body: &str, token: &str) -> (u16, Value) {
        let request = Request::builder().method(method).uri(path).header(header::HOST, "localhost");
        let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        let response = self.inner.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec();
        (status, serde_json::from_slice(&body).unwrap_or_else(|_| json!(String::from_utf8_lossy(&body))))
    }
}

#[tokio::test]
async fn a_call_begins_with_the_switches_that_are_on() {
    let house = House::new();
    assert_eq!(house.rings(1).await.1, Vec::<String>::new());
    house.turn("strike", true, None).await.unwrap();
    house.turn("storm", true, Some(60)).await.unwrap();
    assert_eq!(house.rings(2).await.1, ["storm", "strike"]);
    house.clock.set(later(60));
    assert_eq!(house.rings(3).await.1, ["strike"], "a minute is over");
    house.turn("strike", false, None).await.unwrap();
    assert_eq!(house.rings(4).await.1, Vec::<String>::new());
    house.turn("strike", true, None).await.unwrap();
    house.clock.set(later(60 + 2 * 3600 - 1));
    assert_eq!(house.rings(5).await.1, ["strike"], "two hours, as the flow says");
    house.clock.set(later(60 + 2 * 3600));
    assert_eq!(house.rings(6).await.1, Vec::<String>::new());
}

#[tokio::test]
async fn a_start_that_is_delivered_again_is_the_same_start_whatever_was_turned_meanwhile() {
    let house = House::new();
    let (first, on) = house.rings(1).await;
    house.turn("storm", true, None).await.unwrap();
    assert_eq!(house.rings(1).await, (first, on));
    let (first, on) = house.rings(2).await;
    assert_eq!(on, ["storm"]);
    house.turn("storm", false, None).await.unwrap();
    assert_eq!(house.rings(2).await, (first.clone(), on.clone()));
    // By another process, or after a new start, too.
    let again = House::over(Arc::clone(&house.store));
    assert_eq!(again.rings(2).await, (first, on));
    assert_eq!((house.counted("again").await, house.counted("late").await), (2, 0), "the same start, and no late one");
}

#[tokio::test]
async fn switches_are_on_after_a_new_start() {
    let house = House::new();
    house.turn("storm", true, None).await.unwrap();
    let again = House::over(Arc::clone(&house.store));
    assert_eq!(again.rings(1).await.1, ["storm"]);
    // What is in the store and no switch of the flow any more is off.
    house.store.switch(&switched("parcels", "gone", true)).await.unwrap();
    house.store.switch(&switched("library", "strike", true)).await.unwrap();
    let again = House::over(Arc::clone(&house.store));
    assert_eq!(again.rings(2).await.1, ["storm"]);
}

#[tokio::test]
async fn the_inner_listener_lists_and_turns_them_behind_the_token() {
    let house = House::new();
    let token = house.token.clone();
    let off = json!({"flow": "parcels", "switch": "storm", "title": "A storm", "lasts_s": 86_400, "on": false,
        "since": null, "until": null, "by": null});
    let (status, listed) = house.ask("GET", "/switches", "", &token).await;
    assert_eq!((status, &listed[0], listed.as_array().unwrap().len()), (200, &off, 2));
    let order = r#"{"on": true, "for": "3h", "by": "ada"}"#;
    let (status, turned) = house.ask("POST", "/switches/parcels/storm", order, &token).await;
    let on = json!({"flow": "parcels", "switch": "storm", "title": "A storm", "lasts_s": 86_400, "on": true,
        "since": "2026-11-18T11:06:40Z", "until": "2026-11-18T14:06:40Z", "by": "ada"});
    assert_eq!((status, &turned), (200, &on));
    assert_eq!(house.ask("GET", "/switches", "", &token).await.1[0], on);
    house.clock.set(later(3 * 3600));
    house.server.run_out_switches();
    assert_eq!(house.ask("GET", "/switches", "", &token).await.1[0]["on"], json!(false));
    for (path, order, status, says) in [
        ("/switches/parcels/strom", r#"{"on": true}"#, 404, "there is no switch `strom`; there is storm, strike\n"),
        ("/switches/library/storm", r#"{"on": true}"#, 404, "no flow `library` is served\n"),
        (
            "/switches/parcels/storm",
            r#"{"on": true, "for": "soon"}"#,
            400,
            "`soon` is no length of time, such as `3h`\n",
        ),
        (
            "/switches/parcels/storm",
            r#"{"on": true, "for": "32d"}"#,
            400,
            "a switch is on for between 1 second and 31 days\n",
        ),
        (
            "/switches/parcels/storm",
            r#"{"on": true, "for": "0s"}"#,
            400,
            "a switch is on for between 1 second and 31 days\n",
        ),
    ] {
        assert_eq!(house.ask("POST", path, order, &token).await, (status, json!(says)), "{path} {order}");
    }
    for nonsense in ["", "on", "{}", r#"{"on": 1}"#, r#"{"on": true, "until": "3h"}"#, &"x".repeat(5000)] {
        assert_eq!(house.ask("POST", "/switches/parcels/storm", nonsense, &token).await.0, 400, "{nonsense}");
    }
    assert_eq!(house.ask("GET", "/switches", "", "wrong").await.0, 401);
    assert_eq!(house.ask("POST", "/switches/parcels/storm", order, "wrong").await.0, 401);
    assert_eq!(house.rings(1).await.1, Vec::<String>::new(), "nothing of that turned anything");
}

#[tokio::test]
async fn who_turns_a_switch_is_kept_without_what_would_forge_a_line_of_the_log() {
    let house = House::new();
    let by = format!("ada\n2026 {}", "x".repeat(200));
    let order = json!({"on": true, "by": by}).to_string();
    let (_, turned) = house.ask("POST", "/switches/parcels/storm", &order, &house.token.clone()).await;
    let kept = turned["by"].as_str().unwrap();
    assert!(kept.starts_with("ada2026 xxx") && kept.chars().count() == 80, "{kept}");
}

/// A store whose switches cannot be read or kept, until it is told otherwise.
struct Ill(Memory, Mutex<bool>);

impl Store for Ill {
    fn load(&self, key: clew::call::CallKey) -> Result<Option<clew::store::Saved>, clew::store::StoreError> {
        self.0.load(key)
    }
    fn commit(&self, commit: &clew::store::Commit) -> clew::store::Pending {
        self.0.commit(commit)
    }
    fn journal(&self, key: clew::call::CallKey) -> Result<Vec<clew::call::Entry>, clew::store::StoreError> {
        self.0.journal(key)
    }
    fn calls(&self) -> Result<Vec<clew::call::CallKey>, clew::store::StoreError> {
        self.0.calls()
    }
    fn messages(&self) -> Result<Vec<clew::call::Message>, clew::store::StoreError> {
        self.0.messages()
    }
    fn caller(&self, key: clew::call::CallerKey) -> Result<Option<clew::call::Caller>, clew::store::StoreError> {
        self.0.caller(key)
    }
    fn change(&self, key: clew::call::CallerKey, changes: Vec<clew::call::Change>) -> clew::store::Pending {
        self.0.change(key, changes)
    }
    fn calls_of(&self, key: clew::call::CallerKey) -> Result<Vec<clew::call::CallKey>, clew::store::StoreError> {
        self.0.calls_of(key)
    }
    fn forget(&self, key: clew::call::CallerKey) -> clew::store::Pending {
        self.0.forget(key)
    }
    fn promises(&self) -> Result<Vec<clew::call::Promise>, clew::store::StoreError> {
        self.0.promises()
    }
    fn done(&self, owed: clew::store::Owed, done: clew::call::Done) -> clew::store::Pending {
        self.0.done(owed, done)
    }
    fn purge(
        &self,
        keep: &clew::store::Keep,
        now: clew::call::Moment,
    ) -> Result<clew::store::Removed, clew::store::StoreError> {
        self.0.purge(keep, now)
    }
    fn switch(&self, switched: &Switched) -> clew::store::Pending {
        if *self.1.lock().unwrap() {
            let error = clew::store::StoreError::new("the disk is full");
            return clew::store::Pending::ready(Err(clew::store::CommitError::Failed(error)));
        }
        self.0.switch(switched)
    }
    fn switches(&self) -> Result<Vec<Switched>, clew::store::StoreError> {
        if *self.1.lock().unwrap() {
            Err(clew::store::StoreError::new("the disk is on fire"))
        } else {
            self.0.switches()
        }
    }
    fn healthy(&self) -> bool {
        true
    }
}

#[tokio::test]
async fn a_store_that_fails_turns_nothing_and_is_asked_again() {
    let store = Arc::new(Ill(Memory::new(), Mutex::new(true)));
    store.0.switch(&switched("parcels", "strike", true)).await.unwrap();
    let house = House::over(store.clone());
    assert!(matches!(house.turn("storm", true, None).await, Err(NotTurned::Store(_))));
    assert_eq!(house.rings(1).await.1, Vec::<String>::new(), "callers are answered all the same");
    *store.1.lock().unwrap() = false;
    assert_eq!(house.rings(2).await.1, ["strike"], "what is kept is read as soon as it can be");
    *store.1.lock().unwrap() = true;
    assert!(matches!(house.turn("storm", true, None).await, Err(NotTurned::Store(_))));
    assert_eq!(house.rings(3).await.1, ["strike"], "what could not be kept does not count");
}

// The command.

fn clew(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_clew"));
    let command = command.args(arguments).current_dir(folder).env_clear().env("USER", "ada");
    let said = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (said.status.code(), text(said.stdout), text(said.stderr))
}

#[test]
fn the_command_says_what_is_wrong_with_what_was_typed() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, says) = clew(folder.path(), &["switch"]);
    assert_eq!((code, says.as_str()), (Some(3), "there is no folder `data`\n"));
    std::fs::create_dir(folder.path().join("data")).unwrap();
    let (code, says, _) = clew(folder.path(), &["switch"]);
    assert_eq!((code, says.as_str()), (Some(0), "there are no switches\n"));
    let (code, _, says) = clew(folder.path(), &["switch", "storm", "on"]);
    assert_eq!((code, says.as_str()), (Some(2), "there is no switch `storm`, nor any other\n"));
    let (code, _, says) = clew(folder.path(), &["switch", "storm", "on", "--for", "soon"]);
    assert_eq!((code, says.as_str()), (Some(2), "`soon` is no length of time, such as `3h`\n"));
    for wrong in [&["switch", "storm"][..], &["switch", "storm", "up"], &["switch", "--for", "3h"]] {
        assert_eq!(clew(folder.path(), wrong).0, Some(2), "{wrong:?}");
    }
}
