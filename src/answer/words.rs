//! Words that callers say: lists of phrases, matched as whole words.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::call::Name;

/// The built-in lists, by language.
pub const BUILT_IN: &[(&str, &str)] = &[("en", include_str!("words/en.yaml"))];

/// A list of phrases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct Words(Vec<Vec<String>>);

impl From<Vec<String>> for Words {
    fn from(phrases: Vec<String>) -> Self {
        Self(phrases.iter().map(|phrase| split(phrase)).filter(|phrase| !phrase.is_empty()).collect())
    }
}

impl Words {
    /// Whether one of the phrases stands in `text`, as whole words. Case and punctuation do not matter.
    #[must_use]
    pub fn heard_in(&self, text: &str) -> bool {
        0 < self.longest_in(text)
    }

    /// How many words the longest of the phrases has that stands in `text`; 0 if none does.
    #[must_use]
    pub fn longest_in(&self, text: &str) -> usize {
        let text = split(text);
        let heard = self.0.iter().filter(|phrase| text.windows(phrase.len()).any(|window| window == phrase.as_slice()));
        heard.map(Vec::len).max().unwrap_or(0)
    }
}

/// The words of a text, in lower case, without punctuation. An apostrophe belongs to its word.
pub(super) fn split(text: &str) -> Vec<String> {
    text.to_lowercase()
        .replace('’', "'")
        .split(|letter: char| !letter.is_alphanumeric() && letter != '\'')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// All words that a line understands, in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lexicon {
    /// For a person.
    pub person: Words,
    /// For yes.
    pub yes: Words,
    /// For no.
    pub no: Words,
    /// For going on alone.
    pub go_on: Words,
    /// For goodbye.
    pub goodbye: Words,
    /// The digits, by what they are called.
    pub digits: BTreeMap<String, char>,
    /// The flow's own lists, by name.
    #[serde(skip)]
    pub own: BTreeMap<Name, Words>,
}

impl Lexicon {
    /// Whether a phrase of the flow's list `list` stands in `text`.
    #[must_use]
    pub fn heard(&self, list: &Name, text: &str) -> bool {
        self.own.get(list).is_some_and(|words| words.heard_in(text))
    }
}
