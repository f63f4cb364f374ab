use std::collections::{BTreeMap, BTreeSet};

use super::{Checked, Rule};
use crate::{
    call::{Name, Type},
    flow::{
        draft::{Draft, Origin, Prompt, Step},
        near::{Near, near},
        place::{File, Span},
        problem::{Problem, Problems},
        types,
    },
};

pub(super) const RULE: Rule = Rule {
    name: "prompt-missing",
    manual: "Something is to be said that has no text in the flow's first language, or a recording is named that is \
             not there. The caller would hear an apology instead. A text that is missing in another language is a \
             warning: those callers hear the first language there.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    for (id, file, places) in said(draft) {
        let Some(language) = lacks(checked, id) else { continue };
        // One translation is missing, however often it is said; where nothing can be said each place is to be mended.
        let first = *language == draft.language() && slip_there(draft, id, language).is_none();
        let told = if first { places.len() } else { 1 };
        for span in places.into_iter().take(told) {
            problems.add(|| missing(checked, (file, span), id, language));
        }
    }
    spoken_choices(checked, problems);
    for (_, _, prompt) in draft.all_prompts() {
        if let Some(recording) = prompt.audio.as_ref().filter(|name| !checked.recordings.contains_key(*name)) {
            problems.add(|| {
                Problem::error(RULE.name, &prompt.file, prompt.id, format!("there is no recording `{recording}`"))
                    .hint("without `audio` the text is spoken by the platform's voice")
            });
        }
    }
}

/// Every prompt that is said somewhere, file by file, with the places that name it.
fn said<'a>(draft: &'a Draft<'_>) -> Vec<(&'a Name, &'a File, Vec<Span>)> {
    let in_steps = draft
        .steps()
        .flat_map(|step| step.prompts().into_iter().map(move |id| (id, step.file, step.places_of_prompt(id))));
    let rungs = draft.people.iter().flat_map(|person| person.rungs.iter().map(move |rung| (person.file, rung)));
    let on_rungs = rungs.flat_map(|(file, rung)| {
        rung.rung.prompts().into_iter().map(move |id| (id, file, rung.places_of(id.as_str())))
    });
    let in_matters = draft.matters.values().map(|matter| {
        let span = matter.tree.get("title").map_or(matter.span, |(_, title)| title.span);
        (&matter.value.title, matter.file, vec![span])
    });
    let mut said: BTreeMap<(&Name, &str), (&File, Vec<Span>)> = BTreeMap::new();
    for (id, file, places) in in_steps.chain(on_rungs).chain(in_matters) {
        said.entry((id, &file.name)).or_insert_with(|| (file, Vec::new())).1.extend(places);
    }
    said.into_iter().map(|((id, _), (file, places))| (id, file, places)).collect()
}

/// Words that a value is one of are said by the prompts of their names.
fn spoken_choices(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    for ((_, body), types) in draft.bodies().zip(&checked.types) {
        let items: BTreeMap<&Name, &Name> = types::said_for_items(body).into_iter().collect();
        for id in body.steps.iter().flat_map(Step::prompts).collect::<BTreeSet<&Name>>() {
            let list = items.get(id).copied();
            for prompt in draft.prompts.values().filter_map(|prompts| prompts.get(id)) {
                let choices = prompt.text.inserts().filter_map(|insert| types.at_item(list, insert.path.as_str()));
                let names = choices.flat_map(|of| if let Type::Choice(names) = of { names } else { Vec::new() });
                for name in names.collect::<BTreeSet<Name>>() {
                    if let Some(language) = lacks(checked, &name) {
                        problems.add(|| missing(checked, (&prompt.file, prompt.id), &name, language));
                    }
                }
            }
        }
    }
}

/// The first language of the flow in which a prompt has no text.
fn lacks<'a>(checked: &'a Checked<'_>, id: &Name) -> Option<&'a Name> {
    let draft = checked.draft;
    let languages = draft.languages.iter().map(|(language, _)| language).filter(|tag| !draft.untold.contains(*tag));
    languages
        .filter(|_| draft.all_read)
        .find(|language| !draft.prompts.get(*language).is_some_and(|all| all.contains_key(id)))
}

/// Where another language has a prompt under its name, the one that nearly has it in `language`, and is said by nobody.
fn slip_there<'a>(draft: &'a Draft<'_>, id: &Name, language: &Name) -> Option<(&'a Prompt, Near<'a>)> {
    let others = || draft.prompts.iter().filter(|(other, _)| *other != language);
    if !others().any(|(_, prompts)| prompts.contains_key(id)) {
        return None;
    }
    let alone = |name: &&Name| !others().any(|(_, prompts)| prompts.contains_key(*name));
    let own = draft.prompts.get(language)?;
    let near = near(id.as_str(), own.keys().filter(alone).map(Name::as_str))?;
    own.get(&Name::from(near.name)).map(|prompt| (prompt, near))
}

fn missing(checked: &Checked<'_>, (file, span): (&File, Span), id: &Name, language: &Name) -> Problem {
    let draft = checked.draft;
    let says = format!("there is no prompt `{id}` in {language}");
    if let Some((prompt, near)) = slip_there(draft, id, language) {
        let hint = format!("the flow and the other languages call it `{id}`; here it is called `{near}`");
        let problem = match *language == draft.language() {
            true => Problem::error(RULE.name, &prompt.file, prompt.id, says),
            false => Problem::warning(RULE.name, &prompt.file, prompt.id, says),
        };
        // Another flow may say a shared text by the name that it has.
        let sure = near.sure && prompt.origin == Origin::Flow;
        return problem.hint(hint).written(prompt.id, id.as_str(), sure);
    }
    if *language != draft.language() {
        return Problem::warning(RULE.name, file, span, says)
            .hint(format!("callers who speak it hear {} there; translate it", draft.language()));
    }
    let problem = Problem::error(RULE.name, file, span, says);
    let known = draft.fallback().into_iter().flat_map(|prompts| prompts.keys().map(Name::as_str));
    match near(id.as_str(), known) {
        Some(meant) if file.raw(span) == id.as_str() => problem.near(file, span, &meant),
        Some(_) | None if is_text(id.as_str()) => {
            let says = "a text stands where the id of a prompt belongs".to_owned();
            Problem { says, ..problem }.hint(format!(
                "texts stand under `prompts:` or in prompts/{language}.yaml, by an id: write `{}: …` there, and that \
                 id here",
                id_for(id.as_str())
            ))
        }
        Some(_) | None => {
            problem.hint(format!("write `{id}: …` in prompts/{language}.yaml, or under `prompts:` in the flow"))
        }
    }
}

/// Whether this is a text, and no id.
fn is_text(id: &str) -> bool {
    !id.chars().all(|letter| letter.is_alphanumeric() || letter == '_' || letter == '-')
}

/// An id for a text: its first words.
fn id_for(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let id = words.take(3).map(str::to_lowercase).collect::<Vec<_>>().join("_");
    if id.is_empty() || 40 < id.len() { "hello".to_owned() } else { id }
}
