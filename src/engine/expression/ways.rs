//! The ways in which a condition can be true: sums of products of what is said about single terms.
//!
//! Invariant: never fewer ways than there are. Where ways would become too many, some of what they say is left out, so
//! that a condition without any way is certainly never true.

use std::collections::BTreeMap;

use super::{evaluate, node::Operator};
use crate::call::{Name, Type, Value};

/// The most ways that are kept apart.
const WAYS_MAX: usize = 64;

/// The most that all ways together say.
const SAID_MAX: usize = 512;

/// A value that is spoken about: equal parts of an expression are one term.
pub(super) type Term = usize;

/// One thing that is said about a term.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    /// It compares so with a constant.
    Compares(Operator, Value),
    /// It is one of these, or none of these.
    Among(Vec<Value>, bool),
    /// It is known, or not. What is said otherwise can only be true of what is known.
    Known(bool),
    /// Of two terms taken as one: which order they may have; bits 1 before, 2 equal, 4 after.
    Order(u8),
}

/// What is said about each term in one way.
type Way = BTreeMap<Term, Vec<Said>>;

/// All ways, any of which will do.
#[derive(Debug, Clone, Default)]
pub(super) struct Ways(Vec<Way>);

/// What terms are.
pub(super) trait Terms {
    /// The type of a term; nothing for two terms taken as one.
    fn of(&self, term: Term) -> Option<&Type>;
    /// Whether it counts something, so that it is never below zero.
    fn counts(&self, term: Term) -> bool;
}

impl Ways {
    /// It cannot be.
    pub fn none() -> Self {
        Self(Vec::new())
    }

    /// It is so, whatever values there are.
    pub fn any() -> Self {
        Self(vec![Way::new()])
    }

    /// It is so if this is true.
    pub fn one(term: Term, said: Said, terms: &dyn Terms) -> Self {
        let way = Way::from([(term, vec![said])]);
        if possible(&way, &[term], terms) { Self(vec![way]) } else { Self::none() }
    }

    /// Whether there is no way.
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// This way or that.
    pub fn or(&self, other: &Self) -> Self {
        let all = Self(self.0.iter().chain(&other.0).cloned().collect());
        if all.is_too_much() { Self::any() } else { all }
    }

    /// This and that.
    pub fn and(&self, other: &Self, terms: &dyn Terms) -> Self {
        let mut both = Self::none();
        for left in &self.0 {
            for right in &other.0 {
                let mut way = left.clone();
                for (term, said) in right {
                    way.entry(*term).or_default().extend(said.iter().cloned());
                }
                let shared: Vec<Term> = right.keys().filter(|term| left.contains_key(term)).copied().collect();
                if possible(&way, &shared, terms) {
                    both.0.push(way);
                }
                if both.is_too_much() {
                    // Each half of an `and` alone says less than both.
                    return if self.0.len() < other.0.len() { self.clone() } else { other.clone() };
                }
            }
        }
        both
    }

    fn is_too_much(&self) -> bool {
        let said: usize = self.0.iter().flat_map(BTreeMap::values).map(Vec::len).sum();
        WAYS_MAX < self.0.len() || SAID_MAX < said
    }
}

/// Whether all that is said about these terms can be true at once.
fn possible(way: &Way, changed: &[Term], terms: &dyn Terms) -> bool {
    changed.iter().all(|term| way.get(term).is_none_or(|said| holds_for_some(*term, said, terms)))
}

fn holds_for_some(term: Term, said: &[Said], terms: &dyn Terms) -> bool {
    let orders = said.iter().fold(7_u8, |left, said| if let Said::Order(mask) = said { left & mask } else { left });
    if orders == 0 {
        return false;
    }
    if said.contains(&Said::Known(false)) {
        return said.iter().all(|said| *said == Said::Known(false));
    }
    let holds = |value: &Value| said.iter().all(|said| holds(said, value));
    if let Some(candidates) = candidates(said) {
        return candidates.into_iter().any(holds);
    }
    match terms.of(term) {
        Some(Type::Truth) => [true, false].map(Value::Truth).iter().any(holds),
        Some(Type::Choice(names)) => {
            names.iter().cloned().map(|name: Name| Value::Choice(name)).any(|name| holds(&name))
        }
        Some(Type::Digits | Type::Text | Type::Number | Type::Money | Type::Phone | Type::Date | Type::Time) => {
            between(said, terms.counts(term), &holds)
        }
        Some(Type::Moment) => between(said, false, &holds),
        Some(Type::Prompt | Type::List(_) | Type::Record(_)) | None => true,
    }
}

/// The values that it can have, if it is said to equal one.
fn candidates(said: &[Said]) -> Option<Vec<&Value>> {
    said.iter().find_map(|said| match said {
        Said::Compares(Operator::Equal, value) => Some(vec![value]),
        Said::Among(values, true) => Some(values.iter().collect()),
        Said::Compares(_, _) | Said::Among(_, false) | Said::Known(_) | Said::Order(_) => None,
    })
}

fn holds(said: &Said, value: &Value) -> bool {
    match said {
        Said::Compares(operator, constant) => evaluate::compare(*operator, value, constant) == Some(true),
        Said::Among(values, among) => {
            let list = Value::List(values.clone());
            evaluate::compare(Operator::In, value, &list) == Some(*among)
        }
        Said::Known(_) | Said::Order(_) => true,
    }
}

/// Whether something lies between the bounds that are said: they leave room, or meet in a value of which all holds.
fn between(said: &[Said], counts: bool, holds: &dyn Fn(&Value) -> bool) -> bool {
    let zero = counts.then(|| Said::Compares(Operator::AtLeast, Value::Number(0.into())));
    let bounds: Vec<(Operator, &Value)> = said
        .iter()
        .chain(&zero)
        .filter_map(|said| if let Said::Compares(operator, value) = said { Some((*operator, value)) } else { None })
        .collect();
    let low = bounds.iter().filter(|(operator, _)| matches!(operator, Operator::More | Operator::AtLeast));
    let high = || bounds.iter().filter(|(operator, _)| matches!(operator, Operator::Less | Operator::AtMost));
    for (above, low) in low {
        for (below, high) in high() {
            let strict = *above == Operator::More || *below == Operator::Less;
            match evaluate::ordered(low, high) {
                Some(std::cmp::Ordering::Greater) => return false,
                Some(std::cmp::Ordering::Equal) if strict || !holds(low) => return false,
                Some(std::cmp::Ordering::Equal | std::cmp::Ordering::Less) | None => {}
            }
        }
    }
    true
}
