//! Expressions: `when: staffed and not storm`, `missing_if: "parcel.state == 'unknown'"`.
//!
//! An expression holds numbers, `'texts'`, `true` and `false`, days (`2026-12-24`), times (`18:00`), both
//! (`2026-12-24T18:00`), lists (`['a', 'b']`) and names, dotted where they lie within another (`parcel.state`). From
//! loose to tight it knows `or`, `and`, `not`, `== != < <= > >= in`, `+ -`, `* /`, and brackets. It calls `known(x)`,
//! `size(x)`, `starts(x, 'y')`, `day(x)` and `time(x)`. Texts, digits, phone numbers and choices are compared by their
//! letters. What needs something unknown is unknown, and what is unknown does not hold.
//!
//! Invariant: typed and total. An expression is parsed and checked when its file is read; in a call it never fails, and
//! takes a time and a stack that its length bounds.

mod certain;
mod evaluate;
mod habit;
mod nesting;
mod node;
mod parse;
mod suit;
mod surely;
mod term;
mod token;
mod typing;
mod ways;

use std::{borrow::Cow, collections::BTreeSet, fmt, ops::Range};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer,
    de::{self, Visitor},
};

use crate::{
    call::{Type, Value},
    engine::near::Instead,
};
use certain::Certain;
use node::{Node, What};
use typing::Names;

pub use surely::Outcome;

/// An expression, parsed.
#[derive(Clone, PartialEq, Eq)]
pub struct Expression {
    source: String,
    nodes: Vec<Node>,
}

/// Something wrong in an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpressionError {
    /// Where, in bytes from the start of the expression.
    pub at: Range<usize>,
    /// What is wrong.
    pub says: String,
    /// What to write in its place, where that is clear.
    pub instead: Option<Instead>,
}

impl Expression {
    /// Parses an expression: at most 2,000 bytes, nested at most 16 deep, with lists of at most 50 values.
    ///
    /// # Errors
    /// The first thing that cannot be read; what is to be written instead repairs all that can be repaired with it.
    pub fn parse(source: &str) -> Result<Self, ExpressionError> {
        match parse::nodes(source) {
            Ok(nodes) => Ok(Self { source: source.to_owned(), nodes }),
            Err(first) => Err(habit::repaired(first, source, &|text| parse::nodes(text).err())),
        }
    }

    /// As it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The dotted paths that it reads, and where each stands, in the order of the text.
    #[must_use]
    pub fn reads(&self) -> Vec<(&str, Range<usize>)> {
        let path = |node: &'_ Node| matches!(node.what, What::Path(_)).then(|| node.at.clone());
        self.nodes.iter().filter_map(path).filter_map(|at| Some((self.source.get(at.clone())?, at))).collect()
    }

    /// The type that it comes to, given the types of what it reads.
    ///
    /// # Errors
    /// Everything that does not fit: unknown paths, types that cannot be compared, and texts that a value never equals.
    pub fn check(&self, types: &dyn Fn(&str) -> Option<Type>) -> Result<Type, Vec<ExpressionError>> {
        self.check_with(types, &[])
    }

    /// The same, with the names that there are: an unknown one is answered with the nearest.
    ///
    /// # Errors
    /// As [`Expression::check`].
    pub fn check_with(
        &self,
        types: &dyn Fn(&str) -> Option<Type>,
        known: &[&str],
    ) -> Result<Type, Vec<ExpressionError>> {
        let all = typing::types(&self.nodes, &Names { types, known })?;
        all.into_iter().next_back().ok_or_else(Vec::new)
    }

    /// That it is a condition: it fits, and comes to true or false.
    ///
    /// # Errors
    /// As [`Expression::check`], and where it comes to something else.
    pub fn check_condition(
        &self,
        types: &dyn Fn(&str) -> Option<Type>,
        known: &[&str],
    ) -> Result<(), Vec<ExpressionError>> {
        let of = self.check_with(types, known)?;
        if of == Type::Truth {
            return Ok(());
        }
        let says = format!("a condition is true or false, and this is {of}");
        let path = self
            .reads()
            .first()
            .filter(|_| self.nodes.len() == 1)
            .map(|(path, _)| Instead::guess(format!("known({path})")));
        Err(vec![ExpressionError { at: 0..self.source.len(), says, instead: path }])
    }

    /// Why it can never be true, if that is certain: constants, comparisons of one value that contradict each other,
    /// choices that exclude each other. Nothing for an expression that [`Expression::check`] refuses.
    #[must_use]
    pub fn never(&self, types: &dyn Fn(&str) -> Option<Type>) -> Option<ExpressionError> {
        self.certain(types, false)
    }

    /// Why it can never be false, if that is certain: whenever what it reads is known, it is true. Nothing for an
    /// expression that [`Expression::check`] refuses.
    #[must_use]
    pub fn always(&self, types: &dyn Fn(&str) -> Option<Type>) -> Option<ExpressionError> {
        self.certain(types, true)
    }

    fn certain(&self, types: &dyn Fn(&str) -> Option<Type>, always: bool) -> Option<ExpressionError> {
        let types = typing::types(&self.nodes, &Names { types, known: &[] }).ok()?;
        Certain::new(&self.source, &self.nodes, &types).found(always)
    }

    /// The dotted paths that are surely known where it came out so: behind `known(x) and x == 'a'` there is an `x`.
    #[must_use]
    pub fn known_if(&self, outcome: Outcome) -> BTreeSet<&str> {
        surely::known(&self.nodes, outcome)
    }

    /// The dotted paths without which it may come to nothing; `known(x)` does not need `x`.
    #[must_use]
    pub fn needs(&self) -> BTreeSet<&str> {
        surely::needs(&self.nodes)
    }

    /// What it comes to, given what it reads; nothing if it needs something that is not known.
    #[must_use]
    pub fn value(&self, values: &dyn Fn(&str) -> Option<Value>) -> Option<Value> {
        evaluate::value(&self.nodes, values)
    }

    /// Whether it holds: it is true, and not merely unknown.
    #[must_use]
    pub fn holds(&self, values: &dyn Fn(&str) -> Option<Value>) -> bool {
        self.value(values) == Some(Value::Truth(true))
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

impl fmt::Display for ExpressionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.says)
    }
}

impl std::error::Error for ExpressionError {}

impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written)
    }
}

/// An expression as a text. YAML reads `true` and `5` as something else; these are expressions as well, and
/// [`Expression::always`] has something to say about a condition that is plainly `true`.
struct Written;

impl Visitor<'_> for Written {
    type Value = Expression;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an expression, such as `staffed and not storm`")
    }

    fn visit_str<E: de::Error>(self, source: &str) -> Result<Expression, E> {
        Expression::parse(source).map_err(E::custom)
    }

    fn visit_bool<E: de::Error>(self, truth: bool) -> Result<Expression, E> {
        self.visit_str(&truth.to_string())
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Expression, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Expression, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Expression, E> {
        self.visit_str(&number.to_string())
    }
}

impl JsonSchema for Expression {
    fn schema_name() -> Cow<'static, str> {
        "Expression".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An expression, such as `staffed and not storm`. It knows `or`, `and`, `not`, `== != < <= > \
                            >= in`, `+ - * /`, brackets, 'texts', numbers, days (2026-12-24), times (18:00), lists \
                            (['a', 'b']), names, and `known(x)`, `size(x)`, `starts(x, 'y')`, `day(x)`, `time(x)`.",
            "type": ["string", "boolean", "number"],
            "maxLength": 2000
        })
    }
}
