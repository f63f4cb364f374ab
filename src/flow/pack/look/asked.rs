//! What callers are asked, and how they may answer.

use std::collections::{BTreeMap, BTreeSet};

use super::{super::Demand, Judged, at_step, told::to_person};
use crate::{
    answer,
    call::Name,
    engine::{
        shape::{Exit, GOODBYE},
        step::Use,
    },
    flow::{
        check::by_words_alone,
        draft::Step,
        problem::{Problem, Problems},
    },
};

/// Whatever can be said can be typed too.
pub(in crate::flow::pack) fn keys_too(judged: &Judged<'_>, demand: &Demand, problems: &mut Problems) {
    for step in judged.draft.steps() {
        for list in by_words_alone(step) {
            for span in step.places_under("words", list.as_str()) {
                problems.add(|| {
                    Problem::error(demand.name, step.file, span, "only words lead here")
                        .hint("give the choice a `key` too: not everybody can or will speak")
                });
            }
        }
        let Some((key, written)) = step.tree.get("as").filter(|_| step.verb.waits()) else { continue };
        if answer::read(&written.json()).is_ok_and(|answer| answer.keys().is_none()) {
            problems.add(|| {
                Problem::error(demand.name, step.file, key.span, "this can be said, and not typed on the keys")
                    .hint("ask for something that has digits, such as a number or a date, or let a person take it")
            });
        }
    }
}

/// Nobody is asked a second time for what they have said.
pub(in crate::flow::pack) fn never_twice(judged: &Judged<'_>, demand: &Demand, problems: &mut Problems) {
    for (_, body) in judged.draft.bodies() {
        let mut asked: BTreeMap<Vec<&Name>, (&Step<'_>, &Name)> = BTreeMap::new();
        for step in body.steps.iter().filter(|step| step.verb.waits()) {
            let Some((question, into)) = asks(step) else { continue };
            let (first, known) = *asked.entry(question).or_insert((step, into));
            if known != into {
                problems.add(|| {
                    let says = format!("`{}` asks again what `{}` has asked", step.name, first.name);
                    at_step(demand, step, says)
                        .hint(format!("keep the answer `into: {known}` in both: then it is only asked once"))
                });
            }
        }
    }
    for person in judged.draft.people.iter().filter(|person| !person.place) {
        let blind = person.rungs.iter().filter_map(|rung| Some((rung, rung.tree.get("accept")?.1)));
        for (_, accept) in blind.filter(|(_, accept)| accept.json() == "never") {
            problems.add(|| {
                let says = format!("whoever picks up for `{}` here is told nothing, and has to ask again", person.name);
                Problem::error(demand.name, person.file, accept.span, says)
                    .hint("without `accept: never` they take the call by a key, and hear what it is about")
            });
        }
    }
}

/// The question of a step, and the value that keeps its answer.
fn asks<'a>(step: &'a Step<'_>) -> Option<(Vec<&'a Name>, &'a Name)> {
    let question = |used| if let Use::Says(sayings) = used { Some(sayings.prompts()) } else { None };
    let question = step.uses().into_iter().find_map(question).filter(|question| !question.is_empty())?;
    let (into, _) = step.verb.writes().into_iter().next().filter(|_| step.verb.asks_once())?;
    Some((question, into))
}

/// Whoever says nothing, or is not understood, comes to a person or a callback, never to an end.
pub(in crate::flow::pack) fn no_dead_stop(judged: &Judged<'_>, demand: &Demand, problems: &mut Problems) {
    for node in &judged.unfolded.nodes {
        let step = node.step;
        let helps = |exit: &Exit| {
            let lead = judged.unfolded.lead(&node.scope, exit).0;
            let callback = judged.draft_ladder(&lead).is_some_and(|promises| promises);
            callback || to_person(judged, node, exit, &mut BTreeSet::new())
        };
        let stuck = step.asking.stuck.as_ref().filter(|exit| !helps(exit));
        let silence = step.asking.silence.as_ref().filter(|exit| exit.to.as_str() == GOODBYE);
        for (key, exit) in [("stuck", stuck), ("silence", silence)] {
            let Some(exit) = exit else { continue };
            let span = step.tree.get(key).map_or(step.span, |(key, _)| key.span);
            problems.add(|| {
                let says =
                    format!("`{key}` leads callers who press nothing that fits to `{}`, not to a person", exit.to);
                Problem::error(demand.name, step.file, span, says)
                    .hint(format!("leave `{key}` out, or lead it to a person or a callback"))
            });
        }
    }
}
