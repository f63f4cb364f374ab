//! Attacks on the service that once got through, and their like: each goes in by the real door.
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
    fs,
    os::unix::fs::PermissionsExt,
    process::{Command, Stdio},
    sync::{Arc, Condvar, Mutex, mpsc},
    thread,
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, Response, header},
};
use clew::{
    call::{CallKey, Caller, CallerKey, Change, Done, Entry, Message, Moment, Promise},
    cli::line::{BASE, Line},
    dialect::{Keyring, Purpose, Token},
    phone::{
        Act, PersonDoes, Webhook,
        twilio::{LineSetup, Phone},
    },
    server::{Bundles, Files, Parts, Server, SetClock, public, read_flows, read_keyring},
    store::{Commit, Keep, Memory, Owed, Pending, Removed, Saved, Sled, Store, StoreError, Switched, saved::encode},
};
use secrecy::SecretString;
use support::ring::{deliver, last, phone, play, presses, saved, with_form};
use tower::ServiceExt;

/// The line that the sample flow answers.
const TO: &str = "+15550100";

/// How long anything may take here: it is over at once, or hangs.
const PATIENCE: Duration = Duration::from_secs(20);

fn server(store: Arc<dyn Store>, clock: Arc<SetClock>, secret: Option<&str>) -> Arc<Server> {
    let files = Files { bundles: vec![support::parcels()], recordings: BTreeMap::new(), warnings: Vec::new() };
    let secrets = secret.map(|secret| ("twilio", vec![SecretString::from(secret)]));
    Server::new(Parts {
        store,
        bundles: Bundles::keep(files, None).unwrap(),
        keyring: Keyring::new([7; 32]),
        clock,
        backends: Arc::new(clew::server::lookup::Nobody),
        public_url: "http://127.0.0.1:8080".to_owned(),
        secrets: secrets.into_iter().collect(),
    })
}

fn clock() -> Arc<SetClock> {
    Arc::new(SetClock::at(Moment::from_millis(1_795_000_000_000)))
}

async fn send(router: &Router, request: axum::http::request::Builder, body: &str) -> Response<Body> {
    let request = request.header(header::HOST, "127.0.0.1:8080").body(Body::from(body.to_owned())).unwrap();
    router.clone().oneshot(request).await.unwrap()
}

#[tokio::test]
async fn a_query_of_thousands_of_names_is_refused_soon() {
    let router = public(server(Arc::new(Memory::new()), clock(), Some("12345")));
    let names: Vec<String> = (0..13_000).map(|number| format!("{number:x}")).collect();
    let uri = format!("/twilio/call?{}", names.join("&"));
    let began = Instant::now();
    for _ in 0..5 {
        let request = Request::builder().uri(&uri).header("x-twilio-signature", "AAAA");
        assert_eq!(send(&router, request, "").await.status(), 403);
    }
    assert!(began.elapsed() < Duration::from_secs(5), "five requests without a secret took {:?}", began.elapsed());
}

/// A store that some readers never come back from, and that cannot read one call.
#[derive(Default)]
struct Rotten {
    store: Memory,
    unreadable: Mutex<Option<CallKey>>,
    hangs: (Mutex<bool>, Condvar),
}

impl Rotten {
    fn hang(&self, hangs: bool) {
        *self.hangs.0.lock().unwrap() = hangs;
        self.hangs.1.notify_all();
    }
}

impl Store for Rotten {
    fn load(&self, key: CallKey) -> Result<Option<Saved>, StoreError> {
        drop(self.hangs.1.wait_while(self.hangs.0.lock().unwrap(), |hangs| *hangs).unwrap());
        match *self.unreadable.lock().unwrap() {
            Some(unreadable) if unreadable == key => Err(StoreError::new("a damaged record")),
            Some(_) | None => self.store.load(key),
        }
    }

    fn commit(&self, commit: &Commit) -> Pending {
        self.store.commit(commit)
    }

    fn journal(&self, key: CallKey) -> Result<Vec<Entry>, StoreError> {
        self.store.journal(key)
    }

    fn calls(&self) -> Result<Vec<CallKey>, StoreError> {
        self.store.calls()
    }

    fn messages(&self) -> Result<Vec<Message>, StoreError> {
        self.store.messages()
    }

    fn caller(&self, key: CallerKey) -> Result<Option<Caller>, StoreError> {
        self.store.caller(key)
    }

    fn change(&self, key: CallerKey, changes: Vec<Change>) -> Pending {
        self.store.change(key, changes)
    }

    fn calls_of(&self, key: CallerKey) -> Result<Vec<CallKey>, StoreError> {
        self.store.calls_of(key)
    }

    fn forget(&self, key: CallerKey) -> Pending {
        self.store.forget(key)
    }

    fn promises(&self) -> Result<Vec<Promise>, StoreError> {
        self.store.promises()
    }

    fn done(&self, owed: Owed, done: Done) -> Pending {
        self.store.done(owed, done)
    }

    fn purge(&self, keep: &Keep, now: Moment) -> Result<Removed, StoreError> {
        self.store.purge(keep, now)
    }

    fn switch(&self, switched: &Switched) -> Pending {
        self.store.switch(switched)
    }

    fn switches(&self) -> Result<Vec<Switched>, StoreError> {
        self.store.switches()
    }

    fn healthy(&self) -> bool {
        true
    }
}

#[test]
fn callers_get_the_last_resort_in_time_when_the_disk_hangs_in_reading() {
    let store = Arc::new(Rotten::default());
    let serve = || public(server(Arc::clone(&store) as Arc<dyn Store>, clock(), None));
    let form = |call: u32| format!("CallSid=CA{call}&From=%2B15550123&To=%2B15550100&CallStatus=ringing");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let paths: Vec<String> = runtime.block_on(async {
        let router = serve();
        let mut paths = Vec::new();
        for call in 0..8 {
            let request = Request::builder().method("POST").uri("/twilio/call");
            let body = to_bytes(send(&router, request, &form(call)).await.into_body(), 1 << 20).await.unwrap();
            let text = String::from_utf8(body.to_vec()).unwrap();
            let action = text.split("action=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
            paths.push(format!("/twilio/turn/{}", action.rsplit('/').next().unwrap()));
        }
        paths
    });
    // Another process over the same store knows none of these calls, and must read them.
    store.hang(true);
    let router = serve();
    let (told, heard) = mpsc::channel();
    for (call, path) in (0..).zip(paths) {
        let (router, told, form) = (router.clone(), told.clone(), form(call));
        runtime.spawn(async move {
            let body = send(&router, Request::builder().method("POST").uri(path), &form).await.into_body();
            let body = to_bytes(body, 1 << 20).await.unwrap();
            told.send(String::from_utf8(body.to_vec()).unwrap()).unwrap();
        });
    }
    let answers: Vec<_> = (0..8).map(|_| heard.recv_timeout(PATIENCE)).collect();
    store.hang(false);
    for answer in answers {
        assert!(answer.expect("no answer at all").contains("<Dial timeout"), "the last resort rings a person");
    }
}

#[tokio::test]
async fn one_record_that_cannot_be_read_does_not_keep_other_calls_from_being_finished() {
    let (store, clock) = (Arc::new(Rotten::default()), clock());
    let server = server(Arc::clone(&store) as Arc<dyn Store>, Arc::clone(&clock), None);
    let router = public(Arc::clone(&server));
    for call in ["CA1", "CA2", "CA3"] {
        let form = format!("CallSid={call}&From=%2B15550123&To=%2B15550100&CallStatus=ringing");
        send(&router, Request::builder().method("POST").uri("/twilio/call"), &form).await;
    }
    *store.unreadable.lock().unwrap() = store.calls().unwrap().first().copied();
    clock.set(Moment::from_millis(1_795_000_000_000).plus_millis(6 * 60 * 60 * 1000));
    assert_eq!(server.finish_silent().await.unwrap(), 2);
}

/// Asks the sample line for a person, where nobody answers, until it records a message.
fn to_the_tone() -> [Act; 3] {
    [presses("0"), Act::Person(PersonDoes::Busy), Act::Person(PersonDoes::Busy)]
}

#[tokio::test]
async fn a_message_is_kept_when_the_end_of_the_call_overtakes_it() {
    let line = Line::new(&support::parcels(), Moment::from_millis(1_795_000_000_000));
    let mut phone = phone(&line, TO);
    play(&mut phone, &to_the_tone()).await;
    phone.acts(&Act::Records { seconds: 10 }).await.unwrap();
    let recorded = last(&phone);
    assert_eq!(line.store().messages().unwrap().len(), 1, "the journey leads to a message");
    // The same call again on a line of its own, where the status comes first.
    for ready in [false, true] {
        let line = Line::new(&support::parcels(), Moment::from_millis(1_795_000_000_000));
        let mut phone = support::ring::phone(&line, TO);
        play(&mut phone, &to_the_tone()).await;
        phone.posts_status("completed", &[]).await.unwrap();
        assert!(saved(&line).call.ended());
        let purpose = if ready { Purpose::RecordingReady } else { Purpose::Recorded };
        let token = Token { key: saved(&line).call.key, turn: saved(&line).call.turn, purpose };
        let url = format!("{}/twilio/turn/{}", BASE, Keyring::new([7; 32]).seal(&token));
        let webhook = with_form(&recorded, |form| form.push(("RecordingStatus".to_owned(), "completed".to_owned())));
        for _ in 0..2 {
            deliver(&line, &Webhook { url: url.clone(), ..webhook.clone() }).await;
        }
        assert_eq!(line.store().messages().unwrap().len(), 1, "a message was lost (ready: {ready})");
        assert!(saved(&line).call.ended(), "the call stays over");
    }
}

#[tokio::test]
async fn a_record_stays_under_four_kilobytes_whatever_the_platform_sends() {
    let line = Line::new(&support::parcels(), Moment::from_millis(1_795_000_000_000));
    let setup = LineSetup {
        answer_url: format!("{BASE}/twilio/call"),
        status_url: format!("{BASE}/twilio/status"),
        from: format!("sip:{}", "\u{1f600}".repeat(500)),
        to: TO.to_owned(),
        call_id: support::ring::ID.to_owned(),
        secret: None,
    };
    let mut phone = Phone::new(setup, line.clone());
    play(&mut phone, &to_the_tone()).await;
    let rung = last(&phone);
    let token = Token { key: saved(&line).call.key, turn: saved(&line).call.turn, purpose: Purpose::RecordingReady };
    let url = format!("{}/twilio/turn/{}", BASE, Keyring::new([7; 32]).seal(&token));
    let mut largest = 0;
    for number in 0..200 {
        let webhook = with_form(&rung, |form| {
            form.push(("RecordingUrl".to_owned(), format!("{number:0>1024}")));
            form.push(("RecordingStatus".to_owned(), "completed".to_owned()));
        });
        deliver(&line, &Webhook { url: url.clone(), ..webhook }).await;
        largest = largest.max(encode(&saved(&line)).unwrap().len());
    }
    assert!(1500 < largest && largest < 4096, "{largest} bytes");
}

#[test]
fn a_kept_flow_version_that_was_damaged_is_written_anew() {
    let data = tempfile::tempdir().unwrap();
    let keep = || {
        let files = read_flows(None, None).unwrap().unwrap();
        let id = files.bundles[0].id;
        Bundles::keep(files, Some(data.path())).unwrap();
        data.path().join("bundles").join(format!("{id}.json"))
    };
    let file = keep();
    let whole = fs::read(&file).unwrap();
    for damage in [&b""[..], b"{", &whole[..whole.len() / 2]] {
        fs::write(&file, damage).unwrap();
        assert!(fs::read(keep()).unwrap() == whole, "it is still damaged");
    }
}

#[test]
fn processes_that_start_at_once_make_one_key() {
    for round in 0..30 {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("data.key");
        let start = std::sync::Barrier::new(8);
        thread::scope(|scope| {
            let all: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(|| {
                        start.wait();
                        read_keyring(&file).map(|keys| keys.call_key("twilio", "CA1"))
                    })
                })
                .collect();
            let keys: Vec<CallKey> = all
                .into_iter()
                .map(|one| one.join().unwrap().unwrap_or_else(|error| panic!("round {round}: {error}")))
                .collect();
            assert!(keys.iter().all(|key| *key == keys[0]), "round {round}: {keys:?}");
        });
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left lying about");
    }
}

#[test]
fn what_callers_said_and_where_from_is_for_the_owner_of_the_service_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut service = Command::new(env!("CARGO_BIN_EXE_clew"))
        .args(["serve", "--listen", "127.0.0.1:0", "--inner", "127.0.0.1:0"])
        .current_dir(folder.path())
        .env_clear()
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut ready = String::new();
    let mut output = std::io::BufReader::new(service.stdout.take().unwrap());
    while !ready.contains("ready") && 0 < std::io::BufRead::read_line(&mut output, &mut ready).unwrap() {}
    service.kill().unwrap();
    service.wait().unwrap();
    let mode = fs::metadata(folder.path().join("data")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "others on this machine can look into the data folder: {mode:o}");
}

#[test]
fn a_store_whose_folder_was_removed_is_not_healthy() {
    let data = tempfile::tempdir().unwrap();
    let store = Sled::open(&data.path().join("store"), &support::seal()).unwrap();
    assert!(store.healthy());
    fs::remove_dir_all(data.path().join("store")).unwrap();
    assert!(!store.healthy(), "what is saved is gone at the next start, and nobody is told");
}
