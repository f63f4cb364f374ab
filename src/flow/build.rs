//! From a checked [`Draft`] to what runs.

use std::collections::BTreeMap;

use super::{
    draft::{Draft, Found, Line, LineSetting, Named, Origin, Prompt, WordList},
    read_value,
    take::Take,
    unfold::Unfolded,
};
use crate::{
    answer::Words,
    call::Name,
    engine::{self, Flow, Person, Rank, Refusal, Step, shape::OPERATOR},
    prompt::{Catalogues, Currency, Entry, Written},
};

/// The flow and its texts. `None` only for a draft without a start, which has a problem for it.
pub(super) fn build(draft: Draft<'_>, recordings: &BTreeMap<String, Take>) -> Option<(Flow, Catalogues)> {
    let start = draft.body.start.as_ref()?.0.clone();
    let unfolded = Unfolded::of(&draft);
    let steps: BTreeMap<Name, Step> = unfolded.nodes.iter().map(|node| (node.name.clone(), step(node))).collect();
    let ladders = unfolded.nodes.iter().filter_map(|node| Some((node.name.clone(), node.step.verb.ladder()?)));
    let ladders: Vec<(Name, Person)> = ladders.collect();
    let starts = unfolded.starts.clone();
    let (lines, any_line) = lines(&draft);
    let mut lexicons = draft.lexicons;
    for (language, lists) in draft.words {
        let list = |(name, list): (Name, WordList)| (name, Words::from(list.phrases));
        if let Some(lexicon) = lexicons.get_mut(&language) {
            lexicon.own = lists.into_iter().map(list).collect();
        }
    }
    let languages: Vec<Name> = draft.languages.into_iter().map(|(language, _)| language).collect();
    let catalogues = catalogues(&languages, draft.prompts, draft.voices, recordings);
    let inserts = catalogues.inserts().into_iter().map(|(id, paths)| (id, paths.into_iter().collect())).collect();
    let people = draft.people.into_iter().map(|person| {
        let then = person.place.then(|| OPERATOR.into());
        let rungs = person.rungs.into_iter().map(|rung| Rank { when: rung.when, rung: rung.rung });
        (person.name, Person { rungs: rungs.collect(), then })
    });
    let refuse = draft.refuse.into_iter().map(|refusal| Refusal { when: refusal.when, with: refusal.with });
    let flow = Flow {
        name: draft.name,
        languages,
        lines,
        any_line,
        start,
        steps,
        starts,
        people: people.chain(ladders).collect(),
        desks: values(draft.desks),
        lexicons,
        inserts,
        says_zero: catalogues.saying_zero(),
        hours: values(draft.hours),
        switches: values(draft.switches),
        services: values(draft.services),
        lookups: values(draft.lookups),
        facts: values(draft.facts),
        matters: values(draft.matters),
        refuse: refuse.collect(),
        anywhere: draft.anywhere,
        listen: draft.listen,
        patience: draft.patience,
    };
    Some((flow, catalogues))
}

fn values<T>(found: Found<'_, T>) -> BTreeMap<Name, T> {
    found.into_iter().map(|(name, Named { value, .. })| (name, value)).collect()
}

fn step(node: &super::unfold::Node<'_>) -> Step {
    let step = node.step;
    Step {
        say: step.say.clone(),
        set: step.set.clone(),
        forget: step.forget.clone(),
        matter: step.matter.clone(),
        operator: node.operator.clone(),
        asking: step.asking.clone(),
        verb: step.verb.clone(),
        scope: node.scope.clone(),
    }
}

/// The lines by number, and what every other line sets.
fn lines(draft: &Draft<'_>) -> (BTreeMap<crate::call::Number, engine::Line>, Option<engine::Line>) {
    let usual: BTreeMap<Name, crate::call::Value> =
        draft.settings.iter().map(|(name, setting)| (name.clone(), setting.value.usually.clone())).collect();
    let line = |line: &Line| {
        let mut settings = usual.clone();
        for LineSetting { name, written, .. } in &line.sets {
            let of = draft.settings.get(name).map(|setting| &setting.value.of);
            settings.extend(of.and_then(|of| Some((name.clone(), read_value(of, written)?))));
        }
        engine::Line { start: line.start.as_ref().map(|(start, _)| start.clone()), settings }
    };
    let named = draft.lines.iter().filter_map(|found| Some((found.number.clone()?, line(found))));
    let any = draft.lines.iter().find(|found| found.number.is_none()).map(line);
    let every = draft.lines.is_empty().then(|| engine::Line { start: None, settings: usual.clone() });
    (named.collect(), any.or(every))
}

/// What is said, settled.
fn catalogues(
    languages: &[Name],
    mut prompts: BTreeMap<Name, BTreeMap<Name, Prompt>>,
    voices: BTreeMap<Name, Name>,
    recordings: &BTreeMap<String, Take>,
) -> Catalogues {
    let mut written = Vec::new();
    for language in languages {
        let (mut own, mut shared, mut built_in) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (id, Prompt { text, audio, origin, .. }) in prompts.remove(language).unwrap_or_default() {
            let audio = audio.and_then(|file| recordings.get(&file).map(|take| take.hash.clone()));
            let entry = Entry { text, audio, language: language.clone() };
            let layer = match origin {
                Origin::Flow => &mut own,
                Origin::Shared => &mut shared,
                Origin::BuiltIn => &mut built_in,
            };
            layer.insert(id, entry);
        }
        written.push(Written { language: language.clone(), own, shared, built_in });
    }
    Catalogues::settle(written, voices, languages.first().map_or_else(Currency::default, Currency::of))
}
