//! A call on the new flow, as a conversation that `clew test` reads.
//!
//! Invariant: nobody is known by it. Callers' numbers give way to a reserved one, what they gave as an answer and what
//! backends told of them to something of the same kind; choices, days, amounts and states stay, since they decide where
//! a call goes. The line and whom it rings are the flow's own, and stay too.

use chrono::DateTime;
use serde_json::{Map, Value as Json, json};

use crate::{
    answer::{Heard, yes_no},
    call::{Answered, Call, Effect, Event, EventKind, LookupFault, Name, Party, Turn, Value, transcript},
    engine::{
        Flow,
        account::{Asked, asked_for},
    },
};

/// Who rings in what is shown: reserved for examples.
const CALLER: &str = "+15550123";

/// Figures that stand for others.
const FIGURES: &str = "1234567890";

/// Keys that are one of some choices are no more than this.
const CHOICE_KEYS: usize = 1;

/// A conversation in the making.
#[derive(Default)]
pub(super) struct Conversation {
    head: String,
    notes: Vec<&'static str>,
    exchanges: Vec<Exchange>,
    /// Lookup, turn and exchange of each question to a backend.
    asked: Vec<(Name, u32, usize)>,
}

/// What happens, and what comes of it.
#[derive(Default)]
struct Exchange {
    /// What is said of lookups and switches before it.
    scene: Vec<String>,
    does: String,
    came: Vec<String>,
}

impl Conversation {
    /// Takes in one turn.
    pub(super) fn turn(&mut self, flow: &Flow, before: &Call, event: &Event, turn: &Turn) {
        let came = transcript(&turn.call, &turn.orders);
        if let EventKind::Found { lookup, turn: of, answer, in_time } = &event.kind {
            let asked = self.asked.iter().find(|(name, asked, _)| name == lookup && asked == of);
            if let Some(exchange) = asked.and_then(|(_, _, at)| self.exchanges.get_mut(*at)) {
                exchange.scene.push(format!("lookup {lookup} {}", answered(answer)));
                match in_time {
                    true if !came.is_empty() => exchange.came = came,
                    true => {}
                    false => exchange.scene.push(format!("lookup {lookup} takes 4s")),
                }
            }
        } else {
            let does = self.does(flow, before, &event.kind);
            self.exchanges.push(Exchange { scene: Vec::new(), does, came });
        }
        if let EventKind::Rings { on, attested, known, .. } = &event.kind {
            self.rings(before, on, *attested, known.is_some());
        }
        let at = self.exchanges.len().saturating_sub(1);
        let asks = turn.effects.iter().filter_map(|effect| {
            let Effect::LookUp { lookup, turn, .. } = effect else { return None };
            Some((lookup.clone(), *turn, at))
        });
        self.asked.extend(asks);
    }

    fn rings(&mut self, call: &Call, on: &[Name], attested: bool, known: bool) {
        let from = if call.from == Party::Withheld { "withheld" } else { CALLER };
        let attested = if attested { " attested" } else { "" };
        let at = DateTime::from_timestamp_millis(call.started.millis()).unwrap_or_default();
        self.head = format!("line {}  from {from}{attested}  at {}", call.line.e164(), at.format("%Y-%m-%d %H:%M"));
        if known {
            self.note("The caller was remembered from earlier calls, which are not shown here.");
        }
        if let Some(exchange) = self.exchanges.last_mut() {
            exchange.scene.extend(on.iter().map(|switch| format!("switch {switch} on")));
        }
    }

    fn note(&mut self, note: &'static str) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    fn does(&mut self, flow: &Flow, before: &Call, kind: &EventKind) -> String {
        match kind {
            EventKind::Rings { .. } => "rings".to_owned(),
            EventKind::Silence => "silent".to_owned(),
            EventKind::Keys(keys) => match asked_for(flow, before) {
                Asked::Answer if CHOICE_KEYS < keys.len() => {
                    self.note("What was typed as an answer is made up.");
                    format!("presses {}", figures(keys))
                }
                Asked::Answer | Asked::Choice | Asked::YesOrNo => format!("presses {keys}"),
            },
            EventKind::Words(words) => {
                let yes = yes_no(Heard::Words(words), flow.lexicon(&before.language));
                match (asked_for(flow, before), yes) {
                    (Asked::Choice, _) => format!("says {}", figures(words)),
                    (Asked::YesOrNo, Some(true)) => "presses 1".to_owned(),
                    (Asked::YesOrNo, Some(false)) => "presses 2".to_owned(),
                    (Asked::YesOrNo | Asked::Answer, _) => {
                        self.note("What was said as an answer is not shown.");
                        "says …".to_owned()
                    }
                }
            }
            EventKind::Proof(_) => {
                self.note("What proves who the caller is was never kept.");
                "presses 1234".to_owned()
            }
            EventKind::Dialed(_)
            | EventKind::Queueing(_)
            | EventKind::Queued(_)
            | EventKind::PickedUp
            | EventKind::PickedUpKey(_)
            | EventKind::Recorded { .. }
            | EventKind::NotRecorded
            | EventKind::RecordingReady { .. }
            | EventKind::Found { .. }
            | EventKind::Ends(_) => "hangs up".to_owned(),
        }
    }

    /// The whole, under a comment. `hangs_up` if the caller is gone at the end.
    pub(super) fn written(&self, head: &str, hangs_up: bool) -> String {
        let mut lines = vec![format!("# {head}")];
        lines.extend(self.notes.iter().map(|note| format!("# {note}")));
        lines.push(self.head.clone());
        for Exchange { scene, does, came } in &self.exchanges {
            lines.extend(scene.iter().cloned());
            lines.push(format!("> {does}"));
            lines.extend(came.iter().map(|came| format!("<   {came}")));
        }
        if hangs_up && self.exchanges.last().is_some_and(|last| !last.came.iter().any(|came| came == "hang up")) {
            lines.push("> hangs up".to_owned());
        }
        lines.join("\n")
    }
}

/// The same with other figures, where there are more than a choice has.
fn figures(text: &str) -> String {
    if text.chars().filter(char::is_ascii_digit).count() <= CHOICE_KEYS {
        return text.to_owned();
    }
    let mut stand_ins = FIGURES.chars().cycle();
    text.chars().map(|char| if char.is_ascii_digit() { stand_ins.next().unwrap_or('1') } else { char }).collect()
}

/// What a backend answered, as a conversation says it.
fn answered(answer: &Answered) -> String {
    match answer {
        Answered::Found(value) => format!("answers {}", value_json(value)),
        Answered::Missing => "is missing".to_owned(),
        Answered::Status(status) => format!("answers {status}"),
        Answered::Failed(LookupFault::WrongShape) => "answers nonsense".to_owned(),
        Answered::Failed(_) => "is down".to_owned(),
    }
}

/// A value, or one of the same kind in its place where it may tell who somebody is.
fn value_json(value: &Value) -> Json {
    match value {
        Value::Digits(digits) => json!(figures(digits)),
        Value::Text(_) => json!("…"),
        Value::Phone(_) => json!(CALLER),
        Value::Truth(truth) => json!(truth),
        Value::Number(number) | Value::Money(number) => {
            serde_json::from_str(&number.to_string()).unwrap_or_else(|_| json!(0))
        }
        Value::Date(_) | Value::Time(_) | Value::Moment(_) | Value::Choice(_) | Value::Prompt(_) => {
            json!(value.plain())
        }
        Value::List(items) => Json::Array(items.iter().map(value_json).collect()),
        Value::Record(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.to_string(), value_json(value)));
            Json::Object(fields.collect::<Map<_, _>>())
        }
    }
}
