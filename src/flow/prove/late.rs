//! Waits that are not the caller's own, on the engine: as late as can be.

use super::{
    confirm::{Gone, Walker, Way},
    length::Lengths,
    pace::act_ms,
    search::Move,
};
use crate::{
    call::{Answered, Call, Event, EventKind, LookupFault, Name, Place, Said, Turn, builtin},
    engine::{GRACE_MS, HURRIED_MS, LOOK_AGAIN_S, step::single_key},
};

/// More looks than any backend is given.
const LOOKS_MAX: usize = 20;

impl Walker<'_> {
    /// An offer that is declined: as late as can be, and with a key just too soon before.
    pub fn declined(&self, way: &Way<'_>, turn: &Turn, open: bool, gone: &mut Gone) -> Option<Turn> {
        let one = || EventKind::Keys("1".to_owned());
        let left = |call: &Call| {
            let until = way.slow_until_ms.map(|until| if open { u64::MAX } else { until });
            until.map(|until| until.saturating_sub(call.matter.machine_ms))
        };
        let mut call = turn.call.clone();
        let act_ms = act_ms(&single_key());
        let mut wait_ms = self.says_ms(turn) + act_ms;
        if left(&call).is_some_and(|left| wait_ms + HURRIED_MS <= left) {
            let event = Event { at: call.last.plus_millis(HURRIED_MS - 1), kind: one() };
            let next = self.advance(&call, event.clone())?;
            gone.turns.push((event, next.clone()));
            wait_ms = self.says_ms(&next) + act_ms;
            call = next.call;
        }
        let takes = left(&call).map_or(HURRIED_MS, |left| wait_ms.min(left).max(HURRIED_MS));
        let event = Event { at: call.last.plus_millis(takes), kind: one() };
        let next = self.advance(&call, event.clone())?;
        gone.turns.push((event, next.clone()));
        Some(next)
    }

    /// Asked whether to be forgotten, the caller says no.
    pub fn forgets(&self, way: &Way<'_>, turn: Turn, open: bool, gone: &mut Gone) -> Option<Turn> {
        if !matches!(turn.call.place, Place::Forget { .. }) {
            return Some(turn);
        }
        let act_ms = act_ms(&single_key());
        let takes = way.slow_until_ms.map_or(0, |until| {
            let longest = self.says_ms(&turn) + act_ms;
            // This turn is not judged: before the last one it may take all the time that there is.
            if open { longest } else { longest.min(until.saturating_sub(turn.call.matter.machine_ms)) }
        });
        // Whoever is forgotten is nobody who rings again.
        let rings = way.moves.iter().any(|does| matches!(does, Move::Rings(_)));
        let key = if rings { "2".to_owned() } else { self.longer(&turn.call) };
        let event = Event { at: turn.call.last.plus_millis(takes), kind: EventKind::Keys(key) };
        let next = self.advance(&turn.call, event.clone())?;
        gone.turns.push((event, next.clone()));
        Some(next)
    }

    /// Yes or no to being forgotten, whichever is answered at greater length.
    fn longer(&self, call: &Call) -> String {
        let lengths = Lengths::of(self.bundle);
        let [yes, no] = [builtin::FORGOTTEN, builtin::NOT_FORGOTTEN]
            .map(|prompt| lengths.said_ms(&call.language, &Said::plain(prompt)));
        if no < yes { "1" } else { "2" }.to_owned()
    }

    /// A backend that answers as late as it can.
    pub fn looked_up(
        &self,
        way: &Way<'_>,
        turn: &Turn,
        name: &Name,
        answer: Answered,
        gone: &mut Gone,
    ) -> Option<Turn> {
        let lookup = self.bundle.flow.steps.get(name)?.lookup()?.clone();
        let asked = turn.call.asked.get(&lookup)?.clone();
        // What needs a value that is not known is never asked.
        let kind = self.bundle.flow.lookups.get(&lookup)?;
        let asks = kind.path(&asked.with).is_some() && kind.body(&asked.with).is_some();
        if !asks && !matches!(answer, Answered::Failed(_)) {
            return None;
        }
        let found =
            |in_time| EventKind::Found { lookup: lookup.clone(), turn: asked.turn, answer: answer.clone(), in_time };
        if way.slow_until_ms.is_none() || !self.compiled.slow {
            let event = Event { at: turn.call.last, kind: found(true) };
            let next = self.advance(&turn.call, event.clone())?;
            gone.turns.push((event, next.clone()));
            return Some(next);
        }
        let limit_ms = kind.within_ms(self.bundle.flow.services.get(kind.service())?) + GRACE_MS;
        let mut now = turn.clone();
        let look_ms = u64::from(LOOK_AGAIN_S) * 1000;
        for _ in 0..LOOKS_MAX {
            let at = now.call.last.plus_millis(self.says_ms(&now) + look_ms);
            let slow = answer == Answered::Failed(LookupFault::Slow);
            if limit_ms < at.millis_since(asked.at) && !slow {
                let event = Event { at: now.call.last, kind: found(false) };
                let next = self.advance(&now.call, event.clone())?;
                gone.turns.push((event, next.clone()));
                now.call = next.call;
            }
            let event = Event { at, kind: EventKind::Silence };
            let next = self.advance(&now.call, event.clone())?;
            gone.turns.push((event, next.clone()));
            if !matches!(&next.call.place, Place::Lookup { name: still, .. } if still == name)
                || next.call.asked.get(&lookup).is_none_or(|now| now.turn != asked.turn)
            {
                return Some(next);
            }
            now = next;
        }
        None
    }
}
