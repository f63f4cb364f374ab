//! A path as a conversation that `clew test` replays: everything that happened, at its time, and what it came to.
//!
//! Invariant: each thing that the caller did is one line, with how long after the webhook before it came; what a
//! backend answered stands before the line that asked it.

#![allow(clippy::wildcard_enum_match_arm, reason = "only what callers do, and only some values, are told apart")]

use std::{collections::BTreeMap, fmt::Write as _};

use chrono::DateTime;

use super::confirm::Gone;
use crate::{
    call::{Answered, Call, Event, EventKind, LookupFault, Moment, Name, Number, Value},
    engine::veiled,
    flow::Bundle,
};

/// Longer than any call: an answer that never comes.
const NEVER: &str = "2h";

/// What is typed where nothing that is known shall fit.
const UNFIT: [&str; 4] = ["0000", "1111", "9876543210", "7"];

/// One thing that the caller does, or the first ring.
struct Exchange {
    /// What backends answer to what is asked then, a line each.
    answers: Vec<String>,
    does: String,
    /// Counted turns of the matter then, and milliseconds of the call; none where nothing comes of it.
    comes_to: Option<(u16, u64)>,
}

/// What a backend answered: to what was asked in which exchange, the lookup, and the answer with how late it came, in
/// milliseconds; none if it never came.
type Answer = (usize, Name, Option<(Answered, u64)>);

/// A path as a conversation, from its header on.
pub(super) fn conversation(bundle: &Bundle, line: &Number, gone: &Gone) -> String {
    let from = if gone.withheld { "withheld" } else { "+15550123" };
    let at = DateTime::from_timestamp_millis(gone.at.millis()).unwrap_or_default().format("%Y-%m-%d %H:%M");
    let mut text = format!("line {}  from {from}  at {at}  with times\n", line.e164());
    gone.who.language.iter().for_each(|language| put(&mut text, &format!("> is known to speak {language}")));
    if let Some(kind) = &gone.who.open {
        let facts = gone.who.facts.iter().map(|(name, value)| format!(" {name} {}", value.plain()));
        let facts: String = facts.collect();
        let with = if facts.is_empty() { "" } else { " with" };
        put(&mut text, &format!("> is known to have asked about {kind}{with}{facts}"));
    }
    gone.on.iter().for_each(|name| put(&mut text, &format!("switch {name} on")));
    for Exchange { answers, does, comes_to } in exchanges(bundle, gone) {
        answers.iter().for_each(|answer| put(&mut text, answer));
        put(&mut text, &format!("> {does}"));
        let Some((turns, ms)) = comes_to else { continue };
        put(&mut text, "<   ...");
        put(&mut text, &format!("<   turn {turns}, {}", seconds(ms)));
    }
    text
}

fn put(text: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}

fn exchanges(bundle: &Bundle, gone: &Gone) -> Vec<Exchange> {
    let mut all = vec![Exchange { answers: Vec::new(), does: "rings".to_owned(), comes_to: Some((0, 0)) }];
    // In which exchange a turn came, and which questions were put when.
    let mut turns: BTreeMap<u32, usize> = BTreeMap::new();
    let mut open: BTreeMap<(Name, u32), Moment> = BTreeMap::new();
    let mut answers: Vec<Answer> = Vec::new();
    let (mut before, mut call): (Moment, Option<&Call>) = (gone.at, None);
    for (event, turn) in &gone.turns {
        let after = seconds(event.at.millis_since(before));
        if let EventKind::Rings { .. } = event.kind {
            // Turns of a call are numbered anew; what was not answered by then is never heard.
            let asked = |turn: &u32| turns.get(turn).copied().unwrap_or(0);
            answers.extend(std::mem::take(&mut open).into_keys().map(|(lookup, turn)| (asked(&turn), lookup, None)));
            turns.clear();
            all.push(Exchange { answers: Vec::new(), does: format!("later {after}"), comes_to: None });
            all.push(Exchange { answers: Vec::new(), does: "rings again".to_owned(), comes_to: None });
        } else if let Some(does) = does(bundle, call, event) {
            all.push(Exchange { answers: Vec::new(), does: format!("{does} after {after}"), comes_to: None });
        }
        let here = all.len() - 1;
        if let EventKind::Found { lookup, turn: asked, answer, in_time } = &event.kind {
            let asked_at = open.remove(&(lookup.clone(), *asked)).unwrap_or(gone.at);
            let late_ms = if *in_time { 0 } else { event.at.millis_since(asked_at) + 1 };
            let asked_in = turns.get(asked).copied().unwrap_or(0);
            answers.push((asked_in, lookup.clone(), Some((answer.clone(), late_ms))));
        }
        turns.entry(turn.call.turn).or_insert(here);
        let answered = |lookup: &Name, turn: u32| {
            answers.iter().any(|(at, name, _)| name == lookup && turns.get(&turn).copied().unwrap_or(0) == *at)
        };
        for (lookup, asked) in &turn.call.asked {
            if !answered(lookup, asked.turn) {
                open.entry((lookup.clone(), asked.turn)).or_insert(asked.at);
            }
        }
        if let Some(exchange) = all.last_mut().filter(|_| !matches!(event.kind, EventKind::Ends(_))) {
            exchange.comes_to = Some((turn.call.matter.questions, event.at.millis_since(turn.call.started)));
        }
        (before, call) = (event.at, Some(&turn.call));
    }
    // What is still open was never answered.
    answers.extend(open.into_keys().map(|(lookup, turn)| (turns.get(&turn).copied().unwrap_or(0), lookup, None)));
    written(&mut all, answers);
    all
}

/// Writes what backends answer before what asks them, and how long it takes where that changes.
fn written(all: &mut [Exchange], mut answers: Vec<Answer>) {
    answers.sort_by_key(|(asked_in, _, _)| *asked_in);
    let mut takes: BTreeMap<Name, String> = BTreeMap::new();
    for (asked_in, lookup, answer) in answers {
        let Some(exchange) = all.get_mut(asked_in) else { continue };
        let (does, time) = match &answer {
            Some((Answered::Found(value), ms)) => (format!("answers {}", yaml(value)), seconds(*ms)),
            Some((Answered::Missing, ms)) => ("is missing".to_owned(), seconds(*ms)),
            Some((Answered::Status(status), ms)) => (format!("answers {status}"), seconds(*ms)),
            Some((Answered::Failed(LookupFault::Slow), _)) | None => ("is down".to_owned(), NEVER.to_owned()),
            Some((Answered::Failed(LookupFault::WrongShape | LookupFault::TooLarge), ms)) => {
                ("answers nonsense".to_owned(), seconds(*ms))
            }
            Some((Answered::Failed(_), ms)) => ("is down".to_owned(), seconds(*ms)),
        };
        exchange.answers.push(format!("lookup {lookup} {does}"));
        let known = takes.insert(lookup.clone(), time.clone());
        if known.as_deref().unwrap_or("0s") != time {
            exchange.answers.push(format!("lookup {lookup} takes {time}"));
        }
    }
}

/// What the caller does, as conversations say it.
fn does(bundle: &Bundle, call: Option<&Call>, event: &Event) -> Option<String> {
    match &event.kind {
        EventKind::Keys(keys) => Some(format!("presses {keys}")),
        EventKind::Words(words) => Some(format!("says {words}")),
        EventKind::Silence => Some("silent".to_owned()),
        EventKind::Ends(_) => Some("hangs up".to_owned()),
        EventKind::Proof(fits) => Some(call.and_then(|call| given(bundle, call, *fits)).unwrap_or("silent".to_owned())),
        _ => None,
    }
}

/// What to give so that it proves who the caller is, or does not: what the call knows, tried one after another.
fn given(bundle: &Bundle, call: &Call, fits: bool) -> Option<String> {
    let mut known = Vec::new();
    call.variables.values().for_each(|value| leaves(value, &mut known));
    known.extend(UNFIT.map(str::to_owned));
    let proves = |kind: EventKind| {
        let event = Event { at: call.last, kind };
        matches!(veiled(&bundle.flow, call, event).kind, EventKind::Proof(found) if found == fits)
    };
    known.into_iter().find_map(|text| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits && proves(EventKind::Keys(text.clone())) {
            return Some(format!("presses {text}"));
        }
        proves(EventKind::Words(text.clone())).then(|| format!("says {text}"))
    })
}

fn leaves(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Record(fields) => fields.values().for_each(|value| leaves(value, found)),
        Value::List(items) => items.iter().for_each(|value| leaves(value, found)),
        leaf => found.push(leaf.plain()),
    }
}

/// A value as conversations write it.
fn yaml(value: &Value) -> String {
    match value {
        Value::Truth(_) | Value::Number(_) | Value::Money(_) => value.plain(),
        Value::List(items) => format!("[{}]", items.iter().map(yaml).collect::<Vec<_>>().join(", ")),
        Value::Record(fields) => {
            let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}: {}", yaml(value))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        text => serde_json::Value::from(text.plain()).to_string(),
    }
}

/// Milliseconds as seconds, with as many places as they need: `45.2s`.
fn seconds(ms: u64) -> String {
    let rest = format!("{:03}", ms % 1000);
    match rest.trim_end_matches('0') {
        "" => format!("{}s", ms / 1000),
        rest => format!("{}.{rest}s", ms / 1000),
    }
}
