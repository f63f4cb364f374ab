//! People: each a ladder of rungs, each rung by the shape of its kind.

use std::collections::BTreeSet;

use crate::{
    call::Name,
    engine::rung::{Kind, RUNGS, Rung},
    flow::{
        draft::{DraftRung, Person},
        near::listed,
        place::Span,
        problem::{MISSING_KEY, Problem, TWO_VERBS, WRONG_SHAPE},
        shape::Reading,
        tree::{Key, Node, Tree},
    },
};

/// The keys of a person.
const KEYS: &[&str] = &["try"];

impl<'a> Reading<'_> {
    pub(super) fn people(&mut self, tree: &'a Tree, unread: &mut BTreeSet<Name>) -> Vec<Person<'a>> {
        let mut people = Vec::new();
        for (key, value) in self.named(tree, "people").into_values() {
            let name: Name = key.text.as_str().into();
            match self.ladder(value, key.span) {
                Some(rungs) => people.push(Person { name, span: key.span, rungs }),
                None => drop(unread.insert(name)),
            }
        }
        people
    }

    /// The rungs of a person, if all of them can be read.
    fn ladder(&mut self, tree: &'a Tree, owner: Span) -> Option<Vec<DraftRung<'a>>> {
        for (key, _) in tree.map().into_iter().flatten().filter(|(key, _)| !KEYS.contains(&key.text.as_str())) {
            self.unknown_key(key, KEYS);
        }
        let Some((key, rungs)) = tree.get("try") else {
            self.error(MISSING_KEY, owner, || "how this person is reached is missing: `try: [ … ]`".to_owned());
            return None;
        };
        let Some(items) = rungs.list() else {
            self.error(WRONG_SHAPE, key.span, || format!("`try` is a list of ways, not {}", rungs.kind()));
            return None;
        };
        let read: Vec<_> = items.iter().map(|item| self.rung(item, key.span)).collect();
        read.into_iter().collect()
    }

    fn rung(&mut self, tree: &'a Tree, owner: Span) -> Option<DraftRung<'a>> {
        let Some(entries) = tree.map() else {
            self.error(WRONG_SHAPE, tree.span, || {
                format!("a rung is a map such as {{ ring: … }}, not {}", tree.kind())
            });
            return None;
        };
        let span = entries.first().map_or(owner, |(key, _)| key.span);
        let kinds: Vec<&Kind> = RUNGS.iter().filter(|kind| tree.get(kind.name).is_some()).collect();
        let file = self.file;
        let kind = match kinds.as_slice() {
            [kind] => *kind,
            [] => {
                let names: Vec<&str> = RUNGS.iter().map(|kind| kind.name).collect();
                match entries.first() {
                    Some((key, _)) => drop(self.unknown_key(key, &names)),
                    None => self.error(MISSING_KEY, owner, || format!("a rung is {}", listed(names))),
                }
                return None;
            }
            [_, second, ..] => {
                self.problems.add(|| {
                    Problem::error(TWO_VERBS, file, span, format!("this rung is a second thing: `{}`", second.name))
                        .hint("one rung is one way to reach somebody; the next one is tried if it fails")
                });
                return None;
            }
        };
        Some(DraftRung { span, tree, rung: self.rung_of(kind, tree, span)? })
    }

    fn rung_of(&mut self, kind: &Kind, tree: &Tree, owner: Span) -> Option<Box<dyn Rung>> {
        let mut entries: Vec<(Key, Tree)> = Vec::new();
        for (key, value) in tree.map().into_iter().flatten() {
            let word = key.text.as_str();
            let meant = match kind.keys.contains(&word) {
                true => Some(word),
                false => self.unknown_key(key, kind.keys).filter(|meant| tree.get(meant).is_none()),
            };
            let meant = meant.filter(|meant| entries.iter().all(|(key, _)| key.text != *meant));
            entries.extend(meant.map(|meant| (Key { text: meant.to_owned(), span: key.span }, value.clone())));
        }
        self.typed(Tree { node: Node::Map(entries), span: tree.span }, owner, |json| (kind.read)(json))
    }
}
