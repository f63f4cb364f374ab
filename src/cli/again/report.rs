//! What a change would have meant, told for people and for programs.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    Wanted,
    conversation::Conversation,
    tally::{Moved, Tally},
};
use crate::{
    call::CallKey,
    cli::columns::{lasted, short},
    engine::again::{Again, Misfit, Outcome, Reached, What, Why},
};

/// The form's version: it changes when a program that reads an earlier one could no longer do so.
const VERSION: u8 = 1;

/// What a change would have meant.
#[derive(Serialize)]
pub(super) struct Report {
    version: u8,
    flow: String,
    since: Option<String>,
    /// How many calls were compared.
    calls: u64,
    /// Whether somebody is worse off.
    pub worse: bool,
    outcomes: Map<String, Value>,
    sooner: Option<Value>,
    later: Option<Value>,
    other_person: u64,
    misfits: Vec<Value>,
    left_out: Map<String, Value>,
    worst: Vec<Worst>,
}

/// One of the worst calls.
#[derive(Serialize)]
pub(super) struct Worst {
    call: String,
    outcome: &'static str,
    before: Vec<Value>,
    after: Vec<Value>,
    conversation: String,
}

impl Worst {
    /// A call, what it came to, and what it would have been.
    pub(super) fn of(key: CallKey, again: Again, told: &Conversation) -> Self {
        let gone = again.outcome == Outcome::Lost && again.after.len() < again.before.len();
        let head = format!(
            "{}: {}. In call {} it was: {}.",
            again.outcome.name(),
            all(&again.after),
            short(&key.to_string()),
            all(&again.before)
        );
        let conversation = told.written(&head, gone);
        let values = |reached: &[Reached]| reached.iter().map(reached_json).collect();
        let (before, after) = (values(&again.before), values(&again.after));
        Self { call: key.to_string(), outcome: again.outcome.name(), before, after, conversation }
    }
}

fn all(reached: &[Reached]) -> String {
    let one = |reached: &Reached| {
        let turns = if reached.turns == 1 { "turn" } else { "turns" };
        format!("{} after {} {turns}, {}", reached.what, reached.turns, lasted(reached.after_ms / 1000))
    };
    let all: Vec<String> = reached.iter().map(one).collect();
    if all.is_empty() { "nobody is reached".to_owned() } else { all.join("; ") }
}

fn reached_json(reached: &Reached) -> Value {
    let (kind, person) = match &reached.what {
        What::Settled => ("settled", None),
        What::Offered => ("offered", None),
        What::Rescued => ("rescued", None),
        What::Person(person) => ("person", Some(person.to_string())),
        What::OfferedLater => ("offered_later", None),
        What::Promised => ("promised", None),
        What::Message => ("message", None),
    };
    json!({ "what": kind, "person": person, "turns": reached.turns, "seconds": reached.after_ms / 1000 })
}

/// Every outcome, in the order in which they are told.
fn outcomes() -> [Outcome; 7] {
    let misfit = Outcome::Misfit(Misfit { turn: 0, why: Why::LineGone });
    [Outcome::Lost, Outcome::Later, Outcome::Sooner, Outcome::Helped, Outcome::Same, Outcome::LostBefore, misfit]
}

const fn says(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Same => "nothing changes",
        Outcome::Sooner => "reach a person, or a settled matter, sooner",
        Outcome::Later => "reach it later",
        Outcome::Lost => "do not reach it any more, or only a promise or a message",
        Outcome::Helped => "reach it now, and did not",
        Outcome::LostBefore => "hung up before, and would again",
        Outcome::Misfit(_) => "the change does not fit: what they would have done is not known",
    }
}

impl Report {
    /// Of what was counted.
    pub(super) fn of(tally: &Tally, worst: Vec<Worst>, wanted: &Wanted<'_>) -> Self {
        let counts = outcomes().map(|outcome| (outcome.name().replace(' ', "_"), json!(tally.count(&outcome))));
        let left_out = [
            ("running", tally.running),
            ("other_lines", tally.other_lines),
            ("flow_gone", tally.gone),
            ("not_as_recorded", tally.otherwise),
        ];
        let misfits = tally.misfits.iter().map(|(why, found)| {
            let (call, turn) = found.call;
            json!({ "why": why.to_string(), "calls": found.calls, "call": call.to_string(), "turn": turn })
        });
        let mut misfits: Vec<Value> = misfits.collect();
        misfits.sort_by_key(|misfit| std::cmp::Reverse(misfit.get("calls").and_then(Value::as_u64)));
        Self {
            version: VERSION,
            flow: wanted.flow.display().to_string(),
            since: wanted.since.map(str::to_owned),
            calls: tally.compared_in_all(),
            worse: outcomes().iter().any(|outcome| outcome.is_worse() && 0 < tally.count(outcome)),
            outcomes: counts.into_iter().collect(),
            sooner: moved_json(tally.sooner),
            later: moved_json(tally.later),
            other_person: tally.elsewhere,
            misfits,
            left_out: left_out.into_iter().map(|(name, count)| (name.to_owned(), json!(count))).collect(),
            worst,
        }
    }

    /// For programs.
    pub(super) fn json(&self) -> String {
        // Maps with text keys always serialise.
        format!("{}\n", serde_json::to_string_pretty(self).unwrap_or_default())
    }

    /// For people.
    pub(super) fn text(&self) -> Vec<String> {
        let since = self.since.as_ref().map_or_else(String::new, |since| format!(" of the last {since}"));
        if self.calls == 0 && self.left_out.values().all(|count| count.as_u64() == Some(0)) {
            return vec![format!("no calls{since} there")];
        }
        let mut lines = vec![format!("{} calls{since} on {}", self.calls, self.flow)];
        for outcome in outcomes() {
            let count = self.outcomes.get(&outcome.name().replace(' ', "_")).and_then(Value::as_u64).unwrap_or(0);
            let moved = match outcome {
                Outcome::Sooner => moved_text(self.sooner.as_ref()),
                Outcome::Later => moved_text(self.later.as_ref()),
                Outcome::Same | Outcome::Lost | Outcome::Helped | Outcome::LostBefore | Outcome::Misfit(_) => None,
            };
            let moved = moved.unwrap_or_default();
            lines.push(format!("{count:>9}  {:<14}  {}{moved}", outcome.name(), says(&outcome)));
        }
        if 0 < self.other_person {
            lines.push(format!("{:>9}  {:<14}  reach another person than before", self.other_person, "elsewhere"));
        }
        lines.extend(
            self.left_out
                .iter()
                .filter(|(_, count)| count.as_u64() != Some(0))
                .map(|(why, count)| format!("left out: {count} {}", left_out(why))),
        );
        if !self.misfits.is_empty() {
            lines.extend([String::new(), "does not fit:".to_owned()]);
            lines.extend(self.misfits.iter().map(misfit_text));
        }
        for worst in &self.worst {
            lines.push(String::new());
            lines.extend(worst.conversation.lines().map(str::to_owned));
        }
        lines
    }
}

fn left_out(why: &str) -> &'static str {
    match why {
        "running" => "that are not over",
        "other_lines" => "of other lines",
        "flow_gone" => "whose own flow version is gone",
        _ => "that do not replay as they were recorded",
    }
}

fn misfit_text(misfit: &Value) -> String {
    let text = |key: &str| misfit.get(key).and_then(Value::as_str).unwrap_or_default();
    let number = |key: &str| misfit.get(key).and_then(Value::as_u64).unwrap_or_default();
    format!("{:>9}  {} (such as call {} at turn {})", number("calls"), text("why"), short(text("call")), number("turn"))
}

fn moved_json(moved: Moved) -> Option<Value> {
    let calls = Some(moved.calls).filter(|calls| 0 < *calls)?;
    let (turns, ms) = (moved.turns, moved.ms);
    Some(json!({
        "turns": { "average": turns.0 / calls, "most": turns.1 },
        "seconds": { "average": ms.0 / 1000 / calls, "most": ms.1 / 1000 },
    }))
}

fn moved_text(moved: Option<&Value>) -> Option<String> {
    let at = |path: &str| moved?.pointer(path)?.as_u64();
    let (average, most) = (at("/seconds/average")?, at("/seconds/most")?);
    let (turns_average, turns_most) = (at("/turns/average")?, at("/turns/most")?);
    let turns = |count: u64| if count == 1 { "1 turn".to_owned() } else { format!("{count} turns") };
    let (average, most) = (lasted(average), lasted(most));
    Some(format!(": by {average} and {} on average, {most} and {} at most", turns(turns_average), turns(turns_most)))
}
