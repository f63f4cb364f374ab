//! What is remembered of a caller, from call to call.
//!
//! Invariant: a record is only ever changed by applying a [`Change`] to it as it then is, and applying one twice is as
//! good as once. So calls that overlap, and webhooks that come twice, cannot undo each other.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CallKey, Matter, Moment, Name, Promise, Value};

/// The most calls that are remembered of a caller: enough to tell more than [`CALLS_A_DAY`] a day.
pub const RECENT_MAX: usize = 8;

/// More calls than this in 24 hours, and more than one person is taken to call from there.
pub const CALLS_A_DAY: usize = 6;

/// How many days it is remembered that two people called from there at once. A call whose end nobody has told us of
/// looks like that, too.
const SHARED_DAYS: u64 = 30;

/// A caller, as remembered. Kept under a keyed hash: the number itself is not in it, but for a callback that we owe.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// The latest calls, oldest first.
    pub recent: Vec<PastCall>,
    /// What they came for, and is not settled.
    pub matter: Option<OpenMatter>,
    /// The callback that we owe them.
    pub promise: Option<Promise>,
    /// The language that they chose last: a BCP 47 tag.
    pub language: Option<Name>,
    /// Whether they prefer a person.
    pub prefers: Option<Prefers>,
    /// The group of callers that they belong to, as staff name it, such as `vip`.
    pub segment: Option<Name>,
    /// When it showed last that more than one person calls from there. Fades.
    pub shared: Option<Moment>,
    /// Whether somebody has marked that more than one person calls from there.
    pub marked_shared: bool,
    /// When something was changed last.
    pub last: Moment,
}

/// An earlier call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastCall {
    /// Its key.
    pub call: CallKey,
    /// When it began.
    pub began: Moment,
    /// How it was left; none while it runs.
    pub left: Option<Left>,
}

/// How a call was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// When the caller was heard last.
    pub at: Moment,
    /// How.
    pub how: How,
}

/// How a call was left, for the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum How {
    /// The matter was settled, as the caller said.
    Settled,
    /// A person talked with the caller.
    Helped,
    /// A callback is owed.
    Promised,
    /// A message was left.
    MessageLeft,
    /// None of these.
    Unsettled,
}

/// What a caller came for, and is not settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenMatter {
    /// The flow that it came up in.
    pub flow: Name,
    /// What it is, as that flow names its matters.
    pub about: Option<Name>,
    /// Its ledger, and what the caller has heard and answered.
    pub matter: Matter,
    /// The answers that the flow lets us keep, by name.
    pub facts: BTreeMap<Name, Kept>,
    /// When it was left.
    pub at: Moment,
}

/// An answer that is kept for the next call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The answer.
    pub value: Value,
    /// Until when it may be kept.
    pub until: Moment,
}

/// That a caller prefers a person, or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prefers {
    /// Since when.
    pub since: Moment,
    /// How it is known, and what follows.
    pub wish: Wish,
}

/// What a caller wishes, before anything is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wish {
    /// Learnt: they had to be rescued, or asked for a person. One is offered first. Fades.
    OfferPerson,
    /// Marked by somebody: they are connected at once.
    Person,
    /// Marked by somebody: nothing is offered before the line begins.
    Line,
}

/// A change to what is remembered of a caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// A call began.
    Began {
        /// The call.
        call: CallKey,
        /// When.
        at: Moment,
    },
    /// A call was left.
    Left {
        /// The call.
        call: CallKey,
        /// When and how.
        left: Left,
        /// What is not settled; none if nothing is open.
        matter: Option<Box<OpenMatter>>,
    },
    /// The caller speaks this language.
    Speaks {
        /// A BCP 47 tag.
        language: Name,
        /// When it was chosen.
        at: Moment,
    },
    /// The caller had to be rescued, or asked for a person.
    PrefersPerson {
        /// When.
        at: Moment,
    },
    /// The caller was offered a person first, and went on alone.
    GoesAlone {
        /// When.
        at: Moment,
    },
    /// A callback is owed.
    Promised(Promise),
    /// A callback was seen to.
    Kept {
        /// The call that it was promised in.
        call: CallKey,
    },
    /// More than one person calls from there.
    Shared {
        /// When that showed.
        at: Moment,
    },
    /// Somebody marks the caller; what is not named stays.
    Marked {
        /// What the caller wishes; the inner none takes a mark away.
        prefers: Option<Option<Wish>>,
        /// The group; the inner none takes it away.
        segment: Option<Option<Name>>,
        /// Whether more than one person calls from there.
        shared: Option<bool>,
        /// When.
        at: Moment,
    },
}

impl Caller {
    /// Applies a change to the record as it is.
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::Began { call, at } => self.began(*call, *at),
            Change::Left { call, left, matter } => self.left(*call, *left, matter.as_deref()),
            Change::Speaks { language, at } => {
                self.language = Some(language.clone());
                self.touch(*at);
            }
            Change::PrefersPerson { at } => {
                if self.prefers.is_none_or(|prefers| prefers.wish == Wish::OfferPerson) {
                    self.prefers = Some(Prefers { since: *at, wish: Wish::OfferPerson });
                }
                self.touch(*at);
            }
            Change::GoesAlone { at } => {
                self.prefers = self.prefers.filter(|prefers| prefers.wish != Wish::OfferPerson || *at < prefers.since);
                self.touch(*at);
            }
            Change::Promised(promise) => {
                self.promise = Some(promise.clone());
                self.touch(promise.made);
            }
            Change::Kept { call } => {
                self.promise = self.promise.take().filter(|promise| promise.call != *call);
            }
            Change::Shared { at } => {
                self.shared = self.shared.max(Some(*at));
                self.touch(*at);
            }
            Change::Marked { prefers, segment, shared, at } => {
                if let Some(prefers) = prefers {
                    self.prefers = prefers.map(|wish| Prefers { since: *at, wish });
                }
                if let Some(segment) = segment {
                    self.segment.clone_from(segment);
                }
                if let Some(shared) = shared {
                    self.marked_shared = *shared;
                    self.shared = self.shared.filter(|_| *shared);
                }
                self.touch(*at);
            }
        }
    }

    fn began(&mut self, call: CallKey, at: Moment) {
        if self.recent.iter().all(|past| past.call != call) {
            self.recent.push(PastCall { call, began: at, left: None });
            let over = self.recent.len().saturating_sub(RECENT_MAX);
            self.recent.drain(..over);
        }
        self.touch(at);
    }

    /// The first word on how a call was left stands. What is open is what the call that was left last says: the end of
    /// an earlier one may be heard of later.
    fn left(&mut self, call: CallKey, left: Left, matter: Option<&OpenMatter>) {
        let later = |past: &PastCall| past.left.is_some_and(|other| (left.at, call) < (other.at, past.call));
        let last = !self.recent.iter().any(later);
        let past = self.recent.iter_mut().find(|past| past.call == call && past.left.is_none());
        if let Some(past) = past {
            past.left = Some(left);
            if last {
                self.matter = matter.cloned();
            }
        }
        self.touch(left.at);
    }

    fn touch(&mut self, at: Moment) {
        self.last = self.last.max(at);
    }

    /// Whether more than one person is known, or taken, to call from there.
    #[must_use]
    pub fn is_shared(&self, now: Moment) -> bool {
        const DAY_MS: u64 = 24 * 60 * 60 * 1000;
        let today = self.recent.iter().filter(|past| now.millis_since(past.began) < DAY_MS).count();
        let showed = self.shared.is_some_and(|since| now.millis_since(since) < SHARED_DAYS * DAY_MS);
        self.marked_shared || showed || CALLS_A_DAY < today
    }
}
