//! Where the keys, words and answers of a step lead.

use super::{Concern, Found, Renamed, listed, steps::sayings};
use crate::{
    call::Name,
    engine::{Flow, Step, shape::Exit, step::Use},
};

/// A way out of a step, with everything that chooses it.
struct Way<'a> {
    label: String,
    key: Option<char>,
    words: Option<&'a Name>,
    named: Option<&'a Name>,
    exit: &'a Exit,
    to: Name,
}

impl Way<'_> {
    /// What a designer knows it by.
    fn shown(&self) -> String {
        let named = self.words.or(self.named);
        match (self.key, named) {
            (Some(key), Some(name)) => format!("key {key} ({name})"),
            (Some(key), None) => format!("key {key}"),
            (None, Some(name)) => format!("({name})"),
            (None, None) => self.label.clone(),
        }
    }
}

/// What the ways out of a step, known by one name in both, have otherwise.
pub(super) fn compare(
    name: &Name,
    (was, is): (&Step, &Step),
    flows: (&Flow, &Flow),
    renamed: &Renamed,
    found: &mut Found,
) {
    let (old, mut new) = (ways(flows.0, was), ways(flows.1, is));
    for way in old {
        let to = renamed.get(&way.to).unwrap_or(&way.to);
        let about = format!("`{name}`, {}", way.shown());
        match matching(&way, &new) {
            Some(at) => {
                let now = new.remove(at);
                one(&about, (&way, to), &now, found);
            }
            None => found.add(Concern::Ways, (&about, "is gone"), Some(format!("to {}", way.to)), None),
        }
    }
    for way in new {
        let about = format!("`{name}`, {}", way.shown());
        found.add(Concern::Ways, (&about, "is new"), None, Some(format!("to {}", way.to)));
    }
}

/// The same way among those of the new step: by its words, its label, its key or name.
fn matching(way: &Way<'_>, new: &[Way<'_>]) -> Option<usize> {
    let both = |one: Option<&Name>, other: Option<&Name>| one.is_some() && one == other;
    let by_words = new.iter().position(|other| both(way.words, other.words));
    let by_name = || new.iter().position(|other| both(way.named, other.named));
    // A key alone does not make another word list the same choice.
    let apart = |other: &Way<'_>| way.words.is_some() && other.words.is_some();
    let by_label = || new.iter().position(|other| way.label == other.label && !apart(other));
    by_words.or_else(by_name).or_else(by_label)
}

fn one(about: &str, (was, to): (&Way<'_>, &Name), is: &Way<'_>, found: &mut Found) {
    let key = |way: &Way<'_>| way.key.map_or_else(|| "no key".to_owned(), |key| format!("key {key}"));
    found.changed(Concern::Ways, (about, "is chosen by"), key(was), key(is));
    let words = |way: &Way<'_>| way.words.map_or_else(|| "no words".to_owned(), Name::to_string);
    found.changed(Concern::Ways, (about, "is said as"), words(was), words(is));
    found.changed(Concern::Ways, (about, "leads to"), to.to_string(), is.to.to_string());
    found.changed(Concern::Texts, (about, "says on the way"), sayings(&was.exit.say), sayings(&is.exit.say));
    found.changed(Concern::Rest, (about, "is about"), listed(&was.exit.matter), listed(&is.exit.matter));
    found.changed(Concern::Rest, (about, "forgets"), listed(&was.exit.forget), listed(&is.exit.forget));
    if was.exit.set != is.exit.set {
        found.add(Concern::Rest, (about, "notes other values"), None, None);
    }
}

/// The ways out of a step.
fn ways<'a>(flow: &Flow, step: &'a Step) -> Vec<Way<'a>> {
    let uses = step.verb.uses();
    let full = |exit: &Exit| {
        let full = step.scope.full(exit.to.as_str());
        if flow.steps.contains_key(&full) { full } else { exit.to.clone() }
    };
    let mut ways: Vec<Way<'a>> = Vec::new();
    for used in uses {
        if let Use::Exit(label, exit) = used {
            ways.push(Way { label, key: None, words: None, named: None, exit, to: full(exit) });
            continue;
        }
        // What belongs to a choice stands behind its way out.
        let Some(way) = ways.last_mut() else { continue };
        if let Use::Key(key) = used {
            way.key = Some(key);
        } else if let Use::Words(list) = used {
            way.words = Some(list);
        } else if let Use::Prompt(prompt) = used {
            way.named = Some(prompt);
        }
    }
    let own = [("silence", &step.asking.silence), ("stuck", &step.asking.stuck)];
    for (label, exit) in own {
        let way =
            |exit: &'a Exit| Way { label: label.to_owned(), key: None, words: None, named: None, exit, to: full(exit) };
        ways.extend(exit.as_ref().map(way));
    }
    ways
}
