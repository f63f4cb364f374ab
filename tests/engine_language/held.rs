//! A call held against the contract, event by event.

use clew::{
    call::{Call, Event, EventKind, Name, Order, Place},
    engine::{Flow, advance, guard},
};

use crate::Ringing;

/// Holds a call against the contract, one event after another.
pub struct Held {
    pub who: String,
    /// Turns at the machine that the caller has taken in this matter.
    pub turns: u32,
    /// Waits for backends, one after another.
    pub looking: u32,
    pub settled: u16,
}

impl Held {
    pub fn turn(&mut self, before: &Call, kind: &EventKind, ringing: &Ringing<'_>) {
        let (who, call, orders) = (&self.who, &ringing.call, &ringing.orders);
        assert!(!orders.is_empty() || !kind.turns(), "{who}: nothing is ordered after {kind:?} at {:?}", before.place);
        let at_machine = matches!(before.place, Place::Step { .. } | Place::Offer { .. });
        let own = matches!(kind, EventKind::Keys(_) | EventKind::Words(_) | EventKind::Silence);
        self.turns += u32::from(at_machine && own);
        if call.settled != self.settled || call.handoff.is_some() {
            (self.turns, self.settled) = (0, call.settled);
        }
        self.looking = if matches!(call.place, Place::Lookup { .. }) { self.looking + u32::from(own) } else { 0 };
        assert!(self.looking <= 20, "{who}: {} waits for a backend", self.looking);
        if matches!(call.place, Place::Step { .. } | Place::Offer { .. }) {
            assert!(self.turns <= 29, "{who}: {} turns at the machine, at {}", self.turns, ringing.at());
            assert!(call.questions < guard::CEILING_CONNECT, "{who}: {} questions", call.questions);
        }
        assert!(call.handoff.is_none() || !at_step(&call.place), "{who}: the ladder leads back to {}", ringing.at());
        if matches!(orders.last(), Some(Order::HangUp)) && !before.ended() {
            assert!(agreed(ringing.flow, before, kind), "{who}: hung up after {kind:?} at {:?}", before.place);
        }
        let faults = call.handoff.as_ref().map(|handoff| handoff.reason.to_owned());
        assert!(!format!("{faults:?}").contains("Fault"), "{who}: {faults:?} at {:?}", before.place);
    }
}

fn at_step(place: &Place) -> bool {
    matches!(place, Place::Step { .. } | Place::Offer { .. } | Place::Lookup { .. } | Place::Whole { .. })
}

/// Whether the caller has agreed to a goodbye; written down apart from the engine's own reasons.
fn agreed(flow: &Flow, before: &Call, kind: &EventKind) -> bool {
    let step = |name: &Name| flow.steps[name].verb.settles();
    match &before.place {
        Place::Closing(_) => matches!(kind, EventKind::Silence | EventKind::Words(_)),
        Place::Step { name, .. } if step(name) => matches!(kind, EventKind::Keys(_) | EventKind::Words(_)),
        Place::Step { .. } | Place::Lookup { .. } => 0 < before.settled,
        _ => false,
    }
}

/// 0 and the words for a person, in every language of the flow, lead to one from here.
pub fn a_person_is_one_word_away(who: &str, ringing: &Ringing<'_>) {
    let Some(Order::Gather(gather)) = ringing.orders.last() else { return };
    let spanish = ringing.flow.languages.iter().any(|language| language.as_str() == "es-US");
    let mut asks = vec![EventKind::Keys("0".to_owned())];
    let words = ["a person please", "no, an operator"].into_iter().chain(spanish.then_some("quiero una persona"));
    // A step may listen for keys alone; clew's own waits never do.
    if gather.listen.speech || !matches!(ringing.call.place, Place::Step { .. }) {
        assert!(gather.listen.speech, "{who}: no words are heard at {}", ringing.at());
        asks.extend(words.map(|words| EventKind::Words(words.to_owned())));
    }
    for kind in asks {
        let event = Event { at: ringing.now.plus_millis(9_000), kind };
        let after = advance(ringing.flow, &ringing.call, &event);
        let reached = matches!(after.call.place, Place::Rung { .. } | Place::Closing(_));
        assert!(reached, "{who}: {:?} at {} leads to {:?}", event.kind, ringing.at(), after.call.place);
        let hangs_up = after.orders.iter().any(|order| matches!(order, Order::HangUp));
        assert!(!hangs_up, "{who}: hung up on, at {}", ringing.at());
    }
}
