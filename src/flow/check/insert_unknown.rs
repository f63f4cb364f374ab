use std::collections::{BTreeMap, BTreeSet};

use super::{Checked, Rule};
use crate::{
    call::{Name, Type, builtin},
    flow::{
        draft::{Origin, Prompt, Step},
        near::near,
        place::Span,
        problem::{Problem, Problems},
        types::{self, Types},
    },
    prompt::{Format, Insert, WordingError, WordingTrouble},
};

pub(super) const RULE: Rule = Rule {
    name: "insert-unknown",
    manual: "A text inserts a value that no step fills, or says it in a way that does not fit what it is. The caller \
             would hear a gap, or nonsense.",
    whole: true,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    let mut judged: BTreeMap<&Name, Vec<(&Types, Option<&Name>)>> = BTreeMap::new();
    for ((_, body), types) in draft.bodies().zip(&checked.types) {
        let items: BTreeMap<&Name, &Name> = types::said_for_items(body).into_iter().collect();
        for id in body.steps.iter().flat_map(Step::prompts) {
            let seen = judged.entry(id).or_default();
            if seen.len() < 4 {
                seen.push((types, items.get(id).copied()));
            }
        }
    }
    let nothing = Types::default();
    let top = (checked.types.first().unwrap_or(&nothing), None);
    let on_rungs = draft.people.iter().flat_map(|person| &person.rungs).flat_map(|rung| rung.rung.prompts());
    let on_rungs: BTreeSet<&Name> = on_rungs.collect();
    for (_, id, prompt) in draft.all_prompts() {
        let of_clew = builtin::ALL.contains(&id.as_str());
        // Shared texts that this flow never says are judged with the flow that does.
        match judged.get(id) {
            Some(all) => all.iter().for_each(|types| judge(prompt, *types, &[], problems)),
            None if of_clew => judge(prompt, top, &of_clew_itself(id), problems),
            None if prompt.origin == Origin::Flow || on_rungs.contains(id) => judge(prompt, top, &[], problems),
            None => {}
        }
    }
}

/// The values that clew itself puts into a prompt of its own.
fn of_clew_itself(id: &Name) -> Vec<(&'static str, Type)> {
    let here = builtin::INSERTED.iter().filter(|(prompt, _, _)| *prompt == id.as_str());
    here.map(|(_, name, of)| (*name, of.clone())).collect()
}

/// Judges a text by what is known where it is said, and by the list for whose items it is said there.
fn judge(prompt: &Prompt, (types, list): (&Types, Option<&Name>), own: &[(&str, Type)], problems: &mut Problems) {
    let of = |path: &str| {
        let given = own.iter().find(|(name, _)| *name == path).map(|(_, of)| of.clone());
        given.or_else(|| types.at_item(list, path))
    };
    let unknown_one = |path: &str| of(path).is_none() && !types.is_unsure_item(list, path);
    for insert in prompt.text.inserts().filter(|insert| unknown_one(insert.path.as_str())) {
        problems.add(|| unknown(prompt, insert, types));
    }
    let unknown_as_text = |path: &str| Some(of(path).unwrap_or(Type::Text));
    for error in prompt.text.settle(&unknown_as_text).err().unwrap_or_default() {
        let path = |error: &WordingError| match &error.trouble {
            WordingTrouble::Text(error) => Some(error.at),
            WordingTrouble::NoOther | WordingTrouble::NotAForm(_) | WordingTrouble::NotCounted(_) => None,
        };
        // A value that is not known has been reported just now.
        let known = prompt.text.inserts().all(|insert| of(insert.path.as_str()).is_some());
        if known {
            let at = path(&error).map(|at| prompt.body.start + at).filter(|at| *at < prompt.body.end);
            let span = at.map_or(prompt.body, |start| Span { start, end: prompt.body.end });
            problems.add(|| Problem::error(RULE.name, &prompt.file, span, error.trouble.to_string()));
        }
    }
}

fn unknown(prompt: &Prompt, insert: &Insert, types: &Types) -> Problem {
    let path = insert.path.as_str();
    let body = prompt.file.raw(prompt.body);
    let at = body.find(&format!("{{{path}")).map(|at| prompt.body.start + at + 1);
    let span = at.map_or(prompt.body, |start| Span { start, end: start + path.len() });
    let says = format!("no step asks for `{path}`");
    let problem = Problem::error(RULE.name, &prompt.file, span, says);
    let paths = types.paths();
    // What cannot be said as it is written here was not meant.
    let fits = |path: &&str| match (insert.format, types.at(path)) {
        (Some(format), Some(of)) => Format::fitting(&of).any(|name| name == format.name),
        (_, _) => true,
    };
    match near(path, paths.iter().map(String::as_str).filter(fits)) {
        Some(meant) if at.is_some() => problem.near(&prompt.file, span, &meant),
        Some(_) | None => problem.hint("the caller would hear a gap; ask for it first, by a step with `into`"),
    }
}
