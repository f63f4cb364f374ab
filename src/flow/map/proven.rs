//! What is proven of a flow, at the steps of its map and in sentences.

use std::collections::{BTreeMap, BTreeSet};

use super::{counted, fold::Folded, seen};
use crate::{
    call::Name,
    flow::{Bound, Leg, Most, Proof},
};

/// What is proven, by the names that steps have in the map.
#[derive(Debug, Default)]
pub(super) struct Proven {
    /// The most turns and the most seconds from a step until help: of all lines, and of all uses of a part.
    pub steps: BTreeMap<Name, (u32, u32)>,
    /// The steps that the worst path waits at.
    pub waits: BTreeSet<Name>,
    /// The ways out that it takes.
    pub exits: BTreeSet<(Name, String)>,
    /// All of it in sentences.
    pub says: Vec<String>,
}

impl Proven {
    pub fn of(proofs: &[Proof], folded: &Folded<'_>) -> Self {
        let mut proven = Self::default();
        for proof in proofs {
            // What can still come is never more than what can come at all, which is searched for more closely.
            let whole = (proof.offer.turns.at_most, proof.offer.seconds.at_most);
            for (step, bound) in &proof.steps {
                let (turns, seconds) = proven.steps.entry(folded.name(step)).or_default();
                *turns = (*turns).max(bound.turns.min(whole.0));
                *seconds = (*seconds).max(bound.seconds.min(whole.1));
            }
        }
        // The lines of a flow differ by where they begin: the one that takes longest is the one to mend.
        let Some(worst) = proofs.iter().max_by_key(|proof| (proof.offer.seconds.at_most, proof.offer.turns.at_most))
        else {
            return proven;
        };
        let many = 1 < proofs.len();
        proven.says = sentences(worst, many.then(|| folded.name(&worst.start)));
        let path = longest(&worst.offer).path.as_ref();
        let path = path.map(|path| path.legs.as_slice()).unwrap_or_default();
        for leg in path {
            proven.waits.insert(folded.name(&leg.step));
            proven.exits.extend(leg.exits.iter().map(|(step, exit)| (folded.name(step), exit.clone())));
        }
        if !path.is_empty() {
            let legs: Vec<String> = path.iter().map(|leg| told(leg, folded)).collect();
            proven.says.push(format!("The longest way, marked: {}.", legs.join("; ")));
        }
        proven
    }
}

/// The path of seconds if there is one: waiting is what callers feel.
fn longest(bound: &Bound) -> &Most {
    if bound.seconds.path.is_none() { &bound.turns } else { &bound.seconds }
}

fn sentences(proof: &Proof, start: Option<Name>) -> Vec<String> {
    let of =
        start.map_or_else(String::new, |start| format!("Of the lines, those that start at {start} take longest. "));
    vec![
        format!("{of}A caller who is never understood is offered a person after {}.", at_most(&proof.unhelped)),
        format!("Whatever a caller does, a person is offered, or the matter settled, after {}.", at_most(&proof.offer)),
        format!("Who declines every offer is connected, or promised a callback, after {}.", at_most(&proof.person)),
    ]
}

fn at_most(bound: &Bound) -> String {
    format!("at most {} and {} s", counted(bound.turns.at_most.into(), "turn"), bound.seconds.at_most)
}

fn told(leg: &Leg, folded: &Folded<'_>) -> String {
    format!("{} {}", folded.name(&leg.step), seen(&leg.does))
}
