//! Messages that callers leave.

use serde::{Deserialize, Serialize};

use super::{CallKey, Done, Moment, Name, Party};

/// A recorded message for a desk.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The call it was left in.
    pub call: CallKey,
    /// The flow that it was left in.
    pub flow: Name,
    /// Who reads it.
    pub desk: Name,
    /// Who left it.
    pub from: Party,
    /// When.
    pub at: Moment,
    /// The platform's address of the recording; also what makes the message one and the same.
    pub url: String,
    /// Length in seconds.
    pub seconds: u16,
    /// That it was listened to and seen to, if it was.
    pub done: Option<Done>,
}

/// Shows neither who left it nor where the recording lies: whoever knows the address can listen.
impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "message for {:?} in {} ({} s)", self.desk, self.call, self.seconds)
    }
}
