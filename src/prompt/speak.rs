//! From ids and values to words, or to a recording.

use super::{
    catalogue::{Catalogues, Entry},
    formats,
    template::Insert,
    tongue::{Currency, Tongue},
};
use crate::call::{Name, Said, Spoken, Value, builtin};

/// What is said where even the built-in `sorry` is missing; a bundle cannot be built that way.
const SORRY: &str = "Sorry, something went wrong here.";

/// How deep prompts may stand within prompts. One that inserts itself is cut off there.
const DEPTH_MAX: usize = 4;

impl Catalogues {
    /// What the platform is given for `said`, in the language it names, else in the call's. Recordings are at
    /// `recordings_base`, by their hash.
    ///
    /// Total: an id that no language has is spoken as `sorry`. A text with values is always spoken as text. A text
    /// without translation is spoken in its own language and that one's voice.
    #[must_use]
    pub fn speak(&self, language: &Name, said: &Said, recordings_base: &str) -> Spoken {
        let language = said.language.as_ref().unwrap_or(language);
        let catalogue = self.of(language);
        let entry =
            catalogue.and_then(|found| found.entries.get(&said.prompt).or_else(|| found.entries.get(builtin::SORRY)));
        let Some(entry) = entry else {
            return Spoken::Text { language: "en-US".into(), voice: None, text: SORRY.to_owned() };
        };
        match &entry.audio {
            Some(hash) if entry.text.inserts().next().is_none() => {
                Spoken::Audio { url: format!("{recordings_base}/{hash}") }
            }
            Some(_) | None => Spoken::Text {
                language: entry.language.clone(),
                voice: self.voices.get(&entry.language).cloned(),
                text: self.text(entry, &said.values, DEPTH_MAX),
            },
        }
    }

    /// The words of an entry with its values. A value that is not there is left out; a checked flow has no such.
    #[must_use]
    pub(super) fn text(&self, entry: &Entry, values: &[(Name, Value)], depth: usize) -> String {
        let catalogue = self.of(&entry.language);
        let fallback = Tongue::new(&entry.language, Currency::default());
        let tongue = catalogue.map_or(&fallback, |catalogue| &catalogue.tongue);
        let template = entry.text.chosen(|path| value_at(values, path), tongue);
        template.fill(&|insert| {
            let Some(value) = value_at(values, insert.path.as_str()) else { return String::new() };
            let within = named(value).and_then(|id| catalogue?.entries.get(id));
            match within.filter(|_| is_text(insert)) {
                Some(_) if depth == 0 => String::new(),
                Some(within) => self.text(within, values, depth - 1),
                None => say(insert, value, tongue),
            }
        })
    }
}

fn say(insert: &Insert, value: &Value, tongue: &Tongue) -> String {
    match insert.format {
        Some(format) => (format.say)(value, tongue),
        None => formats::as_usual(value, tongue),
    }
}

/// Whether the words of a prompt may stand there, and not its id.
fn is_text(insert: &Insert) -> bool {
    insert.format.is_none_or(|format| format.name == "text")
}

/// The prompt that a value names.
fn named(value: &Value) -> Option<&Name> {
    match value {
        Value::Prompt(id) | Value::Choice(id) => Some(id),
        Value::Digits(_)
        | Value::Text(_)
        | Value::Truth(_)
        | Value::Number(_)
        | Value::Money(_)
        | Value::Phone(_)
        | Value::Date(_)
        | Value::Time(_)
        | Value::Moment(_)
        | Value::List(_)
        | Value::Record(_) => None,
    }
}

/// The value at a dotted path: given under that whole name, else below the value of a shorter one.
fn value_at<'v>(values: &'v [(Name, Value)], path: &str) -> Option<&'v Value> {
    let given = |name: &str| values.iter().find(|(given, _)| given.as_str() == name).map(|(_, value)| value);
    let below = |dot: usize| {
        let (name, rest) = path.split_at_checked(dot)?;
        given(name)?.at(rest.trim_start_matches('.'))
    };
    given(path).or_else(|| path.rmatch_indices('.').find_map(|(dot, _)| below(dot)))
}
