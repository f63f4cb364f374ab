//! The small keys at the top of a flow file.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::Texts;
use crate::{
    call::{Name, Number},
    engine::Patience,
    flow::{
        near::listed,
        place::Span,
        problem::{LANGUAGE_UNKNOWN, NOT_BUILT_YET, Problem, WRONG_SHAPE},
        shape::Reading,
        tree::Tree,
    },
};

/// When the guards step in, as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPatience {
    #[serde(default = "usual_questions")]
    questions: u16,
}

fn usual_questions() -> u16 {
    Patience::default().questions
}

/// A desk: who reads messages.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Desk {
    #[serde(rename = "title")]
    _title: Option<String>,
}

impl Reading<'_> {
    pub(super) fn flow_name(&mut self, tree: &Tree) -> Name {
        if let Some((key, value)) = tree.get("title") {
            self.whole::<String>(value, key.span);
        }
        let name = tree.get("flow").and_then(|(key, value)| self.whole::<Name>(value, key.span));
        name.unwrap_or_else(|| "flow".into())
    }

    pub(super) fn start(&mut self, tree: &Tree) -> Option<(Name, Span)> {
        let (key, value) = tree.get("start")?;
        Some((self.whole(value, key.span)?, value.span))
    }

    pub(super) fn lines(&mut self, tree: &Tree) -> Vec<Number> {
        let Some((key, value)) = tree.get("lines") else { return Vec::new() };
        let Some(items) = value.list() else {
            let file = self.file;
            self.problems.add(|| {
                Problem::error(
                    WRONG_SHAPE,
                    file,
                    key.span,
                    format!("`lines` is a list of numbers, not {}", value.kind()),
                )
                .hint("write it like [\"+15550100\"], also if there is only one")
            });
            return Vec::new();
        };
        let mut lines = Vec::new();
        for item in items {
            let Some(text) = self.whole::<String>(item, key.span) else { continue };
            match Number::parse(&text) {
                Some(number) => lines.push(number),
                None => self.error(WRONG_SHAPE, item.span, || {
                    "a phone number is written \"+\", the country and the number: \"+15550100\"".to_owned()
                }),
            }
        }
        lines
    }

    pub(super) fn patience(&mut self, tree: &Tree) -> Patience {
        let Some((key, value)) = tree.get("patience") else { return Patience::default() };
        let Some(WrittenPatience { questions }) = self.whole(value, key.span) else { return Patience::default() };
        if !(10..=20).contains(&questions) {
            let span = value.get("questions").map_or(key.span, |(_, questions)| questions.span);
            self.error(WRONG_SHAPE, span, || "`questions` lies between 10 and 20".to_owned());
        }
        Patience { questions }
    }

    pub(super) fn desks(&mut self, tree: &Tree) -> BTreeSet<Name> {
        let mut desks = BTreeSet::new();
        for (key, value) in self.named(tree, "desks").into_values() {
            self.whole::<Option<Desk>>(value, key.span);
            desks.insert(key.text.as_str().into());
        }
        desks
    }

    /// The language, if clew can speak and understand it.
    pub(super) fn language(&mut self, tree: &Tree, texts: &Texts<'_>) -> Option<Name> {
        let (key, value) = tree.get("languages")?;
        let languages: Vec<Name> = self.whole(value, key.span)?;
        let places = value.list().unwrap_or(&[]);
        let (file, second) = (self.file, places.get(1).map(|second| second.span));
        if let Some(second) = second {
            self.problems.add(|| {
                Problem::error(NOT_BUILT_YET, file, second, "a second language is not built yet")
                    .hint("one flow speaks one language for now; write a flow for each, with lines of its own")
            });
        }
        let Some(language) = languages.into_iter().next() else {
            self.error(WRONG_SHAPE, key.span, || "`languages` names one language, such as [en-US]".to_owned());
            return None;
        };
        if texts.speaks(&language) {
            return Some(language);
        }
        let span = places.first().map_or(key.span, |first| first.span);
        self.problems.add(|| {
            let says = format!("clew does not speak `{language}` yet");
            Problem::error(LANGUAGE_UNKNOWN, file, span, says)
                .hint(format!("it speaks {}, as in `en-US` or `en-GB`", listed(texts.languages())))
        });
        None
    }
}
