//! Reads a conversation file.

use chrono::NaiveDateTime;

use super::{Conversation, Exchange, Expectation, Expected, ParseError, Ringer, Stimulus, stimulus};
use crate::phone::{Act, excerpt};

/// The most letters of a line that a message quotes.
pub(super) const EXCERPT_MAX: usize = 80;

/// The form of a header, as a hint.
const HEADER: &str = "write `line +15550100  from +15550123  at 2026-11-24 10:00`; `from withheld` shows no number";

/// What a line that is none may have been meant as, by its first word.
const BEGINNINGS: &[&str] = &["line", "lookup", "switch"];

/// The most mistakes that are looked for. Who has so many has another file than they think.
const MISTAKES_MAX: usize = 50;

/// Reads all conversations of a file.
///
/// # Errors
/// Each line that cannot be read, up to 50 of them.
pub fn parse(source: &str) -> Result<Vec<Conversation>, Vec<ParseError>> {
    let mut reading = Reading::default();
    for (line, text) in numbered(source) {
        reading.line(line, text);
        if MISTAKES_MAX <= reading.mistakes.len() {
            return Err(reading.mistakes);
        }
    }
    let nothing = |conversation: &Conversation| conversation.exchanges.iter().all(|one| one.does.sets_the_scene());
    if reading.mistakes.is_empty() {
        let empty = reading.all.iter().filter(|conversation| nothing(conversation)).take(MISTAKES_MAX);
        let says = "nothing happens in this conversation";
        reading.mistakes.extend(empty.map(|empty| error(empty.line, says, "write `> rings` below it")));
    }
    if reading.mistakes.is_empty() { Ok(reading.all) } else { Err(reading.mistakes) }
}

/// What has been read of a file. Behind a mistake something stands in for what could not be read, so that the lines
/// that belong to it are no mistakes too.
#[derive(Default)]
struct Reading<'a> {
    all: Vec<Conversation>,
    comment: Vec<&'a str>,
    mistakes: Vec<ParseError>,
}

impl<'a> Reading<'a> {
    fn line(&mut self, line: usize, text: &'a str) {
        let kind = Kind::of(text);
        if !matches!(kind, Kind::Comment(_) | Kind::Header) {
            self.comment.clear();
        }
        match kind {
            Kind::Nothing => {}
            Kind::Comment(rest) => self.comment.push(rest),
            Kind::Header => {
                let title = Some(one_spaced(&self.comment.join(" "))).filter(|title| !title.is_empty());
                self.comment.clear();
                let read = header(line, text).unwrap_or_else(|mistake| self.mistaken(mistake, unread(line)));
                self.all.push(Conversation { title, ..read });
            }
            Kind::Does(rest) => self.does(line, rest),
            Kind::Expects(rest) => match expectation(line, rest) {
                Ok(what) => self.expects(Expected { line, what }),
                Err(mistake) => self.mistakes.push(mistake),
            },
            Kind::Unknown => self.unknown(line, text.trim()),
        }
    }

    fn mistaken<T>(&mut self, mistake: ParseError, stands_in: T) -> T {
        self.mistakes.push(mistake);
        stands_in
    }

    fn does(&mut self, line: usize, text: &str) {
        let does = stimulus::read(text)
            .unwrap_or_else(|(says, hint)| self.mistaken(ParseError { line, says, hint }, Stimulus::Acts(Act::Silent)));
        if self.all.is_empty() {
            let says = "something happens before there is a `line` header";
            let stands_in = self.mistaken(error(line, says, HEADER), unread(line));
            self.all.push(stands_in);
        }
        if let Some(conversation) = self.all.last_mut() {
            conversation.exchanges.push(Exchange { line, does, expected: Vec::new() });
        }
    }

    fn expects(&mut self, expected: Expected) {
        let line = expected.line;
        match self.all.last_mut().and_then(|conversation| conversation.exchanges.last_mut()) {
            Some(exchange) if exchange.does.sets_the_scene() => {
                let of_queue = matches!(exchange.does, Stimulus::Place { .. } | Stimulus::Average { .. });
                let known = matches!(exchange.does, Stimulus::Known(_));
                let others = if of_queue { "`> place` or `> average`" } else { "`lookup` or `switch`" };
                let kind = if known { "`> is known to`" } else { others };
                let says = format!("nothing can come of a {kind} line");
                self.mistakes.push(error(line, says, "write that line before the `>` that it is for"));
            }
            Some(exchange) => exchange.expected.push(expected),
            None => {
                let says = "something is expected before anything happens";
                self.mistakes.push(error(line, says, "write `> rings` before it"));
            }
        }
    }

    /// A line that begins like nothing known: what it may have been meant as stands in for it.
    fn unknown(&mut self, line: usize, text: &str) {
        let shown = excerpt(text, EXCERPT_MAX);
        let says = format!("`{shown}` is no line of a conversation");
        let first = text.split_whitespace().next().unwrap_or("");
        let is_near =
            |beginning: &&&str| (3..12).contains(&first.len()) && strsim::damerau_levenshtein(beginning, first) <= 2;
        let near = BEGINNINGS.iter().filter(is_near).min_by_key(|one| strsim::damerau_levenshtein(one, first));
        let hint = match near {
            Some(beginning) => format!("did you mean `{beginning}`?"),
            None if stimulus::read(text).is_ok() => format!("did you mean `> {shown}`?"),
            None => "a line begins with `line`, `>`, `<`, `lookup`, `switch` or `#`".to_owned(),
        };
        if near == Some(&"line") {
            self.all.push(unread(line));
        }
        self.mistakes.push(ParseError { line, says, hint });
    }
}

/// A conversation whose header cannot be read.
fn unread(line: usize) -> Conversation {
    let from = Ringer { from: None, attested: false };
    Conversation {
        line,
        title: None,
        to: String::new(),
        from,
        at_ms: 0,
        ledger: false,
        times: false,
        exchanges: Vec::new(),
    }
}

/// The lines of a file, numbered from 1.
pub(super) fn numbered(source: &str) -> impl Iterator<Item = (usize, &str)> {
    source.lines().enumerate().map(|(before, text)| (before + 1, text))
}

/// What kind of line it is.
pub(super) enum Kind<'a> {
    Nothing,
    /// What stands behind `#`.
    Comment(&'a str),
    Header,
    Does(&'a str),
    Expects(&'a str),
    Unknown,
}

impl<'a> Kind<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let text = text.trim();
        let first = text.split_whitespace().next();
        if text.is_empty() {
            Self::Nothing
        } else if let Some(rest) = text.strip_prefix('#') {
            Self::Comment(rest)
        } else if let Some(rest) = text.strip_prefix('>') {
            Self::Does(rest.trim())
        } else if let Some(rest) = text.strip_prefix('<') {
            Self::Expects(rest.trim())
        } else if first == Some("line") {
            Self::Header
        } else if matches!(first, Some("lookup" | "switch")) {
            Self::Does(text)
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
    let (mut words, mut ledger, mut times) = (words.as_slice(), false, false);
    while let [before @ .., "with", what @ ("ledger" | "times")] = words {
        (ledger, times) = (ledger || *what == "ledger", times || *what == "times");
        words = before;
    }
    let (to, from, attested, day, time) = match *words {
        ["line", to, "from", from, "at", day, time] => (to, from, false, day, time),
        ["line", to, "from", from, "attested", "at", day, time] => (to, from, true, day, time),
        _ => return Err(error(line, "the header is not complete", HEADER)),
    };
    let no_number = || error(line, "a number is not `+` and 3 to 15 digits", HEADER);
    let from = ringer(from, attested).filter(|_| is_number(to)).ok_or_else(no_number)?;
    let at = NaiveDateTime::parse_from_str(&format!("{day} {time}"), "%Y-%m-%d %H:%M").map_err(|_| {
        error(line, format!("`{}` is no moment", excerpt(&format!("{day} {time}"), EXCERPT_MAX)), HEADER)
    })?;
    let at_ms = at.and_utc().timestamp_millis();
    Ok(Conversation { line, title: None, to: to.to_owned(), from, at_ms, ledger, times, exchanges: Vec::new() })
}

/// Who rings: a number, `withheld`, or an address such as `sip:desk@example.com`.
pub(super) fn ringer(from: &str, attested: bool) -> Option<Ringer> {
    let is_address = from.split_once(':').is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty());
    let withheld = from == "withheld";
    let shown = (!withheld).then(|| from.to_owned());
    (withheld || is_address || is_number(from)).then_some(Ringer { from: shown, attested })
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or("");
    (3..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn error(line: usize, says: impl Into<String>, hint: &str) -> ParseError {
    ParseError { line, says: says.into(), hint: hint.to_owned() }
}
