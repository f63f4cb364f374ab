//! Where the steps and people of a flow are written, and what steps are called for people.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    call::Name,
    flow::{
        Place, Sources,
        place::{File, Span},
        problem::Problems,
        source,
        tree::{Node, Tree},
    },
};

/// Who owns a piece of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    /// A step, by its name in the map.
    Step(Name),
    /// A person or a place.
    Person(Name),
}

/// What is written where.
#[derive(Debug, Default)]
pub(super) struct Written {
    pieces: Vec<(Arc<str>, Span, Owner)>,
    /// The titles of steps, by their names in the map.
    pub titles: BTreeMap<Name, String>,
}

impl Written {
    pub fn of(sources: &Sources) -> Self {
        let mut written = Self::default();
        let used = sources.used.iter().map(|(name, text)| (sources.path_of(name), text.clone()));
        for (path, text) in std::iter::once(sources.flow.clone()).chain(used) {
            let file = File::new(&path, &text);
            // What was built can be read; what it has to say about that was said then.
            if let Some(tree) = source::parse(&file, &mut Problems::default()) {
                written.file(&file, &tree);
            }
        }
        written
    }

    fn file(&mut self, file: &File, tree: &Tree) {
        self.steps(file, tree, "");
        for (part, tree) in entries(tree, "parts") {
            self.steps(file, tree, &format!("{}/", part.text));
        }
        for (name, value) in entries(tree, "people").chain(entries(tree, "places")) {
            let span = Span { start: name.span.start, end: end(value).max(name.span.end) };
            self.pieces.push((file.name.clone(), span, Owner::Person(name.text.as_str().into())));
        }
    }

    fn steps(&mut self, file: &File, tree: &Tree, prefix: &str) {
        for (key, value) in entries(tree, "steps") {
            let name = Name::from(format!("{prefix}{}", key.text).as_str());
            let span = Span { start: key.span.start, end: end(value).max(key.span.end) };
            self.pieces.push((file.name.clone(), span, Owner::Step(name.clone())));
            if let Some((_, Tree { node: Node::Text(title), .. })) = value.get("title") {
                self.titles.insert(name, title.clone());
            }
        }
    }

    /// Whose piece a place is in.
    pub fn owner(&self, place: &Place) -> Option<&Owner> {
        let within = |file: &Arc<str>, span: &Span| {
            *file == place.file && span.start <= place.span.start && place.span.start <= span.end
        };
        self.pieces.iter().find(|(file, span, _)| within(file, span)).map(|(_, _, owner)| owner)
    }
}

fn entries<'a>(tree: &'a Tree, key: &str) -> impl Iterator<Item = &'a (crate::flow::tree::Key, Tree)> {
    tree.get(key).and_then(|(_, value)| value.map()).into_iter().flatten()
}

/// Where a tree ends: block lists and maps know only where they start.
fn end(tree: &Tree) -> usize {
    let inside = tree.list().into_iter().flatten().chain(tree.map().into_iter().flatten().map(|(_, value)| value));
    let keys = tree.map().into_iter().flatten().map(|(key, _)| key.span.end);
    inside.map(end).chain(keys).fold(tree.span.end, usize::max)
}
