//! What serde says is wrong, in a designer's words.

use super::{
    elsewhere::{FOREIGN, TAKEN_FOR_EACH_OTHER, later},
    near::{listed, near, one_slip},
    place::Span,
    problem::{FROM_ELSEWHERE, MISSING_KEY, NOT_BUILT_YET, Problem, UNKNOWN_KEY, WRONG_SHAPE, YAML_ATE_IT},
    shape::Reading,
    tree::{Key, Node, Tree},
};

impl Reading<'_> {
    /// Reports a key that cannot be here: a later one, one from elsewhere, or a slip of the pen. Gives the key that was
    /// meant, where that is clear.
    pub fn unknown_key<'k>(&mut self, key: &Key, known: &[&'k str]) -> Option<&'k str> {
        let file = self.file;
        let word = key.text.as_str();
        let later = later(word, known) && !one_slip(word, known);
        let foreign = FOREIGN.iter().find(|foreign| foreign.word == word);
        let known_one = |wanted: &str| known.iter().copied().find(|known| *known == wanted);
        let other =
            TAKEN_FOR_EACH_OTHER.iter().find(|(taken, _)| *taken == word).and_then(|(_, for_it)| known_one(for_it));
        let near = other.or_else(|| near(word, known.iter().copied())).filter(|_| !later && foreign.is_none());
        let instead = || foreign.and_then(|foreign| foreign.keys.iter().find_map(|key| known_one(key)));
        let meant = near.or_else(instead);
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
                    near.map_or_else(
                        || format!("there is {}", listed(known.iter().copied())),
                        |near| format!("did you mean `{near}`?"),
                    ),
                ),
            };
            match meant {
                Some(meant) => problem.fix(key.span, meant),
                None => problem,
            }
        });
        meant
    }

    /// Reports whatever else serde found wrong with `tree`.
    /// `key` is the key that it stands under.
    pub(super) fn wrong(&mut self, (tree, span): (&Tree, Span), key: Option<&str>, message: &str) {
        let file = self.file;
        self.problems.add(|| {
            if let Some(missing) = missing_field(message) {
                let says = format!("`{missing}` is missing here");
                return Problem::error(MISSING_KEY, file, span, says).hint(why_needed(&missing));
            }
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
                Some(ref expected) if message.starts_with("invalid value") => format!("expected {expected}"),
                Some(ref expected) if message.starts_with("invalid type") => {
                    format!("expected {expected}, not {}", tree.kind())
                }
                Some(_) | None => plain(message),
            };
            let problem = Problem::error(WRONG_SHAPE, file, span, says);
            match (expected_kind(message).as_deref(), &tree.node) {
                (Some(length), Node::Int(_)) if length.starts_with(LENGTH) => {
                    problem.hint("the unit is missing").fix(tree.span, format!("{raw}s"))
                }
                (Some("a list"), Node::Text(_)) if one_line(raw) => {
                    problem.hint("a list of one stands in brackets too").fix(tree.span, format!("[{raw}]"))
                }
                (Some("a list"), Node::Map(_)) => problem.hint("each entry of a list begins with `- `"),
                (Some(_), Node::List(_)) if key == Some("words") => {
                    problem.hint("the words stand in a list under `words:` at the top; its name stands here")
                }
                (_, _) => problem,
            }
        });
    }
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
const NO_TEXTS: [&str; 5] = ["a map", "{", "a list", "a whole number", LENGTH];

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
        "u8" | "u16" | "u32" | "u64" | "i64" => "a whole number".to_owned(),
        _ if words.starts_with("struct ") => "a map".to_owned(),
        _ => words.to_owned(),
    }
}
