//! Where whoever goes back may come to.

use std::collections::{BTreeMap, BTreeSet};

use super::{compile::Compiled, way::Spot};
use crate::call::Name;

/// For each spot, the steps that lead to its step, in its language.
pub(super) fn before(compiled: &Compiled) -> Vec<Vec<usize>> {
    let mut leads: BTreeMap<&Name, BTreeSet<&Name>> = BTreeMap::new();
    for (from, edges) in compiled.spots.iter().zip(&compiled.edges) {
        let to = edges.iter().filter_map(|edge| edge.to.spot()).filter_map(|to| compiled.spots.get(to));
        to.filter(|to| to.step != from.step).for_each(|to| {
            leads.entry(&to.step).or_default().insert(&from.step);
        });
    }
    let before = |spot: &Spot| {
        let from = leads.get(&spot.step).into_iter().flatten();
        from.filter_map(|from| compiled.numbers.get(&((*from).clone(), 0, spot.language)).copied()).collect()
    };
    compiled.spots.iter().map(before).collect()
}
