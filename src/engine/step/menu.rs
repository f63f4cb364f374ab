use serde::Deserialize;

use super::{Entering, Hearing, Kind, Verb, Wait, read, single_key};
use crate::{
    answer::{Heard, Lexicon, digits},
    call::{Call, Name},
    engine::shape::{Exit, Key, Prompts, Target, Variables},
};

pub const KIND: Kind = Kind { name: "menu", keys: &["menu", "choices"], read: read::<Menu> };

/// Lets the caller choose by key or word.
///
/// ```yaml
/// main:
///   menu: main
///   choices:
///     - { key: 1, words: parcel, to: number }
///     - { key: 2, words: billing, to: billing }
/// ```
///
/// Each choice has a `key`, `words` (a word list), or both, and may `say` something and `forget` answers on the way.
/// 0 is never a choice: it is a person everywhere.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Menu {
    /// What is said: the purpose first, the key last.
    menu: Prompts,
    /// What can be chosen.
    choices: Vec<Choice>,
}

#[derive(Debug)]
struct Choice {
    key: Option<Key>,
    words: Option<Name>,
    exit: Exit,
}

impl<'de> Deserialize<'de> for Choice {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// A choice as written: its exit's keys stand beside its own.
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Written {
            key: Option<Key>,
            words: Option<Name>,
            to: Target,
            #[serde(default)]
            say: Prompts,
            #[serde(default)]
            forget: Variables,
        }
        let Written { key, words, to, say, forget } = Written::deserialize(deserializer)?;
        if key.is_none() && words.is_none() {
            return Err(serde::de::Error::missing_field("key"));
        }
        Ok(Self { key, words, exit: Exit { to, say: say.0, forget: forget.0 } })
    }
}

impl Choice {
    fn label(&self) -> String {
        match (self.key, &self.words) {
            (Some(Key(key)), _) => key.to_string(),
            (None, Some(words)) => words.to_string(),
            (None, None) => "choice".to_owned(),
        }
    }

    /// Whether one of its words was said.
    fn named(&self, heard: Heard<'_>, lexicon: &Lexicon) -> bool {
        match heard {
            Heard::Words(words) => self.words.as_ref().is_some_and(|list| lexicon.heard(list, words)),
            Heard::Keys(_) | Heard::Silence => false,
        }
    }

    /// Whether its key was pressed, or said: who hears "press 1" may well say "one".
    fn keyed(&self, heard: Heard<'_>, lexicon: &Lexicon) -> bool {
        let said = match heard {
            Heard::Keys(keys) => Some(keys.to_owned()),
            Heard::Words(_) | Heard::Silence => digits(heard, lexicon, 1..=1),
        };
        self.key.zip(said).is_some_and(|(Key(key), said)| said.chars().eq([key]))
    }
}

impl Verb for Menu {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn exits(&self) -> Vec<(String, &Exit)> {
        self.choices.iter().map(|choice| (choice.label(), &choice.exit)).collect()
    }

    fn prompts(&self) -> Vec<&Name> {
        self.menu.0.iter().collect()
    }

    fn words(&self) -> Vec<&Name> {
        self.choices.iter().filter_map(|choice| choice.words.as_ref()).collect()
    }

    fn keys(&self) -> Vec<char> {
        self.choices.iter().filter_map(|choice| choice.key).map(|Key(key)| key).collect()
    }

    fn waits(&self) -> bool {
        true
    }

    fn enter<'a>(&'a self, _step: &Name, _call: &Call) -> Entering<'a> {
        Entering::Wait
    }

    fn wait(&self, _stage: u8) -> Wait<'_> {
        Wait { prompts: self.prompts(), listen: single_key() }
    }

    fn hear<'a>(&'a self, _stage: u8, heard: Heard<'_>, lexicon: &Lexicon) -> Hearing<'a> {
        let mut named = self.choices.iter().filter(|choice| choice.named(heard, lexicon));
        match (named.next(), named.next()) {
            (Some(choice), None) => Hearing::Leave(&choice.exit),
            // Words that fit two choices choose neither: a wrong guess costs the caller more than being asked again.
            (Some(_), Some(_)) => Hearing::NotUnderstood,
            (None, _) => {
                let keyed = self.choices.iter().find(|choice| choice.keyed(heard, lexicon));
                keyed.map_or(Hearing::NotUnderstood, |choice| Hearing::Leave(&choice.exit))
            }
        }
    }
}
