//! What was counted in a turn, what the ledger decided, and what it would have decided with one signal fewer.

use super::{Decided, Fewer, reason, signalled};
use crate::{
    call::{Call, Counted, EventKind, OfferWhy, Place, Reason},
    engine::guard::{Standing, Verdict},
};

/// The signals that a turn has counted or brought. Those of a matter that another has taken the place of are gone.
pub(super) fn new_signals<'a>(before: &Call, after: &'a Call) -> &'a [Counted] {
    after.matter.signals.strip_prefix(before.matter.signals.as_slice()).unwrap_or(&after.matter.signals)
}

/// A turn at which the ledger was asked what it means.
struct Judged {
    /// How many signals it held.
    signals: usize,
    /// The questions of the call.
    questions: u16,
}

/// The turns of a matter at which its ledger was asked, and how it stood before them.
#[derive(Default)]
pub(super) struct Weighing {
    judged: Vec<Judged>,
    offers: u8,
    ceiling_offered: bool,
}

impl Weighing {
    /// What a turn has decided, if it has.
    pub(super) fn decided(&mut self, before: &Call, after: &Call, event: &EventKind) -> Option<Decided> {
        let (what, person, why, by_ledger) = match decision(before, after) {
            Some(Decision::Offered(why)) => ("offered", None, offer(why), why != OfferWhy::Prefers),
            Some(Decision::Connected(person, why)) => {
                let by_ledger = matches!(why, Reason::Frustration | Reason::Ceiling);
                ("connected", Some(person), reason(why), by_ledger)
            }
            None => ("", None, "", false),
        };
        let another = after.matter.signals.strip_prefix(before.matter.signals.as_slice()).is_none();
        if another || before.place == Place::Ringing {
            self.judged.clear();
            self.offers = carried_offers(before, after, event);
            self.ceiling_offered = before.ceiling_offered;
        }
        if before.questions < after.questions || by_ledger {
            self.judged.push(Judged { signals: after.matter.signals.len(), questions: after.questions });
        }
        if what.is_empty() {
            return None;
        }
        let signals = &after.matter.signals;
        // Should the turns noted here not lead to what happened, nothing is told rather than something wrong.
        let follows = by_ledger && named(self.without(signals, None).1) == what;
        let fewer = if follows { self.fewer(signals) } else { Vec::new() };
        Some(Decided { what: what.to_owned(), person, why: why.to_owned(), fewer })
    }

    /// What would have come without each signal.
    fn fewer(&self, signals: &[Counted]) -> Vec<Fewer> {
        let without = |(left_out, counted): (usize, &Counted)| {
            let (sum, then) = self.without(signals, Some(left_out));
            Fewer { without: signalled(counted, None), sum, then: named(then).to_owned() }
        };
        signals.iter().enumerate().map(without).collect()
    }

    /// The sum without one signal, and what the last turn would have decided, had everything else been as it was.
    fn without(&self, signals: &[Counted], left_out: Option<usize>) -> (u16, Verdict) {
        let (mut offers, mut ceiling_offered) = (self.offers, self.ceiling_offered);
        let mut last = (0, Verdict::GoOn);
        for judged in &self.judged {
            let kept = signals.iter().take(judged.signals).enumerate().filter(|(at, _)| Some(*at) != left_out);
            let sum = kept.map(|(_, counted)| counted.weight).fold(0, u16::saturating_add);
            let mut standing = Standing { sum, questions: judged.questions, offers, ceiling_offered };
            last = (sum, standing.verdict());
            (offers, ceiling_offered) = (standing.offers, standing.ceiling_offered);
        }
        last
    }
}

/// What a verdict comes to for the caller.
const fn named(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::GoOn => "goes on",
        Verdict::Offer(_) => "offered",
        Verdict::Connect(_) => "connected",
    }
}

/// How many offers a matter has had before it came into this call.
fn carried_offers(before: &Call, after: &Call, event: &EventKind) -> u8 {
    let remembered = if let EventKind::Rings { known, .. } = event {
        known.as_ref().and_then(|caller| caller.matter.as_ref())
    } else {
        before.memory.open.as_deref()
    };
    let carried = after.matter.signals.iter().any(|counted| counted.turn == 0);
    remembered.filter(|_| carried).map_or(0, |open| open.matter.offers)
}

/// What a turn has decided.
enum Decision {
    Offered(OfferWhy),
    Connected(String, Reason),
}

fn decision(before: &Call, after: &Call) -> Option<Decision> {
    if let Some(handoff) = &after.handoff {
        let same =
            before.handoff.as_ref().is_some_and(|other| other.turn == handoff.turn && other.person == handoff.person);
        if !same {
            return Some(Decision::Connected(handoff.person.to_string(), handoff.reason));
        }
    }
    match &after.place {
        // Said again to who pressed a key too soon.
        Place::Offer { hurried: true, .. } => None,
        Place::Offer { why, .. } => Some(Decision::Offered(*why)),
        Place::Ringing
        | Place::Step { .. }
        | Place::Lookup { .. }
        | Place::Whole { .. }
        | Place::Rung { .. }
        | Place::Resume { .. }
        | Place::Forget { .. }
        | Place::Closing(_)
        | Place::Ended(_) => None,
    }
}

const fn offer(why: OfferWhy) -> &'static str {
    match why {
        OfferWhy::Frustration => "the ledger has reached a sum at which a person is offered",
        OfferWhy::Ceiling => "the call has so many questions",
        OfferWhy::Prefers => "the caller had to be rescued before, or asked for a person",
    }
}
