//! The ledger: every signal with its weight and turn, and what the sum means.

use super::frustration;
use crate::call::{Call, Counted, OfferWhy, Place, Reason, Signal};

/// The sums at which a person is offered, once each.
pub const OFFER_AT: [u16; 2] = [90, 120];

/// The sum at which the caller is connected.
pub const CONNECT_AT: u16 = 150;

/// The question of a call, over all its matters, at which a person is offered.
pub const CEILING_OFFER: u16 = 40;

/// The question of a call at which the caller is connected.
pub const CEILING_CONNECT: u16 = 60;

/// Whether a call goes on after a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It does.
    GoOn,
    /// A person is offered first.
    Offer(OfferWhy),
    /// The caller is connected to a person.
    Connect(Reason),
}

/// Writes a signal down, with the step that the call is at.
pub(super) fn count(call: &mut Call, signal: Signal, weight: u16) {
    let step = match &call.place {
        Place::Step { name, .. }
        | Place::Offer { name, .. }
        | Place::Lookup { name, .. }
        | Place::Whole { name, .. } => Some(name.clone()),
        Place::Ringing
        | Place::Rung { .. }
        | Place::Resume { .. }
        | Place::Forget { .. }
        | Place::Closing(_)
        | Place::Ended(_) => None,
    };
    call.matter.signals.push(Counted { turn: call.turn, signal, weight, step });
}

/// Writes down what happened beside the caller's own turns: nothing is decided by it now.
pub fn note(call: &mut Call, signal: Signal) {
    count(call, signal, frustration::weight(signal));
}

/// What a ledger is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// The sum of the matter.
    pub sum: u16,
    /// The questions of the call.
    pub questions: u16,
    /// How many of the two offers the matter has had.
    pub offers: u8,
    /// Whether the offer of a call with many questions was made.
    pub ceiling_offered: bool,
}

impl Standing {
    /// What it means. Notes the offer that it calls for.
    pub fn verdict(&mut self) -> Verdict {
        let [first, second] = OFFER_AT;
        let due = u8::from(first <= self.sum) + u8::from(second <= self.sum);
        if CONNECT_AT <= self.sum {
            Verdict::Connect(Reason::Frustration)
        } else if CEILING_CONNECT <= self.questions {
            Verdict::Connect(Reason::Ceiling)
        } else if self.offers < due {
            self.offers = due;
            Verdict::Offer(OfferWhy::Frustration)
        } else if CEILING_OFFER <= self.questions && !self.ceiling_offered {
            self.ceiling_offered = true;
            Verdict::Offer(OfferWhy::Ceiling)
        } else {
            Verdict::GoOn
        }
    }
}

/// What the ledger of a call means now. Notes the offer that it calls for.
pub(super) fn verdict(call: &mut Call) -> Verdict {
    let (sum, offers) = (call.matter.sum(), call.matter.offers);
    let mut standing = Standing { sum, questions: call.questions, offers, ceiling_offered: call.ceiling_offered };
    let verdict = standing.verdict();
    (call.matter.offers, call.ceiling_offered) = (standing.offers, standing.ceiling_offered);
    verdict
}
