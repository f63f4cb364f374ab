//! The store in memory, for tests and for calls in the terminal.
//!
//! It keeps the same saved forms as the store on disk, so that a test in memory also tests them. What it acknowledges
//! lives as long as the process.

use std::{
    collections::{BTreeMap, btree_map},
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{Commit, CommitError, Pending, Saved, Store, StoreError, Switched, saved};
use crate::call::{CallKey, Digest, Entry, Message};

/// Calls, journals, messages and switches in memory.
#[derive(Default)]
pub struct Memory(Mutex<Records>);

/// Every record in its saved form.
#[derive(Default)]
struct Records {
    calls: BTreeMap<CallKey, Vec<u8>>,
    chunks: BTreeMap<(CallKey, u16), Vec<u8>>,
    messages: BTreeMap<Digest, Vec<u8>>,
    switches: BTreeMap<Digest, Vec<u8>>,
}

impl Memory {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn records(&self) -> MutexGuard<'_, Records> {
        // Nothing in here panics with the lock held, and every change is made only once it cannot fail any more.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for Memory {
    fn load(&self, key: CallKey) -> Result<Option<Saved>, StoreError> {
        self.records().calls.get(&key).map(|bytes| saved::decode(bytes)).transpose()
    }

    fn commit(&self, commit: &Commit) -> Pending {
        Pending::ready(self.records().commit(commit))
    }

    fn journal(&self, key: CallKey) -> Result<Vec<Entry>, StoreError> {
        let records = self.records();
        let Some(bytes) = records.calls.get(&key) else { return Ok(Vec::new()) };
        let call: Saved = saved::decode(bytes)?;
        let mut entries: Vec<Entry> = Vec::new();
        for number in 0..call.chunks {
            let chunk = records.chunks.get(&(key, number)).ok_or_else(|| StoreError::missing_chunk(number))?;
            entries.extend(saved::decode::<Vec<Entry>>(chunk)?);
        }
        entries.extend(call.tail);
        Ok(entries)
    }

    fn calls(&self) -> Result<Vec<CallKey>, StoreError> {
        Ok(self.records().calls.keys().copied().collect())
    }

    fn messages(&self) -> Result<Vec<Message>, StoreError> {
        let mut messages: Vec<Message> =
            self.records().messages.values().map(|bytes| saved::decode(bytes)).collect::<Result<_, _>>()?;
        messages.sort_by_key(|message| message.at);
        Ok(messages)
    }

    fn switch(&self, switched: &Switched) -> Pending {
        let kept = saved::encode(switched).map(|bytes| {
            self.records().switches.insert(switched.identity(), bytes);
        });
        Pending::ready(kept.map_err(CommitError::from))
    }

    fn switches(&self) -> Result<Vec<Switched>, StoreError> {
        let mut switches: Vec<Switched> =
            self.records().switches.values().map(|bytes| saved::decode(bytes)).collect::<Result<_, _>>()?;
        switches.sort_by(|a, b| (&a.flow, &a.switch).cmp(&(&b.flow, &b.switch)));
        Ok(switches)
    }

    fn healthy(&self) -> bool {
        true
    }
}

impl Records {
    fn commit(&mut self, commit: &Commit) -> Result<(), CommitError> {
        let key = commit.saved.call.key;
        let held = self.calls.get(&key).map(|bytes| saved::revision(bytes)).transpose()?;
        if held != commit.saved.revision.checked_sub(1) {
            return Err(CommitError::Raced);
        }
        let record = saved::encode(&commit.saved)?;
        let chunk = match commit.chunk()? {
            Some((number, entries)) => Some(((key, number), saved::encode(entries)?)),
            None => None,
        };
        let messages: Vec<(Digest, Vec<u8>)> = commit
            .effects
            .iter()
            .filter_map(super::kept)
            .map(|message| Ok((saved::identity(message), saved::encode(message)?)))
            .collect::<Result<_, StoreError>>()?;
        // From here on nothing can fail: the commit is kept as a whole.
        self.chunks.extend(chunk);
        self.calls.insert(key, record);
        for (id, bytes) in messages {
            if let btree_map::Entry::Vacant(free) = self.messages.entry(id) {
                free.insert(bytes);
            }
        }
        Ok(())
    }
}
