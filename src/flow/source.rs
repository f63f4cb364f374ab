//! From the bytes of a YAML file to a [`Tree`], within limits that no file can exceed.

use std::collections::BTreeMap;

use serde_saphyr::{
    Error,
    options::{DuplicateKeyPolicy, MergeKeyPolicy},
};

use super::{
    brackets::{Unclosed, unclosed},
    place::{File, Span},
    problem::{DUPLICATE_KEY, Problem, Problems, WRONG_SHAPE, YAML, YAML_ATE_IT},
    show::unseen,
    tree::{Node, Tree},
};

/// The largest file, and the most of all files of a flow together, in bytes: thousands of steps.
pub(super) const FILE_MAX: usize = 1_000_000;
/// The deepest nesting. A flow has about eight levels.
const DEPTH_MAX: usize = 40;
/// The most nodes. A thousand steps have about ten thousand.
const NODES_MAX: usize = 50_000;
/// The most entries of one list or map.
const ENTRIES_MAX: usize = 5_000;
/// The most uses of an anchor (`*name`).
const ALIASES_MAX: usize = 200;

/// Reads a file. Reports keys that are there twice, and texts that YAML takes for something else.
pub(super) fn parse(file: &File, problems: &mut Problems) -> Option<Tree> {
    if file.text.len() > FILE_MAX {
        problems.add(|| {
            let says = format!("the file has {} bytes; at most {FILE_MAX} are read", file.text.len());
            Problem::error(YAML, file, Span::default(), says)
        });
        return None;
    }
    match serde_saphyr::from_str_with_options::<Tree>(&file.text, options()) {
        Ok(tree) => review(file, ("", &tree), problems).then_some(tree),
        Err(error) => {
            problems.add(|| broken(file, error.without_snippet()));
            None
        }
    }
}

fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: DEPTH_MAX,
            flow_nesting_limit: DEPTH_MAX,
            max_nodes: NODES_MAX,
            max_aliases: ALIASES_MAX,
        },
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::Error,
        reject_unsupported_tags: true,
        with_snippet: false,
    }
}

/// The problem that a file is which cannot be read as YAML.
#[allow(clippy::wildcard_enum_match_arm, reason = "the parser's enum: most of it means the same to a designer")]
fn broken(file: &File, error: &Error) -> Problem {
    let start = error.location().map_or(0, |location| byte_of(file, &location));
    let rest = file.text.get(start..).unwrap_or("");
    let span = Span { start, end: start + rest.chars().next().map_or(0, char::len_utf8) };
    if let Error::UnsupportedTag { tag, .. } = error {
        let before = file.text.get(..start).and_then(|before| before.rfind(tag.as_str()));
        let span = before.map_or(span, |start| Span { start, end: start + tag.len() });
        let says = format!("YAML reads `{tag}` as a tag, not as part of a text");
        let problem = Problem::error(YAML_ATE_IT, file, span, says);
        let problem = problem.hint("a text that starts with `!` is written in quotes");
        return match bare_text(file, span) {
            Some((whole, text)) => problem.fix(whole, format!("\"{text}\"")),
            None => problem,
        };
    }
    let message = error.to_string();
    if !too_much(error, &message)
        && let Some(open) = unclosed(&file.text, start.max(1))
    {
        return not_closed(file, open);
    }
    if (message.contains("mapping values") || rest.starts_with(": "))
        && let Some(problem) = colon_in_text(file, start)
    {
        return problem;
    }
    let (says, hint) = trouble(error, (file, rest));
    let span = if says.starts_with("a tab") { tab_of(file, span) } else { span };
    Problem::error(YAML, file, span, says).hint(hint)
}

/// The bare text that begins at `span`, to the end of its line or entry, if it can be put into quotes.
fn bare_text(file: &File, span: Span) -> Option<(Span, &str)> {
    let line = file.text.get(span.start..)?.lines().next()?;
    let before = file.text.get(..span.start)?.lines().last().unwrap_or("");
    let within = before.contains(['{', '[']);
    let end = line.find(|letter| within && [',', '}', ']'].contains(&letter)).unwrap_or(line.len());
    let text = line.get(..end)?.trim_end();
    let plain = !text.contains(['"', '\\', '#']);
    plain.then_some((Span { start: span.start, end: span.start + text.len() }, text))
}

/// A bracket that nothing closes; or would, were it not in a comment.
fn not_closed(file: &File, open: Unclosed) -> Problem {
    let raw = file.raw(open.bracket);
    let Some(at) = open.comment else {
        let closes = if raw == "{" { "}" } else { "]" };
        return Problem::error(YAML, file, open.bracket, format!("this `{raw}` is never closed"))
            .hint(format!("`{closes}` is missing behind what belongs to it, or a quote is, in it"));
    };
    let span = Span { start: at, end: at + 1 };
    let problem = Problem::error(YAML_ATE_IT, file, span, "YAML takes everything from here on for a comment")
        .hint("a key or a text with # in it is written in quotes");
    let value = file.text.get(open.bracket.end..at).is_some_and(|before| before.trim_end().ends_with(':'));
    let alone = file.text.get(span.end..).is_some_and(|behind| behind.trim_start().starts_with([',', '}']));
    if value && alone { problem.fix(span, "\"#\"") } else { problem }
}

/// A bare text with a colon in it, whose first words YAML takes for a key.
fn colon_in_text(file: &File, colon: usize) -> Option<Problem> {
    let before = file.text.get(..colon)?;
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    let start = line + before.get(line..)?.rfind(": ")? + 2;
    let start = start + file.text.get(start..)?.find(|letter| letter != ' ')?;
    let words = Span { start, end: colon };
    let (whole, text) = bare_text(file, words)?;
    let says = format!("YAML takes `{}` for a key, as a colon and a blank follow", file.raw(words));
    let problem = Problem::error(YAML_ATE_IT, file, words, says);
    let problem = problem.hint("a text with a colon in it is written in quotes");
    let bare = !text.starts_with(['"', '\'', '[', '{', '&', '*', '|', '>']);
    Some(if bare { problem.fix(whole, format!("\"{text}\"")) } else { problem })
}

/// The first tab on the line of `span` or below: the parser points near it.
fn tab_of(file: &File, span: Span) -> Span {
    let line = file.text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let tab = file.text.get(line..).and_then(|rest| rest.find('\t')).map(|tab| line + tab);
    tab.map_or(span, |start| Span { start, end: start + 1 })
}

/// What is wrong where `rest` begins, and what to do about it.
fn trouble(error: &Error, (file, rest): (&File, &str)) -> (String, String) {
    let message = error.to_string();
    // An alias of an anchor that is there can only be one too many.
    let (says, hint) = if too_much(error, &message) || is_anchored(file, rest) {
        let limits = format!("at most {DEPTH_MAX} levels, {NODES_MAX} values and {ALIASES_MAX} aliases are read");
        return ("the file is nested too deeply or has too many parts".to_owned(), limits);
    } else if matches!(error, Error::MultipleDocuments { .. }) {
        ("a second document starts with `---` here", "one file is one flow")
    } else if matches!(error, Error::MergeKeyNotAllowed { .. }) {
        ("`<<` is not read in flow files", "write out what it would have merged")
    } else if rest.starts_with('*') {
        ("a bare text cannot start with `*`", "YAML reads it as the name of an anchor; the star key is written \"*\"")
    } else if message.split(' ').any(|word| word == "tab" || word == "tabs") {
        ("a tab stands here; YAML indents with blanks only", "replace the tab by blanks")
    } else {
        let hint = "often a quote, bracket or blank is missing, or one too many, on this line or the one above it";
        return (format!("this is no YAML: {}", first_line(&message)), hint.to_owned());
    };
    (says.to_owned(), hint.to_owned())
}

/// Whether `rest` begins with an alias, as in `*hours`, of an anchor that is there.
fn is_anchored(file: &File, rest: &str) -> bool {
    let name = rest.strip_prefix('*').unwrap_or("");
    let end = name.find(|letter: char| letter.is_whitespace() || ",[]{}".contains(letter)).unwrap_or(name.len());
    0 < end && name.get(..end).is_some_and(|name| file.text.contains(&format!("&{name}")))
}

/// Whether a file exceeds the limits. The parser has one of its own for nesting that comes as a message.
fn too_much(error: &Error, message: &str) -> bool {
    matches!(error, Error::Budget { .. }) || message.contains("recursion limit")
}

/// The byte at a location. Some errors know only line and column.
fn byte_of(file: &File, location: &serde_saphyr::Location) -> usize {
    let known = location.span().byte_offset().and_then(|start| usize::try_from(start).ok()).filter(|start| 0 < *start);
    let counted = || {
        let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
        let line_start: usize = file.text.split_inclusive('\n').take(count(location.line())).map(str::len).sum();
        let line = file.text.get(line_start..).unwrap_or("").chars().take_while(|letter| *letter != '\n');
        line_start + line.take(count(location.column())).map(char::len_utf8).sum::<usize>()
    };
    let start = known.unwrap_or_else(counted).min(file.text.len());
    (0..=start).rev().find(|at| file.text.is_char_boundary(*at)).unwrap_or(0)
}

/// The first line of the parser's message, without what would only confuse designers.
fn first_line(message: &str) -> String {
    let line = message.lines().next().unwrap_or("").trim();
    let line = line.split(" at line ").next().unwrap_or(line);
    line.chars().take(160).collect()
}

/// Keys of the file whose value is a key of a phone.
const KEYS_OF_PHONES: [&str; 2] = ["key", "end"];

/// Words that YAML 1.1 takes for true or false; editors and other tools still do.
const BOOLEAN_WORDS: [&str; 6] = ["yes", "no", "on", "off", "y", "n"];

/// Reports what YAML itself would let pass. False for a file that has too much of something to be read on.
fn review(file: &File, (key, tree): (&str, &Tree), problems: &mut Problems) -> bool {
    let entries = tree.list().map_or(0, <[_]>::len).max(tree.map().map_or(0, <[_]>::len));
    if ENTRIES_MAX < entries {
        problems.add(|| Problem::error(YAML, file, tree.span, format!("more than {ENTRIES_MAX} entries in one place")));
        return false;
    }
    if matches!(tree.node, Node::Text(_)) {
        bare_boolean(file, (key, tree), problems);
    }
    let mut seen = BTreeMap::new();
    for (key, value) in tree.map().into_iter().flatten() {
        if let ("flow" | "title", Node::Text(text)) = (key.text.as_str(), &value.node)
            && text.contains(unseen)
        {
            problems.add(|| {
                Problem::error(
                    WRONG_SHAPE,
                    file,
                    value.span,
                    format!("`{}` holds a letter that cannot be seen", key.text),
                )
                .hint("it is shown on screens and in logs, where such letters hide others; write it without")
            });
        }
        if let Some(first) = seen.insert(key.text.as_str(), key.span) {
            problems.add(|| {
                let line = file.at(first).line;
                Problem::error(DUPLICATE_KEY, file, key.span, format!("`{}` is here a second time", key.text))
                    .hint(format!("it was first written on line {line}; only one of them can count"))
            });
        }
    }
    let values = tree.map().into_iter().flatten().map(|(key, value)| (key.text.as_str(), value));
    let items = tree.list().into_iter().flatten().map(|item| (key, item));
    items.chain(values).all(|inner| review(file, inner, problems))
}

/// No key of a flow file takes true or false, so a bare `yes` or `no` is meant as a word or a name.
fn bare_boolean(file: &File, (key, tree): (&str, &Tree), problems: &mut Problems) {
    let raw = file.raw(tree.span);
    if BOOLEAN_WORDS.contains(&raw.to_ascii_lowercase().as_str()) {
        problems.add(|| {
            let says = format!("YAML tools read a bare `{raw}` as true or false");
            let problem = Problem::error(YAML_ATE_IT, file, tree.span, says);
            if KEYS_OF_PHONES.contains(&key) {
                return problem.hint("a key of a phone is a digit from 1 to 9, \"*\" or \"#\"");
            }
            problem.hint(format!("write \"{raw}\"")).fix(tree.span, format!("\"{raw}\""))
        });
    }
}
