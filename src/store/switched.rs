//! Switches as they are kept: who turned which one, when, and until when it stays on.

use serde::{Deserialize, Serialize};

use crate::call::{Digest, Moment, Name};

/// A switch of a flow, as it was last turned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Switched {
    /// The flow that has it.
    pub flow: Name,
    /// The switch, as the flow names it.
    pub switch: Name,
    /// Whether it was turned on, or off.
    pub on: bool,
    /// When it was turned.
    pub since: Moment,
    /// When it goes off by itself. One that was turned off has the moment of that here.
    pub until: Moment,
    /// Who turned it, as the one who did says.
    pub by: String,
}

impl Switched {
    /// Whether it is on at `now`: from the moment it was turned on, and no longer at the moment of its end.
    #[must_use]
    pub fn is_on(&self, now: Moment) -> bool {
        self.on && now < self.until
    }

    /// What makes two records those of one and the same switch.
    #[must_use]
    pub fn identity(&self) -> Digest {
        Digest::of(&(&self.flow, &self.switch))
    }
}
