//! Identities. All are hashes: what a platform or a caller calls itself never becomes a key.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A call's key: a keyed hash of the platform and the platform's own call id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CallKey(pub [u8; 16]);

/// A caller's key: a keyed hash of the number they show, or of the identity that a platform gives them. Who shows
/// neither has none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CallerKey(pub [u8; 16]);

/// The content hash of a bundle: flow, prompts, built-in prompts, recordings.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BundleId(pub [u8; 32]);

/// A content hash, to tell whether two events or two results are the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Digest(pub [u8; 16]);

impl Digest {
    /// The digest of a value's saved form. Values without hash maps always give the same digest.
    #[must_use]
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Self {
        // Serialising our own plain values to memory cannot fail; if it ever did, every such digest
        // would be that of nothing, and repeats would be answered as late: safe, and nothing is lost.
        let bytes = postcard::to_stdvec(value).unwrap_or_default();
        let hash: [u8; 32] = Sha256::digest(&bytes).into();
        let mut short = [0; 16];
        short.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
        Self(short)
    }
}

fn hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

macro_rules! shown_as_hex {
    ($($kind:ident),*) => {$(
        impl fmt::Display for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                hex(&self.0, f)
            }
        }

        impl fmt::Debug for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                hex(&self.0, f)
            }
        }

        impl std::str::FromStr for $kind {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let mut bytes = Self([0; _]).0;
                for (at, byte) in bytes.iter_mut().enumerate() {
                    *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2).unwrap_or(""), 16)?;
                }
                Ok(Self(bytes))
            }
        }
    )*};
}

shown_as_hex!(CallKey, CallerKey, BundleId, Digest);
