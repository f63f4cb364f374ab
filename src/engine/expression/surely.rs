//! What is surely known, given how an expression came out: behind `known(x) and x == 'a'` there is an `x`.
//!
//! Invariant: only what is certain is said.

use std::collections::BTreeSet;

use super::node::{Function, Id, Node, Operator, What};

/// How an expression came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is true.
    Holds,
    /// It is false, or not known.
    DoesNotHold,
    /// It came to something.
    Known,
}

type Paths<'a> = BTreeSet<&'a str>;

/// What is surely known, by how a part came out.
#[derive(Default, Clone)]
struct Sides<'a> {
    is_true: Paths<'a>,
    is_false: Paths<'a>,
    not_true: Paths<'a>,
    not_false: Paths<'a>,
}

impl<'a> Sides<'a> {
    /// Known, whatever it came to.
    fn known(&self) -> Paths<'a> {
        self.is_true.intersection(&self.is_false).copied().collect()
    }

    /// Of something that is nothing without these.
    fn needs(paths: Paths<'a>) -> Self {
        Self { is_true: paths.clone(), is_false: paths, ..Self::default() }
    }
}

/// The paths that are surely known, if the whole came out so.
pub(super) fn known(nodes: &[Node], outcome: Outcome) -> Paths<'_> {
    let mut sides: Vec<Sides<'_>> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let side = one(node, nodes, &sides);
        sides.push(side);
    }
    let whole = sides.pop().unwrap_or_default();
    match outcome {
        Outcome::Holds => whole.is_true,
        Outcome::DoesNotHold => whole.not_true,
        Outcome::Known => whole.known(),
    }
}

/// The paths without which it comes to nothing: those that do not stand in `known(…)`.
pub(super) fn needs(nodes: &[Node]) -> Paths<'_> {
    let asked: BTreeSet<Id> = nodes
        .iter()
        .filter_map(|node| if let What::Call(Function::Known, given) = &node.what { given.first() } else { None })
        .copied()
        .collect();
    let needed = nodes.iter().enumerate().filter(|(id, _)| !asked.contains(id));
    needed.filter_map(|(_, node)| path(node)).collect()
}

fn path(node: &Node) -> Option<&str> {
    if let What::Path(path) = &node.what { Some(path) } else { None }
}

fn one<'a>(node: &'a Node, nodes: &'a [Node], sides: &[Sides<'a>]) -> Sides<'a> {
    let of = |id: &Id| sides.get(*id).cloned().unwrap_or_default();
    let either = |one: &Paths<'a>, other: &Paths<'a>| one.intersection(other).copied().collect();
    let both = |one: &Paths<'a>, other: &Paths<'a>| one.union(other).copied().collect();
    match &node.what {
        What::Literal(_) | What::List(_) => Sides::default(),
        What::Path(path) => Sides::needs(BTreeSet::from([path.as_ref()])),
        What::Not(id) => {
            let Sides { is_true, is_false, not_true, not_false } = of(id);
            Sides { is_true: is_false, is_false: is_true, not_true: not_false, not_false: not_true }
        }
        What::Pair(Operator::And, left, right) => {
            let (left, right) = (of(left), of(right));
            Sides {
                is_true: both(&left.is_true, &right.is_true),
                is_false: either(&left.is_false, &right.is_false),
                not_true: either(&left.not_true, &right.not_true),
                not_false: both(&left.not_false, &right.not_false),
            }
        }
        What::Pair(Operator::Or, left, right) => {
            let (left, right) = (of(left), of(right));
            Sides {
                is_true: either(&left.is_true, &right.is_true),
                is_false: both(&left.is_false, &right.is_false),
                not_true: both(&left.not_true, &right.not_true),
                not_false: either(&left.not_false, &right.not_false),
            }
        }
        What::Call(Function::Known, given) => {
            let asked: Paths<'a> = given.iter().filter_map(|id| path(nodes.get(*id)?)).collect();
            Sides { is_true: asked.clone(), not_false: asked, ..Sides::default() }
        }
        What::Negative(id) => Sides::needs(of(id).known()),
        What::Pair(_, left, right) => Sides::needs(both(&of(left).known(), &of(right).known())),
        What::Call(_, given) => Sides::needs(given.iter().flat_map(|id| of(id).known()).collect()),
    }
}
