//! Everything that is understood in one language. The words themselves are data: `words/<language>.yaml`.
//!
//! To add a language: its file, and its line in [`BUILT_IN`]. A test fails until the file has what the English one has.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    near::{self, Sounds},
    words::{Named, Words},
};
use crate::call::Name;

/// The built-in words, by language.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("en", include_str!("words/en.yaml")),
    ("es", include_str!("words/es.yaml")),
    ("de", include_str!("words/de.yaml")),
    ("fr", include_str!("words/fr.yaml")),
];

/// All words that a line understands, in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lexicon {
    /// For a person.
    pub person: Words,
    /// For yes.
    pub yes: Words,
    /// For no.
    pub no: Words,
    /// For going on alone.
    pub go_on: Words,
    /// For goodbye.
    pub goodbye: Words,
    /// For hearing it again.
    pub again: Words,
    /// For going back.
    pub back: Words,
    /// For none of what was offered.
    pub none: Words,
    /// That are harsh at the line itself: "this is ridiculous", swearing. Never an answer, a name or a street.
    pub harsh: Words,
    /// For being forgotten: "delete my data". Never "forget it", or what callers say who have forgotten something.
    pub forget: Words,
    /// With words of `forget` in them, and meaning something else: "don't forget me".
    pub remember: Words,
    /// For this language itself, in every language that clew speaks.
    pub language: Words,
    /// Of callers who do not know: never a name or an address.
    pub unsure: Words,
    /// That say nothing, wherever they stand.
    pub fillers: Words,
    /// That say nothing in front of an answer: "it's", "my number is".
    pub openers: Words,
    /// Of politeness, in front of an answer or behind it.
    pub polite: Words,
    /// The digits, by what they are called.
    pub digits: Named<char>,
    /// How words that were misheard are compared.
    pub sounds: Sounds,
    /// Numbers.
    pub numbers: Numbers,
    /// Letters.
    pub letters: Letters,
    /// Amounts.
    pub money: Money,
    /// Days.
    pub dates: Dates,
    /// Times of day.
    pub times: Times,
    /// The flow's own lists, by name.
    #[serde(skip)]
    pub own: BTreeMap<Name, Words>,
}

/// How numbers are said and written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    /// From 10 on, those that are one word and take no unit behind them.
    pub teens: Named<u32>,
    /// The tens.
    pub tens: Named<u32>,
    /// Tens behind which the teens go on: `soixante dix`.
    pub teens_after: Vec<u32>,
    /// Hundreds that are one word.
    pub hundreds: Named<u32>,
    /// A hundred.
    pub hundred: Words,
    /// A thousand.
    pub thousand: Words,
    /// A million.
    pub million: Words,
    /// Between tens and units, or behind hundreds.
    pub and: Words,
    /// One, in front of a hundred or a week.
    pub a: Words,
    /// Whether units come before tens, and whether numbers are written as one word.
    pub german: bool,
    /// Ordinals that are words of their own.
    pub ordinals: Named<u32>,
    /// What stands behind a number to make it an ordinal: `3rd`.
    pub ordinal_marks: Words,
    /// Endings that make a number word an ordinal, longest first.
    pub ordinal_ends: Vec<String>,
    /// Words that say how often the next digit comes.
    pub repeats: Named<usize>,
    /// What recognisers write for a digit. Counts only beside other digits.
    pub slips: Named<char>,
    /// What is said for signs between digits.
    pub dash: Words,
    /// The decimal point, as it is said.
    pub point: Words,
    /// A minus.
    pub minus: Words,
    /// The plus of an international number.
    pub plus: Words,
    /// In front of a number that is not exact, or that counts something.
    pub about: Words,
    /// Between two answers of which one is meant.
    pub or: Words,
    /// The sign between whole and broken numbers.
    pub decimal: char,
    /// The sign between thousands.
    pub group: char,
}

/// How letters are spelled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letters {
    /// Each letter's name, the words of spelling tables, and what recognisers write for them.
    pub names: Named<char>,
    /// Between a letter and a word that begins with it: "as in".
    pub as_in: Words,
    /// In front of a letter that comes twice.
    pub double: Words,
}

/// How amounts are said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Dollars, euros.
    pub whole: Words,
    /// Cents.
    pub cents: Words,
    /// Between the two.
    pub and: Words,
}

/// How days are said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dates {
    /// Words for a day, by how many days it is from today.
    pub days: Named<i32>,
    /// The months, 1 to 12.
    pub months: Named<u32>,
    /// The days of the week, 1 (Monday) to 7.
    pub weekdays: Named<u32>,
    /// Units of time.
    pub units: Named<Unit>,
    /// In front of a span: "in three days".
    pub ahead: Words,
    /// Behind a span: "three days from now".
    pub from_now: Words,
    /// Between a span and the day it starts from: "a week from Friday".
    pub from: Words,
    /// In front of a span that has passed.
    pub before_ago: Words,
    /// Behind a span that has passed.
    pub ago: Words,
    /// The next, before or behind a day of the week.
    pub next: Words,
    /// This, before a day of the week; today counts.
    pub this: Words,
    /// The last, before or behind a day of the week.
    pub last: Words,
    /// Articles that make a number a day of the month.
    pub articles: Words,
    /// Small words that say nothing in a date.
    pub small: Words,
    /// Where the month is written and typed before the day: regions by ISO 3166 code.
    pub month_first: Vec<String>,
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A minute.
    Minute,
    /// Half an hour, said without a number.
    HalfHour,
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
}

/// How times of day are said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// Times that are words: noon is 720, in minutes.
    pub named: Named<u32>,
    /// Behind the hour.
    pub oclock: Words,
    /// Behind minutes.
    pub minutes: Words,
    /// Minutes that are words: a quarter.
    pub parts: Named<i32>,
    /// Between minutes and the hour they follow.
    pub past: Words,
    /// Between minutes and the hour they lead to.
    pub to: Words,
    /// Words in front of an hour, by how many minutes they move it: `halb` by -30.
    pub toward: Named<i32>,
    /// Between the hour and minutes that are added: "y media".
    pub plus: Words,
    /// Between the hour and minutes that are taken away: "menos cuarto".
    pub minus: Words,
    /// Before noon.
    pub morning: Words,
    /// From noon on.
    pub afternoon: Words,
    /// Late, or before dawn.
    pub night: Words,
    /// Small words that say nothing in a time.
    pub small: Words,
    /// Whether typed times go to 24 hours.
    pub full_day: bool,
}

impl Lexicon {
    /// Whether a phrase of the flow's list `list` stands in `text`.
    #[must_use]
    pub fn heard(&self, list: &Name, text: &str) -> bool {
        self.own.get(list).is_some_and(|words| words.heard_in(text))
    }

    /// The phrases of the flow's list `list`, as a recogniser is told to expect them.
    #[must_use]
    pub fn phrases(&self, list: &Name) -> Vec<String> {
        self.own.get(list).map(Words::texts).unwrap_or_default()
    }

    /// Which of some lists of the flow is meant: the one that has a phrase in `text`. Where none has, the one with a
    /// phrase that sounds or looks nearly like something in it. Two that fit are none: a wrong guess costs the caller
    /// more than being asked again.
    #[must_use]
    pub fn choose<'a>(&self, lists: &[&'a Name], text: &str) -> Option<&'a Name> {
        let exact: Vec<&Name> = lists.iter().filter(|list| self.heard(list, text)).copied().collect();
        match exact.as_slice() {
            [] => {}
            [one] => return Some(one),
            [_, _, ..] => return None,
        }
        let near = |list: &&&Name| self.own.get(**list).is_some_and(|words| near::heard_in(words, text, self.sounds));
        match lists.iter().filter(near).copied().collect::<Vec<_>>().as_slice() {
            [one] => Some(one),
            [] | [_, _, ..] => None,
        }
    }
}
