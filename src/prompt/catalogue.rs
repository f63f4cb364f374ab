//! Everything that can be said in one language, by id.

use std::collections::BTreeMap;

use super::template::Template;
use crate::call::Name;

/// The built-in texts, by language. Each can be replaced by a text of the flow with the same id.
pub const BUILT_IN: &[(&str, &str)] = &[("en", include_str!("builtin/en.yaml"))];

/// One thing to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The text, for the platform's voice; also what a recording says.
    pub text: Template,
    /// The recording to play instead: the hash of its content, in hex.
    pub audio: Option<String>,
}

/// Everything that can be said in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// The language: a BCP 47 tag.
    pub language: Name,
    /// What there is to say, by id.
    pub entries: BTreeMap<Name, Entry>,
}

impl Catalogue {
    /// The same without recordings: everything is spoken by the platform's voice.
    #[must_use]
    pub fn text_only(&self) -> Self {
        let entries = self.entries.iter().map(|(id, entry)| (id.clone(), Entry { audio: None, ..entry.clone() }));
        Self { language: self.language.clone(), entries: entries.collect() }
    }
}

/// Whether a text tells callers about the key 0: "press 0", "0 for a person", "press zero". Not "10", "0.50", "8:00".
#[must_use]
pub fn says_zero(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let zero = |word: &str| word.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '+').to_lowercase();
    let presses = ["press", "dial", "hit", "push", "touch", "key"];
    let pressed = words.windows(2).any(|pair| match pair {
        [verb, word] => presses.contains(&zero(verb).as_str()) && zero(word) == "zero",
        _ => false,
    });
    pressed || words.iter().any(|word| zero(word) == "0" && !word.contains(['$', '€', '£']))
}
