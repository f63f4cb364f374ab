//! The store on disk: sled 0.34, used in the one way that survives a power loss.
//!
//! Invariants: one thread writes (`committer.rs`); it acknowledges a batch only once the volume is synced, because
//! sled's own flush is not durable (sled issues 1351 and 1452); readers see only what is synced (`disk.rs`); after a
//! failed write sled stays failed, so the committer opens it anew.

mod committer;
mod disk;
#[cfg(test)]
mod tests;

use std::{
    path::Path,
    sync::{Arc, mpsc},
    thread::{self, JoinHandle},
};

use self::{
    committer::{Committer, Durable as _},
    disk::{Disk, Shared},
};
use super::{
    Commit, CommitError, Keep, Owed, Pending, Removed, Saved, Seal, Store, StoreError, Switched,
    proposal::{Ask, Old, Proposal},
    purge::purge,
    reads::Reads,
    seal,
};
use crate::call::{CallKey, Caller, CallerKey, Change, Done, Entry, Message, Moment, Promise};

/// Changes that may wait at once. More are refused at once: at tens of thousands a second they would wait too long
/// for a platform anyway.
const WAITING_MAX: usize = 4096;

/// The store in a folder of this machine. Only one process can have it open.
pub struct Sled {
    shared: Arc<Shared>,
    seal: Seal,
    // Both are only taken when the store is dropped.
    waiting: Option<mpsc::SyncSender<Proposal>>,
    committer: Option<JoinHandle<()>>,
}

impl Sled {
    /// Opens the store in `folder`, or makes an empty one there, under this seal. Best on a volume of its own: every
    /// sync writes out the whole volume.
    ///
    /// # Errors
    /// When the folder cannot be written, another process has it open, the store in it is damaged or was made under
    /// another seal. The text names the folder and what to do.
    pub fn open(folder: &Path, seal: &Seal) -> Result<Self, StoreError> {
        let mut disk = Disk::open(folder)?;
        if let Some(writes) = seal::mark(&disk, seal)
            .map_err(|error| StoreError::new(format!("the store in `{}` {error}", folder.display())))?
        {
            disk.apply(&writes)?;
            disk.sync()?;
        }
        let shared = disk.shared();
        let (waiting, proposals) = mpsc::sync_channel(WAITING_MAX);
        let committer = Committer::new(disk, seal.clone(), Arc::clone(shared.health()));
        let committer = thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || committer.run(&proposals))
            .map_err(|error| StoreError::new(format!("the store's thread cannot be started: {error}")))?;
        Ok(Self { shared, seal: seal.clone(), waiting: Some(waiting), committer: Some(committer) })
    }

    fn reads(&self) -> Reads<'_> {
        Reads { base: &*self.shared, seal: &self.seal }
    }

    fn kept(&self, ask: Result<Ask, StoreError>) -> Pending {
        let (acknowledge, pending) = Pending::new();
        match ask.and_then(|ask| self.propose(Proposal::new(ask, acknowledge))) {
            Ok(()) => pending,
            Err(error) => Pending::ready(Err(CommitError::Failed(error))),
        }
    }

    fn removed(&self, old: Vec<Old>, before: Moment) -> Pending<Removed> {
        let (acknowledge, pending) = Pending::new();
        match self.propose(Proposal::removing(old, before, acknowledge)) {
            Ok(()) => pending,
            Err(error) => Pending::ready(Err(CommitError::Failed(error))),
        }
    }

    fn propose(&self, proposal: Proposal) -> Result<(), StoreError> {
        let waiting = self.waiting.as_ref().ok_or_else(|| StoreError::new("the store is closed"))?;
        waiting.try_send(proposal).map_err(|refused| match refused {
            mpsc::TrySendError::Full(_) => StoreError::new(format!("{WAITING_MAX} changes are waiting already")),
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
        purge(&*self.shared, &|old, before| self.removed(old, before), keep, now)
    }

    fn switch(&self, switched: &Switched) -> Pending {
        self.kept(Ask::switch(switched, &self.seal))
    }

    fn switches(&self) -> Result<Vec<Switched>, StoreError> {
        self.reads().switches()
    }

    fn healthy(&self) -> bool {
        self.shared.healthy() && self.committer.as_ref().is_some_and(|thread| !thread.is_finished())
    }
}
