//! The worst calls of every sample and fixture line, written as conversations and replayed through the whole service:
//! they come to just the turns and the seconds that the bounds say were found.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
};

use clew::{
    cli::test::run_file,
    flow::{Effort, Most, Proof, conversations, prove_with},
    phone::{
        Act,
        conversation::{Conversation, Expectation, Stimulus, parse},
    },
    server::read_flows,
};

/// Enough for long paths; the bounds themselves are for others to judge.
const EFFORT: Effort = Effort { states: 2_000, entries: 100_000, ..Effort::ALL };

fn flows() -> Vec<PathBuf> {
    let folders = ["flows", "tests/flows", "tests/lines"].map(|folder| support::root().join(folder));
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
    let mut flows: Vec<PathBuf> =
        files.filter(|file| file.extension().is_some_and(|extension| extension == "yaml")).collect();
    flows.sort();
    flows
}

/// A folder with a copy of a flow, the shared files that it uses, and its worst calls beside it.
fn beside(flow: &Path, calls: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let name = flow.file_name().unwrap();
    fs::copy(flow, folder.path().join(name)).unwrap();
    let parts = flow.with_file_name("parts");
    if parts.is_dir() {
        fs::create_dir(folder.path().join("parts")).unwrap();
        for part in fs::read_dir(parts).unwrap() {
            let part = part.unwrap().path();
            fs::copy(&part, folder.path().join("parts").join(part.file_name().unwrap())).unwrap();
        }
    }
    let file = folder.path().join(name).with_extension("calls");
    fs::write(&file, calls).unwrap();
    (folder, file)
}

/// Counted turns and seconds, rounded up, at the end of a conversation: of all its calls.
fn end(conversation: &Conversation) -> (u32, u32) {
    let (mut turns, mut calls_ms, mut call_ms) = (0, 0, 0);
    for exchange in &conversation.exchanges {
        if let Stimulus::ActsAfter { act: Act::HangsUp, after_ms } = exchange.does {
            (calls_ms, call_ms) = (calls_ms + call_ms + after_ms, 0);
        }
        for expected in &exchange.expected {
            let Expectation::Order(order) = &expected.what else { continue };
            let times = order.strip_prefix("turn ").and_then(|rest| rest.strip_suffix('s')?.split_once(", "));
            if let Some((turn, seconds)) = times {
                let (whole, part) = seconds.split_once('.').unwrap_or((seconds, "0"));
                let ms = whole.parse::<u64>().unwrap() * 1000 + format!("{part:0<3}").parse::<u64>().unwrap();
                (turns, call_ms) = (turn.parse().unwrap(), ms);
            }
        }
    }
    (turns, u32::try_from((calls_ms + call_ms).div_ceil(1000)).unwrap())
}

fn found(proof: &Proof) -> [(&Most, bool); 4] {
    let (offer, person) = (&proof.offer, &proof.person);
    [(&offer.turns, true), (&offer.seconds, false), (&person.turns, true), (&person.seconds, false)]
}

#[test]
fn the_worst_calls_of_every_line_are_replayed_to_the_turn_and_to_the_second() {
    let mut wrong = Vec::new();
    let mut replayed = 0;
    for flow in flows() {
        let shared = flow.with_file_name("").join("../prompts");
        let prompts = Some(shared.as_path()).filter(|folder| folder.is_dir());
        let files = read_flows(Some(&flow), None).unwrap().unwrap_or_else(|_| panic!("{}", flow.display()));
        for bundle in &files.bundles {
            let proofs = prove_with(bundle, EFFORT);
            let calls = conversations(bundle, &proofs);
            let read = parse(&calls).unwrap_or_else(|wrong| panic!("{}: {wrong:?}\n{calls}", flow.display()));
            let most: Vec<(&Most, bool)> =
                proofs.iter().flat_map(found).filter(|(most, _)| most.path.is_some()).collect();
            assert_eq!(most.len(), 4 * proofs.len(), "{}: a bound without a path", flow.display());
            for ((most, in_turns), conversation) in most.iter().zip(&read) {
                let (turn, second) = end(conversation);
                let ends = if *in_turns { turn } else { second };
                assert_eq!(ends, most.found, "{}:\n{calls}", flow.display());
            }
            let (_folder, file) = beside(&flow, &calls);
            let outcome = run_file(&file, prompts, false);
            replayed += outcome.run;
            wrong.extend(outcome.differences.into_iter().map(|difference| format!("{difference}\n{calls}")));
        }
    }
    assert!(wrong.is_empty(), "{} of {replayed} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(48 <= replayed, "only {replayed}");
}
