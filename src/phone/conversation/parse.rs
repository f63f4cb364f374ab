//! Reads a conversation file.

use chrono::NaiveDateTime;

use super::{Conversation, Exchange, Expectation, Expected, ParseError, stimulus};

/// The form of a header, as a hint.
const HEADER: &str = "write `line +15550100  from +15550123  at 2026-11-24 10:00`; `from withheld` shows no number";

/// Reads all conversations of a file.
///
/// # Errors
/// The first line that cannot be read.
pub fn parse(source: &str) -> Result<Vec<Conversation>, ParseError> {
    let mut all: Vec<Conversation> = Vec::new();
    for (line, text) in numbered(source) {
        match Kind::of(text) {
            Kind::Nothing => {}
            Kind::Header => all.push(header(line, text)?),
            Kind::Does(rest) => {
                let conversation = all
                    .last_mut()
                    .ok_or_else(|| error(line, "something happens before there is a `line` header", HEADER))?;
                let does = stimulus::read(rest).map_err(|(says, hint)| ParseError { line, says, hint })?;
                conversation.exchanges.push(Exchange { line, does, expected: Vec::new() });
            }
            Kind::Expects(rest) => {
                let exchange = all.last_mut().and_then(|conversation| conversation.exchanges.last_mut());
                let exchange = exchange.ok_or_else(|| {
                    error(line, "something is expected before anything happens", "write `> rings` before it")
                })?;
                exchange.expected.push(Expected { line, what: expectation(line, rest)? });
            }
            Kind::Unknown => {
                let hint = "a line begins with `line`, `>`, `<` or `#`";
                return Err(error(line, format!("`{}` is no line of a conversation", text.trim()), hint));
            }
        }
    }
    match all.iter().find(|conversation| conversation.exchanges.is_empty()) {
        Some(empty) => Err(error(empty.line, "nothing happens in this conversation", "write `> rings` below it")),
        None => Ok(all),
    }
}

/// The lines of a file, numbered from 1.
pub(super) fn numbered(source: &str) -> impl Iterator<Item = (usize, &str)> {
    source.lines().enumerate().map(|(before, text)| (before + 1, text))
}

/// What kind of line it is.
pub(super) enum Kind<'a> {
    Nothing,
    Header,
    Does(&'a str),
    Expects(&'a str),
    Unknown,
}

impl<'a> Kind<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            Self::Nothing
        } else if let Some(rest) = text.strip_prefix('>') {
            Self::Does(rest.trim())
        } else if let Some(rest) = text.strip_prefix('<') {
            Self::Expects(rest.trim())
        } else if text.split_whitespace().next() == Some("line") {
            Self::Header
        } else {
            Self::Unknown
        }
    }
}

/// Reads an expected line, as it stands behind `<`.
pub(super) fn expectation(line: usize, text: &str) -> Result<Expectation, ParseError> {
    if text == "..." {
        return Ok(Expectation::Anything);
    }
    if text.is_empty() {
        return Err(error(
            line,
            "nothing stands behind `<`",
            "write an order, a text in quotes, or `...` for anything",
        ));
    }
    match text.strip_prefix('"') {
        None => Ok(Expectation::Order(one_spaced(text))),
        Some(rest) => match rest.strip_suffix('"') {
            Some(spoken) => Ok(Expectation::Spoken(one_spaced(spoken))),
            None => Err(error(line, "the text has no quote at its end", "write `\"` behind it")),
        },
    }
}

/// The same words with one space between each, so that a designer can align what they write.
pub(super) fn one_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn header(line: usize, text: &str) -> Result<Conversation, ParseError> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let &["line", to, "from", from, "at", day, time] = words.as_slice() else {
        return Err(error(line, "the header is not complete", HEADER));
    };
    if !is_number(to) || !(is_number(from) || from == "withheld") {
        return Err(error(line, "a number is not `+` and 3 to 15 digits", HEADER));
    }
    let at = NaiveDateTime::parse_from_str(&format!("{day} {time}"), "%Y-%m-%d %H:%M")
        .map_err(|_| error(line, format!("`{day} {time}` is no moment"), HEADER))?;
    Ok(Conversation {
        line,
        to: to.to_owned(),
        from: (from != "withheld").then(|| from.to_owned()),
        at_ms: at.and_utc().timestamp_millis(),
        exchanges: Vec::new(),
    })
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or("");
    (3..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn error(line: usize, says: impl Into<String>, hint: &str) -> ParseError {
    ParseError { line, says: says.into(), hint: hint.to_owned() }
}
