//! The journal: the events of a call, from which it can be replayed exactly.

use serde::{Deserialize, Serialize};

use super::{Digest, Event};

/// One turn of a call, as it happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What happened.
    pub event: Event,
    /// The digest of the call, its orders and effects after it; a replay must come to the same.
    pub result: Digest,
}
