//! What a change comes to, given what the store holds: the one place where it is decided, for every store.
//!
//! Invariants: a call's record changes only from one revision to the next. A caller's record changes only by applying
//! changes to it as it is. As long as anything of a call is kept (its record, a promise, a message) it is known whose
//! it is, or that its caller was forgotten; as soon as nothing is, that goes too.

use serde::de::DeserializeOwned;

use super::{
    CommitError, Head, Owed, Removed, Seal, StoreError, keys,
    proposal::{Ask, Kept, Old, Turn},
    view::{Base, View, Writes},
};
use crate::call::{CallKey, Caller, CallerKey, Change, Digest, Done, Message, Moment, Promise};

/// Judges a change; its writes join those of its batch, or it is refused and nothing of it is written.
pub fn judge(ask: &Ask, base: &dyn Base, batch: &mut Writes, seal: &Seal) -> Result<Removed, CommitError> {
    let mut judge = Judge { view: View::new(base, batch), seal, removed: Removed::default() };
    match ask {
        Ask::Turn(turn) => judge.turn(turn)?,
        Ask::Put(key, record) => judge.view.put(key.clone(), record.clone()),
        Ask::Change(caller, changes) => judge.change(*caller, changes)?,
        Ask::Forget(caller) => judge.forget(*caller)?,
        Ask::Done(owed, done) => judge.done(*owed, done)?,
        Ask::Remove(old, before) => old.iter().try_for_each(|old| judge.remove_old(*old, *before))?,
    }
    let Judge { view, removed, .. } = judge;
    let writes = view.into_writes();
    batch.extend(writes);
    Ok(removed)
}

/// Tells in the log what was forgotten, once it is.
pub fn tell(ask: &Ask, removed: &Removed) {
    let forgets = match ask {
        Ask::Forget(_) => true,
        Ask::Turn(turn) => turn.effects.iter().any(|effect| matches!(effect, Kept::Forget)),
        Ask::Put(..) | Ask::Change(..) | Ask::Done(..) | Ask::Remove(..) => false,
    };
    if forgets {
        let Removed { calls, callers, messages, promises } = removed;
        tracing::info!(calls, callers, messages, promises, "a caller was forgotten");
    }
}

struct Judge<'a> {
    view: View<'a>,
    seal: &'a Seal,
    removed: Removed,
}

impl Judge<'_> {
    /// What lies at `key`.
    fn read<T: DeserializeOwned>(&self, key: &[u8]) -> Result<Option<T>, StoreError> {
        self.view.get(key)?.map(|record| self.seal.open(key, &record)).transpose()
    }

    fn head(&self, key: &[u8]) -> Result<Option<Head>, StoreError> {
        self.view.get(key)?.map(|record| Head::of(&record)).transpose()
    }

    fn turn(&mut self, turn: &Turn) -> Result<(), CommitError> {
        let key = keys::call(turn.call);
        if self.head(&key)?.map(|held| held.revision) != turn.revision.checked_sub(1) {
            return Err(CommitError::Raced);
        }
        self.view.put(key, turn.record.clone());
        if let Some((key, chunk)) = turn.chunk.clone() {
            self.view.put(key, chunk);
        }
        if let (Some(caller), 0) = (turn.caller, turn.revision) {
            self.begins(turn.call, caller)?;
        }
        let mut changes = Vec::new();
        for effect in &turn.effects {
            match effect {
                Kept::Message(call, identity, record) => self.keep_message((*call, *identity), record)?,
                Kept::Promise(call, record) => self.keep_promise(*call, record)?,
                Kept::Remember(change) => changes.push(change.clone()),
                Kept::Forget => {
                    changes.clear();
                    turn.caller.map_or(Ok(()), |caller| self.forget(caller))?;
                }
            }
        }
        // Whoever was forgotten in a call is not remembered again by the rest of it, nor by another that still runs.
        match turn.caller {
            Some(caller) if !changes.is_empty() && !self.view.has(&keys::gone(turn.call))? => {
                Ok(self.change(caller, &changes)?)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Notes whose a new call is. One that was forgotten and is told of again by a very late start stays forgotten.
    fn begins(&mut self, call: CallKey, caller: CallerKey) -> Result<(), StoreError> {
        if self.view.has(&keys::gone(call))? {
            return Ok(());
        }
        let owner = keys::owner(call);
        let record = self.seal.close(&owner, &Head::PLAIN, &caller)?;
        self.view.put(owner, record);
        self.view.put(keys::theirs(caller, call), Vec::new());
        Ok(())
    }

    /// The first word on a message stands.
    fn keep_message(&mut self, (call, identity): (CallKey, Digest), record: &[u8]) -> Result<(), StoreError> {
        let key = keys::message(identity);
        if !self.view.has(&key)? {
            self.view.put(key, record.to_vec());
            self.view.put(keys::left(call, identity), Vec::new());
        }
        Ok(())
    }

    /// The first word on a promise stands.
    fn keep_promise(&mut self, call: CallKey, record: &[u8]) -> Result<(), StoreError> {
        let key = keys::promise(call);
        if !self.view.has(&key)? {
            self.view.put(key, record.to_vec());
        }
        Ok(())
    }

    /// Applies changes to what is remembered of a caller, as it now is.
    fn change(&mut self, caller: CallerKey, changes: &[Change]) -> Result<(), StoreError> {
        let key = keys::caller(caller);
        let held: Option<Caller> = self.read(&key)?;
        let mut changed = held.clone().unwrap_or_default();
        changes.iter().for_each(|change| changed.apply(change));
        // Nothing that leaves a caller as unknown as they were makes a record of them.
        if held.unwrap_or_default() != changed {
            let head = Head::since(Some(changed.last));
            let record = self.seal.close(&key, &head, &changed)?;
            self.view.put(key, record);
        }
        Ok(())
    }

    /// Forgets a caller: what is remembered of them, their calls that have ended, and what is seen to. What is still
    /// open is marked, and goes when it is over.
    fn forget(&mut self, caller: CallerKey) -> Result<(), StoreError> {
        let key = keys::caller(caller);
        if self.view.has(&key)? {
            self.view.remove(key);
            self.removed.callers = self.removed.callers.saturating_add(1);
        }
        for theirs in self.view.keys(&keys::all_theirs(caller))? {
            let Some(call) = keys::read_theirs(&theirs) else { continue };
            self.view.remove(theirs);
            self.view.remove(keys::owner(call));
            self.view.put(keys::gone(call), Vec::new());
            if self.head(&keys::call(call))?.is_some_and(|head| head.since.is_some()) {
                self.remove_call(call)?;
            }
            self.remove_if_done(Old::Promise(call))?;
            for identity in self.left_in(call)? {
                self.remove_if_done(Old::Message(identity))?;
            }
            self.tidy(call)?;
        }
        Ok(())
    }

    fn left_in(&self, call: CallKey) -> Result<Vec<Digest>, StoreError> {
        let keys = self.view.keys(&keys::left_in(call))?;
        Ok(keys.iter().filter_map(|key| keys::read_left(key)).collect())
    }

    /// Removes a promise or a message that is not owed any more.
    fn remove_if_done(&mut self, owed: Old) -> Result<(), StoreError> {
        self.remove_old(owed, Moment::from_millis(i64::MAX))
    }

    /// Notes that something was seen to. The first word stands.
    fn done(&mut self, owed: Owed, done: &Done) -> Result<(), CommitError> {
        let head = Head::since(Some(done.at));
        let call = match owed {
            Owed::Promise(call) => {
                let key = keys::promise(call);
                let mut promise: Promise = self.read(&key)?.ok_or(CommitError::Unknown)?;
                if promise.done.is_none() {
                    promise.done = Some(done.clone());
                    let record = self.seal.close(&key, &head, &promise)?;
                    self.view.put(key, record);
                }
                call
            }
            Owed::Message(identity) => {
                let key = keys::message(identity);
                let mut message: Message = self.read(&key)?.ok_or(CommitError::Unknown)?;
                if message.done.is_none() {
                    message.done = Some(done.clone());
                    let record = self.seal.close(&key, &head, &message)?;
                    self.view.put(key, record);
                }
                message.call
            }
        };
        Ok(self.seen_to(owed, call)?)
    }

    /// What follows for the caller: who has one knows that it was kept, and what a forgotten one was owed goes.
    fn seen_to(&mut self, owed: Owed, call: CallKey) -> Result<(), StoreError> {
        let old = match owed {
            Owed::Promise(call) => Old::Promise(call),
            Owed::Message(identity) => Old::Message(identity),
        };
        if self.view.has(&keys::gone(call))? {
            return self.remove_if_done(old);
        }
        match (owed, self.read(&keys::owner(call))?) {
            (Owed::Promise(call), Some(caller)) => self.change(caller, &[Change::Kept { call }]),
            (Owed::Promise(_), None) | (Owed::Message(_), _) => Ok(()),
        }
    }

    /// Removes a record, if nothing more happens with it and that is so since before a moment.
    fn remove_old(&mut self, old: Old, before: Moment) -> Result<(), StoreError> {
        let key = match old {
            Old::Call(call) => keys::call(call),
            Old::Caller(caller) => keys::caller(caller),
            Old::Message(identity) => keys::message(identity),
            Old::Promise(call) => keys::promise(call),
        };
        if self.head(&key)?.and_then(|head| head.since).is_none_or(|since| before <= since) {
            return Ok(());
        }
        match old {
            Old::Call(call) => {
                self.remove_call(call)?;
                self.tidy(call)?;
            }
            Old::Caller(_) => {
                self.view.remove(key);
                self.removed.callers = self.removed.callers.saturating_add(1);
            }
            Old::Message(identity) => {
                let message: Message = self.read(&key)?.ok_or_else(|| StoreError::new("a message that is gone"))?;
                self.view.remove(key);
                self.view.remove(keys::left(message.call, identity));
                self.removed.messages = self.removed.messages.saturating_add(1);
                self.tidy(message.call)?;
            }
            Old::Promise(call) => {
                self.view.remove(key);
                self.removed.promises = self.removed.promises.saturating_add(1);
                self.tidy(call)?;
            }
        }
        Ok(())
    }

    /// Removes a call's record and journal.
    fn remove_call(&mut self, call: CallKey) -> Result<(), StoreError> {
        let key = keys::call(call);
        let Some(head) = self.head(&key)? else { return Ok(()) };
        (0..head.chunks).for_each(|number| self.view.remove(keys::chunk(call, number)));
        self.view.remove(key);
        self.removed.calls = self.removed.calls.saturating_add(1);
        Ok(())
    }

    /// Lets go whose call it was, once nothing of it is kept.
    fn tidy(&mut self, call: CallKey) -> Result<(), StoreError> {
        if self.view.has(&keys::call(call))?
            || self.view.has(&keys::promise(call))?
            || !self.view.keys(&keys::left_in(call))?.is_empty()
        {
            return Ok(());
        }
        let owner = keys::owner(call);
        if let Some(caller) = self.read(&owner)? {
            self.view.remove(keys::theirs(caller, call));
        }
        self.view.remove(owner);
        self.view.remove(keys::gone(call));
        Ok(())
    }
}
