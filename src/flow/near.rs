//! "Did you mean": the nearest of the names that would have fitted.

/// Names longer than this are compared with nothing: no designer mistypes them, and comparing takes time.
const NAME_MAX: usize = 60;

/// More names than this are not looked at: comparing takes time.
const NAMES_MAX: usize = 2_000;

/// The nearest of `names` to `written`, if it is near enough to have been meant.
pub(super) fn near<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    if written.is_empty() || NAME_MAX < written.len() {
        return None;
    }
    let slips_max = 1 + written.chars().count() / 4;
    names
        .into_iter()
        .take(NAMES_MAX)
        .filter(|name| name.len() <= NAME_MAX)
        .map(|name| (strsim::damerau_levenshtein(&written, &name.to_lowercase()), name))
        .filter(|(slips, name)| *slips <= slips_max && *slips < name.chars().count().max(2))
        .min_by_key(|(slips, name)| (*slips, name.len()))
        .map(|(_, name)| name)
}

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
