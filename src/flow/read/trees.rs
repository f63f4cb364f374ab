//! The files of a flow: its own, and those that it uses.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use crate::{
    call::Name,
    flow::{
        draft::{Found, Named},
        place::{File, Span},
        problem::{DUPLICATE_KEY, Problem, Problems},
        shape::Reading,
        tree::{Key, Tree},
    },
};

/// A file that was read.
pub(in crate::flow) struct Read {
    pub file: File,
    pub tree: Tree,
}

/// The files of a flow, its own first.
#[derive(Clone, Copy)]
pub(in crate::flow) struct Trees<'a>(pub &'a [Read]);

impl<'a> Trees<'a> {
    /// The flow's own file.
    pub fn own(self) -> Option<&'a Read> {
        self.0.first()
    }

    /// The entries of the maps that stand at the top of the files under `key`, each with a proper name, each once.
    pub fn named(self, key: &str, problems: &mut Problems) -> Vec<(&'a File, &'a Key, &'a Tree)> {
        let mut seen: BTreeMap<&str, &File> = BTreeMap::new();
        let mut entries = Vec::new();
        for Read { file, tree } in self.0 {
            for (name, value) in (Reading { file, problems }).named(tree, key).into_values() {
                match seen.insert(name.text.as_str(), file) {
                    None => entries.push((file, name, value)),
                    Some(first) => problems.add(|| {
                        Problem::error(DUPLICATE_KEY, file, name.span, format!("`{}` is here a second time", name.text))
                            .hint(format!("it stands in {} too; only one of them can count", first.name))
                    }),
                }
            }
        }
        entries
    }

    /// The same, each read as a typed value.
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough in its lifetimes")]
    pub fn typed<T: DeserializeOwned>(self, key: &str, problems: &mut Problems) -> Found<'a, T> {
        self.read(key, problems, |reading, value, owner| reading.whole(value, owner))
    }

    /// The same, each read by `read`.
    pub fn read<T>(
        self,
        key: &str,
        problems: &mut Problems,
        read: impl Fn(&mut Reading<'_>, &'a Tree, Span) -> Option<T>,
    ) -> Found<'a, T> {
        let mut found = BTreeMap::new();
        for (file, name, tree) in self.named(key, problems) {
            if let Some(value) = read(&mut Reading { file, problems }, tree, name.span) {
                found.insert(Name::from(name.text.as_str()), Named { value, file, span: name.span, tree });
            }
        }
        found
    }
}
