//! The keys of the store on disk: one tree, a letter for the kind of record, then who it belongs to.
//!
//! Numbers are big-endian, so that keys sort as numbers do. A released key never changes its meaning; a new kind of
//! record takes a new letter.

use crate::call::{CallKey, Digest};

/// Before the key of a call: its record.
pub const CALL: u8 = b'c';

/// Before the key of a call and a chunk's number: a chunk of its journal.
const CHUNK: u8 = b'j';

/// Before the identity of a message: the message.
pub const MESSAGE: u8 = b'm';

/// Before the identity of a switch: how it was last turned.
pub const SWITCH: u8 = b's';

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

/// Where it lies how a switch was last turned.
pub fn switch(identity: Digest) -> Vec<u8> {
    joined(SWITCH, &[&identity.0])
}

/// The call whose record lies at `key`, if one does.
pub fn read_call(key: &[u8]) -> Option<CallKey> {
    let (&CALL, rest) = key.split_first()? else { return None };
    rest.try_into().ok().map(CallKey)
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
    fn only_the_key_of_a_record_reads_back_as_a_call() {
        let key = CallKey([9; 16]);
        assert_eq!(read_call(&call(key)), Some(key));
        assert_eq!(read_call(&chunk(key, 0)), None);
        assert_eq!(read_call(&message(Digest(key.0))), None);
        assert_eq!(read_call(&switch(Digest(key.0))), None);
        assert_eq!(read_call(b"c"), None);
        assert_eq!(read_call(b""), None);
    }
}
