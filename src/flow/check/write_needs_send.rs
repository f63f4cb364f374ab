use super::{Checked, Rule};
use crate::{
    call::Name,
    engine::Lookup,
    flow::{
        draft::Named,
        place::Span,
        problem::{Problem, Problems},
    },
};

pub(super) const RULE: Rule = Rule {
    name: "write-needs-send",
    manual: "A lookup by POST seems to change something: its path or its name says create, book, cancel, pay. A lookup \
             only asks. It may be asked twice, when an answer was lost, and the caller would have booked twice.",
    whole: false,
    check,
};

/// Words for changing something.
const CHANGES: [&str; 26] = [
    "create",
    "add",
    "new",
    "book",
    "reserve",
    "cancel",
    "order",
    "buy",
    "pay",
    "charge",
    "refund",
    "submit",
    "update",
    "change",
    "set",
    "edit",
    "delete",
    "remove",
    "register",
    "enroll",
    "subscribe",
    "unsubscribe",
    "send",
    "post",
    "close",
    "confirm",
];

/// Words for asking: what stands beside one of them is a noun, as in `order/status`.
const ASKS: [&str; 22] = [
    "search",
    "find",
    "get",
    "list",
    "check",
    "query",
    "status",
    "state",
    "lookup",
    "look",
    "slots",
    "free",
    "available",
    "availability",
    "quote",
    "price",
    "prices",
    "history",
    "details",
    "info",
    "validate",
    "estimate",
];

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    for (name, lookup) in checked.draft.lookups.iter().filter(|(_, lookup)| !lookup.value.is_get()) {
        if let Some((word, span)) = changes(name, lookup) {
            problems.add(|| {
                let says = format!("`{word}` changes something, and a lookup only asks");
                Problem::warning(RULE.name, lookup.file, span, says).hint(
                    "a lookup may be asked twice: the caller would have it done twice; what changes something is a \
                     step with `send`, which comes with a later version",
                )
            });
        }
    }
}

/// The word that says that a lookup changes something, and where it stands.
fn changes(name: &Name, lookup: &Named<'_, Lookup>) -> Option<(String, Span)> {
    let path = lookup.tree.get("post").map(|(_, path)| path.span)?;
    // The first word is the service, which is no verb.
    let written = lookup.file.raw(path);
    let from = written.find('/').map_or(written.len(), |slash| slash + 1);
    let in_path = words(written.get(from..).unwrap_or(""));
    let in_name = words(name.as_str());
    if in_path.iter().chain(&in_name).any(|(_, word)| ASKS.contains(&word.as_str())) {
        return None;
    }
    let change = |words: Vec<(usize, String)>| words.into_iter().find(|(_, word)| CHANGES.contains(&word.as_str()));
    match (change(in_path), change(in_name)) {
        (Some((at, word)), _) => {
            let start = path.start + from + at;
            Some((word.clone(), Span { start, end: start + word.len() }))
        }
        (None, Some((_, word))) => Some((word, lookup.span)),
        (None, None) => None,
    }
}

/// The words of a path or a name in lower case, each with where it starts: `cancelOrder` has two. What is in braces is
/// none.
fn words(text: &str) -> Vec<(usize, String)> {
    let mut words: Vec<(usize, String)> = Vec::new();
    let (mut open, mut inside, mut lower) = (false, false, false);
    for (at, letter) in text.char_indices() {
        inside = (inside || letter == '{') && letter != '}';
        if inside || !letter.is_ascii_alphabetic() {
            open = false;
        } else {
            if !open || (lower && letter.is_ascii_uppercase()) {
                words.push((at, String::new()));
            }
            words.last_mut().into_iter().for_each(|(_, word)| word.push(letter.to_ascii_lowercase()));
            open = true;
        }
        lower = letter.is_ascii_lowercase();
    }
    words
}
