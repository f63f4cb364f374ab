//! Which steps there are, what they ask and what they say.

use super::{Concern, Found, Renamed, listed, pieces, ways};
use crate::{
    call::Name,
    engine::{
        Flow, Step,
        shape::{Saying, Sayings},
        step::Use,
    },
};

/// The steps of the old flow that are there under another name: they do the same, say the same and fill the same.
pub(super) fn renamed(old: &Flow, new: &Flow) -> Renamed {
    let mut renamed = Renamed::new();
    let mut left: Vec<&Name> = new.steps.keys().filter(|name| !old.steps.contains_key(*name)).collect();
    for (name, step) in old.steps.iter().filter(|(name, _)| !new.steps.contains_key(*name)) {
        let same = |other: &&Name| new.steps.get(*other).is_some_and(|other| likeness(step) == likeness(other));
        if let Some(at) = left.iter().position(same) {
            renamed.insert(name.clone(), left.remove(at).clone());
        }
    }
    renamed
}

/// What a step is known by, whatever its name, and wherever it leads.
fn likeness(step: &Step) -> (&'static str, String, Vec<String>, Vec<&Name>) {
    let prompts = step.verb.prompts().into_iter().map(Name::to_string);
    let fills = step.verb.writes().into_iter().map(|(name, _)| format!("fills {name}"));
    let people = step.verb.people();
    (step.verb.name(), sayings(&step.say), prompts.chain(fills).collect(), people)
}

pub(super) fn compare(old: &Flow, new: &Flow, renamed: &Renamed, found: &mut Found) {
    for (name, was) in &old.steps {
        let now = renamed.get(name).unwrap_or(name);
        let about = format!("`{name}`");
        match new.steps.get(now) {
            None => found.add(Concern::Steps, (&about, "is gone"), Some(shown(was)), None),
            Some(is) => {
                if now != name {
                    found.add(Concern::Steps, (&about, "is renamed"), None, Some(now.to_string()));
                }
                one(now, (was, is), (old, new), renamed, found);
            }
        }
    }
    let known: Vec<&Name> = renamed.values().collect();
    for (name, is) in new.steps.iter().filter(|(name, _)| !old.steps.contains_key(*name) && !known.contains(name)) {
        found.add(Concern::Steps, (&format!("`{name}`"), "is new"), None, Some(shown(is)));
    }
}

fn shown(step: &Step) -> String {
    let verb = if step.verb.name().is_empty() { "say" } else { step.verb.name() };
    let first = Some(sayings(&step.say)).filter(|_| !step.say.is_empty());
    let all: Vec<String> = first.into_iter().chain(Some(says(step)).filter(|says| says != "nothing")).collect();
    format!("{verb} {}", all.join(", ")).trim_end().to_owned()
}

fn one(name: &Name, (was, is): (&Step, &Step), flows: (&Flow, &Flow), renamed: &Renamed, found: &mut Found) {
    let about = format!("`{name}`");
    let verb = |step: &Step| if step.verb.name().is_empty() { "say" } else { step.verb.name() }.to_owned();
    let before = found.0.len();
    found.changed(Concern::Questions, (&about, "is another kind of step"), verb(was), verb(is));
    ways::compare(name, (was, is), flows, renamed, found);
    found.changed(Concern::Texts, (&about, "says"), says(was), says(is));
    let people = |step: &Step| listed(step.verb.people());
    found.changed(Concern::People, (&about, "connects to"), people(was), people(is));
    let lookup = |step: &Step| listed(step.lookup());
    found.changed(Concern::Lookups, (&about, "asks"), lookup(was), lookup(is));
    // What nothing above has told: an answer of another length, another condition.
    let mut exact = format!("{:?}", was.verb);
    for (old, new) in renamed {
        exact = exact.replace(&format!("Exit {{ to: `{old}`"), &format!("Exit {{ to: `{new}`"));
    }
    if found.0.len() == before && pieces(&exact) != pieces(&format!("{:?}", is.verb)) {
        found.add(Concern::Questions, (&about, "takes or decides otherwise"), None, None);
    }
    around((&about, was), is, found);
}

/// What stands around the verb of a step.
fn around((about, was): (&str, &Step), is: &Step, found: &mut Found) {
    found.changed(Concern::Texts, (about, "says first"), sayings(&was.say), sayings(&is.say));
    found.changed(Concern::People, (about, "has 0 lead to"), was.operator.to_string(), is.operator.to_string());
    let again = |step: &Step| listed(step.asking.again.prompts());
    found.changed(Concern::Texts, (about, "says the second time"), again(was), again(is));
    let tries = |step: &Step| step.asking.tries.map_or_else(|| "2".to_owned(), |tries| tries.0.to_string());
    if was.asking.stuck.is_some() && is.asking.stuck.is_some() {
        found.changed(Concern::Limits, (about, "gives up after tries"), tries(was), tries(is));
    }
    if was.asking.listen != is.asking.listen {
        found.add(Concern::Questions, (about, "listens otherwise"), None, None);
    }
    found.changed(Concern::Rest, (about, "is about"), listed(&was.matter), listed(&is.matter));
    found.changed(Concern::Rest, (about, "forgets"), listed(&was.forget), listed(&is.forget));
    if was.set != is.set {
        found.add(Concern::Rest, (about, "notes other values"), None, None);
    }
}

/// What a step says at its wait.
fn says(step: &Step) -> String {
    let mut all: Vec<String> = Vec::new();
    for used in step.verb.uses() {
        if let Use::Says(said) = used {
            all.push(sayings(said));
        } else if let Use::Prompt(prompt) = used {
            all.push(prompt.to_string());
        }
    }
    if all.is_empty() { "nothing".to_owned() } else { all.join(", ") }
}

/// What is said, as a designer would write it.
pub(super) fn sayings(sayings: &Sayings) -> String {
    let all: Vec<String> = sayings.0.iter().map(saying).collect();
    if all.is_empty() { "nothing".to_owned() } else { all.join(", ") }
}

fn saying(one: &Saying) -> String {
    match one {
        Saying::Prompt(prompt) => prompt.to_string(),
        Saying::Setting(path) => format!("{{{path}}}"),
        Saying::When(when, say) => format!("{} when {}", sayings(say), when.source()),
        Saying::Whole(prompt) => format!("{prompt} (whole)"),
        Saying::Pause(seconds) => format!("a pause of {seconds}s"),
        Saying::Each { list, say, most } => format!("{say} for each of {list}, {most} at most"),
    }
}
