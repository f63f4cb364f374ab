//! What is said on a line: the texts of the flow, and those that it shares, but not those of clew itself.

use std::collections::BTreeSet;

use crate::{
    call::{Name, Value, builtin},
    engine::shape::{Saying, Sayings},
    flow::draft::{Draft, Origin, Prompt},
    prompt::length_ms,
};

/// The prompts that are said, each with its language and id.
pub(super) fn prompts<'a>(draft: &'a Draft<'_>) -> impl Iterator<Item = (&'a Name, &'a Name, &'a Prompt)> {
    let mut said: BTreeSet<&str> = draft.said().into_iter().map(Name::as_str).collect();
    said.extend(builtin::ALL);
    said.extend(draft.lines.iter().flat_map(|line| &line.sets).filter_map(|setting| setting.written.as_str()));
    let ours = |prompt: &Prompt| prompt.origin != Origin::BuiltIn;
    draft.all_prompts().filter(move |(_, id, prompt)| ours(prompt) && said.contains(id.as_str()))
}

/// A prompt, and the milliseconds that it lasts.
pub(super) type Length<'a> = (&'a Name, u64);

/// Milliseconds that an inserted value takes, about: a date, a number of six digits.
const INSERT_MS: u64 = 1_500;

/// How long a prompt takes to say in a language, in milliseconds: its longest plural form. Nothing of one that is not
/// there.
pub(super) fn prompt_ms(draft: &Draft<'_>, language: &Name, id: &Name) -> u64 {
    let prompt = draft.prompts.get(language).and_then(|prompts| prompts.get(id));
    let lengths = prompt.into_iter().flat_map(|prompt| prompt.text.texts()).map(|(_, text)| {
        let inserts = text.inserts().fold(0_u64, |all, _| all.saturating_add(INSERT_MS));
        length_ms(&text.plain(), language.as_str()).saturating_add(inserts)
    });
    lengths.max().unwrap_or(0)
}

/// What is said in any case, and of what is said only at times the longest: some of it excludes the rest.
pub(super) fn always_said<'a>(draft: &'a Draft<'_>, language: &Name, sayings: &'a Sayings) -> Vec<Length<'a>> {
    let (mut said, mut at_times): (Vec<Length<'_>>, Vec<Vec<Length<'_>>>) = (Vec::new(), Vec::new());
    for saying in &sayings.0 {
        match saying {
            Saying::Prompt(id) | Saying::Whole(id) => said.push((id, prompt_ms(draft, language, id))),
            Saying::Setting(path) => said.extend(longest_setting(draft, language, path)),
            Saying::When(_, inner) => at_times.push(always_said(draft, language, inner)),
            // A rest, and a list that may be empty.
            Saying::Pause(_) | Saying::Each { .. } => {}
        }
    }
    let total = |said: &Vec<Length<'_>>| said.iter().fold(0_u64, |all, (_, ms)| all.saturating_add(*ms));
    said.extend(at_times.into_iter().max_by_key(total).unwrap_or_default());
    said
}

/// The longest of the prompts that lines set for a path such as `line.greeting`.
fn longest_setting<'a>(draft: &'a Draft<'_>, language: &Name, path: &Name) -> Option<Length<'a>> {
    let wanted = path.as_str().strip_prefix("line.")?;
    let (_, setting) = draft.settings.iter().find(|(name, _)| name.as_str() == wanted)?;
    let Value::Prompt(usual) = &setting.value.usually else { return None };
    Some((usual, prompt_ms(draft, language, usual)))
}
