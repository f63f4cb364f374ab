//! A call comes in.

use std::collections::BTreeMap;

use super::{
    landing,
    scene::Scene,
    scope::Scope,
    shape::OPERATOR,
    walk::{self},
};
use crate::call::{Asked, Effect, End, Name, Order, Place, Value};

/// Answers a call, or turns it away; starts what should be looked up before it is asked for.
pub(super) fn arrive(scene: &mut Scene<'_>, on: &[Name]) {
    let flow = scene.flow;
    scene.call.on = on.iter().cloned().collect();
    let top = Scope::default();
    if let Some(refusal) = flow.refuse.iter().find(|refusal| scene.here(&top).holds(&refusal.when)) {
        scene.order(Order::Reject(refusal.with));
        scene.call.place = Place::Ended(End::Refused);
        return;
    }
    early(scene, &top);
    let start = flow.line(&scene.call.line).and_then(|line| line.start.clone()).unwrap_or_else(|| flow.start.clone());
    let landing = walk::enter(scene, &start);
    landing::land(scene, &OPERATOR.into(), landing);
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
