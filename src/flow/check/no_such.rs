use std::collections::BTreeSet;

use super::{Checked, Rule};
use crate::{
    call::Name,
    engine::shape::{GOODBYE, OPERATOR},
    flow::{
        elsewhere::NO_HANGUP,
        near::near,
        place::Span,
        problem::{Problem, Problems},
    },
};

pub(super) const RULE: Rule = Rule {
    name: "no-such",
    manual: "A step, person, word list, desk or answer is named that does not exist. A caller who is led there could \
             only be handed to a person with an apology. Nearly always a slip of the pen: the nearest name is \
             suggested.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    let steps: BTreeSet<&str> = draft.steps.iter().map(|step| step.name.as_str()).collect();
    let unread = draft.unread.iter().map(Name::as_str);
    let people: BTreeSet<&str> =
        draft.people.iter().map(|person| person.name.as_str()).chain(unread).chain([OPERATOR]).collect();
    let targets: BTreeSet<&str> = steps.iter().chain(&people).copied().chain([GOODBYE]).collect();
    let words: BTreeSet<&str> = draft.words.keys().map(Name::as_str).collect();
    let desks: BTreeSet<&str> = draft.desks.iter().map(Name::as_str).collect();
    let answers: BTreeSet<&str> = draft.steps.iter().filter_map(|step| step.verb.writes()).map(Name::as_str).collect();
    let mut missing = |what: &str, name: &Name, known: &BTreeSet<&str>, places: &dyn Fn() -> Vec<Span>| {
        if !known.contains(name.as_str()) {
            for span in places() {
                problems.add(|| no_such(checked, span, (what, name), known));
            }
        }
    };
    if let Some((start, span)) = &draft.start {
        let known: BTreeSet<&str> = steps.iter().copied().chain(draft.unread.iter().map(Name::as_str)).collect();
        missing("step", start, &known, &|| vec![*span]);
    }
    for step in &draft.steps {
        step.targets().for_each(|target| {
            missing("step or person", target, &targets, &|| step.places_of_target(target));
        });
        step.verb.people().iter().for_each(|name| missing("person", name, &people, &|| step.places_of(name)));
        step.verb
            .words()
            .iter()
            .for_each(|list| missing("word list", list, &words, &|| step.places_under("words", list.as_str())));
        let exits = step.verb.exits();
        for name in exits.iter().flat_map(|(_, exit)| &exit.forget).filter(|_| draft.whole) {
            missing("answer", name, &answers, &|| step.places_under("forget", name.as_str()));
        }
        step.operator.iter().for_each(|name| {
            missing("person", name, &people, &|| step.places_under("operator", name.as_str()));
        });
    }
    for rung in draft.people.iter().flat_map(|person| &person.rungs) {
        if let Some(desk) = rung.rung.desk() {
            missing("desk", desk, &desks, &|| rung.places_of(desk.as_str()));
        }
    }
}

/// Names by which other systems end a call.
const ENDS: [&str; 5] = ["end", "exit", "hangup", "hang_up", "disconnect"];

fn no_such(checked: &Checked<'_>, span: Span, (what, name): (&str, &Name), known: &BTreeSet<&str>) -> Problem {
    let problem = Problem::error(RULE.name, checked.draft.file, span, format!("there is no {what} `{name}`"));
    let written = checked.draft.file.raw(span) == name.as_str();
    match near(name.as_str(), known.iter().copied()) {
        Some(meant) if written => problem.hint(format!("did you mean `{meant}`?")).fix(span, meant),
        Some(meant) => problem.hint(format!("did you mean `{meant}`?")),
        None if ENDS.contains(&name.as_str()) => problem.hint(NO_HANGUP),
        None if what == "person" && name.as_str().starts_with('+') => problem
            .hint(format!("write a person under `people:` with a rung `ring: \"{name}\"`, and name that person here")),
        None => problem.hint(format!("callers would be led to nothing; write a {what} `{name}`, or name another")),
    }
}
