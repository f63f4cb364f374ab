use std::collections::BTreeMap;

use super::{
    Checked, Rule,
    not_known_yet::shown,
    waits_never::{Colour, circle},
};
use crate::{
    call::Name,
    flow::{
        draft::Step,
        place::Span,
        problem::{Problem, Problems},
        tree::Tree,
        unfold::{Lead, Node},
    },
};

pub(super) const RULE: Rule = Rule {
    name: "silent-loop",
    manual: "A way leads back to a question without a word. If the answer is still known, the question is passed \
             over, and callers hear about the same thing again: `forget` the answer on that way. If it is asked \
             again, callers hear the same question and do not know why: `say` why. A question whose answer is \
             known on every way to it is never asked at all.",
    whole: true,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    if problems.is_torn() {
        return;
    }
    let mut settled: BTreeMap<usize, Vec<(Name, Vec<usize>)>> = BTreeMap::new();
    for (at, node) in checked.unfolded.nodes.iter().enumerate() {
        for name in asked(node.step) {
            let Some(value) = checked.known().value(&node.scope, &name) else { continue };
            if checked.known().is_firm(at, value) {
                never_asked(node.step, &name, problems);
            } else if let Some(way) = checked.known().comes_back(&checked.unfolded, at, value)
                && let Some(settling) = way.first()
            {
                settled.entry(*settling).or_default().push((node.scope.full(name.as_str()), way));
            }
        }
    }
    for (settling, kept) in settled {
        comes_back(checked, settling, &kept, problems);
    }
    without_a_word(checked, problems);
}

/// The values of a step's question, if that is passed over where they are known.
fn asked(step: &Step<'_>) -> Vec<Name> {
    let verb = &step.verb;
    let asks = verb.waits() && verb.asks_once();
    if asks { verb.writes().into_iter().map(|(name, _)| name.clone()).collect() } else { Vec::new() }
}

fn never_asked(step: &Step<'_>, name: &Name, problems: &mut Problems) {
    problems.add(|| {
        let says = format!("`{}` is never asked: `{name}` is known on every way here", step.name);
        let problem = Problem::warning(RULE.name, step.file, step.span, says)
            .hint("callers are led past it; forget the old answer, or keep this one under a name of its own");
        let forgetting = step.with_key(&format!("forget: {name}")).filter(|_| step.tree.get("forget").is_none());
        match forgetting {
            Some((span, text)) => problem.suggest(span, text),
            None => problem,
        }
    });
}

/// After something was settled, a way leads back to a question whose answer is kept, and from there straight to the
/// same end.
fn comes_back(checked: &Checked<'_>, settling: usize, kept: &[(Name, Vec<usize>)], problems: &mut Problems) {
    let Some(node) = checked.unfolded.nodes.get(settling) else { return };
    let Some((name, way)) = kept.first() else { return };
    let nodes: Vec<&Node<'_>> = way.iter().filter_map(|step| checked.unfolded.nodes.get(*step)).collect();
    let names: Vec<&str> = kept.iter().map(|(name, _)| name.as_str()).collect();
    let next = node.step.tree.get("next");
    problems.add(|| {
        let span = next.map_or(node.step.span, |(key, next)| if next.map().is_some() { key.span } else { next.span });
        let says = format!("the way {} comes back to a question whose answer is still known", shown(&nodes));
        let problem = Problem::warning(RULE.name, node.step.file, span, says)
            .hint(format!("it is passed over, and callers hear about the same `{name}` again; forget it on this way"));
        match next.and_then(|(_, next)| also_forgetting(node.step, next, &names)) {
            Some((span, text)) => problem.suggest(span, text),
            None => problem,
        }
    });
}

/// An exit that forgets these besides.
fn also_forgetting(step: &Step<'_>, exit: &Tree, names: &[&str]) -> Option<(Span, String)> {
    let forget = match names {
        [one] => format!("forget: {one}"),
        several => format!("forget: [{}]", several.join(", ")),
    };
    let raw = step.file.raw(exit.span);
    if names.iter().any(|name| name.contains('/')) {
        return None;
    }
    match exit.map() {
        None => Some((exit.span, format!("{{ to: {raw}, {forget} }}"))),
        Some(_) if exit.get("forget").is_none() => {
            let inner = raw.strip_prefix('{')?.strip_suffix('}')?.trim();
            Some((exit.span, format!("{{ {inner}, {forget} }}")))
        }
        Some(_) => None,
    }
}

/// Circles of questions in which nothing else is said.
fn without_a_word(checked: &Checked<'_>, problems: &mut Problems) {
    let unfolded = &checked.unfolded;
    let mut colours: BTreeMap<&Name, Colour> = BTreeMap::new();
    let silent = |node: &Node<'_>| {
        let step = node.step;
        step.say.is_empty() && step.forget.is_empty() && (!step.verb.waits() || !asked(step).is_empty())
    };
    let next = |node: &Node<'_>| {
        let inner = unfolded.starts.get(&node.name).and_then(|start| unfolded.node(start));
        let exits = node.step.exits().into_iter().filter(|_| inner.is_none());
        let leads = exits.map(|(_, exit)| unfolded.lead(&node.scope, exit));
        let silent =
            leads.filter(|(_, passed)| passed.iter().all(|(_, exit)| exit.say.is_empty() && exit.forget.is_empty()));
        let steps =
            silent.filter_map(|(lead, _)| if let Lead::Step(name) = lead { unfolded.node(&name) } else { None });
        inner.into_iter().chain(steps).collect()
    };
    for node in &unfolded.nodes {
        let Some(circle) = circle(node, &silent, &next, &mut colours) else { continue };
        let first = circle.iter().position(|node| node.step.verb.waits());
        if let Some(first) = first {
            let mut circle = circle;
            circle.rotate_left(first);
            round(checked, &circle, problems);
        }
    }
}

fn round(checked: &Checked<'_>, circle: &[&Node<'_>], problems: &mut Problems) {
    let (Some(first), Some(last)) = (circle.first(), circle.last()) else { return };
    let leads = |exit| checked.unfolded.lead(&last.scope, exit).0 == Lead::Step(first.name.clone());
    let closing = last.step.exits().into_iter().find(|(_, exit)| leads(exit)).map(|(_, exit)| exit.to.clone());
    let span = closing.and_then(|to| last.step.places_of_target(&to).first().copied()).unwrap_or(last.step.span);
    let way: Vec<&Node<'_>> = circle.iter().chain([first]).copied().collect();
    problems.add(|| {
        let says = format!("the way {} comes back to the same question without a word", shown(&way));
        Problem::warning(RULE.name, last.step.file, span, says)
            .hint(format!("callers would not know why: write {{ to: {}, say: … }}", first.step.name))
    });
}
