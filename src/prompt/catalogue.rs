//! Everything that can be said on a line, by language and id.
//!
//! Which text serves a missing translation is settled once, when a bundle is built; speaking cannot miss.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    keys::says_zero,
    tongue::{Currency, Tongue, primary},
    wording::Wording,
};
use crate::call::Name;

/// The built-in texts, by language. Each can be replaced by a text of the flow with the same id.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("de", include_str!("builtin/de.yaml")),
    ("en", include_str!("builtin/en.yaml")),
    ("es", include_str!("builtin/es.yaml")),
    ("fr", include_str!("builtin/fr.yaml")),
];

/// One thing to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The text, for the platform's voice; also what a recording says.
    pub text: Wording,
    /// The recording to play instead: the hash of its content, in hex.
    pub audio: Option<String>,
    /// The language that it is in: a BCP 47 tag.
    pub language: Name,
}

/// Everything that can be said to a caller of one language. Texts may be in another where no translation was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// How values sound.
    pub tongue: Tongue,
    /// What there is to say, by id.
    pub entries: BTreeMap<Name, Entry>,
}

/// What was written in one language, before missing translations are settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The language: a BCP 47 tag.
    pub language: Name,
    /// The flow's own texts.
    pub own: BTreeMap<Name, Entry>,
    /// Those that flows share.
    pub shared: BTreeMap<Name, Entry>,
    /// Those of clew itself, in this language of whatever region.
    pub built_in: BTreeMap<Name, Entry>,
}

/// Everything that can be said on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogues {
    /// In the order of the flow; the first is the fallback.
    pub(super) languages: Vec<Catalogue>,
    pub(super) voices: BTreeMap<Name, Name>,
}

impl Catalogues {
    /// Settles what is said in each language, in the order of the flow: its own text, else the shared one, else the
    /// built-in one, all in that language; else what the first language says that has it. `voices` are by language.
    #[must_use]
    pub fn settle(written: Vec<Written>, voices: BTreeMap<Name, Name>, currency: Currency) -> Self {
        let mut languages: Vec<Catalogue> = Vec::new();
        for Written { language, own, shared, built_in } in written {
            let mut entries = built_in;
            entries.extend(shared);
            entries.extend(own);
            languages.push(Catalogue { tongue: Tongue::new(&language, currency), entries });
        }
        let mut all: BTreeMap<Name, Entry> = BTreeMap::new();
        for catalogue in &languages {
            for (id, entry) in &catalogue.entries {
                all.entry(id.clone()).or_insert_with(|| entry.clone());
            }
        }
        for catalogue in &mut languages {
            for (id, entry) in &all {
                catalogue.entries.entry(id.clone()).or_insert_with(|| entry.clone());
            }
        }
        Self { languages, voices }
    }

    /// The languages, in the order of the flow; the first is the fallback.
    pub fn languages(&self) -> impl Iterator<Item = &Name> {
        self.languages.iter().map(|catalogue| catalogue.tongue.tag())
    }

    /// What is said to callers of a language: exactly that, else of whatever region, else the fallback. `None` only
    /// where there is no language at all.
    #[must_use]
    pub fn of(&self, language: &Name) -> Option<&Catalogue> {
        let tag = |catalogue: &&Catalogue| catalogue.tongue.tag() == language;
        let near = |catalogue: &&Catalogue| {
            primary(catalogue.tongue.tag().as_str()).eq_ignore_ascii_case(primary(language.as_str()))
        };
        let found = self.languages.iter().find(tag).or_else(|| self.languages.iter().find(near));
        found.or_else(|| self.languages.first())
    }

    /// What is said for an id in a language.
    #[must_use]
    pub fn entry(&self, language: &Name, id: &str) -> Option<&Entry> {
        self.of(language)?.entries.get(id)
    }

    /// Translations that are missing: language and id of every text that is said in another language.
    pub fn untranslated(&self) -> impl Iterator<Item = (&Name, &Name)> {
        self.languages.iter().flat_map(|catalogue| {
            let tag = catalogue.tongue.tag();
            catalogue.entries.iter().filter(move |(_, entry)| entry.language != *tag).map(move |(id, _)| (tag, id))
        })
    }

    /// The values that a prompt needs in whichever language, by the prompt's id. Prompts that need none are left out.
    #[must_use]
    pub fn inserts(&self) -> BTreeMap<Name, BTreeSet<Name>> {
        let mut inserts: BTreeMap<Name, BTreeSet<Name>> = BTreeMap::new();
        for (id, entry) in self.languages.iter().flat_map(|catalogue| &catalogue.entries) {
            for insert in entry.text.inserts() {
                inserts.entry(id.clone()).or_default().insert(insert.path.clone());
            }
        }
        inserts
    }

    /// The prompts that tell callers about the key 0, in every language.
    #[must_use]
    pub fn saying_zero(&self) -> BTreeSet<Name> {
        let ids: BTreeSet<&Name> = self.languages.iter().flat_map(|catalogue| catalogue.entries.keys()).collect();
        let says = |id: &Name| {
            let all = self.languages.iter().map(|catalogue| catalogue.entries.get(id));
            all.into_iter()
                .all(|entry| entry.is_some_and(|entry| entry.text.texts().all(|(_, text)| says_zero(&text.plain()))))
        };
        ids.into_iter().filter(|id| says(id)).cloned().collect()
    }

    /// The same without recordings: everything is spoken by the platform's voice.
    #[must_use]
    pub fn text_only(&self) -> Self {
        let mut same = self.clone();
        for entry in same.languages.iter_mut().flat_map(|catalogue| catalogue.entries.values_mut()) {
            entry.audio = None;
        }
        same
    }
}
