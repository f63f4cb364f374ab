//! Whether callers are told in the first menu that they can have a person.

use std::collections::BTreeSet;

use super::{super::Demand, Judged, at_step, opening::Opening};
use crate::{
    call::{Name, builtin},
    engine::{
        shape::{Exit, Saying, Sayings},
        step::Use,
    },
    flow::{problem::Problems, unfold::Lead, unfold::Node},
};

/// In the first menu a person is among what is offered: by a choice that leads to one, or by 0, which is told.
pub(in crate::flow::pack) fn person_told(judged: &Judged<'_>, demand: &Demand, problems: &mut Problems) {
    let opening = Opening::of(judged);
    for node in opening.mains() {
        // clew tells about 0 by itself at the first wait of a call, with a text that the flow may have changed.
        let hinted = [builtin::ZERO_HINT, builtin::ZERO_HINT_LATER].into_iter();
        let hinted = hinted.into_iter().all(|hint| judged.flow.says_zero.contains(&Name::from(hint)));
        let told = says_zero(judged, node) || (hinted && !opening.later.contains(&node.name));
        if !told && !offers_person(judged, node) {
            problems.add(|| {
                at_step(demand, node.step, format!("`{}` does not tell callers that they can have a person", node.name))
                    .hint("say it in the menu's text, such as \"For a person, press 0\", in each language")
            });
        }
    }
}

/// Whether a choice here leads to a person, with nothing asked in between, and what is said names one in every
/// language: "for faults, press 2" offers nobody, wherever it leads.
pub(super) fn offers_person(judged: &Judged<'_>, node: &Node<'_>) -> bool {
    let exits = node.step.exits();
    if !exits.iter().any(|(_, exit)| to_person(judged, node, exit, &mut BTreeSet::new())) {
        return false;
    }
    let said = said(node);
    judged.draft.languages.iter().all(|(language, _)| {
        let prompts = judged.draft.prompts.get(language);
        let mut texts = said.iter().filter_map(|id| prompts?.get(*id)).flat_map(|prompt| prompt.text.texts());
        let person = judged.draft.lexicons.get(language).map(|lexicon| &lexicon.person);
        person.is_some_and(|person| texts.any(|(_, text)| person.heard_in(&text.plain())))
    })
}

/// Whether a way out leads to a person, whatever is decided on the way.
pub(super) fn to_person(judged: &Judged<'_>, node: &Node<'_>, exit: &Exit, seen: &mut BTreeSet<Name>) -> bool {
    let (lead, _) = judged.unfolded.lead(&node.scope, exit);
    led_to_person(judged, &lead, seen)
}

fn led_to_person(judged: &Judged<'_>, lead: &Lead, seen: &mut BTreeSet<Name>) -> bool {
    match lead {
        Lead::Person(name) => !judged.draft.people.iter().any(|person| person.name == *name && person.place),
        Lead::Step(name) => {
            let Some(node) = judged.unfolded.node(name).filter(|node| !node.step.verb.waits()) else { return false };
            if !seen.insert(name.clone()) {
                return false;
            }
            let leads = judged.unfolded.leads(node);
            !leads.is_empty() && leads.iter().all(|(_, lead)| led_to_person(judged, lead, seen))
        }
        Lead::Goodbye | Lead::Nowhere => false,
    }
}

/// Whether what is said in any case here tells about 0, in every language.
fn says_zero(judged: &Judged<'_>, node: &Node<'_>) -> bool {
    said(node).into_iter().any(|id| judged.flow.says_zero.contains(id))
}

/// What is said in any case on entering a step and while it waits, labels of choices among it.
fn said<'a>(node: &'a Node<'_>) -> Vec<&'a Name> {
    let mut said: Vec<&Name> = always(&node.step.say);
    for used in node.step.uses() {
        if let Use::Says(sayings) = used {
            said.extend(always(sayings));
        } else if let Use::Prompt(label) = used {
            said.push(label);
        }
    }
    said
}

fn always(sayings: &Sayings) -> Vec<&Name> {
    let one = |saying| match saying {
        &Saying::Prompt(ref id) | &Saying::Whole(ref id) => Some(id),
        &Saying::Setting(_) | &Saying::When(..) | &Saying::Pause(_) | &Saying::Each { .. } => None,
    };
    sayings.0.iter().filter_map(one).collect()
}
