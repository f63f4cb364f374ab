//! Whether compiled edges can do what the engine did: for tests that hold both against each other.

use super::{
    compile::Compiled,
    root::Root,
    search::{Quest, Searcher},
    table::{Goal, Measure},
    turn::{Next, State},
};
use crate::{
    call::{Call, Name, Place, Signal},
    engine::Flow,
};

/// Follows a call of the engine, turn by turn: the places, the sum, the lost turns in a row and the questions of its
/// first matter must all be what some walk over compiled edges comes to. `calls` are the call after each event, from
/// its first one on; the clock must have stood still. The number of the first call that no walk comes to.
pub(super) fn strays(flow: &Flow, compiled: &Compiled, calls: &[Call]) -> Option<usize> {
    let searcher = Searcher::new(compiled, &flow.patience);
    let quest = Quest { trails: true, ..Quest::new(Goal::Person, Measure::Turns) };
    let roots = searcher.roots(false);
    let mut states: Option<Vec<State>> = None;
    for (number, call) in calls.iter().enumerate() {
        // Another matter has begun, or the call is on its way to a person.
        if 0 < call.settled || over(call) {
            return None;
        }
        let Place::Step { name, stage } = &call.place else { continue };
        let next: Vec<State> = match &states {
            None => begun(&searcher, &quest, &roots),
            Some(states) if asked_again(states, call) => states.clone(),
            Some(states) => grown(&searcher, &quest, states),
        };
        let mut next: Vec<State> =
            next.into_iter().filter(|state| is(flow, compiled, state, call, (name, *stage))).collect();
        next.sort();
        next.dedup();
        if next.is_empty() {
            return Some(number);
        }
        states = Some(next);
    }
    None
}

fn over(call: &Call) -> bool {
    matches!(call.place, Place::Rung { .. } | Place::Closing(_) | Place::Ended(_) | Place::Offer { .. })
}

/// Whether nothing was counted since: an offer was declined, or the caller is not forgotten.
fn asked_again(states: &[State], call: &Call) -> bool {
    states.first().is_some_and(|state| state.questions == call.matter.questions)
}

fn begun(searcher: &Searcher<'_>, quest: &Quest, roots: &[Root]) -> Vec<State> {
    roots.iter().filter_map(|root| Some(searcher.begin(quest, root)?.0)).collect()
}

fn grown(searcher: &Searcher<'_>, quest: &Quest, states: &[State]) -> Vec<State> {
    let children = states.iter().flat_map(|state| searcher.turns(quest, state));
    children.filter_map(|next| if let Next::On(next) = next { Some(next) } else { None }).collect()
}

/// Whether a walk is where the call is.
fn is(flow: &Flow, compiled: &Compiled, state: &State, call: &Call, (name, stage): (&Name, u8)) -> bool {
    let Some(spot) = compiled.spots.get(state.spot) else { return false };
    let language = flow.languages.get(spot.language);
    let timed = call.matter.signals.iter().filter(|counted| counted.signal == Signal::LongTime);
    let sum = call.matter.sum() - timed.map(|counted| counted.weight).sum::<u16>();
    let run = call.matter.lost_run.min(super::table::RUNS - 1);
    let place = spot.step == *name && spot.stage == stage && language == Some(&call.language);
    place && state.sum == sum && state.run == run && state.questions == call.matter.questions
}
