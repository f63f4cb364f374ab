//! What is remembered of a call: written in the turn that earns it, and when the call is left.

use super::{Flow, scene::Scene};
use crate::call::{Call, Change, Closing, Effect, How, Kept, Left, Moment, OpenMatter, Outcome, Place, Tried};

/// The most that is kept of one caller's answers, in bytes as saved: a caller's record stays small.
const FACTS_MAX: usize = 1_000;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Remembers something of the caller, if anything may be remembered of them.
pub(super) fn remember(scene: &mut Scene<'_>, change: Change) {
    if scene.call.memory.kept {
        scene.effect(Effect::Remember(change));
    }
}

/// Remembers that the call is left from where it is, and what is not settled; `how` where the caller has said so.
pub(super) fn left(scene: &mut Scene<'_>, how: Option<How>, at: Moment) {
    if matches!(scene.call.place, Place::Ringing) {
        return;
    }
    let how = how.unwrap_or_else(|| how_from(&scene.call));
    let matter = (how != How::Settled).then(|| Box::new(open(scene.flow, &scene.call, at)));
    let left = Change::Left { call: scene.call.key, left: Left { at, how }, matter };
    remember(scene, left);
}

/// How a call is left from where it is.
fn how_from(call: &Call) -> How {
    match &call.place {
        Place::Rung { on, .. } if on.taken.is_some() => How::Helped,
        // Whoever hangs up while another rung is tried still has what was promised or left before. Whoever asked for a
        // person once more after a talk was not helped by it.
        Place::Rung { .. } => Some(came_of(call)).filter(|how| *how != How::Helped).unwrap_or(How::Unsettled),
        Place::Closing(_) => came_of(call),
        // Whoever is asked "anything else?" and hangs up has what they came for.
        Place::Step { .. } if 0 < call.settled && call.matter.steps_asked() <= 1 => How::Settled,
        Place::Ringing
        | Place::Step { .. }
        | Place::Offer { .. }
        | Place::Lookup { .. }
        | Place::Whole { .. }
        | Place::Resume { .. }
        | Place::Forget { .. }
        | Place::Ended(_) => How::Unsettled,
    }
}

/// What the ladder has given the caller, the latest first.
fn came_of(call: &Call) -> How {
    let tried = call.handoff.iter().flat_map(|handoff| handoff.tried.iter().rev());
    let how = |tried: &Tried| match tried.outcome {
        Outcome::Answered => Some(How::Helped),
        Outcome::Promised => Some(How::Promised),
        Outcome::MessageLeft => Some(How::MessageLeft),
        Outcome::Busy
        | Outcome::NoAnswer
        | Outcome::Declined
        | Outcome::Voicemail
        | Outcome::Dropped
        | Outcome::Left
        | Outcome::Failed
        | Outcome::NothingLeft => None,
    };
    let owed = matches!(call.place, Place::Closing(Closing::Owed));
    tried.into_iter().find_map(how).unwrap_or(if owed { How::Promised } else { How::Unsettled })
}

/// What is not settled, with the answers that the flow lets us keep.
fn open(flow: &Flow, call: &Call, at: Moment) -> OpenMatter {
    // Who was connected at once, or is gone before being asked, still came for what was left open; and what was not
    // spoken of, because the number may be another's, stays the caller's own.
    let before = call.memory.open.as_ref().or(call.memory.unspoken.as_ref()).filter(|_| call.about.is_none());
    if let Some(open) = before {
        return OpenMatter { matter: call.matter.clone(), at, ..OpenMatter::clone(open) };
    }
    let mut facts = std::collections::BTreeMap::new();
    let mut size = 0_usize;
    for (name, value) in &call.variables {
        let fact = flow.facts.get(name).filter(|fact| !fact.secret);
        let Some(days) = fact.and_then(|fact| fact.keep_days) else { continue };
        size = size.saturating_add(postcard::to_stdvec(value).map_or(FACTS_MAX, |bytes| bytes.len()));
        if FACTS_MAX < size {
            break;
        }
        let until = at.plus_millis(u64::from(days).saturating_mul(DAY_MS));
        // Ringing again does not make it younger.
        let until = call.memory.brought.get(name).map_or(until, |first| until.min(*first));
        facts.insert(name.clone(), Kept { value: value.clone(), until });
    }
    OpenMatter { flow: flow.name.clone(), about: call.about.clone(), matter: call.matter.clone(), facts, at }
}
