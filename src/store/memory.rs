//! The store in memory, for tests and for calls in the terminal.
//!
//! It keeps the same sealed records under the same keys as the store on disk, so that a test in memory also tests them.
//! What it acknowledges lives as long as the process.

use std::{
    collections::BTreeMap,
    ops::{Bound, ControlFlow},
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{
    Commit, CommitError, Keep, Owed, Pending, Removed, Saved, Seal, Store, StoreError, Switched,
    judge::{judge, tell},
    proposal::{Ask, Old},
    purge::purge,
    reads::Reads,
    view::{Base, Show, Writes},
};
use crate::call::{CallKey, Caller, CallerKey, Change, Done, Entry, Message, Moment, Promise};

/// Calls, journals, callers, messages, promises and switches in memory.
pub struct Memory {
    records: Records,
    seal: Seal,
}

type Records = Mutex<BTreeMap<Vec<u8>, Vec<u8>>>;

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

impl Memory {
    /// An empty store. Its seal is the same in every process: what never leaves the memory is safe without.
    #[must_use]
    pub fn new() -> Self {
        Self { records: Records::default(), seal: Seal::new([0; 32]) }
    }

    fn reads(&self) -> Reads<'_> {
        Reads { base: &self.records, seal: &self.seal }
    }

    fn keep(&self, ask: Result<Ask, StoreError>) -> Result<Removed, CommitError> {
        let ask = ask?;
        let mut records = lock(&self.records);
        let mut writes = Writes::new();
        let removed = judge(&ask, &*records, &mut writes, &self.seal)?;
        for (key, value) in writes {
            match value {
                Some(value) => records.insert(key, value),
                None => records.remove(&key),
            };
        }
        tell(&ask, &removed);
        Ok(removed)
    }

    fn kept(&self, ask: Result<Ask, StoreError>) -> Pending {
        Pending::ready(self.keep(ask).map(|_removed| ()))
    }
}

fn lock(records: &Records) -> MutexGuard<'_, BTreeMap<Vec<u8>, Vec<u8>>> {
    // Nothing in here panics with the lock held, and every change is made only once it cannot fail any more.
    records.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Base for BTreeMap<Vec<u8>, Vec<u8>> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(Self::get(self, key).cloned())
    }

    fn scan(&self, prefix: &[u8], after: &[u8], show: Show<'_>) -> Result<(), StoreError> {
        let from = if after < prefix { Bound::Included(prefix) } else { Bound::Excluded(after) };
        for (key, value) in
            self.range::<[u8], _>((from, Bound::Unbounded)).take_while(|(key, _)| key.starts_with(prefix))
        {
            if let ControlFlow::Break(()) = show(key, value)? {
                break;
            }
        }
        Ok(())
    }
}

impl Base for Records {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Base::get(&*lock(self), key)
    }

    fn scan(&self, prefix: &[u8], after: &[u8], show: Show<'_>) -> Result<(), StoreError> {
        lock(self).scan(prefix, after, show)
    }
}

impl Store for Memory {
    fn load(&self, key: CallKey) -> Result<Option<Saved>, StoreError> {
        self.reads().load(key)
    }

    fn commit(&self, commit: &Commit) -> Pending {
        self.kept(Ask::turn(commit, &self.seal))
    }

    fn journal(&self, key: CallKey) -> Result<Vec<Entry>, StoreError> {
        self.reads().journal(key)
    }

    fn calls(&self) -> Result<Vec<CallKey>, StoreError> {
        self.reads().calls()
    }

    fn caller(&self, key: CallerKey) -> Result<Option<Caller>, StoreError> {
        self.reads().caller(key)
    }

    fn change(&self, key: CallerKey, changes: Vec<Change>) -> Pending {
        self.kept(Ok(Ask::Change(key, changes)))
    }

    fn calls_of(&self, key: CallerKey) -> Result<Vec<CallKey>, StoreError> {
        self.reads().calls_of(key)
    }

    fn forget(&self, key: CallerKey) -> Pending {
        self.kept(Ok(Ask::Forget(key)))
    }

    fn messages(&self) -> Result<Vec<Message>, StoreError> {
        self.reads().messages()
    }

    fn promises(&self) -> Result<Vec<Promise>, StoreError> {
        self.reads().promises()
    }

    fn done(&self, owed: Owed, done: Done) -> Pending {
        self.kept(Ok(Ask::Done(owed, done)))
    }

    fn purge(&self, keep: &Keep, now: Moment) -> Result<Removed, StoreError> {
        let propose = |old: Vec<Old>, before| Pending::ready(self.keep(Ok(Ask::Remove(old, before))));
        purge(&self.records, &propose, keep, now)
    }

    fn switch(&self, switched: &Switched) -> Pending {
        self.kept(Ask::switch(switched, &self.seal))
    }

    fn switches(&self) -> Result<Vec<Switched>, StoreError> {
        self.reads().switches()
    }

    fn healthy(&self) -> bool {
        true
    }
}
