//! "Did you mean", as problems ask it.

pub(super) use crate::engine::{Near, near};

/// Names longer than this are compared with nothing: no designer mistypes them, and comparing takes time.
const NAME_MAX: usize = 60;

/// Whether `written` is one of `names` but for a single letter.
pub(super) fn one_slip(written: &str, names: &[&str]) -> bool {
    written.len() <= NAME_MAX && names.iter().any(|name| strsim::damerau_levenshtein(written, name) == 1)
}

/// Names as a designer reads them: "`a`, `b` or `c`".
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => "nothing".to_owned(),
    }
}
