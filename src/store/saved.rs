//! What is saved of a call: one record, and the form of every record before it is sealed.
//!
//! Every record begins with a version byte. A released version never changes: `tests/saved/` holds samples of each,
//! and a test fails when one can no longer be read. To change the form, keep the old types here and convert.

use serde::{Deserialize, Serialize};

use super::StoreError;
use crate::call::{Call, Digest, Entry, Message, Order};

/// The version that is written.
const VERSION: u8 = 1;

/// Bytes of journal that stay in a call's record; what is older spills into a chunk.
const TAIL_MAX: usize = 1500;

/// Bytes that a record may have before its journal spills: records stay under 4 kB, because sled keeps large leaves in
/// files that it never syncs. A call that keeps several large answers of backends can be larger all by itself.
const RECORD_MAX: usize = 4000;

/// One call, as saved: one record a turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// How often the call has been committed, from 0; compared and set by every commit.
    pub revision: u64,
    /// The call.
    pub call: Call,
    /// The digest of the last counted event, to know it again when it is delivered twice.
    pub event: Digest,
    /// What the platform was told last, to be said again.
    pub orders: Vec<Order>,
    /// The digest of the last event beside the call while it is on a rung, with the turn of its address.
    pub aside_event: Digest,
    /// What that was answered with, to be said again.
    pub aside: Vec<Order>,
    /// The end of the journal.
    pub tail: Vec<Entry>,
    /// How many chunks the journal has spilled.
    pub chunks: u16,
}

impl Saved {
    /// A call that has not been committed yet.
    #[must_use]
    pub fn first(call: Call) -> Self {
        let none = Digest([0; 16]);
        Self {
            revision: 0,
            event: none,
            orders: Vec::new(),
            aside_event: none,
            aside: Vec::new(),
            tail: Vec::new(),
            chunks: 0,
            call,
        }
    }

    /// Adds what happened in a turn to the journal, once everything else is noted here; what no longer fits is
    /// returned, to be committed beside this record.
    pub fn log(&mut self, entries: impl IntoIterator<Item = Entry>) -> Option<Vec<Entry>> {
        let before = std::mem::replace(&mut self.tail, entries.into_iter().collect());
        let spilled = match size(&before) <= TAIL_MAX && size(self).saturating_add(size(&before)) <= RECORD_MAX {
            true => {
                self.tail.splice(..0, before);
                return None;
            }
            // What this turn brought, such as a backend's answer, may be too much by itself.
            false if RECORD_MAX < size(self) => before.into_iter().chain(self.tail.drain(..)).collect(),
            false => before,
        };
        self.chunks = self.chunks.saturating_add(1);
        Some(spilled)
    }
}

/// How many bytes something has as saved.
fn size<T: Serialize>(value: &T) -> usize {
    postcard::to_stdvec(value).map_or(usize::MAX, |bytes| bytes.len())
}

/// What makes a message one and the same: the platform's address of its recording.
#[must_use]
pub fn identity(message: &Message) -> Digest {
    Digest::of(message.url.as_str())
}

/// Writes any record that stores keep.
///
/// # Errors
/// When the value has no saved form; ours all have one.
pub fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, StoreError> {
    postcard::to_extend(value, vec![VERSION]).map_err(|error| StoreError::new(format!("no saved form: {error}")))
}

/// Reads a record of any released version.
///
/// # Errors
/// When it is of an unknown version, cut short, too long, or damaged.
pub fn decode<T: for<'a> Deserialize<'a>>(bytes: &[u8]) -> Result<T, StoreError> {
    match postcard::take_from_bytes(body(bytes)?) {
        Ok((value, [])) => Ok(value),
        Ok((_, rest)) => Err(StoreError::new(format!("a damaged record: {} bytes too many", rest.len()))),
        Err(error) => Err(StoreError::new(format!("a damaged record: {error}"))),
    }
}

/// What follows the version byte.
fn body(bytes: &[u8]) -> Result<&[u8], StoreError> {
    match bytes.split_first() {
        Some((&VERSION, rest)) => Ok(rest),
        Some((version, _)) => {
            Err(StoreError::new(format!("a record of version {version}, which this clew does not know")))
        }
        None => Err(StoreError::new("an empty record")),
    }
}
