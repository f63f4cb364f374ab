//! What is certain before any call: conditions that can never be true, or never false.
//!
//! Invariant: only what is certain is said. "Never false" means for known values: what is unknown makes nothing true.

use std::collections::BTreeMap;

use super::{
    ExpressionError,
    node::{Function, Id, Node, Operator, What},
    term,
    ways::{Said, Term, Terms, Ways},
};
use crate::call::{Type, Value};

/// The most parts of an `and` or `or` that are held against each other to say which two contradict.
const PARTS_MAX: usize = 40;

/// The ways in which a part is true, and those in which it is false.
struct Sides {
    yes: Ways,
    no: Ways,
}

/// An expression, with what is known of each of its parts.
pub(super) struct Certain<'a> {
    source: &'a str,
    nodes: &'a [Node],
    facts: Facts<'a>,
    sides: Vec<Option<Sides>>,
}

/// The terms of an expression.
struct Facts<'a> {
    types: &'a [Type],
    nodes: &'a [Node],
    /// For each node, the first node that is equal to it.
    terms: Vec<Term>,
    /// What constant parts come to; nothing for parts that read something.
    constants: Vec<Option<Option<Value>>>,
    /// Two terms taken as one.
    pairs: BTreeMap<(Term, Term), Term>,
}

impl Terms for Facts<'_> {
    fn of(&self, term: Term) -> Option<&Type> {
        self.types.get(term)
    }

    fn counts(&self, term: Term) -> bool {
        self.nodes.get(term).is_some_and(|node| matches!(node.what, What::Call(Function::Size, _)))
    }
}

impl<'a> Certain<'a> {
    /// Looks at an expression whose parts have these types.
    pub fn new(source: &'a str, nodes: &'a [Node], types: &'a [Type]) -> Self {
        let facts = Facts {
            types,
            nodes,
            terms: term::terms(source, nodes),
            constants: term::constants(nodes),
            pairs: BTreeMap::new(),
        };
        let mut certain = Self { source, nodes, facts, sides: Vec::new() };
        for (id, node) in nodes.iter().enumerate() {
            let sides = (types.get(id) == Some(&Type::Truth)).then(|| certain.of(id, node));
            certain.sides.push(sides);
        }
        certain
    }

    /// What can never be true in it, if the whole can therefore never be true; with `always`, never false. What always
    /// comes to nothing, such as `1 / 0 == 1`, is never true.
    pub fn found(&self, always: bool) -> Option<ExpressionError> {
        let root = self.nodes.len().checked_sub(1)?;
        let is_nothing = always && self.is_never(root, false);
        (self.is_never(root, always) && !is_nothing).then(|| self.explained(root, always))
    }

    fn side(&self, id: Id, no: bool) -> Option<&Ways> {
        self.sides.get(id)?.as_ref().map(|sides| if no { &sides.no } else { &sides.yes })
    }

    fn is_never(&self, id: Id, always: bool) -> bool {
        self.side(id, always).is_some_and(Ways::is_none)
    }

    fn of(&mut self, id: Id, node: &Node) -> Sides {
        if let Some(Some(constant)) = self.facts.constants.get(id) {
            let is = |truth| if *constant == Some(Value::Truth(truth)) { Ways::any() } else { Ways::none() };
            return Sides { yes: is(true), no: is(false) };
        }
        match &node.what {
            What::Not(of) => self.turned(*of),
            What::Pair(Operator::And, left, right) => self.joined(*left, *right, false),
            What::Pair(Operator::Or, left, right) => {
                let Sides { yes, no } = self.joined(*left, *right, true);
                Sides { yes: no, no: yes }
            }
            What::Pair(operator, left, right) if operator.compares() => self.compared(id, *operator, *left, *right),
            What::Call(Function::Known, given) => {
                let term = given.first().map_or(id, |of| self.term(*of));
                self.sides_of(term, Said::Known(true), Said::Known(false))
            }
            What::Path(_) | What::Call(_, _) | What::Pair(_, _, _) => self.plain(id),
            What::Literal(_) | What::List(_) | What::Negative(_) => Sides { yes: Ways::any(), no: Ways::any() },
        }
    }

    /// A term that is itself true or false.
    fn plain(&self, id: Id) -> Sides {
        let is = |truth| Said::Compares(Operator::Equal, Value::Truth(truth));
        self.sides_of(self.term(id), is(true), is(false))
    }

    fn sides_of(&self, term: Term, yes: Said, no: Said) -> Sides {
        Sides { yes: Ways::one(term, yes, &self.facts), no: Ways::one(term, no, &self.facts) }
    }

    fn term(&self, id: Id) -> Term {
        self.facts.terms.get(id).copied().unwrap_or(id)
    }

    fn turned(&self, of: Id) -> Sides {
        let side = |no| self.side(of, no).cloned().unwrap_or_else(Ways::any);
        Sides { yes: side(true), no: side(false) }
    }

    /// `left and right`; turned, `(not left) and (not right)`, which is what makes an `or` false.
    fn joined(&self, left: Id, right: Id, turned: bool) -> Sides {
        let side = |id, no: bool| self.side(id, no != turned).cloned().unwrap_or_else(Ways::any);
        Sides {
            yes: side(left, false).and(&side(right, false), &self.facts),
            no: side(left, true).or(&side(right, true)),
        }
    }

    fn compared(&mut self, id: Id, operator: Operator, left: Id, right: Id) -> Sides {
        let constant = |id: Id| self.facts.constants.get(id).cloned().flatten();
        let nothing = || Sides { yes: Ways::none(), no: Ways::none() };
        match (constant(left), constant(right), operator.turned()) {
            (Some(None), _, _) | (_, Some(None), _) => nothing(),
            (None, Some(Some(Value::List(items))), _) => {
                self.sides_of(self.term(left), Said::Among(items.clone(), true), Said::Among(items, false))
            }
            (None, Some(Some(value)), _) => self.against(self.term(left), operator, &value),
            (Some(Some(value)), None, Some(turned)) => self.against(self.term(right), turned, &value),
            (None, None, Some(_)) => self.order(operator, left, right),
            (_, _, _) => self.plain(id),
        }
    }

    fn against(&self, term: Term, operator: Operator, value: &Value) -> Sides {
        match denied(operator) {
            Some(denied) => {
                self.sides_of(term, Said::Compares(operator, value.clone()), Said::Compares(denied, value.clone()))
            }
            None => Sides { yes: Ways::any(), no: Ways::any() },
        }
    }

    /// Two terms that both read something.
    fn order(&mut self, operator: Operator, left: Id, right: Id) -> Sides {
        let (left, right) = (self.term(left), self.term(right));
        let (first, second) = (left.min(right), left.max(right));
        let operator = if first == left { operator } else { operator.turned().unwrap_or(operator) };
        let mask = match operator {
            Operator::Less => 1,
            Operator::Equal => 2,
            Operator::AtMost => 3,
            Operator::More => 4,
            Operator::Differs => 5,
            Operator::AtLeast => 6,
            Operator::In | Operator::Or | Operator::And => 7,
            Operator::Plus | Operator::Minus | Operator::Times | Operator::Over => 7,
        };
        // Pairs are numbered behind all nodes, so that no node's type is taken for theirs.
        let next = self.nodes.len().saturating_add(self.facts.pairs.len());
        let pair = *self.facts.pairs.entry((first, second)).or_insert(next);
        let possible = if first == second { 2 } else { 7 };
        self.sides_of(pair, Said::Order(mask & possible), Said::Order(!mask & possible))
    }

    /// The smallest part that shows why.
    fn explained(&self, id: Id, always: bool) -> ExpressionError {
        let joint = if always { Operator::Or } else { Operator::And };
        let Some(node) = self.nodes.get(id) else { return self.error(0..0, always) };
        match &node.what {
            What::Not(of) if self.is_never(*of, !always) => {
                let inner = self.explained(*of, !always);
                let says = format!("{}, and so this is {}", inner.says, outcome(always));
                ExpressionError { at: node.around.clone(), says, instead: None }
            }
            What::Pair(operator, _, _) if *operator == joint => self.parts(id, joint, always),
            What::Pair(_, _, _) | What::Not(_) | What::Literal(_) | What::List(_) | What::Path(_) => {
                self.error(node.around.clone(), always)
            }
            What::Negative(_) | What::Call(_, _) => self.error(node.around.clone(), always),
        }
    }

    fn error(&self, at: std::ops::Range<usize>, always: bool) -> ExpressionError {
        let text = self.source.get(at.clone()).unwrap_or_default();
        ExpressionError { at, says: format!("`{text}` is {}", outcome(always)), instead: None }
    }

    /// Which part of a chain, or which two of its parts, are the reason.
    fn parts(&self, id: Id, joint: Operator, always: bool) -> ExpressionError {
        let mut parts = Vec::new();
        let mut next = Some(id);
        while let Some(id) = next.take() {
            match self.nodes.get(id).map(|node| &node.what) {
                Some(What::Pair(operator, left, right)) if *operator == joint => {
                    parts.push(*right);
                    next = Some(*left);
                }
                Some(_) | None => parts.push(id),
            }
        }
        parts.reverse();
        parts.truncate(PARTS_MAX);
        if let Some(part) = parts.iter().find(|part| self.is_never(**part, always)) {
            return self.explained(*part, always);
        }
        let contradict = |one: &Id, other: &Id| match (self.side(*one, always), self.side(*other, always)) {
            (Some(one), Some(other)) => one.and(other, &self.facts).is_none(),
            (_, _) => false,
        };
        let firsts = parts.iter().enumerate();
        let pairs = firsts.flat_map(|(at, one)| parts.iter().skip(at.saturating_add(1)).map(move |other| (one, other)));
        let around = |id: Id| self.nodes.get(id).map_or(0..0, |node| node.around.clone());
        match pairs.into_iter().find(|(one, other)| contradict(one, other)) {
            None => self.error(around(id), always),
            Some((one, other)) => self.two(around(*one), around(*other), always),
        }
    }

    fn two(&self, one: std::ops::Range<usize>, other: std::ops::Range<usize>, always: bool) -> ExpressionError {
        let text = |at: &std::ops::Range<usize>| self.source.get(at.clone()).unwrap_or_default().to_owned();
        let (first, second) = (text(&one), text(&other));
        let says = if always {
            format!("always true: one of `{first}` and `{second}` is")
        } else {
            format!("never true: `{first}` and `{second}` exclude each other")
        };
        ExpressionError { at: one.start..other.end, says, instead: None }
    }
}

fn outcome(always: bool) -> &'static str {
    if always { "always true" } else { "never true" }
}

/// What holds where a comparison is false.
fn denied(operator: Operator) -> Option<Operator> {
    match operator {
        Operator::Equal => Some(Operator::Differs),
        Operator::Differs => Some(Operator::Equal),
        Operator::Less => Some(Operator::AtLeast),
        Operator::AtMost => Some(Operator::More),
        Operator::More => Some(Operator::AtMost),
        Operator::AtLeast => Some(Operator::Less),
        Operator::In | Operator::Or | Operator::And => None,
        Operator::Plus | Operator::Minus | Operator::Times | Operator::Over => None,
    }
}
