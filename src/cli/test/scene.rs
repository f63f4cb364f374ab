//! What a conversation file says of lookups and switches, held against its flow.

use std::{
    collections::BTreeSet,
    fs,
    io::Read,
    path::Path,
    sync::{Mutex, PoisonError},
};

use serde_json::Value as Json;

use super::mocks::Mocks;
use crate::{
    call::{Name, Type},
    flow::Bundle,
    phone::{
        conversation::{Conversation, MockDoes, ParseError, Stimulus, parse},
        excerpt,
    },
    server::lookup::{Asking, Backends, Question, decode::decode},
};

/// The largest conversation file that is read, in bytes.
const FILE_MAX: u64 = 4 << 20;
/// The most mistakes of a file that are told.
const TOLD_MAX: usize = 20;
/// The most letters of a value that a message quotes.
const EXCERPT_MAX: usize = 60;

/// Reads a conversation file.
///
/// # Errors
/// What is wrong, as a text: it is no file, too large, or no UTF-8.
pub(super) fn read(file: &Path) -> Result<String, String> {
    let metadata = fs::metadata(file).map_err(|error| error.to_string())?;
    if !metadata.is_file() {
        return Err("it is no file".to_owned());
    }
    let mut bytes = Vec::new();
    let opened = fs::File::open(file).map_err(|error| error.to_string())?;
    // One byte more than allowed shows that there is more.
    opened.take(FILE_MAX + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if u64::try_from(bytes.len()).is_ok_and(|length| FILE_MAX < length) {
        return Err(format!("it is larger than {FILE_MAX} bytes"));
    }
    String::from_utf8(bytes).map_err(|_error| "it is no UTF-8 text; save it as UTF-8".to_owned())
}

/// Reads the conversations of a text, which must be about this flow.
///
/// # Errors
/// Every line that cannot be read, or does not fit the flow; nothing of such a file is run.
pub(super) fn conversations(source: &str, bundle: &Bundle) -> Result<Vec<Conversation>, String> {
    let all = parse(source).map_err(|mistakes| told(mistakes.iter().map(ParseError::to_string).collect()))?;
    let wrong: Vec<String> = all.iter().flat_map(|conversation| misfits(bundle, conversation)).collect();
    if wrong.is_empty() { Ok(all) } else { Err(told(wrong)) }
}

/// All mistakes as one text.
fn told(mut mistakes: Vec<String>) -> String {
    let more = mistakes.len().saturating_sub(TOLD_MAX);
    mistakes.truncate(TOLD_MAX);
    if 0 < more {
        mistakes.push(format!("and {more} more"));
    }
    mistakes.join("\n  ")
}

/// What the first conversation of a file says of lookups and switches. What it says of one first holds.
///
/// # Errors
/// As for reading and running the file.
pub fn scene(file: &Path, bundle: &Bundle) -> Result<Vec<Stimulus>, String> {
    let named = |says| format!("{}: {says}", file.display());
    let source = read(file).map_err(named)?;
    let all = conversations(&source, bundle).map_err(named)?;
    let first = all.into_iter().next().ok_or_else(|| named("there is no conversation in it".to_owned()))?;
    let scene = first.exchanges.into_iter().map(|exchange| exchange.does).filter(Stimulus::sets_the_scene);
    Ok(scene.rev().collect())
}

/// What is wrong with a conversation that is not about this flow, or whose lookups answer what they cannot.
fn misfits(bundle: &Bundle, conversation: &Conversation) -> Vec<String> {
    let lookups: Vec<&str> = bundle.flow.lookups.keys().map(Name::as_str).collect();
    let switches: Vec<&str> = bundle.flow.switches.keys().map(Name::as_str).collect();
    let mut all: Vec<String> = another_line(bundle, conversation).into_iter().collect();
    all.extend(unknown_names(conversation, &lookups, &switches));
    for exchange in &conversation.exchanges {
        let Stimulus::Lookup { name, does: MockDoes::Answers { value, .. } } = &exchange.does else { continue };
        let Some(lookup) = bundle.flow.lookups.get(name.as_str()) else { continue };
        let at = format!("line {}: lookup `{name}`", exchange.line);
        all.extend(misfitting(value, lookup.gives()).into_iter().map(|says| format!("{at} {says}")));
    }
    all
}

/// What is wrong with a conversation on a number that is none of the flow's.
fn another_line(bundle: &Bundle, conversation: &Conversation) -> Option<String> {
    let lines: Vec<&str> = bundle.flow.lines.keys().map(crate::call::Number::e164).collect();
    let answered = lines.is_empty() || lines.contains(&conversation.to.as_str());
    let (line, to) = (conversation.line, &conversation.to);
    (!answered).then(|| format!("line {line}: the flow does not answer {to}, but {}", lines.join(", ")))
}

/// What is wrong with a conversation that names lookups or switches which its flow has not.
#[must_use]
pub fn unknown_names(conversation: &Conversation, lookups: &[&str], switches: &[&str]) -> Vec<String> {
    let unknown = conversation.exchanges.iter().filter_map(|exchange| {
        let (kind, name, known) = match &exchange.does {
            Stimulus::Lookup { name, .. } => ("lookup", name, lookups),
            Stimulus::Switch { name, .. } => ("switch", name, switches),
            Stimulus::Rings
            | Stimulus::RingsFrom(_)
            | Stimulus::Acts(_)
            | Stimulus::ActsAfter { .. }
            | Stimulus::Known(_)
            | Stimulus::Later { .. }
            | Stimulus::Repeats
            | Stimulus::RungBack
            | Stimulus::Restarts
            | Stimulus::Place { .. }
            | Stimulus::Average { .. } => return None,
        };
        if known.contains(&name.as_str()) {
            return None;
        }
        let name = excerpt(name, EXCERPT_MAX);
        let hint = match (near(&name, known.iter().copied()), known) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, []) => format!("it has no {kind} at all"),
            (None, names) => format!("there is `{}`", names.join("`, `")),
        };
        Some(format!("line {}: the flow has no {kind} `{name}`; {hint}", exchange.line))
    });
    unknown.collect()
}

/// The name that is most likely meant, if one is near enough.
fn near<'a>(written: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let slips_max = 1 + written.chars().count() / 4;
    let slips = |name: &str| strsim::damerau_levenshtein(written, name);
    names.filter(|name| name.len() <= EXCERPT_MAX && slips(name) <= slips_max).min_by_key(|name| slips(name))
}

/// What of an answer is not as the lookup gives it. Fields that it does not give are no mistake: they are dropped.
#[must_use]
pub fn misfitting(answer: &Json, gives: &Type) -> Vec<String> {
    let mut found = Vec::new();
    // An empty list means that there is nothing, whatever the type.
    if !answer.as_array().is_some_and(Vec::is_empty) {
        misfits_at("", answer, gives, &mut found);
    }
    found
}

fn misfits_at(path: &str, json: &Json, of: &Type, found: &mut Vec<String>) {
    match (of, json) {
        (Type::Record(fields), Json::Object(map)) => {
            for (name, of) in fields {
                let below = if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
                match map.get(name.as_str()) {
                    Some(Json::Null) => {}
                    Some(json) => misfits_at(&below, json, of, found),
                    None => {
                        let others = map
                            .keys()
                            .map(String::as_str)
                            .filter(|key| !fields.keys().any(|name| name.as_str() == *key));
                        found.push(match near(name.as_str(), others) {
                            Some(near) => format!("gives `{below}`; did you mean that by `{near}`?"),
                            None => format!("gives `{below}`, which is missing; if it is not known: `{name}: null`"),
                        });
                    }
                }
            }
        }
        (Type::List(of), Json::Array(items)) => {
            for (at, item) in items.iter().enumerate() {
                misfits_at(&format!("{path}[{at}]"), item, of, found);
            }
        }
        (of, json) => {
            if json.is_null() || decode(json.to_string().as_bytes(), of, None).is_err() {
                let (what, is) = (excerpt(&json.to_string(), EXCERPT_MAX), written(of));
                let of_which = if path.is_empty() { String::new() } else { format!(" as `{path}`") };
                found.push(format!(
                    "gives {of}{of_which}, not `{what}`; write {is}, or `answers nonsense` to try what cannot be read"
                ));
            }
        }
    }
}

/// How a value of a type is written in an answer.
fn written(of: &Type) -> String {
    match of {
        Type::Digits => "digits in quotes, such as `\"0123\"`".to_owned(),
        Type::Text => "a text in quotes".to_owned(),
        Type::Truth => "`true` or `false`".to_owned(),
        Type::Number => "a number, such as `12` or `12.5`".to_owned(),
        Type::Money => "an amount, such as `12.50`".to_owned(),
        Type::Phone => "a number in quotes, such as `\"+15550123\"`".to_owned(),
        Type::Date => "a day, such as `2026-11-24`".to_owned(),
        Type::Time => "a time in quotes, such as `\"14:30\"`".to_owned(),
        Type::Moment => "a moment, such as `2026-11-24T14:30`".to_owned(),
        Type::Choice(names) => {
            let names: Vec<&str> = names.iter().map(Name::as_str).collect();
            format!("`{}`", names.join("` or `"))
        }
        Type::Prompt => "nothing: no backend gives prompts".to_owned(),
        Type::List(_) => "a list, such as `[ … ]`".to_owned(),
        Type::Record(_) => "a map, such as `{ … }`".to_owned(),
    }
}

/// Answers as a conversation says, and says once of each lookup that it has no answer here.
#[derive(Debug)]
pub struct Told {
    mocks: Mocks,
    told: Mutex<BTreeSet<String>>,
}

impl Told {
    /// With these answers.
    #[must_use]
    pub const fn of(mocks: Mocks) -> Self {
        Self { mocks, told: Mutex::new(BTreeSet::new()) }
    }
}

impl Backends for Told {
    fn ask<'a>(&'a self, question: Question<'a>) -> Asking<'a> {
        let name = question.name.as_str();
        // A panic elsewhere leaves nothing half done here.
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.mocks.answers(name) && told.insert(name.to_owned()) {
            complain!(
                "lookup `{name}` has no answer here, as if its backend were down; --answers FILE.calls takes it from a \
                 conversation that says `lookup {name} answers …`"
            );
        }
        drop(told);
        Backends::ask(&self.mocks, question)
    }
}
