use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Checked, Rule};
use crate::{
    call::Name,
    engine::step::Use,
    flow::{
        place::Span,
        problem::{Problem, Problems},
        unfold::{Lead, Node, Unfolded},
    },
};

pub(super) const RULE: Rule = Rule {
    name: "task-loop",
    manual: "Callers can do the same task again and again without being asked whether it helped: look up a second \
             parcel, and a third. To clew that looks like going round in circles, and they would be offered a person. \
             A step with `settle` in the circle closes each matter, and the next one starts afresh.",
    whole: true,
    check,
};

/// Ways out on which nothing was done: who takes them tries again, and that may be repeated.
const NOT_DONE: [&str; 8] = ["missing", "failed", "none", "empty", "no", "fails", "stuck", "silence"];

/// The most tasks of which circles are looked for; each takes time.
const TASKS_MAX: usize = 100;

type Edges<'a> = BTreeMap<&'a Name, Vec<&'a Node<'a>>>;

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let unfolded = &checked.unfolded;
    let mut edges: Edges<'_> = unfolded.nodes.iter().map(|node| (&node.name, done(unfolded, node))).collect();
    trim(&mut edges);
    let mut told: BTreeSet<&Name> = BTreeSet::new();
    let tasks = unfolded.nodes.iter().filter(|node| edges.contains_key(&node.name)).filter_map(task);
    let mut looked = 0_usize;
    for (node, asks) in tasks {
        if told.contains(&node.name) || TASKS_MAX <= looked {
            continue;
        }
        looked += 1;
        let Some(circle) = circle(node, &edges) else { continue };
        if !asks || tells(&circle, node) {
            told.extend(circle.iter().map(|node| &node.name));
            report(checked, circle, problems);
        }
    }
}

/// A step that does something for the caller, and whether it only asks.
fn task<'a>(node: &'a Node<'a>) -> Option<(&'a Node<'a>, bool)> {
    let uses = node.step.uses();
    let looks_up = uses.iter().any(|used| matches!(used, Use::Lookup(..)));
    let asks = node.step.verb.waits() && uses.iter().any(|used| matches!(used, Use::Writes(..)));
    (looks_up || asks).then_some((node, !looks_up))
}

/// Whether something is told in a circle, and asked elsewhere than in the task.
fn tells(circle: &[&Node<'_>], task: &Node<'_>) -> bool {
    circle.iter().any(|node| node.name != task.name && node.step.verb.waits())
        && circle.iter().any(|node| !node.step.verb.waits() && !node.step.say.is_empty())
}

/// Whether nothing was done on a way out with that label; a status of a backend has three digits.
fn not_done(label: &str) -> bool {
    NOT_DONE.contains(&label) || (label.len() == 3 && label.bytes().all(|digit| digit.is_ascii_digit()))
}

/// The steps that a step leads to when something was done.
fn done<'a>(unfolded: &'a Unfolded<'a>, node: &Node<'_>) -> Vec<&'a Node<'a>> {
    if node.step.verb.settles() {
        return Vec::new();
    }
    let done = unfolded.leads(node).into_iter().filter(|(label, _)| !not_done(label));
    done.filter_map(|(_, lead)| if let Lead::Step(name) = lead { unfolded.node(&name) } else { None }).collect()
}

/// Leaves only the steps on circles, and between them.
fn trim(edges: &mut Edges<'_>) {
    let mut back: BTreeMap<&Name, Vec<&Name>> = BTreeMap::new();
    let mut forth: BTreeMap<&Name, Vec<&Name>> = BTreeMap::new();
    for (name, next) in edges.iter() {
        for next in next {
            back.entry(&next.name).or_default().push(name);
            forth.entry(name).or_default().push(&next.name);
        }
    }
    let mut out = ends(edges.keys().copied(), &forth, &back);
    out.extend(ends(edges.keys().copied(), &back, &forth));
    edges.retain(|name, _| !out.contains(name));
    edges.values_mut().for_each(|next| next.retain(|node| !out.contains(&node.name)));
}

/// The steps from which every way ends: those that lead nowhere, those that only lead to such, and so on.
fn ends<'a>(
    all: impl Iterator<Item = &'a Name>,
    forth: &BTreeMap<&'a Name, Vec<&'a Name>>,
    back: &BTreeMap<&'a Name, Vec<&'a Name>>,
) -> BTreeSet<&'a Name> {
    let mut left: BTreeMap<&Name, usize> = forth.iter().map(|(name, next)| (*name, next.len())).collect();
    let mut ahead: Vec<&Name> = all.filter(|name| !forth.contains_key(*name)).collect();
    let mut ends = BTreeSet::new();
    while let Some(name) = ahead.pop() {
        if ends.insert(name) {
            for before in back.get(name).into_iter().flatten() {
                let count = left.entry(before).or_default();
                *count = count.saturating_sub(1);
                if *count == 0 {
                    ahead.push(before);
                }
            }
        }
    }
    ends
}

/// The shortest way from a step back to itself, beginning with the step.
fn circle<'a>(from: &'a Node<'a>, edges: &Edges<'a>) -> Option<Vec<&'a Node<'a>>> {
    let mut came: BTreeMap<&Name, &'a Node<'a>> = BTreeMap::new();
    let mut ahead: VecDeque<&'a Node<'a>> = VecDeque::from([from]);
    while let Some(node) = ahead.pop_front() {
        for next in edges.get(&node.name).into_iter().flatten() {
            if next.name == from.name {
                let mut circle = vec![node];
                while let Some(before) = circle.last().and_then(|node| came.get(&node.name)) {
                    circle.push(before);
                }
                circle.reverse();
                return Some(circle);
            }
            if !came.contains_key(&next.name) {
                came.insert(&next.name, node);
                ahead.push_back(next);
            }
        }
    }
    None
}

fn report(checked: &Checked<'_>, mut circle: Vec<&Node<'_>>, problems: &mut Problems) {
    let order: BTreeMap<&Name, usize> =
        checked.unfolded.nodes.iter().enumerate().map(|(at, node)| (&node.name, at)).collect();
    let waits = circle.iter().enumerate().filter(|(_, node)| node.step.verb.waits());
    let first = waits.min_by_key(|(_, node)| order.get(&node.name)).map_or(0, |(at, _)| at);
    circle.rotate_left(first);
    let (Some(first), Some(last)) = (circle.first(), circle.last()) else { return };
    let names: Vec<&str> = circle.iter().chain([first]).map(|node| node.name.as_str()).collect();
    let settle = checked.draft.body.steps.iter().find(|step| step.verb.settles());
    let span = closing(last, &first.step.name);
    problems.add(|| {
        let says = format!("nothing is settled in this circle: {}", names.join(", "));
        let problem = Problem::warning(RULE.name, last.step.file, span, says);
        let direct = !last.step.verb.waits() && last.scope.part.is_none();
        let written = last.step.file.raw(span) == first.step.name.as_str();
        match settle {
            Some(settle) if direct && written => problem
                .hint(format!("who does it twice looks lost; ask first whether that helped: lead to `{}`", settle.name))
                .suggest(span, settle.name.as_str()),
            Some(_) | None => problem
                .hint("who does it twice looks lost; ask in between whether that helped, by a step with `settle`"),
        }
    });
}

/// Where a step leads on to `target` when something was done.
fn closing(last: &Node<'_>, target: &Name) -> Span {
    let exits = last.step.exits();
    let done = exits.iter().filter(|(label, exit)| exit.to == *target && !not_done(label));
    let written = done.filter_map(|(label, _)| last.step.tree.get(label)).map(|(_, value)| value);
    let mut places = written.map(|value| value.get("to").map_or(value.span, |(_, to)| to.span));
    let place = places.find(|span| last.step.file.raw(*span) == target.as_str());
    let anywhere = || last.step.places_of_target(target).first().copied();
    place.or_else(anywhere).unwrap_or(last.step.span)
}
