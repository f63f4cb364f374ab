//! From trees to a [`Draft`]: everything that can be read is read, everything that cannot is a problem.

mod people;
mod steps;
mod texts;
mod top;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    draft::Draft,
    place::{File, Span},
    problem::{MISSING_KEY, Problems, WRONG_SHAPE},
    shape::Reading,
    tree::{Key, Tree},
};
use crate::call::Name;

pub(super) use texts::{Texts, catalogue_of};

/// The keys of a flow file.
const TOP: &[&str] =
    &["flow", "title", "languages", "lines", "start", "steps", "people", "desks", "prompts", "words", "patience"];

/// Those that every flow has.
const NEEDED: &[&str] = &["flow", "languages", "start", "steps", "people"];

/// The longest name, in bytes: names ride in every saved turn.
const NAME_MAX: usize = 60;

/// Reports the keys at the top that are not known. What is misspelt is read as what was meant.
pub(super) fn put_right(file: &File, mut tree: Tree, problems: &mut Problems) -> Tree {
    let mut reading = Reading { file, problems };
    let unknown = tree.map().into_iter().flatten().filter(|(key, _)| !TOP.contains(&key.text.as_str()));
    for key in unknown.map(|(key, _)| key.clone()).collect::<Vec<_>>() {
        if let Some(meant) = reading.unknown_key(&key, TOP)
            && tree.get(meant).is_none()
        {
            tree.rename(&key.text, Some(meant));
        }
    }
    tree
}

/// Reads a flow. `None` only if the file is no map, or its language is not known: then nothing else can be judged.
pub(super) fn read<'a>(
    file: &'a File,
    tree: &'a Tree,
    texts: &Texts<'_>,
    problems: &mut Problems,
) -> Option<Draft<'a>> {
    let mut reading = Reading { file, problems };
    if tree.map().is_none() {
        reading
            .error(WRONG_SHAPE, tree.span, || format!("a flow file holds keys such as `flow:`, not {}", tree.kind()));
        return None;
    }
    reading.needed(tree);
    let name = reading.flow_name(tree);
    let lines = reading.lines(tree);
    let patience = reading.patience(tree);
    let start = reading.start(tree);
    let desks = reading.desks(tree);
    let mut unread = BTreeSet::new();
    let steps = reading.steps(tree, &mut unread);
    let people = reading.people(tree, &mut unread);
    let language = reading.language(tree, texts)?;
    let words = reading.word_lists(tree, &language);
    let lexicon = texts.lexicon(&language, reading.problems);
    let prompts = texts.prompts(&language, (file, tree), reading.problems);
    let whole = unread.is_empty();
    Some(Draft {
        file,
        whole,
        name,
        language,
        lines,
        start,
        steps,
        people,
        unread,
        desks,
        words,
        prompts,
        lexicon,
        patience,
    })
}

impl<'a> Reading<'_> {
    /// Reports those keys at the top that are missing.
    fn needed(&mut self, tree: &Tree) {
        let missing: Vec<String> =
            NEEDED.iter().filter(|key| tree.get(key).is_none()).map(|key| format!("`{key}:`")).collect();
        if !missing.is_empty() {
            self.error(MISSING_KEY, Span::default(), || format!("the flow lacks {}", missing.join(", ")));
        }
    }

    /// The entries of the map at the top-level key `key`, each with a proper name, each once.
    fn named(&mut self, tree: &'a Tree, key: &str) -> BTreeMap<usize, (&'a Key, &'a Tree)> {
        let Some((at, value)) = tree.get(key) else { return BTreeMap::new() };
        let Some(entries) = value.map() else {
            self.error(WRONG_SHAPE, at.span, || format!("`{key}` holds names, not {}", value.kind()));
            return BTreeMap::new();
        };
        let mut seen = BTreeSet::new();
        let mut named = BTreeMap::new();
        for (order, (key, value)) in entries.iter().enumerate() {
            if self.name(key).is_some() && seen.insert(&key.text) {
                named.insert(order, (key, value));
            }
        }
        named
    }

    fn name(&mut self, key: &Key) -> Option<Name> {
        let fits = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '-' || letter == '.';
        if !key.text.is_empty() && key.text.len() <= NAME_MAX && key.text.chars().all(fits) {
            return Some(key.text.as_str().into());
        }
        self.error(WRONG_SHAPE, key.span, || {
            format!("expected a name: letters, digits, `_`, `-` and `.`, {NAME_MAX} at most")
        });
        None
    }
}
