use std::collections::BTreeMap;

use super::{Checked, Rule};
use crate::{
    call::Name,
    flow::{
        draft::Step,
        problem::{Problem, Problems},
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
    let draft = checked.draft;
    let steps = draft.index();
    let mut colours: BTreeMap<&Name, Colour> = BTreeMap::new();
    for step in &draft.steps {
        if let Some(circle) = circle(&step.name, &steps, &mut colours) {
            let names: Vec<&str> = circle.iter().map(|name| name.as_str()).collect();
            let span = circle.first().and_then(|first| steps.get(first)).map_or(step.span, |step| step.span);
            problems.add(|| {
                let says = format!("a circle that never waits: {}", names.join(", "));
                Problem::error(RULE.name, draft.file, span, says)
                    .hint("lead out of it, or put a menu or a question into it")
            });
        }
    }
}

/// How far the search has come with a step.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Colour {
    OnTheWay,
    Done,
}

/// The circle of steps that do not wait which a search from `from` meets first, if there is one.
fn circle<'a>(
    from: &'a Name,
    steps: &BTreeMap<&'a Name, &'a Step<'a>>,
    colours: &mut BTreeMap<&'a Name, Colour>,
) -> Option<Vec<&'a Name>> {
    let passing = |name: &Name| steps.get_key_value(name).filter(|(_, step)| !step.verb.waits());
    let mut way: Vec<(&'a Name, Vec<&'a Name>)> = Vec::new();
    let mut next = Some(from);
    loop {
        if let Some((name, step)) = next.and_then(passing) {
            match colours.get(*name) {
                Some(Colour::OnTheWay) => {
                    let circle = way.iter().map(|(on, _)| *on).skip_while(|on| on != name).collect();
                    colours.extend(way.iter().map(|(on, _)| (*on, Colour::Done)));
                    return Some(circle);
                }
                Some(Colour::Done) => {}
                None => {
                    colours.insert(name, Colour::OnTheWay);
                    way.push((name, step.verb.exits().into_iter().map(|(_, exit)| &exit.to).collect()));
                }
            }
        }
        let (name, exits) = way.last_mut()?;
        next = exits.pop();
        if next.is_none() {
            colours.insert(name, Colour::Done);
            way.pop();
        }
    }
}
