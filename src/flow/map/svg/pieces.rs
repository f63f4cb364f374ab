//! A section in pieces, each to be drawn on a sheet of its own: cut where a step leads on to many others.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    call::Name,
    flow::map::{Node, Section, To},
};

/// No piece that is cut off has fewer steps.
const LEAST: usize = 4;

/// The pieces of a section, of about so many steps at most. Its nodes stand in the order in which callers come to them,
/// so what a step leads on to follows it.
pub(super) fn pieces(section: &Section, most: usize) -> Vec<Vec<&Node>> {
    let at: BTreeMap<&Name, usize> = section.nodes.iter().enumerate().map(|(at, node)| (&node.id, at)).collect();
    let parents = parents(section, &at);
    let mut sizes: Vec<usize> = vec![1; section.nodes.len()];
    let mut cut: BTreeSet<usize> = BTreeSet::new();
    for node in (0..section.nodes.len()).rev() {
        let mut children: Vec<(usize, usize)> = Vec::new();
        for (child, _) in parents.iter().enumerate().filter(|(_, parent)| **parent == Some(node)) {
            children.push((child, sizes.get(child).copied().unwrap_or(0)));
        }
        let all: usize = 1 + children.iter().map(|(_, size)| size).sum::<usize>();
        let off = |(_, size): &&(usize, usize)| most < all && LEAST <= *size;
        cut.extend(children.iter().filter(off).map(|(child, _)| *child));
        let left = 1 + children.iter().filter(|child| !off(child)).map(|(_, size)| size).sum::<usize>();
        if let Some(size) = sizes.get_mut(node) {
            *size = left;
        }
    }
    let mut roots: Vec<usize> = Vec::new();
    let mut found: BTreeMap<usize, Vec<&Node>> = BTreeMap::new();
    for (at, node) in section.nodes.iter().enumerate() {
        let parent = parents.get(at).copied().flatten().filter(|_| !cut.contains(&at));
        let root = parent.and_then(|parent| roots.get(parent).copied());
        // What callers never come to stands with the beginning.
        let root = root.unwrap_or(if cut.contains(&at) { at } else { 0 });
        roots.push(root);
        found.entry(root).or_default().push(node);
    }
    found.into_values().collect()
}

/// The step that each was reached from: the last one before it that leads there.
fn parents(section: &Section, at: &BTreeMap<&Name, usize>) -> Vec<Option<usize>> {
    let mut parents: Vec<Option<usize>> = vec![None; section.nodes.len()];
    for edge in &section.edges {
        if let (Some(from), To::Step(step)) = (at.get(&edge.from).copied(), &edge.to)
            && let Some(to) = at.get(step).copied().filter(|to| from < *to)
            && let Some(parent) = parents.get_mut(to)
        {
            *parent = (*parent).max(Some(from));
        }
    }
    parents
}
