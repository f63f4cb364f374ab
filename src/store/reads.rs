//! What stores hold, opened: the one place where it is read, for every store.

use std::ops::ControlFlow;

use serde::de::DeserializeOwned;

use super::{Saved, Seal, StoreError, Switched, keys, view::Base};
use crate::call::{CallKey, Caller, CallerKey, Entry, Message, Promise};

/// The records of a store, with what opens them.
#[derive(Clone, Copy)]
pub struct Reads<'a> {
    /// Where the records are.
    pub base: &'a dyn Base,
    /// What opens them.
    pub seal: &'a Seal,
}

impl Reads<'_> {
    /// See [`super::Store::load`].
    pub fn load(self, key: CallKey) -> Result<Option<Saved>, StoreError> {
        self.one(&keys::call(key))
    }

    /// See [`super::Store::caller`].
    pub fn caller(self, key: CallerKey) -> Result<Option<Caller>, StoreError> {
        self.one(&keys::caller(key))
    }

    /// See [`super::Store::journal`].
    pub fn journal(self, key: CallKey) -> Result<Vec<Entry>, StoreError> {
        let Some(call) = self.load(key)? else { return Ok(Vec::new()) };
        let mut entries: Vec<Entry> = Vec::new();
        for number in 0..call.chunks {
            let chunk: Option<Vec<Entry>> = self.one(&keys::chunk(key, number))?;
            entries.extend(chunk.ok_or_else(|| StoreError::missing_chunk(number))?);
        }
        entries.extend(call.tail);
        Ok(entries)
    }

    /// See [`super::Store::calls`].
    pub fn calls(self) -> Result<Vec<CallKey>, StoreError> {
        self.keys(&[keys::CALL], keys::read_call)
    }

    /// See [`super::Store::calls_of`].
    pub fn calls_of(self, key: CallerKey) -> Result<Vec<CallKey>, StoreError> {
        let mut calls = Vec::new();
        for call in self.keys(&keys::all_theirs(key), keys::read_theirs)? {
            // The index outlives a call for as long as something is owed from it.
            if self.base.get(&keys::call(call))?.is_some() {
                calls.push(call);
            }
        }
        Ok(calls)
    }

    /// See [`super::Store::messages`].
    pub fn messages(self) -> Result<Vec<Message>, StoreError> {
        let mut messages: Vec<Message> = self.all(keys::MESSAGE)?;
        messages.sort_by_key(|message| message.at);
        Ok(messages)
    }

    /// See [`super::Store::promises`].
    pub fn promises(self) -> Result<Vec<Promise>, StoreError> {
        let mut promises: Vec<Promise> = self.all(keys::PROMISE)?;
        promises.sort_by_key(|promise| promise.due);
        Ok(promises)
    }

    /// See [`super::Store::switches`].
    pub fn switches(self) -> Result<Vec<Switched>, StoreError> {
        let mut switches: Vec<Switched> = self.all(keys::SWITCH)?;
        switches.sort_by(|a, b| (&a.flow, &a.switch).cmp(&(&b.flow, &b.switch)));
        Ok(switches)
    }

    fn one<T: DeserializeOwned>(self, key: &[u8]) -> Result<Option<T>, StoreError> {
        self.base.get(key)?.map(|record| self.seal.open(key, &record)).transpose()
    }

    fn all<T: DeserializeOwned>(self, kind: u8) -> Result<Vec<T>, StoreError> {
        let mut all = Vec::new();
        self.base.scan(&[kind], &[], &mut |key, record| {
            all.push(self.seal.open(key, record)?);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(all)
    }

    fn keys<T>(self, prefix: &[u8], read: fn(&[u8]) -> Option<T>) -> Result<Vec<T>, StoreError> {
        let mut all = Vec::new();
        self.base.scan(prefix, &[], &mut |key, _| {
            all.extend(read(key));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(all)
    }
}
