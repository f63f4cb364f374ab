//! A proof as designers and programs read it: the bounds in a line, the full account, and JSON.
//!
//! Invariant: a bound is never shown as exact unless a call went that far on the engine. What the proof rests on stands
//! below every account.

use chrono::DateTime;
use serde_json::{Value, json};

use super::{Bound, Effort, Leg, Most, Path, Proof};
use crate::{
    call::{Answered, Moment, Name},
    flow::Bundle,
};

/// The version of the JSON: it changes when a program that reads an earlier one could no longer do so.
const VERSION: u8 = 1;

/// How many ways out of a turn are shown in full; of more, the first ones and how many there are besides.
const EXITS_MAX: usize = 3;

/// The bounds of each line of a flow, a line each: what callers of it can meet at worst.
#[must_use]
pub fn bounds(bundle: &Bundle, proofs: &[Proof]) -> Vec<String> {
    let flow = &bundle.flow.name;
    let one = |proof: &Proof| {
        let which = if 1 < proofs.len() { format!(" {}", lines(proof)) } else { String::new() };
        format!(
            "{flow}{which}: nobody understood: a person is offered after {} s; at most {} turns, {} s; connected by \
             {} turns, {} s",
            proof.unhelped.seconds.at_most,
            proof.offer.turns.at_most,
            proof.offer.seconds.at_most,
            proof.person.turns.at_most,
            proof.person.seconds.at_most
        )
    };
    proofs.iter().map(one).collect()
}

/// The full account of a flow, line by line.
#[must_use]
pub fn account(bundle: &Bundle, proofs: &[Proof], effort: Effort) -> Vec<String> {
    let mut text = Vec::new();
    for proof in proofs {
        text.push(format!("{}: {}, calls begin at `{}`", bundle.flow.name, lines(proof), proof.start));
        for (says, bound) in goals(proof) {
            text.push(String::new());
            text.push(format!("  {says}:"));
            text.push(format!("    {}", within(&bound.turns, "turns")));
            text.push(format!("    {}", within(&bound.seconds, "seconds")));
        }
        for (says, most) in worst(proof) {
            text.push(String::new());
            text.push(format!("  {says}: {}", most.found));
            text.extend(most.path.iter().flat_map(told));
        }
        text.push(String::new());
        text.extend(table(proof));
        text.push(String::new());
        text.push("  What it rests on:".to_owned());
        text.extend(proof.assumptions.iter().map(|assumption| format!("    {assumption}")));
        text.push(String::new());
    }
    text.push("  Who asks for a person waits, at most, with each phone rung once:".to_owned());
    text.extend(ladders(bundle).into_iter().map(|(name, seconds)| {
        format!("    {name}: {seconds} s until somebody answers, or a callback or a message is offered")
    }));
    text.push(format!("  Effort: {} states for each bound (--states)", effort.states));
    text
}

/// The same as JSON: `version` (1), `flow`, `effort`, `lines` and `people`. A line has `lines` (none: every one),
/// `start`, the bounds `unhelped`, `offer` and `person`, each of `turns` and `seconds` with `at_most`, `found`, `exact`
/// and `path` (or null), `steps` by name, and `assumptions`.
#[must_use]
pub fn account_json(bundle: &Bundle, proofs: &[Proof], effort: Effort) -> Value {
    let steps = |proof: &Proof| -> Value {
        let rows = proof.steps.iter().map(|(name, step)| {
            let row = json!({
                "unhelped_turns": step.unhelped_turns,
                "unhelped_seconds": step.unhelped_seconds,
                "turns": step.turns,
                "seconds": step.seconds,
            });
            (name.to_string(), row)
        });
        Value::Object(rows.collect())
    };
    let line = |proof: &Proof| {
        json!({
            "lines": proof.lines.iter().map(crate::call::Number::e164).collect::<Vec<_>>(),
            "start": proof.start.as_str(),
            "unhelped": bound_json(&proof.unhelped),
            "offer": bound_json(&proof.offer),
            "person": bound_json(&proof.person),
            "steps": steps(proof),
            "assumptions": proof.assumptions,
        })
    };
    let people = ladders(bundle).into_iter().map(|(name, seconds)| (name.to_string(), json!({ "seconds": seconds })));
    json!({
        "version": VERSION,
        "flow": bundle.flow.name.as_str(),
        "effort": { "states": effort.states, "slow": effort.slow },
        "lines": proofs.iter().map(line).collect::<Vec<_>>(),
        "people": Value::Object(people.collect()),
    })
}

/// The bounds of flows for programs that read `clew check`: of each line of each flow, without paths.
#[must_use]
pub fn bounds_json(bundle: &Bundle, proofs: &[Proof]) -> Value {
    let at_most = |bound: &Bound| json!({ "turns": bound.turns.at_most, "seconds": bound.seconds.at_most });
    let line = |proof: &Proof| {
        json!({
            "lines": proof.lines.iter().map(crate::call::Number::e164).collect::<Vec<_>>(),
            "unhelped": at_most(&proof.unhelped),
            "offer": at_most(&proof.offer),
            "person": at_most(&proof.person),
        })
    };
    json!({
        "flow": bundle.flow.name.as_str(),
        "steps": bundle.flow.steps.len(),
        "lines": proofs.iter().map(line).collect::<Vec<_>>(),
    })
}

/// The worst calls of every line as a conversation file that `clew test` replays, to the turn and to the millisecond:
/// the most turns and the most seconds, until an offer and until a person.
#[must_use]
pub fn conversations(bundle: &Bundle, proofs: &[Proof]) -> String {
    let mut text = Vec::new();
    for proof in proofs {
        for (says, most) in worst(proof) {
            let Some(path) = &most.path else { continue };
            let at_most = most.at_most;
            text.push(format!(
                "# {}, {}: {}: {} (at most {at_most})\n{}",
                bundle.flow.name,
                lines(proof),
                says.to_lowercase(),
                most.found,
                path.conversation
            ));
        }
    }
    text.join("\n")
}

/// For each person of a flow, the longest time in seconds until somebody answers, or a callback or a message is
/// offered: each rung before the first one that needs nobody, tried once.
#[must_use]
pub fn ladders(bundle: &Bundle) -> Vec<(&Name, u32)> {
    let people = bundle.flow.people.iter().filter(|(_, person)| person.then.is_none());
    let lasts = |rung: &crate::engine::Rank| u32::from(rung.rung.lasts_s());
    people.map(|(name, person)| (name, person.rungs.iter().map(lasts).sum())).collect()
}

/// The way of a path in a few words: `presses 8, presses 8, silent`. Of a long one, its beginning.
#[must_use]
pub fn short(path: &Path) -> String {
    const LEGS_MAX: usize = 6;
    let mut does: Vec<String> = path.legs.iter().take(LEGS_MAX).map(|leg| leg.does.clone()).collect();
    let more = path.legs.len().saturating_sub(LEGS_MAX);
    if 0 < more {
        does.push(format!("and {more} more"));
    }
    does.join(", ")
}

fn goals(proof: &Proof) -> [(&'static str, &Bound); 3] {
    [
        ("Nobody understood: from the first wait on, until a person is offered", &proof.unhelped),
        ("Whatever the caller does, until a person is offered or the matter is settled", &proof.offer),
        ("The same until somebody is rung, for a caller who declines both offers", &proof.person),
    ]
}

fn worst(proof: &Proof) -> [(&'static str, &Most); 4] {
    [
        ("The most turns that were gone until an offer", &proof.offer.turns),
        ("The most seconds that were gone until an offer", &proof.offer.seconds),
        ("The most turns that were gone until a person", &proof.person.turns),
        ("The most seconds that were gone until a person", &proof.person.seconds),
    ]
}

/// `exactly 12 turns`, or `at most 16 turns (14 confirmed on the engine)`.
fn within(most: &Most, what: &str) -> String {
    match most.found {
        0 => format!("at most {} {what}", most.at_most),
        found if found == most.at_most => format!("exactly {found} {what}"),
        found => format!("at most {} {what} ({found} confirmed on the engine)", most.at_most),
    }
}

fn lines(proof: &Proof) -> String {
    match proof.lines.as_slice() {
        [] => "every line".to_owned(),
        lines => lines.iter().map(crate::call::Number::e164).collect::<Vec<_>>().join(", "),
    }
}

/// A path, a turn a line: its number, the seconds of the call so far, the step, what the caller does, and the ways out.
fn told(path: &Path) -> Vec<String> {
    let mut begins = format!("    rings {}, {}", path.line.e164(), when(path.at));
    begins.push_str(if path.withheld { ", number withheld" } else { "" });
    path.on.iter().for_each(|name| begins.push_str(&format!(", {name} on")));
    path.who.language.iter().for_each(|language| begins.push_str(&format!(", known to speak {language}")));
    path.who.open.iter().for_each(|kind| begins.push_str(&format!(", known to have asked about {kind}")));
    path.answered.iter().for_each(|answered| begins.push_str(&format!(", {}", answers(answered))));
    let width = |of: &dyn Fn(&Leg) -> usize| path.legs.iter().map(of).max().unwrap_or(0);
    let step_width = width(&|leg| leg.step.as_str().chars().count());
    let does_width = width(&|leg| leg.does.chars().count());
    let mut lines = vec![begins];
    let mut so_far_ms = 0_u64;
    for (nth, leg) in path.legs.iter().enumerate() {
        so_far_ms = so_far_ms.saturating_add(leg.after_ms);
        let (step, does, number) = (leg.step.as_str(), &leg.does, nth + 1);
        let line = format!(
            "    {number:>2} {:>6} s  {step:<step_width$}  {does:<does_width$}  {}",
            seconds(so_far_ms),
            out(leg)
        );
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The ways out of a turn, and what backends answered.
fn out(leg: &Leg) -> String {
    let mut all: Vec<String> = leg.exits.iter().map(|(step, exit)| format!("{step} {exit}")).take(EXITS_MAX).collect();
    let more = leg.exits.len().saturating_sub(EXITS_MAX);
    if 0 < more {
        all.push(format!("{more} more"));
    }
    all.extend(leg.answered.iter().map(answers));
    all.join(", ")
}

fn answers((lookup, answered): &(Name, Answered)) -> String {
    let what = match answered {
        Answered::Found(_) => "is answered".to_owned(),
        Answered::Missing => "is missing".to_owned(),
        Answered::Status(status) => format!("answers {status}"),
        Answered::Failed(_) => "fails".to_owned(),
    };
    format!("lookup {lookup} {what}")
}

/// What each step that waits can come to, in columns.
fn table(proof: &Proof) -> Vec<String> {
    let width = proof.steps.keys().map(|name| name.as_str().chars().count()).max().unwrap_or(0).max(9);
    let head = format!("  {:<width$}  nobody understood   whatever the caller does", "From step");
    let rows = proof.steps.iter().map(|(name, step)| {
        format!(
            "  {:<width$}  {:>2} turns, {:>4} s    {:>2} turns, {:>4} s",
            name.as_str(),
            step.unhelped_turns,
            step.unhelped_seconds,
            step.turns,
            step.seconds
        )
    });
    std::iter::once(head).chain(rows).collect()
}

fn when(at: Moment) -> String {
    let at = DateTime::from_timestamp_millis(at.millis()).unwrap_or_default();
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

/// Milliseconds as seconds, to the nearest tenth.
fn seconds(ms: u64) -> String {
    let tenths = (ms + 50) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn bound_json(bound: &Bound) -> Value {
    json!({ "turns": most_json(&bound.turns), "seconds": most_json(&bound.seconds) })
}

fn most_json(most: &Most) -> Value {
    json!({
        "at_most": most.at_most,
        "found": most.found,
        "exact": most.at_most == most.found,
        "path": most.path.as_ref().map(path_json),
    })
}

fn path_json(path: &Path) -> Value {
    let answered = |all: &[(Name, Answered)]| all.iter().map(answers).collect::<Vec<_>>();
    let leg = |leg: &Leg| {
        let exits: Vec<Value> =
            leg.exits.iter().map(|(step, exit)| json!({ "step": step.as_str(), "exit": exit })).collect();
        json!({
            "step": leg.step.as_str(),
            "does": leg.does,
            "after_ms": leg.after_ms,
            "answered": answered(&leg.answered),
            "exits": exits,
        })
    };
    json!({
        "at": when(path.at),
        "line": path.line.e164(),
        "on": path.on.iter().map(Name::as_str).collect::<Vec<_>>(),
        "withheld": path.withheld,
        "known": path.who.language.as_ref().map(Name::as_str),
        "asked_about": path.who.open.as_ref().map(Name::as_str),
        "answered": answered(&path.answered),
        "legs": path.legs.iter().map(leg).collect::<Vec<_>>(),
    })
}
