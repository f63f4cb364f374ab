//! From a checked [`Draft`] to what runs.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    draft::{Draft, Found, Line, LineSetting, Named, Origin, Prompt, WordList},
    read_value,
    take::Take,
    unfold::Unfolded,
};
use crate::{
    answer::{Lexicon, Words},
    call::Name,
    engine::{self, Flow, Person, Rank, Refusal, Step, Waiting, shape::OPERATOR},
    prompt::{Catalogues, Currency, Entry, Written},
};

/// The most that music is played in one round of a queue.
const TIMES_MAX: u8 = 20;

/// The flow and its texts. `None` only for a draft without a start, which has a problem for it.
pub(super) fn build(draft: &Draft<'_>, recordings: &BTreeMap<String, Take>) -> Option<(Flow, Catalogues)> {
    let start = draft.body.start.as_ref()?.0.clone();
    let unfolded = Unfolded::of(draft);
    let steps: BTreeMap<Name, Step> = unfolded.nodes.iter().map(|node| (node.name.clone(), step(node))).collect();
    let ladders = unfolded.nodes.iter().filter_map(|node| Some((node.name.clone(), node.step.verb.ladder()?)));
    let ladders: Vec<(Name, Person)> = ladders.collect();
    let starts = unfolded.starts.clone();
    let (lines, any_line) = lines(draft);
    let languages: Vec<Name> = draft.languages.iter().map(|(language, _)| language.clone()).collect();
    let mut waiting: BTreeMap<Name, Waiting> = values(&draft.waiting);
    for waiting in waiting.values_mut() {
        let prompt = waiting.music.as_ref().and_then(|music| draft.prompts.get(languages.first()?)?.get(music));
        waiting.times = prompt.map_or(1, |prompt| times(prompt, waiting.every_s, recordings));
    }
    let catalogues = catalogues(&languages, draft, recordings);
    let inserts = catalogues.inserts().into_iter().map(|(id, paths)| (id, paths.into_iter().collect())).collect();
    let people = draft.people.iter().map(person);
    let refuse = draft.refuse.iter().map(|refusal| Refusal { when: refusal.when.clone(), with: refusal.with });
    let flow = Flow {
        name: draft.name.clone(),
        title: draft.title.clone(),
        languages,
        lines,
        any_line,
        start,
        steps,
        starts,
        people: people.chain(ladders).collect(),
        desks: values(&draft.desks),
        waiting,
        lexicons: lexicons(draft),
        inserts,
        says_zero: catalogues.saying_zero(),
        hours: values(&draft.hours),
        switches: values(&draft.switches),
        services: values(&draft.services),
        lookups: values(&draft.lookups),
        facts: values(&draft.facts),
        matters: values(&draft.matters),
        refuse: refuse.collect(),
        anywhere: draft.anywhere,
        listen: draft.listen.clone(),
        patience: draft.patience.clone(),
    };
    Some((flow, catalogues))
}

/// A person with the rungs of the ladder, which ends in a promise or a message, whoever rings.
fn person(person: &super::draft::Person<'_>) -> (Name, Person) {
    let then = person.place.then(|| OPERATOR.into());
    let rungs = person.rungs.iter().map(|rung| Rank { when: rung.when.clone(), rung: Arc::clone(&rung.rung) });
    let mut rungs: Vec<Rank> = rungs.collect();
    let last = rungs.last().and_then(|rank| rank.rung.otherwise());
    rungs.extend(last.map(|rung| Rank { when: None, rung: rung.into() }));
    let language = person.language.as_ref().map(|(language, _)| language.clone());
    (person.name.clone(), Person { language, rungs, then })
}

/// How often music fits into a round of a queue.
fn times(music: &Prompt, every_s: u16, recordings: &BTreeMap<String, Take>) -> u8 {
    let recorded = music.audio.as_ref().and_then(|file| recordings.get(file)).map(|take| take.length_ms);
    // A text in place of music is that of a draft.
    let length_ms = recorded.filter(|length_ms| 0 < *length_ms).unwrap_or(5_000);
    let fits = u64::from(every_s).saturating_mul(1000) / length_ms;
    u8::try_from(fits.clamp(1, u64::from(TIMES_MAX))).unwrap_or(1)
}

/// The words of each language, with the flow's own lists.
fn lexicons(draft: &Draft<'_>) -> BTreeMap<Name, Lexicon> {
    let mut lexicons = draft.lexicons.clone();
    for (language, lists) in &draft.words {
        let list = |(name, list): (&Name, &WordList)| (name.clone(), Words::from(list.phrases.clone()));
        if let Some(lexicon) = lexicons.get_mut(language) {
            lexicon.own = lists.iter().map(list).collect();
        }
    }
    lexicons
}

fn values<T: Clone>(found: &Found<'_, T>) -> BTreeMap<Name, T> {
    found.iter().map(|(name, Named { value, .. })| (name.clone(), value.clone())).collect()
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
fn catalogues(languages: &[Name], draft: &Draft<'_>, recordings: &BTreeMap<String, Take>) -> Catalogues {
    let mut written = Vec::new();
    for language in languages {
        let (mut own, mut shared, mut built_in) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (id, Prompt { text, audio, origin, .. }) in draft.prompts.get(language).into_iter().flatten() {
            let audio = audio.as_ref().and_then(|file| recordings.get(file).map(|take| take.hash.clone()));
            let entry = Entry { text: text.clone(), audio, language: language.clone() };
            let layer = match origin {
                Origin::Flow => &mut own,
                Origin::Shared => &mut shared,
                Origin::BuiltIn => &mut built_in,
            };
            layer.insert(id.clone(), entry);
        }
        written.push(Written { language: language.clone(), own, shared, built_in });
    }
    Catalogues::settle(written, draft.voices.clone(), languages.first().map_or_else(Currency::default, Currency::of))
}
