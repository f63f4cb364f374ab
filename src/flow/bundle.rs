//! Bundles: a flow with everything that it says, and the files that both were made from.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Component, Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{
    build, check,
    pack::{self, Pack, Verdict},
    place::File,
    problem::{Problem, Problems},
    prove::{self, Proof, prove},
    read::{self, Texts, Trees},
    take::Take,
};
use crate::{
    answer,
    call::{BundleId, Name},
    engine::Flow,
    prompt::{self, Catalogues, Currency, Written},
};

/// Everything that a bundle is made from. Kept as a file beside the store for as long as a call may need it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    /// The path of the flow's file, and its text.
    pub flow: (String, String),
    /// The texts that all flows of a folder share: file name and text, by language.
    pub prompts: BTreeMap<String, (String, String)>,
    /// The built-in texts, by primary language.
    pub built_in_prompts: BTreeMap<String, String>,
    /// The built-in words, by primary language.
    pub built_in_words: BTreeMap<String, String>,
    /// The recordings, by file name.
    pub recordings: BTreeMap<String, Take>,
    /// The texts of the shared files that the flow names under `use`, by name as written there. One that is named and
    /// not here could not be read.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub used: BTreeMap<String, String>,
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
            used: BTreeMap::new(),
        }
    }

    /// With the shared texts of one language.
    #[must_use]
    pub fn with_prompts(mut self, language: &str, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.prompts.insert(language.to_owned(), (name.into(), text.into()));
        self
    }

    /// The text of one of the files, by its path.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&str> {
        let mut files = std::iter::once(&self.flow).chain(self.prompts.values());
        let own = files.find(|(found, _)| found == name).map(|(_, text)| text);
        own.or_else(|| self.used_as(name).and_then(|used| self.used.get(used))).map(String::as_str)
    }

    /// Gives one of the files another text.
    pub fn replace(&mut self, name: &str, text: &str) {
        let used = self.used_as(name).map(str::to_owned);
        let used = used.and_then(|used| self.used.get_mut(&used));
        let own = std::iter::once(&mut self.flow).chain(self.prompts.values_mut());
        let own = own.filter(|(found, _)| found == name).map(|(_, text)| text);
        own.chain(used).for_each(|found| text.clone_into(found));
    }

    /// The path of a shared file that the flow names under `use`: by it the file is opened and shown, like the flow's
    /// own. What is named there is relative to the flow's folder.
    #[must_use]
    pub fn path_of(&self, used: &str) -> String {
        let folder = Path::new(&self.flow.0).parent().unwrap_or(Path::new(""));
        let path = folder.components().chain(Path::new(used).components());
        path.filter(|part| !matches!(part, Component::CurDir)).collect::<PathBuf>().display().to_string()
    }

    /// The name under `use` of the shared file with that path.
    fn used_as(&self, path: &str) -> Option<&str> {
        self.used.keys().map(String::as_str).find(|used| self.path_of(used) == path)
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

    /// The content hash over everything: the texts, and the names of their files without the folders that these lie in,
    /// so that a flow is the same from wherever it was read.
    #[must_use]
    pub fn id(&self) -> BundleId {
        let name = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or("").to_owned();
        let mut named = self.clone();
        named.flow.0 = name(&named.flow.0);
        named.prompts.values_mut().for_each(|(path, _)| *path = name(path));
        named.whole_id()
    }

    /// The hash over all that is kept, paths as they were typed too: the id that bundles had before.
    #[must_use]
    pub fn whole_id(&self) -> BundleId {
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
    pub catalogues: Catalogues,
    /// What it was made from.
    pub sources: Sources,
    /// What is proven of each of its lines, where that decided whether it can be served: for a standard, or for what it
    /// promises its callers.
    pub proofs: Vec<Proof>,
}

impl Bundle {
    /// Reads and checks a flow. With the bundle come its warnings.
    ///
    /// # Errors
    /// All problems at once, warnings too, if one of them is an error; then there is nothing to serve.
    pub fn build(sources: Sources) -> Result<(Self, Vec<Problem>), Vec<Problem>> {
        Self::judged(sources, &[], &prove).0
    }

    /// The same, held against the standards that are named here as well as against those that the flow names itself.
    /// With it comes how each of them is kept; none where something else keeps the flow from being served.
    ///
    /// `prove` makes the proof, and is only asked where there is a standard or a promise: it takes its time.
    ///
    /// # Errors
    /// As [`Self::build`].
    #[expect(clippy::type_complexity, reason = "what `build` gives, and the verdicts")]
    pub fn judged(
        sources: Sources,
        standards: &[&'static Pack],
        prove: &dyn Fn(&Self) -> Vec<Proof>,
    ) -> (Result<(Self, Vec<Problem>), Vec<Problem>>, Vec<Verdict>) {
        Self::made(sources, Some((standards, prove)))
    }

    /// A flow that was served before, built again: standards and promises are not held against it, since calls go on
    /// with what they began with, and a proof takes its time.
    ///
    /// # Errors
    /// As [`Self::build`].
    pub fn again(sources: Sources) -> Result<(Self, Vec<Problem>), Vec<Problem>> {
        Self::made(sources, None).0
    }

    #[expect(clippy::type_complexity, reason = "what `build` gives, and the verdicts")]
    fn made(
        sources: Sources,
        judged: Option<(&[&'static Pack], &dyn Fn(&Self) -> Vec<Proof>)>,
    ) -> (Result<(Self, Vec<Problem>), Vec<Problem>>, Vec<Verdict>) {
        let mut problems = Problems::default();
        let file = File::new(&sources.flow.0, &sources.flow.1);
        let texts = Texts::new(&sources);
        let (files, all_read) = read::files(file, &sources, &mut problems);
        let draft = read::read((Trees(&files), all_read), &texts, &mut problems);
        if let Some(draft) = &draft {
            check::check(draft, &sources.recordings, &mut problems);
        }
        let built = draft
            .as_ref()
            .filter(|_| !problems.has_errors())
            .and_then(|draft| Some((draft, build::build(draft, &sources.recordings)?)));
        let Some((draft, (flow, catalogues))) = built else { return (Err(problems.sorted()), Vec::new()) };
        let mut bundle = Self { id: sources.id(), flow, catalogues, sources, proofs: Vec::new() };
        let verdicts = judged.map(|(standards, prove)| {
            let standards = pack::named(draft, standards);
            if !standards.is_empty() || !draft.promised.is_nothing() {
                bundle.proofs = prove(&bundle);
            }
            prove::judge(draft, &bundle.proofs, &mut problems);
            pack::judge(&standards, draft, (&bundle.flow, &bundle.proofs), &mut problems)
        });
        let verdicts = verdicts.unwrap_or_default();
        if problems.has_errors() {
            return (Err(problems.sorted()), verdicts);
        }
        (Ok((bundle, problems.sorted())), verdicts)
    }
}

/// What clew itself says in a language, for where there is no flow: if clew speaks that language.
#[must_use]
pub fn built_in_catalogues(language: &str) -> Option<Catalogues> {
    let sources = Sources::new("built-in", "");
    let language = Name::from(language);
    let built_in = Texts::new(&sources).built_in(&language)?;
    let written = Written { language, own: BTreeMap::new(), shared: BTreeMap::new(), built_in };
    Some(Catalogues::settle(vec![written], BTreeMap::new(), Currency::default()))
}
