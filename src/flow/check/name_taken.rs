use super::{Checked, Rule};
use crate::{
    call::Name,
    engine::shape::{GOODBYE, OPERATOR},
    flow::{
        draft::Draft,
        place::{File, Span},
        problem::{Problem, Problems},
    },
};

pub(super) const RULE: Rule = Rule {
    name: "name-taken",
    manual: "A step is called `operator` or `goodbye`, or like a person. Steps and people share their names, so \
             that a target says all by itself where it leads; these two names are reserved. Or a value is called \
             like something that is there in every call, such as `caller` or `today`, or like hours or a switch: \
             an expression could mean either.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    for step in draft.steps() {
        let reserved = [OPERATOR, GOODBYE].contains(&step.name.as_str());
        if reserved || draft.people.iter().any(|person| person.name == step.name) {
            problems.add(|| {
                let says = format!("`{}` cannot be the name of a step", step.name);
                let why = if reserved { "it is a target of every flow" } else { "a person is called so too" };
                Problem::error(RULE.name, step.file, step.span, says).hint(format!("{why}; give the step another name"))
            });
        }
    }
    for person in draft.people.iter().filter(|person| person.name.as_str() == GOODBYE) {
        problems.add(|| {
            Problem::error(RULE.name, person.file, person.span, "`goodbye` cannot be the name of a person")
                .hint("it is a target of every flow; give the person another name")
        });
    }
    values(checked, problems);
}

/// The names of values that are there in every call, or mean something in every flow.
const ROOTS: [&str; 7] = ["caller", "line", "today", "now", "item", OPERATOR, GOODBYE];

fn values(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    let both = draft.hours.keys().filter(|name| draft.switches.contains_key(*name));
    let mut wrong: Vec<(&File, Span, &Name, String)> = Vec::new();
    for name in both {
        let switch = draft.switches.get(name).into_iter();
        wrong.extend(switch.map(|switch| (switch.file, switch.span, name, "hours are called so too".to_owned())));
    }
    let named = |name| taken(draft, name);
    for (file, span, name) in at_top(draft) {
        wrong.extend(reserved(name).map(|why| (file, span, name, why)));
    }
    for lookup in draft.lookups.iter().map(|(name, lookup)| (lookup.file, lookup.span, name)) {
        wrong.extend(named(lookup.2).map(|why| (lookup.0, lookup.1, lookup.2, why)));
    }
    for part in &draft.parts {
        let takes = part.takes.keys().filter_map(|name| Some((part.file, part.span, name, named(name)?)));
        wrong.extend(takes);
    }
    for step in draft.steps() {
        for name in step.filled().into_iter().filter(|name| !draft.lookups.contains_key(*name)) {
            let Some(why) = named(name) else { continue };
            let span = step.places_under("into", name.as_str()).first().copied().unwrap_or(step.span);
            wrong.push((step.file, span, name, why));
        }
    }
    for (file, span, name, why) in wrong {
        problems.add(|| {
            Problem::error(RULE.name, file, span, format!("`{name}` cannot be the name of this"))
                .hint(format!("{why}, and an expression could mean either; give it another name"))
        });
    }
}

/// What has a place of its own and can be read like a value.
fn at_top<'a>(draft: &'a Draft<'_>) -> Vec<(&'a File, Span, &'a Name)> {
    let hours = draft.hours.iter().map(|(name, hours)| (hours.file, hours.span, name));
    let switches = draft.switches.iter().map(|(name, switch)| (switch.file, switch.span, name));
    hours.chain(switches).collect()
}

fn reserved(name: &Name) -> Option<String> {
    ROOTS.contains(&name.as_str()).then(|| format!("`{name}` means something of its own in every flow"))
}

/// What a value cannot be called by, since something else is.
fn taken(draft: &Draft<'_>, name: &Name) -> Option<String> {
    let hours = draft.hours.contains_key(name).then(|| "hours are called so too".to_owned());
    let switch = || draft.switches.contains_key(name).then(|| "a switch is called so too".to_owned());
    reserved(name).or(hours).or_else(switch)
}
