use std::collections::{BTreeMap, BTreeSet};

use super::{
    Checked, Rule, expressions,
    suits::{suits, unfit},
};
use crate::{
    call::Name,
    engine::{Expression, step::Use},
    flow::{
        draft::{Part, Step},
        near::near,
        place::Span,
        problem::{Problem, Problems},
        types::{GIVES_MAX, Types},
        unfold::Node,
    },
};

pub(super) const RULE: Rule = Rule {
    name: "part-misfit",
    manual: "A step uses a part in another way than the part is made: it gives what the part does not take, leaves \
             out what it takes, or does not say where one of its exits leads. Or a part leads to itself, or has an \
             exit to which nothing in it leads: callers would be stuck in it. Or it is used a second time, and what \
             it gives is kept under the name of the first time.",
    whole: true,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    for ((_, body), types) in draft.bodies().zip(&checked.types) {
        for step in &body.steps {
            for used in step.uses() {
                if let Use::Part { part, with, exits, .. } = used
                    && let Some(part) = draft.part(part)
                {
                    given(step, part, (&with, types), problems);
                    left_out(step, part, &with.iter().map(|(name, _)| *name).collect::<Vec<_>>(), problems);
                    leads(step, part, &exits.iter().map(|(name, _)| *name).collect::<Vec<_>>(), problems);
                }
            }
        }
    }
    for ((part, _), types) in draft.bodies().zip(&checked.types) {
        if let Some(part) = part {
            never_left(part, problems);
            too_much(part, types, problems);
        }
    }
    overwritten(checked, problems);
    for (step, itself) in &checked.unfolded.stuck {
        for span in step.places_under("do", &part_of(step)) {
            problems.add(|| {
                let problem = Problem::error(
                    RULE.name,
                    step.file,
                    span,
                    match itself {
                        true => "this part leads into itself",
                        false => "parts use parts too deeply here, or too often",
                    },
                );
                problem
                    .hint("callers would never come out of it: 8 parts can lie within each other, 5,000 steps in all")
            });
        }
    }
}

fn part_of(step: &Step<'_>) -> String {
    let part = |used| if let Use::Part { part, .. } = used { Some(part.to_string()) } else { None };
    step.uses().into_iter().find_map(part).unwrap_or_default()
}

fn given(step: &Step<'_>, part: &Part<'_>, (with, types): (&[(&Name, &Expression)], &Types), problems: &mut Problems) {
    for (name, value) in with {
        match part.takes.get(*name) {
            None => problems.add(|| {
                let says = format!("the part `{}` takes no `{name}`", part.name);
                not_there(step, (key(step, "with", name), name), part.takes.keys(), says)
            }),
            Some(takes) => {
                let Ok(of) = value.check(&|path| types.at(path)) else { continue };
                if !suits(&of, takes, value) {
                    for span in expressions::places_in(step, value) {
                        problems.add(|| unfit(RULE.name, (step.file, span), (name, takes), &of));
                    }
                }
            }
        }
    }
}

fn left_out(step: &Step<'_>, part: &Part<'_>, with: &[&Name], problems: &mut Problems) {
    let near_one = |name: &Name| with.iter().any(|given| !part.takes.contains_key(*given) && is_near(given, name));
    for (name, of) in part.takes.iter().filter(|(name, _)| !with.contains(name) && !near_one(name)) {
        for span in step.places_under("do", part.name.as_str()) {
            problems.add(|| {
                let says = format!("the part `{}` takes `{name}`, which is not given", part.name);
                Problem::error(RULE.name, step.file, span, says).hint(format!(
                    "what needs it in the part would come to nothing; give it {of}: with: {{ {name}: … }}"
                ))
            });
        }
    }
}

fn leads(step: &Step<'_>, part: &Part<'_>, exits: &[&Name], problems: &mut Problems) {
    for name in exits.iter().filter(|name| !part.exits.contains_key(**name)) {
        let says = format!("the part `{}` has no exit `{name}`", part.name);
        problems.add(|| not_there(step, (key(step, "exits", name), name), part.exits.keys(), says));
    }
    let near_one =
        |name: &Name| exits.iter().any(|written| !part.exits.contains_key(*written) && is_near(written, name));
    for name in part.exits.keys().filter(|name| !exits.contains(name) && !near_one(name)) {
        for span in step.places_under("do", part.name.as_str()) {
            problems.add(|| {
                let says = format!("where the exit `{name}` of the part `{}` leads is missing", part.name);
                Problem::error(RULE.name, step.file, span, says)
                    .hint(format!("callers who leave it that way would be stuck: exits: {{ {name}: STEP }}"))
            });
        }
    }
}

fn is_near(one: &Name, other: &Name) -> bool {
    near(one.as_str(), [other.as_str()]).is_some()
}

/// Where a key stands in a map of a step.
pub(super) fn key(step: &Step<'_>, map: &str, name: &Name) -> Span {
    let found = step.tree.get(map).and_then(|(_, map)| map.get(name.as_str()));
    found.map_or(step.span, |(key, _)| key.span)
}

/// A key that names nothing, with the nearest that would.
pub(super) fn not_there<'n>(
    step: &Step<'_>,
    (span, name): (Span, &Name),
    known: impl Iterator<Item = &'n Name>,
    says: String,
) -> Problem {
    let known: Vec<&str> = known.map(Name::as_str).collect();
    let problem = Problem::error(RULE.name, step.file, span, says);
    match near(name.as_str(), known.iter().copied()) {
        Some(meant) if step.file.raw(span) == name.as_str() => problem.near(step.file, span, &meant),
        _ if known.is_empty() => problem.hint("there is none; take it out"),
        Some(_) | None => problem.hint(format!("there is {}", crate::flow::near::listed(known))),
    }
}

/// A part that gives more than can be kept of it.
fn too_much(part: &Part<'_>, types: &Types, problems: &mut Problems) {
    let size: usize = part.gives.keys().filter_map(|name| types.at(name.as_str())).map(|of| of.size()).sum();
    if GIVES_MAX < size {
        problems.add(|| {
            let says = format!("the part `{}` gives {size} values; at most {GIVES_MAX} are kept", part.name);
            Problem::error(RULE.name, part.file, part.span, says)
                .hint("the fields of what it looked up are counted too")
        });
    }
}

/// More uses than this are not looked at: each looks along all ways that lead on from it.
const USES_MAX: usize = 50;

/// Uses of parts whose record takes the place of one that an earlier use left.
fn overwritten(checked: &Checked<'_>, problems: &mut Problems) {
    let mut uses: BTreeMap<Name, Vec<&Node<'_>>> = BTreeMap::new();
    for node in &checked.unfolded.nodes {
        if let Some(name) = into(node) {
            uses.entry(name).or_default().push(node);
        }
    }
    let mut told = BTreeSet::new();
    let several = uses.iter().filter(|(_, nodes)| 1 < nodes.len());
    for (name, first) in several.flat_map(|(name, nodes)| nodes.iter().map(move |node| (name, *node))).take(USES_MAX) {
        let ahead = ahead(checked, first, name);
        for later in ahead.into_iter().filter(|later| into(later).as_ref() == Some(name)) {
            let own = later.step.tree.get("into").or_else(|| later.step.tree.get("do"));
            let span = own.map_or(later.step.span, |(_, value)| value.span);
            if !told.insert((&*later.step.file.name, span.start)) {
                continue;
            }
            problems.add(|| {
                let says = format!("what `{}` gave is written over here: both keep it as `{name}`", first.step.name);
                Problem::warning(RULE.name, later.step.file, span, says)
                    .hint("a part that is used twice needs two names: give one of them an `into` of its own")
            });
        }
    }
}

/// The full name of the record that a use of a part fills.
fn into(node: &Node<'_>) -> Option<Name> {
    let part = |used| if let Use::Part { into, .. } = used { Some(node.scope.full(into.as_str())) } else { None };
    node.step.uses().into_iter().find_map(part)
}

/// The other steps to which a way leads on which the record of that name is not forgotten.
fn ahead<'c, 'f>(checked: &'c Checked<'f>, first: &'c Node<'f>, name: &Name) -> Vec<&'c Node<'f>> {
    let unfolded = &checked.unfolded;
    let forgets = |node: &Node<'_>| {
        let exits = node.step.exits();
        let forgotten = node.step.forget.iter().chain(exits.iter().flat_map(|(_, exit)| &exit.forget));
        forgotten.into_iter().any(|forgotten| node.scope.full(forgotten.as_str()) == *name)
    };
    let mut seen: BTreeSet<&Name> = [&first.name].into();
    let (mut open, mut found) = (unfolded.next(first), Vec::new());
    while let Some(node) = open.pop() {
        if seen.insert(&node.name) {
            found.push(node);
            if !forgets(node) && into(node).as_ref() != Some(name) {
                open.extend(unfolded.next(node));
            }
        }
    }
    found
}

/// Exits of a part to which nothing in it leads.
fn never_left(part: &Part<'_>, problems: &mut Problems) {
    let mut left: BTreeMap<&Name, Span> = part.exits.iter().map(|(name, span)| (name, *span)).collect();
    for target in part.body.steps.iter().flat_map(Step::targets) {
        left.remove(target);
    }
    for (name, span) in left {
        problems.add(|| {
            Problem::warning(
                RULE.name,
                part.file,
                span,
                format!("nothing in `{}` leads to its exit `{name}`", part.name),
            )
            .hint("nobody would ever leave it that way; lead there, or take the exit out")
        });
    }
}
