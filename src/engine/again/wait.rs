//! Where a call waits for its caller, and whether two flows wait for the same.

use crate::call::{Call, Name, Place};
use crate::engine::Flow;

/// Where a call waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wait {
    /// For an answer at a step.
    Question(Question),
    /// For a backend, on behalf of a step.
    Lookup(Option<Name>),
    /// For the end of a text, in front of a step.
    Whole(Name),
    /// At an offer of a person.
    Offer,
    /// At "is it about this again?".
    Resume,
    /// At "shall I forget you?".
    Forget,
}

/// What a step asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    /// The step.
    pub step: Name,
    /// Its stage.
    pub stage: u8,
    /// Its verb.
    verb: &'static str,
    /// The value that it fills, in full.
    fills: Vec<Name>,
    /// The prompts that it says.
    says: Vec<Name>,
    settles: bool,
}

impl Wait {
    /// Where a call waits; nothing where it does not, or is with a person.
    pub(super) fn of(flow: &Flow, call: &Call) -> Option<Self> {
        match &call.place {
            Place::Step { name, stage } => Question::of(flow, name, *stage).map(Self::Question),
            Place::Lookup { name, .. } => Some(Self::Lookup(flow.steps.get(name)?.lookup().cloned())),
            Place::Whole { name, .. } => Some(Self::Whole(name.clone())),
            Place::Offer { .. } => Some(Self::Offer),
            Place::Resume { .. } => Some(Self::Resume),
            Place::Forget { .. } => Some(Self::Forget),
            Place::Ringing | Place::Rung { .. } | Place::Closing(_) | Place::Ended(_) => None,
        }
    }

    /// Whether what a caller does here is a turn of their own.
    pub(super) const fn is_asked(&self) -> bool {
        match self {
            Self::Question(_) | Self::Offer | Self::Resume | Self::Forget => true,
            Self::Lookup(_) | Self::Whole(_) => false,
        }
    }

    /// How surely this is the same wait as one of another flow. 0: it is not.
    pub(super) fn likeness(&self, other: &Self) -> u8 {
        match (self, other) {
            (Self::Question(one), Self::Question(other)) => one.likeness(other),
            _ => u8::from(self == other) * 4,
        }
    }
}

impl Question {
    fn of(flow: &Flow, name: &Name, stage: u8) -> Option<Self> {
        let step = flow.steps.get(name)?;
        let fills = step.verb.writes().into_iter().map(|(name, _)| step.scope.full(name.as_str()));
        Some(Self {
            step: name.clone(),
            stage,
            verb: step.verb.name(),
            fills: fills.collect(),
            says: step.verb.prompts().into_iter().cloned().collect(),
            settles: step.verb.settles(),
        })
    }

    fn likeness(&self, other: &Self) -> u8 {
        if self.verb != other.verb || (self.stage != other.stage && !self.settles) {
            return 0;
        }
        if self.step == other.step {
            4
        } else if !self.fills.is_empty() && self.fills == other.fills {
            3
        } else if !self.says.is_empty() && self.says == other.says {
            2
        } else {
            u8::from(self.settles && other.settles)
        }
    }
}
