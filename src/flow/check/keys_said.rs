use std::collections::BTreeSet;

use super::{Checked, Rule};
use crate::flow::{
    draft::{Prompt, Step},
    problem::{Problem, Problems},
};

pub(super) const RULE: Rule = Rule {
    name: "keys-said",
    manual: "The text of a menu names other keys than its choices have. A caller who does as told would not be \
             understood; a choice whose key is never said is found by nobody.",
    whole: false,
    check,
};

/// Words in front of a key, and names of keys, in English.
const PRESS: [&str; 6] = ["press", "dial", "hit", "push", "touch", "key"];
const NAMES: [(&str, char); 14] = [
    ("zero", '0'),
    ("one", '1'),
    ("two", '2'),
    ("three", '3'),
    ("four", '4'),
    ("five", '5'),
    ("six", '6'),
    ("seven", '7'),
    ("eight", '8'),
    ("nine", '9'),
    ("star", '*'),
    ("pound", '#'),
    ("hash", '#'),
    ("asterisk", '*'),
];

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    if !draft.language.as_str().starts_with("en") {
        return;
    }
    for step in draft.steps.iter().filter(|step| !step.verb.keys().is_empty()) {
        let taken: BTreeSet<char> = step.verb.keys().into_iter().chain(['0']).collect();
        let own = step.verb.prompts();
        let texts: Vec<&Prompt> = own.into_iter().chain(&step.say).filter_map(|id| draft.prompts.get(id)).collect();
        let mut said = BTreeSet::new();
        for prompt in &texts {
            let here = keys(&prompt.text.plain());
            for key in here.difference(&taken) {
                problems.add(|| {
                    let says = format!("this says key {key}, but the step `{}` has no choice for it", step.name);
                    Problem::error(RULE.name, &prompt.file, prompt.body, says)
                        .hint("who presses it would not be understood; change the text or the choice")
                });
            }
            said.extend(here);
        }
        if !said.is_empty() {
            never_said(checked, step, &said, problems);
        }
    }
}

fn never_said(checked: &Checked<'_>, step: &Step<'_>, said: &BTreeSet<char>, problems: &mut Problems) {
    for key in step.verb.keys().into_iter().filter(|key| *key != '0' && !said.contains(key)) {
        for span in step.places_under("key", &key.to_string()) {
            problems.add(|| {
                Problem::warning(RULE.name, checked.draft.file, span, format!("no text of this step says key {key}"))
                    .hint("callers cannot know that it is there")
            });
        }
    }
}

/// The keys that a text names: "press 1", "press 1 or 2", "press one", "press the star key".
fn keys(text: &str) -> BTreeSet<char> {
    let words =
        text.split_whitespace().map(|word| word.trim_matches(['.', ',', ';', ':', '!', '?', '"']).to_lowercase());
    let mut keys = BTreeSet::new();
    let mut listening = false;
    for word in words {
        match key(&word) {
            Some(key) if listening => drop(keys.insert(key)),
            Some(_) | None => {
                listening = PRESS.contains(&word.as_str()) || (listening && LINKS.contains(&word.as_str()));
            }
        }
    }
    keys
}

/// Words that may stand between "press" and a key, or between two keys.
const LINKS: [&str; 6] = ["or", "and", "the", "key", "number", "either"];

fn key(word: &str) -> Option<char> {
    let mut letters = word.chars();
    match (letters.next(), letters.next()) {
        (Some(key @ ('0'..='9' | '*' | '#')), None) => Some(key),
        (_, _) => NAMES.iter().find(|(name, _)| *name == word).map(|(_, key)| *key),
    }
}
