//! How long the texts of a flow take to say.

use std::collections::BTreeMap;

use crate::{
    call::{Name, Said, Value, builtin},
    flow::Bundle,
    prompt::length_ms,
};

/// How long the texts of a flow take, in milliseconds, by language and prompt. The values that they insert are left
/// out: they are the same on both sides of a comparison.
pub(super) struct Lengths(BTreeMap<Name, BTreeMap<Name, u64>>);

impl Lengths {
    /// Of everything that a bundle says.
    pub(super) fn of(bundle: &Bundle) -> Self {
        let recordings = bundle.sources.recordings.values();
        let recorded: BTreeMap<&str, u64> = recordings.map(|take| (take.hash.as_str(), take.length_ms)).collect();
        let one = |entry: &crate::prompt::Entry| {
            let plays = entry.audio.as_deref().and_then(|hash| recorded.get(hash).copied());
            plays.unwrap_or_else(|| length_ms(&entry.text.plain(), entry.language.as_str()))
        };
        let catalogues = &bundle.catalogues;
        let all = catalogues.languages().filter_map(|language| {
            let entries = catalogues.of(language)?.entries.iter().map(|(id, entry)| (id.clone(), one(entry)));
            Some((language.clone(), entries.collect()))
        });
        Self(all.collect())
    }

    /// How long it takes to say something in a language.
    pub(super) fn of_said(&self, language: &Name, said: &Said) -> u64 {
        if said.prompt.as_str() == builtin::PAUSE {
            let seconds = said.values.iter().find_map(|(_, value)| {
                let Value::Number(seconds) = value else { return None };
                u64::try_from(*seconds).ok()
            });
            return seconds.unwrap_or(0).saturating_mul(1000);
        }
        let spoken = self.0.get(said.language.as_ref().unwrap_or(language));
        spoken.and_then(|texts| texts.get(&said.prompt)).copied().unwrap_or(0)
    }
}
