//! What is so on every way to a spot: what was surely heard, and the longest that can be repeated.

use super::{
    compile::Compiled,
    know::Known,
    way::{To, Told},
};

/// So many ways out for who is stuck can follow one another at most: each costs a lost turn, which weighs 10 at least.
const CHAIN_MAX: u64 = 15;

/// The longest that "again" can repeat at each spot.
pub(super) fn told(compiled: &Compiled) -> Vec<u64> {
    let mut told = vec![0; compiled.spots.len()];
    let mut raise = |to: &To, ms: u64| {
        if let To::Spot(to) | To::Later(to) = to
            && let Some(told) = told.get_mut(*to)
        {
            *told = ms.max(*told);
        }
    };
    compiled.starts.iter().for_each(|start| raise(&start.to, start.piece.told_ms));
    let edges =
        || compiled.edges.iter().enumerate().flat_map(|(spot, edges)| edges.iter().map(move |edge| (spot, edge)));
    edges().for_each(|(_, edge)| raise(&edge.to, edge.piece.told_ms));
    if edges().any(|(_, edge)| edge.told == Told::Both && 0 < edge.piece.told_ms) {
        return vec![told.iter().copied().max().unwrap_or(0) * CHAIN_MAX; compiled.spots.len()];
    }
    // What was told goes along where a step goes on to another stage of its own.
    let mut changed = true;
    while changed {
        changed = false;
        for (spot, edge) in edges().filter(|(_, edge)| edge.told != Told::New) {
            let from = told.get(spot).copied().unwrap_or(0);
            if let To::Spot(to) = edge.to
                && let Some(told) = told.get_mut(to).filter(|told| **told < from)
            {
                (*told, changed) = (from, true);
            }
        }
    }
    told
}

/// What is surely heard on every way to each spot.
pub(super) fn sure(compiled: &Compiled) -> Vec<Known> {
    let mut sure = vec![compiled.layout.everything(); compiled.spots.len()];
    let mut ahead = Vec::new();
    let none = compiled.layout.beginning();
    let start = |to: &To, ops: &[super::know::Op], sure: &mut Vec<Known>, ahead: &mut Vec<usize>| {
        if let To::Spot(to) | To::Later(to) = to
            && let Some(at) = sure.get_mut(*to)
        {
            let mut begun = none.clone();
            compiled.layout.surely(&mut begun, ops);
            if at.meet(&begun) {
                ahead.push(*to);
            }
        }
    };
    compiled.starts.iter().for_each(|begins| start(&begins.to, &begins.piece.ops, &mut sure, &mut ahead));
    for edge in compiled.edges.iter().flatten().filter(|edge| matches!(edge.to, To::Later(_))) {
        start(&edge.to, &edge.piece.ops, &mut sure, &mut ahead);
    }
    while let Some(spot) = ahead.pop() {
        let Some(here) = sure.get(spot).cloned() else { continue };
        for edge in compiled.edges.get(spot).into_iter().flatten() {
            let mut after = here.clone();
            compiled.layout.surely(&mut after, &edge.piece.ops);
            if let To::Spot(to) = edge.to
                && let Some(at) = sure.get_mut(to)
                && at.meet(&after)
            {
                ahead.push(to);
            }
        }
        for twin in compiled.twins(spot) {
            if sure.get_mut(twin).is_some_and(|at| at.meet(&here)) {
                ahead.push(twin);
            }
        }
    }
    sure
}
