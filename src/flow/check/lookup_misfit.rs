use super::{
    Checked, Rule, expressions,
    part_misfit::key,
    suits::{suits, unfit},
};
use crate::{
    call::{Name, Type},
    engine::{Expression, Lookup, step::Use},
    flow::{
        draft::{Body, Named, Step},
        near::{listed, near},
        place::{File, Span},
        problem::{Problem, Problems},
        read_inside,
        types::Types,
    },
};

pub(super) const RULE: Rule = Rule {
    name: "lookup-misfit",
    manual: "A lookup is asked in another way than it is made: a step gives what it does not take or leaves out \
             what it takes, or its address or body inserts a value that nothing fills. It could never be asked, \
             and every caller who comes there would be handed to a person. `early` is for lookups that need \
             nothing but the caller and the line.",
    whole: true,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    for ((_, body), types) in draft.bodies().zip(&checked.types) {
        for step in &body.steps {
            asked(checked, step, types, problems);
        }
    }
    for (name, lookup) in &draft.lookups {
        let bodies = draft.bodies().map(|(_, body)| body).zip(&checked.types);
        let mut asking: Vec<&Types> = bodies.filter(|(body, _)| asks(body, name)).map(|(_, types)| types).collect();
        if asking.is_empty() {
            asking.extend(checked.types.first());
        }
        for types in &asking {
            inserts(lookup, types, problems);
        }
        if lookup.value.early() {
            early(name, lookup, &asking, problems);
        }
    }
}

fn asks(body: &Body<'_>, lookup: &Name) -> bool {
    body.steps.iter().flat_map(Step::uses).any(|used| matches!(used, Use::Lookup(name, _) if name == lookup))
}

/// What a step gives the lookup that it asks.
fn asked(checked: &Checked<'_>, step: &Step<'_>, types: &Types, problems: &mut Problems) {
    let uses = step.uses();
    let Some((name, with)) = uses.iter().find_map(|used| match used {
        Use::Lookup(name, with) => Some((*name, with)),
        _ => None,
    }) else {
        return;
    };
    let Some(lookup) = checked.draft.lookups.get(name) else { return };
    let values = uses.iter().filter_map(|used| if let Use::Computes(value) = used { Some(*value) } else { None });
    let takes = lookup.value.takes();
    let given: Vec<(&Name, &Expression)> = with.iter().copied().zip(values).collect();
    for (given, value) in &given {
        match takes.get(*given) {
            None => problems.add(|| not_taken(step, name, given, takes.keys().map(Name::as_str).collect())),
            Some(takes) => {
                let Ok(of) = value.check(&|path| types.at(path)) else { continue };
                if !suits(&of, takes, value) {
                    for span in expressions::places_in(step, value) {
                        problems.add(|| unfit(RULE.name, (step.file, span), (given, takes), &of));
                    }
                }
            }
        }
    }
    let misspelt = |taken: &Name| {
        let mut odd = given.iter().filter(|(given, _)| !takes.contains_key(*given));
        odd.any(|(given, _)| near(given.as_str(), [taken.as_str()]).is_some())
    };
    for (taken, of) in takes.iter().filter(|(taken, _)| !with.contains(taken) && !misspelt(taken)) {
        for span in step.places_under("lookup", name.as_str()) {
            problems.add(|| {
                let says = format!("the lookup `{name}` takes `{taken}`, which is not given");
                Problem::error(RULE.name, step.file, span, says)
                    .hint(format!("it could not be asked; give it {of}: with: {{ {taken}: … }}"))
            });
        }
    }
}

fn not_taken(step: &Step<'_>, lookup: &Name, given: &Name, takes: Vec<&str>) -> Problem {
    let span = key(step, "with", given);
    let problem = Problem::error(RULE.name, step.file, span, format!("the lookup `{lookup}` takes no `{given}`"));
    match near(given.as_str(), takes.iter().copied()) {
        Some(meant) if step.file.raw(span) == given.as_str() => problem.near(step.file, span, &meant),
        _ if takes.is_empty() => problem.hint(format!("name it there first: takes: {{ {given}: text }}")),
        Some(_) | None => problem.hint(format!("it takes {}", listed(takes))),
    }
}

/// What its address and its body insert.
fn inserts(lookup: &Named<'_, Lookup>, types: &Types, problems: &mut Problems) {
    for (at, text) in lookup.value.texts() {
        for (path, place) in text.reads() {
            let root = path.split('.').next().unwrap_or(path);
            let rest = path.strip_prefix(root).unwrap_or("").trim_start_matches('.');
            let taken = lookup.value.takes().get(root);
            let of = taken.and_then(|of| of.at(rest)).cloned().or_else(|| types.at(path));
            let whole = at.starts_with("json") && text.only_insert().is_some();
            let span = || {
                let span = lookup.tree.places(text.source(), &|_| true).first().copied().unwrap_or(lookup.span);
                read_inside(lookup.file, text.source(), span, place.start, path.len())
            };
            match of {
                None if types.is_unsure(path) => {}
                None => problems.add(|| {
                    let takes: Vec<&str> = lookup.value.takes().keys().map(Name::as_str).collect();
                    unknown((lookup.file, span()), path, types, &takes)
                }),
                Some(of @ (Type::List(_) | Type::Record(_))) if !whole => problems.add(|| {
                    Problem::error(RULE.name, lookup.file, span(), format!("`{path}` is {of}"))
                        .hint("it has no form that can be inserted; name one of its fields")
                }),
                Some(_) => {}
            }
        }
    }
}

fn unknown((file, span): (&File, Span), path: &str, types: &Types, takes: &[&str]) -> Problem {
    let problem = Problem::error(RULE.name, file, span, format!("nothing is called `{path}` where this is asked"));
    let paths = types.paths();
    match near(path, paths.iter().map(String::as_str).chain(takes.iter().copied())) {
        Some(meant) if file.raw(span) == path => problem.near(file, span, &meant),
        Some(meant) => problem.hint(meant.asked()),
        None => problem.hint("it could never be asked; name a value that a step fills, or one that it takes"),
    }
}

/// What is asked when the call arrives cannot need what is only asked later.
fn early(name: &Name, lookup: &Named<'_, Lookup>, asking: &[&Types], problems: &mut Problems) {
    let own = |path: &Name| {
        let root = path.as_str().split('.').next().unwrap_or("");
        lookup.value.takes().contains_key(root) || asking.iter().any(|types| types.fills(root))
    };
    let Some(later) = lookup.value.reads(name).into_iter().find(own) else { return };
    let span = lookup.tree.get("early").map_or(lookup.span, |(_, early)| early.span);
    problems.add(|| {
        let says = format!("`{name}` needs `{later}`, which is not there when the call arrives");
        Problem::warning(RULE.name, lookup.file, span, says)
            .hint("`early` has no effect here; a lookup that needs only `caller` and `line` can be early")
            .suggest(span, "false")
    });
}
