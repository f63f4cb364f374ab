//! Bundles: a flow with everything that it says, and the files that both were made from.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{
    build, check,
    place::File,
    problem::{Problem, Problems},
    read::{self, Texts, catalogue_of},
    source,
};
use crate::{
    answer,
    call::{BundleId, Name},
    engine::Flow,
    prompt::{self, Catalogue},
};

/// Everything that a bundle is made from. Kept as a file beside the store for as long as a call may need it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    /// The flow's file name, and its text.
    pub flow: (String, String),
    /// The texts that all flows of a folder share: file name and text, by language.
    pub prompts: BTreeMap<String, (String, String)>,
    /// The built-in texts, by primary language.
    pub built_in_prompts: BTreeMap<String, String>,
    /// The built-in words, by primary language.
    pub built_in_words: BTreeMap<String, String>,
    /// The hash of each recording's content, in hex, by file name.
    pub recordings: BTreeMap<String, String>,
}

impl Sources {
    /// A flow file alone, with what is built in.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let owned = |texts: &[(&str, &str)]| texts.iter().map(|(key, text)| ((*key).into(), (*text).into())).collect();
        Self {
            flow: (name.into(), text.into()),
            prompts: BTreeMap::new(),
            built_in_prompts: owned(prompt::BUILT_IN),
            built_in_words: owned(answer::BUILT_IN),
            recordings: BTreeMap::new(),
        }
    }

    /// With the shared texts of one language.
    #[must_use]
    pub fn with_prompts(mut self, language: &str, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.prompts.insert(language.to_owned(), (name.into(), text.into()));
        self
    }

    /// The text of one of the files, by its name.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&str> {
        let mut files = std::iter::once(&self.flow).chain(self.prompts.values());
        files.find(|(found, _)| found == name).map(|(_, text)| text.as_str())
    }

    /// As one JSON text: what is kept. The same sources always give the same text.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Maps with text keys and texts always serialise.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// From what [`Self::to_json`] made.
    ///
    /// # Errors
    /// Where it is no such text.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// The content hash over everything.
    #[must_use]
    pub fn id(&self) -> BundleId {
        BundleId(Sha256::digest(self.to_json().as_bytes()).into())
    }
}

/// The names of the files only: their texts hold phone numbers.
impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prompts: Vec<&str> = self.prompts.values().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Sources").field("flow", &self.flow.0).field("prompts", &prompts).finish_non_exhaustive()
    }
}

/// A flow that can be served, with everything that it says.
#[derive(Debug)]
pub struct Bundle {
    /// The content hash of its sources.
    pub id: BundleId,
    /// What runs.
    pub flow: Flow,
    /// What is said.
    pub catalogue: Catalogue,
    /// What it was made from.
    pub sources: Sources,
}

impl Bundle {
    /// Reads and checks a flow. With the bundle come its warnings.
    ///
    /// # Errors
    /// All problems at once, warnings too, if one of them is an error; then there is nothing to serve.
    pub fn build(sources: Sources) -> Result<(Self, Vec<Problem>), Vec<Problem>> {
        let mut problems = Problems::default();
        let file = File::new(&sources.flow.0, &sources.flow.1);
        let texts = Texts::new(&sources);
        let tree = source::parse(&file, &mut problems).map(|tree| read::put_right(&file, tree, &mut problems));
        let draft = tree.as_ref().and_then(|tree| read::read(&file, tree, &texts, &mut problems));
        if let Some(draft) = &draft {
            check::check(draft, &sources.recordings, &mut problems);
        }
        let built = draft.filter(|_| !problems.has_errors()).and_then(|draft| build::build(draft, &sources.recordings));
        match built {
            Some((flow, catalogue)) => {
                let id = sources.id();
                Ok((Self { id, flow, catalogue, sources }, problems.sorted()))
            }
            None => Err(problems.sorted()),
        }
    }
}

/// What clew itself says in a language, for where there is no flow: its catalogue, if clew speaks that language.
#[must_use]
pub fn built_in_catalogue(language: &str) -> Option<Catalogue> {
    let sources = Sources::new("built-in", "");
    let texts = Texts::new(&sources);
    let language = Name::from(language);
    let file = File::new("built-in", "");
    let nothing = super::tree::Tree { node: super::tree::Node::Nothing, span: super::place::Span::default() };
    let prompts = texts.prompts(&language, (&file, &nothing), &mut Problems::default());
    texts.speaks(&language).then(|| catalogue_of(&language, prompts))
}
