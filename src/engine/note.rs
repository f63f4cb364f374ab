//! The note: what the person who takes over is told of a call, before the first word.
//!
//! It is one thing in three forms: spoken to whoever has taken the call, as headers to a SIP phone, and whole, as data.
//! A secret is in none of them; a private value only in the whole, and only once the caller has proved who they are.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::{
    Fact, Flow,
    guard::{CONNECT_AT, OFFER_AT},
    here::local,
};
use crate::call::{Call, CallKey, Moment, Name, Reason, Said, Signal, Tried, Value, builtin};

/// The most answers that are spoken where the flow does not say which.
const SPOKEN_MAX: usize = 2;

/// The most of a text that is spoken, in characters: about four seconds.
const TEXT_MAX: usize = 60;

/// Before the names of our SIP headers.
const HEADER: &str = "X-Clew";

/// What a person is told of a call.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Note {
    /// The call, as commands show it.
    #[serde(serialize_with = "in_hex")]
    pub call: CallKey,
    /// Whether the number shown is known to be the caller's own.
    pub attested: bool,
    /// Whether the caller has proved who they are.
    pub verified: bool,
    /// The language that the call speaks.
    pub language: Name,
    /// What it is about, as the flow names its matters.
    pub about: Option<Name>,
    /// What the caller answered and what was looked up, the most useful first.
    pub facts: Vec<Told>,
    /// What was looked up.
    pub looked_up: Vec<Name>,
    /// Where turns were lost: the step, and how many.
    pub lost: BTreeMap<Name, u16>,
    /// Questions of the matter.
    pub questions: u16,
    /// How long the call has lasted, in seconds.
    pub seconds: u64,
    /// Why the caller was handed over.
    pub why: Option<Reason>,
    /// The ledger in one sentence.
    pub ledger: String,
    /// The rungs that were tried before.
    pub tried: Vec<Tried>,
    /// Whether the caller rang before about it.
    pub rang_before: bool,
    /// When a callback is due that the caller was promised, in milliseconds since 1970-01-01 00:00 UTC.
    pub owed: Option<Moment>,
}

fn in_hex<S: Serializer>(call: &CallKey, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(call)
}

/// A value that the person is told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Told {
    /// The value's name in the flow.
    pub name: Name,
    /// What it is called.
    pub title: String,
    /// The value in its plain form; none if it is private, and the caller has not proved who they are.
    pub value: Option<String>,
    /// Whether it is spoken and sent on: it is not private.
    #[serde(skip)]
    spoken: Option<String>,
}

impl Note {
    /// The note of a call as it now is.
    #[must_use]
    pub fn of(flow: &Flow, call: &Call, at: Moment) -> Self {
        let mut lost = BTreeMap::new();
        for counted in call.matter.signals.iter().filter(|counted| counted.signal == Signal::Lost) {
            if let Some(step) = &counted.step {
                *lost.entry(step.clone()).or_insert(0_u16) += 1;
            }
        }
        let (facts, looked_up) = facts(flow, call);
        let handoff = call.handoff.as_ref();
        Self {
            call: call.key,
            attested: call.attested,
            verified: call.verified,
            language: call.language.clone(),
            about: call.about.clone(),
            facts,
            looked_up,
            lost,
            questions: call.matter.questions,
            seconds: at.millis_since(call.started) / 1000,
            why: handoff.map(|handoff| handoff.reason),
            ledger: ledger(call),
            tried: handoff.map(|handoff| handoff.tried.clone()).unwrap_or_default(),
            rang_before: call.matter.signals.iter().any(|counted| counted.turn == 0 || rang_again(counted.signal)),
            owed: call.promise.as_ref().map(|promise| promise.due),
        }
    }

    /// What is said to the person, in their language, the most useful first.
    #[must_use]
    pub fn said(&self, flow: &Flow, language: &Name) -> Vec<Said> {
        let mut said = Vec::new();
        let mut say = |prompt: &str, values: Vec<(&str, Value)>| {
            let values = values.into_iter().map(|(name, value)| (Name::from(name), value)).collect();
            said.push(Said { prompt: prompt.into(), values, language: Some(language.clone()) });
        };
        if let Some(kind) = self.about.as_ref().and_then(|about| flow.matters.get(about)) {
            say(builtin::NOTE_MATTER, vec![("matter", Value::Prompt(kind.title.clone()))]);
        }
        for told in self.facts.iter().filter(|told| told.spoken.is_some()) {
            let value = told.spoken.clone().unwrap_or_default();
            say(builtin::NOTE_FACT, vec![("title", Value::Text(told.title.clone())), ("value", Value::Text(value))]);
        }
        if let Some(prompt) = self.why.and_then(because) {
            say(prompt, Vec::new());
        }
        if let Some(due) = self.owed {
            say(builtin::NOTE_OWED, vec![("due", Value::Moment(local(flow, due)))]);
        }
        let times: u16 = self.lost.values().copied().fold(0, u16::saturating_add);
        if 1 < times {
            say(builtin::NOTE_LOST, vec![("times", Value::Number(times.into()))]);
        }
        if self.rang_before {
            say(builtin::NOTE_RANG_BEFORE, Vec::new());
        }
        let minutes = self.seconds / 60;
        if 0 < minutes {
            say(builtin::NOTE_MINUTES, vec![("minutes", Value::Number(minutes.into()))]);
        }
        said
    }

    /// The note as headers of a SIP call. Escaping is the dialect's business.
    #[must_use]
    pub fn headers(&self) -> Vec<(Name, String)> {
        let header = |name: &str, value: String| (Name::from(format!("{HEADER}-{name}")), value);
        let mut headers = vec![header("Call", self.call.to_string()), header("Language", self.language.to_string())];
        headers.extend(self.why.map(|why| header("Reason", why.name().to_owned())));
        headers.extend(self.about.as_ref().map(|about| header("About", about.to_string())));
        headers.push(header("Seconds", self.seconds.to_string()));
        headers.push(header("Ledger", self.ledger.clone()));
        let sent = self.facts.iter().filter(|told| told.spoken.is_some());
        let sent = sent.filter_map(|told| Some((&told.name, told.value.clone()?)));
        headers.extend(sent.map(|(name, value)| header(&format!("Fact-{}", plain(name)), value)));
        headers
    }
}

/// A name as it may stand in a header's name.
fn plain(name: &Name) -> String {
    name.as_str().chars().map(|char| if char.is_ascii_alphanumeric() { char } else { '-' }).collect()
}

const fn rang_again(signal: Signal) -> bool {
    matches!(signal, Signal::RangAgain | Signal::RangAgainLater)
}

/// What is said of a reason; nothing where it was the flow's own way.
const fn because(reason: Reason) -> Option<&'static str> {
    match reason {
        Reason::Asked | Reason::Preferred => Some(builtin::NOTE_ASKED),
        Reason::Accepted => Some(builtin::NOTE_ACCEPTED),
        Reason::Frustration | Reason::Ceiling => Some(builtin::NOTE_FRUSTRATION),
        Reason::NotSettled => Some(builtin::NOTE_NOT_SETTLED),
        Reason::BackendFailed => Some(builtin::NOTE_BACKEND),
        Reason::Missed => Some(builtin::NOTE_OWED_MISSED),
        Reason::Fault(_) => Some(builtin::NOTE_FAULT),
        Reason::Flow => None,
    }
}

/// The ledger in one sentence: `lost 15, lost 45, lost 30: 90 of 90 for an offer, 150 for a connection`.
fn ledger(call: &Call) -> String {
    let parts: Vec<String> =
        call.matter.signals.iter().map(|counted| format!("{} {}", counted.signal.name(), counted.weight)).collect();
    let [offer, _] = OFFER_AT;
    match parts.is_empty() {
        true => "nothing counted".to_owned(),
        false => format!("{}: {} (offered at {offer}, connected at {CONNECT_AT})", parts.join(", "), call.matter.sum()),
    }
}

/// What the caller answered, and what was looked up: what the flow wants told first.
fn facts(flow: &Flow, call: &Call) -> (Vec<Told>, Vec<Name>) {
    use super::step::Use;
    let (mut answers, mut found) = (Vec::new(), Vec::new());
    for step in flow.steps.values() {
        for used in step.verb.uses() {
            if let Use::Writes(name, _) = used {
                answers.push(step.scope.full(name.as_str()));
            } else if let Use::Finds(name, _) = used {
                found.push(step.scope.full(name.as_str()));
            }
        }
    }
    let wanted = call.noted.iter().cloned();
    let mut names: Vec<Name> = Vec::new();
    for name in wanted.chain(answers) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let told = names.into_iter().filter_map(|name| told(flow, call, &name));
    let mut told: Vec<Told> = told.collect();
    // What the flow wants told, and nothing else; or the first that can be, where it does not say.
    let mut left = SPOKEN_MAX;
    for told in told.iter_mut().filter(|told| told.spoken.is_some()) {
        let wanted = if call.noted.is_empty() { 0 < left } else { call.noted.contains(&told.name) };
        left = left.saturating_sub(1);
        told.spoken = told.spoken.take().filter(|_| wanted);
    }
    found.retain(|name| call.variables.contains_key(name));
    found.dedup();
    (told, found)
}

fn told(flow: &Flow, call: &Call, name: &Name) -> Option<Told> {
    let (root, rest) = name.as_str().split_once('.').unwrap_or((name.as_str(), ""));
    // What a part asks for, or gives, is what the flow says of it by its own name.
    let facts: Vec<&Fact> = name.as_str().split(['/', '.']).filter_map(|part| flow.facts.get(part)).collect();
    if facts.iter().any(|fact| fact.secret) {
        return None;
    }
    let value = call.variables.get(root)?.at(rest)?;
    let private = facts.iter().any(|fact| fact.private);
    let title = facts.iter().rev().find_map(|fact| fact.title.clone());
    let title = title.unwrap_or_else(|| name.as_str().replace(['_', '.', '/'], " "));
    Some(Told {
        name: name.clone(),
        title,
        value: (!private || call.verified).then(|| value.plain()),
        spoken: (!private).then(|| aloud(value)).flatten(),
    })
}

/// A value as it can be read out without knowing more of it; digits one by one.
fn aloud(value: &Value) -> Option<String> {
    let digits = |text: &str| text.chars().map(String::from).collect::<Vec<_>>().join(" ");
    match value {
        Value::Digits(text) => Some(digits(text)),
        Value::Phone(number) => Some(digits(number.e164())),
        // A whisper is short, whatever a caller or a backend said.
        Value::Text(text) => Some(text.chars().take(TEXT_MAX).collect()),
        Value::Number(number) | Value::Money(number) => Some(number.to_string()),
        Value::Choice(name) => Some(name.as_str().replace('_', " ")),
        Value::Truth(_)
        | Value::Date(_)
        | Value::Time(_)
        | Value::Moment(_)
        | Value::Prompt(_)
        | Value::List(_)
        | Value::Record(_) => None,
    }
}
