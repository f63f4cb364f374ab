//! Which parts of an expression are equal, and which are constant.

use std::collections::BTreeMap;

use super::{
    evaluate,
    node::{Function, Id, Node, Operator, What},
};
use crate::call::Value;

/// What makes two parts equal: what they are, of equal parts.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    /// A literal or a list, by its text.
    Written(String),
    Path(String),
    Not(Id),
    Negative(Id),
    Pair(Operator, Id, Id),
    Call(Function, Vec<Id>),
}

/// For each node, the first node that is equal to it.
pub(super) fn terms(source: &str, nodes: &[Node]) -> Vec<Id> {
    let mut seen: BTreeMap<Shape, Id> = BTreeMap::new();
    let mut terms: Vec<Id> = Vec::with_capacity(nodes.len());
    for (id, node) in nodes.iter().enumerate() {
        let of = |id: &Id| terms.get(*id).copied().unwrap_or(*id);
        let shape = match &node.what {
            What::Literal(_) | What::List(_) => {
                Shape::Written(source.get(node.at.clone()).unwrap_or_default().to_owned())
            }
            What::Path(path) => Shape::Path(path.to_string()),
            What::Not(inner) => Shape::Not(of(inner)),
            What::Negative(inner) => Shape::Negative(of(inner)),
            What::Pair(operator, left, right) => Shape::Pair(*operator, of(left), of(right)),
            What::Call(function, given) => Shape::Call(*function, given.iter().map(of).collect()),
        };
        terms.push(*seen.entry(shape).or_insert(id));
    }
    terms
}

/// What each constant part comes to, which may be nothing; and nothing for each part that reads something.
pub(super) fn constants(nodes: &[Node]) -> Vec<Option<Option<Value>>> {
    let mut constant: Vec<bool> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let is = |id: &Id| constant.get(*id).copied().unwrap_or(false);
        let all = match &node.what {
            What::Literal(_) | What::List(_) => true,
            What::Path(_) => false,
            What::Not(of) | What::Negative(of) => is(of),
            What::Pair(_, left, right) => is(left) && is(right),
            What::Call(_, given) => given.iter().all(is),
        };
        constant.push(all);
    }
    let values = evaluate::values(nodes, &|_| None);
    values.into_iter().zip(constant).map(|(value, constant)| constant.then_some(value)).collect()
}
