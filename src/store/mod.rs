//! Where calls, their journals, callers, messages, promises and switches live.
//!
//! [`Store`] speaks of calls and callers, not of keys and bytes; what it means is the conformance suite in
//! `tests/store.rs`, which every store passes. Correctness rests on the compare-and-set of a call's revision in
//! [`Store::commit`], and on changes to a caller being applied to the record as it then is. What is acknowledged is
//! durable: it survives the process and, in a store on disk, a power loss. Nothing is ever read that is not durable: a
//! repeated webhook must not hear of a turn that a power loss could still undo. Every record is sealed (`seal.rs`).
//!
//! What a change comes to is decided in `judge.rs`, for every store alike. To add a store: one file or folder here that
//! keeps records under keys, and one line in `stores!` of `tests/store.rs`.

mod judge;
mod keep;
mod keys;
mod memory;
mod pending;
mod proposal;
mod purge;
mod reads;
pub mod saved;
mod seal;
mod sled;
mod switched;
mod view;

use crate::call::{CallKey, Caller, CallerKey, Change, Done, Effect, Entry, Message, Moment, Promise};

pub use keep::{Keep, Owed, Removed};
pub use memory::Memory;
pub use pending::{Acknowledge, CommitError, Pending, StoreError};
pub use saved::Saved;
pub use seal::{Head, Seal};
pub use sled::Sled;
pub use switched::Switched;

/// A place where calls, their journals, callers, messages, promises and switches live.
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

    /// What is remembered of a caller.
    ///
    /// # Errors
    /// As [`Store::load`].
    fn caller(&self, key: CallerKey) -> Result<Option<Caller>, StoreError>;

    /// Applies changes to what is remembered of a caller, as it then is, durably.
    fn change(&self, key: CallerKey, changes: Vec<Change>) -> Pending;

    /// The keys of a caller's calls, in order, as far as they are kept.
    ///
    /// # Errors
    /// As [`Store::load`].
    fn calls_of(&self, key: CallerKey) -> Result<Vec<CallKey>, StoreError>;

    /// Forgets a caller, durably: what is remembered of them, their calls with their journals, and their promises and
    /// messages that were seen to. A promise or message that is still open stays until it is seen to, and goes with
    /// that. A call that still runs is not remembered, and goes with the purge that follows its end.
    fn forget(&self, key: CallerKey) -> Pending;

    /// All messages that callers left, oldest first.
    ///
    /// # Errors
    /// As [`Store::load`].
    fn messages(&self) -> Result<Vec<Message>, StoreError>;

    /// All promises that were made, soonest due first.
    ///
    /// # Errors
    /// As [`Store::load`].
    fn promises(&self) -> Result<Vec<Promise>, StoreError>;

    /// Notes, durably, that something that we owe was seen to; the first word stands. The caller's record knows of it,
    /// too. [`CommitError::Unknown`] if there is no such thing, or it is gone because its caller was forgotten.
    fn done(&self, owed: Owed, done: Done) -> Pending;

    /// Removes what is older than it may be kept, durably, in small batches between which others are served; says how
    /// many of each kind. Blocks: not for threads that answer.
    ///
    /// # Errors
    /// When it cannot go on; what was removed until then stays removed.
    fn purge(&self, keep: &Keep, now: Moment) -> Result<Removed, StoreError>;

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
    /// Whose call it is, the same in all of its turns; none for a caller who does not show who they are.
    pub caller: Option<CallerKey>,
    /// What is to be kept beside the call, in order. Idempotent: keeping the same again changes nothing.
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
