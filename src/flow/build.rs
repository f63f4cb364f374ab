//! From a checked [`Draft`] to what runs.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    draft::{Draft, Prompt, WordList},
    read::catalogue_of,
};
use crate::{
    answer::Words,
    call::Name,
    engine::{Flow, Person, Step, shape::OPERATOR},
    prompt::{Catalogue, says_zero},
};

/// The flow and its catalogue. `None` only for a draft without a start, which has a problem for it.
pub(super) fn build(draft: Draft<'_>, recordings: &BTreeMap<String, String>) -> Option<(Flow, Catalogue)> {
    let (start, _) = draft.start?;
    let mut lexicon = draft.lexicon;
    let list = |(name, list): (Name, WordList)| (name, Words::from(list.phrases));
    lexicon.own = draft.words.into_iter().map(list).collect();
    let inserts = draft.prompts.iter().filter_map(inserts).collect();
    let zero: BTreeSet<Name> =
        draft.prompts.iter().filter(|(_, prompt)| says_zero(&prompt.text.plain())).map(|(id, _)| id.clone()).collect();
    let mut prompts = draft.prompts;
    for prompt in prompts.values_mut() {
        prompt.audio = prompt.audio.take().and_then(|file| recordings.get(&file).cloned());
    }
    let catalogue = catalogue_of(&draft.language, prompts);
    let steps = draft.steps.into_iter().map(|step| {
        let operator = step.operator.unwrap_or_else(|| OPERATOR.into());
        (step.name, Step { say: step.say, operator, verb: step.verb })
    });
    let people = draft
        .people
        .into_iter()
        .map(|person| (person.name, Person { rungs: person.rungs.into_iter().map(|rung| rung.rung).collect() }));
    let flow = Flow {
        name: draft.name,
        language: draft.language,
        lines: draft.lines,
        start,
        steps: steps.collect(),
        people: people.collect(),
        lexicon,
        inserts,
        says_zero: zero,
        patience: draft.patience,
    };
    Some((flow, catalogue))
}

/// The variables that a prompt inserts, if it inserts any.
fn inserts((id, prompt): (&Name, &Prompt)) -> Option<(Name, Vec<Name>)> {
    let names: BTreeSet<Name> = prompt.text.inserts().map(|insert| insert.name.clone()).collect();
    (!names.is_empty()).then(|| (id.clone(), names.into_iter().collect()))
}
