//! People: each a ladder of rungs, each rung by the shape of its kind. Places are people that nobody need be at.

use std::collections::BTreeSet;

use super::Trees;
use crate::{
    call::Name,
    engine::{
        Expression,
        rung::{Kind, RUNGS, Rung},
    },
    flow::{
        draft::{DraftRung, Person},
        elsewhere::later,
        near::listed,
        place::Span,
        problem::{MISSING_KEY, NOT_BUILT_YET, Problem, Problems, TWO_VERBS, WRONG_SHAPE},
        shape::Reading,
        tree::{Key, Node, Tree},
    },
};

/// The keys of a person.
const KEYS: &[&str] = &["title", "language", "try"];

/// The key by which whoever is rung takes the call.
const ACCEPT: &str = "accept";

/// The keys that every rung may have.
const COMMON: &[&str] = &["when"];

pub(super) fn people<'a>(trees: Trees<'a>, unread: &mut BTreeSet<Name>, problems: &mut Problems) -> Vec<Person<'a>> {
    let mut people = Vec::new();
    for (file, key, value) in trees.named("people", problems) {
        let name: Name = key.text.as_str().into();
        match (Reading { file, problems }).ladder(value, key.span) {
            Some(rungs) => {
                let language = (Reading { file, problems }).person_language(value);
                people.push(Person { name, file, span: key.span, language, rungs, place: false });
            }
            None => drop(unread.insert(name)),
        }
    }
    for (file, key, value) in trees.named("places", problems) {
        let name: Name = key.text.as_str().into();
        match (Reading { file, problems }).place(value, key.span) {
            Some(rung) => {
                people.push(Person { name, file, span: key.span, language: None, rungs: vec![rung], place: true });
            }
            None => drop(unread.insert(name)),
        }
    }
    people
}

impl<'a> Reading<'_> {
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

    /// The language that whoever is reached speaks.
    fn person_language(&mut self, tree: &Tree) -> Option<(Name, Span)> {
        let (key, value) = tree.get("language")?;
        Some((self.whole(value, key.span)?, value.span))
    }

    /// The one rung of a place: it rings.
    fn place(&mut self, tree: &'a Tree, owner: Span) -> Option<DraftRung<'a>> {
        let kind = RUNGS.iter().find(|kind| kind.name == "ring")?;
        // Another company's line is answered by its menu, which presses no key.
        let never = || {
            (Key { text: ACCEPT.to_owned(), span: owner }, Tree { node: Node::Text("never".to_owned()), span: owner })
        };
        let own = tree.map().unwrap_or_default().iter().cloned();
        let entries = own.chain(tree.get(ACCEPT).is_none().then(never)).collect();
        let rings = Tree { node: Node::Map(entries), span: tree.span };
        let rung = self.rung_of(kind, &rings, owner, &["title"])?;
        Some(DraftRung { span: owner, tree, when: None, rung: rung.into() })
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
                self.no_kind(entries, owner);
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
        let when = tree.get("when").and_then(|(key, when)| self.whole::<Expression>(when, key.span));
        Some(DraftRung { span, tree, when, rung: self.rung_of(kind, tree, span, COMMON)?.into() })
    }

    /// Reports a rung of no kind.
    fn no_kind(&mut self, entries: &[(Key, Tree)], owner: Span) {
        let (file, names) = (self.file, RUNGS.iter().map(|kind| kind.name).collect::<Vec<&str>>());
        match entries.first() {
            Some((key, _)) if later(&key.text) => self.problems.add(|| {
                Problem::error(NOT_BUILT_YET, file, key.span, format!("`{}` is not built yet", key.text))
                    .hint(format!("a rung is {}", listed(names)))
            }),
            Some((key, _)) => drop(self.unknown_key(key, &names)),
            None => self.error(MISSING_KEY, owner, || format!("a rung is {}", listed(names))),
        }
    }

    fn rung_of(&mut self, kind: &Kind, tree: &Tree, owner: Span, common: &[&'static str]) -> Option<Box<dyn Rung>> {
        let known: Vec<&str> = kind.keys.iter().chain(common).copied().collect();
        let mut entries: Vec<(Key, Tree)> = Vec::new();
        for (key, value) in tree.map().into_iter().flatten().filter(|(key, _)| !common.contains(&key.text.as_str())) {
            let word = key.text.as_str();
            let meant = match kind.keys.contains(&word) {
                true => Some(word),
                false => self.unknown_key(key, &known).filter(|meant| tree.get(meant).is_none()),
            };
            let meant = meant.filter(|meant| entries.iter().all(|(key, _)| key.text != *meant));
            entries.extend(meant.map(|meant| (Key { text: meant.to_owned(), span: key.span }, value.clone())));
        }
        self.typed(Tree { node: Node::Map(entries), span: tree.span }, owner, |json| (kind.read)(json))
    }
}
