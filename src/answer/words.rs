//! Words that callers say: lists of phrases, matched as whole words.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::tokens::{Token, words};

/// A list of phrases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct Words(Vec<Vec<Token>>);

impl From<Vec<String>> for Words {
    fn from(phrases: Vec<String>) -> Self {
        Self(phrases.iter().map(|phrase| words(phrase)).filter(|phrase| !phrase.is_empty()).collect())
    }
}

impl Words {
    /// Whether one of the phrases stands in `text`, as whole words. Case, accents and punctuation do not matter.
    #[must_use]
    pub fn heard_in(&self, text: &str) -> bool {
        0 < self.longest_in(text)
    }

    /// How many words the longest of the phrases has that stands in `text`; 0 if none does.
    #[must_use]
    pub fn longest_in(&self, text: &str) -> usize {
        let text = words(text);
        (0..text.len()).map(|at| self.length_at(&text, at)).max().unwrap_or(0)
    }

    /// Whether `text` is one of the phrases, and nothing beside it.
    #[must_use]
    pub fn all_of(&self, text: &str) -> bool {
        let text = words(text);
        !text.is_empty() && self.length_at(&text, 0) == text.len()
    }

    /// Whether a phrase makes up at least half of `text`: it is what was meant, and not only a part of an answer.
    #[must_use]
    pub fn mostly(&self, text: &str) -> bool {
        let longest = self.longest_in(text);
        0 < longest && words(text).len() <= longest.saturating_mul(2)
    }

    /// The phrases as texts.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        let text = |phrase: &Vec<Token>| phrase.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ");
        self.0.iter().map(text).collect()
    }

    /// Whether there is no phrase in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many tokens the longest phrase has that begins at `at`; 0 if none does.
    pub(super) fn length_at(&self, text: &[Token], at: usize) -> usize {
        let rest = text.get(at..).unwrap_or_default();
        let stands = |phrase: &&Vec<Token>| {
            phrase.len() <= rest.len() && phrase.iter().zip(rest).all(|(wanted, heard)| wanted.same(heard))
        };
        self.0.iter().filter(stands).map(Vec::len).max().unwrap_or(0)
    }

    /// How many tokens the longest phrase has that `text` ends with; 0 if none does.
    pub(super) fn length_at_end(&self, text: &[Token]) -> usize {
        let starts = (0..text.len()).filter(|at| {
            let length = self.length_at(text, *at);
            0 < length && at + length == text.len()
        });
        starts.map(|at| text.len() - at).max().unwrap_or(0)
    }

    /// The phrases.
    pub(super) fn phrases(&self) -> &[Vec<Token>] {
        &self.0
    }
}

/// Words that stand for something each: `march` for 3. Written without regard to case and accents.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "BTreeMap<String, T>")]
#[serde(bound = "T: Deserialize<'de> + Clone")]
pub struct Named<T>(BTreeMap<String, T>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Clone> From<BTreeMap<String, T>> for Named<T> {
    fn from(written: BTreeMap<String, T>) -> Self {
        let joined = |name: &str, part: fn(&Token) -> &str| words(name).iter().map(part).collect::<Vec<_>>().join(" ");
        let mut named: BTreeMap<String, T> = BTreeMap::new();
        for (name, value) in &written {
            named.insert(joined(name, Token::spelling), value.clone());
        }
        // What is the same only without its accents gives way: `eñe` is no `ene`.
        for (name, value) in written {
            named.entry(joined(&name, |token| &token.text)).or_insert(value);
        }
        Self(named)
    }
}

/// The most words that one name has.
const NAME_WORDS_MAX: usize = 5;

impl<T: Clone> Named<T> {
    /// What a single word stands for.
    #[must_use]
    pub fn get(&self, word: &str) -> Option<&T> {
        self.0.get(word)
    }

    /// Everything that something here stands for.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.0.values()
    }

    /// The names, folded.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// What the longest name at `at` stands for, and how many tokens that name has.
    pub(super) fn at(&self, text: &[Token], at: usize) -> Option<(T, usize)> {
        let rest = text.get(at..).unwrap_or_default();
        let (mut name, mut spelt) = (String::new(), String::new());
        let mut found = None;
        for (length, token) in (1..=NAME_WORDS_MAX).zip(rest) {
            if 1 < length {
                name.push(' ');
                spelt.push(' ');
            }
            name.push_str(&token.text);
            spelt.push_str(token.spelling());
            if let Some(value) = self.0.get(&spelt).or_else(|| self.0.get(&name)) {
                found = Some((value.clone(), length));
            }
        }
        found
    }
}
