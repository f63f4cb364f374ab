//! Where calls, their journals, messages and switches live.
//!
//! [`Store`] speaks of calls, not of keys and bytes; what it means is the conformance suite in `tests/store.rs`, which
//! every store passes. Correctness rests on the compare-and-set of a call's revision in [`Store::commit`].
//! An acknowledged commit is durable: it survives the process and, in a store on disk, a power loss. Nothing is ever
//! read that is not durable: a repeated webhook must not hear of a turn that a power loss could still undo.
//!
//! To add a store: one file or folder here, one line in `stores!` of `tests/store.rs`.

mod memory;
pub mod saved;
mod sled;
mod switched;

use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::sync::oneshot;

use crate::call::{CallKey, Effect, Entry, Message};

pub use memory::Memory;
pub use saved::Saved;
pub use sled::Sled;
pub use switched::Switched;

/// A place where calls, their journals, messages and switches live.
pub trait Store: Send + Sync {
    /// A call as it was last committed.
    ///
    /// # Errors
    /// When the store cannot be read, or holds something that it cannot understand.
    fn load(&self, key: CallKey) -> Result<Option<Saved>, StoreError>;

    /// Commits one turn, durably and as a whole: the call, a journal chunk that it spilled, and the effects.
    /// The returned future resolves only once all of it is durable.
    fn commit(&self, commit: &Commit) -> Pending;

    /// A call's whole journal, oldest first: the chunks it spilled and the tail.
    ///
    /// # Errors
    /// As [`Store::load`].
    fn journal(&self, key: CallKey) -> Result<Vec<Entry>, StoreError>;

    /// The keys of all calls, in order.
    ///
    /// # Errors
    /// As [`Store::load`].
    fn calls(&self) -> Result<Vec<CallKey>, StoreError>;

    /// All messages that callers left, oldest first.
    ///
    /// # Errors
    /// As [`Store::load`].
    fn messages(&self) -> Result<Vec<Message>, StoreError>;

    /// Keeps how a switch was turned, durably, in place of how it was turned before: the last word counts. The returned
    /// future resolves only once it is durable.
    fn switch(&self, switched: &Switched) -> Pending;

    /// Every switch that was ever turned, as it was last, by flow and name.
    ///
    /// # Errors
    /// As [`Store::load`].
    fn switches(&self) -> Result<Vec<Switched>, StoreError>;

    /// Whether the store takes commits at present. A full disk makes it false until there is space again.
    fn healthy(&self) -> bool;
}

/// One turn to be committed.
#[derive(Debug, Clone)]
pub struct Commit {
    /// The call as it shall be; its revision is one more than what it replaces, or 0 for a new call.
    pub saved: Saved,
    /// Journal entries that no longer fit into the record, to be kept as chunk number `saved.chunks - 1`.
    pub spilled: Option<Vec<Entry>>,
    /// What is to be kept beside the call. Idempotent: keeping the same message again changes nothing.
    pub effects: Vec<Effect>,
}

impl Commit {
    /// The chunk to be kept, with its number in the call's journal.
    fn chunk(&self) -> Result<Option<(u16, &Vec<Entry>)>, StoreError> {
        match (&self.spilled, self.saved.chunks.checked_sub(1)) {
            (None, _) => Ok(None),
            (Some(entries), Some(number)) => Ok(Some((number, entries))),
            (Some(_), None) => Err(StoreError::new("journal entries were spilled, but the record counts no chunk")),
        }
    }
}

/// The message that an effect keeps, if it keeps one. The others are not the store's to do.
const fn kept(effect: &Effect) -> Option<&Message> {
    match effect {
        Effect::Keep(message) => Some(message),
        Effect::Promise(_) | Effect::LookUp { .. } => None,
    }
}

/// A commit on its way.
pub struct Pending(oneshot::Receiver<Result<(), CommitError>>);

impl Pending {
    /// A commit that somebody else will acknowledge.
    #[must_use]
    pub fn new() -> (oneshot::Sender<Result<(), CommitError>>, Self) {
        let (done, pending) = oneshot::channel();
        (done, Self(pending))
    }

    /// A commit that is decided already.
    #[must_use]
    pub fn ready(result: Result<(), CommitError>) -> Self {
        let (done, pending) = Self::new();
        // The receiver is right here, so the value always arrives.
        let _ = done.send(result);
        pending
    }
}

impl Future for Pending {
    type Output = Result<(), CommitError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map(|received| {
            received.unwrap_or_else(|_gone| Err(CommitError::Failed(StoreError::new("the store is gone"))))
        })
    }
}

/// Why a commit is not acknowledged.
#[derive(Debug, Clone)]
pub enum CommitError {
    /// Somebody else committed this call in the meantime: load it and try again. Nothing of it was kept.
    Raced,
    /// The store could not keep it, or cannot tell that it has: a disk that fails halfway may have kept the whole
    /// commit, never a part. Until the store is healthy again it is not seen; then [`Store::load`] tells.
    Failed(StoreError),
}

impl From<StoreError> for CommitError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// Why a store could not read or keep something.
#[derive(Debug, Clone)]
pub struct StoreError(String);

impl StoreError {
    /// With a reason that reads after "could not …: ", without values or numbers of callers.
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }

    fn missing_chunk(number: u16) -> Self {
        Self::new(format!("chunk {number} of the journal is missing"))
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StoreError {}
