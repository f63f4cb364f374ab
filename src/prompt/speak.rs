//! From ids and values to words, or to a recording.

use super::catalogue::Catalogue;
use crate::call::{Said, Spoken, builtin};

/// What is said where even the built-in `sorry` is missing; a bundle cannot be built that way.
const SORRY: &str = "Sorry, something went wrong here.";

/// What the platform is given for `said`. Recordings are at `recordings_base`, by their hash.
///
/// Total: an id that the catalogue does not have is spoken as `sorry`. A text with values is always spoken as text.
#[must_use]
pub fn speak(catalogue: &Catalogue, said: &Said, recordings_base: &str) -> Spoken {
    let entry = catalogue.entries.get(&said.prompt).or_else(|| catalogue.entries.get(builtin::SORRY));
    let text = |text: String| Spoken::Text { language: catalogue.language.clone(), text };
    match entry {
        Some(entry) => match &entry.audio {
            Some(hash) if entry.text.inserts().next().is_none() => {
                Spoken::Audio { url: format!("{recordings_base}/{hash}") }
            }
            Some(_) | None => text(entry.text.fill(&said.values)),
        },
        None => text(SORRY.to_owned()),
    }
}
