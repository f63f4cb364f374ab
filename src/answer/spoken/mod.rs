//! What was said, read as numbers, days and times.
//!
//! Everything here works on [`Speech`]: a run of tokens and the words of the language. Readers take a place in it and
//! give what stands there and where it ends, or nothing; they are total, and only go forward.

mod calendar;
mod dates;
mod moments;
mod numbers;
mod parts;
mod times;

use super::{
    lexicon::Lexicon,
    tokens::{Token, TokenKind, tokens},
    words::Words,
};

pub(super) use dates::Days;
pub(super) use moments::{time_of, typed_moment};
pub(super) use times::typed_time;

/// What was said, without what says nothing.
#[derive(Debug, Clone)]
pub(super) struct Said {
    tokens: Vec<Token>,
}

/// A run of tokens, and the words of the language that it is in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Speech<'a> {
    pub tokens: &'a [Token],
    pub words: &'a Lexicon,
    /// Whether tens stand alone: "twenty seven" is then 20 and 7.
    pub apart: bool,
}

impl Said {
    /// Drops fillers, what people say in front of an answer, and politeness around it.
    pub fn new(text: &str, words: &Lexicon) -> Self {
        let all = without(tokens(text), &words.fillers);
        let mut rest = all.as_slice();
        loop {
            let front = words.openers.length_at(rest, 0).max(words.polite.length_at(rest, 0));
            let back = if front == 0 { words.polite.length_at_end(rest) } else { 0 };
            if front + back == 0 {
                break;
            }
            rest = rest.get(front..rest.len().saturating_sub(back)).unwrap_or_default();
        }
        Self { tokens: parts::apart(rest, words) }
    }

    pub fn speech<'a>(&'a self, words: &'a Lexicon) -> Speech<'a> {
        Speech { tokens: &self.tokens, words, apart: false }
    }
}

/// The tokens without the phrases of a list.
fn without(tokens: Vec<Token>, list: &Words) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let length = list.length_at(&tokens, at);
        if length == 0 {
            kept.push(token.clone());
        }
        at += length.max(1);
    }
    kept
}

impl<'a> Speech<'a> {
    /// The same with tens that stand alone.
    pub fn apart(self) -> Self {
        Self { apart: true, ..self }
    }

    pub fn len(self) -> usize {
        self.tokens.len()
    }

    pub fn get(self, at: usize) -> Option<&'a Token> {
        self.tokens.get(at)
    }

    /// The part from `from` on.
    pub fn after(self, from: usize) -> Self {
        Self { tokens: self.tokens.get(from..).unwrap_or_default(), ..self }
    }

    /// The part before `to`.
    pub fn before(self, to: usize) -> Self {
        Self { tokens: self.tokens.get(..to).unwrap_or(self.tokens), ..self }
    }

    /// Where the phrase of a list ends that stands at `at`.
    pub fn past(self, at: usize, list: &Words) -> Option<usize> {
        let length = list.length_at(self.tokens, at);
        (0 < length).then_some(at + length)
    }

    /// `at`, or the place behind the phrase of a list that stands there.
    pub fn skip(self, at: usize, list: &Words) -> usize {
        at + list.length_at(self.tokens, at)
    }

    /// The part behind all phrases of a list that it begins with.
    pub fn trim(self, list: &Words) -> Self {
        let mut at = 0;
        while let Some(next) = self.past(at, list) {
            at = next;
        }
        self.after(at)
    }

    /// Where it ends without the phrase of a list that it ends with.
    pub fn end_without(self, list: &Words) -> usize {
        self.len().saturating_sub(list.length_at_end(self.tokens))
    }

    /// Whether one of these signs stands at `at`.
    pub fn sign(self, at: usize, signs: &[char]) -> bool {
        self.get(at).is_some_and(|token| token.is_sign(signs))
    }

    /// Whether there is a number anywhere in it.
    pub fn has_number(self) -> bool {
        (0..self.len())
            .any(|at| self.cardinal(at).is_some() || self.words.numbers.repeats.at(self.tokens, at).is_some())
    }

    /// Whether there is a sign of a currency in it.
    pub fn has_sign(self) -> bool {
        self.tokens.iter().any(|token| token.kind == TokenKind::Sign)
    }
}
