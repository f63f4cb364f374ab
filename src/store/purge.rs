//! The purge: removes what is older than it may be kept.
//!
//! It reads the heads of records beside the committer and proposes what is too old in small batches, each like any
//! other change; the committer looks again whether it still is. Between two batches others are served, so that no
//! webhook waits for a purge.

use std::ops::ControlFlow;

use super::{CommitError, Head, Keep, Pending, Removed, StoreError, keys, proposal::Old, view::Base};
use crate::call::Moment;

/// The most records that one batch removes: a few milliseconds of the committer's time.
const BATCH_MAX: usize = 128;

/// How long a call whose caller was forgotten is kept after its end: platforms may tell of its message only then.
const GONE_MS: u64 = 10 * 60 * 1000;

/// A kind of record, with how its key is read and since when it must have been over.
type Kind = (u8, fn(&[u8]) -> Option<Old>, Moment);

/// Removes what is older than `keep` says; `propose` proposes to remove some records.
pub fn purge(
    base: &dyn Base,
    propose: &dyn Fn(Vec<Old>, Moment) -> Pending<Removed>,
    keep: &Keep,
    now: Moment,
) -> Result<Removed, StoreError> {
    let before = |days| Keep::days_before(now, days);
    let gone = Moment::from_millis(now.millis().saturating_sub_unsigned(GONE_MS));
    let kinds: [Kind; 5] = [
        (keys::GONE, |key| keys::read_gone(key).map(Old::Call), gone),
        (keys::CALL, |key| keys::read_call(key).map(Old::Call), before(keep.calls)),
        (keys::CALLER, |key| keys::read_caller(key).map(Old::Caller), before(keep.callers)),
        (keys::MESSAGE, |key| keys::read_message(key).map(Old::Message), before(keep.messages)),
        (keys::PROMISE, |key| keys::read_promise(key).map(Old::Promise), before(keep.promises)),
    ];
    let mut removed = Removed::default();
    for kind in &kinds {
        let mut after = Vec::new();
        loop {
            let old = page(base, kind, &mut after)?;
            let last = old.len() < BATCH_MAX;
            if !old.is_empty() {
                removed.add(propose(old, kind.2).wait().map_err(|error| match error {
                    CommitError::Failed(error) => error,
                    CommitError::Raced | CommitError::Unknown => StoreError::new(error.to_string()),
                })?);
            }
            if last {
                break;
            }
        }
    }
    Ok(removed)
}

/// The next records of a kind after a key that may be too old, and the key to go on from.
fn page(base: &dyn Base, (kind, read, before): &Kind, after: &mut Vec<u8>) -> Result<Vec<Old>, StoreError> {
    let mut old = Vec::new();
    let from = std::mem::take(after);
    base.scan(&[*kind], &from, &mut |key, record| {
        // An index has no head: the record that it speaks of is looked at when it is to be removed.
        let over = record.is_empty() || Head::of(record)?.since.is_some_and(|since| since < *before);
        old.extend(over.then(|| read(key)).flatten());
        after.clear();
        after.extend(key);
        Ok(if old.len() < BATCH_MAX { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    })?;
    Ok(old)
}
