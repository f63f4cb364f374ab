use schemars::JsonSchema;
use serde::Deserialize;

use super::{Climb, Kind, Rung, Standing, kind};
use crate::{
    answer,
    call::{Event, Listen, Moment, Name, Number, Promise as Owed, Said, builtin},
    engine::{
        Here, Hours,
        heard::heard,
        step::{GAP_S, Wait},
    },
};

pub const KIND: Kind = kind::<Promise>("promise", &["promise"]);

/// Seconds of silence after which a caller has not typed a number: people look it up.
const WAIT_S: u8 = 10;

/// How soon a desk rings back that does not say so, in seconds.
const WITHIN_S: u32 = 60 * 60;

/// The most stretches of opening hours that are counted: a desk may take 30 days of its hours at most.
const STRETCHES_MAX: usize = 1_000;

/// Promises that a desk rings back: `{ promise: care }`. Needs nobody.
///
/// The promise is dated by the hours of the desk. Who hides their number is asked for one, twice at most.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Promise {
    /// The desk that rings back.
    promise: Name,
}

/// A rung that promises a callback by a desk.
#[must_use]
pub fn promise(desk: Name) -> Box<dyn Rung> {
    Box::new(Promise { promise: desk })
}

impl Promise {
    fn owed(&self, number: &Number, here: &Here<'_>) -> Climb {
        Climb::Promised(Owed {
            call: here.call.key,
            flow: here.flow.name.clone(),
            desk: self.promise.clone(),
            number: number.clone(),
            about: here.call.about.clone(),
            made: here.at,
            due: self.due(here),
            done: None,
        })
    }

    /// The callback that is owed already: one for each matter, and one for each call. One that did not come is made
    /// anew.
    fn already_owed<'a>(&self, here: &Here<'a>) -> Option<&'a Owed> {
        let owed = here.call.promise.as_ref()?;
        let same = owed.about.is_none() || here.call.about.is_none() || owed.about == here.call.about;
        (owed.call == here.call.key || (same && !owed.is_missed(here.at))).then_some(owed)
    }

    /// Within the desk's time, of the hours that somebody sits there.
    fn due(&self, here: &Here<'_>) -> Moment {
        let desk = here.flow.desks.get(&self.promise);
        let within_s = desk.map_or(WITHIN_S, |desk| desk.within_s);
        let left = u64::from(within_s) * 1000;
        match desk.and_then(|desk| here.flow.hours.get(desk.hours.as_ref()?)) {
            Some(hours) => after_open(hours, here.at, left),
            None => here.at.plus_millis(left),
        }
    }
}

/// The moment by which it has been open for so many milliseconds since `from`. Hours that do not open again count as
/// open.
fn after_open(hours: &Hours, from: Moment, mut left: u64) -> Moment {
    let mut at = from;
    for _ in 0..STRETCHES_MAX {
        let Some(open) = hours.next_open(at) else { break };
        let Some(closes) = hours.next_change(open) else { return open.plus_millis(left) };
        let stretch = closes.millis_since(open);
        if left < stretch {
            return open.plus_millis(left);
        }
        (at, left) = (closes, left.saturating_sub(stretch));
    }
    at.plus_millis(left)
}

impl Rung for Promise {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn needs_nobody(&self) -> bool {
        true
    }

    fn promises(&self) -> bool {
        true
    }

    /// Who gives no number can leave a message.
    fn otherwise(&self) -> Option<Box<dyn Rung>> {
        Some(super::message(builtin::LEAVE_MESSAGE.into(), self.promise.clone(), None))
    }

    fn desk(&self) -> Option<&Name> {
        Some(&self.promise)
    }

    fn enter(&self, here: &Here<'_>) -> Standing {
        match (self.already_owed(here), here.call.from.number()) {
            (Some(owed), _) => Standing::Over(Climb::Promised(owed.clone())),
            (None, Some(number)) => Standing::Over(self.owed(number, here)),
            (None, None) => Standing::Ask(Wait {
                prompts: vec![Said::plain(builtin::ASK_NUMBER)],
                listen: Listen { keys_max: Some(16), end: Some('#'), speech: true, wait_s: WAIT_S, gap_s: GAP_S },
                hints: Vec::new(),
            }),
        }
    }

    fn hear(&self, event: &Event, here: &Here<'_>) -> Climb {
        match heard(&event.kind).and_then(|heard| answer::phone(heard, &here.ear())) {
            Some(number) => self.owed(&number, here),
            None => Climb::NothingLeft,
        }
    }
}
