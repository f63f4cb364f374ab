//! What serde says is wrong, in a designer's words.

use super::{
    check::expression_problem,
    elsewhere::{TAKEN_FOR_EACH_OTHER, from_elsewhere, later},
    near::{Near, listed, near, one_slip},
    place::{File, Span},
    problem::{
        EXPRESSION_WRONG, FROM_ELSEWHERE, MISSING_KEY, NOT_BUILT_YET, Problem, UNKNOWN_KEY, WRONG_SHAPE, YAML_ATE_IT,
    },
    read_inside as inside,
    shape::Reading,
    tree::{Key, Node, Tree},
};
use crate::engine::Expression;

impl Reading<'_> {
    /// Reports a key that cannot be here: a later one, one from elsewhere, or a slip of the pen. Gives the key that was
    /// meant, where that is clear.
    pub fn unknown_key<'k>(&mut self, key: &Key, known: &[&'k str]) -> Option<&'k str> {
        let file = self.file;
        let word = key.text.as_str();
        let later = later(word) && !one_slip(word, known);
        let foreign = from_elsewhere(word);
        let known_one = |wanted: &str| known.iter().copied().find(|known| *known == wanted);
        let other =
            TAKEN_FOR_EACH_OTHER.iter().find(|(taken, _)| *taken == word).and_then(|(_, for_it)| known_one(for_it));
        let other = other.map(|name| Near { name, other: None, sure: true });
        let near = other.or_else(|| near(word, known.iter().copied())).filter(|_| !later && foreign.is_none());
        let instead = || foreign.and_then(|foreign| foreign.keys.iter().find_map(|key| known_one(key)));
        let meant = near.map(|near| near.name).or_else(instead);
        self.problems.add(|| {
            let problem = match foreign {
                Some(foreign) => {
                    let says = format!("`{word}` is a word of other systems");
                    Problem::error(FROM_ELSEWHERE, file, key.span, says).hint(foreign.instead)
                }
                None if later => Problem::error(NOT_BUILT_YET, file, key.span, format!("`{word}` is not built yet"))
                    .hint(format!(
                        "it comes with a later version; here this one knows {}",
                        listed(known.iter().copied())
                    )),
                None => Problem::error(UNKNOWN_KEY, file, key.span, format!("there is no key `{word}` here")).hint(
                    near.map_or_else(|| format!("there is {}", listed(known.iter().copied())), |near| near.asked()),
                ),
            };
            match meant {
                Some(meant) => problem.written(key.span, meant, near.is_some_and(|near| near.sure)),
                None => problem,
            }
        });
        meant
    }

    /// Reports whatever else serde found wrong with `tree`.
    /// `key` is the key that it stands under.
    pub(super) fn wrong(&mut self, (tree, span): (&Tree, Span), key: Option<&str>, message: &str) {
        let file = self.file;
        if self.problems.is_found(&file.at(span)) {
            // What YAML made of it has been told, or another slip there.
            return;
        }
        self.problems.add(|| {
            if let Some(missing) = missing_field(message) {
                let says = format!("`{missing}` is missing here");
                return Problem::error(MISSING_KEY, file, span, says).hint(why_needed(&missing));
            }
            if let Some(problem) = in_expression((file, tree), message) {
                return problem;
            }
            let span = named_in(file, tree, message).unwrap_or(span);
            let raw = file.raw(tree.span);
            let number = matches!(tree.node, Node::Int(_) | Node::Float(_));
            let expected = expected_kind(message);
            let text_expected = expected
                .as_deref()
                .is_some_and(|expected| !NO_TEXTS.iter().any(|no_text| expected.starts_with(no_text)));
            if number && text_expected && message.starts_with("invalid type") {
                return Problem::error(YAML_ATE_IT, file, span, "YAML reads this as a number, not as a text")
                    .hint("in quotes it is what it looks like")
                    .fix(tree.span, format!("\"{raw}\""));
            }
            let says = match expected {
                Some(ref expected) if expected.starts_with(LENGTH) => length(key, expected),
                Some(ref expected) if message.starts_with("invalid value") => format!("expected {expected}"),
                Some(ref expected) if message.starts_with("invalid type") => {
                    format!("expected {expected}, not {}", tree.kind())
                }
                Some(_) | None => plain(message),
            };
            let problem = Problem::error(WRONG_SHAPE, file, span, says);
            match (expected_kind(message).as_deref(), &tree.node) {
                (Some(expected), Node::Text(text)) if expected.starts_with(LENGTH) && in_short(text).is_some() => {
                    let short = in_short(text).unwrap_or_default();
                    problem.hint(format!("write `{short}`")).fix(tree.span, short)
                }
                (Some(length), Node::Int(_)) if length.starts_with(LENGTH) => {
                    let unit = UNITS.iter().find(|(known, _)| key == Some(*known)).map_or("s", |(_, unit)| *unit);
                    problem.hint("the unit is missing").suggest(tree.span, format!("{raw}{unit}"))
                }
                (Some("a list"), Node::Text(_)) if one_line(raw) => {
                    problem.hint("a list of one stands in brackets too").fix(tree.span, format!("[{raw}]"))
                }
                (Some(three), _) if three.starts_with("three numbers") => {
                    problem.hint("one for the first lost turn, one for the second, one for each further one")
                }
                (Some("a list"), Node::Map(_)) => problem.hint("each entry of a list begins with `- `"),
                (Some(_), Node::List(_)) if key == Some("words") => {
                    problem.hint("the words stand in a list under `words:` at the top; its name stands here")
                }
                (_, Node::Text(text)) => one_of(problem, (file, tree, text), message),
                (_, _) => problem,
            }
        });
    }
}

/// Where the first thing stands that a message names: a key's value, or a piece of a text.
fn named_in(file: &File, tree: &Tree, message: &str) -> Option<Span> {
    let map = tree.map()?;
    let named = message.split('`').nth(1).filter(|named| !named.is_empty())?;
    let value = tree.get(named).map(|(_, value)| value.span).filter(|span| span.start < span.end);
    value.or_else(|| {
        map.iter().find_map(|(_, value)| match &value.node {
            Node::Text(text) => Some(inside(file, text, value.span, text.find(named)?, named.len())),
            Node::Map(_) => named_in(file, value, message),
            Node::Nothing | Node::Bool(_) | Node::Int(_) | Node::Float(_) | Node::List(_) => None,
        })
    })
}

/// A word that is none of those which the message lists; with the one that was meant.
fn one_of(problem: Problem, (file, tree, text): (&File, &Tree, &str), message: &str) -> Problem {
    if !message.starts_with("unknown variant") && !message.starts_with("there is no type") {
        return problem;
    }
    let listed = message.split('`').skip(3).step_by(2);
    match near(text, listed) {
        Some(meant) if file.raw(tree.span) == text => problem.near(file, tree.span, &meant),
        Some(meant) => problem.hint(meant.asked()),
        None => problem,
    }
}

/// What is expected where a length of time belongs: the limits are those of the key.
fn length(key: Option<&str>, expected: &str) -> String {
    let limits = match key {
        Some("for") => "from 5s to 120s",
        Some("wait") => "from 1s to 30s",
        Some("gap" | "pause") => "from 1s to 10s",
        Some("most") => "from 10s to 10m",
        Some(_) | None => return format!("expected {expected}"),
    };
    format!("expected {LENGTH} such as 5s, {limits}")
        .replace("5s, from 10s", "2m, from 10s")
        .replace("5s, from 5s", "25s, from 5s")
}

/// A length of time whose unit is written out: `2h` for `2 hours`.
fn in_short(text: &str) -> Option<String> {
    let digits = text.find(|letter: char| !letter.is_ascii_digit())?;
    let (number, unit) = text.split_at_checked(digits).filter(|(number, _)| !number.is_empty())?;
    let unit = match unit.trim().to_lowercase().as_str() {
        "sec" | "secs" | "second" | "seconds" => "s",
        "min" | "mins" | "minute" | "minutes" => "m",
        "hr" | "hrs" | "hour" | "hours" => "h",
        "day" | "days" => "d",
        _ => return None,
    };
    Some(format!("{number}{unit}"))
}

/// What is wrong in an expression, at its place in it, if `message` is about one.
fn in_expression((file, tree): (&File, &Tree), message: &str) -> Option<Problem> {
    let Node::Text(source) = &tree.node else { return None };
    let error = Expression::parse(source).err().filter(|error| error.says == message)?;
    let problem = expression_problem(EXPRESSION_WRONG, (file, tree.span), source, &error, true);
    Some(match &error.instead {
        Some(instead) => problem.hint(format!("write `{}`", instead.text)),
        None => problem.hint("an expression is written like `staffed and kind == 'parcel'`"),
    })
}

/// The unknown key that a message of serde names, and the keys that would have been known.
pub(super) fn unknown_field(message: &str) -> Option<(String, Vec<&str>)> {
    let unknown = quoted(message, "unknown field `")?;
    Some((unknown, message.split('`').skip(3).step_by(2).collect()))
}

/// The key that a message of serde misses.
pub(super) fn missing_field(message: &str) -> Option<String> {
    quoted(message, "missing field `")
}

fn quoted(message: &str, start: &str) -> Option<String> {
    message.strip_prefix(start)?.split('`').next().map(str::to_owned)
}

/// Why something is needed that is most often forgotten.
fn why_needed(key: &str) -> String {
    match key {
        "next" | "to" => format!("callers who come here would be stuck: `{key}` names the step where they go on"),
        "key" => "nobody could choose this: write `key: …`, `words: …` or both".to_owned(),
        _ => format!("write `{key}: …`"),
    }
}

/// What is expected where a number in quotes would be just as wrong, by its beginning.
const NO_TEXTS: [&str; 6] = ["a map", "{", "a list", "a whole number", "three numbers", LENGTH];

/// The unit that is most often meant under a key; seconds elsewhere.
const UNITS: [(&str, &str); 3] = [("keep", "d"), ("lasts", "h"), ("within", "h")];

/// How an expected length of time begins.
const LENGTH: &str = "a length of time";

fn expected_kind(message: &str) -> Option<String> {
    message.rsplit_once("expected ").map(|(_, expected)| plain(expected))
}

/// Whether a text as written can be put into brackets.
fn one_line(raw: &str) -> bool {
    !raw.is_empty() && !raw.starts_with(['|', '>']) && !raw.contains('\n')
}

/// What serde calls something, in plain words. Some messages end with a position in a text that never was.
fn plain(words: &str) -> String {
    let words = words.split(" at line ").next().unwrap_or(words);
    match words {
        "a string" => "a name or a text".to_owned(),
        "a sequence" => "a list".to_owned(),
        "an array of length 3" => "three numbers, such as [15, 45, 30]".to_owned(),
        "u8" | "u16" | "u32" | "u64" | "i64" => "a whole number".to_owned(),
        _ if words.starts_with("struct ") => "a map".to_owned(),
        _ if words.starts_with("unknown variant") => none_of(words),
        _ => words.to_owned(),
    }
}

/// A word that is none of some, as serde says it: "unknown variant `a`, expected `b` or `c`".
fn none_of(words: &str) -> String {
    let mut quoted = words.split('`').skip(1).step_by(2);
    let word = quoted.next().unwrap_or_default();
    format!("`{word}` cannot stand here; there is {}", listed(quoted))
}
