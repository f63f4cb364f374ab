//! Where a turn ends, if the guards let it.

use super::{
    beginning,
    goodbye::Agreed,
    guard::{self, Verdict},
    ladder,
    scene::Scene,
    waits,
    walk::Landing,
};
use crate::call::{Fault, Name, Reason, Signal, builtin};

/// Ends a turn where the walk has led, if the guards let it.
pub(super) fn land(scene: &mut Scene<'_>, operator: &Name, landing: Landing) {
    match landing {
        Landing::Wait { name, stage } => at_wait(scene, operator, (&name, stage), false),
        Landing::Forget { name, stage } => {
            scene.note_heard(builtin::FORGET_ASK);
            at_wait(scene, operator, (&name, stage), true);
        }
        Landing::Lookup(name) => waits::look_up(scene, &name),
        Landing::Whole(name) => waits::say_whole(scene, &name, false),
        Landing::Person(person) => {
            if scene.is_silent() || !ladder::may_ring(scene, &person) {
                ladder::announce(scene, &person, builtin::CONNECTING);
            }
            ladder::connect(scene, &person, Reason::Flow);
        }
        Landing::BackendFailed(person) => {
            if scene.is_silent() || !ladder::may_ring(scene, &person) {
                ladder::announce(scene, &person, builtin::CONNECTING);
            }
            ladder::connect(scene, &person, Reason::BackendFailed);
        }
        Landing::Goodbye => match Agreed::nothing_more(&scene.call) {
            Some(agreed) => scene.goodbye(&agreed),
            None => ladder::fault(scene, Fault::GoodbyeNotAgreed),
        },
        Landing::Fault(kind) => ladder::fault(scene, kind),
    }
}

/// Comes to a wait: the turn is counted, and the guards judge. The first wait of a call counts nothing, and tells
/// callers about 0; so does the first in another language.
fn at_wait(scene: &mut Scene<'_>, operator: &Name, (name, stage): (&Name, u8), forget: bool) {
    if !scene.counts {
        return beginning::begin(scene, operator, (name, stage));
    }
    let (progress, signal) = (scene.progress, scene.signal);
    match guard::judge(&mut scene.call, &scene.flow.patience, progress, signal) {
        Verdict::GoOn if forget => beginning::ask_to_forget(scene, name, stage),
        Verdict::GoOn => {
            // Who asks to hear it again has lost nothing.
            let lost = !progress && signal != Some(Signal::Again);
            if lost || scene.new_language {
                waits::hint(scene, name, stage);
            }
            waits::ask(scene, name, stage);
        }
        Verdict::Offer(why) => waits::offer(scene, (name, stage), why, false),
        Verdict::Connect(reason) => {
            ladder::announce(scene, operator, builtin::SORRY_CONNECTING);
            ladder::connect(scene, operator, reason);
        }
    }
}
