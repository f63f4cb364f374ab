//! What a change of a flow means for callers, not for lines of a file.
//!
//! Invariant: two files that are written otherwise and do the same have no difference. Steps are compared by name;
//! those that only one of the two has are the same if they do and say the same, and are renamed then. It knows no verb
//! and no rung by name. Numbers are shown masked.
//!
//! To add a kind of difference: its line in [`Concern`], where it is found, and a pair in `tests/diff/`.

mod bounds;
mod people;
mod rest;
mod steps;
mod texts;
mod ways;

pub use bounds::bounds;

use std::collections::BTreeMap;

use serde::Serialize;

use super::Bundle;
use crate::call::Name;

/// Something that is otherwise for callers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What it concerns.
    pub concern: Concern,
    /// The step, person, prompt or the like that it is about.
    pub about: String,
    /// What is otherwise.
    pub what: String,
    /// How it was; nothing if it was not there.
    pub was: Option<String>,
    /// How it is; nothing if it is not there any more.
    pub is: Option<String>,
}

/// What a difference concerns, in the order in which it matters to callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    /// Who is answered at all.
    Lines,
    /// Whom callers reach.
    People,
    /// How long it can take until help.
    Bounds,
    /// Where keys, words and answers lead.
    Ways,
    /// Which steps there are.
    Steps,
    /// What is asked, and how it is listened for.
    Questions,
    /// When the guards step in.
    Limits,
    /// When somebody is there.
    Hours,
    /// Which languages are spoken.
    Languages,
    /// What is said.
    Texts,
    /// Which words are understood.
    Words,
    /// What backends are asked.
    Lookups,
    /// What is remembered, noted and switched.
    Rest,
}

impl Concern {
    /// As a heading.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Lines => "who is answered",
            Self::People => "whom callers reach",
            Self::Bounds => "how long it can take until help",
            Self::Ways => "where keys, words and answers lead",
            Self::Steps => "which steps there are",
            Self::Questions => "what is asked, and how",
            Self::Limits => "when the guards step in",
            Self::Hours => "when somebody is there",
            Self::Languages => "which languages are spoken",
            Self::Texts => "what is said",
            Self::Words => "which words are understood",
            Self::Lookups => "what backends are asked",
            Self::Rest => "what is remembered, noted and switched",
        }
    }
}

/// Everything that is otherwise for callers, what matters most first.
#[must_use]
pub fn diff(old: &Bundle, new: &Bundle) -> Vec<Difference> {
    let mut found = Found::default();
    let renamed = steps::renamed(&old.flow, &new.flow);
    rest::compare(&old.flow, &new.flow, &mut found);
    people::compare(&old.flow, &new.flow, &mut found);
    steps::compare(&old.flow, &new.flow, &renamed, &mut found);
    texts::compare(old, new, &mut found);
    found.sorted()
}

/// Differences as text: under a heading each, `was -> is`.
#[must_use]
pub fn lines(differences: &[Difference]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut before = None;
    for Difference { concern, about, what, was, is } in differences {
        if before != Some(*concern) {
            lines.push(concern.heading().to_owned());
            before = Some(*concern);
        }
        let how = match (was, is) {
            (Some(was), Some(is)) => format!(": {was} -> {is}"),
            (Some(only), None) | (None, Some(only)) => format!(": {only}"),
            (None, None) => String::new(),
        };
        lines.push(format!("  {about} {what}{how}"));
    }
    lines
}

/// The steps of the old flow that have another name in the new one.
type Renamed = BTreeMap<Name, Name>;

/// Differences as they are found.
#[derive(Default)]
struct Found(Vec<Difference>);

impl Found {
    /// One of them.
    fn add(&mut self, concern: Concern, (about, what): (&str, &str), was: Option<String>, is: Option<String>) {
        let (about, what) = (about.to_owned(), what.to_owned());
        self.0.push(Difference { concern, about, what, was, is });
    }

    /// Something that both have, if it is otherwise.
    fn changed(&mut self, concern: Concern, names: (&str, &str), was: String, is: String) {
        if was != is {
            self.add(concern, names, Some(was), Some(is));
        }
    }

    /// What only one has, and what is otherwise in both: as it is told, or without being told where that is the same.
    fn maps<T: PartialEq>(
        &mut self,
        concern: Concern,
        kind: &str,
        (old, new): (&BTreeMap<Name, T>, &BTreeMap<Name, T>),
        told: impl Fn(&T) -> String,
    ) {
        for (name, was) in old {
            let about = format!("{kind} `{name}`");
            match new.get(name) {
                None => self.add(concern, (&about, "is gone"), Some(told(was)), None),
                Some(is) if was == is => {}
                Some(is) if told(was) == told(is) => self.add(concern, (&about, "works otherwise"), None, None),
                Some(is) => self.changed(concern, (&about, "is otherwise"), told(was), told(is)),
            }
        }
        for (name, is) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
            self.add(concern, (&format!("{kind} `{name}`"), "is new"), None, Some(told(is)));
        }
    }

    fn sorted(self) -> Vec<Difference> {
        let mut all = self.0;
        all.sort_by_key(|difference| difference.concern);
        all
    }
}

/// Names, as texts show them.
fn listed<'a>(names: impl IntoIterator<Item = &'a Name>) -> String {
    let names: Vec<&str> = names.into_iter().map(Name::as_str).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}

/// What a thing holds, whatever its order: two that hold the same do the same.
fn pieces(shown: &str) -> Vec<&str> {
    let mut pieces: Vec<&str> =
        shown.split(['{', '}', '[', ']', '(', ')', ',']).map(str::trim).filter(|piece| !piece.is_empty()).collect();
    pieces.sort_unstable();
    pieces
}
