//! The lines that begin with `lookup` or `switch`: what is answered and what is on, from there to the end.

use serde_json::Value;

use super::{
    MockDoes, Stimulus,
    stimulus::{Mistake, millis, quoted},
};

/// The forms that are known, as a designer writes them.
const FORMS: &[&str] = &[
    "lookup parcel answers { state: \"on the way\", eta: 2026-11-26 }",
    "lookup parcel answers 409",
    "lookup parcel answers nonsense",
    "lookup parcel is missing",
    "lookup parcel is down",
    "lookup parcel takes 5s",
    "switch storm on",
    "switch storm off",
];

/// The deepest nesting of an answer.
const DEPTH_MAX: usize = 16;
/// The most values of an answer.
const VALUES_MAX: usize = 5_000;
/// More digits than these are not kept exactly by programs that read JSON's numbers.
const DIGITS_MAX: usize = 15;

/// Reads such a line; nothing if it is none.
pub(super) fn read(text: &str) -> Option<Result<Stimulus, Mistake>> {
    let (kind, rest) = word(text);
    match kind {
        "lookup" => Some(lookup(text, rest)),
        "switch" => Some(switch(text, rest)),
        _ => None,
    }
}

fn lookup(text: &str, rest: &str) -> Result<Stimulus, Mistake> {
    let (name, rest) = word(rest);
    let (verb, what) = word(rest);
    named(name, text)?;
    let does = match (verb, what) {
        ("answers", "nonsense") => MockDoes::Nonsense,
        ("answers", what) if !what.is_empty() => answer(what)?,
        ("is", "missing") => MockDoes::Missing,
        ("is", "down") => MockDoes::Down,
        ("takes", time) if !time.is_empty() => MockDoes::Takes { ms: millis(time)? },
        _ => return Err(unknown(text)),
    };
    Ok(Stimulus::Lookup { name: name.to_owned(), does })
}

fn switch(text: &str, rest: &str) -> Result<Stimulus, Mistake> {
    let (name, state) = word(rest);
    named(name, text)?;
    match state {
        "on" | "off" => Ok(Stimulus::Switch { name: name.to_owned(), on: state == "on" }),
        _ => Err(unknown(text)),
    }
}

/// A status, or a map or a list in YAML's own braces.
fn answer(written: &str) -> Result<MockDoes, Mistake> {
    if written.bytes().all(|byte| byte.is_ascii_digit()) {
        let status = written.parse::<u16>().ok().filter(|status| (100..=599).contains(status));
        let mistake = || (format!("`{}` is no HTTP status", quoted(written)), "write one from 100 to 599".to_owned());
        return status.map(MockDoes::Status).ok_or_else(mistake);
    }
    if let Some(number) = eaten(written) {
        let says = format!("YAML reads `{}` as a number, and not each of its digits is kept", quoted(number));
        return Err((says, format!("write it in quotes: `\"{}\"`", quoted(number))));
    }
    let hint = "write a map like `{ state: \"on the way\", eta: 2026-11-26 }`, a list like `[ { ext: 12 } ]`, \
                a status, or `nonsense`";
    match serde_saphyr::from_str_with_options::<Value>(written, options()) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => {
            Ok(MockDoes::Answers { written: written.to_owned(), value })
        }
        Ok(_) => Err((format!("`{}` is no map, no list and no status", quoted(written)), hint.to_owned())),
        Err(_) => Err((format!("`{}` cannot be read as YAML", quoted(written)), hint.to_owned())),
    }
}

/// YAML as it is read in flow files, within limits that no line can exceed.
fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: DEPTH_MAX,
            flow_nesting_limit: DEPTH_MAX,
            max_nodes: VALUES_MAX,
            max_aliases: 0,
        },
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        reject_unsupported_tags: true,
        with_snippet: false,
    }
}

/// The first bare number that is not one: a phone number with its `+`, or one of very many digits.
fn eaten(written: &str) -> Option<&str> {
    // Between two quotes of one kind there is no bare text.
    let bare = written.split('"').step_by(2).flat_map(|text| text.split('\'').step_by(2));
    let words = bare.flat_map(|text| text.split([' ', ',', '{', '}', '[', ']', ':']));
    words.into_iter().find(|word| {
        let digits = word.strip_prefix('+').unwrap_or(word);
        let are_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        are_digits && (digits.len() < word.len() || DIGITS_MAX < digits.len())
    })
}

fn named(name: &str, text: &str) -> Result<(), Mistake> {
    let is_name = |name: &str| name.chars().all(|letter| letter.is_alphanumeric() || letter == '_' || letter == '-');
    if name.is_empty() || !is_name(name) { Err(unknown(text)) } else { Ok(()) }
}

/// The first word, and what stands behind it.
fn word(text: &str) -> (&str, &str) {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (word, rest.trim())
}

/// Says what the words may have meant: the form whose words are most like them.
fn unknown(text: &str) -> Mistake {
    let text = quoted(text);
    let (kind, rest) = word(&text);
    let (_, does) = word(rest);
    let likeness = |form: &str| {
        let does_in_form = word(word(form).1).1;
        strsim::normalized_damerau_levenshtein(does_in_form, does)
            .max(strsim::normalized_damerau_levenshtein(word(does_in_form).0, word(does).0))
    };
    let forms = FORMS.iter().copied().filter(|form| word(form).0 == kind);
    let nearest = forms.max_by(|a, b| likeness(a).total_cmp(&likeness(b)).then(b.len().cmp(&a.len())));
    let says = format!("`{text}` says nothing that a {kind} can do");
    match nearest.filter(|form| 0.5 <= likeness(form)) {
        Some(form) => (says, format!("write it like `{form}`")),
        None => {
            let forms: Vec<&str> = FORMS.iter().copied().filter(|form| word(form).0 == kind).collect();
            (says, format!("write one of `{}`", forms.join("`, `")))
        }
    }
}
