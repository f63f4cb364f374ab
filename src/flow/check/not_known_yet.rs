use std::collections::BTreeSet;

use super::{
    Checked, Rule,
    known::{Certainty, Known, Reading, What},
};
use crate::{
    call::Name,
    engine::scope::Scope,
    flow::{
        draft::Step,
        place::Span,
        problem::{Problem, Problems},
        unfold::Node,
    },
};

pub(super) const RULE: Rule = Rule {
    name: "not-known-yet",
    manual: "A text, a lookup or an expression reads a value at a step where, on some way from the start, nobody \
             has filled it. Callers who come that way hear a gap, or a lookup fails on them. A question fills its \
             value on the way to `next`, a lookup only if it found something, `forget` takes a value away. A value \
             may be read behind a condition that needs it, such as `when: known(parcel)`.",
    whole: true,
    check,
};

/// The most problems of this kind whose way is looked for: that takes time.
const WAYS_MAX: usize = 50;

/// The most steps of a way that are named.
const STEPS_MAX: usize = 6;

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    if problems.is_torn() {
        return;
    }
    let known = checked.known();
    let mut ways = WAYS_MAX;
    let mut told: BTreeSet<(&str, &Name, Span)> = BTreeSet::new();
    for (reading, certainty) in known.certainties() {
        let Some(node) = checked.unfolded.nodes.get(reading.step) else { continue };
        let wrong = match certainty {
            Certainty::Never => true,
            Certainty::Sometimes => reading.what.needs(),
            Certainty::Always => false,
        };
        // Whether somebody is verified is always known; here it says whether they surely are.
        let wrong = wrong && reading.path.as_str() != "caller.verified";
        if !wrong {
            continue;
        }
        let places = reading.what.places(node.step, &reading.path);
        for span in places.into_iter().filter(|span| told.insert((&node.step.file.name, &reading.path, *span))) {
            let missed = match certainty {
                Certainty::Never => None,
                Certainty::Sometimes | Certainty::Always if ways == 0 => None,
                Certainty::Sometimes | Certainty::Always => {
                    ways = ways.saturating_sub(1);
                    way(checked, known, reading)
                }
            };
            // What is wrong in itself is said once.
            if !problems.is_found(&node.step.file.at(span)) {
                problems.add(|| problem(checked, (node.step, span), reading, certainty, missed));
            }
        }
    }
    on_rungs(checked, problems);
}

fn problem(
    checked: &Checked<'_>,
    (step, span): (&Step<'_>, Span),
    reading: &Reading<'_>,
    certainty: Certainty,
    way: Option<String>,
) -> Problem {
    let (path, file) = (&reading.path, step.file);
    let root = path.as_str().split('.').next().unwrap_or("");
    let by = filled_by(checked, root).filter(|by| *by != step.name);
    let passed = |by: &Name| way.as_ref().is_some_and(|way| way.split(" > ").any(|step| step == by.as_str()));
    let advice = match &by {
        Some(by) if passed(by) => format!("`{by}` does not fill it on every way out"),
        Some(by) => format!("lead through `{by}` first, which fills it"),
        None if matches!(reading.what, What::Text(_)) => {
            format!("fill it first, or say this only `when: known({path})`")
        }
        None => "fill it first".to_owned(),
    };
    let hint = format!("{}; {advice}", consequence(&reading.what));
    let problem = match (certainty, way) {
        (Certainty::Never, _) => {
            let says = format!("`{path}` is never known here");
            if reading.what.needs() {
                Problem::error(RULE.name, file, span, says)
            } else {
                Problem::warning(RULE.name, file, span, says)
            }
        }
        (_, Some(way)) => Problem::warning(RULE.name, file, span, format!("`{path}` is not known on the way {way}")),
        (_, None) => Problem::warning(RULE.name, file, span, format!("`{path}` is not known on every way here")),
    };
    problem.hint(hint)
}

fn consequence(what: &What<'_>) -> &'static str {
    match what {
        What::Text(_) => "callers would hear a gap",
        What::Condition(_) => "what needs something unknown does not hold",
        What::Set(_) => "it comes to nothing",
        What::Given(_) => "this would come to nothing",
        What::List(_) => "there would be nothing to say",
        What::Note => "whoever takes over would not be told",
        What::Lookup(_, _) => "the lookup could not be asked, and would count as failed",
    }
}

/// A step that fills a value, in whatever body.
fn filled_by(checked: &Checked<'_>, root: &str) -> Option<Name> {
    let fills = |step: &&Step<'_>| step.filled().into_iter().any(|name| name.as_str() == root);
    checked.draft.steps().find(fills).map(|step| step.name.clone())
}

/// A way on which the value is missing, as designers read it.
fn way(checked: &Checked<'_>, known: &Known<'_>, reading: &Reading<'_>) -> Option<String> {
    let steps = known.way_without(reading.value, reading.step)?;
    let nodes = steps.iter().filter_map(|step| checked.unfolded.nodes.get(*step));
    Some(shown(&nodes.collect::<Vec<_>>()))
}

/// The names of steps, one after another; those in the middle of a long way are left out.
pub(super) fn shown(nodes: &[&Node<'_>]) -> String {
    let names: Vec<&str> = nodes.iter().map(|node| node.name.as_str()).collect();
    let first = STEPS_MAX / 2;
    match (names.get(..first), names.get(names.len().saturating_sub(first)..)) {
        (Some(begin), Some(end)) if STEPS_MAX < names.len() => {
            format!("{} > ... > {}", begin.join(" > "), end.join(" > "))
        }
        (_, _) => names.join(" > "),
    }
}

/// Texts on rungs: callers come there from everywhere, by 0 above all.
fn on_rungs(checked: &Checked<'_>, problems: &mut Problems) {
    let (draft, known) = (checked.draft, checked.known());
    let top = Scope::default();
    for (person, rung) in draft.people.iter().flat_map(|person| person.rungs.iter().map(move |rung| (person, rung))) {
        for id in rung.rung.prompts() {
            let texts = draft.prompts.values().filter_map(|prompts| prompts.get(id));
            let paths = texts.flat_map(|prompt| prompt.text.inserts()).map(|insert| &insert.path);
            for path in paths.filter(|path| known.is_filled(&top, path)) {
                for span in rung.places_of(id.as_str()) {
                    problems.add(|| {
                        let says = format!("`{path}` is not known to everybody who comes here");
                        Problem::error(RULE.name, person.file, span, says)
                            .hint("0 leads here at any time, and who presses it at once would hear a gap")
                    });
                }
            }
        }
    }
}
