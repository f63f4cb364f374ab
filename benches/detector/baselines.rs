//! The plain rules that a detector has to be better than.

use std::collections::BTreeMap;

use crate::{
    data::{Speaker, Utterance},
    mapping,
    score::{Figures, Sample, measure},
};

/// A rule on what was said so far, the latest utterance last.
type SoFar = fn(&Counted<'_>) -> bool;

/// The rules.
const RULES: &[(&str, SoFar)] = &[
    ("failure heard >= 1", |counted| 1 <= counted.failures),
    ("wished time not to be had >= 1", |counted| 1 <= counted.nothing_found),
    ("caller negates >= 3", |counted| 3 <= counted.negations),
    ("caller negates >= 4", |counted| 4 <= counted.negations),
    ("same prompt >= 3x", |counted| 3 <= counted.most_heard),
    ("failure or negate >= 4 or prompt >= 4x", |counted| {
        1 <= counted.failures || 4 <= counted.negations || 4 <= counted.most_heard
    }),
    ("failure or negate >= 3 or prompt >= 3x", |counted| {
        1 <= counted.failures || 3 <= counted.negations || 3 <= counted.most_heard
    }),
];

/// What was counted so far.
#[derive(Default)]
struct Counted<'a> {
    failures: usize,
    nothing_found: usize,
    negations: usize,
    prompts: BTreeMap<&'a str, usize>,
    most_heard: usize,
}

impl<'a> Counted<'a> {
    fn add(&mut self, said: &'a Utterance) {
        self.failures += usize::from(mapping::fails(said));
        self.nothing_found += usize::from(mapping::finds_nothing(said));
        match said.by {
            Speaker::Caller => self.negations += usize::from(said.intent == "negate"),
            Speaker::Line => {
                let times = self.prompts.entry(&said.intent).or_default();
                *times += 1;
                self.most_heard = self.most_heard.max(*times);
            }
        }
    }
}

/// The figures of every rule.
pub fn all(samples: &[Sample<'_>]) -> Vec<Figures> {
    RULES.iter().map(|(name, rule)| measure(*name, samples, &|heard| first(heard.utterances, *rule))).collect()
}

fn first(utterances: &[Utterance], rule: SoFar) -> Option<usize> {
    let mut counted = Counted::default();
    utterances.iter().position(|said| {
        counted.add(said);
        rule(&counted)
    })
}
