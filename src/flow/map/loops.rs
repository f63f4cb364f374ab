//! The ways from a wait back to the same wait, in one call, and the time that callers spent on them.

use crate::call::{Moment, Name, Place};

/// A way from a wait back to itself: the waits on it, and how long it took in milliseconds.
pub(super) type Round = (Vec<Name>, u64);

/// The waits of a call so far, without the rounds that were gone already.
#[derive(Debug, Default)]
pub(super) struct Rounds {
    way: Vec<(Name, u8, u64)>,
    since: Option<Moment>,
}

impl Rounds {
    /// Goes on to where the call is after a turn; the round that this closes. Time counts once: what was spent on a
    /// round within a round is that one's.
    pub fn go(&mut self, place: &Place, at: Moment) -> Option<Round> {
        if let (Some(since), Some((_, _, spent))) = (self.since, self.way.last_mut()) {
            *spent = spent.saturating_add(at.millis_since(since));
        }
        self.since = Some(at);
        match place {
            Place::Step { name, stage } => self.wait(name, *stage),
            // Passed through on the way to a wait.
            Place::Offer { .. }
            | Place::Lookup { .. }
            | Place::Whole { .. }
            | Place::Resume { .. }
            | Place::Forget { .. } => None,
            Place::Ringing | Place::Rung { .. } | Place::Closing(_) | Place::Ended(_) => {
                self.way.clear();
                None
            }
        }
    }

    fn wait(&mut self, name: &Name, stage: u8) -> Option<Round> {
        let before = self.way.iter().position(|(known, of, _)| known == name && *of == stage);
        let round = before.map(|before| {
            let round = self.way.split_off(before);
            let spent = round.iter().map(|(_, _, spent)| *spent).fold(0, u64::saturating_add);
            let mut names: Vec<Name> = round.into_iter().map(|(name, _, _)| name).collect();
            names.dedup();
            (names, spent)
        });
        self.way.push((name.clone(), stage, 0));
        round
    }
}
