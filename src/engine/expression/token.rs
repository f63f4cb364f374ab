//! The words and signs of an expression, each with its place.

use std::ops::Range;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;
use winnow::{
    LocatingSlice, Parser,
    ascii::multispace0,
    combinator::{alt, fail, opt, peek, preceded, terminated},
    error::{ErrMode, ParserError},
    stream::Stream,
    token::{any, one_of, take_while},
};

use super::{ExpressionError, habit, node::Operator};
use crate::{call::Value, engine::near::Instead};

/// One word or sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub at: Range<usize>,
    pub kind: Kind,
}

/// What a word or sign is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Literal(Value),
    Path,
    Not,
    Operator(Operator),
    Open,
    Close,
    ListOpen,
    ListClose,
    Comma,
}

type Text<'s> = LocatingSlice<&'s str>;

/// Why no token could be read: nothing fits, or something that is known to be wrong, with its place from here on.
#[derive(Debug)]
struct Unreadable(Option<ExpressionError>);

impl<'s> ParserError<Text<'s>> for Unreadable {
    type Inner = Self;

    fn from_input(_input: &Text<'s>) -> Self {
        Self(None)
    }

    fn into_inner(self) -> Result<Self, Self> {
        Ok(self)
    }
}

type Read<T> = Result<T, ErrMode<Unreadable>>;

fn wrong<T>(length: usize, says: impl Into<String>, instead: Option<Instead>) -> Read<T> {
    Err(ErrMode::Cut(Unreadable(Some(ExpressionError { at: 0..length, says: says.into(), instead }))))
}

/// All tokens of an expression.
///
/// # Errors
/// The first thing that is none, or that people know from elsewhere.
pub(super) fn tokens(source: &str) -> Result<Vec<Token>, ExpressionError> {
    let mut input = LocatingSlice::new(source);
    let mut tokens = Vec::new();
    loop {
        let _: Read<&str> = multispace0.parse_next(&mut input);
        let start = source.len().saturating_sub(input.eof_offset());
        if input.is_empty() {
            return Ok(tokens);
        }
        match token.with_span().parse_next(&mut input) {
            Ok((kind, at)) => tokens.push(Token { at, kind }),
            Err(error) => return Err(unreadable(error, source, start)),
        }
    }
}

/// The error at `start`.
fn unreadable(error: ErrMode<Unreadable>, source: &str, start: usize) -> ExpressionError {
    let said = match error {
        ErrMode::Cut(Unreadable(said)) | ErrMode::Backtrack(Unreadable(said)) => said,
        ErrMode::Incomplete(_) => None,
    };
    if let Some(ExpressionError { at, says, instead }) = said {
        return ExpressionError { at: start..start.saturating_add(at.end), says, instead };
    }
    habit::sign(source, start).unwrap_or_else(|| {
        let sign = source.get(start..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
        let at = start..start.saturating_add(sign.len_utf8());
        ExpressionError { at, says: format!("`{}` has no place in an expression", sign.escape_debug()), instead: None }
    })
}

fn token(input: &mut Text<'_>) -> Read<Kind> {
    alt((quoted, day, time, number, word, sign)).parse_next(input)
}

/// `'text'` or `"text"`; there are no escapes, the other quote does.
fn quoted(input: &mut Text<'_>) -> Read<Kind> {
    let quote = one_of(['\'', '"']).parse_next(input)?;
    let text = take_while(0.., |letter| letter != quote).parse_next(input)?;
    let closed: Option<char> = opt(any).parse_next(input)?;
    match closed {
        Some(_) => Ok(Kind::Literal(Value::Text(text.to_owned()))),
        None => {
            wrong(text.len().saturating_add(1), format!("the text that starts here is not closed by `{quote}`"), None)
        }
    }
}

fn digits<'s>(least: usize, most: usize) -> impl Parser<Text<'s>, &'s str, ErrMode<Unreadable>> {
    take_while(least..=most, |letter: char| letter.is_ascii_digit())
}

/// Nothing that belongs to a number or a name follows.
fn ends(input: &mut Text<'_>) -> Read<()> {
    let next: Option<char> = opt(peek(any)).parse_next(input)?;
    match next {
        Some(letter) if letter.is_alphanumeric() || letter == '_' => fail.parse_next(input),
        Some(_) | None => Ok(()),
    }
}

/// `2026-12-24`, or `2026-12-24T18:00`. Four, two and two digits without spaces are a day and no subtraction.
fn day(input: &mut Text<'_>) -> Read<Kind> {
    let date = (digits(4, 4), '-', digits(2, 2), '-', digits(2, 2)).take();
    let clock = preceded('T', (digits(2, 2), ':', digits(2, 2)).take());
    let (date, clock) = terminated((date, opt(clock)), ends).parse_next(input)?;
    let Ok(parsed) = date.parse::<NaiveDate>() else {
        return wrong(date.len(), format!("`{date}` is no day of the calendar"), None);
    };
    match clock.map(|clock| (clock, NaiveTime::parse_from_str(clock, "%H:%M"))) {
        None => Ok(Kind::Literal(Value::Date(parsed))),
        Some((_, Ok(time))) => Ok(Kind::Literal(Value::Moment(NaiveDateTime::new(parsed, time)))),
        Some((clock, Err(_))) => {
            let length = date.len().saturating_add(clock.len()).saturating_add(1);
            wrong(length, format!("`{clock}` is no time of day"), None)
        }
    }
}

/// `18:00`.
fn time(input: &mut Text<'_>) -> Read<Kind> {
    let clock = terminated((digits(1, 2), ':', digits(2, 2)).take(), ends).parse_next(input)?;
    match NaiveTime::parse_from_str(clock, "%H:%M") {
        Ok(time) => Ok(Kind::Literal(Value::Time(time))),
        Err(_) => wrong(clock.len(), format!("`{clock}` is no time of day"), None),
    }
}

fn number(input: &mut Text<'_>) -> Read<Kind> {
    let written = (digits(1, usize::MAX), opt(('.', digits(1, usize::MAX)))).take().parse_next(input)?;
    let tail: &str =
        take_while(0.., |letter: char| letter.is_alphanumeric() || "_.".contains(letter)).parse_next(input)?;
    if !tail.is_empty() {
        let says = format!("`{written}{tail}` is neither a number nor a name; a time is written `18:00`");
        return wrong(written.len().saturating_add(tail.len()), says, habit::clock(written, tail));
    }
    match Decimal::from_str_exact(written) {
        Ok(number) => Ok(Kind::Literal(Value::Number(number))),
        Err(_) => wrong(written.len(), "a number has at most 28 digits", None),
    }
}

/// A name, or a word of the language.
fn word(input: &mut Text<'_>) -> Read<Kind> {
    let first = |letter: char| letter.is_alphabetic() || letter == '_';
    let within = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '.';
    let word = (one_of(first), take_while(0.., within)).take().parse_next(input)?;
    if let Some(kind) = keyword(word) {
        return Ok(kind);
    }
    let lower = word.to_lowercase();
    if keyword(&lower).is_some() {
        return wrong(word.len(), format!("`{word}` is written `{lower}`"), Some(Instead::sure(lower)));
    }
    if word.split('.').any(|part| !part.starts_with(first)) {
        let whole: String = word.split('.').filter(|part| part.starts_with(first)).collect::<Vec<_>>().join(".");
        return wrong(
            word.len(),
            format!("`{word}` is no name: between dots stand names"),
            Some(Instead::guess(whole)),
        );
    }
    Ok(Kind::Path)
}

fn keyword(word: &str) -> Option<Kind> {
    match word {
        "and" => Some(Kind::Operator(Operator::And)),
        "or" => Some(Kind::Operator(Operator::Or)),
        "not" => Some(Kind::Not),
        "in" => Some(Kind::Operator(Operator::In)),
        "true" => Some(Kind::Literal(Value::Truth(true))),
        "false" => Some(Kind::Literal(Value::Truth(false))),
        _ => None,
    }
}

/// The operators that are signs, longer ones first.
const OPERATORS: [(&str, Operator); 10] = [
    ("==", Operator::Equal),
    ("!=", Operator::Differs),
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("<", Operator::Less),
    (">", Operator::More),
    ("+", Operator::Plus),
    ("-", Operator::Minus),
    ("*", Operator::Times),
    ("/", Operator::Over),
];

/// An operator, a bracket or a comma. What people write elsewhere, such as `&&`, is left for [`habit::sign`].
fn sign(input: &mut Text<'_>) -> Read<Kind> {
    let rest: &str = input;
    if habit::sign(rest, 0).is_some() {
        return fail.parse_next(input);
    }
    if let Some((written, operator)) = OPERATORS.iter().find(|(written, _)| rest.starts_with(written)) {
        return (*written).value(Kind::Operator(*operator)).parse_next(input);
    }
    any.verify_map(|sign| match sign {
        '(' => Some(Kind::Open),
        ')' => Some(Kind::Close),
        '[' => Some(Kind::ListOpen),
        ']' => Some(Kind::ListClose),
        ',' => Some(Kind::Comma),
        _ => None,
    })
    .parse_next(input)
}
