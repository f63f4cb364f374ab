use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entering, GAP_S, Hearing, Kind, Then, Use, Verb, WAIT_S, Wait, kind};
use crate::{
    answer::{Heard, digits},
    call::{Listen, Name, Said, Type, Value, builtin},
    engine::{
        Here,
        shape::{Exit, Key, Names, Sayings, Settings, Target},
    },
};

pub const KIND: Kind = kind::<Menu>("menu", &["menu", "choices"], true);

/// Lets the caller choose by key or word.
///
/// ```yaml
/// main:
///   menu: main
///   choices:
///     - { key: 1, words: parcel, to: number }
///     - { key: 2, words: billing, to: billing }
///     - { digits: 4, into: extension, to: dial }
/// ```
///
/// Each choice has a `key`, `words` (a word list), or both, or takes a number of `digits`, and leads out like every
/// exit. With a `label` (a prompt) on each that has a key, clew says "for …, press …" behind the menu's own prompt. 0
/// is never a choice: it is a person everywhere.
///
/// A choice with a `language`, such as `{ key: 8, language: es-US, to: main }`, changes to it. clew offers it in that
/// language and its voice, in front of the menu's own prompt; the language's name chooses it too. Who speaks it
/// already is offered the flow's first language instead.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Menu {
    /// What is said: the purpose first, the key last.
    menu: Sayings,
    /// What can be chosen.
    choices: Vec<Choice>,
}

#[derive(Debug, JsonSchema)]
#[schemars(with = "Written")]
struct Choice {
    key: Option<Key>,
    words: Option<Name>,
    label: Option<Name>,
    language: Option<Name>,
    extension: Option<(u8, Name)>,
    exit: Exit,
}

/// A choice as written: its exit's keys stand beside its own.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Written {
    /// The key: 1 to 9, "*" or "#".
    key: Option<Key>,
    /// The word list that chooses it.
    words: Option<Name>,
    /// How many digits are typed for it, such as an extension. 2 to 10.
    digits: Option<u8>,
    /// The value that the digits become.
    into: Option<Name>,
    /// What it is called: a prompt that clew puts into "for …, press …".
    label: Option<Name>,
    /// The language that is spoken from here on: one of `languages`.
    language: Option<Name>,
    /// Where it leads.
    to: Target,
    /// What is said on the way.
    #[serde(default)]
    say: Sayings,
    /// What is noted on the way.
    #[serde(default)]
    set: Settings,
    /// What is forgotten on the way.
    #[serde(default)]
    forget: Names,
    /// What the call is about from here on.
    matter: Option<Name>,
}

impl<'de> Deserialize<'de> for Choice {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written { key, words, digits, into, label, language, to, say, set, forget, matter } =
            Written::deserialize(deserializer)?;
        let extension = match (digits, into) {
            (None, None) => None,
            (Some(digits @ 2..=10), Some(into)) => Some((digits, into)),
            (Some(_), Some(_)) => return Err(serde::de::Error::custom("`digits` of a choice lies between 2 and 10")),
            (Some(_), None) => return Err(serde::de::Error::missing_field("into")),
            (None, Some(_)) => return Err(serde::de::Error::missing_field("digits")),
        };
        if key.is_none() && words.is_none() && extension.is_none() {
            return Err(serde::de::Error::missing_field("key"));
        }
        if language.is_some() && (words.is_some() || label.is_some() || extension.is_some()) {
            let says = "a choice with a `language` has a `key` alone: its name chooses it too, and clew says so";
            return Err(serde::de::Error::custom(says));
        }
        Ok(Self { key, words, label, language, extension, exit: Exit { to, say, set, forget: forget.0, matter } })
    }
}

impl Choice {
    fn name(&self) -> String {
        match (self.key, &self.words, &self.extension) {
            (Some(Key(key)), _, _) => key.to_string(),
            (None, Some(words), _) => words.to_string(),
            (None, None, Some((_, into))) => into.to_string(),
            (None, None, None) => "choice".to_owned(),
        }
    }

    fn uses(&self) -> Vec<Use<'_>> {
        let mut uses = vec![Use::Exit(self.name(), &self.exit)];
        uses.extend(self.key.map(|Key(key)| Use::Key(key)));
        uses.extend(self.language.as_ref().zip(self.key).map(|(language, Key(key))| Use::Language(language, key)));
        uses.extend(self.words.as_ref().map(Use::Words));
        uses.extend(self.label.as_ref().map(Use::Prompt));
        uses.extend(self.extension.as_ref().map(|(_, into)| Use::Writes(into, Type::Digits)));
        uses
    }

    /// Whether its key was pressed, or said: who hears "press 1" may well say "one".
    fn keyed(&self, heard: Heard<'_>, here: &Here<'_>) -> bool {
        let said = match heard {
            Heard::Keys(keys) => Some(keys.to_owned()),
            Heard::Words(_) | Heard::Silence => digits(heard, here.lexicon(), 1..=1),
        };
        self.key.zip(said).is_some_and(|(Key(key), said)| said.chars().eq([key]))
    }

    /// The language that it changes to: the flow's first one, if its own is spoken already.
    fn changes_to(&self, here: &Here<'_>) -> Option<Name> {
        let language = self.language.as_ref()?;
        let spoken = here.call.language == *language;
        Some(if spoken { here.flow.language() } else { language.clone() })
    }

    /// "For English, press {key}.", in that language.
    fn offer(&self, here: &Here<'_>) -> Option<Said> {
        let (language, Key(key)) = (self.changes_to(here)?, self.key?);
        let said = here.said_with(&builtin::LANGUAGE_OFFER.into(), &[("key", Value::Digits(key.to_string()))]);
        Some(Said { language: Some(language), ..said })
    }

    /// Whether its language is named.
    fn named(&self, heard: Heard<'_>, here: &Here<'_>) -> bool {
        let Heard::Words(text) = heard else { return false };
        self.changes_to(here).is_some_and(|language| here.flow.lexicon(&language).language.heard_in(text))
    }

    /// Out by it.
    fn taken<'a>(&'a self, here: &Here<'_>) -> Hearing<'a> {
        match self.changes_to(here) {
            Some(language) => Hearing::Language(language, &self.exit),
            None => Hearing::Leave(&self.exit),
        }
    }

    /// "For {label}, press {key}."
    fn option(&self, here: &Here<'_>) -> Option<Said> {
        let (label, Key(key)) = (self.label.clone()?, self.key?);
        let own = [("label", Value::Prompt(label)), ("key", Value::Digits(key.to_string()))];
        Some(here.said_with(&builtin::OPTION.into(), &own))
    }
}

impl Menu {
    fn digits_max(&self) -> u8 {
        self.choices.iter().filter_map(|choice| choice.extension.as_ref()).map(|(digits, _)| *digits).max().unwrap_or(1)
    }
}

impl Verb for Menu {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn uses(&self) -> Vec<Use<'_>> {
        let choices = self.choices.iter().flat_map(Choice::uses);
        std::iter::once(Use::Says(&self.menu)).chain(choices).collect()
    }

    fn waits(&self) -> bool {
        true
    }

    fn chooses_language(&self) -> bool {
        self.choices.iter().any(|choice| choice.language.is_some())
    }

    fn enter<'a>(&'a self, _step: &Name, _here: &Here<'_>) -> Entering<'a> {
        Entering::Wait
    }

    fn wait(&self, _stage: u8, here: &Here<'_>) -> Wait {
        // In front: who does not understand the rest need not listen to it.
        let mut prompts: Vec<Said> = self.choices.iter().filter_map(|choice| choice.offer(here)).collect();
        prompts.extend(here.all(&self.menu));
        // Digits of an extension are explained by the menu's own prompt.
        let explained =
            |choice: &Choice| choice.label.is_some() || choice.language.is_some() || choice.extension.is_some();
        if self.choices.iter().all(explained) {
            prompts.extend(self.choices.iter().filter_map(|choice| choice.option(here)));
        }
        let most = self.digits_max();
        let end = (1 < most).then_some('#');
        let hints = self.choices.iter().filter_map(|choice| choice.words.clone()).collect();
        Wait {
            prompts,
            listen: Listen { keys_max: Some(most), end, speech: true, wait_s: WAIT_S, gap_s: GAP_S },
            hints,
        }
    }

    fn hear<'a>(&'a self, _stage: u8, heard: Heard<'_>, here: &Here<'_>) -> Hearing<'a> {
        if let Heard::Words(text) = heard {
            let lists: Vec<&Name> = self.choices.iter().filter_map(|choice| choice.words.as_ref()).collect();
            // Words that fit two choices choose neither: a wrong guess costs the caller more than being asked again.
            let list = here.lexicon().choose(&lists, text);
            let mut named = self.choices.iter().filter(|choice| list.is_some() && choice.words.as_ref() == list);
            if let Some(choice) = named.next() {
                return Hearing::Leave(&choice.exit);
            }
        }
        let chosen = |choice: &&Choice| choice.keyed(heard, here) || choice.named(heard, here);
        if let Some(choice) = self.choices.iter().find(chosen) {
            return choice.taken(here);
        }
        let typed = |choice: &'a Choice| {
            let (count, into) = choice.extension.as_ref()?;
            let digits = digits(heard, here.lexicon(), usize::from(*count)..=usize::from(*count))?;
            Some((choice, into, digits))
        };
        match self.choices.iter().find_map(typed) {
            Some((choice, into, digits)) => {
                Hearing::Answer { into: Some(into), value: Value::Digits(digits), then: Then::Exit(&choice.exit) }
            }
            None => Hearing::NotUnderstood,
        }
    }
}
