//! What a turn asks of our own host, beside the orders to the platform.

use serde::{Deserialize, Serialize};

use super::Message;

/// Something to be kept or done by the host. Records are part of the turn's own commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// Keep a message that the caller left for a desk. Idempotent by the recording's address.
    Keep(Message),
}
