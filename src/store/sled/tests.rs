//! The seam of the committer: a database whose every step a test can hold, fail and count.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::{
    pin::pin,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Waker},
    time::Duration,
};

use super::{committer::Durable, *};
use crate::{
    call::{BundleId, Call, Moment, Number, Party},
    store::view::{Base, Show, Writes},
};

/// Says that a step has been reached, and waits for how it shall end.
type Held = (mpsc::Sender<&'static str>, mpsc::Receiver<Result<(), StoreError>>);

/// A database whose steps a test directs one by one.
struct Directed {
    held: Held,
    records: Writes,
    applied: Arc<Mutex<Vec<usize>>>,
    unreadable: Arc<AtomicBool>,
}

impl Directed {
    fn step(&self, name: &'static str) -> Result<(), StoreError> {
        // A test that is over has failed or needs no more steps.
        let _ = self.held.0.send(name);
        self.held.1.recv().unwrap_or(Ok(()))
    }
}

impl Base for Directed {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.failed() {
            true => Err(StoreError::new("cannot be read")),
            false => Ok(self.records.get(key).cloned().flatten()),
        }
    }

    fn scan(&self, _prefix: &[u8], _after: &[u8], _show: Show<'_>) -> Result<(), StoreError> {
        Err(StoreError::new("no change here looks for others"))
    }
}

impl Durable for Directed {
    fn failed(&self) -> bool {
        self.unreadable.load(Ordering::Acquire)
    }

    fn apply(&mut self, writes: &Writes) -> Result<(), StoreError> {
        self.applied.lock().unwrap().push(writes.len());
        self.step("apply")?;
        self.records.extend(writes.clone());
        Ok(())
    }

    fn sync(&mut self) -> Result<(), StoreError> {
        self.step("sync")
    }

    fn reopen(&mut self) -> Result<(), StoreError> {
        self.step("reopen")
    }
}

/// The test's side of a committer over a directed database.
struct Stage {
    waiting: Option<mpsc::SyncSender<Proposal>>,
    reached: mpsc::Receiver<&'static str>,
    end: mpsc::Sender<Result<(), StoreError>>,
    applied: Arc<Mutex<Vec<usize>>>,
    unreadable: Arc<AtomicBool>,
    health: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Stage {
    fn new() -> Self {
        let (reach, reached) = mpsc::channel();
        let (end, ends) = mpsc::channel();
        let (waiting, proposals) = mpsc::sync_channel(WAITING_MAX);
        let (applied, health) = (Arc::<Mutex<Vec<usize>>>::default(), Arc::new(AtomicBool::new(true)));
        let unreadable = Arc::<AtomicBool>::default();
        let durable = Directed {
            held: (reach, ends),
            records: Writes::new(),
            applied: Arc::clone(&applied),
            unreadable: Arc::clone(&unreadable),
        };
        // Retried with every commit, and never of its own accord within a test: nothing here waits for a clock.
        let committer = Committer::new(durable, seal(), Arc::clone(&health)).retrying_every(Duration::ZERO);
        let thread = thread::spawn(move || committer.run(&proposals));
        Self { waiting: Some(waiting), reached, end, applied, unreadable, health, thread: Some(thread) }
    }

    fn commit(&self, call: u8, revision: u64) -> Pending {
        let (acknowledge, pending) = Pending::new();
        let proposal = Proposal::new(Ask::turn(&turn(call, revision), &seal()).unwrap(), acknowledge);
        self.waiting.as_ref().unwrap().send(proposal).unwrap_or_else(|_| panic!("the committer has ended"));
        pending
    }

    /// Lets the step that comes next be `name`, and end like this.
    fn next(&self, name: &'static str, end: Result<(), StoreError>) {
        self.reach(name);
        self.end.send(end).unwrap();
    }

    fn reach(&self, name: &'static str) {
        assert_eq!(self.reached.recv_timeout(Duration::from_secs(20)), Ok(name));
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        drop(self.waiting.take());
        // No more steps are directed: those that come end well.
        self.end = mpsc::channel().0;
        let _ = self.thread.take().unwrap().join();
    }
}

fn seal() -> Seal {
    Seal::new([5; 32])
}

fn turn(call: u8, revision: u64) -> Commit {
    let at = Moment::from_millis(1_000);
    let pin = (BundleId([3; 32]), "en-US".into());
    let call = Call::new(CallKey([call; 16]), "twilio".into(), line(), Party::Withheld, pin, at);
    let saved = Saved { revision, ..Saved::first(call) };
    Commit { saved, spilled: None, caller: None, effects: Vec::new() }
}

fn line() -> Number {
    Number::parse("+15550100").unwrap()
}

fn no() -> Result<(), StoreError> {
    Err(StoreError::new("no space"))
}

/// What is decided about a commit by now.
fn decided(pending: &mut Pending) -> Option<Result<(), CommitError>> {
    match pin!(pending).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => Some(result),
        Poll::Pending => None,
    }
}

/// Waits for the decision.
fn end(pending: Pending) -> Result<(), CommitError> {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(pending)
}

#[test]
fn an_acknowledgement_never_comes_before_the_sync() {
    let stage = Stage::new();
    let mut pending = stage.commit(1, 0);
    stage.reach("apply");
    assert!(decided(&mut pending).is_none(), "acknowledged before anything was applied");
    stage.end.send(Ok(())).unwrap();
    stage.reach("sync");
    assert!(decided(&mut pending).is_none(), "acknowledged while the sync was still running");
    stage.end.send(Ok(())).unwrap();
    end(pending).unwrap();
}

#[test]
fn what_waits_meanwhile_is_one_batch_with_one_sync() {
    let stage = Stage::new();
    let first = stage.commit(1, 0);
    stage.reach("apply");
    let mut others: Vec<_> = (2..=200).map(|call| stage.commit(call, 0)).collect();
    stage.end.send(Ok(())).unwrap();
    stage.next("sync", Ok(()));
    end(first).unwrap();
    stage.next("apply", Ok(()));
    stage.reach("sync");
    assert!(others.iter_mut().all(|other| decided(other).is_none()), "acknowledged before the sync");
    stage.end.send(Ok(())).unwrap();
    others.into_iter().for_each(|other| end(other).unwrap());
    assert_eq!(*stage.applied.lock().unwrap(), [1, 199]);
}

#[test]
fn a_failing_sync_fails_everyone_in_the_batch() {
    let stage = Stage::new();
    let first = stage.commit(1, 0);
    stage.reach("apply");
    let others: Vec<_> = (2..=20).map(|call| stage.commit(call, 0)).collect();
    stage.end.send(Ok(())).unwrap();
    stage.next("sync", Ok(()));
    end(first).unwrap();
    stage.next("apply", Ok(()));
    stage.next("sync", no());
    for other in others {
        assert!(matches!(end(other), Err(CommitError::Failed(_))));
    }
    assert!(!stage.health.load(Ordering::Acquire));
}

#[test]
fn a_loser_within_a_batch_learns_it_only_when_the_winner_is_durable() {
    let stage = Stage::new();
    let first = stage.commit(1, 0);
    stage.reach("apply");
    let (winner, mut loser, next) = (stage.commit(2, 0), stage.commit(2, 0), stage.commit(2, 1));
    stage.end.send(Ok(())).unwrap();
    stage.next("sync", Ok(()));
    end(first).unwrap();
    stage.next("apply", Ok(()));
    stage.reach("sync");
    assert!(decided(&mut loser).is_none(), "told to load what is not durable yet");
    stage.end.send(Ok(())).unwrap();
    assert!(matches!(end(loser), Err(CommitError::Raced)));
    end(winner).unwrap();
    end(next).unwrap();
}

#[test]
fn after_a_failed_write_nothing_is_written_until_the_database_was_opened_anew() {
    let stage = Stage::new();
    let failed = stage.commit(1, 0);
    stage.next("apply", no());
    assert!(matches!(end(failed), Err(CommitError::Failed(_))));
    let refused = stage.commit(2, 0);
    assert!(!stage.health.load(Ordering::Acquire));
    // It is tried of its own accord and for the waiting commit.
    for _ in 0..4 {
        stage.next("reopen", no());
    }
    assert!(matches!(end(refused), Err(CommitError::Failed(_))));
    stage.next("reopen", Ok(()));
    let kept = stage.commit(3, 0);
    stage.next("apply", Ok(()));
    stage.next("sync", Ok(()));
    end(kept).unwrap();
    assert!(stage.health.load(Ordering::Acquire));
}

#[test]
fn a_disk_that_fails_in_reading_is_opened_anew_too() {
    let stage = Stage::new();
    stage.unreadable.store(true, Ordering::Release);
    assert!(matches!(end(stage.commit(1, 0)), Err(CommitError::Failed(_))));
    assert!(!stage.health.load(Ordering::Acquire));
    stage.reach("reopen");
    stage.unreadable.store(false, Ordering::Release);
    stage.end.send(Ok(())).unwrap();
    let kept = stage.commit(1, 0);
    stage.next("apply", Ok(()));
    stage.next("sync", Ok(()));
    end(kept).unwrap();
}

/// What a reader finds under `c`, one by one and by scanning.
fn seen(shared: &Shared, keys: &[&[u8]]) -> Vec<u8> {
    let mut scanned: Vec<u8> = Vec::new();
    let show: Show<'_> = &mut |_, value| {
        scanned.extend(value);
        Ok(std::ops::ControlFlow::Continue(()))
    };
    shared.scan(b"c", &[], show).unwrap();
    let got: Vec<Vec<u8>> = keys.iter().filter_map(|key| shared.get(key).unwrap()).collect();
    assert_eq!(got.concat(), scanned);
    scanned
}

#[test]
fn readers_see_only_what_is_synced() {
    let folder = tempfile::tempdir().unwrap();
    let mut disk = Disk::open(folder.path()).unwrap();
    let shared = disk.shared();
    let write = |key: &[u8], value: Option<u8>| Writes::from([(key.to_vec(), value.map(|value| vec![value]))]);
    let seen = || seen(&shared, &[b"c1", b"c2", b"c3"]);
    disk.apply(&write(b"c2", Some(1))).unwrap();
    assert!(seen().is_empty(), "a new record was shown before the sync");
    disk.sync().unwrap();
    assert_eq!(seen(), [1]);
    disk.apply(&write(b"c2", Some(2))).unwrap();
    assert_eq!(seen(), [1], "a change was shown before the sync");
    disk.sync().unwrap();
    disk.apply(&write(b"c1", Some(8))).unwrap();
    disk.apply(&write(b"c3", Some(9))).unwrap();
    disk.sync().unwrap();
    assert_eq!(seen(), [8, 2, 9]);
    disk.apply(&write(b"c2", None)).unwrap();
    assert_eq!(seen(), [8, 2, 9], "a removal was shown before the sync");
    disk.sync().unwrap();
    assert_eq!(seen(), [8, 9]);
    disk.apply(&write(b"c3", None)).unwrap();
    disk.apply(&write(b"c1", None)).unwrap();
    assert_eq!(seen(), [8, 9], "removals were shown before the sync");
    disk.reopen().unwrap();
    assert!(seen().is_empty());
}

#[test]
fn a_scan_of_many_pages_misses_nothing_and_shows_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mut disk = Disk::open(folder.path()).unwrap();
    let shared = disk.shared();
    let key = |number: u16| [b"c".as_slice(), &number.to_be_bytes()].concat();
    let all: Writes = (0..5_000).map(|number| (key(number), Some(vec![1]))).collect();
    disk.apply(&all).unwrap();
    disk.apply(&Writes::from([(b"b".to_vec(), Some(vec![2])), (b"d".to_vec(), Some(vec![2]))])).unwrap();
    disk.sync().unwrap();
    // Not synced, and on both sides of where a page ends.
    disk.apply(&(1_000..1_100).map(|number| (key(number), None)).collect()).unwrap();
    disk.apply(&(5_000..6_000).map(|number| (key(number), Some(vec![3]))).collect()).unwrap();
    let mut scanned = Vec::new();
    let show: Show<'_> = &mut |key, value| {
        assert_eq!(value, [1]);
        scanned.push(key.to_vec());
        Ok(std::ops::ControlFlow::Continue(()))
    };
    shared.scan(b"c", &[], show).unwrap();
    assert!(scanned.iter().eq(all.keys()), "{} of {}", scanned.len(), all.len());
}

#[test]
fn too_many_waiting_commits_and_a_dead_committer_are_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (waiting, nobody) = mpsc::sync_channel(1);
    let shared = Disk::open(folder.path()).unwrap().shared();
    let store = Sled { shared, seal: seal(), waiting: Some(waiting), committer: None };
    let mut first = store.commit(&turn(1, 0));
    assert!(decided(&mut first).is_none());
    assert!(matches!(decided(&mut store.commit(&turn(2, 0))), Some(Err(CommitError::Failed(_)))));
    drop(nobody);
    assert!(matches!(decided(&mut first), Some(Err(CommitError::Failed(_)))));
    assert!(matches!(decided(&mut store.commit(&turn(3, 0))), Some(Err(CommitError::Failed(_)))));
    assert!(!store.healthy());
}
