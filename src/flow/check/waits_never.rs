use std::collections::BTreeMap;

use super::{Checked, Rule};
use crate::{
    call::Name,
    flow::{
        problem::{Problem, Problems},
        unfold::{Lead, Node, Unfolded},
    },
};

pub(super) const RULE: Rule = Rule {
    name: "waits-never",
    manual: "Steps lead round in a circle and none of them waits for the caller. Nothing would ever end it. Put a menu \
             or a question into the circle, or lead out of it.",
    whole: true,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    if problems.is_torn() {
        return;
    }
    let unfolded = &checked.unfolded;
    let mut colours: BTreeMap<&Name, Colour> = BTreeMap::new();
    for node in &unfolded.nodes {
        if let Some(circle) = circle(node, &|_| true, &|node| ahead(node, unfolded), &mut colours) {
            let names: Vec<&str> = circle.iter().map(|node| node.name.as_str()).collect();
            let step = circle.first().map_or(node.step, |first| first.step);
            problems.add(|| {
                let says = format!("a circle that never waits: {}", names.join(", "));
                Problem::error(RULE.name, step.file, step.span, says)
                    .hint("lead out of it, or put a menu or a question into it")
            });
        }
    }
}

/// The steps that a step leads to without waiting.
fn ahead<'a, 'b>(node: &'b Node<'a>, unfolded: &'b Unfolded<'a>) -> Vec<&'b Node<'a>> {
    if !node.step.verb.waits() {
        return unfolded.next(node);
    }
    let passes = node.step.verb.passes().into_iter().map(|exit| unfolded.lead(&node.scope, exit).0);
    passes.filter_map(|lead| if let Lead::Step(name) = lead { unfolded.node(&name) } else { None }).collect()
}

/// How far the search has come with a step.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Colour {
    OnTheWay,
    Done,
}

/// The circle which a search from `from` meets first, if there is one, among steps for which `on_it` is true.
pub(super) fn circle<'a, 'b>(
    from: &'b Node<'a>,
    on_it: &dyn Fn(&Node<'a>) -> bool,
    next_of: &dyn Fn(&'b Node<'a>) -> Vec<&'b Node<'a>>,
    colours: &mut BTreeMap<&'b Name, Colour>,
) -> Option<Vec<&'b Node<'a>>> {
    let mut way: Vec<(&'b Node<'a>, Vec<&'b Node<'a>>)> = Vec::new();
    let mut next = Some(from);
    loop {
        if let Some(node) = next.filter(|node| on_it(node)) {
            match colours.get(&node.name) {
                Some(Colour::OnTheWay) => {
                    let circle = way.iter().map(|(on, _)| *on).skip_while(|on| on.name != node.name).collect();
                    colours.extend(way.iter().map(|(on, _)| (&on.name, Colour::Done)));
                    return Some(circle);
                }
                Some(Colour::Done) => {}
                None => {
                    colours.insert(&node.name, Colour::OnTheWay);
                    way.push((node, next_of(node)));
                }
            }
        }
        let (node, exits) = way.last_mut()?;
        next = exits.pop();
        if next.is_none() {
            colours.insert(&node.name, Colour::Done);
            way.pop();
        }
    }
}
