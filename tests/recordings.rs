//! Recordings of prompts: played by their content's hash, served as they are, and nothing else is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

#[path = "support/sound.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod sound;
mod support;

use std::{fs, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use clew::{
    call::Moment,
    cli::line::{BASE, Line},
    dialect::Keyring,
    phone::Piece,
    server::{Bundles, Parts, Server, SetClock, public, read_flows},
    store::Memory,
};
use tower::ServiceExt;

const FLOW: &str = r#"
flow: spoken
title: A line with a recording
languages: [en-US]
people: { operator: { try: [{ ring: "+15550111" }, { message: leave, desk: care }] } }
desks: { care: { title: Care } }
start: hello
steps:
  hello: { say: hello, next: done }
  done: { settle: did_that_help }
"#;

const TEXTS: &str = r#"
leave: Please leave a message.
hello: { text: "Hello.", audio: hello.wav }
did_that_help: "Did that help? For yes, press 1. For no, press 2."
"#;

async fn get(router: &Router, path: &str) -> (StatusCode, String, Vec<u8>) {
    let request = Request::builder().uri(path).header(header::HOST, "127.0.0.1").body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let content_type =
        response.headers().get(header::CONTENT_TYPE).map_or("", |value| value.to_str().unwrap()).to_owned();
    (status, content_type, to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec())
}

#[tokio::test]
async fn a_recording_is_played_by_its_hash_and_survives_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let (flows, prompts) = (folder.path().join("flows"), folder.path().join("prompts"));
    fs::create_dir_all(&flows).unwrap();
    fs::create_dir_all(&prompts).unwrap();
    fs::write(flows.join("spoken.yaml"), FLOW).unwrap();
    fs::write(prompts.join("en-US.yaml"), TEXTS).unwrap();
    let bytes = sound::recording(400);
    fs::write(prompts.join("hello.wav"), &bytes).unwrap();

    let read = {
        let flows = flows.clone();
        move || read_flows(Some(&flows), None).unwrap().unwrap_or_else(|flawed| panic!("{}", flawed[0].shown(false)))
    };
    let data = folder.path().join("data");
    let serve = |files| {
        public(Server::new(Parts {
            store: Arc::new(Memory::new()),
            bundles: Bundles::keep(files, Some(&data)).unwrap(),
            keyring: Keyring::new([7; 32]),
            clock: Arc::new(SetClock::at(Moment::from_millis(0))),
            backends: Arc::new(clew::server::lookup::Nobody),
            public_url: BASE.to_owned(),
            secrets: std::collections::BTreeMap::new(),
        }))
    };
    let router = serve(read());
    let line = Line::over(Arc::new(Memory::new()), Arc::new(read.clone()), Moment::from_millis(0));
    let heard = support::ring::play(&mut support::ring::phone(&line, "+15550100"), &[]).await;
    let Piece::Audio { url } = &heard.said[0] else { panic!("no recording was played: {:?}", heard.said) };
    let path = url.strip_prefix(BASE).unwrap();
    assert_eq!(get(&router, path).await, (StatusCode::OK, "audio/wav".to_owned(), bytes.clone()));

    // Another recording takes its place; calls that began with the old one still hear it.
    fs::write(prompts.join("hello.wav"), sound::recording(500)).unwrap();
    let restarted = serve(read());
    assert_eq!(get(&restarted, path).await.2, bytes);

    for other in ["/audio/", "/audio/..%2F..%2Fetc%2Fpasswd", "/audio/hello.wav", "/audio/0000"] {
        assert_eq!(get(&router, other).await.0, StatusCode::NOT_FOUND, "{other}");
    }
}
