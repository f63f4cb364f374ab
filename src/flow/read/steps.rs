//! Steps: each by the shape of its verb.

use std::collections::BTreeSet;

use crate::{
    call::Name,
    engine::{
        shape::Prompts,
        step::{Kind, VERBS, Verb},
    },
    flow::{
        draft::Step,
        elsewhere::later,
        near::{listed, near},
        place::Span,
        problem::{MISSING_KEY, NOT_BUILT_YET, Problem, TWO_VERBS, WRONG_SHAPE},
        shape::Reading,
        tree::{Key, Node, Tree},
    },
};

/// The keys that every step may have.
const COMMON: &[&str] = &["say", "title", "operator"];

impl<'a> Reading<'_> {
    pub(super) fn steps(&mut self, tree: &'a Tree, unread: &mut BTreeSet<Name>) -> Vec<Step<'a>> {
        let mut steps = Vec::new();
        for (key, value) in self.named(tree, "steps").into_values() {
            match self.step(key, value) {
                Some(step) => steps.push(step),
                None => drop(unread.insert(key.text.as_str().into())),
            }
        }
        if let (true, true, Some((key, _))) = (steps.is_empty(), unread.is_empty(), tree.get("steps")) {
            self.error(MISSING_KEY, key.span, || "the flow has no steps".to_owned());
        }
        steps
    }

    fn step(&mut self, key: &Key, tree: &'a Tree) -> Option<Step<'a>> {
        let Some(entries) = tree.map() else {
            self.error(WRONG_SHAPE, key.span, || {
                format!("a step is a map such as {{ next: main }}, not {}", tree.kind())
            });
            return None;
        };
        let kind = self.kind(entries)?;
        let say = self.common::<Prompts>(tree, "say").unwrap_or_default().0;
        let operator = self.common::<Name>(tree, "operator");
        self.common::<String>(tree, "title");
        let verb = self.verb(kind, tree, key.span)?;
        Some(Step { name: key.text.as_str().into(), span: key.span, tree, say, operator, verb })
    }

    fn common<T: serde::de::DeserializeOwned>(&mut self, tree: &Tree, key: &str) -> Option<T> {
        let (key, value) = tree.get(key)?;
        self.whole(value, key.span)
    }

    /// The verb of a step: the one whose key it has, else the one whose key it nearly has, else none at all.
    fn kind(&mut self, entries: &[(Key, Tree)]) -> Option<(Kind, Option<Span>)> {
        let (file, mut found) = (self.file, Vec::new());
        for (key, _) in entries {
            found.extend(verbs().find(|kind| kind.name == key.text).map(|kind| (kind, key.span)));
        }
        if let Some((second, span)) = found.get(1) {
            self.problems.add(|| {
                Problem::error(TWO_VERBS, file, *span, format!("this step does a second thing: `{}`", second.name))
                    .hint("one step does one thing; give this one a step of its own and lead there by `next`")
            });
            return None;
        }
        if let Some((kind, _)) = found.first() {
            return Some((**kind, None));
        }
        let plain = VERBS.iter().find(|kind| kind.name.is_empty())?;
        let known = |word: &str| plain.keys.contains(&word) || COMMON.contains(&word);
        for (key, _) in entries.iter().filter(|(key, _)| !known(&key.text)) {
            let word = key.text.as_str();
            if let Some(meant) = near(word, verbs().map(|kind| kind.name)).filter(|_| !later(word, &[])) {
                self.unknown_key(key, &[meant]);
                return verbs().find(|kind| kind.name == meant).map(|kind| (*kind, Some(key.span)));
            }
            if later(word, &[]) {
                self.problems.add(|| {
                    Problem::error(NOT_BUILT_YET, file, key.span, format!("`{word}` is not built yet"))
                        .hint(format!("a step can be {} or have no verb", listed(verbs().map(|kind| kind.name))))
                });
                return None;
            }
        }
        Some((*only_owner(entries).unwrap_or(plain), None))
    }

    /// Reads a step by the shape of its verb. `slip` is where the verb's own key is misspelt, if it is.
    fn verb(&mut self, (kind, slip): (Kind, Option<Span>), tree: &Tree, owner: Span) -> Option<Box<dyn Verb>> {
        let known: Vec<&str> = kind.keys.iter().chain(COMMON).copied().collect();
        let (mut entries, mut lost): (Vec<(Key, Tree)>, bool) = (Vec::new(), false);
        for (key, value) in tree.map().into_iter().flatten().filter(|(key, _)| !COMMON.contains(&key.text.as_str())) {
            let word = key.text.as_str();
            let meant = match kind.keys.contains(&word) {
                true => Some(word),
                false if slip == Some(key.span) => Some(kind.name),
                // What is misspelt is read as what was meant, so that nothing is said to be missing besides.
                false => self.unknown_key(key, &known).filter(|meant| tree.get(meant).is_none()),
            };
            lost |= meant.is_none();
            let meant = meant.filter(|meant| entries.iter().all(|(key, _)| key.text != *meant));
            entries.extend(meant.map(|meant| (Key { text: meant.to_owned(), span: key.span }, value.clone())));
        }
        if lost && kind.name.is_empty() && entries.is_empty() {
            // What was to be its verb is not known: what that verb would need is not known either.
            return None;
        }
        self.typed(Tree { node: Node::Map(entries), span: tree.span }, owner, |json| (kind.read)(json))
    }
}

/// The verb of which the step has a key that no other verb has, such as `choices`.
fn only_owner(entries: &[(Key, Tree)]) -> Option<&'static Kind> {
    let owners = |key: &str| VERBS.iter().filter(move |kind| kind.keys.contains(&key)).collect::<Vec<_>>();
    entries.iter().find_map(|(key, _)| match owners(&key.text).as_slice() {
        [owner] => Some(*owner),
        _ => None,
    })
}

/// The verbs that have a key.
fn verbs() -> impl Iterator<Item = &'static Kind> {
    VERBS.iter().filter(|kind| !kind.name.is_empty())
}
