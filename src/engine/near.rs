//! "Did you mean": the nearest of the names that would have fitted.
//!
//! Invariant: what is sure can only have been meant; everything else is a guess that a designer confirms.

use std::{fmt, ops::Deref};

/// Names longer than this are compared with nothing: no designer mistypes them, and comparing takes time.
const NAME_MAX: usize = 60;

/// More names than this are not looked at: comparing takes time.
const NAMES_MAX: usize = 2_000;

/// The shortest name of which one slip leaves enough: `on` and `no` are one slip apart, and two words.
const SURE_LETTERS_MIN: usize = 4;

/// What is to be written in the place of something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instead {
    /// The text.
    pub text: String,
    /// Whether nothing else can have been meant; otherwise it is a guess.
    pub sure: bool,
}

impl Instead {
    /// What can only have been meant.
    pub(crate) fn sure(text: impl Into<String>) -> Self {
        Self { text: text.into(), sure: true }
    }

    /// What may have been meant.
    pub(in crate::engine) fn guess(text: impl Into<String>) -> Self {
        Self { text: text.into(), sure: false }
    }
}

impl Deref for Instead {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

/// The name that was nearly written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Near<'a> {
    pub name: &'a str,
    /// Another name that is as near.
    pub other: Option<&'a str>,
    /// Whether it is one slip away, and no other name within two.
    pub sure: bool,
}

impl Near<'_> {
    /// The question to the designer.
    pub fn asked(&self) -> String {
        match self.other {
            Some(other) => format!("did you mean `{}` or `{other}`?", self.name),
            None => format!("did you mean `{}`?", self.name),
        }
    }
}

impl From<Near<'_>> for Instead {
    fn from(near: Near<'_>) -> Self {
        Self { text: near.name.to_owned(), sure: near.sure }
    }
}

impl fmt::Display for Near<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The nearest of `names` to `written`, if it is near enough to have been meant.
pub(crate) fn near<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<Near<'a>> {
    let written = written.to_lowercase();
    if written.is_empty() || NAME_MAX < written.len() {
        return None;
    }
    let names = names.into_iter().take(NAMES_MAX).filter(|name| name.len() <= NAME_MAX);
    let mut close: Vec<(usize, &str)> = names.filter_map(|name| Some((slips(&written, name)?, name))).collect();
    close.sort_by_key(|(slips, name)| (*slips, name.len(), *name));
    close.dedup();
    let fits = |(slips, name): &&(usize, &'a str)| {
        let own = last_part(&written, &name.to_lowercase()).0.chars().count();
        *slips <= 1 + own / 4 && *slips < name.chars().count().max(2)
    };
    let (slips, name) = close.iter().find(fits)?;
    let other = close.iter().filter(fits).find(|(others, other)| others == slips && other != name);
    let alone = close.iter().filter(|(others, _)| *others <= 2).count() == 1;
    let sure = alone && *slips <= 1 && SURE_LETTERS_MIN <= written.chars().count() && !is_of_a_series(&written, name);
    Some(Near { name, other: other.map(|(_, other)| *other), sure })
}

/// How many slips apart two names are; nothing for names that are too different to be compared.
fn slips(written: &str, name: &str) -> Option<usize> {
    let lower = name.to_lowercase();
    let (own, others) = last_part(written, &lower);
    let most = 2.max(1 + own.chars().count() / 4);
    Some(strsim::damerau_levenshtein(own, others)).filter(|slips| *slips <= most)
}

/// Two dotted paths without the names that they share in front: of `slot.who` and `slot.at`, `who` and `at`.
fn last_part<'w, 'n>(written: &'w str, name: &'n str) -> (&'w str, &'n str) {
    let shared = |(at, sign): &(usize, char)| *sign == '.' && written.get(..=*at) == name.get(..=*at);
    let behind = written.char_indices().rfind(shared).map_or(0, |(at, _)| at.saturating_add(1));
    (written.get(behind..).unwrap_or(written), name.get(behind..).unwrap_or(name))
}

/// Whether two names differ in a digit alone, or are tags of languages: both are easily a name of their own.
fn is_of_a_series(written: &str, name: &str) -> bool {
    let letters =
        |text: &str| -> String { text.to_lowercase().chars().filter(|sign| !sign.is_ascii_digit()).collect() };
    name.contains('-') || written != name.to_lowercase() && letters(written) == letters(name)
}
