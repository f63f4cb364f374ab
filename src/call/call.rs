//! One phone call.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{BundleId, CallKey, Handoff, Matter, Moment, Name, Number, Party, Place, Value};

/// One phone call, as it is between two turns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The call's key.
    pub key: CallKey,
    /// The platform that carries it, as in our URLs.
    pub platform: Name,
    /// The line that was rung.
    pub line: Number,
    /// Who rings.
    pub from: Party,
    /// The bundle that the call is pinned to.
    pub bundle: BundleId,
    /// The language that is spoken: a BCP 47 tag.
    pub language: Name,
    /// Turns so far; it rides in every URL that we hand out.
    pub turn: u32,
    /// When it started.
    pub started: Moment,
    /// When its last event came.
    pub last: Moment,
    /// Where it is.
    pub place: Place,
    /// What the caller answered.
    pub variables: BTreeMap<Name, Value>,
    /// The matter at hand, with its ledger.
    pub matter: Matter,
    /// Matters settled in this call, as the caller said.
    pub settled: u16,
    /// Counted turns of this call, over all its matters.
    pub questions: u16,
    /// Whether the offer of a call with many questions was made.
    pub ceiling_offered: bool,
    /// The latest connection to a person.
    pub handoff: Option<Handoff>,
    /// How often each rung of each person was tried in this call.
    pub tries: BTreeMap<(Name, u8), u8>,
}

impl Call {
    /// A call that has not been answered yet.
    #[must_use]
    pub fn new(key: CallKey, platform: Name, line: Number, from: Party, pin: (BundleId, Name), at: Moment) -> Self {
        let (bundle, language) = pin;
        Self {
            key,
            platform,
            line,
            from,
            bundle,
            language,
            turn: 0,
            started: at,
            last: at,
            place: Place::Ringing,
            variables: BTreeMap::new(),
            matter: Matter::default(),
            settled: 0,
            questions: 0,
            ceiling_offered: false,
            handoff: None,
            tries: BTreeMap::new(),
        }
    }

    /// Whether the call is over.
    #[must_use]
    pub const fn ended(&self) -> bool {
        matches!(self.place, Place::Ended(_))
    }
}
