//! The store on disk: sled 0.34, used in the one way that survives a power loss.
//!
//! Invariants: one thread writes (`committer.rs`); it acknowledges a batch only once the volume is synced, because
//! sled's own flush is not durable (sled issues 1351 and 1452); readers see only what is synced (`disk.rs`); after a
//! failed write sled stays failed, so the committer opens it anew. A new kind of record is a letter in `keys.rs`.

mod committer;
mod disk;
mod keys;
#[cfg(test)]
mod tests;

use std::{
    path::Path,
    sync::{Arc, mpsc},
    thread::{self, JoinHandle},
};

use self::{
    committer::{Committer, Proposal},
    disk::{Disk, Shared},
};
use super::{Commit, CommitError, Pending, Saved, Store, StoreError, Switched, saved};
use crate::call::{CallKey, Entry, Message};

/// Commits that may wait at once. More are refused at once: at tens of thousands a second they would wait too long
/// for a platform anyway.
const WAITING_MAX: usize = 4096;

/// The store in a folder of this machine. Only one process can have it open.
pub struct Sled {
    shared: Arc<Shared>,
    // Both are only taken when the store is dropped.
    waiting: Option<mpsc::SyncSender<Proposal>>,
    committer: Option<JoinHandle<()>>,
}

impl Sled {
    /// Opens the store in `folder`, or makes an empty one there. Best on a volume of its own: every sync writes out
    /// the whole volume.
    ///
    /// # Errors
    /// When the folder cannot be written, another process has it open, or the store in it is damaged. The text names
    /// the folder and what to do.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let disk = Disk::open(folder)?;
        let shared = disk.shared();
        let (waiting, proposals) = mpsc::sync_channel(WAITING_MAX);
        let committer = Committer::new(disk, Arc::clone(shared.health()));
        let committer = thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || committer.run(&proposals))
            .map_err(|error| StoreError::new(format!("the store's thread cannot be started: {error}")))?;
        Ok(Self { shared, waiting: Some(waiting), committer: Some(committer) })
    }

    fn propose(&self, proposal: Proposal) -> Result<(), StoreError> {
        let waiting = self.waiting.as_ref().ok_or_else(|| StoreError::new("the store is closed"))?;
        waiting.try_send(proposal).map_err(|refused| match refused {
            mpsc::TrySendError::Full(_) => StoreError::new(format!("{WAITING_MAX} commits are waiting already")),
            mpsc::TrySendError::Disconnected(_) => StoreError::new("the store's thread has ended"),
        })
    }
}

impl Drop for Sled {
    /// Lets what is waiting be committed, then closes the database, so that it can be opened again at once.
    fn drop(&mut self) {
        drop(self.waiting.take());
        if let Some(committer) = self.committer.take() {
            // The committer catches every panic of the database; its own end needs no telling here.
            let _ = committer.join();
        }
    }
}

impl Store for Sled {
    fn load(&self, key: CallKey) -> Result<Option<Saved>, StoreError> {
        self.shared.get(&keys::call(key))?.map(|bytes| saved::decode(&bytes)).transpose()
    }

    fn commit(&self, commit: &Commit) -> Pending {
        let (acknowledge, pending) = Pending::new();
        match Proposal::new(commit, acknowledge).and_then(|proposal| self.propose(proposal)) {
            Ok(()) => pending,
            Err(error) => Pending::ready(Err(CommitError::Failed(error))),
        }
    }

    fn journal(&self, key: CallKey) -> Result<Vec<Entry>, StoreError> {
        let Some(call) = self.load(key)? else { return Ok(Vec::new()) };
        let mut entries = Vec::new();
        for number in 0..call.chunks {
            let chunk = self.shared.get(&keys::chunk(key, number))?;
            let chunk = chunk.ok_or_else(|| StoreError::missing_chunk(number))?;
            entries.extend(saved::decode::<Vec<Entry>>(&chunk)?);
        }
        entries.extend(call.tail);
        Ok(entries)
    }

    fn calls(&self) -> Result<Vec<CallKey>, StoreError> {
        let mut calls = Vec::new();
        self.shared.scan(keys::CALL, |key, _| {
            calls.extend(keys::read_call(key));
            Ok(())
        })?;
        Ok(calls)
    }

    fn messages(&self) -> Result<Vec<Message>, StoreError> {
        let mut messages: Vec<Message> = Vec::new();
        self.shared.scan(keys::MESSAGE, |_, bytes| {
            messages.push(saved::decode(bytes)?);
            Ok(())
        })?;
        messages.sort_by_key(|message| message.at);
        Ok(messages)
    }

    fn switch(&self, switched: &Switched) -> Pending {
        let (acknowledge, pending) = Pending::new();
        match Proposal::switch(switched, acknowledge).and_then(|proposal| self.propose(proposal)) {
            Ok(()) => pending,
            Err(error) => Pending::ready(Err(CommitError::Failed(error))),
        }
    }

    fn switches(&self) -> Result<Vec<Switched>, StoreError> {
        let mut switches: Vec<Switched> = Vec::new();
        self.shared.scan(keys::SWITCH, |_, bytes| {
            switches.push(saved::decode(bytes)?);
            Ok(())
        })?;
        switches.sort_by(|a, b| (&a.flow, &a.switch).cmp(&(&b.flow, &b.switch)));
        Ok(switches)
    }

    fn healthy(&self) -> bool {
        self.shared.healthy() && self.committer.as_ref().is_some_and(|thread| !thread.is_finished())
    }
}
