//! What type an expression comes to, and everything in it that does not fit.
//!
//! Invariant: what passes comes to a value of its type, or to nothing; a mistake is told once, not again by what
//! stands upon it.

use super::{
    ExpressionError,
    node::{Function, Id, Node, Operator, What},
    suit::{self, Kind},
};
use crate::{
    call::{Type, Value},
    engine::near::{Instead, near},
};

/// What is known of names while types are found.
pub(super) struct Names<'a> {
    /// The type of each.
    pub types: &'a dyn Fn(&str) -> Option<Type>,
    /// All of them, for "did you mean".
    pub known: &'a [&'a str],
}

/// The nodes with the types found so far; a node with a mistake has none.
struct Typing<'a> {
    nodes: &'a [Node],
    types: Vec<Option<Type>>,
    errors: Vec<ExpressionError>,
}

/// The type of each node.
///
/// # Errors
/// Everything that does not fit.
pub(super) fn types(nodes: &[Node], names: &Names<'_>) -> Result<Vec<Type>, Vec<ExpressionError>> {
    let mut typing = Typing { nodes, types: Vec::with_capacity(nodes.len()), errors: Vec::new() };
    let bare = bare_texts(nodes, names);
    for (id, node) in nodes.iter().enumerate() {
        let of = match bare.iter().find(|(bare, _)| *bare == id) {
            Some((_, error)) => Err(error.clone()),
            None => typing.one(node, names),
        };
        match of {
            Ok(of) => typing.types.push(of),
            Err(error) => {
                typing.types.push(None);
                typing.errors.push(error);
            }
        }
    }
    let Typing { types, mut errors, .. } = typing;
    errors.sort_by_key(|error| (error.at.start, error.at.end));
    let all: Option<Vec<Type>> = types.into_iter().collect();
    match all {
        Some(all) if errors.is_empty() => Ok(all),
        Some(_) | None => Err(errors),
    }
}

/// Unknown names that stand for a text whose quotes were forgotten: `kind == billing`.
fn bare_texts(nodes: &[Node], names: &Names<'_>) -> Vec<(Id, ExpressionError)> {
    let of = |id: Id| match nodes.get(id).map(|node| &node.what) {
        Some(What::Path(path)) => Some((path, (names.types)(path))),
        Some(_) | None => None,
    };
    let mut found = Vec::new();
    for node in nodes {
        let What::Pair(Operator::Equal | Operator::Differs, left, right) = &node.what else { continue };
        let (Some(left_of), Some(right_of)) = (of(*left), of(*right)) else { continue };
        for (id, (bare, unknown), (_, other)) in [(*left, &left_of, &right_of), (*right, &right_of, &left_of)] {
            let meant = match other {
                Some(Type::Choice(choices)) => choices.iter().any(|choice| choice.as_str() == bare.as_ref()),
                Some(Type::Text) => near(bare, names.known.iter().copied()).is_none(),
                Some(_) | None => false,
            };
            if unknown.is_none() && meant {
                let says = format!("a text stands in quotes: `'{bare}'`");
                let at = nodes.get(id).map_or(0..0, |node| node.at.clone());
                found.push((id, ExpressionError { at, says, instead: Some(quoted(bare, other.as_ref())) }));
            }
        }
    }
    found
}

/// A bare text in quotes; that it is one is sure where it is one of the names of a choice.
fn quoted(bare: &str, other: Option<&Type>) -> Instead {
    Instead { text: format!("'{bare}'"), sure: matches!(other, Some(Type::Choice(_))) }
}

type Typed = Result<Option<Type>, ExpressionError>;

impl Typing<'_> {
    fn node(&self, id: Id) -> Option<(&Node, &Type)> {
        Some((self.nodes.get(id)?, self.types.get(id)?.as_ref()?))
    }

    fn one(&mut self, node: &Node, names: &Names<'_>) -> Typed {
        match &node.what {
            What::Literal(value) => Ok(Some(suit::of_literal(value))),
            What::List(items) => list(items, node),
            What::Path(path) => path_type(path, node, names).map(Some),
            What::Not(of) => self.truths("`not` denies", &[*of]),
            What::Negative(of) => self.negative(*of),
            What::Pair(Operator::And, left, right) => self.truths("`and` joins", &[*left, *right]),
            What::Pair(Operator::Or, left, right) => self.truths("`or` joins", &[*left, *right]),
            What::Pair(operator, left, right) => self.pair(node, *operator, *left, *right),
            What::Call(function, given) => self.call(*function, given),
        }
    }

    /// That each is true or false. Only the first that is not is returned, the others are noted.
    fn truths(&mut self, what: &str, ids: &[Id]) -> Typed {
        let mut errors = Vec::new();
        for (node, of) in ids.iter().filter_map(|id| self.node(*id)).filter(|(_, of)| **of != Type::Truth) {
            let says = format!("{what} what is true or false, and this is {of}");
            let is_path = matches!(node.what, What::Path(_));
            let instead =
                if let What::Path(path) = &node.what { Some(Instead::guess(format!("known({path})"))) } else { None };
            let says = if is_path { format!("{says}: compare it, or ask whether it is known") } else { says };
            errors.push(ExpressionError { at: node.around.clone(), says, instead });
        }
        self.errors.extend(errors);
        Ok(Some(Type::Truth))
    }

    fn negative(&self, of: Id) -> Typed {
        match self.node(of) {
            None => Ok(None),
            Some((_, of @ (Type::Number | Type::Money))) => Ok(Some(of.clone())),
            Some((node, of)) => mistake(node, format!("only a number has a minus, and this is {of}"), None),
        }
    }

    fn pair(&self, node: &Node, operator: Operator, left: Id, right: Id) -> Typed {
        let (Some(left), Some(right)) = (self.node(left), self.node(right)) else {
            return Ok(operator.compares().then_some(Type::Truth));
        };
        match operator {
            Operator::Equal | Operator::Differs => suit::equal(left, right).map(|()| Some(Type::Truth)),
            Operator::Less | Operator::AtMost | Operator::More | Operator::AtLeast => {
                suit::ordered(left, right).map(|()| Some(Type::Truth))
            }
            Operator::In => suit::within(left, right).map(|()| Some(Type::Truth)),
            Operator::Plus | Operator::Minus | Operator::Times | Operator::Over => {
                calculated(node, operator, left.1, right.1).map(Some)
            }
            Operator::And | Operator::Or => Ok(Some(Type::Truth)),
        }
    }

    fn call(&self, function: Function, given: &[Id]) -> Typed {
        let all: Option<Vec<(&Node, &Type)>> = given.iter().map(|id| self.node(*id)).collect();
        let Some(all) = all else { return Ok(None) };
        let result = match function {
            Function::Known => Type::Truth,
            Function::Size => Type::Number,
            Function::Starts => Type::Truth,
            Function::Day => Type::Date,
            Function::Time => Type::Time,
        };
        let unfit = all.iter().find(|(_, of)| match function {
            Function::Known => false,
            Function::Size => !matches!(Kind::of(of), Kind::Words | Kind::List),
            Function::Starts => Kind::of(of) != Kind::Words,
            Function::Day | Function::Time => **of != Type::Moment,
        });
        match unfit {
            None => Ok(Some(result)),
            Some((unfit, of)) => {
                let wants = match function {
                    Function::Size => "a text or a list",
                    Function::Starts => "texts",
                    Function::Day | Function::Time => "a date and time",
                    Function::Known => "a name",
                };
                mistake(unfit, format!("`{}` takes {wants}, and this is {of}", function.usage()), None)
            }
        }
    }
}

fn mistake<T>(node: &Node, says: impl Into<String>, instead: Option<Instead>) -> Result<T, ExpressionError> {
    Err(ExpressionError { at: node.around.clone(), says: says.into(), instead })
}

fn path_type(path: &str, node: &Node, names: &Names<'_>) -> Result<Type, ExpressionError> {
    if let Some(of) = (names.types)(path) {
        return Ok(of);
    }
    let near = near(path, names.known.iter().copied());
    Err(ExpressionError {
        at: node.at.clone(),
        says: format!("nothing is called `{path}` here"),
        instead: near.map(Instead::from),
    })
}

fn list(items: &[(Value, std::ops::Range<usize>)], node: &Node) -> Typed {
    let Some(((first, _), rest)) = items.split_first() else {
        return mistake(node, "a list holds at least one value: nothing is in an empty one", None);
    };
    let of = suit::of_literal(first);
    match rest.iter().map(|(value, at)| (suit::of_literal(value), at)).find(|(other, _)| *other != of) {
        None => Ok(Some(Type::List(Box::new(of)))),
        Some((other, at)) => {
            let says = format!("a list holds values of one type: the first is {of}, and this is {other}");
            Err(ExpressionError { at: at.clone(), says, instead: None })
        }
    }
}

/// What two values calculate to.
fn calculated(node: &Node, operator: Operator, left: &Type, right: &Type) -> Result<Type, ExpressionError> {
    use Operator::{Minus, Over, Plus, Times};
    match (operator, left, right) {
        (Plus | Minus | Times | Over, Type::Number, Type::Number) => Ok(Type::Number),
        (Over, Type::Money, Type::Money) => Ok(Type::Number),
        (Plus | Minus, Type::Money, Type::Money | Type::Number) | (Plus | Minus, Type::Number, Type::Money) => {
            Ok(Type::Money)
        }
        (Times | Over, Type::Money, Type::Number) | (Times, Type::Number, Type::Money) => Ok(Type::Money),
        (Minus, Type::Date, Type::Date) => Ok(Type::Number),
        (Plus | Minus, Type::Date, Type::Number) | (Plus, Type::Number, Type::Date) => Ok(Type::Date),
        (_, _, _) => {
            let sign = operator.written();
            mistake(node, format!("`{sign}` does not calculate with {left} and {right}"), None)
        }
    }
}
