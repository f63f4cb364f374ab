//! From tokens to nodes, by precedence.
//!
//! From loose to tight: `or`, `and`, `not`, comparisons and `in`, `+ -`, `* /`, unary minus. Invariant: how deep
//! brackets and prefixes nest is counted before anything recurses.

use std::ops::Range;

use winnow::{
    Parser, Stateful,
    combinator::{Infix, Prefix, alt, cut_err, expression, opt, separated},
    error::{ErrMode, ParserError},
    stream::TokenSlice,
    token::any,
};

use super::{
    ExpressionError, habit, nesting,
    node::{Function, Id, Node, Operator, What},
    token::{Kind, Token, tokens},
};
use crate::{
    call::Value,
    engine::near::{Instead, near},
};

/// The most bytes of an expression.
const BYTES_MAX: usize = 2_000;

/// The most values of a list.
const LIST_MAX: usize = 50;

/// What is built while parsing, and the text that errors quote.
#[derive(Debug)]
struct Draft<'t> {
    source: &'t str,
    nodes: Vec<Node>,
}

type Input<'t> = Stateful<TokenSlice<'t, Token>, Draft<'t>>;

/// Why it cannot be parsed.
#[derive(Debug)]
enum Fault {
    /// A value is wanted here, behind the first place; the second is what stands there.
    Value(Option<Range<usize>>, Option<Range<usize>>),
    /// All is said.
    Said(Box<ExpressionError>),
}

impl ParserError<Input<'_>> for Fault {
    type Inner = Self;

    fn from_input(input: &Input<'_>) -> Self {
        let before = input.input.previous_tokens().next();
        Self::Value(before.map(|token| token.at.clone()), input.input.first().map(|token| token.at.clone()))
    }

    fn into_inner(self) -> Result<Self, Self> {
        Ok(self)
    }
}

type Parsed<T> = Result<T, ErrMode<Fault>>;

fn said<T>(at: Range<usize>, says: impl Into<String>, instead: Option<Instead>) -> Parsed<T> {
    Err(ErrMode::Cut(Fault::Said(Box::new(ExpressionError { at, says: says.into(), instead }))))
}

/// The nodes of an expression.
///
/// # Errors
/// The first thing that cannot be read.
pub(super) fn nodes(source: &str) -> Result<Vec<Node>, ExpressionError> {
    let whole = |says: String| ExpressionError { at: 0..source.len(), says, instead: None };
    if BYTES_MAX < source.len() {
        return Err(whole(format!("an expression has at most {BYTES_MAX} bytes, and this has {}", source.len())));
    }
    let tokens = tokens(source)?;
    if tokens.is_empty() {
        return Err(whole("an expression is missing, such as `staffed and not storm`".to_owned()));
    }
    nesting::bounded(&tokens)?;
    if let Some(error) = habit::nothing(&tokens, source) {
        return Err(error);
    }
    let state = Draft { source, nodes: Vec::new() };
    let mut input = Input { input: TokenSlice::new(&tokens), state };
    let parsed = whole_expression.parse_next(&mut input).and_then(|_| nothing_follows(&input));
    match parsed {
        Ok(()) => Ok(input.state.nodes),
        Err(error) => Err(explained(error, source)),
    }
}

fn explained(error: ErrMode<Fault>, source: &str) -> ExpressionError {
    let (before, found) = match error {
        ErrMode::Cut(Fault::Said(error)) | ErrMode::Backtrack(Fault::Said(error)) => return *error,
        ErrMode::Cut(Fault::Value(before, found)) | ErrMode::Backtrack(Fault::Value(before, found)) => (before, found),
        ErrMode::Incomplete(_) => (None, None),
    };
    let text = |at: &Range<usize>| source.get(at.clone()).unwrap_or_default().to_owned();
    let (at, says) = match (before, found) {
        (Some(before), None) => (before.clone(), format!("`{}` has nothing behind it", text(&before))),
        (Some(_), Some(found)) => (found.clone(), format!("a value is missing before `{}`", text(&found))),
        (None, Some(found)) => (found.clone(), format!("`{}` has nothing before it", text(&found))),
        (None, None) => (0..source.len(), "this cannot be read".to_owned()),
    };
    ExpressionError { at, says, instead: None }
}

fn nothing_follows(input: &Input<'_>) -> Parsed<()> {
    match input.input.split_first() {
        None => Ok(()),
        Some((found, after)) => misplaced(input, found, after),
    }
}

fn misplaced<T>(input: &Input<'_>, found: &Token, after: &[Token]) -> Parsed<T> {
    let error = habit::misplaced(input.state.source, input.input.previous_tokens().next(), found, after);
    Err(ErrMode::Cut(Fault::Said(Box::new(error))))
}

fn whole_expression(input: &mut Input<'_>) -> Parsed<Id> {
    expression(operand).prefix(prefix).infix(infix).parse_next(input)
}

fn prefix<'t>(input: &mut Input<'t>) -> Parsed<Prefix<Input<'t>, Id, ErrMode<Fault>>> {
    any.verify_map(|token: &Token| match token.kind {
        Kind::Not => Some(Prefix(5, |input: &mut Input<'t>, of| Ok(prefixed(input, What::Not(of), "not", of)))),
        Kind::Operator(Operator::Minus) => {
            Some(Prefix(13, |input: &mut Input<'t>, of| Ok(prefixed(input, What::Negative(of), "-", of))))
        }
        Kind::Operator(_)
        | Kind::Literal(_)
        | Kind::Path
        | Kind::Open
        | Kind::Close
        | Kind::ListOpen
        | Kind::ListClose
        | Kind::Comma => None,
    })
    .parse_next(input)
}

fn infix<'t>(input: &mut Input<'t>) -> Parsed<Infix<Input<'t>, Id, ErrMode<Fault>>> {
    use Operator::{And, AtLeast, AtMost, Differs, Equal, In, Less, Minus, More, Or, Over, Plus, Times};
    let operator = any
        .verify_map(|token: &Token| if let Kind::Operator(operator) = token.kind { Some(operator) } else { None })
        .parse_next(input)?;
    Ok(match operator {
        Or => Infix::Left(1, |input, left, right| Ok(pair(input, Or, left, right))),
        And => Infix::Left(3, |input, left, right| Ok(pair(input, And, left, right))),
        Equal => Infix::Neither(7, |input, left, right| Ok(pair(input, Equal, left, right))),
        Differs => Infix::Neither(7, |input, left, right| Ok(pair(input, Differs, left, right))),
        Less => Infix::Neither(7, |input, left, right| Ok(pair(input, Less, left, right))),
        AtMost => Infix::Neither(7, |input, left, right| Ok(pair(input, AtMost, left, right))),
        More => Infix::Neither(7, |input, left, right| Ok(pair(input, More, left, right))),
        AtLeast => Infix::Neither(7, |input, left, right| Ok(pair(input, AtLeast, left, right))),
        In => Infix::Neither(7, |input, left, right| Ok(pair(input, In, left, right))),
        Plus => Infix::Left(9, |input, left, right| Ok(pair(input, Plus, left, right))),
        Minus => Infix::Left(9, |input, left, right| Ok(pair(input, Minus, left, right))),
        Times => Infix::Left(11, |input, left, right| Ok(pair(input, Times, left, right))),
        Over => Infix::Left(11, |input, left, right| Ok(pair(input, Over, left, right))),
    })
}

fn operand(input: &mut Input<'_>) -> Parsed<Id> {
    alt((literal, call, path, group, list)).parse_next(input)
}

fn push(input: &mut Input<'_>, what: What, at: Range<usize>) -> Id {
    let nodes = &mut input.state.nodes;
    nodes.push(Node { around: at.clone(), at, what });
    nodes.len().saturating_sub(1)
}

/// Where a node stands, with the brackets around it.
fn around(input: &Input<'_>, id: Id) -> Range<usize> {
    input.state.nodes.get(id).map_or(0..0, |node| node.around.clone())
}

fn pair(input: &mut Input<'_>, operator: Operator, left: Id, right: Id) -> Id {
    let at = around(input, left).start..around(input, right).end;
    push(input, What::Pair(operator, left, right), at)
}

/// A node before whose value stands `sign`.
fn prefixed(input: &mut Input<'_>, what: What, sign: &str, of: Id) -> Id {
    let end = around(input, of);
    // Only spaces and brackets can stand between the sign and its value.
    let before = input.state.source.get(..end.start).and_then(|text| text.rfind(sign));
    push(input, what, before.unwrap_or(end.start)..end.end)
}

/// The next token, if it is of this kind.
fn one<'t>(kind: Kind) -> impl Parser<Input<'t>, &'t Token, ErrMode<Fault>> {
    any.verify(move |token: &Token| token.kind == kind)
}

fn literal_token<'t>(input: &mut Input<'t>) -> Parsed<(Value, Range<usize>)> {
    any.verify_map(
        |token: &'t Token| {
            if let Kind::Literal(value) = &token.kind { Some((value.clone(), token.at.clone())) } else { None }
        },
    )
    .parse_next(input)
}

fn literal(input: &mut Input<'_>) -> Parsed<Id> {
    let (value, at) = literal_token(input)?;
    Ok(push(input, What::Literal(value), at))
}

fn path(input: &mut Input<'_>) -> Parsed<Id> {
    let name = one(Kind::Path).parse_next(input)?;
    let text = input.state.source.get(name.at.clone()).unwrap_or_default();
    Ok(push(input, What::Path(text.into()), name.at.clone()))
}

fn group(input: &mut Input<'_>) -> Parsed<Id> {
    let open = one(Kind::Open).parse_next(input)?;
    let inner = cut_err(whole_expression).parse_next(input)?;
    let end = closed(input, open, Kind::Close)?;
    if let Some(node) = input.state.nodes.get_mut(inner) {
        node.around = open.at.start..end;
    }
    Ok(inner)
}

/// Where the bracket that was opened is closed.
fn closed(input: &mut Input<'_>, open: &Token, kind: Kind) -> Parsed<usize> {
    match input.input.split_first() {
        Some((found, _)) if found.kind == kind => any.map(|token: &Token| token.at.end).parse_next(input),
        Some((found, after)) if !matches!(found.kind, Kind::Close | Kind::ListClose) => misplaced(input, found, after),
        Some(_) | None => {
            let bracket = input.state.source.get(open.at.clone()).unwrap_or_default();
            said(open.at.clone(), format!("this `{bracket}` is not closed"), None)
        }
    }
}

fn list(input: &mut Input<'_>) -> Parsed<Id> {
    let open = one(Kind::ListOpen).parse_next(input)?;
    let values = separated(0.., cut_err(element), one(Kind::Comma));
    let values: Vec<_> = within(values, input)?;
    let end = closed(input, open, Kind::ListClose)?;
    let at = open.at.start..end;
    if LIST_MAX < values.len() {
        return said(at, format!("a list has at most {LIST_MAX} values, and this has {}", values.len()), None);
    }
    Ok(push(input, What::List(values), at))
}

/// A value of a list: a literal, or a number with its minus.
fn element(input: &mut Input<'_>) -> Parsed<(Value, Range<usize>)> {
    let minus = opt(one(Kind::Operator(Operator::Minus))).parse_next(input)?;
    let found = input.input.first().cloned();
    match (opt(literal_token).parse_next(input)?, minus) {
        (Some((Value::Number(number), at)), Some(minus)) => Ok((Value::Number(-number), minus.at.start..at.end)),
        (Some(found), None) => Ok(found),
        (Some((_, at)), Some(_)) => said(at, "only a number has a minus", None),
        (None, _) => match found.filter(|token| token.kind == Kind::Path) {
            Some(name) => {
                let text = input.state.source.get(name.at.clone()).unwrap_or_default();
                let says =
                    format!("a list holds texts, numbers and days, and no names: a text stands in quotes, `'{text}'`");
                said(name.at.clone(), says, Some(Instead::sure(format!("'{text}'"))))
            }
            None => Err(ErrMode::Cut(Fault::from_input(input))),
        },
    }
}

fn call(input: &mut Input<'_>) -> Parsed<Id> {
    let (name, open) = (one(Kind::Path), one(Kind::Open)).parse_next(input)?;
    let text = input.state.source.get(name.at.clone()).unwrap_or_default();
    let Some(function) = Function::ALL.into_iter().find(|function| function.name() == text) else {
        let names = Function::ALL.map(Function::name);
        let usages = Function::ALL.map(|function| format!("`{}`", function.usage())).join(", ");
        let says = format!("there is no `{text}(…)`; there are {usages}");
        return said(name.at.clone(), says, near(text, names).map(Instead::from));
    };
    let given: Vec<Id> = within(separated(0.., cut_err(whole_expression), one(Kind::Comma)), input)?;
    let end = closed(input, open, Kind::Close)?;
    let at = name.at.start..end;
    if given.len() != function.takes() {
        return said(at, format!("it is written `{}`", function.usage()), None);
    }
    let is_name = |id: &Id| matches!(input.state.nodes.get(*id), Some(Node { what: What::Path(_), .. }));
    if function == Function::Known && !given.iter().all(is_name) {
        return said(at, "`known` asks for a name, as in `known(parcel.eta)`", None);
    }
    Ok(push(input, What::Call(function, given), at))
}

/// What stands in a bracket; nothing, if it is closed at once.
fn within<'t, T>(mut values: impl Parser<Input<'t>, Vec<T>, ErrMode<Fault>>, input: &mut Input<'t>) -> Parsed<Vec<T>> {
    match input.input.first().map(|token| &token.kind) {
        Some(Kind::Close | Kind::ListClose) | None => Ok(Vec::new()),
        Some(_) => values.parse_next(input),
    }
}
