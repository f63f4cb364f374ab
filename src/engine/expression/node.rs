//! What an expression is made of: nodes in one list, each behind the nodes that it stands on.
//!
//! Invariant: a node names only nodes before it, and the last one is the whole. So types, values and what can be true
//! are each found in one walk over the list, in a time that its length bounds and without recursion.

use std::ops::Range;

use crate::call::Value;

/// A node's place in the list.
pub(super) type Id = usize;

/// One part of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// Where it stands, without brackets around it.
    pub at: Range<usize>,
    /// Where it stands, with the brackets around it.
    pub around: Range<usize>,
    /// What it is.
    pub what: What,
}

/// What a part of an expression is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// A number, a text, a day, true or false.
    Literal(Value),
    /// Literals in brackets, each with its place.
    List(Vec<(Value, Range<usize>)>),
    /// A dotted name.
    Path(Box<str>),
    /// `not x`.
    Not(Id),
    /// `-x`.
    Negative(Id),
    /// `x and y`, `x < y`, `x + y`.
    Pair(Operator, Id, Id),
    /// `size(x)`.
    Call(Function, Vec<Id>),
}

/// What stands between two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Operator {
    Or,
    And,
    Equal,
    Differs,
    Less,
    AtMost,
    More,
    AtLeast,
    In,
    Plus,
    Minus,
    Times,
    Over,
}

impl Operator {
    /// As designers write it.
    pub fn written(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Equal => "==",
            Self::Differs => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::In => "in",
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Times => "*",
            Self::Over => "/",
        }
    }

    /// Whether it compares, so that what it makes is true or false, and nothing compares with that.
    pub fn compares(self) -> bool {
        match self {
            Self::Equal | Self::Differs | Self::Less | Self::AtMost | Self::More | Self::AtLeast | Self::In => true,
            Self::Or | Self::And | Self::Plus | Self::Minus | Self::Times | Self::Over => false,
        }
    }

    /// `x < y` is `y > x`; nothing for what has no such twin.
    pub fn turned(self) -> Option<Self> {
        match self {
            Self::Equal | Self::Differs => Some(self),
            Self::Less => Some(Self::More),
            Self::AtMost => Some(Self::AtLeast),
            Self::More => Some(Self::Less),
            Self::AtLeast => Some(Self::AtMost),
            Self::Or | Self::And | Self::In | Self::Plus | Self::Minus | Self::Times | Self::Over => None,
        }
    }
}

/// What is called by its name. Adding one: a line here and in each `match` that then fails to compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Function {
    /// `known(x)`: whether a value is known; the only question that never comes to unknown.
    Known,
    /// `size(x)`: how many letters a text has, or how many values a list.
    Size,
    /// `starts(x, 'y')`: whether a text starts so.
    Starts,
    /// `day(x)`: the day of a date and time.
    Day,
    /// `time(x)`: the time of day of a date and time.
    Time,
}

impl Function {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Known, Self::Size, Self::Starts, Self::Day, Self::Time];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Size => "size",
            Self::Starts => "starts",
            Self::Day => "day",
            Self::Time => "time",
        }
    }

    /// How it is written, for messages.
    pub fn usage(self) -> &'static str {
        match self {
            Self::Known => "known(name)",
            Self::Size => "size(text)",
            Self::Starts => "starts(text, 'so')",
            Self::Day => "day(moment)",
            Self::Time => "time(moment)",
        }
    }

    /// How many values stand in its brackets.
    pub fn takes(self) -> usize {
        match self {
            Self::Known | Self::Size | Self::Day | Self::Time => 1,
            Self::Starts => 2,
        }
    }
}
