//! The one thread that writes.
//!
//! It gathers what is waiting, judges every compare-and-set against the database and the earlier commits of the same
//! batch, applies the batch, syncs, and only then acknowledges. No acknowledgement comes before [`Durable::sync`].

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError},
    },
    time::{Duration, Instant},
};

use tokio::sync::oneshot;

use super::keys;
use crate::store::{Commit, CommitError, StoreError, Switched, saved};

/// The most commits of one batch: bounds how long the first of them waits for the last.
const BATCH_MAX: usize = 512;

/// How often a failed database is opened anew at most.
const RETRY: Duration = Duration::from_secs(1);

/// Keys with their new values.
pub type Writes = BTreeMap<Vec<u8>, Vec<u8>>;

/// What the committer needs of a database. The steps are apart so that a test can hold or fail each of them.
pub trait Durable {
    /// The value at `key` as it was last applied.
    fn get(&self, key: &[u8]) -> Result<Option<::sled::IVec>, StoreError>;

    /// Whether the disk failed anyone since the database was opened. After that it only fails, reading too.
    fn failed(&self) -> bool;

    /// Applies all of the writes or none.
    fn apply(&mut self, writes: &Writes) -> Result<(), StoreError>;

    /// Makes all that was applied durable, and shows it to readers.
    fn sync(&mut self) -> Result<(), StoreError>;

    /// Opens the database anew after a step has failed. What is there afterwards is durable.
    fn reopen(&mut self) -> Result<(), StoreError>;
}

/// A commit in saved form, with the one who waits for it.
pub struct Proposal {
    /// The revision that the record is to have; `None` for one of a kind where the last word counts.
    revision: Option<u64>,
    record: (Vec<u8>, Vec<u8>),
    chunk: Option<(Vec<u8>, Vec<u8>)>,
    messages: Writes,
    acknowledge: oneshot::Sender<Result<(), CommitError>>,
}

impl Proposal {
    /// Brings a commit into saved form, so that the one committer need not.
    pub fn new(commit: &Commit, acknowledge: oneshot::Sender<Result<(), CommitError>>) -> Result<Self, StoreError> {
        let key = commit.saved.call.key;
        let chunk = match commit.chunk()? {
            Some((number, entries)) => Some((keys::chunk(key, number), saved::encode(entries)?)),
            None => None,
        };
        let messages = commit
            .effects
            .iter()
            .filter_map(crate::store::kept)
            .map(|message| Ok((keys::message(saved::identity(message)), saved::encode(message)?)))
            .collect::<Result<_, StoreError>>()?;
        let record = (keys::call(key), saved::encode(&commit.saved)?);
        Ok(Self { revision: Some(commit.saved.revision), record, chunk, messages, acknowledge })
    }

    /// Brings into saved form how a switch was turned.
    pub fn switch(
        switched: &Switched,
        acknowledge: oneshot::Sender<Result<(), CommitError>>,
    ) -> Result<Self, StoreError> {
        let record = (keys::switch(switched.identity()), saved::encode(switched)?);
        Ok(Self { revision: None, record, chunk: None, messages: Writes::new(), acknowledge })
    }

    /// Tells the one who waits. If nobody waits any more, the commit counts all the same.
    fn answer(self, result: Result<(), CommitError>) {
        let _ = self.acknowledge.send(result);
    }
}

/// The committer: a database and how it is doing.
pub struct Committer<D> {
    durable: D,
    /// Whether the database takes writes; `health` tells others the same.
    sound: bool,
    health: Arc<AtomicBool>,
    /// When the database was last opened anew, or that was tried. Outlives success: a disk with room for only a few
    /// writes must not have it opened anew for each of them.
    tried: Option<Instant>,
    retry: Duration,
}

impl<D: Durable> Committer<D> {
    /// A committer over an open database, which tells through `health` whether it takes commits.
    pub fn new(durable: D, health: Arc<AtomicBool>) -> Self {
        Self { durable, sound: true, health, tried: None, retry: RETRY }
    }

    /// The same, with another time between two tries to open a failed database anew.
    #[cfg(test)]
    pub fn retrying_every(self, retry: Duration) -> Self {
        Self { retry, ..self }
    }

    /// Commits what comes, until nobody can send any more.
    pub fn run(mut self, waiting: &Receiver<Proposal>) {
        loop {
            let first = match self.sound {
                true => waiting.recv().map_err(RecvTimeoutError::from),
                // It heals without commits too: nobody sends any to a store that is not healthy.
                false => waiting.recv_timeout(self.retry),
            };
            match first {
                Ok(first) => self.batch(std::iter::once(first).chain(waiting.try_iter()).take(BATCH_MAX).collect()),
                Err(RecvTimeoutError::Timeout) => self.heal(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn batch(&mut self, proposals: Vec<Proposal>) {
        self.heal();
        if !self.sound {
            let error = StoreError::new("the store takes no commits since a write failed; it tries to recover");
            return proposals.into_iter().for_each(|proposal| proposal.answer(Err(error.clone().into())));
        }
        let mut writes = Writes::new();
        let mut kept = Vec::new();
        let mut refused = Vec::new();
        for proposal in proposals {
            match self.judge(&proposal, &mut writes) {
                Ok(()) => kept.push(proposal),
                Err(error) => refused.push((proposal, error)),
            }
        }
        let result = match self.durable.failed() {
            true => Err(self.failed(StoreError::new("the disk failed"))),
            false => self.keep(&writes),
        };
        for proposal in kept {
            proposal.answer(result.clone().map_err(CommitError::Failed));
        }
        // Whoever lost against a commit of this batch learns it only now, when the winner can be loaded.
        for (proposal, error) in refused {
            proposal.answer(Err(error));
        }
    }

    /// Adds a commit to the writes of its batch, or says why not.
    fn judge(&self, proposal: &Proposal, writes: &mut Writes) -> Result<(), CommitError> {
        let (record, _) = &proposal.record;
        if let Some(revision) = proposal.revision {
            let held = match writes.get(record) {
                Some(bytes) => Some(saved::revision(bytes)?),
                None => self.durable.get(record)?.map(|bytes| saved::revision(&bytes)).transpose()?,
            };
            if held != revision.checked_sub(1) {
                return Err(CommitError::Raced);
            }
        }
        let mut fresh = Vec::new();
        for (key, bytes) in &proposal.messages {
            if !writes.contains_key(key) && self.durable.get(key)?.is_none() {
                fresh.push((key.clone(), bytes.clone()));
            }
        }
        writes.extend(fresh);
        writes.extend(proposal.chunk.clone());
        writes.extend([proposal.record.clone()]);
        Ok(())
    }

    fn keep(&mut self, writes: &Writes) -> Result<(), StoreError> {
        if writes.is_empty() {
            return Ok(());
        }
        self.durable.apply(writes).and_then(|()| self.durable.sync()).map_err(|error| self.failed(error))
    }

    /// Notes that the database takes no more writes.
    fn failed(&mut self, error: StoreError) -> StoreError {
        tracing::error!(%error, "the store takes no commits until it has been opened anew");
        self.is_now(false);
        error
    }

    /// Opens a failed database anew, if the last try is long enough ago.
    fn heal(&mut self) {
        if self.sound || self.tried.is_some_and(|tried| tried.elapsed() < self.retry) {
            return;
        }
        self.tried = Some(Instant::now());
        match self.durable.reopen() {
            Ok(()) => {
                tracing::info!("the store takes commits again");
                self.is_now(true);
            }
            Err(error) => tracing::warn!(%error, "the store cannot be opened anew yet"),
        }
    }

    fn is_now(&mut self, sound: bool) {
        self.sound = sound;
        self.health.store(sound, Ordering::Release);
    }
}
