//! Steps: each by the shape of its verb.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    call::Name,
    engine::{
        shape::{Asking, Names, Sayings, Settings},
        step::{Kind, VERBS, Verb},
    },
    flow::{
        draft::Step,
        elsewhere::{TAKEN_FOR_EACH_OTHER, from_elsewhere, later},
        near::{listed, near},
        place::{File, Span},
        problem::{MISSING_KEY, NOT_BUILT_YET, Problem, TWO_VERBS, WRONG_SHAPE},
        shape::Reading,
        tree::{Key, Node, Tree},
    },
};

/// The keys that every step may have.
pub(in crate::flow) const COMMON: &[&str] = &["say", "set", "forget", "matter", "title", "operator"];

/// The keys that every step may have that waits.
pub(in crate::flow) const ASKING: &[&str] = &["again", "silence", "tries", "stuck", "listen"];

impl<'a> Reading<'_> {
    pub(super) fn steps(&mut self, file: &'a File, tree: &'a Tree, unread: &mut BTreeSet<Name>) -> Vec<Step<'a>> {
        let mut steps = Vec::new();
        for (key, value) in self.named(tree, "steps").into_values() {
            match self.step(file, key, value) {
                Some(step) => steps.push(step),
                None => drop(unread.insert(key.text.as_str().into())),
            }
        }
        steps
    }

    fn step(&mut self, file: &'a File, key: &Key, tree: &'a Tree) -> Option<Step<'a>> {
        let Some(entries) = tree.map() else {
            self.error(WRONG_SHAPE, key.span, || {
                format!("a step is a map such as {{ next: main }}, not {}", tree.kind())
            });
            return None;
        };
        let kind = self.kind(entries)?;
        let say = self.common::<Sayings>(tree, "say").unwrap_or_default();
        let set = self.common::<Settings>(tree, "set").unwrap_or_default();
        let forget = self.common::<Names>(tree, "forget").unwrap_or_default().0;
        let matter = self.common::<Name>(tree, "matter");
        let operator = self.common::<Name>(tree, "operator");
        self.common::<String>(tree, "title");
        let asking = if kind.0.asks { self.asking(tree, key.span) } else { Asking::default() };
        let verb = self.verb(kind, tree, key.span)?;
        let (name, span) = (key.text.as_str().into(), key.span);
        Some(Step { name, file, span, tree, say, set, forget, matter, operator, asking, verb })
    }

    /// How a step asks.
    fn asking(&mut self, tree: &Tree, owner: Span) -> Asking {
        let own = |key: &Key| ASKING.contains(&key.text.as_str());
        let entries: Vec<_> = tree.map().into_iter().flatten().filter(|(key, _)| own(key)).cloned().collect();
        let asking: Asking = self.whole(&Tree { node: Node::Map(entries), span: tree.span }, owner).unwrap_or_default();
        if let (Some(_), None, Some((key, _))) = (asking.tries, &asking.stuck, tree.get("tries")) {
            let file = self.file;
            self.problems.add(|| {
                let says = "where callers go after so many tries is missing: `stuck: …`";
                Problem::error(MISSING_KEY, file, key.span, says)
                    .hint("they would be asked on and on; name a step or a person, such as `stuck: operator`")
            });
        }
        asking
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
        // A verb's name may be a key of another verb, as `message` is of `callback`.
        let names: Vec<&Kind> = found.iter().map(|(kind, _)| *kind).collect();
        let key_of = |name: &str| names.iter().any(|kind| kind.name != name && kind.keys.contains(&name));
        found.retain(|(kind, _)| !key_of(kind.name));
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
        let known = |word: &str| plain.keys.contains(&word) || COMMON.contains(&word) || ASKING.contains(&word);
        for (key, _) in entries.iter().filter(|(key, _)| !known(&key.text)) {
            let word = key.text.as_str();
            if let Some(meant) = meant_verb(word).filter(|_| !later(word)) {
                self.unknown_key(key, &verbs().map(|kind| kind.name).collect::<Vec<_>>());
                return verbs().find(|kind| kind.name == meant).map(|kind| (*kind, Some(key.span)));
            }
            if later(word) {
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
    fn verb(&mut self, (kind, slip): (Kind, Option<Span>), tree: &Tree, owner: Span) -> Option<Arc<dyn Verb>> {
        let asking = if kind.asks { ASKING } else { &[] };
        let known: Vec<&str> = kind.keys.iter().chain(COMMON).chain(asking).copied().collect();
        let common = |key: &str| COMMON.contains(&key) || asking.contains(&key);
        let status = |key: &str| kind.statuses && key.len() == 3 && key.bytes().all(|digit| digit.is_ascii_digit());
        let (mut entries, mut lost): (Vec<(Key, Tree)>, bool) = (Vec::new(), false);
        for (key, value) in tree.map().into_iter().flatten().filter(|(key, _)| !common(&key.text)) {
            let word = key.text.as_str();
            let meant = match kind.keys.contains(&word) || status(word) {
                true => Some(word),
                false if slip == Some(key.span) => Some(kind.name),
                // What is misspelt is read as what was meant, so that nothing is said to be missing besides.
                false => self.unknown_key(key, &known).filter(|meant| tree.get(meant).is_none()),
            };
            lost |= meant.is_none();
            // What every step may have is no matter of the verb's.
            let meant = meant.filter(|meant| !common(meant) && entries.iter().all(|(key, _)| key.text != *meant));
            entries.extend(meant.map(|meant| (Key { text: meant.to_owned(), span: key.span }, value.clone())));
        }
        if lost && kind.name.is_empty() && entries.is_empty() {
            // What was to be its verb is not known: what that verb would need is not known either.
            return None;
        }
        self.typed(Tree { node: Node::Map(entries), span: tree.span }, owner, |json| (kind.read)(json))
    }
}

/// The verb that a word stands for: a slip of the pen, or what other systems call it.
fn meant_verb(word: &str) -> Option<&'static str> {
    if TAKEN_FOR_EACH_OTHER.iter().any(|(taken, _)| *taken == word) {
        return None;
    }
    let Some(foreign) = from_elsewhere(word) else {
        return near(word, verbs().map(|kind| kind.name)).map(|near| near.name);
    };
    let mut meant = foreign.keys.iter().copied().filter(|key| verbs().any(|kind| kind.name == *key));
    // A word for what several verbs say names none of them.
    meant.next().filter(|_| meant.next().is_none())
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
