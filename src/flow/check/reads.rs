//! Which values, hours, switches and settings are read somewhere: by expressions, texts and what is said.

use std::collections::BTreeSet;

use crate::{
    engine::{
        Expression,
        shape::{Saying, Sayings},
        step::Use,
    },
    flow::draft::{Draft, Step},
};

/// The first words of the paths that an expression reads: `parcel` of `parcel.eta`.
pub(super) fn roots(expression: &Expression) -> Vec<&str> {
    expression.reads().into_iter().map(|(path, _)| root(path)).collect()
}

fn root(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

/// Every path that is read somewhere in a flow.
pub(super) fn paths<'a>(draft: &'a Draft<'_>) -> BTreeSet<&'a str> {
    let mut expressions: Vec<&'a Expression> = draft.refuse.iter().map(|refusal| &refusal.when).collect();
    expressions.extend(draft.people.iter().flat_map(|person| &person.rungs).filter_map(|rung| rung.when.as_ref()));
    let mut paths = BTreeSet::new();
    for step in draft.steps() {
        in_step(step, &mut expressions, &mut paths);
    }
    for lookup in draft.lookups.values() {
        expressions.extend(lookup.value.missing_if());
        paths.extend(lookup.value.texts().into_iter().flat_map(|(_, text)| text.reads().map(|(path, _)| path)));
    }
    for (_, _, prompt) in draft.all_prompts() {
        paths.extend(prompt.text.inserts().map(|insert| insert.path.as_str()));
    }
    paths.extend(expressions.into_iter().flat_map(Expression::reads).map(|(path, _)| path));
    paths
}

fn in_step<'a>(step: &'a Step<'_>, expressions: &mut Vec<&'a Expression>, paths: &mut BTreeSet<&'a str>) {
    let exits = step.exits();
    expressions.extend(step.set.values().chain(exits.iter().flat_map(|(_, exit)| exit.set.values())));
    in_sayings(&step.say, expressions, paths);
    exits.iter().for_each(|(_, exit)| in_sayings(&exit.say, expressions, paths));
    for used in step.uses() {
        match used {
            Use::Says(sayings) => in_sayings(sayings, expressions, paths),
            Use::Reads(path) | Use::Picks(_, path) => drop(paths.insert(path.as_str())),
            Use::Decides(expression) | Use::Computes(expression) | Use::Cases(expression, _, _) => {
                expressions.push(expression);
            }
            Use::Exit(..)
            | Use::Prompt(_)
            | Use::Person(_)
            | Use::Words(_)
            | Use::Key(_)
            | Use::Language(..)
            | Use::Verifies(..)
            | Use::Writes(..)
            | Use::Finds(..)
            | Use::Lookup(..)
            | Use::Part { .. }
            | Use::Desk(_) => {}
        }
    }
}

fn in_sayings<'a>(sayings: &'a Sayings, expressions: &mut Vec<&'a Expression>, paths: &mut BTreeSet<&'a str>) {
    for saying in &sayings.0 {
        match saying {
            Saying::When(when, inner) => {
                expressions.push(when);
                in_sayings(inner, expressions, paths);
            }
            Saying::Setting(path) | Saying::Each { list: path, .. } => drop(paths.insert(path.as_str())),
            Saying::Prompt(_) | Saying::Whole(_) | Saying::Pause(_) => {}
        }
    }
}
