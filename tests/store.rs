//! What a store means: every store passes all of this. A new store is one line in `stores!` below.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, reason = "tests")]

#[path = "store/model.rs"]
mod model;
#[path = "store/people.rs"]
mod people;
#[path = "store/purged.rs"]
mod purged;
#[path = "store/samples.rs"]
mod samples;
#[path = "store/secret.rs"]
mod secret;

use std::{collections::BTreeSet, path::Path, sync::Barrier, thread};

use clew::store::{Commit, CommitError, Memory, Sled, Store};
use people::*;
use purged::*;
use samples::{commit, end, entry, key, message, middle_of_a_flow, new_call, plain, turn, with_message};

/// A store under test.
pub struct Stage {
    store: Option<Box<dyn Store>>,
    /// For a store that outlives its process: its folder and how it is opened there.
    folder: Option<(tempfile::TempDir, Open)>,
}

type Open = fn(&Path) -> Box<dyn Store>;

impl Stage {
    fn memory() -> Self {
        Self { store: Some(Box::new(Memory::new())), folder: None }
    }

    fn sled() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let open: Open = |folder| Box::new(Sled::open(folder, &samples::seal()).unwrap());
        Self { store: Some(open(folder.path())), folder: Some((folder, open)) }
    }

    fn store(&self) -> &dyn Store {
        self.store.as_deref().unwrap()
    }

    /// Closes the store and opens it again, if it is of the kind that outlives its process.
    fn reopen(&mut self) {
        if let Some((folder, open)) = &self.folder {
            self.store = None;
            self.store = Some(open(folder.path()));
        }
    }
}

/// Every store, one line each; every test below, for each of them.
macro_rules! every_store_passes {
    ($($test:ident),* $(,)?) => {
        every_store_passes! { memory: $($test)* }
        every_store_passes! { sled: $($test)* }
    };
    ($store:ident: $($test:ident)*) => {
        mod $store {
            $(#[test] fn $test() { super::$test(super::Stage::$store()); })*
        }
    };
}

every_store_passes! {
    an_unknown_call_is_nothing,
    a_call_is_loaded_as_it_was_last_committed,
    a_wrong_revision_has_raced_and_nothing_of_it_is_kept,
    a_new_call_that_exists_already_has_raced,
    of_sixteen_commits_of_the_same_next_turn_exactly_one_wins,
    two_hundred_and_fifty_six_calls_commit_at_once,
    a_long_call_keeps_its_whole_journal_in_order_and_its_record_small,
    a_message_kept_twice_is_one_message,
    messages_come_oldest_first,
    spilled_entries_need_a_chunk_number,
    random_turns_come_to_what_a_simple_model_says,
    an_unknown_caller_is_nothing,
    a_turn_remembers_what_it_says_of_its_caller_with_the_call,
    a_call_that_begins_lies_under_its_caller_and_no_other,
    changes_of_overlapping_calls_come_to_the_same_in_any_order,
    the_same_effects_twice_are_as_good_as_once,
    an_agent_changes_the_record_as_it_then_is,
    promises_come_soonest_due_first,
    what_is_owed_is_seen_to_once_and_its_caller_knows,
    a_forgotten_caller_is_gone_but_for_what_is_owed_to_them,
    forgetting_while_calls_begin_and_end_leaves_nothing_behind,
    who_is_forgotten_in_a_call_is_not_remembered_again_by_it_or_another,
    the_purge_removes_what_is_over_and_too_old_and_nothing_else,
    a_forgotten_call_goes_soon_after_its_end,
    a_purge_of_thousands_says_how_many_and_others_are_served_meanwhile,
}

fn an_unknown_call_is_nothing(stage: Stage) {
    let store = stage.store();
    assert_eq!(store.load(key(1)).unwrap(), None);
    assert!(store.journal(key(1)).unwrap().is_empty());
    assert!(store.calls().unwrap().is_empty());
    assert!(store.messages().unwrap().is_empty());
    assert!(store.healthy());
}

fn a_call_is_loaded_as_it_was_last_committed(mut stage: Stage) {
    let first = middle_of_a_flow();
    let first = clew::store::Saved { revision: 0, ..first };
    commit(stage.store(), plain(first.clone())).unwrap();
    assert_eq!(stage.store().load(first.call.key).unwrap().as_ref(), Some(&first));
    let second = turn(first.clone());
    commit(stage.store(), second.clone()).unwrap();
    stage.reopen();
    assert_eq!(stage.store().load(first.call.key).unwrap(), Some(second.saved));
    assert_eq!(stage.store().calls().unwrap(), [first.call.key]);
}

fn a_wrong_revision_has_raced_and_nothing_of_it_is_kept(stage: Stage) {
    let store = stage.store();
    let held = new_call(1);
    commit(store, plain(held.clone())).unwrap();
    for (call, revision) in [(1, 2), (1, u64::MAX), (2, 1), (2, 7)] {
        let mut wrong = new_call(call);
        wrong.revision = revision;
        wrong.chunks = 1;
        let wrong = Commit { spilled: Some(vec![entry(1)]), ..plain(wrong) };
        let result = commit(store, with_message(wrong, message(1)));
        assert!(matches!(result, Err(CommitError::Raced)), "call {call}, revision {revision}: {result:?}");
    }
    assert_eq!(store.load(key(1)).unwrap(), Some(held));
    assert_eq!(store.calls().unwrap(), [key(1)]);
    assert!(store.messages().unwrap().is_empty());
    // A chunk that had been kept would show once the record counts it.
    let mut next = new_call(1);
    (next.revision, next.chunks) = (1, 1);
    commit(store, plain(next)).unwrap();
    assert!(store.journal(key(1)).is_err(), "the chunk of a lost commit was kept");
}

fn a_new_call_that_exists_already_has_raced(stage: Stage) {
    let store = stage.store();
    commit(store, plain(new_call(1))).unwrap();
    assert!(matches!(commit(store, plain(new_call(1))), Err(CommitError::Raced)));
    commit(store, turn(new_call(1))).unwrap();
    assert!(matches!(commit(store, plain(new_call(1))), Err(CommitError::Raced)));
    assert_eq!(store.load(key(1)).unwrap().unwrap().revision, 1);
}

/// Runs `act` for every number below `count`, each in a thread of its own, all at once.
fn at_once<T: Send>(count: u64, act: impl Fn(u64) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(count as usize);
    thread::scope(|scope| {
        let start = |number| {
            let (barrier, act) = (&barrier, &act);
            scope.spawn(move || {
                barrier.wait();
                act(number)
            })
        };
        let threads: Vec<_> = (0..count).map(start).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn of_sixteen_commits_of_the_same_next_turn_exactly_one_wins(stage: Stage) {
    let store = stage.store();
    for round in 0..20 {
        let held = store.load(key(1)).unwrap();
        let results = at_once(16, |number| {
            let next = held.clone().map_or_else(|| plain(new_call(1)), turn);
            let result = commit(store, with_message(next, message(round * 16 + number)));
            // Whoever lost can load the winner's turn at once.
            (number, result, store.load(key(1)).unwrap().map(|saved| saved.revision))
        });
        let won: Vec<_> = results.iter().filter(|(_, result, _)| result.is_ok()).map(|(number, ..)| *number).collect();
        assert_eq!(won.len(), 1, "round {round}: {results:?}");
        assert!(results.iter().all(|(_, result, _)| matches!(result, Ok(()) | Err(CommitError::Raced))));
        assert!(results.iter().all(|(_, _, revision)| *revision == Some(round)), "round {round}: {results:?}");
        assert!(store.messages().unwrap().contains(&message(round * 16 + won[0])));
        assert_eq!(store.messages().unwrap().len() as u64, round + 1);
    }
}

fn two_hundred_and_fifty_six_calls_commit_at_once(mut stage: Stage) {
    let store = stage.store();
    at_once(256, |number| {
        commit(store, plain(new_call(number))).unwrap();
        commit(store, with_message(turn(new_call(number)), message(number))).unwrap();
        assert_eq!(store.load(key(number)).unwrap(), Some(turn(new_call(number)).saved));
    });
    stage.reopen();
    let store = stage.store();
    let all: BTreeSet<_> = (0..256).map(key).collect();
    assert_eq!(store.calls().unwrap(), all.into_iter().collect::<Vec<_>>());
    assert_eq!(store.messages().unwrap().len(), 256);
    for number in 0..256 {
        assert_eq!(store.load(key(number)).unwrap(), Some(turn(new_call(number)).saved));
        assert_eq!(store.journal(key(number)).unwrap(), [entry(1)]);
    }
}

fn a_long_call_keeps_its_whole_journal_in_order_and_its_record_small(mut stage: Stage) {
    let mut held = middle_of_a_flow();
    (held.revision, held.call.turn) = (0, 0);
    held.tail.clear();
    commit(stage.store(), plain(held.clone())).unwrap();
    let (mut largest, mut largest_chunk) = (0, 0);
    for _ in 0..600 {
        let next = turn(held);
        largest = largest.max(postcard::to_stdvec(&next.saved).unwrap().len() + 1);
        largest_chunk = largest_chunk.max(postcard::to_stdvec(&next.spilled).unwrap().len());
        held = next.saved.clone();
        commit(stage.store(), next).unwrap();
    }
    stage.reopen();
    assert!(held.chunks > 5, "{} chunks", held.chunks);
    assert!(largest < 4096, "a record of {largest} bytes");
    assert!(largest_chunk < 4096, "a chunk of {largest_chunk} bytes");
    assert_eq!(stage.store().journal(held.call.key).unwrap(), (1..=600).map(entry).collect::<Vec<_>>());
}

fn a_message_kept_twice_is_one_message(mut stage: Stage) {
    commit(stage.store(), with_message(plain(new_call(1)), message(5))).unwrap();
    // The same recording, told of again in another way and by another call: the first word stands.
    let mut again = message(5);
    again.seconds += 1;
    let twice = with_message(with_message(turn(new_call(1)), again.clone()), message(6));
    commit(stage.store(), with_message(twice, again.clone())).unwrap();
    commit(stage.store(), with_message(plain(new_call(2)), again)).unwrap();
    stage.reopen();
    assert_eq!(stage.store().messages().unwrap(), [message(6), message(5)]);
}

fn messages_come_oldest_first(mut stage: Stage) {
    let numbers = [3, 9, 1, 200, 40, 8];
    for number in numbers {
        commit(stage.store(), with_message(plain(new_call(number)), message(number))).unwrap();
    }
    stage.reopen();
    let expected: Vec<_> = [200, 40, 9, 8, 3, 1].map(message).into();
    assert_eq!(stage.store().messages().unwrap(), expected);
}

fn spilled_entries_need_a_chunk_number(stage: Stage) {
    let odd = Commit { spilled: Some(vec![entry(1)]), ..plain(new_call(1)) };
    assert!(matches!(end(stage.store().commit(&odd)), Err(CommitError::Failed(_))));
    assert_eq!(stage.store().load(key(1)).unwrap(), None);
}

fn random_turns_come_to_what_a_simple_model_says(mut stage: Stage) {
    for seed in 0..12 {
        model::walk(seed, &mut stage);
    }
}
