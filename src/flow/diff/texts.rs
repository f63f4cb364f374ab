//! What is said and understood, by language.

use std::collections::BTreeMap;

use super::{Concern, Found};
use crate::{
    call::Name,
    flow::Bundle,
    prompt::{Entry, Insert},
};

pub(super) fn compare(old: &Bundle, new: &Bundle, found: &mut Found) {
    let both = old.flow.languages.iter().filter(|language| new.flow.languages.contains(language));
    for language in both {
        let entries = |bundle: &Bundle| {
            let catalogue = bundle.catalogues.of(language);
            catalogue.map(|catalogue| catalogue.entries.clone()).unwrap_or_default()
        };
        let (was, is) = (entries(old), entries(new));
        for (id, was) in &was {
            if let Some(is) = is.get(id) {
                text((id, language), (was, is), found);
            }
        }
        words(language, (old, new), found);
    }
}

fn text((id, language): (&Name, &Name), (was, is): (&Entry, &Entry), found: &mut Found) {
    let about = format!("`{id}` in {language}");
    found.changed(Concern::Texts, (&about, "says"), shown(was), shown(is));
    if was.audio != is.audio {
        let how = |entry: &Entry| if entry.audio.is_some() { "a recording" } else { "the voice" }.to_owned();
        found.add(Concern::Texts, (&about, "is spoken by another recording or voice"), Some(how(was)), Some(how(is)));
    }
}

/// A text as it is written, plural forms one after another.
fn shown(entry: &Entry) -> String {
    let insert = |insert: &Insert| match insert.format {
        Some(format) => format!("{{{}|{}}}", insert.path, format.name),
        None => format!("{{{}}}", insert.path),
    };
    let texts: Vec<String> = entry.text.texts().map(|(_, text)| format!("\"{}\"", text.fill(&insert))).collect();
    texts.join(" / ")
}

fn words(language: &Name, (old, new): (&Bundle, &Bundle), found: &mut Found) {
    let lists = |bundle: &Bundle| -> BTreeMap<Name, Vec<String>> {
        let own = &bundle.flow.lexicon(language).own;
        own.iter().map(|(name, words)| (name.clone(), words.texts())).collect()
    };
    let (was, is) = (lists(old), lists(new));
    for (name, was) in &was {
        let Some(is) = is.get(name) else { continue };
        let only = |one: &[String], other: &[String]| {
            let only: Vec<String> = one.iter().filter(|word| !other.contains(word)).cloned().collect();
            Some(only.join(", ")).filter(|only| !only.is_empty())
        };
        let about = format!("`{name}` in {language}");
        if let Some(gone) = only(was, is) {
            found.add(Concern::Words, (&about, "loses"), Some(gone), None);
        }
        if let Some(more) = only(is, was) {
            found.add(Concern::Words, (&about, "gains"), None, Some(more));
        }
    }
}
