//! The expressions of a flow, each with its place and with what is known there. Rules share this; it is no rule itself.

use std::borrow::Cow;

use super::Checked;
use crate::{
    call::Name,
    engine::{
        Expression, ExpressionError, Instead,
        shape::{Saying, Sayings},
        step::Use,
    },
    flow::{
        draft::{Body, Named, Step},
        place::{File, Span},
        problem::Problem,
        tree::{Node, Tree},
        types::Types,
    },
};

/// An expression where it is written.
pub(super) struct Written<'a> {
    pub expression: &'a Expression,
    /// Whether it decides something, and so is true or false.
    pub condition: bool,
    /// Whether callers are turned away where it holds.
    pub refuses: bool,
    /// Whether it is noted by `set`.
    pub noted: bool,
    pub types: Cow<'a, Types>,
    /// The languages of the flow.
    pub tags: &'a [(Name, Span)],
    pub file: &'a File,
    owner: Span,
    tree: Option<&'a Tree>,
}

impl Written<'_> {
    /// Where it is written; its owner's name if that cannot be found.
    pub fn places(&self) -> Vec<Span> {
        let mut places = Vec::new();
        if let Some(tree) = self.tree {
            gather(tree, ("", ""), self.expression.source(), &mut places);
        }
        if places.is_empty() { vec![self.owner] } else { places }
    }
}

/// Where an expression of a step is written.
pub(super) fn places_in(step: &Step<'_>, expression: &Expression) -> Vec<Span> {
    let mut places = Vec::new();
    gather(step.tree, ("", ""), expression.source(), &mut places);
    if places.is_empty() { vec![step.span] } else { places }
}

/// The keys under which an expression stands, and those of maps whose every value is one.
const KEYS: [&str; 4] = ["when", "branch", "equals", "missing_if"];
const MAPS: [&str; 2] = ["set", "with"];

fn gather(tree: &Tree, (above, key): (&str, &str), wanted: &str, places: &mut Vec<Span>) {
    let written = match &tree.node {
        Node::Text(text) => text == wanted,
        Node::Bool(truth) => truth.to_string() == wanted,
        Node::Int(number) => number.to_string() == wanted,
        Node::Float(number) => number.to_string() == wanted,
        Node::Nothing | Node::List(_) | Node::Map(_) => false,
    };
    if written && (KEYS.contains(&key) || MAPS.contains(&above)) {
        places.push(tree.span);
    }
    for item in tree.list().into_iter().flatten() {
        gather(item, (above, key), wanted, places);
    }
    for (inner, value) in tree.map().into_iter().flatten() {
        gather(value, (key, &inner.text), wanted, places);
    }
}

/// Every expression of a flow.
pub(super) fn all<'a>(checked: &'a Checked<'_>) -> Vec<Written<'a>> {
    let draft = checked.draft;
    let mut all = Vec::new();
    for ((_, body), types) in draft.bodies().zip(&checked.types) {
        for step in &body.steps {
            let written = |(expression, condition): (&'a Expression, bool)| Written {
                expression,
                condition,
                noted: notes(step, expression),
                refuses: false,
                types: Cow::Borrowed(types),
                tags: &draft.languages,
                file: step.file,
                owner: step.span,
                tree: Some(step.tree),
            };
            all.extend(of_step(step).into_iter().map(written));
        }
    }
    let Some(top) = checked.types.first() else { return all };
    let plain = |expression, file, owner, tree| {
        let types = Cow::Borrowed(top);
        Written {
            expression,
            condition: true,
            refuses: false,
            noted: false,
            types,
            tags: &draft.languages,
            file,
            owner,
            tree,
        }
    };
    all.extend(
        draft
            .refuse
            .iter()
            .map(|refusal| Written { refuses: true, ..plain(&refusal.when, draft.file, refusal.span, None) }),
    );
    for person in &draft.people {
        let whens = person.rungs.iter().filter_map(|rung| Some((rung, rung.when.as_ref()?)));
        all.extend(whens.map(|(rung, when)| plain(when, person.file, rung.span, Some(rung.tree))));
    }
    for (name, lookup) in &draft.lookups {
        if let Some(missing_if) = lookup.value.missing_if() {
            let types = Cow::Owned(answered(checked, name, lookup));
            all.push(Written { types, ..plain(missing_if, lookup.file, lookup.span, Some(lookup.tree)) });
        }
    }
    all
}

/// What `missing_if` can read: what came back, what the lookup takes, and what is known where it is asked.
fn answered(checked: &Checked<'_>, name: &Name, lookup: &Named<'_, crate::engine::Lookup>) -> Types {
    let bodies = checked.draft.bodies().map(|(_, body)| body).zip(&checked.types);
    let mut asking = bodies.filter(|(body, _)| asks(body, name)).map(|(_, types)| types);
    let types = asking.next().or(checked.types.first()).cloned().unwrap_or_default();
    let mut besides = lookup.value.takes().clone();
    besides.insert(name.clone(), lookup.value.gives().clone());
    types.with(besides)
}

fn asks(body: &Body<'_>, lookup: &Name) -> bool {
    let asks = |used: &Use<'_>| matches!(used, Use::Lookup(name, _) if *name == lookup);
    body.steps.iter().any(|step| step.uses().iter().any(asks))
}

/// The expressions of a step, and whether each decides something.
pub(super) fn of_step<'a>(step: &'a Step<'_>) -> Vec<(&'a Expression, bool)> {
    let mut all: Vec<(&Expression, bool)> = step.set.values().map(|value| (value, false)).collect();
    all.extend(step.say.conditions().into_iter().map(|when| (when, true)));
    for used in step.uses() {
        match used {
            Use::Says(says) => all.extend(says.conditions().into_iter().map(|when| (when, true))),
            Use::Decides(when) => all.push((when, true)),
            Use::Computes(value) | Use::Cases(value, _, _) => all.push((value, false)),
            _ => {}
        }
    }
    for (_, exit) in step.exits() {
        all.extend(exit.set.values().map(|value| (value, false)));
        all.extend(exit.say.conditions().into_iter().map(|when| (when, true)));
    }
    all
}

/// Whether a step notes what an expression comes to.
fn notes(step: &Step<'_>, expression: &Expression) -> bool {
    let exits = step.exits();
    let mut noted = step.set.values().chain(exits.iter().flat_map(|(_, exit)| exit.set.values()));
    noted.any(|noted| std::ptr::eq(noted, expression))
}

/// Everything that a step says, saying by saying, those below a `when` too.
pub(super) fn sayings<'a>(step: &'a Step<'_>) -> Vec<&'a Saying> {
    let mut all = Vec::new();
    flat(&step.say, &mut all);
    for used in step.uses() {
        if let Use::Says(says) = used {
            flat(says, &mut all);
        }
    }
    step.exits().into_iter().for_each(|(_, exit)| flat(&exit.say, &mut all));
    all
}

fn flat<'a>(sayings: &'a Sayings, all: &mut Vec<&'a Saying>) {
    for saying in &sayings.0 {
        all.push(saying);
        if let Saying::When(_, say) = saying {
            flat(say, all);
        }
    }
}

/// The problem that an error in an expression is, at its place in the expression; with what repairs it, if that is
/// clear. `alone`: it is the only error there, so that the whole may be written anew.
pub(in crate::flow) fn problem(
    rule: &'static str,
    (file, span): (&File, Span),
    source: &str,
    error: &ExpressionError,
    alone: bool,
) -> Problem {
    let raw = file.raw(span);
    // A name that is written so more than once may well be meant.
    let wrong = source.get(error.at.clone()).unwrap_or_default();
    let is_name = wrong.starts_with(char::is_alphabetic) && !wrong.contains(' ');
    let sure = |instead: &Instead| instead.sure && (!is_name || file.has_once(wrong));
    let Some(offset) = raw.find(source).filter(|_| !source.is_empty()) else {
        let problem = Problem::error(rule, file, span, error.says.clone());
        return match anew(source, error).filter(|_| alone) {
            Some((anew, instead)) => problem.written(span, anew, sure(instead)),
            None => problem,
        };
    };
    let start = span.start.saturating_add(offset);
    let inner = |at: usize| start.saturating_add(at).min(span.end);
    let at = match error.at.is_empty() {
        true => span,
        false => Span { start: inner(error.at.start), end: inner(error.at.end) },
    };
    let problem = Problem::error(rule, file, at, error.says.clone());
    match &error.instead {
        Some(instead) if fits(raw, offset, error, instead) => {
            let end = inner(error.at.end);
            problem.written(Span { start: inner(error.at.start), end }, instead.text.as_str(), sure(instead))
        }
        Some(_) if alone => match anew(source, error) {
            Some((anew, instead)) => problem.written(span, anew, sure(instead)),
            None => problem,
        },
        Some(_) | None => problem,
    }
}

/// Whether a scalar as written is still one, with the same quotes, with other text in it.
fn fits(raw: &str, offset: usize, error: &ExpressionError, instead: &str) -> bool {
    match raw.chars().next() {
        Some('"') => !instead.contains(['"', '\\']),
        Some('\'') => !instead.contains('\''),
        Some('|' | '>') => true,
        Some(_) | None => {
            let first = offset.saturating_add(error.at.start) == 0;
            let odd = first && instead.starts_with(|letter: char| !letter.is_alphanumeric() && letter != '(');
            !odd && !instead.contains([',', '[', ']', '{', '}', '#']) && !instead.contains(": ")
        }
    }
}

/// The repaired expression in quotes.
fn anew<'e>(source: &str, error: &'e ExpressionError) -> Option<(String, &'e Instead)> {
    let mut whole = source.to_owned();
    source.get(error.at.clone())?;
    let instead = error.instead.as_ref()?;
    whole.replace_range(error.at.clone(), instead);
    Some((serde_json::Value::from(whole).to_string(), instead))
}
