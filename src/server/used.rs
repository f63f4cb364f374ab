//! The files that a flow names: those under `use`, and recordings.
//!
//! Only their names are found here, before the flow is read properly: what is wrong with them otherwise is for the
//! reader of flows to say, which finds a text under each name or does not. Invariant: nothing outside the flow's own
//! folder is ever read.

use std::{
    collections::BTreeSet,
    fs, io,
    ops::Range,
    path::{Component, Path},
};

use serde::Deserialize;
use serde_json::Value;

use super::shelf::{Content, Shelf, Unread};

/// The most files that one flow may use.
const USED_MAX: usize = 100;

/// The largest text that is looked through for `use`; larger ones are refused by the reader of flows anyway.
const SCANNED_MAX: usize = 1_000_000;

/// The one key that is looked for. Everything else may be anything.
#[derive(Deserialize)]
struct Scanned {
    #[serde(default, rename = "use")]
    used: Option<Value>,
}

/// The names under `use`, as written; none where the text is no YAML, which the reader of flows says better.
pub(super) fn names(text: &str) -> Vec<String> {
    // Most flows use nothing, and need not be read twice.
    if SCANNED_MAX < text.len() || !(text.contains("use") || text.contains('\\')) {
        return Vec::new();
    }
    let options = serde_saphyr::options! {
        duplicate_keys: serde_saphyr::options::DuplicateKeyPolicy::LastWins,
        with_snippet: false,
    };
    let scanned = serde_saphyr::from_str_with_options::<Scanned>(text, options).ok().and_then(|scanned| scanned.used);
    let listed = match scanned {
        Some(Value::Array(listed)) => listed,
        Some(one @ Value::String(_)) => vec![one],
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => Vec::new(),
    };
    let names = listed.into_iter().filter_map(|name| name.as_str().map(str::to_owned));
    names.take(USED_MAX).collect()
}

/// The most recordings that one text may name: as many as it may have prompts.
const RECORDINGS_MAX: usize = 5_000;

/// The longest name of a file, in bytes.
const NAME_MAX: usize = 255;

/// What a text may name as a recording: whatever ends like one, from each place on its line where a name can begin.
pub(super) fn recordings(text: &str) -> BTreeSet<String> {
    let mut ends: Vec<usize> =
        EXTENSIONS.iter().flat_map(|end| text.match_indices(end).map(|(at, _)| at.saturating_add(end.len()))).collect();
    ends.sort_unstable();
    let begins = |letter: char| " \t\"':,{[&*!".contains(letter);
    let names = ends.into_iter().take(RECORDINGS_MAX).flat_map(|end| {
        let line = text.get(..end).and_then(|before| before.rsplit('\n').next()).unwrap_or("");
        let starts = line.char_indices().rev().take(NAME_MAX).filter(move |(_, letter)| begins(*letter));
        let starts = starts.map(|(at, letter)| at.saturating_add(letter.len_utf8())).chain([0]);
        starts.filter_map(|start| line.get(start..)).map(str::to_owned).collect::<Vec<_>>()
    });
    names.filter(|name| name.len() <= NAME_MAX).collect()
}

/// How the names of recordings end.
const EXTENSIONS: [&str; 2] = [".wav", ".mp3"];

/// What became of a name under `use`.
pub(super) enum Used {
    /// Its text.
    Text(Content, String),
    /// It is not there, or is no text: the reader of flows misses it.
    Missing,
    /// It leaves the folder, or cannot be read although it is there; with what to say.
    Refused(String),
}

/// Reads a used file of a flow in `folder`.
pub(super) fn read(folder: &Path, name: &str, shelf: &mut Shelf) -> Used {
    let inside = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    let leaves = || Used::Refused(format!("`{name}` is not below the folder of the flow"));
    if name.is_empty() || !Path::new(name).components().all(inside) {
        return leaves();
    }
    let file = folder.join(name);
    // A link may lead anywhere: what it leads to counts.
    match (fs::canonicalize(&file), fs::canonicalize(folder)) {
        (Ok(file), Ok(folder)) if !file.starts_with(&folder) => return leaves(),
        (Err(error), _) if error.kind() == io::ErrorKind::NotFound => return Used::Missing,
        (Ok(_) | Err(_), _) => {}
    }
    match shelf.read(&file) {
        Ok(content) => match String::from_utf8(content.bytes.to_vec()) {
            Ok(text) => Used::Text(content, text),
            Err(_) => Used::Refused(format!("`{name}` is no UTF-8 text; save it as UTF-8")),
        },
        Err(Unread { kind: io::ErrorKind::NotFound, .. }) => Used::Missing,
        Err(unread) => Used::Refused(format!("`{name}` cannot be read: {}", unread.says)),
    }
}

/// Where a name stands in the text of a flow, for a problem to point at: at its first mention from `use` on.
pub(super) fn place_of(text: &str, name: &str) -> Range<usize> {
    let from = text.find("use").unwrap_or(0);
    let found = text.get(from..).and_then(|rest| rest.find(name)).map(|at| from.saturating_add(at));
    found.map_or(0..0, |start| start..start.saturating_add(name.len()))
}
