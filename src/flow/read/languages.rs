//! In which languages a flow's texts are.

use std::collections::BTreeSet;

use super::{Texts, Trees, texts::in_quotes};
use crate::{
    call::Name,
    flow::{
        place::{File, Span},
        problem::{LANGUAGE_UNKNOWN, Problem, UNKNOWN_KEY, WRONG_SHAPE, YAML_ATE_IT},
        shape::Reading,
        tree::{Key, Node, Tree},
    },
};

/// The language without its region: `en` of `en-US`.
pub(super) fn primary(language: &str) -> &str {
    language.split(['-', '_']).next().unwrap_or(language)
}

impl<'a> Reading<'_> {
    /// What stands under the flow's language: `hello: { en-US: "…" }`.
    pub(super) fn in_language(
        &mut self,
        key: &Key,
        value: &'a Tree,
        language: &Name,
        languages: &[&Name],
    ) -> Option<(&'a Tree, Span)> {
        let file = self.file;
        let Some(entries) = value.map() else {
            let span = whole_list(file, value).unwrap_or(value.span);
            let raw = file.raw(span);
            self.problems.add(|| {
                let says = format!("it is not said in which language `{}` is", key.text);
                let problem = Problem::error(WRONG_SHAPE, file, key.span, says);
                if raw.is_empty() || raw == "[" || raw.starts_with(['|', '>']) {
                    problem.hint(format!("write `{}: {{ {language}: … }}`", key.text))
                } else {
                    let written = if raw.starts_with('[') { raw.to_owned() } else { in_quotes(raw) };
                    problem.fix(span, format!("{{ {language}: {written} }}"))
                }
            });
            return None;
        };
        let found = value.get(language.as_str()).map(|(key, value)| (value, key.span));
        let known = |other: &str| languages.iter().any(|tag| tag.as_str() == other) || is_other(other, languages);
        for (other, _) in entries.iter().filter(|(other, _)| !known(&other.text)) {
            if found.is_some() && (other.text.contains(' ') || other.text.ends_with(['.', '!', '?'])) {
                let end = |text: &Tree| torn_off(entries, text, languages).unwrap_or(other.span.end);
                let whole = found.map(|(text, _)| Span { start: text.span.start, end: end(text) });
                let raw = whole.map(|whole| file.raw(whole)).filter(|raw| in_one(raw));
                self.problems.add(|| {
                    let says = "YAML ends the text at the comma in front of this";
                    let problem = Problem::error(YAML_ATE_IT, file, other.span, says)
                        .hint("a text with a comma in it is written in quotes");
                    match (whole, raw) {
                        (Some(whole), Some(raw)) => problem.fix(whole, in_quotes(raw)),
                        (_, _) => problem,
                    }
                });
                break;
            } else {
                let region = |tag: &&str| primary(tag) == other.text && value.get(tag).is_none();
                let known: Vec<&str> = languages.iter().map(|tag| tag.as_str()).collect();
                match known.iter().copied().find(region) {
                    Some(meant) => self.problems.add(|| {
                        Problem::error(UNKNOWN_KEY, file, other.span, format!("there is no key `{}` here", other.text))
                            .hint(format!("did you mean `{meant}`?"))
                            .fix(other.span, meant)
                    }),
                    None => drop(self.unknown_key(other, &known)),
                }
            }
        }
        found
    }

    /// The languages, each as the flow's texts have it: `en-US` where `en` is written and all texts are in `en-US`.
    /// That is one mistake, and not one at each text.
    pub(super) fn as_texts_have_them(
        &mut self,
        languages: Vec<(Name, Span)>,
        (trees, texts): (Trees<'_>, &Texts<'_>),
    ) -> Vec<(Name, Span)> {
        let written: BTreeSet<&str> = texts.languages_of_files().chain(tags(trees)).collect();
        let taken: Vec<Name> = languages.iter().map(|(language, _)| language.clone()).collect();
        let meant = |language: &Name| {
            let here = |tag: &str| tag == language.as_str() || tag == primary(language.as_str());
            let same = |tag: &&&str| primary(tag) == primary(language.as_str()) && !taken.contains(&Name::from(**tag));
            written.iter().find(same).filter(|_| !written.iter().any(|tag| here(tag))).map(|tag| Name::from(*tag))
        };
        let file = self.file;
        let mut read = Vec::new();
        for (language, span) in languages {
            let Some(meant) = meant(&language) else {
                read.push((language, span));
                continue;
            };
            self.problems.add(|| {
                Problem::error(
                    LANGUAGE_UNKNOWN,
                    file,
                    span,
                    format!("no text is in `{language}`; they are in `{meant}`"),
                )
                .hint(format!("did you mean `{meant}`?"))
                .fix(span, meant.as_str())
            });
            read.push((meant, span));
        }
        let besides = tags(trees).find(|tag| is_other(tag, &read.iter().map(|(tag, _)| tag).collect::<Vec<_>>()));
        if let (Some(tag), Some((key, _))) = (besides, trees.own().and_then(|own| own.tree.get("languages"))) {
            self.problems.add(|| {
                Problem::error(LANGUAGE_UNKNOWN, file, key.span, format!("`{tag}` is missing here, and has texts"))
                    .hint("nobody would hear them; name it here, or take those texts out")
            });
        }
        read
    }
}

/// Whether a key is a language, and none of these, of whatever region. That is said once, at `languages`.
pub(super) fn is_other(tag: &str, languages: &[&Name]) -> bool {
    let region = |region: &str| region.is_empty() || region.len() == 2;
    let two = |part: &str| part.len() == 2 && part.chars().all(|letter| letter.is_ascii_lowercase());
    let (first, rest) = tag.split_once('-').unwrap_or((tag, ""));
    two(first) && region(rest) && !languages.iter().any(|language| primary(language.as_str()) == first)
}

/// The languages of the texts and word lists that stand in the flow's own files.
fn tags<'a>(trees: Trees<'a>) -> impl Iterator<Item = &'a str> {
    let maps = trees.0.iter().flat_map(|read| ["prompts", "words"].into_iter().filter_map(|key| read.tree.get(key)));
    let entries = maps.flat_map(|(_, map)| map.map().into_iter().flatten());
    let tags = entries.flat_map(|(_, of)| of.map().into_iter().flatten()).map(|(tag, _)| tag.text.as_str());
    // Other keys stand there too, such as `text` and `audio`.
    tags.filter(|tag| *tag != "by" && is_other(tag, &[]))
}

/// Whether it is not clear in which of the languages something is: nothing else is said to be missing then.
pub(super) fn unclear(of: &Tree, languages: &[&Name]) -> bool {
    let known = |tag: &str| languages.iter().any(|language| language.as_str() == tag);
    of.map().is_none_or(|entries| entries.iter().any(|(tag, _)| !known(&tag.text)))
}

/// A list in brackets with both of them; YAML knows where it begins.
fn whole_list(file: &File, tree: &Tree) -> Option<Span> {
    let last = tree.list()?.last()?.span;
    let behind = file.text.get(last.end..)?;
    let close = behind.find(']').filter(|at| behind.get(..*at).is_some_and(|between| between.trim().is_empty()))?;
    (file.raw(tree.span) == "[").then_some(Span { start: tree.span.start, end: last.end + close + 1 })
}

/// Where the last piece ends that YAML took for a key behind a text, without a value of its own.
fn torn_off(entries: &[(Key, Tree)], text: &Tree, languages: &[&Name]) -> Option<usize> {
    let behind = entries.iter().filter(|(key, _)| text.span.end <= key.span.start);
    let piece = |(key, value): &&(Key, Tree)| {
        matches!(value.node, Node::Nothing) && !languages.iter().any(|tag| tag.as_str() == key.text)
    };
    behind.take_while(piece).last().map(|(key, _)| key.span.end)
}

/// Whether a piece of a file can be put into quotes as it is.
fn in_one(raw: &str) -> bool {
    !raw.starts_with(['"', '\'']) && !raw.contains(['"', '{', '}', ':', '\n'])
}
