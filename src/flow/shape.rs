//! From a tree to a typed value: serde does the reading, and what it finds wrong gets its place back.
//!
//! serde stops at the first thing that is wrong. So what is wrong is taken out, or put right where it is clear what was
//! meant, and the rest is read again: designers see everything at once.

use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use serde_path_to_error::{Path, Segment};

use super::{
    place::{File, Span},
    problem::{Problem, Problems},
    tree::{Node, Tree},
    wrong,
};
use crate::engine::step::ShapeError;

/// The most that is reported of one step; each costs one more reading of that step.
const WRONG_MAX: usize = 20;

/// A reading: where, and what was found wrong so far.
pub(super) struct Reading<'a> {
    pub file: &'a File,
    pub problems: &'a mut Problems,
}

impl Reading<'_> {
    pub fn error(&mut self, rule: &'static str, span: Span, says: impl FnOnce() -> String) {
        let file = self.file;
        self.problems.add(|| Problem::error(rule, file, span, says()));
    }

    /// Reads `tree` as a typed value and reports everything that is wrong. `owner` is what problems of the whole point
    /// at.
    pub fn typed<T>(
        &mut self,
        mut tree: Tree,
        owner: Span,
        read: impl Fn(&Json) -> Result<T, ShapeError>,
    ) -> Option<T> {
        let mut taken_out: Vec<Vec<Down>> = Vec::new();
        for tried in 0..WRONG_MAX {
            let error = match read(&tree.json()) {
                Ok(value) => return Some(value).filter(|_| tried == 0),
                Err(error) => error,
            };
            let message = error.inner().to_string();
            let way = Way::find(&tree, owner, error.path());
            if let Some((unknown, known)) = wrong::unknown_field(&message)
                && let Some((owner, key)) = way.holder(&unknown)
            {
                let meant = self.unknown_key(key, &known).filter(|meant| owner.get(meant).is_none());
                let meant = meant.map(str::to_owned);
                let steps = way.steps_to(owner);
                tree.at_mut(&steps)?.rename(&unknown, meant.as_deref());
                if meant.is_none() {
                    taken_out.push([steps.as_slice(), &[Down::Key(unknown)]].concat());
                }
                continue;
            }
            let follows = match wrong::missing_field(&message) {
                Some(missing) => taken_out.contains(&[way.steps.as_slice(), &[Down::Key(missing)]].concat()),
                None => taken_out.iter().any(|taken| taken.starts_with(&way.steps)),
            };
            if !follows {
                let key = way.steps.last().and_then(Down::key);
                self.wrong((way.tree, way.span), key, &message);
            }
            let steps = way.steps;
            let (last, before) = steps.split_last()?;
            tree.at_mut(before)?.take_out(last);
            taken_out.push(steps);
        }
        None
    }

    /// Reads a whole sub-tree as a typed value.
    pub fn whole<T: DeserializeOwned>(&mut self, tree: &Tree, owner: Span) -> Option<T> {
        self.typed(tree.clone(), owner, |json| serde_path_to_error::deserialize(json))
    }
}

/// One step down a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Down {
    Key(String),
    Item(usize),
}

impl Down {
    fn key(&self) -> Option<&str> {
        match self {
            Self::Key(key) => Some(key),
            Self::Item(_) => None,
        }
    }
}

/// The way that a path of serde takes through a tree.
struct Way<'a> {
    tree: &'a Tree,
    parent: Option<&'a Tree>,
    span: Span,
    steps: Vec<Down>,
}

impl<'a> Way<'a> {
    fn find(tree: &'a Tree, owner: Span, path: &Path) -> Self {
        let own = matches!(tree.node, Node::Bool(_) | Node::Int(_) | Node::Float(_) | Node::Text(_));
        let span = if own { tree.span } else { owner };
        let mut way = Self { tree, parent: None, span, steps: Vec::new() };
        for segment in path {
            let next = match segment {
                Segment::Map { key } | Segment::Enum { variant: key } => {
                    let found = way.tree.get(key);
                    found.map(|(found, value)| (value, found.span, Down::Key(key.clone())))
                }
                Segment::Seq { index } => {
                    let item = way.tree.list().and_then(|items| items.get(*index));
                    item.map(|item| (item, way.span, Down::Item(*index)))
                }
                Segment::Unknown => None,
            };
            let Some((tree, fallback, down)) = next else { break };
            let span = if tree.span.start < tree.span.end { tree.span } else { fallback };
            way.steps.push(down);
            way = Self { tree, parent: Some(way.tree), span, steps: way.steps };
        }
        way
    }

    /// The map in which an unknown key stands: where the path ends, or one above.
    fn holder(&self, unknown: &str) -> Option<(&'a Tree, &'a super::tree::Key)> {
        let here = self.tree.get(unknown).map(|(key, _)| (self.tree, key));
        here.or_else(|| self.parent.and_then(|parent| Some((parent, parent.get(unknown)?.0))))
    }

    /// The steps to `tree`, which is where the path ends, or one above.
    fn steps_to(&self, tree: &Tree) -> Vec<Down> {
        let mut steps = self.steps.clone();
        if !std::ptr::eq(self.tree, tree) {
            steps.pop();
        }
        steps
    }
}

impl Tree {
    fn at_mut(&mut self, steps: &[Down]) -> Option<&mut Self> {
        let mut at = self;
        for step in steps {
            at = match (&mut at.node, step) {
                (Node::Map(entries), Down::Key(wanted)) => {
                    entries.iter_mut().find(|(key, _)| key.text == *wanted).map(|(_, value)| value)?
                }
                (Node::List(items), Down::Item(wanted)) => items.get_mut(*wanted)?,
                (_, Down::Key(_) | Down::Item(_)) => return None,
            };
        }
        Some(at)
    }

    /// Gives the key `key` another name, or takes it out.
    pub(super) fn rename(&mut self, key: &str, name: Option<&str>) {
        let Node::Map(entries) = &mut self.node else { return };
        match name {
            Some(name) => {
                entries
                    .iter_mut()
                    .filter(|(found, _)| found.text == key)
                    .for_each(|(found, _)| name.clone_into(&mut found.text));
            }
            None => entries.retain(|(found, _)| found.text != key),
        }
    }

    fn take_out(&mut self, last: &Down) {
        match (&mut self.node, last) {
            (Node::Map(entries), Down::Key(key)) => entries.retain(|(found, _)| found.text != *key),
            (Node::List(items), Down::Item(at)) if *at < items.len() => drop(items.remove(*at)),
            (_, Down::Key(_) | Down::Item(_)) => {}
        }
    }
}
