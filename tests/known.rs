//! What is remembered of a caller is there when their next call starts, and never keeps one from starting.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::wildcard_enum_match_arm, reason = "tests")]

mod support;

use std::{
    collections::BTreeMap,
    sync::{Arc, Condvar, Mutex},
};

use clew::{
    call::{
        CallKey, Caller, CallerKey, Change, Done, Ending, Entry, EventKind, Message, Moment, Name, Party, Place,
        Promise, Wish,
    },
    cli::line::{BASE, Line},
    dialect::Keyring,
    phone::{
        Heard,
        twilio::{LineSetup, Phone},
    },
    server::Files,
    store::{Commit, Keep, Memory, Owed, Pending, Removed, Saved, Store, StoreError, Switched},
};
use support::ring::{play, presses};

const BEGAN: i64 = 1_795_000_000_000;
const FROM: &str = "+15550123";
const MINUTE_MS: i64 = 60_000;

/// How reading what is remembered fails.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    Fails,
    Panics,
    Hangs,
}

/// A store that fails in one way when it is asked for a caller.
struct Forgetful {
    store: Memory,
    fault: Fault,
    hangs: (Mutex<bool>, Condvar),
}

impl Store for Forgetful {
    fn load(&self, key: CallKey) -> Result<Option<Saved>, StoreError> {
        self.store.load(key)
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

    fn caller(&self, key: CallerKey) -> Result<Option<Caller>, StoreError> {
        match self.fault {
            Fault::None => self.store.caller(key),
            Fault::Fails => Err(StoreError::new("the disk is on fire")),
            Fault::Panics => panic!("the disk is on fire"),
            Fault::Hangs => {
                drop(self.hangs.1.wait_while(self.hangs.0.lock().unwrap(), |hangs| *hangs).unwrap());
                self.store.caller(key)
            }
        }
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

    fn messages(&self) -> Result<Vec<Message>, StoreError> {
        self.store.messages()
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

fn keyring() -> Keyring {
    Keyring::new([7; 32])
}

fn caller_key() -> CallerKey {
    keyring().caller_key(&Party::read(FROM)).unwrap()
}

fn call_key(number: u32) -> CallKey {
    keyring().call_key("twilio", &id(number))
}

fn id(number: u32) -> String {
    format!("CA{number:032}")
}

fn store(fault: Fault) -> Arc<Forgetful> {
    Arc::new(Forgetful { store: Memory::new(), fault, hangs: (Mutex::new(true), Condvar::new()) })
}

/// A phone that rings so much later, and the line that it rings.
fn phone(store: &Arc<Forgetful>, number: u32, from: &str, after_ms: i64) -> (Phone<Line>, Line) {
    let files = || Files { bundles: vec![support::parcels()], recordings: BTreeMap::new(), warnings: Vec::new() };
    let line = Line::over(Arc::<Forgetful>::clone(store), Arc::new(files), at(after_ms));
    let setup = LineSetup {
        answer_url: format!("{BASE}/twilio/call"),
        status_url: format!("{BASE}/twilio/status"),
        from: from.to_owned(),
        to: "+15550100".to_owned(),
        call_id: id(number),
        secret: None,
    };
    (Phone::new(setup, line.clone()).ringing_at(BEGAN + after_ms), line)
}

async fn rings(store: &Arc<Forgetful>, number: u32, from: &str, after_ms: i64) -> Heard {
    phone(store, number, from, after_ms).0.rings().await.unwrap_or_else(|fault| panic!("{fault}"))
}

/// What a call knew of its caller when it started.
fn known(store: &dyn Store, number: u32) -> Option<Caller> {
    match store.journal(call_key(number)).unwrap().swap_remove(0).event.kind {
        EventKind::Rings { known, .. } => known.map(|known| *known),
        other => panic!("a call begins with {other:?}"),
    }
}

async fn change(store: &dyn Store, change: Change) {
    store.change(caller_key(), vec![change]).await.unwrap();
}

fn at(after_ms: i64) -> Moment {
    Moment::from_millis(BEGAN + after_ms)
}

#[tokio::test]
async fn a_call_starts_with_what_is_remembered_of_its_caller() {
    let store = store(Fault::None);
    rings(&store, 1, FROM, 0).await;
    assert_eq!(known(&*store, 1).map(|known| known.language), None, "nobody was known yet");
    let language: Name = "de-DE".into();
    change(&*store, Change::Speaks { language: language.clone(), at: at(1) }).await;
    rings(&store, 2, FROM, 2).await;
    assert_eq!(known(&*store, 2).and_then(|known| known.language), Some(language));
    // The same number as another platform, or another dialect of it, writes it.
    rings(&store, 3, "tel:+1-555-0123", 3).await;
    assert!(known(&*store, 3).is_some());
    for (number, from) in
        [(4, "+15550124"), (5, "anonymous"), (6, "+266696687"), (7, "sip:anonymous@anonymous.invalid")]
    {
        rings(&store, number, from, 4).await;
        assert!(known(&*store, number).is_none(), "{from}");
    }
    let mut theirs = [1, 2, 3].map(call_key);
    theirs.sort();
    assert_eq!(store.calls_of(caller_key()).unwrap(), theirs);
}

#[tokio::test]
async fn what_cannot_be_read_of_a_caller_keeps_no_call_from_starting() {
    let usual = rings(&store(Fault::None), 1, FROM, 0).await;
    for fault in [Fault::Fails, Fault::Panics, Fault::Hangs] {
        let store = store(fault);
        change(&*store, Change::PrefersPerson { at: at(0) }).await;
        let heard = rings(&store, 1, FROM, 1).await;
        assert_eq!(format!("{heard:?}"), format!("{usual:?}"));
        assert!(known(&*store, 1).is_none());
        *store.hangs.0.lock().unwrap() = false;
        store.hangs.1.notify_all();
    }
}

/// What became of a first call, left at the menu or with a person, when its caller rings again so much later.
async fn rang_again(acts: &[clew::phone::Act], later_ms: i64) -> (Place, Option<EventKind>) {
    let store = store(Fault::None);
    play(&mut phone(&store, 1, FROM, 0).0, acts).await;
    let last = store.load(call_key(1)).unwrap().unwrap().call.last;
    change(&*store, Change::Began { call: call_key(1), at: at(0) }).await;
    change(&*store, Change::Began { call: call_key(9), at: at(0) }).await;
    rings(&store, 2, FROM, last.millis() - BEGAN + later_ms).await;
    assert!(known(&*store, 2).is_some());
    let saved = store.load(call_key(1)).unwrap().unwrap();
    let ends = store.journal(call_key(1)).unwrap().pop().map(|entry| entry.event.kind);
    (saved.call.place.clone(), ends.filter(|_| saved.call.ended()))
}

#[tokio::test]
async fn an_earlier_call_that_the_platform_never_ended_is_finished_when_its_caller_rings_again() {
    let (place, ends) = rang_again(&[presses("1")], 3 * MINUTE_MS).await;
    assert!(matches!(place, Place::Ended(_)), "{place:?}");
    assert_eq!(ends, Some(EventKind::Ends(Ending::Unheard)));
}

#[tokio::test]
async fn an_earlier_call_that_may_still_run_is_left_alone() {
    let (place, ends) = rang_again(&[presses("1")], 3 * MINUTE_MS - 1).await;
    assert!(ends.is_none(), "another call behind the same number was ended: {place:?}");
    let (place, _) = rang_again(&[presses("0")], 60 * MINUTE_MS).await;
    assert!(matches!(place, Place::Rung { .. }), "a talk with a person was ended: {place:?}");
}

#[tokio::test]
async fn a_start_that_is_delivered_twice_asks_nobody_twice() {
    let store = store(Fault::None);
    let (mut phone, line) = phone(&store, 1, FROM, 0);
    let first = phone.rings().await.unwrap_or_else(|fault| panic!("{fault}"));
    change(&*store, Change::Marked { prefers: Some(Some(Wish::Person)), segment: None, shared: None, at: at(1) }).await;
    let webhook = support::ring::last(&phone);
    let again = support::ring::deliver(&line.clone().restarted(), &webhook).await;
    let before = support::ring::deliver(&line, &webhook).await;
    assert_eq!(again.body, before.body);
    assert_eq!(store.journal(call_key(1)).unwrap().len(), 1, "{first:?}");
}
