//! Texts and word lists: built-in ones, those that all flows of a folder share, and a flow's own.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use serde::Deserialize;

use crate::{
    answer::{self, Lexicon},
    call::Name,
    flow::{
        bundle::Sources,
        draft::{Origin, Prompt},
        place::{File, Span},
        problem::{PROMPT_TEXT, Problem, Problems, WRONG_SHAPE, YAML_ATE_IT},
        read::{
            Trees,
            languages::{primary, unclear},
        },
        shape::Reading,
        source,
        tree::{Key, Node, Tree},
    },
    prompt::{self, Entry, Piece, Wording, WordingError, WordingTrouble},
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

impl<'a> Texts<'a> {
    pub fn new(sources: &'a Sources) -> Self {
        Self { sources }
    }

    /// The languages that clew itself can speak and understand.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        let words = &self.sources.built_in_words;
        self.sources.built_in_prompts.keys().filter(|language| words.contains_key(*language)).map(String::as_str)
    }

    /// The languages of the files of prompts.
    pub fn languages_of_files(&self) -> impl Iterator<Item = &'a str> {
        self.sources.prompts.keys().map(String::as_str)
    }

    pub fn speaks(&self, language: &Name) -> bool {
        self.languages().any(|known| known == primary(language.as_str()).to_lowercase())
    }

    /// The built-in words of each language.
    pub fn lexicons(&self, languages: &[(Name, Span)], problems: &mut Problems) -> BTreeMap<Name, Lexicon> {
        languages.iter().map(|(language, _)| (language.clone(), self.lexicon(language, problems))).collect()
    }

    fn lexicon(&self, language: &Name, problems: &mut Problems) -> Lexicon {
        let primary = primary(language.as_str()).to_lowercase();
        let text = self.sources.built_in_words.get(&primary).map_or("", String::as_str);
        match BUILT_IN_WORDS.get(primary.as_str()) {
            Some((built_in, lexicon)) if *built_in == text => lexicon.clone(),
            // Kept by another version of clew, for a call that began with it.
            Some(_) | None => read_lexicon(&primary, text, problems),
        }
    }

    /// What clew itself says in a language, of whatever region.
    pub fn built_in(&self, language: &Name) -> Option<BTreeMap<Name, Entry>> {
        let primary = primary(language.as_str()).to_lowercase();
        let text = self.sources.built_in_prompts.get(&primary)?;
        let mut prompts = BTreeMap::new();
        let name = format!("built-in {primary}");
        file_prompts((&name, text), language, Origin::BuiltIn, &mut Problems::default(), &mut prompts);
        let entry = |(id, prompt): (Name, Prompt)| {
            (id, Entry { text: prompt.text, audio: prompt.audio, language: language.clone() })
        };
        Some(prompts.into_iter().map(entry).collect())
    }

    /// All prompts of every language: the flow's own over shared ones over built-in ones. And the languages of which a
    /// file could not be read.
    pub fn prompts(
        &self,
        trees: Trees<'_>,
        languages: &[(Name, Span)],
        problems: &mut Problems,
    ) -> (BTreeMap<Name, BTreeMap<Name, Prompt>>, BTreeSet<Name>) {
        let own = trees.named("prompts", problems);
        let mut untold = BTreeSet::new();
        let tags: Vec<&Name> = languages.iter().map(|(language, _)| language).collect();
        let mut of = |language: &Name, problems: &mut Problems| {
            let mut prompts = BTreeMap::new();
            let primary = primary(language.as_str()).to_lowercase();
            let built_in = self.sources.built_in_prompts.get(&primary).map_or("", String::as_str);
            match BUILT_IN_TEXTS.get(primary.as_str()) {
                Some((text, read)) if *text == built_in => prompts.clone_from(read),
                Some(_) | None => {
                    let name = format!("built-in {primary}");
                    file_prompts((&name, built_in), language, Origin::BuiltIn, problems, &mut prompts);
                }
            }
            let shared = self.sources.prompts.get(language.as_str()).or_else(|| self.sources.prompts.get(&primary));
            if let Some((name, text)) = shared
                && !file_prompts((name, text), language, Origin::Shared, problems, &mut prompts)
            {
                untold.insert(language.clone());
            }
            for (file, key, value) in &own {
                let mut reading = Reading { file, problems };
                let prompt = match reading.in_language(key, value, language, &tags) {
                    Some((value, owner)) => reading.prompt(value, (key, owner), language, Origin::Flow),
                    None if unclear(value, &tags) => unread(file, key, Origin::Flow),
                    None => continue,
                };
                prompts.insert(key.text.as_str().into(), prompt);
            }
            prompts
        };
        let prompts = tags.iter().map(|language| ((*language).clone(), of(language, problems))).collect();
        (prompts, untold)
    }
}

/// The words that are built in, read once: every flow needs them.
static BUILT_IN_WORDS: LazyLock<BuiltIn<Lexicon>> = LazyLock::new(|| {
    let read = |(language, text): &(&'static str, &'static str)| {
        (*language, (*text, read_lexicon(language, text, &mut Problems::default())))
    };
    answer::BUILT_IN.iter().map(read).collect()
});

fn read_lexicon(language: &str, text: &str, problems: &mut Problems) -> Lexicon {
    let file = File::new(&format!("words/{language}.yaml"), text);
    let tree = source::parse(&file, problems);
    tree.and_then(|tree| Reading { file: &file, problems }.whole(&tree, Span::default())).unwrap_or_default()
}

/// What is built in for each language: as it is written, and as it is read.
type BuiltIn<T> = BTreeMap<&'static str, (&'static str, T)>;

/// The texts that are built in, read once, by the language without its region.
static BUILT_IN_TEXTS: LazyLock<BuiltIn<BTreeMap<Name, Prompt>>> = LazyLock::new(|| {
    let read = |(language, text): &(&'static str, &'static str)| {
        let mut prompts = BTreeMap::new();
        let (name, tag) = (format!("built-in {language}"), Name::from(*language));
        file_prompts((&name, text), &tag, Origin::BuiltIn, &mut Problems::default(), &mut prompts);
        (*language, (*text, prompts))
    };
    prompt::BUILT_IN.iter().map(read).collect()
});

/// The prompts of a whole file in one language. False if it cannot be read at all.
fn file_prompts(
    (name, text): (&str, &str),
    language: &Name,
    origin: Origin,
    problems: &mut Problems,
    prompts: &mut BTreeMap<Name, Prompt>,
) -> bool {
    let file = File::new(name, text);
    let Some(tree) = source::parse(&file, problems) else { return false };
    let mut reading = Reading { file: &file, problems };
    let entries = match &tree.node {
        Node::Map(entries) => entries.as_slice(),
        Node::Nothing => &[],
        Node::Bool(_) | Node::Int(_) | Node::Float(_) | Node::Text(_) | Node::List(_) => {
            reading.error(WRONG_SHAPE, tree.span, || "a file of prompts holds `id: text` on each line".to_owned());
            return false;
        }
    };
    let mut seen = BTreeSet::new();
    for (key, value) in entries.iter().filter(|(key, _)| seen.insert(&key.text)) {
        if let Some(name) = reading.name(key) {
            prompts.insert(name, reading.prompt(value, (key, key.span), language, origin));
        }
    }
    true
}

/// A prompt that cannot be read; it is there all the same, so that nothing else is said to be missing.
fn unread(file: &File, key: &Key, origin: Origin) -> Prompt {
    Prompt { text: Wording::default(), audio: None, origin, file: file.clone(), id: key.span, body: key.span }
}

impl Reading<'_> {
    /// One prompt: a text, a text with a recording, or a text for each plural form.
    fn prompt(&mut self, value: &Tree, (key, owner): (&Key, Span), language: &Name, origin: Origin) -> Prompt {
        let read = self.told(value, (key, owner), language, origin);
        read.unwrap_or_else(|| unread(self.file, key, origin))
    }

    fn told(&mut self, value: &Tree, (key, owner): (&Key, Span), language: &Name, origin: Origin) -> Option<Prompt> {
        let prompt = |text, audio, body| Prompt { text, audio, origin, file: self.file.clone(), id: key.span, body };
        if value.get("by").is_some() {
            let text = self.plural(value, owner, language)?;
            return Some(prompt(text, None, value.span));
        }
        let (body, audio) = match value.map() {
            Some(_) => {
                let written: TextAndAudio = self.whole(value, owner)?;
                let at = value.get("text").map_or(value, |(_, text)| text);
                ((written.text, at.span), written.audio)
            }
            None => ((self.whole::<String>(value, owner)?, value.span), None),
        };
        let (text, span) = body;
        let wording = self.wording(&text, span);
        Some(prompt(wording, audio, span))
    }

    /// A text for each plural form: `{ by: stops, one: "…", other: "…" }`.
    fn plural(&mut self, value: &Tree, owner: Span, language: &Name) -> Option<Wording> {
        let mut written: BTreeMap<String, String> = self.whole(value, owner)?;
        let by = written.remove("by").unwrap_or_default();
        let fitting = written.iter().filter(|(form, text)| {
            let at = value.get(form).map_or(owner, |(_, text)| text.span);
            self.fits(text, at)
        });
        let forms: Vec<(&str, &str)> = fitting.map(|(form, text)| (form.as_str(), text.as_str())).collect();
        let wording = Wording::plural(&by, &forms, language.as_str());
        Some(wording.unwrap_or_else(|errors| {
            errors.into_iter().for_each(|error| self.in_plural(value, owner, &error));
            Wording::default()
        }))
    }

    fn in_plural(&mut self, value: &Tree, owner: Span, error: &WordingError) {
        let name = match &error.piece {
            Piece::Form(name) => name.as_str(),
            Piece::By | Piece::Text => "by",
        };
        let found = value.get(name);
        let place = match (&error.trouble, found) {
            (WordingTrouble::Text(error), Some((_, text))) => inside(self.file, &written(text), text.span, error.at, 1),
            (_, Some((key, _))) => key.span,
            (_, None) => owner,
        };
        self.error(PROMPT_TEXT, place, || error.trouble.to_string());
    }

    /// Parses a text; one that cannot be parsed is a problem, and there all the same.
    fn wording(&mut self, text: &str, span: Span) -> Wording {
        if !self.fits(text, span) {
            return Wording::default();
        }
        Wording::text(text).unwrap_or_else(|error| {
            let place = inside(self.file, text, span, error.at, 1);
            self.error(PROMPT_TEXT, place, || error.trouble.to_string());
            Wording::default()
        })
    }

    /// Whether a text can be said at all.
    fn fits(&mut self, text: &str, span: Span) -> bool {
        self.cut_by_comment(text, span);
        if text.trim().is_empty() {
            self.error(PROMPT_TEXT, span, || "a prompt without text cannot be said".to_owned());
        }
        if TEXT_MAX < text.len() {
            self.error(PROMPT_TEXT, span, || format!("a prompt has at most {TEXT_MAX} letters; nobody listens longer"));
        }
        text.len() <= TEXT_MAX
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
}

/// The text of a leaf.
fn written(tree: &Tree) -> String {
    if let Node::Text(text) = &tree.node { text.clone() } else { String::new() }
}

/// `raw` as a text in quotes, if it is not one already.
pub(super) fn in_quotes(raw: &str) -> String {
    if raw.starts_with(['"', '\'']) { raw.to_owned() } else { serde_json::Value::from(raw).to_string() }
}

/// The place of `length` bytes at `at` in the text that is written at `span`; all of it where that cannot be told.
pub(in crate::flow) fn inside(file: &File, text: &str, span: Span, at: usize, length: usize) -> Span {
    match file.raw(span).find(text) {
        Some(offset) => {
            let start = span.start + offset + at;
            // A letter is shown whole.
            let first = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            Span { start, end: (start + length.max(first)).min(span.end) }
        }
        None => span,
    }
}
