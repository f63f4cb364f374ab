//! A call comes in.

use std::collections::BTreeMap;

use super::{
    closing, guard, landing, memory,
    scene::Scene,
    scope::Scope,
    shape::OPERATOR,
    walk::{self},
};
use crate::call::{Asked, Caller, Change, Effect, End, First, Name, Order, Place, Value};

/// Answers a call, or turns it away; starts what should be looked up before it is asked for.
pub(super) fn arrive(scene: &mut Scene<'_>, on: &[Name], attested: bool, known: Option<&Caller>) {
    let flow = scene.flow;
    scene.call.on = on.iter().cloned().collect();
    scene.call.attested = attested;
    guard::recall(&mut scene.call, flow, known, scene.at);
    let top = Scope::default();
    if let Some(refusal) = flow.refuse.iter().find(|refusal| scene.here(&top).holds(&refusal.when)) {
        scene.order(Order::Reject(refusal.with));
        scene.call.place = Place::Ended(End::Refused);
        return;
    }
    began(scene, known);
    early(scene, &top);
    let start = flow.line(&scene.call.line).and_then(|line| line.start.clone()).unwrap_or_else(|| flow.start.clone());
    let landing = walk::enter(scene, &start);
    landing::land(scene, &OPERATOR.into(), landing);
}

/// Remembers that the call began, and that two people call from there, if they do.
fn began(scene: &mut Scene<'_>, known: Option<&Caller>) {
    let (call, at) = (scene.call.key, scene.at);
    memory::remember(scene, Change::Began { call, at });
    if known.is_some_and(|known| guard::two_at_once(&scene.call, known)) {
        memory::remember(scene, Change::Shared { at });
    }
    // Whoever is owed a callback hears at once that it stands, unless that is what the ladder will say.
    let connects = matches!(scene.call.memory.first, Some(First::Connect(_)));
    if scene.call.promise.is_some() && !connects {
        closing::say_owed(scene);
    }
}

/// Starts the lookups that need nothing but the caller and the line.
fn early(scene: &mut Scene<'_>, top: &Scope) {
    let flow = scene.flow;
    for (name, lookup) in flow.lookups.iter().filter(|(_, lookup)| lookup.early()) {
        let here = scene.here(top);
        let known = lookup.reads(name).into_iter().map(|path| Some((path.clone(), here.value(path.as_str())?)));
        // What is not known yet is asked when its step comes.
        let Some(with) = known.collect::<Option<BTreeMap<Name, Value>>>() else { continue };
        let (turn, at) = (scene.call.turn, scene.at);
        scene.call.asked.insert(name.clone(), Asked { turn, at, with: with.clone(), answer: None });
        scene.effect(Effect::LookUp { lookup: name.clone(), turn, with });
    }
}
