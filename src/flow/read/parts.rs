//! Parts: steps that are used like one step.

use std::collections::{BTreeMap, BTreeSet};

use super::Trees;
use crate::{
    call::{Name, Type},
    flow::{
        draft::{Body, Part},
        place::{File, Span},
        problem::{MISSING_KEY, Problems, WRONG_SHAPE},
        shape::Reading,
        tree::{Key, Tree},
    },
};

/// The keys of a part.
const KEYS: &[&str] = &["title", "takes", "gives", "exits", "start", "steps"];

pub(super) fn parts<'a>(trees: Trees<'a>, unread: &mut BTreeSet<Name>, problems: &mut Problems) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    for (file, key, tree) in trees.named("parts", problems) {
        let name = Name::from(key.text.as_str());
        match (Reading { file, problems }).part((file, key), tree, unread) {
            Some(part) => parts.push(part),
            None => drop(unread.insert(name)),
        }
    }
    parts
}

impl<'a> Reading<'_> {
    fn part(
        &mut self,
        (file, key): (&'a File, &'a Key),
        tree: &'a Tree,
        unread: &mut BTreeSet<Name>,
    ) -> Option<Part<'a>> {
        if tree.map().is_none() {
            self.error(WRONG_SHAPE, key.span, || format!("a part is a map with `steps`, not {}", tree.kind()));
            return None;
        }
        for (unknown, _) in tree.map().into_iter().flatten().filter(|(key, _)| !KEYS.contains(&key.text.as_str())) {
            self.unknown_key(unknown, KEYS);
        }
        for needed in ["start", "steps", "exits"].iter().filter(|needed| tree.get(needed).is_none()) {
            self.error(MISSING_KEY, key.span, || format!("the part `{}` lacks `{needed}:`", key.text));
        }
        let takes = self.takes(tree);
        let (gives, exits) = (self.listed(tree, "gives"), self.listed(tree, "exits"));
        let start = self.start(tree);
        let steps = self.steps(file, tree, unread);
        let body = Body { start, steps };
        Some(Part { name: key.text.as_str().into(), file, span: key.span, takes, gives, exits, body })
    }

    /// What a part takes: names and their types.
    fn takes(&mut self, tree: &Tree) -> BTreeMap<Name, Type> {
        let Some((key, value)) = tree.get("takes") else { return BTreeMap::new() };
        let written: BTreeMap<Name, String> = self.whole(value, key.span).unwrap_or_default();
        let mut takes = BTreeMap::new();
        for (name, of) in written {
            let span = value.get(name.as_str()).map_or(key.span, |(_, of)| of.span);
            match Type::named(&of) {
                Some(of) => drop(takes.insert(name, of)),
                None => {
                    let names: Vec<&str> = Type::names().collect();
                    self.error(WRONG_SHAPE, span, || {
                        format!("there is no type `{of}`; there is {}", crate::flow::near::listed(names))
                    });
                    takes.insert(name, Type::Text);
                }
            }
        }
        takes
    }

    /// Names in a list, and where each is written.
    fn listed(&mut self, tree: &Tree, key: &str) -> BTreeMap<Name, Span> {
        let Some((key, value)) = tree.get(key) else { return BTreeMap::new() };
        let names: Vec<Name> = self.whole(value, key.span).unwrap_or_default();
        let places = value.list().unwrap_or(&[]).iter().map(|item| item.span);
        names.into_iter().zip(places).collect()
    }
}
