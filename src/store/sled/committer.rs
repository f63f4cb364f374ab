//! The one thread that writes.
//!
//! It gathers what is waiting, judges every change against the database and the earlier changes of the same batch,
//! applies the batch, syncs, and only then acknowledges. No acknowledgement comes before [`Durable::sync`].

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError},
    },
    time::{Duration, Instant},
};

use crate::store::{
    CommitError, Seal, StoreError,
    judge::{judge, tell},
    proposal::Proposal,
    view::{Base, Writes},
};

/// The most commits of one batch: bounds how long the first of them waits for the last.
const BATCH_MAX: usize = 512;

/// How often a failed database is opened anew at most.
const RETRY: Duration = Duration::from_secs(1);

/// What the committer needs of a database. The steps are apart so that a test can hold or fail each of them.
/// Its records are as they were last applied.
pub trait Durable: Base {
    /// Whether the disk failed anyone since the database was opened. After that it only fails, reading too.
    fn failed(&self) -> bool;

    /// Applies all of the writes or none.
    fn apply(&mut self, writes: &Writes) -> Result<(), StoreError>;

    /// Makes all that was applied durable, and shows it to readers.
    fn sync(&mut self) -> Result<(), StoreError>;

    /// Opens the database anew after a step has failed. What is there afterwards is durable.
    fn reopen(&mut self) -> Result<(), StoreError>;
}

/// The committer: a database and how it is doing.
pub struct Committer<D> {
    durable: D,
    seal: Seal,
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
    pub fn new(durable: D, seal: Seal, health: Arc<AtomicBool>) -> Self {
        Self { durable, seal, sound: true, health, tried: None, retry: RETRY }
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
            match judge(&proposal.ask, &self.durable, &mut writes, &self.seal) {
                Ok(removed) => kept.push((proposal, removed)),
                Err(error) => refused.push((proposal, error)),
            }
        }
        let result = match self.durable.failed() {
            true => Err(self.failed(StoreError::new("the disk failed"))),
            false => self.keep(&writes),
        };
        for (proposal, removed) in kept {
            if result.is_ok() {
                tell(&proposal.ask, &removed);
            }
            proposal.answer(result.clone().map(|()| removed).map_err(CommitError::Failed));
        }
        // Whoever lost against a commit of this batch learns it only now, when the winner can be loaded.
        for (proposal, error) in refused {
            proposal.answer(Err(error));
        }
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
