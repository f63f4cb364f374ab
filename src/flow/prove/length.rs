//! How long things take to hear.

use crate::{
    call::{Call, Name, Order, Said, Spoken, builtin},
    flow::Bundle,
    prompt::length_ms,
};

/// What every value that a flow inserts is taken to take, in milliseconds: a day or an amount, said aloud.
pub const VALUE_MS: u64 = 3_000;

/// How long everything takes that a flow can say: the length of its recording, else of its text.
#[derive(Debug, Clone, Copy)]
pub struct Lengths<'a> {
    bundle: &'a Bundle,
}

/// Texts whose values are known beforehand: what a choice is called, and its key; what a matter is called.
const OWN_VALUES: [&str; 5] =
    [builtin::OPTION, builtin::ITEM_OPTION, builtin::NO_ITEM, builtin::LANGUAGE_OFFER, builtin::RESUME_OFFER];

impl<'a> Lengths<'a> {
    /// Of everything that this bundle says.
    #[must_use]
    pub const fn of(bundle: &'a Bundle) -> Self {
        Self { bundle }
    }

    /// Milliseconds that it takes to say this to a caller of that language. Values of the flow count
    /// 3 s each, whatever they are.
    #[must_use]
    pub fn said_ms(&self, language: &Name, said: &Said) -> u64 {
        if said.prompt.as_str() == builtin::PAUSE {
            let seconds = said.values.first().map(|(_, value)| value.plain());
            return seconds.and_then(|seconds| seconds.parse::<u64>().ok()).unwrap_or(0).saturating_mul(1000);
        }
        let language = said.language.as_ref().unwrap_or(language);
        let Some(entry) = self.bundle.catalogues.entry(language, said.prompt.as_str()) else { return 0 };
        if OWN_VALUES.contains(&said.prompt.as_str()) {
            return match self.bundle.catalogues.speak(language, said, "") {
                Spoken::Audio { url } => self.recording_ms(url.trim_start_matches('/')),
                Spoken::Pause { seconds } => u64::from(seconds) * 1000,
                Spoken::Text { text, .. } => length_ms(&text, entry.language.as_str()),
            };
        }
        match &entry.audio {
            Some(hash) if entry.text.inserts().next().is_none() => self.recording_ms(hash),
            Some(_) | None => {
                let text = |text: &crate::prompt::Template| {
                    let values = u64::try_from(text.inserts().count()).unwrap_or(u64::MAX);
                    length_ms(&text.plain(), entry.language.as_str()).saturating_add(values.saturating_mul(VALUE_MS))
                };
                entry.text.texts().map(|(_, template)| text(template)).max().unwrap_or(0)
            }
        }
    }

    /// The same for several, one after the other.
    #[must_use]
    pub fn all_ms<'s>(&self, language: &Name, said: impl IntoIterator<Item = &'s Said>) -> u64 {
        said.into_iter().map(|said| self.said_ms(language, said)).sum()
    }

    /// How long the caller hears what is ordered before the wait at its end, in milliseconds.
    #[must_use]
    pub fn heard_ms(&self, call: &Call, orders: &[Order]) -> u64 {
        let heard = |order: &Order| match order {
            Order::Gather(gather) => self.all_ms(&call.language, gather.before.iter().chain(&gather.prompts)),
            _ => 0,
        };
        orders.iter().map(heard).sum()
    }

    fn recording_ms(&self, hash: &str) -> u64 {
        let takes = self.bundle.sources.recordings.values();
        takes.filter(|take| take.hash == hash).map(|take| take.length_ms).max().unwrap_or(0)
    }
}
