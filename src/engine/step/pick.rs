use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entering, Hearing, Kind, Then, Use, Verb, Wait, kind, single_key};
use crate::{
    answer::{Heard, Words, place, yes_no},
    call::{Name, Said, Value, builtin},
    engine::{
        Here,
        shape::{Exit, Sayings},
    },
};

pub const KIND: Kind =
    kind::<Pick>("pick", &["pick", "from", "item", "by", "most", "into", "next", "none", "empty"], true);

/// Lets the caller pick an item of a list that was looked up.
///
/// ```yaml
/// slot:
///   { pick: these_are_free, from: slots, item: slot_line, into: slot, next: book, none: operator, empty: operator }
/// ```
///
/// `item` says one item; it inserts its fields, such as `{item.day|day}`. `by: list` says all of them, each with its
/// key, from 1 on; `by: one` says one after the other, with yes, no and the next. Who wants none of them goes to
/// `none`; an empty list goes to `empty`, or to `none` without it, unless the lookup has led it to its own `missing`
/// before.
///
/// With `by: list` callers press an item's key, or say its place in the row ("the second one") or one of its texts that
/// no other item has; `9`, or words such as "none of them", mean none. With `by: one` they answer each item by yes or
/// no; words for none of them end it at once.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Pick {
    /// What is said first.
    pick: Sayings,
    /// The list.
    from: Name,
    /// The prompt that says one item.
    item: Name,
    /// All items with their keys, or one after the other.
    #[serde(default)]
    by: By,
    /// The most items that are said: 1 to 8, 5 without it.
    #[serde(default = "usual_most", deserialize_with = "most")]
    most: u8,
    /// The value that the item becomes.
    into: Name,
    /// Where a picked item leads.
    next: Exit,
    /// Where it leads that the caller wants none of them.
    none: Exit,
    /// Where an empty list leads.
    empty: Option<Exit>,
}

/// How items are said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum By {
    /// All of them, each with its key.
    #[default]
    List,
    /// One after the other.
    One,
}

fn usual_most() -> u8 {
    5
}

fn most<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    match u8::deserialize(deserializer)? {
        most @ 1..=8 => Ok(most),
        _ => Err(serde::de::Error::custom("`most` lies between 1 and 8: 9 is the key for none of them")),
    }
}

/// The key for none of the items.
const NONE: usize = 9;

impl Pick {
    fn items(&self, here: &Here<'_>) -> Vec<Value> {
        match here.value(self.from.as_str()) {
            Some(Value::List(items)) => items.into_iter().take(usize::from(self.most)).collect(),
            Some(_) | None => Vec::new(),
        }
    }

    fn item(&self, here: &Here<'_>, item: Value) -> Said {
        here.said_with(&self.item, &[("item", item)])
    }

    fn picked(&self, item: Option<Value>) -> Hearing<'_> {
        match item {
            Some(value) => Hearing::Answer { into: Some(&self.into), value, then: Then::Exit(&self.next) },
            None => Hearing::NotUnderstood,
        }
    }
}

/// Fewer letters than this name nothing: they stand in too many texts.
const NAME_MIN: usize = 4;

/// The only item one of whose texts was said, or a part of it: "main street" for `12 Main Street`.
fn named(items: Vec<Value>, text: &str) -> Option<Value> {
    let said = Words::from(vec![text.to_owned()]);
    let same = |field: &Value| {
        let field = if let Value::Text(field) = field { field.as_str() } else { "" };
        let long = NAME_MIN <= field.len() && NAME_MIN <= text.len();
        long && (said.heard_in(field) || Words::from(vec![field.to_owned()]).heard_in(text))
    };
    let named = |item: &Value| if let Value::Record(fields) = item { fields.values().any(same) } else { same(item) };
    let mut found = items.into_iter().filter(named);
    found.next().filter(|_| found.next().is_none())
}

impl Verb for Pick {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn uses(&self) -> Vec<Use<'_>> {
        let mut uses = vec![Use::Says(&self.pick), Use::Prompt(&self.item)];
        uses.extend([Use::Exit("next".to_owned(), &self.next), Use::Picks(&self.into, &self.from)]);
        uses.push(Use::Exit("none".to_owned(), &self.none));
        uses.extend(self.empty.as_ref().map(|exit| Use::Exit("empty".to_owned(), exit)));
        uses
    }

    fn waits(&self) -> bool {
        true
    }

    fn passes(&self) -> Vec<&Exit> {
        vec![self.empty.as_ref().unwrap_or(&self.none)]
    }

    fn enter<'a>(&'a self, _step: &Name, here: &Here<'_>) -> Entering<'a> {
        match self.items(here).is_empty() {
            true => Entering::Pass(self.empty.as_ref().unwrap_or(&self.none)),
            false => Entering::Wait,
        }
    }

    fn wait(&self, stage: u8, here: &Here<'_>) -> Wait {
        let items = self.items(here);
        let mut prompts = if stage == 0 { here.all(&self.pick) } else { Vec::new() };
        match self.by {
            By::List => {
                for (item, key) in items.into_iter().zip(1_u8..) {
                    prompts.push(self.item(here, item));
                    let key = Value::Digits(key.to_string());
                    prompts.push(here.said_with(&builtin::ITEM_OPTION.into(), &[("key", key)]));
                }
                let key = Value::Digits(NONE.to_string());
                prompts.push(here.said_with(&builtin::NO_ITEM.into(), &[("key", key)]));
            }
            By::One => {
                let item = items.into_iter().nth(usize::from(stage));
                prompts.extend(item.map(|item| self.item(here, item)));
                prompts.push(here.said(&builtin::THIS_ONE.into()));
            }
        }
        Wait { prompts, listen: single_key(), hints: Vec::new() }
    }

    fn back(&self, stage: u8) -> Option<u8> {
        stage.checked_sub(1)
    }

    fn hear<'a>(&'a self, stage: u8, heard: Heard<'_>, here: &Here<'_>) -> Hearing<'a> {
        let items = self.items(here);
        if let Heard::Words(text) = heard
            && here.lexicon().none.mostly(text)
        {
            return Hearing::Leave(&self.none);
        }
        match self.by {
            By::One => match yes_no(heard, here.lexicon()) {
                Some(true) => self.picked(items.into_iter().nth(usize::from(stage))),
                Some(false) if usize::from(stage) + 1 < items.len() => Hearing::Next(stage.saturating_add(1)),
                Some(false) => Hearing::Leave(&self.none),
                None => Hearing::NotUnderstood,
            },
            By::List => {
                let at = match heard {
                    Heard::Keys(keys) => keys.parse().ok(),
                    Heard::Words(text) => place(text, here.lexicon()),
                    Heard::Silence => None,
                };
                match (at, heard) {
                    (Some(NONE), _) => Hearing::Leave(&self.none),
                    (Some(at), _) => self.picked(at.checked_sub(1).and_then(|at| items.into_iter().nth(at))),
                    (None, Heard::Words(text)) => self.picked(named(items, text)),
                    (None, Heard::Keys(_) | Heard::Silence) => Hearing::NotUnderstood,
                }
            }
        }
    }
}
