//! Stubborn callers: whatever they do, none is kept in a maze, and none is hung up on.
//!
//! They ring at any moment of two years, with their number or without; on the ladder everything happens that can; and
//! many hang up and ring again, one minute to three hours later, up to five times. What holds of a matter holds over
//! all the calls about it.
//!
//! Callers come from seeds; a failure names its seed. `CLEW_CALLERS` sets how many ring the engine (a fiftieth of them
//! through the real door); the tables are printed with `--nocapture`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    clippy::print_stdout,
    clippy::wildcard_enum_match_arm,
    reason = "tests"
)]

#[path = "stubborn/caller.rs"]
mod caller;
#[path = "stubborn/door.rs"]
mod door;
#[path = "stubborn/engine.rs"]
mod engine;
mod support;
#[path = "stubborn/table.rs"]
mod table;
#[path = "stubborn/watch.rs"]
mod watch;

use std::collections::BTreeSet;

use clew::{
    call::{CallKey, Event, EventKind, Moment, OfferWhy, Party, Place, Reason},
    engine::{Flow, advance},
    flow::Bundle,
};
use engine::new_call;
use table::Crowd;

/// A Wednesday, 10:00 in New York: there is somebody at the sample line.
const BEGAN: Moment = Moment::from_millis(1_795_014_000_000);

/// The first seed; every caller has the next one.
const SEED: u64 = 20_261_121;

fn callers() -> u64 {
    std::env::var("CLEW_CALLERS").ok().and_then(|count| count.parse().ok()).unwrap_or(4_000)
}

/// The lines that are rung.
fn lines() -> [(&'static str, Bundle); 4] {
    [
        ("the sample line", support::sample_line()),
        ("a maze", support::fixture("maze.yaml")),
        ("a full ladder", support::fixture("ladder.yaml")),
        ("hours, queues and two matters", support::fixture("nights.yaml")),
    ]
}

#[test]
fn no_caller_is_kept_on_the_engine() {
    let mut seen = BTreeSet::new();
    for (name, bundle) in lines() {
        let seeds = (0..callers() / 4).map(|nth| SEED.wrapping_add(nth));
        let crowd = Crowd::of(&bundle.flow, seeds.map(|seed| engine::on_engine(&bundle.flow, seed)));
        crowd.print(&format!("{name}, on the engine"));
        assert!(crowd.cases.iter().any(|case| case.to_offer.is_some()), "{name}: nobody was ever offered a person");
        assert!(crowd.cases.iter().any(|case| case.helped_in.is_some()), "{name}: nobody ever reached a person");
        assert!(crowd.cases.iter().any(|case| 1 < case.calls), "{name}: nobody ever rang again about the same");
        seen.extend(crowd.outcomes.into_keys());
    }
    assert_eq!(seen.len(), 11, "not every outcome of a rung has happened: {seen:?}");
}

#[test]
fn no_caller_is_kept_behind_the_door() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for (name, bundle) in lines() {
        let seeds = (0..callers() / 200).map(|nth| SEED.wrapping_add(nth));
        let watches = seeds.map(|seed| runtime.block_on(door::through_the_door(&bundle, seed)));
        let crowd = Crowd::of(&bundle.flow, watches);
        crowd.print(&format!("{name}, through the door"));
        assert!(crowd.cases.iter().any(|case| case.helped_in.is_some()), "{name}: nobody ever reached a person");
    }
}

#[test]
fn who_asks_for_a_person_is_connected_at_every_wait() {
    // C1: 0, and the word, at every wait of the flow, and at an offer made before it.
    for bundle in [support::sample_line(), support::parcels(), support::fixture("maze.yaml")] {
        let flow = &bundle.flow;
        for (name, _) in flow.steps.iter().filter(|(_, step)| step.verb.waits()) {
            let said = BEGAN;
            for stage in [0, 1] {
                asks_at(flow, &Place::Step { name: name.clone(), stage });
                let why = OfferWhy::Frustration;
                asks_at(flow, &Place::Offer { name: name.clone(), stage, why, said, hurried: false });
            }
        }
    }
}

fn asks_at(flow: &Flow, place: &Place) {
    let mut call = new_call(flow, (CallKey([0; 16]), Party::read("+15550123")), BEGAN);
    call.place = place.clone();
    let mut asking = vec![EventKind::Keys("0".to_owned()), EventKind::Keys("00".to_owned())];
    asking.extend(
        ["person", "a person please", "Operator!", "can I talk to a HUMAN"].map(|words| EventKind::Words(words.into())),
    );
    for kind in asking {
        let turn = advance(flow, &call, &Event { at: call.last.plus_millis(5_000), kind: kind.clone() });
        let reason = turn.call.handoff.as_ref().map(|handoff| handoff.reason);
        let connected = matches!(reason, Some(Reason::Asked | Reason::Accepted));
        assert!(
            connected && matches!(turn.call.place, Place::Rung { .. }),
            "{kind:?} at {place:?}: {:?}",
            turn.call.place
        );
    }
}
