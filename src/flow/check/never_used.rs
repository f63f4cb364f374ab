use std::collections::BTreeSet;

use super::{Checked, Rule, reads};
use crate::{
    call::Name,
    engine::{shape::OPERATOR, step::Use},
    flow::{
        draft::{Draft, Found},
        place::{File, Span},
        problem::{Problem, Problems},
    },
};

pub(super) const RULE: Rule = Rule {
    name: "never-used",
    manual: "Something has a name, and nothing in the flow uses it: hours that nothing asks for, a switch that changes \
             nothing, a desk that gets nothing, a person to whom nothing leads. Often its name is misspelt where it \
             was to be used. What stands in shared files is not judged.",
    whole: true,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    // Where something is wrong, what seems unused may be meant for just that place.
    if problems.has_errors() {
        return;
    }
    let paths = reads::paths(draft);
    let used = Used::of(draft);
    let mut read: BTreeSet<&str> = paths.iter().map(|path| path.split('.').next().unwrap_or(path)).collect();
    report(
        draft,
        &draft.switches,
        &read,
        ("a switch", "staff would turn it on, and callers hear no difference"),
        problems,
    );
    read.extend(draft.desks.values().filter_map(|desk| desk.value.hours.as_ref()).map(Name::as_str));
    report(draft, &draft.hours, &read, ("opening hours", "calls go the same way at night"), problems);
    report(draft, &draft.desks, &used.desks, ("a desk", "it gets no message and owes no callback"), problems);
    let waiting = draft.people.iter().flat_map(|person| &person.rungs).filter_map(|rung| rung.rung.waiting());
    let waiting: BTreeSet<&str> = waiting.map(Name::as_str).collect();
    report(draft, &draft.waiting, &waiting, ("the sound of a queue", "no rung has `waiting:` with it"), problems);
    report(draft, &draft.lookups, &used.lookups, ("a lookup", "no step asks it"), problems);
    report(draft, &draft.services, &used.services, ("a service", "no lookup asks it"), problems);
    report(draft, &draft.matters, &used.matters, ("a matter", "no step says `matter:` with it"), problems);
    let settings: BTreeSet<&str> = paths.iter().filter_map(|path| path.strip_prefix("line.")).collect();
    report(draft, &draft.settings, &settings, ("a setting", "what a line sets here changes nothing"), problems);
    for person in draft.people.iter().filter(|person| !used.people.contains(person.name.as_str())) {
        let what = if person.place { "a place" } else { "a person" };
        never(draft, (person.file, person.span), (&person.name, what), "no step leads there", problems);
    }
    for part in draft.parts.iter().filter(|part| !used.parts.contains(part.name.as_str())) {
        never(draft, (part.file, part.span), (&part.name, "a part"), "no step has `do:` with it", problems);
    }
    let lists = draft.words.values().flatten();
    for (name, list) in lists.filter(|(name, _)| !used.words.contains(name.as_str())) {
        let hint = "saying these words leads nowhere";
        never(draft, (&list.file, list.id), (name, "a word list"), hint, problems);
    }
}

/// What is used somewhere, by kind.
#[derive(Default)]
struct Used<'a> {
    desks: BTreeSet<&'a str>,
    lookups: BTreeSet<&'a str>,
    services: BTreeSet<&'a str>,
    matters: BTreeSet<&'a str>,
    people: BTreeSet<&'a str>,
    parts: BTreeSet<&'a str>,
    words: BTreeSet<&'a str>,
}

impl<'a> Used<'a> {
    fn of(draft: &'a Draft<'_>) -> Self {
        let mut used = Self { people: [OPERATOR].into(), ..Self::default() };
        let rungs = draft.people.iter().flat_map(|person| &person.rungs);
        used.desks.extend(rungs.filter_map(|rung| rung.rung.desk()).map(Name::as_str));
        used.services.extend(draft.lookups.values().map(|lookup| lookup.value.service().as_str()));
        let early = draft.lookups.iter().filter(|(_, lookup)| lookup.value.early());
        used.lookups.extend(early.map(|(name, _)| name.as_str()));
        for step in draft.steps() {
            let exits = step.exits();
            used.people.extend(step.operator.iter().map(Name::as_str));
            used.people.extend(exits.iter().map(|(_, exit)| exit.to.as_str()));
            let matters = exits.iter().filter_map(|(_, exit)| exit.matter.as_ref());
            used.matters.extend(step.matter.iter().chain(matters).map(Name::as_str));
            used.words.extend(step.asking.listen.hints.iter().map(Name::as_str));
            for found in step.uses() {
                match found {
                    Use::Person(name) => used.people.insert(name.as_str()),
                    Use::Words(name) => used.words.insert(name.as_str()),
                    Use::Lookup(name, _) => used.lookups.insert(name.as_str()),
                    Use::Desk(name) => used.desks.insert(name.as_str()),
                    Use::Part { part, .. } => used.parts.insert(part.as_str()),
                    Use::Exit(..)
                    | Use::Prompt(_)
                    | Use::Says(_)
                    | Use::Key(_)
                    | Use::Language(..)
                    | Use::Verifies(..)
                    | Use::Writes(..)
                    | Use::Finds(..)
                    | Use::Picks(..)
                    | Use::Reads(_)
                    | Use::Decides(_)
                    | Use::Computes(_)
                    | Use::Cases(..) => false,
                };
            }
        }
        used.words.extend(draft.listen.hints.iter().map(Name::as_str));
        used
    }
}

fn report<T>(
    draft: &Draft<'_>,
    found: &Found<'_, T>,
    used: &BTreeSet<&str>,
    (what, hint): (&str, &str),
    problems: &mut Problems,
) {
    for (name, named) in found.iter().filter(|(name, _)| !used.contains(name.as_str())) {
        never(draft, (named.file, named.span), (name, what), hint, problems);
    }
}

fn never(
    draft: &Draft<'_>,
    (file, span): (&File, Span),
    (name, what): (&Name, &str),
    hint: &str,
    problems: &mut Problems,
) {
    if file.name == draft.file.name {
        problems.add(|| {
            Problem::warning(RULE.name, file, span, format!("nothing uses `{name}`, {what}"))
                .hint(format!("{hint}; use it, or take it out"))
        });
    }
}
