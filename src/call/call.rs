//! One phone call.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    Asked, BundleId, CallKey, Handoff, Matter, Moment, Name, Number, OpenMatter, Party, Place, Promise, Said, Value,
};

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
    /// What is known: answers, what was noted and what was looked up.
    pub variables: BTreeMap<Name, Value>,
    /// Lookups that were begun and not used yet, by the name of the lookup.
    pub asked: BTreeMap<Name, Asked>,
    /// Variables whose answer is in doubt: said no to, not found, or asked for again. Their questions are asked again.
    pub doubtful: BTreeSet<Name>,
    /// The switches that were on when it came in.
    pub on: BTreeSet<Name>,
    /// Whether the caller chose the language, or was known by it.
    pub language_known: bool,
    /// Whether the caller has proved who they are in this call.
    pub verified: bool,
    /// Whether the platform vouches that the number shown is the caller's own.
    pub attested: bool,
    /// What is remembered of the caller, as far as it concerns the rest of this call.
    pub memory: Memory,
    /// What it is about, as the flow names its matters.
    pub about: Option<Name>,
    /// The values that the person is told first, as the step that leads to them says.
    pub noted: Vec<Name>,
    /// The steps that it waited at, latest last, for "back".
    pub trail: Vec<Name>,
    /// What the flow said on the way to the wait that it is at, for "again".
    pub told: Vec<Said>,
    /// Lost turns at the step it is at, since it came there, for a step's own `tries`.
    pub slips: u8,
    /// The matter at hand, with its ledger.
    pub matter: Matter,
    /// Matters settled in this call, as the caller said.
    pub settled: u16,
    /// Counted turns of this call, over all its matters.
    pub questions: u16,
    /// Whether the offer of a call with many questions was made.
    pub ceiling_offered: bool,
    /// The callback that the caller is owed.
    pub promise: Option<Promise>,
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
            asked: BTreeMap::new(),
            doubtful: BTreeSet::new(),
            on: BTreeSet::new(),
            language_known: false,
            verified: false,
            attested: false,
            memory: Memory::default(),
            about: None,
            noted: Vec::new(),
            trail: Vec::new(),
            told: Vec::new(),
            slips: 0,
            matter: Matter::default(),
            settled: 0,
            questions: 0,
            ceiling_offered: false,
            promise: None,
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

/// What is remembered of the caller, as far as it concerns the rest of a call.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// Whether there is one: a caller who does not show who they are has none, nor has one who was forgotten.
    pub kept: bool,
    /// Whether more than one person calls from there: nothing of earlier calls is spoken or carried on.
    pub shared: bool,
    /// The group of callers that they belong to.
    pub segment: Option<Name>,
    /// What is to be said or asked at the first wait, before the line begins.
    pub first: Option<First>,
    /// The matter that was left open, while the caller may still want to go on with it.
    pub open: Option<Box<OpenMatter>>,
    /// The same where it is private and the number may be another's: never spoken of, and kept for the caller's own.
    pub unspoken: Option<Box<OpenMatter>>,
    /// The answers that were brought back from it, and until when each may be kept.
    pub brought: BTreeMap<Name, Moment>,
}

/// What comes before a line begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum First {
    /// The caller is connected to a person.
    Connect(super::Reason),
    /// A person is offered.
    Offer(super::OfferWhy),
    /// "Is it about this again?"
    Resume,
}
