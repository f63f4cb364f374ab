//! A change that is proposed to a store: brought into saved form by whoever proposes it, as far as that can be done
//! without knowing what the store holds.

use super::{Acknowledge, Commit, CommitError, Head, Owed, Removed, Saved, Seal, StoreError, Switched, keys, saved};
use crate::call::{CallKey, CallerKey, Change, Digest, Done, Effect, Moment};

/// A change, with the one who waits for what becomes of it.
pub struct Proposal {
    /// What is to be done.
    pub ask: Ask,
    acknowledge: Told,
}

/// What is to be done.
pub enum Ask {
    /// Keep a turn of a call.
    Turn(Box<Turn>),
    /// Keep this record, whatever was there.
    Put(Vec<u8>, Vec<u8>),
    /// Change what is remembered of a caller.
    Change(CallerKey, Vec<Change>),
    /// Forget a caller.
    Forget(CallerKey),
    /// Note that something was seen to.
    Done(Owed, Done),
    /// Remove these records, as far as nothing has happened with them since a moment.
    Remove(Vec<Old>, Moment),
}

/// A record that may be too old.
#[derive(Debug, Clone, Copy)]
pub enum Old {
    /// A call, with its journal.
    Call(CallKey),
    /// What is remembered of a caller.
    Caller(CallerKey),
    /// A message.
    Message(Digest),
    /// A promise.
    Promise(CallKey),
}

/// A turn of a call in saved form.
pub struct Turn {
    /// The call.
    pub call: CallKey,
    /// The revision that its record is to have.
    pub revision: u64,
    /// Its record.
    pub record: Vec<u8>,
    /// A chunk of its journal, with its key.
    pub chunk: Option<(Vec<u8>, Vec<u8>)>,
    /// Whose call it is.
    pub caller: Option<CallerKey>,
    /// What is kept beside it, in order.
    pub effects: Vec<Kept>,
}

/// What is kept beside a call.
pub enum Kept {
    /// A message, with its identity.
    Message(CallKey, Digest, Vec<u8>),
    /// A promise.
    Promise(CallKey, Vec<u8>),
    /// Something of the caller.
    Remember(Change),
    /// Nothing of the caller any more.
    Forget,
}

/// Who is told.
enum Told {
    Kept(Acknowledge<()>),
    Removed(Acknowledge<Removed>),
}

impl Proposal {
    /// A change that is kept or not.
    pub const fn new(ask: Ask, acknowledge: Acknowledge<()>) -> Self {
        Self { ask, acknowledge: Told::Kept(acknowledge) }
    }

    /// One that removes records, and whose proposer is told how many.
    pub const fn removing(old: Vec<Old>, before: Moment, acknowledge: Acknowledge<Removed>) -> Self {
        Self { ask: Ask::Remove(old, before), acknowledge: Told::Removed(acknowledge) }
    }

    /// Tells what has become of it. Nobody may be waiting any more.
    pub fn answer(self, result: Result<Removed, CommitError>) {
        match self.acknowledge {
            Told::Kept(acknowledge) => drop(acknowledge.send(result.map(|_removed| ()))),
            Told::Removed(acknowledge) => drop(acknowledge.send(result)),
        }
    }
}

impl Ask {
    /// A turn of a call.
    pub fn turn(commit: &Commit, seal: &Seal) -> Result<Self, StoreError> {
        let call = commit.saved.call.key;
        let chunk = match commit.chunk()? {
            Some((number, entries)) => {
                let key = keys::chunk(call, number);
                let chunk = seal.close(&key, &Head::PLAIN, entries)?;
                Some((key, chunk))
            }
            None => None,
        };
        let effects = commit.effects.iter().filter_map(|effect| kept(effect, seal).transpose());
        Ok(Self::Turn(Box::new(Turn {
            call,
            revision: commit.saved.revision,
            record: record(&commit.saved, seal)?,
            chunk,
            caller: commit.caller,
            effects: effects.collect::<Result<_, _>>()?,
        })))
    }

    /// How a switch was turned.
    pub fn switch(switched: &Switched, seal: &Seal) -> Result<Self, StoreError> {
        let key = keys::switch(switched.identity());
        let record = seal.close(&key, &Head::PLAIN, switched)?;
        Ok(Self::Put(key, record))
    }
}

/// A call's record. Its time of keeping counts from its last event, once it has ended.
fn record(saved: &Saved, seal: &Seal) -> Result<Vec<u8>, StoreError> {
    let call = &saved.call;
    let since = call.ended().then_some(call.last);
    let head = Head { revision: saved.revision, chunks: saved.chunks, since };
    seal.close(&keys::call(call.key), &head, saved)
}

/// What an effect keeps, if that is the store's to do.
fn kept(effect: &Effect, seal: &Seal) -> Result<Option<Kept>, StoreError> {
    Ok(match effect {
        Effect::Keep(message) => {
            let identity = saved::identity(message);
            let head = Head::since(message.done.as_ref().map(|done| done.at));
            Some(Kept::Message(message.call, identity, seal.close(&keys::message(identity), &head, message)?))
        }
        Effect::Promise(promise) => {
            let head = Head::since(promise.done.as_ref().map(|done| done.at));
            Some(Kept::Promise(promise.call, seal.close(&keys::promise(promise.call), &head, promise)?))
        }
        Effect::Remember(change) => Some(Kept::Remember(change.clone())),
        Effect::Forget => Some(Kept::Forget),
        Effect::LookUp { .. } => None,
    })
}
