//! How many commits a second each store acknowledges. A measurement, not a test: run it with
//! `cargo test --release --test store_speed -- --ignored --nocapture`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, reason = "tests")]

#[path = "store/samples.rs"]
mod samples;

use std::time::{Duration, Instant};

use clew::store::{Memory, Saved, Sled, Store};
use samples::{middle_of_a_flow, new_call, plain, seal, turn};

/// A sample call with a number of its own, so that calls do not share a record.
fn call(number: u64) -> Saved {
    let sample = middle_of_a_flow();
    let key = new_call(number).call.key;
    Saved { revision: 0, call: clew::call::Call { key, ..sample.call }, ..sample }
}

/// Turns of calls, each 30 turns long, one after the other; how long each commit took.
async fn caller(store: std::sync::Arc<dyn Store>, first: u64, apart: u64, until: Instant) -> Vec<Duration> {
    let mut took = Vec::new();
    let mut number = first;
    while Instant::now() < until {
        let mut next = plain(call(number));
        for _ in 0..30 {
            let (saved, started) = (next.saved.clone(), Instant::now());
            store.commit(&next).await.unwrap();
            took.push(started.elapsed());
            next = turn(saved);
        }
        number += apart;
    }
    took
}

#[test]
#[ignore = "a measurement"]
fn acknowledged_commits_a_second() {
    let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    for name in ["memory", "sled"] {
        for callers in [1, 16, 256] {
            let folder = tempfile::tempdir().unwrap();
            let store: std::sync::Arc<dyn Store> = match name {
                "memory" => std::sync::Arc::new(Memory::new()),
                _ => std::sync::Arc::new(Sled::open(folder.path(), &seal()).unwrap()),
            };
            let started = Instant::now();
            let until = started + Duration::from_secs(4);
            let tasks: Vec<_> =
                (0..callers).map(|first| runtime.spawn(caller(store.clone(), first, callers, until))).collect();
            let mut took: Vec<_> = tasks.into_iter().flat_map(|task| runtime.block_on(task).unwrap()).collect();
            let a_second = took.len() as f64 / started.elapsed().as_secs_f64();
            took.sort();
            let (p50, p99) = (took[took.len() / 2], took[took.len() * 99 / 100]);
            println!("{name}, {callers} at once: {a_second:.0} a second, p50 {p50:?}, p99 {p99:?}");
        }
    }
}
