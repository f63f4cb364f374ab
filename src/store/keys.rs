//! The keys of records: a letter for the kind of record, then who it belongs to.
//!
//! Numbers are big-endian, so that keys sort as numbers do. A released key never changes its meaning; a new kind of
//! record takes a new letter. An index has no body: its key says everything.

use crate::call::{CallKey, CallerKey, Digest};

/// Before the key of a call: its record.
pub const CALL: u8 = b'c';

/// Before the key of a call and a chunk's number: a chunk of its journal.
const CHUNK: u8 = b'j';

/// Before the identity of a message: the message.
pub const MESSAGE: u8 = b'm';

/// Before the key of a call and the identity of a message that was left in it: an index.
const LEFT: u8 = b'l';

/// Before the key of the call that it was made in: a promise.
pub const PROMISE: u8 = b'p';

/// Before the key of a caller: what is remembered of them.
pub const CALLER: u8 = b'r';

/// Before the key of a caller and that of a call of theirs: an index, while anything of that call is kept.
const THEIRS: u8 = b't';

/// Before the key of a call: whose it is, while anything of it is kept and the caller was not forgotten.
const OWNER: u8 = b'o';

/// Before the key of a call: an index of calls whose caller was forgotten, while anything of them is kept.
pub const GONE: u8 = b'g';

/// Before the identity of a switch: how it was last turned.
pub const SWITCH: u8 = b's';

/// The mark that tells which key the store was sealed with.
pub const MARK: &[u8] = b"k";

/// Where a call's record lies.
pub fn call(key: CallKey) -> Vec<u8> {
    joined(CALL, &[&key.0])
}

/// Where a chunk of a call's journal lies.
pub fn chunk(key: CallKey, number: u16) -> Vec<u8> {
    joined(CHUNK, &[&key.0, &number.to_be_bytes()])
}

/// Where a message lies.
pub fn message(identity: Digest) -> Vec<u8> {
    joined(MESSAGE, &[&identity.0])
}

/// The index entry of a message.
pub fn left(call: CallKey, identity: Digest) -> Vec<u8> {
    joined(LEFT, &[&call.0, &identity.0])
}

/// Before the index entries of all messages that were left in a call.
pub fn left_in(call: CallKey) -> Vec<u8> {
    joined(LEFT, &[&call.0])
}

/// Where a promise lies.
pub fn promise(call: CallKey) -> Vec<u8> {
    joined(PROMISE, &[&call.0])
}

/// Where it lies what is remembered of a caller.
pub fn caller(key: CallerKey) -> Vec<u8> {
    joined(CALLER, &[&key.0])
}

/// The index entry of a caller's call.
pub fn theirs(caller: CallerKey, call: CallKey) -> Vec<u8> {
    joined(THEIRS, &[&caller.0, &call.0])
}

/// Before the index entries of all calls of a caller.
pub fn all_theirs(caller: CallerKey) -> Vec<u8> {
    joined(THEIRS, &[&caller.0])
}

/// Where it lies whose a call is.
pub fn owner(call: CallKey) -> Vec<u8> {
    joined(OWNER, &[&call.0])
}

/// The index entry of a call whose caller was forgotten.
pub fn gone(call: CallKey) -> Vec<u8> {
    joined(GONE, &[&call.0])
}

/// Where it lies how a switch was last turned.
pub fn switch(identity: Digest) -> Vec<u8> {
    joined(SWITCH, &[&identity.0])
}

/// The call whose record lies at `key`, if one does.
pub fn read_call(key: &[u8]) -> Option<CallKey> {
    only(CALL, key).map(CallKey)
}

/// The call whose caller was forgotten, as the index at `key` says.
pub fn read_gone(key: &[u8]) -> Option<CallKey> {
    only(GONE, key).map(CallKey)
}

/// The call whose promise lies at `key`.
pub fn read_promise(key: &[u8]) -> Option<CallKey> {
    only(PROMISE, key).map(CallKey)
}

/// The identity of the message that lies at `key`.
pub fn read_message(key: &[u8]) -> Option<Digest> {
    only(MESSAGE, key).map(Digest)
}

/// The caller whose record lies at `key`.
pub fn read_caller(key: &[u8]) -> Option<CallerKey> {
    only(CALLER, key).map(CallerKey)
}

/// The call that an index entry of [`theirs`] names.
pub fn read_theirs(key: &[u8]) -> Option<CallKey> {
    second(THEIRS, key).map(CallKey)
}

/// The message that an index entry of [`left`] names.
pub fn read_left(key: &[u8]) -> Option<Digest> {
    second(LEFT, key).map(Digest)
}

fn only(kind: u8, key: &[u8]) -> Option<[u8; 16]> {
    key.strip_prefix(&[kind])?.try_into().ok()
}

fn second(kind: u8, key: &[u8]) -> Option<[u8; 16]> {
    let (_first, second) = key.strip_prefix(&[kind])?.split_first_chunk::<16>()?;
    second.try_into().ok()
}

fn joined(kind: u8, parts: &[&[u8]]) -> Vec<u8> {
    std::iter::once(kind).chain(parts.concat()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_of_one_call_lie_in_the_order_of_their_numbers() {
        let keys: Vec<_> = [0, 1, 255, 256, 65_535].map(|number| chunk(CallKey([7; 16]), number)).into();
        assert!(keys.is_sorted(), "{keys:?}");
    }

    #[test]
    fn no_two_kinds_share_a_letter() {
        let kinds = [CALL, CHUNK, MESSAGE, LEFT, PROMISE, CALLER, THEIRS, OWNER, GONE, SWITCH];
        let all: std::collections::BTreeSet<u8> = kinds.into_iter().chain(MARK.iter().copied()).collect();
        assert_eq!(all.len(), kinds.len() + 1);
    }

    #[test]
    fn only_the_key_of_a_record_reads_back_as_a_call() {
        let key = CallKey([9; 16]);
        let other = Digest(key.0);
        assert_eq!(read_call(&call(key)), Some(key));
        assert_eq!(read_theirs(&theirs(CallerKey([1; 16]), key)), Some(key));
        assert_eq!(read_left(&left(CallKey([1; 16]), other)), Some(other));
        for not_one in [chunk(key, 0), message(other), switch(other), gone(key), owner(key), b"c".into(), Vec::new()] {
            assert_eq!(read_call(&not_one), None);
            assert_eq!(read_theirs(&not_one), None);
        }
    }
}
