//! From step to step, to the next wait, a person or a goodbye.

use std::collections::BTreeMap;

use super::{
    flow::Step,
    scene::Scene,
    scope::Scope,
    shape::{Exit, GOODBYE, Settings, Target},
    step::Entering,
};
use crate::call::{Answered, Asked, Effect, Fault, Name, Signal, Value};

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
    /// At the question whether the caller really wants to be forgotten.
    Forget {
        /// The step that waits afterwards.
        name: Name,
        /// Its stage.
        stage: u8,
    },
    /// At a backend that has not answered yet, on behalf of this step.
    Lookup(Name),
    /// At a text that must be heard whole, in front of this step.
    Whole(Name),
    /// At a person.
    Person(Name),
    /// At a person, since what was looked up cannot be used.
    BackendFailed(Name),
    /// At a goodbye, if the caller has agreed to one.
    Goodbye,
    /// Nowhere: something that a checked flow does not do.
    Fault(Fault),
}

/// Where a target leads.
enum To {
    Step(Name),
    Person(Name),
    Goodbye,
    Nowhere,
}

/// Leaves step `from` by an exit and walks on.
pub(super) fn leave(scene: &mut Scene<'_>, from: &Name, exit: &Exit) -> Landing {
    let flow = scene.flow;
    let scope = flow.steps.get(from).map(|step| &step.scope);
    match scope {
        Some(scope) => match pass(scene, (from, scope), exit) {
            To::Step(name) => enter(scene, &name),
            To::Person(name) => Landing::Person(name),
            To::Goodbye => Landing::Goodbye,
            To::Nowhere => Landing::Fault(Fault::StepGone),
        },
        None => Landing::Fault(Fault::StepGone),
    }
}

/// Goes through an exit, and through the exits of the parts that it leaves: says what is said on the way, notes what is
/// noted, forgets what is forgotten.
fn pass(scene: &mut Scene<'_>, (from, scope): (&Name, &Scope), exit: &Exit) -> To {
    let unit = format!("{from} > {}", exit.to);
    scene.trace(from, exit);
    set(scene, scope, &exit.set);
    // What is said comes before what is forgotten: it may insert it.
    let said = scene.here(scope).all(&exit.say);
    scene.give(&unit, said);
    exit.forget.iter().for_each(|name| scene.forget(&scope.full(name.as_str())));
    if exit.matter.is_some() {
        scene.call.about.clone_from(&exit.matter);
    }
    if let Some((part, outer)) = scope.exit(&exit.to) {
        scene.left(&part.step, &exit.to);
        let given = part.gives.iter().filter_map(|name| {
            let value = scene.call.variables.get(&scope.full(name.as_str()))?;
            Some((name.clone(), value.clone()))
        });
        let given = Value::Record(given.collect());
        scene.note(&part.outer.full(part.into.as_str()), Some(given));
        return pass(scene, (&part.step, &part.outer), outer);
    }
    to(scene, scope, &exit.to)
}

fn to(scene: &Scene<'_>, scope: &Scope, target: &Target) -> To {
    if target.as_str() == GOODBYE {
        return To::Goodbye;
    }
    let full = scope.full(target.as_str());
    if scene.flow.steps.contains_key(&full) {
        To::Step(full)
    } else if scene.flow.people.contains_key(target) {
        To::Person(target.clone())
    } else {
        To::Nowhere
    }
}

/// Enters a step and walks on, through steps that do not wait. Their number bounds the walk: a longer one would have
/// passed some step twice without waiting, and would do so for ever.
pub(super) fn enter(scene: &mut Scene<'_>, first: &Name) -> Landing {
    let flow = scene.flow;
    let mut name = first.clone();
    for _ in 0..=flow.steps.len() {
        let Some(step) = flow.steps.get(&name) else {
            return if flow.people.contains_key(&name) {
                Landing::Person(name)
            } else {
                Landing::Fault(Fault::StepGone)
            };
        };
        if arrive(scene, &name, step) {
            return Landing::Whole(name);
        }
        match act(scene, &name, step) {
            Act::On(next) => name = next,
            Act::Land(landing) => return landing,
        }
    }
    Landing::Fault(Fault::NeverWaits)
}

/// Goes on at a step whose text has been heard whole.
pub(super) fn resume(scene: &mut Scene<'_>, name: &Name) -> Landing {
    let flow = scene.flow;
    let Some(step) = flow.steps.get(name) else { return Landing::Fault(Fault::StepGone) };
    let [_before, _whole, after] = scene.here(&step.scope).parted(&step.say);
    scene.give(name.as_str(), after);
    match act(scene, name, step) {
        Act::On(next) => enter(scene, &next),
        Act::Land(landing) => landing,
    }
}

/// What is done on entering a step, and never again when its question is repeated. Whether there is something to be
/// heard whole before it goes on.
fn arrive(scene: &mut Scene<'_>, name: &Name, step: &Step) -> bool {
    scene.visited(name);
    set(scene, &step.scope, &step.set);
    if step.matter.is_some() {
        scene.call.about.clone_from(&step.matter);
    }
    let [before, whole, after] = scene.here(&step.scope).parted(&step.say);
    scene.give(name.as_str(), before);
    let pauses = !whole.is_empty();
    if pauses {
        scene.note_heard(name.as_str());
    } else {
        scene.give(name.as_str(), after);
    }
    pauses
}

/// Notes what a step or an exit notes: before anything is said there, so that it can be inserted.
fn set(scene: &mut Scene<'_>, scope: &Scope, settings: &Settings) {
    for (name, expression) in settings {
        let value = scene.here(scope).comes_to(expression);
        scene.note(&scope.full(name.as_str()), value);
    }
}

/// What comes of a step's verb.
enum Act {
    On(Name),
    Land(Landing),
}

fn act<'a>(scene: &mut Scene<'a>, name: &Name, step: &'a Step) -> Act {
    // What the step says may insert what it forgets.
    step.forget.iter().for_each(|forgotten| scene.forget(&step.scope.full(forgotten.as_str())));
    let entering = step.verb.enter(name, &scene.here(&step.scope));
    let passed = match entering {
        Entering::Pass(exit) => exit,
        Entering::Known(exit) if scene.call.matter.pass(name) => exit,
        // A question whose answer is known waits all the same when the caller is led back to it: being sent back puts
        // the answer in doubt, and a round of such questions would never wait.
        Entering::Wait | Entering::Known(_) => {
            scene.note_heard(name.as_str());
            scene.call.matter.ask(name);
            scene.call.slips = 0;
            return Act::Land(Landing::Wait { name: name.clone(), stage: 0 });
        }
        Entering::Person(person, note) => {
            scene.call.noted = note.iter().map(|name| step.scope.full(name.as_str())).collect();
            return Act::Land(Landing::Person(person.clone()));
        }
        Entering::Ladder => return Act::Land(Landing::Person(name.clone())),
        Entering::Nowhere => return Act::Land(Landing::Person(step.operator.clone())),
        Entering::Part(values) => {
            let prefix = format!("{name}/");
            // A part that is gone through again begins anew: what it asked for the last time is not what is asked now.
            scene.forget_below(&prefix);
            for (given, value) in values {
                scene.note(&format!("{prefix}{given}").into(), value);
            }
            let start = scene.flow.starts.get(name).cloned();
            return start.map_or(Act::Land(Landing::Fault(Fault::StepGone)), Act::On);
        }
        Entering::LookUp { lookup, with } => {
            return match ask(scene, &step.scope, lookup, with) {
                Some(answer) => found(scene, name, step, &answer),
                None => Act::Land(Landing::Lookup(name.clone())),
            };
        }
    };
    go(scene, name, step, passed)
}

/// Goes through an exit, to the next step or to where the walk ends.
fn go(scene: &mut Scene<'_>, name: &Name, step: &Step, exit: &Exit) -> Act {
    match pass(scene, (name, &step.scope), exit) {
        To::Step(next) => Act::On(next),
        To::Person(person) => Act::Land(Landing::Person(person)),
        To::Goodbye => Act::Land(Landing::Goodbye),
        To::Nowhere => Act::Land(Landing::Fault(Fault::StepGone)),
    }
}

/// Asks a backend, unless just this was asked already; gives the answer if there is one.
fn ask(scene: &mut Scene<'_>, scope: &Scope, lookup: &Name, own: Vec<(Name, Value)>) -> Option<Answered> {
    let Some(kind) = scene.flow.lookups.get(lookup) else {
        return Some(Answered::Failed(crate::call::LookupFault::NotAsked));
    };
    let here = scene.here(scope);
    let value = |path: &str| {
        let (root, rest) = path.split_once('.').unwrap_or((path, ""));
        let given = own.iter().find(|(name, _)| name.as_str() == root).and_then(|(_, value)| value.at(rest).cloned());
        given.or_else(|| here.value(path))
    };
    let with: BTreeMap<Name, Value> =
        kind.reads(lookup).into_iter().filter_map(|path| Some((path.clone(), value(path.as_str())?))).collect();
    if let Some(asked) = scene.call.asked.get(lookup).filter(|asked| asked.with == with) {
        let answer = asked.answer.clone();
        if answer.is_some() {
            scene.call.asked.remove(lookup);
        }
        return answer;
    }
    let (turn, at) = (scene.call.turn, scene.at);
    scene.call.asked.insert(lookup.clone(), Asked { turn, at, with: with.clone(), answer: None });
    scene.effect(Effect::LookUp { lookup: lookup.clone(), turn, with });
    None
}

/// What a backend's answer makes of the step that asked.
fn found<'a>(scene: &mut Scene<'a>, name: &Name, step: &'a Step, answer: &Answered) -> Act {
    let found = step.verb.found(answer, &scene.here(&step.scope));
    if let Some((kept, value)) = found.value {
        scene.note(&step.scope.full(kept.as_str()), Some(value));
    }
    for doubted in found.doubt {
        let root = doubted.as_str().split('.').next().unwrap_or("");
        scene.doubt(&step.scope.full(root));
    }
    if let Some(signal) = found.signal {
        scene.signal(signal);
    }
    match found.exit {
        Some(exit) => match go(scene, name, step, exit) {
            // A flow that says something first leads to a person for the same reason as one that does not.
            Act::Land(Landing::Person(person)) if found.signal == Some(Signal::BackendFailed) => {
                Act::Land(Landing::BackendFailed(person))
            }
            act @ (Act::On(_) | Act::Land(_)) => act,
        },
        None => Act::Land(Landing::BackendFailed(step.operator.clone())),
    }
}

/// Goes on at a step whose backend has answered, or has had time enough.
pub(super) fn answered(scene: &mut Scene<'_>, name: &Name, answer: &Answered) -> Landing {
    let flow = scene.flow;
    let Some(step) = flow.steps.get(name) else { return Landing::Fault(Fault::StepGone) };
    match found(scene, name, step, answer) {
        Act::On(next) => enter(scene, &next),
        Act::Land(landing) => landing,
    }
}
