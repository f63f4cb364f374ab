//! What people write in expressions elsewhere, and what to write here. Adding a habit is one line of a table.

use std::ops::Range;

use super::{
    ExpressionError,
    node::Operator,
    token::{Kind, Token},
};
use crate::engine::near::Instead;

/// Signs of other languages, longer ones first, and what they are here; what has no equal here has nothing.
const SIGNS: [(&str, &str); 17] = [
    ("===", "=="),
    ("!==", "!="),
    ("=>", ">="),
    ("=<", "<="),
    ("<>", "!="),
    ("&&", "and"),
    ("||", "or"),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "!="),
    ("−", "-"),
    ("×", "*"),
    ("÷", "/"),
    ("&", "and"),
    ("|", "or"),
    ("=", "=="),
    ("!", "not"),
];

/// Words that people put between two values, and the operator that they mean.
const WORDS: [(&str, &str); 12] = [
    ("is", "=="),
    ("equals", "=="),
    ("eq", "=="),
    ("ne", "!="),
    ("lt", "<"),
    ("le", "<="),
    ("lte", "<="),
    ("gt", ">"),
    ("ge", ">="),
    ("gte", ">="),
    ("plus", "+"),
    ("minus", "-"),
];

/// What other languages call a value that is not there.
const NOTHING: [&str; 5] = ["null", "nil", "none", "None", "undefined"];

/// Quotes that word processors make, and what closes each.
const QUOTES: [(char, char); 5] = [('‘', '’'), ('“', '”'), ('„', '“'), ('«', '»'), ('`', '`')];

/// What only an expression holds, and hardly ever a text.
const JOINTS: [&str; 10] = ["and", "or", "not", "in", "==", "!=", "<", "<=", ">", ">="];

/// The habit that `source` shows at `start`, where no token could be read.
pub(super) fn sign(source: &str, start: usize) -> Option<ExpressionError> {
    let rest = source.get(start..)?;
    if rest.starts_with("==") && !rest.starts_with("===") || rest.starts_with("!=") && !rest.starts_with("!==") {
        return None;
    }
    let known = SIGNS.iter().find(|(written, _)| rest.starts_with(written));
    if let Some((written, here)) = known {
        let at = start..start.saturating_add(written.len());
        let instead = Some(Instead::sure(spaced(here, source, &at)));
        return Some(ExpressionError { at, says: format!("`{written}` is written `{here}`"), instead });
    }
    braces(rest, start).or_else(|| curly(rest, start))
}

/// A word or sign with the spaces that it needs where it is put.
fn spaced(here: &str, source: &str, at: &Range<usize>) -> String {
    let is_word = here.starts_with(char::is_alphabetic);
    let open = |letter: char| letter.is_alphanumeric() || "_'\"!(".contains(letter);
    let before = source.get(..at.start).and_then(|text| text.chars().next_back());
    let after = source.get(at.end..).and_then(|text| text.chars().next());
    let before = if is_word && before.is_some_and(|letter| open(letter) || letter == ')') { " " } else { "" };
    let after = if is_word && after.is_some_and(open) { " " } else { "" };
    format!("{before}{here}{after}")
}

/// `{name}`: names stand in braces in prompts and addresses, and bare here.
fn braces(rest: &str, start: usize) -> Option<ExpressionError> {
    let opened = rest.len().saturating_sub(rest.trim_start_matches('{').len());
    let (inside, after) = rest.get(opened..).filter(|_| 0 < opened)?.split_once('}')?;
    let closed = after.chars().take(opened.saturating_sub(1)).take_while(|sign| *sign == '}').count();
    let name = inside.trim();
    let length = opened.saturating_add(inside.len()).saturating_add(1).saturating_add(closed);
    let at = start..start.saturating_add(length);
    let says = format!("names stand bare in an expression: `{name}`");
    let fits = !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || "_.".contains(letter));
    Some(ExpressionError { at, says, instead: fits.then(|| Instead::sure(name)) })
}

/// Texts in quotes that a word processor made.
fn curly(rest: &str, start: usize) -> Option<ExpressionError> {
    let open = rest.chars().next()?;
    let (_, close) = QUOTES.iter().find(|(known, _)| *known == open)?;
    let inside = rest.strip_prefix(open)?;
    let says = "a text stands in straight quotes, such as `'text'`".to_owned();
    let Some((text, _)) = inside.split_once(*close) else {
        return Some(ExpressionError { at: start..start.saturating_add(open.len_utf8()), says, instead: None });
    };
    let length = open.len_utf8().saturating_add(text.len()).saturating_add(close.len_utf8());
    let at = start..start.saturating_add(length);
    if start == 0 && length == rest.len() && text.split_whitespace().any(|word| JOINTS.contains(&word)) {
        let says = "these quotes stand around the whole expression, and a word processor made them".to_owned();
        return Some(ExpressionError { at, says, instead: Some(Instead::guess(text)) });
    }
    let quote = if text.contains('\'') { '"' } else { '\'' };
    Some(ExpressionError { at, says, instead: Some(Instead::sure(format!("{quote}{text}{quote}"))) })
}

/// `9am` and `6pm` as times; `written` are the digits, `tail` is what follows them.
pub(super) fn clock(written: &str, tail: &str) -> Option<Instead> {
    let hour: u8 = written.parse().ok().filter(|hour| (1..=12).contains(hour))?;
    match tail.to_lowercase().as_str() {
        "am" => Some(Instead::sure(format!("{:02}:00", hour % 12))),
        "pm" => Some(Instead::sure(format!("{:02}:00", (hour % 12).saturating_add(12)))),
        _ => None,
    }
}

/// The most habits that are repaired at once.
const REPAIRS_MAX: usize = 20;

/// A mistake, and what else can be repaired with it: whoever writes `&&` once writes it twice.
pub(super) fn repaired(
    first: ExpressionError,
    source: &str,
    next: &dyn Fn(&str) -> Option<ExpressionError>,
) -> ExpressionError {
    let ExpressionError { at, says, instead: Some(instead) } = first else { return first };
    let with = |text: &str, at: &Range<usize>, instead: &str| {
        let (before, after) = (text.get(..at.start), text.get(at.end..));
        format!("{}{instead}{}", before.unwrap_or_default(), after.unwrap_or_default())
    };
    let (mut text, mut sure) = (with(source, &at, &instead), instead.sure);
    let (mut start, mut tail) = (at.start, source.len().saturating_sub(at.end));
    for _ in 0..REPAIRS_MAX {
        let Some(ExpressionError { at, instead: Some(instead), .. }) = next(&text) else { break };
        start = start.min(at.start);
        tail = tail.min(text.len().saturating_sub(at.end));
        text = with(&text, &at, &instead);
        sure &= instead.sure;
    }
    let instead = text.get(start..text.len().saturating_sub(tail)).unwrap_or_default().to_owned();
    let instead = Some(Instead { text: instead, sure });
    ExpressionError { at: start..source.len().saturating_sub(tail), says, instead }
}

/// `x == null` and the like: three tokens that are one question.
pub(super) fn nothing(tokens: &[Token], source: &str) -> Option<ExpressionError> {
    tokens.windows(3).find_map(|window| {
        let [left, sign, right] = window else { return None };
        let is_nothing =
            |token: &Token| token.kind == Kind::Path && source.get(token.at.clone()).is_some_and(is_nothing_word);
        let path = match (left.kind == Kind::Path, is_nothing(left), is_nothing(right)) {
            (true, false, true) => left,
            (true, true, false) if right.kind == Kind::Path => right,
            (_, _, _) => return None,
        };
        let name = source.get(path.at.clone())?;
        let is_word = sign.kind == Kind::Path && source.get(sign.at.clone()) == Some("is");
        let here = if is_word || sign.kind == Kind::Operator(Operator::Equal) {
            format!("not known({name})")
        } else if sign.kind == Kind::Operator(Operator::Differs) {
            format!("known({name})")
        } else {
            return None;
        };
        let says = format!("whether a value is there is asked with `known({name})`");
        Some(ExpressionError { at: left.at.start..right.at.end, says, instead: Some(Instead::sure(here)) })
    })
}

fn is_nothing_word(word: &str) -> bool {
    NOTHING.contains(&word)
}

/// The error for a token that stands where an operator or the end should: `before` is the token before it, `after` are
/// the tokens behind it.
pub(super) fn misplaced(source: &str, before: Option<&Token>, found: &Token, after: &[Token]) -> ExpressionError {
    let text = |token: &Token| source.get(token.at.clone()).unwrap_or_default();
    let at = found.at.clone();
    let one = before.filter(|token| matches!(token.kind, Kind::Path | Kind::Literal(_)));
    let next = after.first();
    match &found.kind {
        Kind::Operator(operator) if operator.compares() => {
            let says = match one.map(text) {
                Some(one) => {
                    format!("comparisons do not chain: join two with `and`, as in `and {one} {} …`", text(found))
                }
                None => "comparisons do not chain: write two of them, with `and` between".to_owned(),
            };
            let instead = one.map(|one| Instead::sure(format!("and {} {}", text(one), text(found))));
            ExpressionError { at, says, instead }
        }
        Kind::Close | Kind::ListClose => {
            let says = format!("nothing is open that this `{}` could close", text(found));
            ExpressionError { at, says, instead: Some(Instead::guess("")) }
        }
        Kind::Comma => {
            let says = "commas stand between the values of a list or a function; conditions are joined with `and`";
            ExpressionError { at, says: says.to_owned(), instead: Some(Instead::guess(" and")) }
        }
        Kind::Not => {
            let into = next.filter(|token| token.kind == Kind::Operator(Operator::In)).zip(one);
            let at = into.map_or(at, |(into, one)| one.at.start..into.at.end);
            let instead = into.map(|(_, one)| Instead::sure(format!("not {} in", text(one))));
            ExpressionError {
                at, says: "`not` stands before what it denies, as in `not x in […]`".to_owned(), instead
            }
        }
        Kind::Path if next.is_some() => word(text(found), at.clone(), next, source).unwrap_or_else(|| apart(at)),
        Kind::Path | Kind::Literal(_) | Kind::Operator(_) | Kind::Open | Kind::ListOpen => apart(at),
    }
}

fn apart(at: Range<usize>) -> ExpressionError {
    let says = "an operator such as `and` or `==` is missing before this".to_owned();
    ExpressionError { at, says, instead: None }
}

/// A word that stands for an operator elsewhere.
fn word(word: &str, at: Range<usize>, next: Option<&Token>, source: &str) -> Option<ExpressionError> {
    let (_, here) = WORDS.iter().find(|(known, _)| word.eq_ignore_ascii_case(known))?;
    let not = next.filter(|token| *here == "==" && token.kind == Kind::Not);
    let (at, here) = not.map_or((at.clone(), *here), |not| (at.start..not.at.end, "!="));
    let written = source.get(at.clone()).unwrap_or_default();
    let says = format!("`{written}` is written `{here}`");
    Some(ExpressionError { at, says, instead: Some(Instead::sure(here)) })
}
