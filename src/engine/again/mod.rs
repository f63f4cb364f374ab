//! Recorded calls on another flow: what a change would have meant for the people who rang.
//!
//! What is fair to compare, and what is not:
//!
//! - **What callers meant is replayed, not their keys.** At the same question the same event is tried first. If it
//!   means something else there now, the caller does whatever means the same: a choice is known by its word list, its
//!   label or where it leads, an answer by its value, and so on. What was said in words is said again as it was, also
//!   where it is no longer understood: that is the change, and asked again the caller takes the key. What was not
//!   understood then has no meaning that anybody knows, so it is done again as it was.
//! - **A question is the same** if it is the same step at the same stage, or fills the same value, or says the same
//!   texts, or asks whether the matter is settled. What the new flow does not ask is skipped. What it asks and the
//!   caller was never asked is not known: the call *does not fit*, and so it is said. A menu that the caller never met
//!   is passed if it holds what the caller chose elsewhere.
//! - **Who is asked the same again does the same again**, until they have what they had then: in a maze the guards end
//!   that, so it always ends. A person who is offered only then is a rescue from the change, and counts as later.
//! - **Backends answer what they answered**, to the same lookup with the same values. Anything else does not fit.
//! - **Time.** Callers take as long over the same act as they did. Where the texts before it have changed, silence
//!   moves by the difference of their estimated lengths, and so does a key or a word that came after the whole text;
//!   who acted while it was being said acts as soon as before.
//! - **Where it ends.** Compared is what a caller reached, one after the other: a settled matter, and the first
//!   connection, promise or message, with which a comparison ends, because what people do is not the flow's. An offer
//!   of a person that the caller never answered counts as one reached: who says nothing is connected. Who had
//!   no more than that and hung up is gone at that moment: whoever has reached nobody by then is as lost as before.
//!
//! Invariant: the same flow gives the same for every call, and nothing here tells a caller's number or answer.

mod express;
mod meaning;
mod play;
mod record;
mod wait;

use std::{cmp::Ordering, fmt};

use crate::{
    call::{Call, Entry, Event, Name, Said, Turn},
    engine::Flow,
};

/// Differences of less than so many milliseconds, at the same turn, are none: lengths of texts are estimates.
const SAME_MS: u64 = 1_000;

/// How long it takes to say something in a language, in milliseconds.
pub type Length<'a> = &'a dyn Fn(&Name, &Said) -> u64;

/// Is shown each turn on the new flow: the call before, what happened, and what came of it.
pub type Watch<'a> = &'a mut dyn FnMut(&Call, &Event, &Turn);

/// A flow, and how long its texts take.
#[derive(Clone, Copy)]
pub struct Voiced<'a> {
    /// The flow.
    pub flow: &'a Flow,
    /// How long its texts take.
    pub length: Length<'a>,
}

/// What a recorded call came to, then and on the new flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Again {
    /// What it comes to for the caller.
    pub outcome: Outcome,
    /// What was reached then, in order.
    pub before: Vec<Reached>,
    /// What would be reached now, in order.
    pub after: Vec<Reached>,
}

/// What the change means for a caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing.
    Same,
    /// Help comes sooner.
    Sooner,
    /// Help comes later.
    Later,
    /// The caller got there, and does not any more; or got to a person, and now gets only a promise or a message.
    Lost,
    /// The caller did not get there, and now does; or gets more than a promise or a message.
    Helped,
    /// The caller reached nobody then, and does not now.
    LostBefore,
    /// The change does not fit the call: what the caller would have done is not known.
    Misfit(Misfit),
}

impl Outcome {
    /// Its name, as reports show it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Sooner => "sooner",
            Self::Later => "later",
            Self::Lost => "lost",
            Self::Helped => "helped",
            Self::LostBefore => "lost as before",
            Self::Misfit(_) => "does not fit",
        }
    }

    /// Whether the caller is worse off.
    #[must_use]
    pub const fn is_worse(&self) -> bool {
        matches!(self, Self::Later | Self::Lost)
    }
}

/// Something that a caller reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// What.
    pub what: What,
    /// After so many turns of the caller's own.
    pub turns: u32,
    /// After so many milliseconds of the call.
    pub after_ms: u64,
}

/// What a caller can reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The matter is settled, as the caller says.
    Settled,
    /// A person is offered, and the caller's answer to that is not known.
    Offered,
    /// A person is offered, or connected by the guards, after the caller has had to do again what was enough then.
    Rescued,
    /// This person is rung, or the caller waits in their queue.
    Person(Name),
    /// A callback is offered, while nobody can be rung, and the caller's answer to that is not known.
    OfferedLater,
    /// A callback is promised.
    Promised,
    /// A message can be left.
    Message,
}

impl What {
    /// How much it is to a caller: a person and a settled matter are most.
    #[must_use]
    pub const fn worth(&self) -> u8 {
        match self {
            Self::Settled | Self::Offered | Self::Rescued | Self::Person(_) => 3,
            Self::OfferedLater | Self::Promised => 2,
            Self::Message => 1,
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settled => f.write_str("settled"),
            Self::Offered => f.write_str("offered a person"),
            Self::Rescued => f.write_str("offered a person after going round in circles"),
            Self::Person(person) => write!(f, "connected to {person}"),
            Self::OfferedLater => f.write_str("offered a callback"),
            Self::Promised => f.write_str("promised a callback"),
            Self::Message => f.write_str("asked for a message"),
        }
    }
}

/// Where a change does not fit a call, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The turn of the caller's own, from 1, that cannot be replayed.
    pub turn: u32,
    /// Why.
    pub why: Why,
}

/// Why a change does not fit a call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The new flow does not answer the line.
    LineGone,
    /// This step asks what the caller was never asked.
    NeverAsked(Name),
    /// What the caller chose cannot be chosen at this step any more.
    ChoiceGone(Name, String),
    /// This step does not take the answer that the caller gave.
    AnswerNotTaken(Name),
    /// This lookup was never asked with these values, so its answer is not known.
    NeverLookedUp(Name),
    /// This lookup now gives more than was kept of its answer.
    GivesMore(Name),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LineGone => f.write_str("the new flow does not answer the line"),
            Self::NeverAsked(step) => write!(f, "`{step}` asks what the caller was never asked"),
            Self::ChoiceGone(step, choice) => write!(f, "`{choice}` cannot be chosen at `{step}` any more"),
            Self::AnswerNotTaken(step) => write!(f, "`{step}` does not take the answer that the caller gave"),
            Self::NeverLookedUp(lookup) => write!(f, "lookup `{lookup}` was never asked so, and its answer is unknown"),
            Self::GivesMore(lookup) => write!(f, "lookup `{lookup}` now gives more than was kept of its answer"),
        }
    }
}

/// Plays a recorded call again on another flow; `call` is the call as saved after its journal. Nothing if the record
/// does not replay as it was on the flow that it began with: then there is nothing to compare with.
#[must_use]
pub fn again(old: Voiced<'_>, new: Voiced<'_>, (call, journal): (&Call, &[Entry]), watch: Watch<'_>) -> Option<Again> {
    let mut recorded = record::record(old, call, journal)?;
    let before = std::mem::take(&mut recorded.reached);
    let (after, misfit) = play::play(new, recorded, before.len(), watch);
    let outcome = compare(&before, &after, misfit);
    Some(Again { outcome, before, after })
}

impl Again {
    /// What decided, where help comes at another time: what was reached then, and now.
    #[must_use]
    pub fn moved(&self) -> Option<(&Reached, &Reached)> {
        self.before.iter().zip(&self.after).find(|(was, is)| !matches!(judged(was, is), Outcome::Same))
    }

    /// Whether the caller reaches another person than then.
    #[must_use]
    pub fn elsewhere(&self) -> bool {
        let person = |(was, is): (&Reached, &Reached)| match (&was.what, &is.what) {
            (What::Person(was), What::Person(is)) => was != is,
            _ => false,
        };
        self.before.iter().zip(&self.after).any(person)
    }
}

/// The first thing that is reached otherwise decides.
fn compare(before: &[Reached], after: &[Reached], misfit: Option<Misfit>) -> Outcome {
    let pairs = before.iter().zip(after).map(|(was, is)| judged(was, is));
    if let Some(decided) = pairs.into_iter().find(|outcome| *outcome != Outcome::Same) {
        return decided;
    }
    match (before.len().cmp(&after.len()), misfit) {
        (Ordering::Less, _) => Outcome::Helped,
        (_, Some(misfit)) => Outcome::Misfit(misfit),
        (Ordering::Greater, None) => Outcome::Lost,
        (Ordering::Equal, None) if before.is_empty() => Outcome::LostBefore,
        (Ordering::Equal, None) => Outcome::Same,
    }
}

/// What it means to a caller that this is reached instead.
fn judged(was: &Reached, is: &Reached) -> Outcome {
    if is.what == What::OfferedLater && is.what.worth() < was.what.worth() {
        // Whoever got further by themselves may well have gone on.
        return Outcome::Misfit(Misfit { turn: is.turns.saturating_add(1), why: Why::NeverAsked("offer".into()) });
    }
    match is.what.worth().cmp(&was.what.worth()) {
        Ordering::Less => return Outcome::Lost,
        Ordering::Greater => return Outcome::Helped,
        Ordering::Equal => {}
    }
    if is.what == What::Rescued && was.what != What::Rescued {
        return Outcome::Later;
    }
    let order = match was.after_ms.abs_diff(is.after_ms) < SAME_MS {
        true => is.turns.cmp(&was.turns),
        false => is.after_ms.cmp(&was.after_ms),
    };
    match order {
        Ordering::Less => Outcome::Sooner,
        Ordering::Greater => Outcome::Later,
        Ordering::Equal => Outcome::Same,
    }
}
