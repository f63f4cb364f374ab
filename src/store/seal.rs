//! The seal of records at rest: whoever copies the data folder reads nothing in it without the key file.
//!
//! A sealed record is its form's version, a [`Head`] that stays readable, a random nonce of 24 bytes, and the saved
//! form encrypted with XChaCha20-Poly1305. The head and the record's own key are authenticated with it: a record that
//! was changed, or put in another's place, does not open. Nonces of 24 random bytes never repeat in practice, whatever
//! the number of records and machines under one key; that is why it is not the plain ChaCha20-Poly1305.

use std::{fmt, ops::ControlFlow};

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    StoreError, keys, saved,
    view::{Base, Writes},
};
use crate::call::Moment;

/// The version of the sealed form that is written.
const SEALED: u8 = 1;

/// Bytes of a nonce.
const NONCE: usize = 24;

/// What stays readable of a record, so that it can be judged without being opened. Nothing in it tells of a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// How often it was committed; compared and set for calls, 0 for others.
    pub revision: u64,
    /// How many chunks of journal belong to it.
    pub chunks: u16,
    /// Since when nothing more happens with it; none while it is open. Its time of keeping counts from here.
    pub since: Option<Moment>,
}

impl Head {
    /// The head of a record that nothing but its key and its last word matters of.
    pub const PLAIN: Self = Self { revision: 0, chunks: 0, since: None };

    /// The head of a record that is kept until so long after this moment; without one it is kept.
    #[must_use]
    pub const fn since(since: Option<Moment>) -> Self {
        Self { revision: 0, chunks: 0, since }
    }

    /// Reads the head of a sealed record. It is not proven to be true: only opening the record proves it.
    ///
    /// # Errors
    /// When the record is of an unknown form, or cut.
    pub fn of(sealed: &[u8]) -> Result<Self, StoreError> {
        split(sealed).map(|(head, _, _)| head)
    }
}

/// What seals records, and opens them again.
#[derive(Clone)]
pub struct Seal(XChaCha20Poly1305);

impl Seal {
    /// The seal under this key. Machines that share a store need the same.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        Self(XChaCha20Poly1305::new(&key.into()))
    }

    /// A value as it is kept at `key`.
    ///
    /// # Errors
    /// When the value has no saved form, or the machine gives no random bytes.
    pub fn close<T: Serialize>(&self, key: &[u8], head: &Head, value: &T) -> Result<Vec<u8>, StoreError> {
        let no_form = |error: postcard::Error| StoreError::new(format!("no saved form: {error}"));
        let mut sealed = postcard::to_extend(head, vec![SEALED]).map_err(no_form)?;
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|error| StoreError::new(format!("no random bytes: {error}")))?;
        let associated = associated(key, &sealed);
        let payload = Payload { msg: &saved::encode(value)?, aad: &associated };
        let body = self.0.encrypt(&XNonce::from(nonce), payload);
        let body = body.map_err(|_too_long| StoreError::new("a record that is too long to be sealed"))?;
        sealed.reserve_exact(NONCE.saturating_add(body.len()));
        sealed.extend(nonce);
        sealed.extend(body);
        Ok(sealed)
    }

    /// What is kept at `key`.
    ///
    /// # Errors
    /// When it was sealed under another key or for another place, or is damaged.
    pub fn open<T: DeserializeOwned>(&self, key: &[u8], sealed: &[u8]) -> Result<T, StoreError> {
        let (_, front, rest) = split(sealed)?;
        let (nonce, body) = rest.split_first_chunk::<NONCE>().ok_or_else(|| StoreError::new("a record that is cut"))?;
        let associated = associated(key, front);
        let opened = self.0.decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: &associated });
        let opened = opened.map_err(|_forged| {
            StoreError::new("a record that does not open: it is damaged, or was sealed with another key")
        })?;
        saved::decode(&opened)
    }
}

/// Shows nothing of the key.
impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(…)")
    }
}

/// What has to be written so that a store is marked as sealed with this seal; nothing if it is.
///
/// # Errors
/// When it was sealed with another. The text reads after "the store in …".
pub fn mark(base: &dyn Base, seal: &Seal) -> Result<Option<Writes>, StoreError> {
    const SAYS: &str = "clew";
    let unreadable = |error: StoreError| StoreError::new(format!("cannot be read: {error}"));
    if let Some(mark) = base.get(keys::MARK).map_err(unreadable)? {
        return match seal.open::<String>(keys::MARK, &mark) {
            Ok(_) => Ok(None),
            Err(_) => Err(StoreError::new("was made with another key file: put back the one you had")),
        };
    }
    let mut empty = true;
    let look = base.scan(&[], &[], &mut |_, _| {
        empty = false;
        Ok(ControlFlow::Break(()))
    });
    look.map_err(unreadable)?;
    if !empty {
        return Err(StoreError::new(
            "is damaged, or was made by a clew that did not seal it: move the folder away to start with an empty one",
        ));
    }
    let mark = seal.close(keys::MARK, &Head::PLAIN, &SAYS)?;
    Ok(Some(Writes::from([(keys::MARK.to_vec(), Some(mark))])))
}

/// The head of a sealed record, the bytes up to its end, and the rest.
fn split(sealed: &[u8]) -> Result<(Head, &[u8], &[u8]), StoreError> {
    let after = match sealed.split_first() {
        Some((&SEALED, after)) => after,
        Some((version, _)) => {
            return Err(StoreError::new(format!(
                "a sealed record of version {version}, which this clew does not know"
            )));
        }
        None => return Err(StoreError::new("an empty record")),
    };
    let (head, rest) = postcard::take_from_bytes(after)
        .map_err(|error| StoreError::new(format!("a record with a damaged head: {error}")))?;
    let front = sealed.len().saturating_sub(rest.len());
    Ok((head, sealed.get(..front).unwrap_or_default(), rest))
}

/// What is authenticated beside the body: where the record lies, and what of it is readable. The length keeps the two
/// apart.
fn associated(key: &[u8], front: &[u8]) -> Vec<u8> {
    let length = u64::try_from(key.len()).unwrap_or(u64::MAX).to_be_bytes();
    [length.as_slice(), key, front].concat()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    const HEAD: Head = Head { revision: 300, chunks: 2, since: Some(Moment::from_millis(1_767_225_600_000)) };

    fn sealed() -> (Seal, Vec<u8>) {
        let seal = Seal::new([7; 32]);
        let bytes = seal.close(b"c1", &HEAD, &"a parcel").unwrap();
        (seal, bytes)
    }

    #[test]
    fn what_was_sealed_opens_and_its_head_is_readable_without_the_key() {
        let (seal, bytes) = sealed();
        assert_eq!(seal.open::<String>(b"c1", &bytes).unwrap(), "a parcel");
        assert_eq!(Head::of(&bytes).unwrap(), HEAD);
        assert!(!bytes.windows(6).any(|window| window == b"parcel"), "readable");
    }

    #[test]
    fn the_same_value_is_never_sealed_to_the_same_bytes() {
        assert_ne!(sealed().1, sealed().1);
    }

    #[test]
    fn no_other_key_place_or_byte_opens() {
        let (seal, bytes) = sealed();
        assert!(Seal::new([8; 32]).open::<String>(b"c1", &bytes).is_err());
        assert!(seal.open::<String>(b"c2", &bytes).is_err(), "a record in another's place");
        assert!(seal.open::<String>(b"c", &bytes).is_err());
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(seal.open::<String>(b"c1", &changed).is_err(), "byte {at} was changed");
            assert!(seal.open::<String>(b"c1", &bytes[..at]).is_err(), "cut to {at} bytes");
        }
    }
}
