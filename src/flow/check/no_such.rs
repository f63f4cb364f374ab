use std::collections::{BTreeMap, BTreeSet};

use super::{Checked, Rule};
use crate::{
    call::Name,
    engine::{
        shape::{GOODBYE, OPERATOR},
        step::Use,
    },
    flow::{
        draft::{Draft, Step},
        elsewhere::NO_HANGUP,
        near::{Near, listed, near},
        place::{File, Span},
        problem::{NO_SUCH, Problem, Problems},
        read_inside,
    },
};

pub(super) const RULE: Rule = Rule {
    name: NO_SUCH,
    manual: "A step, person, word list, desk, language or answer is named that does not exist. A caller who is led \
             there could only be handed to a person with an apology. Nearly always a slip of the pen: the nearest name \
             is suggested.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    // What is not here may stand in a file that could not be read.
    if !checked.draft.all_read {
        return;
    }
    let known = Known::of(checked.draft);
    for ((part, body), types) in checked.draft.bodies().zip(&checked.types) {
        let (file, steps) = (part.map_or(checked.draft.file, |part| part.file), names(&body.steps, |step| &step.name));
        let exits = part.map(|part| part.exits.keys().map(Name::as_str)).into_iter().flatten();
        let targets: BTreeSet<&str> =
            steps.iter().chain(&known.people).copied().chain(exits).chain([GOODBYE]).collect();
        let own = part.map(|part| part.takes.keys()).into_iter().flatten().map(Name::as_str);
        let filled: BTreeSet<&str> = body.steps.iter().flat_map(Step::filled).map(Name::as_str).chain(own).collect();
        // What a misspelt lookup fills may be meant.
        let named =
            |used: &Use<'_>| if let Use::Lookup(name, _) = used { known.lookups.contains(name.as_str()) } else { true };
        let lookups_known = body.steps.iter().flat_map(Step::uses).all(|used| named(&used));
        if let Some((start, span)) = &body.start {
            let steps: BTreeSet<&str> = steps.iter().chain(&known.unread).copied().collect();
            missing(file, ("step", start), &steps, &|| vec![*span], problems);
        }
        for step in &body.steps {
            for target in step.targets() {
                let places = || step.places_of_target(target);
                missing(step.file, ("step or person", target), &targets, &places, problems);
            }
            let forgotten =
                step.exits().into_iter().flat_map(|(_, exit)| exit.forget.clone()).chain(step.forget.clone());
            for name in forgotten.filter(|name| checked.draft.whole && lookups_known && !types.is_unsure(name.as_str()))
            {
                let places = || step.places_under("forget", name.as_str());
                missing(step.file, ("answer", &name), &filled, &places, problems);
            }
            used(step, &known, problems);
        }
    }
    elsewhere(checked.draft, &known, problems);
    facts(checked, &known, problems);
}

/// The names that exist, by kind.
struct Known<'a> {
    people: BTreeSet<&'a str>,
    unread: BTreeSet<&'a str>,
    words: BTreeSet<&'a str>,
    desks: BTreeSet<&'a str>,
    lookups: BTreeSet<&'a str>,
    services: BTreeSet<&'a str>,
    parts: BTreeSet<&'a str>,
    matters: BTreeSet<&'a str>,
    hours: BTreeSet<&'a str>,
    steps: BTreeSet<&'a str>,
    languages: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    fn of(draft: &'a Draft<'_>) -> Self {
        let unread: BTreeSet<&str> = draft.unread.iter().map(Name::as_str).collect();
        let with = |names: BTreeSet<&'a str>| names.into_iter().chain(unread.iter().copied()).collect();
        let keys = |names: &mut dyn Iterator<Item = &'a Name>| with(names.map(Name::as_str).collect());
        Self {
            people: with(draft.people.iter().map(|person| person.name.as_str()).chain([OPERATOR]).collect()),
            words: with(draft.words.values().flat_map(BTreeMap::keys).map(Name::as_str).collect()),
            desks: keys(&mut draft.desks.keys()),
            lookups: keys(&mut draft.lookups.keys()),
            services: keys(&mut draft.services.keys()),
            parts: with(draft.parts.iter().map(|part| part.name.as_str()).collect()),
            matters: keys(&mut draft.matters.keys()),
            hours: keys(&mut draft.hours.keys()),
            steps: with(names(&draft.body.steps, |step| &step.name)),
            languages: draft.languages.iter().map(|(language, _)| language.as_str()).collect(),
            unread,
        }
    }
}

fn names<'a, T>(of: &'a [T], name: impl Fn(&'a T) -> &'a Name) -> BTreeSet<&'a str> {
    of.iter().map(|one| name(one).as_str()).collect()
}

/// What a step's verb names, beside its ways out.
fn used(step: &Step<'_>, known: &Known<'_>, problems: &mut Problems) {
    let mut named: Vec<(&str, &str, &Name, &BTreeSet<&str>)> = Vec::new();
    let uses = step.uses();
    for used in &uses {
        match used {
            Use::Person(name) => named.push(("person", "person", name, &known.people)),
            Use::Words(name) => named.push(("word list", "words", name, &known.words)),
            Use::Lookup(name, _) => named.push(("lookup", "lookup", name, &known.lookups)),
            Use::Part { part, .. } => named.push(("part", "do", part, &known.parts)),
            Use::Desk(name) => named.push(("desk", "", name, &known.desks)),
            Use::Language(name, _) => named.push(("language", "language", name, &known.languages)),
            _ => {}
        }
    }
    named.extend(step.operator.iter().map(|name| ("person", "operator", name, &known.people)));
    let exits = step.exits();
    let matters = step.matter.iter().chain(exits.iter().filter_map(|(_, exit)| exit.matter.as_ref()));
    named.extend(matters.map(|name| ("matter", "matter", name, &known.matters)));
    let hints = step.asking.listen.hints.iter();
    named.extend(hints.map(|name| ("word list", "hints", name, &known.words)));
    for (what, key, name, of) in named {
        let places = || if key.is_empty() { step.places_of(name) } else { step.places_under(key, name.as_str()) };
        missing(step.file, (what, name), of, &places, problems);
    }
}

/// What is named outside of steps.
fn elsewhere(draft: &Draft<'_>, known: &Known<'_>, problems: &mut Problems) {
    for (person, rung) in draft.people.iter().flat_map(|person| person.rungs.iter().map(move |rung| (person, rung))) {
        if let Some(desk) = rung.rung.desk() {
            missing(person.file, ("desk", desk), &known.desks, &|| rung.places_of(desk.as_str()), problems);
        }
    }
    let waiting: BTreeSet<&str> = draft.waiting.keys().map(Name::as_str).chain(known.unread.iter().copied()).collect();
    for (person, rung) in draft.people.iter().flat_map(|person| person.rungs.iter().map(move |rung| (person, rung))) {
        if let Some(sounds) = rung.rung.waiting() {
            missing(person.file, ("waiting", sounds), &waiting, &|| rung.places_of(sounds.as_str()), problems);
        }
    }
    for (person, language) in draft.people.iter().filter_map(|person| Some((person, person.language.as_ref()?))) {
        missing(person.file, ("language", &language.0), &known.languages, &|| vec![language.1], problems);
    }
    for desk in draft.desks.values() {
        if let Some(hours) = &desk.value.hours {
            let places = || vec![desk.tree.get("hours").map_or(desk.span, |(_, hours)| hours.span)];
            missing(desk.file, ("hours", hours), &known.hours, &places, problems);
        }
    }
    for lookup in draft.lookups.values() {
        let service = lookup.value.service();
        let asked = ["get", "post"].into_iter().find_map(|key| lookup.tree.get(key)).map(|(_, asked)| asked.span);
        let places =
            || {
                vec![asked.map_or(lookup.span, |at| {
                    read_inside(lookup.file, service.as_str(), at, 0, service.as_str().len())
                })]
            };
        missing(lookup.file, ("service", service), &known.services, &places, problems);
    }
    for matter in draft.matters.values() {
        let places = || vec![matter.tree.get("resume").map_or(matter.span, |(_, step)| step.span)];
        missing(matter.file, ("step", &matter.value.resume), &known.steps, &places, problems);
    }
    for (start, span) in draft.lines.iter().filter_map(|line| line.start.as_ref()) {
        missing(draft.file, ("step", start), &known.steps, &|| vec![*span], problems);
    }
    let settings: BTreeSet<&str> = draft.settings.keys().map(Name::as_str).collect();
    for set in draft.lines.iter().flat_map(|line| &line.sets) {
        missing(draft.file, ("setting", &set.name), &settings, &|| vec![set.span], problems);
    }
    for part in &draft.parts {
        let filled: BTreeSet<&str> = part.body.steps.iter().flat_map(Step::filled).map(Name::as_str).collect();
        for (name, span) in part.gives.iter().filter(|(name, _)| !part.takes.contains_key(*name)) {
            missing(part.file, ("answer", name), &filled, &|| vec![*span], problems);
        }
    }
}

/// Facts of this file about values that no step fills. Those of a file that several flows use may be another flow's.
fn facts(checked: &Checked<'_>, known: &Known<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    let filled = draft.steps().flat_map(Step::filled).map(Name::as_str);
    let takes = draft.parts.iter().flat_map(|part| part.takes.keys()).map(Name::as_str);
    let found = draft.lookups.keys().chain(draft.settings.keys()).map(Name::as_str);
    let values: BTreeSet<&str> = filled.chain(takes).chain(found).chain(known.unread.iter().copied()).collect();
    let own = draft.facts.iter().filter(|(_, fact)| draft.whole && fact.file.name == draft.file.name);
    // What is filled under another name than it is read by has been told where it is filled.
    let own = own.filter(|(name, _)| !checked.types.iter().any(|types| types.is_unsure(name.as_str())));
    for (name, fact) in own {
        missing(fact.file, ("value", name), &values, &|| vec![fact.span], problems);
    }
}

fn missing(
    file: &File,
    (what, name): (&str, &Name),
    known: &BTreeSet<&str>,
    places: &dyn Fn() -> Vec<Span>,
    problems: &mut Problems,
) {
    if !known.contains(name.as_str()) {
        for span in places() {
            problems.add(|| no_such(file, span, (what, name), known));
        }
    }
}

/// Names by which other systems end a call.
const ENDS: [&str; 5] = ["end", "exit", "hangup", "hang_up", "disconnect"];

fn no_such(file: &File, span: Span, (what, name): (&str, &Name), known: &BTreeSet<&str>) -> Problem {
    let (is, article) = match what {
        "hours" => ("are", ""),
        _ if what.starts_with(['a', 'e', 'i', 'o', 'u']) => ("is", "an "),
        _ => ("is", "a "),
    };
    let problem = Problem::error(RULE.name, file, span, format!("there {is} no {what} `{name}`"));
    let written = file.raw(span) == name.as_str();
    // Languages are told apart by the letters in which they differ.
    let same = |tag: &&str| tag.split('-').next() == name.as_str().split('-').next();
    let near = match what {
        "language" => known.iter().copied().find(same).map(|tag| Near { name: tag, other: None, sure: true }),
        _ => near(name.as_str(), known.iter().copied()),
    };
    match near {
        // Where a way leads is never sure: another step may be missing.
        Some(meant) if written && what.starts_with("step") => problem.hint(meant.asked()).suggest(span, meant.name),
        Some(meant) if written => problem.near(file, span, &meant),
        Some(meant) => problem.hint(meant.asked()),
        None if what == "value" => problem
            .hint("what this says of it, such as `private`, would hold for nothing; name a value that a step fills"),
        None if ENDS.contains(&name.as_str()) => problem.hint(NO_HANGUP),
        None if what == "person" && name.as_str().starts_with('+') => problem
            .hint(format!("write a person under `people:` with a rung `ring: \"{name}\"`, and name that person here")),
        None if what == "language" => {
            problem.hint(format!("the flow's `languages` are {}", listed(known.iter().copied())))
        }
        None if [GOODBYE, OPERATOR].contains(&name.as_str()) => {
            problem.hint(format!("`{name}` is where calls end, and no step; name one of the flow's steps"))
        }
        None if is_length(name.as_str()) => problem.hint(format!(
            "a name belongs here, of the step or person where callers go on; how long silence lasts is \
             `listen: {{ wait: {name} }}`"
        )),
        None if what == "hours" => problem.hint(format!("write `{name}` under `hours:`, or name others")),
        None => {
            problem.hint(format!("callers would be led to nothing; write {article}{what} `{name}`, or name another"))
        }
    }
}

/// Whether a length of time stands where a name belongs.
fn is_length(name: &str) -> bool {
    let digits = name.strip_suffix(['s', 'm', 'h']).unwrap_or(name);
    !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
}
