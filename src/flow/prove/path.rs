//! A path as conversations tell it.

use super::{Leg, Path, calls, confirm};
use crate::{
    call::{EventKind, Name, Number, Place},
    flow::Bundle,
};

/// A path as conversations tell it.
pub(super) fn path(bundle: &Bundle, (line, first): (&Number, Option<(Name, u8)>), gone: &confirm::Gone) -> Path {
    let confirm::Gone { at, on, who, withheld, .. } = gone;
    let mut path = Path {
        at: *at,
        line: line.clone(),
        on: on.clone(),
        withheld: *withheld,
        who: who.clone(),
        answered: Vec::new(),
        legs: Vec::new(),
        conversation: calls::conversation(bundle, line, gone),
    };
    let mut before = gone.at;
    let mut place = first;
    for (event, turn) in &gone.turns {
        if let EventKind::Rings { .. } = event.kind {
            // The time between two calls is nobody's.
            before = event.at;
        }
        let does = match &event.kind {
            EventKind::Ends(_) => Some("hangs up, rings again".to_owned()),
            EventKind::Keys(keys) => Some(format!("presses {keys}")),
            EventKind::Words(words) => Some(format!("says {words}")),
            EventKind::Proof(true) => Some("proves it".to_owned()),
            EventKind::Proof(false) => Some("proves nothing".to_owned()),
            EventKind::Silence => Some("silent".to_owned()),
            _ => None,
        };
        let exits = turn.passed.iter().filter_map(|passed| Some((passed.step.clone(), passed.exit.clone()?)));
        if let (Some(does), Some((step, stage))) = (does, place.clone()) {
            let after_ms = event.at.millis_since(before);
            path.legs.push(Leg { step, stage, does, after_ms, answered: Vec::new(), exits: exits.collect() });
        } else if let Some(leg) = path.legs.last_mut() {
            leg.exits.extend(exits);
        }
        if let EventKind::Found { lookup, answer, .. } = &event.kind {
            let answered = path.legs.last_mut().map_or(&mut path.answered, |leg| &mut leg.answered);
            answered.push((lookup.clone(), answer.clone()));
        }
        before = event.at;
        if let Place::Step { name, stage }
        | Place::Offer { name, stage, .. }
        | Place::Forget { name, stage }
        | Place::Resume { name, stage } = &turn.call.place
        {
            place = Some((name.clone(), *stage));
        }
        if let Place::Lookup { name, .. } | Place::Whole { name, .. } = &turn.call.place {
            place = Some((name.clone(), 0));
        }
    }
    path
}
