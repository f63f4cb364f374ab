//! Calls that never said goodbye are finished, and only those.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod support;

use std::{collections::BTreeMap, sync::Arc};

use clew::{
    call::{CallKey, End, Moment, Place},
    cli::line::Line,
    dialect::Keyring,
    phone::Act,
    server::{Bundles, Files, Parts, Server, SetClock},
    store::{Keep, Removed},
};
use support::ring::{ID, phone, play, presses, saved};

fn server(line: &Line, clock: Arc<SetClock>) -> Arc<Server> {
    let files = Files { bundles: vec![support::parcels()], recordings: BTreeMap::new(), warnings: Vec::new() };
    Server::new(Parts {
        store: Arc::clone(line.store()),
        bundles: Bundles::keep(files, None).unwrap(),
        keyring: Keyring::new([7; 32]),
        clock,
        backends: Arc::new(clew::server::lookup::Nobody),
        public_url: "http://127.0.0.1:8080".to_owned(),
        secrets: BTreeMap::new(),
    })
}

#[tokio::test]
async fn calls_are_removed_when_their_days_are_over_and_only_then() {
    const DAY_MS: u64 = 24 * 60 * 60 * 1000;
    let line = Line::new(&support::parcels(), Moment::from_millis(1_795_000_000_000));
    let mut phone = phone(&line, "+15550100");
    play(&mut phone, &[presses("1"), Act::HangsUp]).await;
    let last = saved(&line).call.last;
    let clock = Arc::new(SetClock::at(last.plus_millis(30 * DAY_MS)));
    let server = server(&line, clock.clone());
    let keep = Keep { calls: 30, callers: 180, messages: 30, promises: 30 };
    assert!(server.purge(keep).await.unwrap().is_nothing());
    clock.set(last.plus_millis(30 * DAY_MS + 1));
    assert_eq!(server.purge(keep).await.unwrap(), Removed { calls: 1, ..Removed::default() });
    assert!(line.store().calls().unwrap().is_empty());
}

#[tokio::test]
async fn a_call_that_never_said_goodbye_is_finished_and_no_other() {
    let began = Moment::from_millis(1_795_000_000_000);
    let line = Line::new(&support::parcels(), began);
    play(&mut phone(&line, "+15550100"), &[presses("1")]).await;
    let last = saved(&line).call.last;
    let clock = Arc::new(SetClock::at(last.plus_millis(5 * 60 * 60 * 1000)));
    let server = server(&line, clock.clone());
    assert_eq!(server.finish_silent().await.unwrap(), 0, "five hours are not over");
    clock.set(last.plus_millis(5 * 60 * 60 * 1000 + 1));
    assert_eq!(server.finish_silent().await.unwrap(), 1);
    assert_eq!(saved(&line).call.place, Place::Ended(End::HungUpInFlow));
    assert_eq!(server.finish_silent().await.unwrap(), 0, "it is finished once");
    let keys: Vec<CallKey> = line.store().calls().unwrap();
    assert_eq!(keys, [Keyring::new([7; 32]).call_key("twilio", ID)]);
}
