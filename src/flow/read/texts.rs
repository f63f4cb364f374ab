//! Texts and word lists: built-in ones, those that all flows of a folder share, and a flow's own.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::{
    answer::Lexicon,
    call::Name,
    flow::{
        bundle::Sources,
        draft::{Origin, Prompt, WordList},
        place::{File, Span},
        problem::{PROMPT_TEXT, Problem, Problems, WRONG_SHAPE, YAML_ATE_IT},
        shape::Reading,
        source,
        tree::{Key, Node, Tree},
    },
    prompt::{Catalogue, Entry, Template},
};

/// The texts and word lists that a flow can use, before its own.
pub(in crate::flow) struct Texts<'a> {
    sources: &'a Sources,
}

/// A text with its recording, as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TextAndAudio {
    text: String,
    audio: Option<String>,
}

/// The longest text, in bytes: about two minutes.
const TEXT_MAX: usize = 2_000;

/// The language without its region: `en` of `en-US`.
fn primary(language: &str) -> &str {
    language.split(['-', '_']).next().unwrap_or(language)
}

impl<'a> Texts<'a> {
    pub fn new(sources: &'a Sources) -> Self {
        Self { sources }
    }

    /// The languages that clew itself can speak and understand.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        let words = &self.sources.built_in_words;
        self.sources.built_in_prompts.keys().filter(|language| words.contains_key(*language)).map(String::as_str)
    }

    pub fn speaks(&self, language: &Name) -> bool {
        self.languages().any(|known| known == primary(language.as_str()).to_lowercase())
    }

    /// The built-in words of a language.
    pub fn lexicon(&self, language: &Name, problems: &mut Problems) -> Lexicon {
        let primary = primary(language.as_str()).to_lowercase();
        let text = self.sources.built_in_words.get(&primary).map_or("", String::as_str);
        let file = File::new(&format!("words/{primary}.yaml"), text);
        let tree = source::parse(&file, problems);
        tree.and_then(|tree| Reading { file: &file, problems }.whole(&tree, Span::default())).unwrap_or_default()
    }

    /// All prompts of a language: the flow's own over shared ones over built-in ones.
    pub fn prompts(&self, language: &Name, flow: (&File, &Tree), problems: &mut Problems) -> BTreeMap<Name, Prompt> {
        let mut prompts = BTreeMap::new();
        let primary = primary(language.as_str()).to_lowercase();
        let built_in = self.sources.built_in_prompts.get(&primary).map_or("", String::as_str);
        file_prompts((&format!("built-in {primary}"), built_in), Origin::BuiltIn, problems, &mut prompts);
        let shared = self.sources.prompts.get(language.as_str()).or_else(|| self.sources.prompts.get(&primary));
        if let Some((name, text)) = shared {
            file_prompts((name, text), Origin::Shared, problems, &mut prompts);
        }
        let (file, tree) = flow;
        let mut reading = Reading { file, problems };
        for (key, value) in reading.named(tree, "prompts").into_values() {
            if let Some(prompt) = reading
                .in_language(key, value, language)
                .and_then(|(value, owner)| reading.prompt(value, (key, owner), Origin::Flow))
            {
                prompts.insert(key.text.as_str().into(), prompt);
            }
        }
        prompts
    }
}

/// The prompts of a whole file in one language.
fn file_prompts(
    (name, text): (&str, &str),
    origin: Origin,
    problems: &mut Problems,
    prompts: &mut BTreeMap<Name, Prompt>,
) {
    let file = File::new(name, text);
    let Some(tree) = source::parse(&file, problems) else { return };
    let mut reading = Reading { file: &file, problems };
    let entries = match &tree.node {
        Node::Map(entries) => entries.as_slice(),
        Node::Nothing => &[],
        Node::Bool(_) | Node::Int(_) | Node::Float(_) | Node::Text(_) | Node::List(_) => {
            reading.error(WRONG_SHAPE, tree.span, || "a file of prompts holds `id: text` on each line".to_owned());
            &[]
        }
    };
    let mut seen = BTreeSet::new();
    for (key, value) in entries.iter().filter(|(key, _)| seen.insert(&key.text)) {
        if let Some(name) = reading.name(key)
            && let Some(prompt) = reading.prompt(value, (key, key.span), origin)
        {
            prompts.insert(name, prompt);
        }
    }
}

/// The built-in prompts as a catalogue.
pub(in crate::flow) fn catalogue_of(language: &Name, prompts: BTreeMap<Name, Prompt>) -> Catalogue {
    let entry = |(id, prompt): (Name, Prompt)| (id, Entry { text: prompt.text, audio: prompt.audio });
    Catalogue { language: language.clone(), entries: prompts.into_iter().map(entry).collect() }
}

impl<'a> Reading<'_> {
    /// What stands under the flow's language: `hello: { en-US: "…" }`.
    fn in_language(&mut self, key: &Key, value: &'a Tree, language: &Name) -> Option<(&'a Tree, Span)> {
        let file = self.file;
        let Some(entries) = value.map() else {
            let raw = file.raw(value.span);
            self.problems.add(|| {
                let says = format!("it is not said in which language `{}` is", key.text);
                let problem = Problem::error(WRONG_SHAPE, file, key.span, says);
                if value.span.start == value.span.end || raw.starts_with(['|', '>']) {
                    problem.hint(format!("write `{}: {{ {language}: … }}`", key.text))
                } else {
                    problem.fix(value.span, format!("{{ {language}: {} }}", in_quotes(raw)))
                }
            });
            return None;
        };
        let found = value.get(language.as_str()).map(|(key, value)| (value, key.span));
        for (other, _) in entries.iter().filter(|(other, _)| other.text != language.as_str()) {
            if found.is_some() && other.text.contains(' ') {
                self.problems.add(|| {
                    Problem::error(YAML_ATE_IT, file, other.span, "YAML ends the text at the comma in front of this")
                        .hint("a text with a comma in it is written in quotes")
                });
                break;
            } else {
                self.unknown_key(other, &[language.as_str()]);
            }
        }
        found
    }

    /// One prompt: a text, or a text with a recording.
    fn prompt(&mut self, value: &Tree, (key, owner): (&Key, Span), origin: Origin) -> Option<Prompt> {
        let (body, audio) = match value.map() {
            Some(_) => {
                let written: TextAndAudio = self.whole(value, owner)?;
                let at = value.get("text").map_or(value, |(_, text)| text);
                ((written.text, at.span), written.audio)
            }
            None => ((self.whole::<String>(value, owner)?, value.span), None),
        };
        let (text, span) = body;
        self.cut_by_comment(&text, span);
        let template = self.template(&text, span);
        Some(Prompt { text: template, audio, origin, file: self.file.clone(), id: key.span, body: span })
    }

    /// Parses a text; one that cannot be parsed is a problem, and there all the same.
    fn template(&mut self, text: &str, span: Span) -> Template {
        if text.trim().is_empty() {
            self.error(PROMPT_TEXT, span, || "a prompt without text cannot be said".to_owned());
        }
        if TEXT_MAX < text.len() {
            self.error(PROMPT_TEXT, span, || format!("a prompt has at most {TEXT_MAX} letters; nobody listens longer"));
            return Template::default();
        }
        Template::parse(text).unwrap_or_else(|error| {
            let place = inside(self.file, text, span, error.at, 1);
            self.error(PROMPT_TEXT, place, || error.trouble.to_string());
            Template::default()
        })
    }

    /// A bare text that breaks off in front of ` #` is nearly always one that YAML cut: "press # to end".
    fn cut_by_comment(&mut self, text: &str, span: Span) {
        let (file, raw) = (self.file, self.file.raw(span));
        let rest = file.text.get(span.end..).and_then(|rest| rest.lines().next()).unwrap_or("");
        let bare = raw == text && !raw.ends_with(['.', '!', '?']);
        if bare && rest.trim_start().starts_with('#') {
            self.problems.add(|| {
                let whole = format!("{raw}{}", rest.trim_end());
                Problem::error(YAML_ATE_IT, file, span, "YAML takes everything from ` #` on for a comment")
                    .hint("a text with # in it is written in quotes")
                    .fix(Span { start: span.start, end: span.end + rest.trim_end().len() }, in_quotes(&whole))
            });
        }
    }

    pub(super) fn word_lists(&mut self, tree: &Tree, language: &Name) -> BTreeMap<Name, WordList> {
        let mut lists = BTreeMap::new();
        for (key, value) in self.named(tree, "words").into_values() {
            let Some((value, owner)) = self.in_language(key, value, language) else { continue };
            let Some(phrases) = self.whole::<Vec<String>>(value, owner) else { continue };
            if !phrases.iter().any(|phrase| phrase.chars().any(char::is_alphanumeric)) {
                self.error(WRONG_SHAPE, owner, || format!("the word list `{}` has no words", key.text));
            }
            lists.insert(key.text.as_str().into(), WordList { phrases });
        }
        lists
    }
}

/// `raw` as a text in quotes, if it is not one already.
fn in_quotes(raw: &str) -> String {
    if raw.starts_with(['"', '\'']) { raw.to_owned() } else { serde_json::Value::from(raw).to_string() }
}

/// The place of `length` bytes at `at` in the text that is written at `span`; all of it where that cannot be told.
pub(in crate::flow) fn inside(file: &File, text: &str, span: Span, at: usize, length: usize) -> Span {
    match file.raw(span).find(text) {
        Some(offset) => {
            let start = span.start + offset + at;
            Span { start, end: (start + length).min(span.end) }
        }
        None => span,
    }
}
