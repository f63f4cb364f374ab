//! Recordings of prompts, by content hash.

use axum::body::Bytes;
use sha2::{Digest, Sha256};

/// A recording of a prompt.
#[derive(Debug, Clone)]
pub struct Recording {
    /// Its content type.
    pub content_type: &'static str,
    /// Its bytes.
    pub bytes: Bytes,
}

impl Recording {
    /// A recording by its first bytes: a WAV file begins with `RIFF`, everything else that we read is MP3.
    #[must_use]
    pub fn new(bytes: Bytes) -> Self {
        let content_type = if bytes.starts_with(b"RIFF") { "audio/wav" } else { "audio/mpeg" };
        Self { content_type, bytes }
    }
}

/// The content hash, in hex.
pub(super) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
