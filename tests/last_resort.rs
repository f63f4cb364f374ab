//! Whatever fails, fails to a person (C4): the caller gets a document that needs nothing of ours.
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
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use clew::{
    call::{CallKey, Caller, CallerKey, Change, Done, Entry, Message, Moment, Promise},
    dialect::Keyring,
    phone::{Answer, document::Document},
    server::{Bundles, Files, Parts, Server, SetClock, public},
    store::{Commit, CommitError, Keep, Memory, Owed, Pending, Removed, Saved, Store, StoreError, Switched},
};
use secrecy::SecretString;
use tower::ServiceExt;

/// A store that fails in one way, and counts the commits it has been asked for.
struct Faulty(Fault, AtomicUsize, Mutex<Vec<Hanging>>);

/// What is never acknowledged.
type Hanging = tokio::sync::oneshot::Sender<Result<(), CommitError>>;

impl Faulty {
    fn new(fault: Fault) -> Arc<Self> {
        Arc::new(Self(fault, AtomicUsize::new(0), Mutex::default()))
    }
}

enum Fault {
    CommitFails,
    CommitHangs,
    CommitPanics,
    AlwaysRaced,
    LoadFails,
    LoadPanics,
}

impl Store for Faulty {
    fn load(&self, _key: CallKey) -> Result<Option<Saved>, StoreError> {
        match self.0 {
            Fault::LoadFails => Err(StoreError::new("the disk is on fire")),
            Fault::LoadPanics => panic!("the disk is on fire"),
            _ => Ok(None),
        }
    }

    fn commit(&self, _commit: &Commit) -> Pending {
        self.1.fetch_add(1, Ordering::Relaxed);
        match self.0 {
            Fault::CommitFails => Pending::ready(Err(CommitError::Failed(StoreError::new("the disk is full")))),
            Fault::AlwaysRaced => Pending::ready(Err(CommitError::Raced)),
            Fault::CommitPanics => panic!("the disk is on fire"),
            _ => {
                let (done, pending) = Pending::new();
                self.2.lock().unwrap().push(done);
                pending
            }
        }
    }

    fn journal(&self, _key: CallKey) -> Result<Vec<Entry>, StoreError> {
        Ok(Vec::new())
    }

    fn calls(&self) -> Result<Vec<CallKey>, StoreError> {
        Ok(Vec::new())
    }

    fn messages(&self) -> Result<Vec<Message>, StoreError> {
        Ok(Vec::new())
    }

    fn caller(&self, _key: CallerKey) -> Result<Option<Caller>, StoreError> {
        match self.0 {
            Fault::LoadFails => Err(StoreError::new("the disk is on fire")),
            Fault::LoadPanics => panic!("the disk is on fire"),
            _ => Ok(None),
        }
    }

    fn change(&self, _key: CallerKey, _changes: Vec<Change>) -> Pending {
        Pending::ready(Err(CommitError::Failed(StoreError::new("the disk is full"))))
    }

    fn calls_of(&self, _key: CallerKey) -> Result<Vec<CallKey>, StoreError> {
        Ok(Vec::new())
    }

    fn forget(&self, _key: CallerKey) -> Pending {
        Pending::ready(Err(CommitError::Failed(StoreError::new("the disk is full"))))
    }

    fn promises(&self) -> Result<Vec<Promise>, StoreError> {
        Ok(Vec::new())
    }

    fn done(&self, _owed: Owed, _done: Done) -> Pending {
        Pending::ready(Err(CommitError::Failed(StoreError::new("the disk is full"))))
    }

    fn purge(&self, _keep: &Keep, _now: Moment) -> Result<Removed, StoreError> {
        Ok(Removed::default())
    }

    fn switch(&self, _switched: &Switched) -> Pending {
        Pending::ready(Err(CommitError::Failed(StoreError::new("the disk is full"))))
    }

    fn switches(&self) -> Result<Vec<Switched>, StoreError> {
        Ok(Vec::new())
    }

    fn healthy(&self) -> bool {
        false
    }
}

const PUBLIC: &str = "https://line.example.org";

fn server(store: Arc<dyn Store>, secret: Option<&str>) -> Router {
    let bundles = vec![support::parcels(), support::fixture("maze.yaml")];
    let files = Files { bundles, recordings: BTreeMap::new(), warnings: Vec::new() };
    let secrets = secret.map(|secret| ("twilio", vec![SecretString::from(secret)]));
    public(Server::new(Parts {
        store,
        bundles: Bundles::keep(files, None).unwrap(),
        keyring: Keyring::new([7; 32]),
        clock: Arc::new(SetClock::at(Moment::from_millis(1_795_000_000_000))),
        backends: Arc::new(clew::server::lookup::Nobody),
        public_url: PUBLIC.to_owned(),
        secrets: secrets.into_iter().collect(),
    }))
}

const FORM: &str = "CallSid=CA1&From=%2B15550123&To=%2B15550100&CallStatus=ringing";

async fn post(router: &Router, path: &str, body: impl Into<Body>) -> Answer {
    let request = Request::builder().method("POST").uri(path).header(header::HOST, "127.0.0.1:8080");
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let response = router.clone().oneshot(request.body(body.into()).unwrap()).await.unwrap();
    let status = response.status().as_u16();
    let content_type = response.headers().get(header::CONTENT_TYPE).map_or("", |value| value.to_str().unwrap());
    let content_type = content_type.to_owned();
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec();
    Answer { status, content_type, body }
}

/// Whether the answer is the document of last resort, as a strict phone reads it: it rings the operator's numbers.
fn is_last_resort(answer: &Answer) -> bool {
    assert_eq!(answer.status, 200);
    Document::read(answer).unwrap_or_else(|fault| panic!("{fault}"));
    let text = String::from_utf8(answer.body.clone()).unwrap();
    if !text.contains("something went wrong here") {
        return false;
    }
    for leak in ["fire", "full", "panic", "CA1", "15550123", "action"] {
        assert!(!text.contains(leak), "the document tells about `{leak}`: {text}");
    }
    text.matches("<Dial").count() >= 3 && text.ends_with("<Hangup/></Response>")
}

#[tokio::test(start_paused = true)]
async fn every_way_in_which_a_store_can_fail_leads_to_the_last_resort() {
    use Fault::{AlwaysRaced, CommitFails, CommitHangs, CommitPanics, LoadFails, LoadPanics};
    for fault in [CommitFails, CommitHangs, CommitPanics, AlwaysRaced, LoadFails, LoadPanics] {
        let router = server(Faulty::new(fault), None);
        let before = tokio::time::Instant::now();
        assert!(is_last_resort(&post(&router, "/twilio/call", FORM).await));
        assert!(before.elapsed() <= std::time::Duration::from_millis(801), "it took {:?}", before.elapsed());
    }
}

#[tokio::test]
async fn nothing_is_answered_before_the_save_is_acknowledged() {
    let store = Faulty::new(Fault::CommitHangs);
    let router = server(Arc::clone(&store) as Arc<dyn Store>, None);
    let mut answer = std::pin::pin!(post(&router, "/twilio/call", FORM));
    let mut chances = 0;
    // The save is begun, and still nothing is answered however often the turn is given its chance.
    while chances < 100 {
        assert!(now_or_not(answer.as_mut()).await.is_none(), "answered before the save was acknowledged");
        tokio::task::yield_now().await;
        chances += store.1.load(Ordering::Relaxed);
    }
    store.2.lock().unwrap().pop().unwrap().send(Ok(())).unwrap();
    let answer = answer.await;
    assert!(!is_last_resort(&answer));
    assert!(String::from_utf8(answer.body).unwrap().contains("<Gather"));
}

/// The future's output, if it is ready now.
async fn now_or_not<F: Future>(mut future: std::pin::Pin<&mut F>) -> Option<F::Output> {
    std::future::poll_fn(|context| match future.as_mut().poll(context) {
        std::task::Poll::Ready(output) => std::task::Poll::Ready(Some(output)),
        std::task::Poll::Pending => std::task::Poll::Ready(None),
    })
    .await
}

#[tokio::test]
async fn what_cannot_be_read_or_is_not_known_leads_to_the_last_resort() {
    let router = server(Arc::new(Memory::new()), None);
    let unknown_call = Keyring::new([7; 32]);
    let token = unknown_call.seal(&clew::dialect::Token {
        key: unknown_call.call_key("twilio", "CA1"),
        turn: 3,
        purpose: clew::dialect::Purpose::Heard,
    });
    let unknown_call = format!("/twilio/turn/{token}");
    for (path, body) in [
        ("/twilio/call", ""),
        ("/twilio/call", "nonsense"),
        ("/twilio/call", "CallSid=CA1&From=x&To=nowhere"),
        ("/twilio/call", "CallSid=CA1&From=%2B15550123&To=%2B15559999"),
        ("/twilio/turn/garbage", FORM),
        (unknown_call.as_str(), FORM),
    ] {
        assert!(is_last_resort(&post(&router, path, body).await), "{path} {body}");
    }
    let binary: Vec<u8> = (0..=255).collect();
    assert!(is_last_resort(&post(&router, "/twilio/call", binary).await));
}

#[tokio::test]
async fn the_status_of_a_call_that_never_began_here_is_answered_with_nothing() {
    let router = server(Arc::new(Memory::new()), None);
    let answer = post(&router, "/twilio/status", "CallSid=CA1&CallStatus=completed").await;
    assert_eq!(answer.status, 200);
    assert!(String::from_utf8(answer.body).unwrap().ends_with("<Response></Response>"));
}

#[tokio::test]
async fn a_token_of_another_call_opens_nothing() {
    let router = server(Arc::new(Memory::new()), None);
    let first = post(&router, "/twilio/call", FORM).await;
    let text = String::from_utf8(first.body).unwrap();
    let action = text.split("action=\"").nth(1).unwrap().split('"').next().unwrap();
    let path = action.strip_prefix(PUBLIC).unwrap();
    assert!(!is_last_resort(&post(&router, path, FORM).await));
    assert!(is_last_resort(&post(&router, path, FORM.replace("CA1", "CA2")).await));
}

#[tokio::test]
async fn a_wrong_signature_is_refused_and_gets_no_document() {
    for store in [Arc::new(Memory::new()) as Arc<dyn Store>, Faulty::new(Fault::LoadPanics)] {
        let router = server(store, Some("secret"));
        for path in ["/twilio/call", "/twilio/status", "/twilio/turn/garbage"] {
            let answer = post(&router, path, FORM).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN.as_u16());
            assert!(answer.body.is_empty());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn too_much_at_once_gets_the_last_resort_at_once() {
    let store = Faulty::new(Fault::CommitHangs);
    let router = server(Arc::clone(&store) as Arc<dyn Store>, None);
    let mut waiting = Vec::new();
    for nth in 0..4096 {
        let router = router.clone();
        waiting.push(tokio::spawn(async move {
            post(&router, "/twilio/call", FORM.replace("CA1", &format!("CA1{nth}"))).await
        }));
    }
    while store.1.load(Ordering::Relaxed) < 4096 {
        tokio::task::yield_now().await;
    }
    let before = tokio::time::Instant::now();
    assert!(is_last_resort(&post(&router, "/twilio/call", FORM.replace("CA1", "CA9")).await));
    assert_eq!(before.elapsed(), std::time::Duration::ZERO, "the one too many had to wait");
    for task in waiting {
        assert!(is_last_resort(&task.await.unwrap()));
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_before_it_is_read() {
    let router = server(Arc::new(Memory::new()), None);
    let answer = post(&router, "/twilio/call", "x".repeat((64 << 10) + 1)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE.as_u16());
    let answer = post(&router, "/nobody/call", FORM).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND.as_u16());
}

#[tokio::test]
async fn only_get_and_post_are_webhooks() {
    let router = server(Arc::new(Memory::new()), None);
    for method in ["PUT", "DELETE", "PATCH"] {
        let request = Request::builder().method(method).uri("/twilio/call").header(header::HOST, "127.0.0.1:8080");
        let response = router.clone().oneshot(request.body(Body::from(FORM)).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
}

#[tokio::test]
async fn each_line_has_its_own_last_resort() {
    let router = server(Faulty::new(Fault::CommitFails), None);
    let parcels = post(&router, "/twilio/call", FORM).await;
    let maze = post(&router, "/twilio/call", FORM.replace("15550100", "15550199")).await;
    assert!(String::from_utf8(parcels.body).unwrap().contains("+15550111"));
    assert!(String::from_utf8(maze.body).unwrap().contains("+15550191"));
}

#[tokio::test]
async fn what_cannot_be_read_rings_the_people_of_the_line_that_was_rung() {
    let router = server(Arc::new(Memory::new()), None);
    let maze = "From=%2B15550123&To=%2B15550199";
    for (path, body) in [("/twilio/turn/garbage", format!("CallSid=CA1&{maze}")), ("/twilio/call", maze.to_owned())] {
        let answer = post(&router, path, body).await;
        assert!(is_last_resort(&answer));
        assert!(String::from_utf8(answer.body).unwrap().contains("+15550191"), "{path}: another line's people");
    }
}

#[tokio::test]
async fn a_call_whose_flow_version_is_gone_gets_a_person() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_owned();
    let store: Arc<dyn Store> = Arc::new(Memory::new());
    let make = |bundle: clew::flow::Bundle| {
        let files = Files { bundles: vec![bundle], recordings: BTreeMap::new(), warnings: Vec::new() };
        public(Server::new(Parts {
            store: Arc::clone(&store),
            bundles: Bundles::keep(files, Some(&data)).unwrap(),
            keyring: Keyring::new([7; 32]),
            clock: Arc::new(SetClock::at(Moment::from_millis(1_795_000_000_000))),
            backends: Arc::new(clew::server::lookup::Nobody),
            public_url: PUBLIC.to_owned(),
            secrets: BTreeMap::new(),
        }))
    };
    let form = FORM.replace("15550100", "15550199");
    let first = post(&make(support::fixture("maze.yaml")), "/twilio/call", form.clone()).await;
    let text = String::from_utf8(first.body).unwrap();
    let action = text.split("action=\"").nth(1).unwrap().split('"').next().unwrap();
    let path = action.strip_prefix(PUBLIC).unwrap().to_owned();
    // Another version is served now, and the old one was deleted from the data folder.
    let other = make(support::parcels());
    let kept = std::fs::read_dir(data.join("bundles")).unwrap();
    kept.for_each(|file| std::fs::remove_file(file.unwrap().path()).unwrap());
    assert!(is_last_resort(&post(&other, &path, form).await));
}
