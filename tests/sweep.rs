//! Calls that never said goodbye are finished, and only those.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod support;

use std::{collections::BTreeMap, sync::Arc};

use clew::{
    call::{CallKey, End, Moment, Place},
    cli::line::Line,
    dialect::Keyring,
    server::{Bundles, Files, Parts, Server, SetClock},
};
use support::ring::{ID, phone, play, presses, saved};

#[tokio::test]
async fn a_call_that_never_said_goodbye_is_finished_and_no_other() {
    let began = Moment::from_millis(1_795_000_000_000);
    let line = Line::new(&support::parcels(), began);
    play(&mut phone(&line, "+15550100"), &[presses("1")]).await;
    let last = saved(&line).call.last;
    let clock = Arc::new(SetClock::at(last.plus_millis(5 * 60 * 60 * 1000)));
    let files = Files { bundles: vec![support::parcels()], recordings: BTreeMap::new(), warnings: Vec::new() };
    let server = Server::new(Parts {
        store: Arc::clone(line.store()),
        bundles: Bundles::keep(files, None).unwrap(),
        keyring: Keyring::new([7; 32]),
        clock: clock.clone(),
        backends: Arc::new(clew::server::lookup::Nobody),
        public_url: "http://127.0.0.1:8080".to_owned(),
        secrets: BTreeMap::new(),
    });
    assert_eq!(server.finish_silent().await.unwrap(), 0, "five hours are not over");
    clock.set(last.plus_millis(5 * 60 * 60 * 1000 + 1));
    assert_eq!(server.finish_silent().await.unwrap(), 1);
    assert_eq!(saved(&line).call.place, Place::Ended(End::HungUpInFlow));
    assert_eq!(server.finish_silent().await.unwrap(), 0, "it is finished once");
    let keys: Vec<CallKey> = line.store().calls().unwrap();
    assert_eq!(keys, [Keyring::new([7; 32]).call_key("twilio", ID)]);
}
