//! What makes callers take a way out, and what a step looks like, by what its verb names.

use super::Shape;
use crate::{
    call::Type,
    engine::{Step, rung::Rung, shape::Exit, step::Use},
};

/// The ways out of a step: each with the label that the engine has for it, and with what the map shows.
#[expect(clippy::wildcard_enum_match_arm, reason = "only some uses say how a way out is taken")]
pub(super) fn ways(step: &Step) -> Vec<(String, String, &Exit)> {
    let mut ways: Vec<(String, String, &Exit)> = Vec::new();
    let mut decides: Option<&str> = None;
    // The words of a question are its answers, and none of its ways out.
    let chooses = shape(step) == Shape::Choice;
    for used in step.verb.uses() {
        match used {
            Use::Exit(label, exit) => {
                // Ways that are numbered have no name of their own: what decides is their name.
                let numbered = label.parse::<u16>().is_ok();
                let shown = decides.take().filter(|_| numbered).map_or_else(|| label.clone(), str::to_owned);
                ways.push((label, shown, exit));
            }
            Use::Decides(expression) => decides = Some(expression.source()),
            Use::Words(name) if chooses => add(&mut ways, name.as_str()),
            Use::Language(name, _) => add(&mut ways, name.as_str()),
            Use::Writes(name, Type::Digits) if !step.verb.keys().is_empty() => {
                add(&mut ways, &format!("digits of {name}"));
            }
            _ => {}
        }
    }
    let own = [("silence", &step.asking.silence), ("stuck", &step.asking.stuck)];
    let own = own.into_iter().filter_map(|(label, exit)| Some((label.to_owned(), exit.as_ref()?)));
    ways.extend(own.map(|(label, exit)| (label.clone(), label, exit)));
    ways
}

/// Adds to what is shown of the way out that was named last.
fn add(ways: &mut [(String, String, &Exit)], more: &str) {
    if let Some((label, shown, _)) = ways.last_mut() {
        match label == more || more.strip_prefix("digits of ").is_some_and(|of| of == label) {
            true => more.clone_into(shown),
            false => shown.push_str(&format!(" · {more}")),
        }
    }
}

/// What a step looks like, by what it does.
pub(super) fn shape(step: &Step) -> Shape {
    let verb = &step.verb;
    let uses = verb.uses();
    let any = |wanted: &dyn Fn(&Use<'_>) -> bool| uses.iter().any(wanted);
    if verb.ladder().is_some() {
        Shape::Ladder
    } else if !verb.people().is_empty() {
        Shape::Person
    } else if verb.settles() {
        Shape::Settle
    } else if any(&|used| matches!(used, Use::Part { .. })) {
        Shape::Part
    } else if any(&|used| matches!(used, Use::Verifies(..))) {
        Shape::Proof
    } else if any(&|used| matches!(used, Use::Picks(..))) {
        Shape::Pick
    } else if any(&|used| matches!(used, Use::Lookup(..))) {
        Shape::Lookup
    } else if any(&|used| matches!(used, Use::Decides(_) | Use::Cases(..))) {
        Shape::Decision
    } else if verb.chooses_language() || any(&|used| matches!(used, Use::Key(_))) {
        Shape::Choice
    } else if verb.waits() && any(&|used| matches!(used, Use::Writes(_, kind) if *kind != Type::Truth)) {
        Shape::Question
    } else if verb.waits() {
        // A choice by words alone writes nothing either, but listens for more than a yes or a no.
        if verb.words().is_empty() { Shape::YesNo } else { Shape::Choice }
    } else {
        Shape::Plain
    }
}

/// What a step works on.
#[expect(clippy::wildcard_enum_match_arm, reason = "only some uses are worth a line of their own")]
pub(super) fn details(step: &Step) -> Vec<String> {
    if let Some(ladder) = step.verb.ladder() {
        return ladder.rungs.iter().map(|rank| rung(rank.rung.as_ref())).collect();
    }
    let uses = step.verb.uses();
    let conditions = uses.iter().filter(|used| matches!(used, Use::Decides(_))).count();
    let numbered = ways(step).iter().any(|(label, shown, _)| label != shown && label != "next");
    let lines = uses.iter().filter_map(|used| match used {
        Use::Lookup(lookup, _) => Some(format!("asks {lookup}")),
        Use::Part { part, .. } => Some(format!("part {part}")),
        Use::Cases(expression, _, _) => Some(expression.source().to_owned()),
        Use::Decides(expression) if conditions == 1 && !numbered => Some(expression.source().to_owned()),
        Use::Writes(name, kind) if step.verb.waits() && *kind != Type::Truth && step.verb.keys().is_empty() => {
            Some(format!("fills {name}"))
        }
        Use::Picks(name, list) => Some(format!("{name} of {list}")),
        _ => None,
    });
    lines.collect()
}

/// A rung, in a few words, without the numbers that it rings.
pub(super) fn rung(rung: &dyn Rung) -> String {
    let rings = match rung.rings().len() {
        0 => String::new(),
        1 => " a number".to_owned(),
        many => format!(" {many} numbers"),
    };
    let desk = rung.desk().map_or_else(String::new, |desk| format!(", {desk}"));
    format!("{}{rings}{desk}", rung.name())
}
