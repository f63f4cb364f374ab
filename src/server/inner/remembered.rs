//! What is remembered of a caller, as it is shown: private answers by their kind and length alone.

use serde::{Deserialize, Serialize};

use super::reply::Refused;
use crate::{
    call::{Caller, CallerKey, Name, OpenMatter, PastCall, Value, Wish},
    engine::{Flow, account},
    server::{Server, switches::shown},
};

/// What is remembered of a caller.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// Whether there is anything.
    pub remembered: bool,
    /// The latest calls, newest first.
    pub calls: Vec<Past>,
    /// What they came for, and is not settled.
    pub matter: Option<Open>,
    /// The callback that is owed to them.
    pub promise: Option<Promise>,
    /// The language that they chose last.
    pub language: Option<String>,
    /// What they prefer.
    pub prefers: Option<Preferring>,
    /// The group of callers that they belong to.
    pub segment: Option<String>,
    /// When it showed last that more than one person calls from there.
    pub shared_since: Option<String>,
    /// Whether somebody has marked that more than one person calls from there.
    pub marked_shared: bool,
    /// Whether more than one person is taken to call from there, known or by how often they call.
    pub shared: bool,
}

/// An earlier call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// Its key.
    pub id: String,
    /// When it began.
    pub began: String,
    /// When it was left; none while it runs.
    pub left: Option<String>,
    /// How.
    pub how: Option<String>,
}

/// What a caller came for, and is not settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// The flow that it came up in.
    pub flow: String,
    /// What it is.
    pub about: Option<String>,
    /// The sum of its ledger.
    pub sum: u16,
    /// When it was left.
    pub left: String,
    /// The answers that are kept.
    pub facts: Vec<Fact>,
}

/// An answer that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Its name.
    pub name: String,
    /// Its value; of a private one only the kind and the length.
    pub value: String,
    /// Until when it is kept.
    pub until: String,
}

/// A callback that is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// The call that it was made in.
    pub id: String,
    /// Who owes it.
    pub desk: String,
    /// What it is about.
    pub about: Option<String>,
    /// When it is due.
    pub due: String,
    /// Whether it was to be kept by now, and was not.
    pub missed: bool,
}

/// What a caller prefers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferring {
    /// What follows from it.
    pub what: String,
    /// Since when.
    pub since: String,
    /// How it is known.
    pub why: String,
}

impl Server {
    /// What is remembered of a caller; private answers as they are only if that is asked for. Takes its time.
    pub(super) fn remembered(&self, key: CallerKey, whole: bool) -> Result<Remembered, Refused> {
        let Some(caller) = self.store.caller(key)? else { return Ok(Remembered::default()) };
        let now = self.clock.now();
        let promise = caller.promise.as_ref().map(|promise| Promise {
            id: promise.call.to_string(),
            desk: promise.desk.to_string(),
            about: promise.about.as_ref().map(Name::to_string),
            due: shown(promise.due),
            missed: promise.is_missed(now),
        });
        Ok(Remembered {
            remembered: true,
            calls: caller.recent.iter().rev().map(past).collect(),
            matter: caller.matter.as_ref().map(|open| self.open(open, whole)),
            promise,
            language: caller.language.as_ref().map(Name::to_string),
            prefers: preferring(&caller),
            segment: caller.segment.as_ref().map(Name::to_string),
            shared_since: caller.shared.map(shown),
            marked_shared: caller.marked_shared,
            shared: caller.is_shared(now),
        })
    }

    fn open(&self, open: &OpenMatter, whole: bool) -> Open {
        let serving = self.bundles.serving();
        let flow = serving.current().find(|bundle| bundle.flow.name == open.flow).map(|bundle| &bundle.flow);
        let fact = |(name, kept): (&Name, &crate::call::Kept)| Fact {
            name: name.to_string(),
            value: if whole || speakable(flow, name) { plain(&kept.value) } else { format!("{:?}", kept.value) },
            until: shown(kept.until),
        };
        Open {
            flow: open.flow.to_string(),
            about: open.about.as_ref().map(Name::to_string),
            sum: open.matter.sum(),
            left: shown(open.at),
            facts: open.facts.iter().map(fact).collect(),
        }
    }
}

fn past(past: &PastCall) -> Past {
    Past {
        id: past.call.to_string(),
        began: shown(past.began),
        left: past.left.map(|left| shown(left.at)),
        how: past.left.map(|left| account::how(left.how).to_owned()),
    }
}

fn preferring(caller: &Caller) -> Option<Preferring> {
    caller.prefers.map(|prefers| {
        let (what, why) = match prefers.wish {
            Wish::OfferPerson => {
                ("is offered a person first", "learnt: they had to be rescued, or asked for a person; it fades")
            }
            Wish::Person => ("is connected to a person at once", "marked by staff"),
            Wish::Line => ("is offered nothing before the line begins", "marked by staff"),
        };
        Preferring { what: what.to_owned(), since: shown(prefers.since), why: why.to_owned() }
    })
}

/// Whether an answer may be shown: its flow is known, and does not call it private.
fn speakable(flow: Option<&Flow>, name: &Name) -> bool {
    flow.is_some_and(|flow| flow.facts.get(name).is_none_or(|fact| !fact.private && !fact.secret))
}

fn plain(value: &Value) -> String {
    match value {
        Value::List(_) | Value::Record(_) => serde_json::to_string(value).unwrap_or_default(),
        Value::Digits(_)
        | Value::Text(_)
        | Value::Truth(_)
        | Value::Number(_)
        | Value::Money(_)
        | Value::Phone(_)
        | Value::Date(_)
        | Value::Time(_)
        | Value::Moment(_)
        | Value::Choice(_)
        | Value::Prompt(_) => value.plain(),
    }
}
