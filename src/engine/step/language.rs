use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entering, Hearing, Kind, Use, Verb, Wait, kind, single_key};
use crate::{
    answer::{Heard, digits},
    call::{Name, Said},
    engine::{
        Here,
        shape::{Exit, Prompts},
    },
};

pub const KIND: Kind = kind::<Language>("language", &["language", "next"], true);

/// Lets the caller choose a language: `{ language: for_this_language, next: main }`.
///
/// The prompt is said once in each language of the flow, each in its own voice, and names its own key: 1 for the first
/// language, 2 for the second. A language's own name chooses it too. Who is silent hears the first language, and has
/// not lost a turn; who has chosen already is not asked again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Language {
    /// What is said in each language: "For English, press 1."
    language: Prompts,
    /// The step that follows.
    next: Exit,
}

impl Verb for Language {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn uses(&self) -> Vec<Use<'_>> {
        let prompts = self.language.0.iter().map(Use::Prompt);
        std::iter::once(Use::Exit("next".to_owned(), &self.next)).chain(prompts).collect()
    }

    fn waits(&self) -> bool {
        true
    }

    fn passes(&self) -> Vec<&Exit> {
        vec![&self.next]
    }

    fn chooses_language(&self) -> bool {
        true
    }

    fn enter<'a>(&'a self, _step: &Name, here: &Here<'_>) -> Entering<'a> {
        if here.call.language_known || here.flow.languages.len() < 2 {
            Entering::Pass(&self.next)
        } else {
            Entering::Wait
        }
    }

    fn wait(&self, _stage: u8, here: &Here<'_>) -> Wait {
        let in_language = |language: &Name| {
            let language = language.clone();
            self.language.0.iter().map(move |prompt| Said { language: Some(language.clone()), ..here.said(prompt) })
        };
        let prompts = here.flow.languages.iter().flat_map(in_language).collect();
        Wait { prompts, listen: single_key(), hints: Vec::new() }
    }

    fn hear<'a>(&'a self, _stage: u8, heard: Heard<'_>, here: &Here<'_>) -> Hearing<'a> {
        let languages = &here.flow.languages;
        let chosen = match heard {
            Heard::Silence => languages.first(),
            Heard::Words(text) => languages.iter().find(|language| here.flow.lexicon(language).language.heard_in(text)),
            Heard::Keys(_) => None,
        };
        let by_key = || {
            // The key may be said in any of the languages: which one the caller speaks is not known yet.
            let mut lexicons = languages.iter().map(|language| here.flow.lexicon(language));
            let key = lexicons.find_map(|lexicon| digits(heard, lexicon, 1..=1))?.parse::<usize>().ok()?;
            languages.get(key.checked_sub(1)?)
        };
        match chosen.or_else(by_key) {
            Some(language) => Hearing::Language(language.clone(), &self.next),
            None => Hearing::NotUnderstood,
        }
    }
}
