//! From step to step, to the next wait, a person or a goodbye.

use super::{
    scene::Scene,
    shape::{Exit, GOODBYE},
    step::Entering,
};
use crate::call::{Fault, Name};

/// Where a walk ends.
#[derive(Debug)]
pub(super) enum Landing {
    /// At a wait.
    Wait {
        /// The step that waits.
        name: Name,
        /// Its stage.
        stage: u8,
    },
    /// At a person.
    Person(Name),
    /// At a goodbye, if the caller has agreed to one.
    Goodbye,
    /// Nowhere: something that a checked flow does not do.
    Fault(Fault),
}

/// Leaves step `from` by an exit and walks on.
pub(super) fn leave(scene: &mut Scene<'_>, from: &Name, exit: &Exit) -> Landing {
    pass(scene, from, exit);
    enter(scene, &exit.to)
}

/// Goes through an exit: says what is said on the way, and forgets what is forgotten.
fn pass(scene: &mut Scene<'_>, from: &Name, exit: &Exit) {
    scene.give(&format!("{from} > {}", exit.to), &exit.say);
    for variable in &exit.forget {
        scene.call.variables.remove(variable);
    }
}

/// Enters a target and walks on, through steps that do not wait. Their number bounds the walk: a longer one would
/// have passed some step twice without waiting, and would do so for ever.
pub(super) fn enter(scene: &mut Scene<'_>, target: &Name) -> Landing {
    let flow = scene.flow;
    let mut target = target.clone();
    for _ in 0..=flow.steps.len() {
        if target.as_str() == GOODBYE {
            return Landing::Goodbye;
        }
        let Some(step) = flow.steps.get(&target) else {
            return if flow.people.contains_key(&target) {
                Landing::Person(target)
            } else {
                Landing::Fault(Fault::StepGone)
            };
        };
        scene.give(target.as_str(), &step.say);
        match step.verb.enter(&target, &scene.call) {
            Entering::Pass(exit) if !step.verb.waits() || scene.call.matter.pass(&target) => {
                pass(scene, &target, exit);
                target = exit.to.clone();
            }
            // A question whose answer is known waits all the same when the caller is led back to it: being sent back
            // puts the answer in doubt, and a round of such questions would never wait.
            Entering::Wait | Entering::Pass(_) => {
                scene.note_heard(target.as_str());
                scene.call.matter.ask(&target);
                return Landing::Wait { name: target, stage: 0 };
            }
            Entering::Person(person) => return Landing::Person(person.clone()),
        }
    }
    Landing::Fault(Fault::NeverWaits)
}
