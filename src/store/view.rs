//! The records as a change finds them, and the writes that it adds.
//!
//! Invariant: a change sees what was durable before its batch, with the earlier changes of the batch and its own on
//! top. Its own writes join the batch only when it was judged good, so that a refused one leaves nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use super::StoreError;

/// Keys with their new values; none removes the record.
pub type Writes = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// What is shown of a record, and whether to go on.
pub type Show<'a> = &'a mut dyn FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>, StoreError>;

/// Records under keys, in the order of the keys.
pub trait Base {
    /// The value at `key`.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Shows the records whose keys begin with `prefix` and come after `after`, in order, until told to stop.
    fn scan(&self, prefix: &[u8], after: &[u8], show: Show<'_>) -> Result<(), StoreError>;
}

/// The records as one change finds them.
pub struct View<'a> {
    base: &'a dyn Base,
    batch: &'a Writes,
    own: Writes,
}

impl<'a> View<'a> {
    /// The records of `base` after the writes of a batch.
    pub fn new(base: &'a dyn Base, batch: &'a Writes) -> Self {
        Self { base, batch, own: Writes::new() }
    }

    /// The value at `key`.
    pub fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.own.get(key).or_else(|| self.batch.get(key)) {
            Some(written) => Ok(written.clone()),
            None => self.base.get(key),
        }
    }

    /// Whether there is something at `key`.
    pub fn has(&self, key: &[u8]) -> Result<bool, StoreError> {
        self.get(key).map(|value| value.is_some())
    }

    /// The keys that begin with `prefix`.
    pub fn keys(&self, prefix: &[u8]) -> Result<BTreeSet<Vec<u8>>, StoreError> {
        let mut keys = BTreeSet::new();
        self.base.scan(prefix, &[], &mut |key, _| {
            keys.insert(key.to_vec());
            Ok(ControlFlow::Continue(()))
        })?;
        for writes in [self.batch, &self.own] {
            for (key, value) in writes.range(prefix.to_vec()..).take_while(|(key, _)| key.starts_with(prefix)) {
                match value {
                    Some(_) => keys.insert(key.clone()),
                    None => keys.remove(key),
                };
            }
        }
        Ok(keys)
    }

    /// Puts a value at `key`.
    pub fn put(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.own.insert(key, Some(value));
    }

    /// Removes what is at `key`.
    pub fn remove(&mut self, key: Vec<u8>) {
        self.own.insert(key, None);
    }

    /// What the change adds to its batch.
    pub fn into_writes(self) -> Writes {
        self.own
    }
}
