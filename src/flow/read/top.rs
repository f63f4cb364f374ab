//! The keys at the top that only a flow's own file has.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use super::{LANGUAGES_MAX, Texts};
use crate::{
    call::{Name, Number, Rejection},
    engine::{
        Anywhere, Expression, Patience,
        shape::{Key as PhoneKey, ListenShape, Seconds},
    },
    flow::{
        draft::{Line, LineSetting, Promised, Refusal},
        near::{listed, near},
        pack::{PACKS, Pack},
        place::Span,
        problem::{LANGUAGE_UNKNOWN, NO_SUCH, Problem, WRONG_SHAPE},
        shape::Reading,
        tree::{Key, Node, Tree},
    },
};

/// When the guards step in, as written.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PatienceShape {
    /// Questions of a matter that weigh nothing, 10 to 20; each one after them weighs.
    #[serde(default = "usual_questions")]
    questions: u16,
    /// What signals weigh.
    #[serde(default)]
    weights: Weights,
}

/// What signals weigh, where it differs from the usual.
#[derive(Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields, default)]
struct Weights {
    /// Lost turns in a row: the first, the second, each further one. 10 to 90 each, none less than the one before it
    /// but the last.
    lost: Option<[u16; 3]>,
    /// Each full minute with the machine after the second, 25 to 90.
    minute: Option<u16>,
}

fn usual_questions() -> u16 {
    Patience::default().questions
}

/// What a flow promises its callers; `clew check` holds what is proven against it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PromisedShape {
    /// How soon a caller who is never understood is offered a person, from the first wait on.
    person_within: Option<Seconds>,
    /// How often a caller acts at most, whatever they do, until a person is offered or the matter is settled. 1 to 100.
    turns: Option<u32>,
}

/// Which calls are turned away before they are answered.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefusalShape {
    /// An expression over the caller, the line, hours and switches.
    when: Expression,
    /// `busy` or `rejected`.
    with: Tone,
    /// Why, for whoever reads the flow.
    #[serde(rename = "because")]
    _because: String,
}

/// What a caller hears who is turned away.
#[derive(Deserialize, JsonSchema, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Tone {
    Busy,
    Rejected,
}

/// Keys that work at every wait.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnywhereShape {
    /// The key to hear it again.
    again: Option<PhoneKey>,
    /// The key to go back.
    back: Option<PhoneKey>,
}

impl Reading<'_> {
    /// The flow's name, and what it is called for people.
    pub(super) fn flow_name(&mut self, tree: &Tree) -> (Name, String) {
        let title = tree.get("title").and_then(|(key, value)| self.whole::<String>(value, key.span));
        let name = tree.get("flow").and_then(|(key, value)| self.whole::<Name>(value, key.span));
        let name = name.unwrap_or_else(|| "flow".into());
        let title = title.unwrap_or_else(|| name.to_string());
        (name, title)
    }

    pub(super) fn start(&mut self, tree: &Tree) -> Option<(Name, Span)> {
        let (key, value) = tree.get("start")?;
        Some((self.whole(value, key.span)?, value.span))
    }

    /// The lines: a list of numbers, or numbers with what each sets.
    pub(super) fn lines(&mut self, tree: &Tree) -> Vec<Line> {
        let Some((key, value)) = tree.get("lines") else { return Vec::new() };
        if let Some(items) = value.list() {
            let numbers = items.iter().filter_map(|item| {
                let text = self.whole::<String>(item, key.span)?;
                self.line(&text, item.span)
            });
            return numbers.collect();
        }
        if let Some(entries) = value.map() {
            let lines = entries.iter().filter_map(|(number, sets)| {
                let mut line = self.line(&number.text, number.span)?;
                self.sets(&mut line, number, sets);
                Some(line)
            });
            return lines.collect();
        }
        let file = self.file;
        self.problems.add(|| {
            let says = format!("`lines` is a list of numbers, not {}", value.kind());
            Problem::error(WRONG_SHAPE, file, key.span, says)
                .hint("write it like [\"+15550100\"], also if there is only one")
        });
        Vec::new()
    }

    fn line(&mut self, text: &str, span: Span) -> Option<Line> {
        let number = if text == "*" { Some(None) } else { Number::parse(text).map(Some) };
        if number.is_none() {
            self.error(WRONG_SHAPE, span, || {
                "a phone number is written \"+\", the country and the number: \"+15550100\"; \"*\" is every other line"
                    .to_owned()
            });
        }
        Some(Line { number: number?, start: None, sets: Vec::new() })
    }

    fn sets(&mut self, line: &mut Line, number: &Key, tree: &Tree) {
        if matches!(tree.node, Node::Nothing) {
            return;
        }
        let Some(entries) = tree.map() else {
            self.error(WRONG_SHAPE, number.span, || {
                format!("a line holds what it sets, such as {{ greeting: hello_vip }}, not {}", tree.kind())
            });
            return;
        };
        for (key, value) in entries {
            match key.text.as_str() {
                "start" => line.start = self.whole(value, key.span).map(|start| (start, value.span)),
                setting => {
                    // Block lists and maps have no place of their own.
                    let at = if value.span.start < value.span.end { value.span } else { key.span };
                    line.sets.push(LineSetting {
                        name: setting.into(),
                        written: value.json(),
                        span: key.span,
                        value: at,
                    });
                }
            }
        }
    }

    pub(super) fn patience(&mut self, tree: &Tree) -> Patience {
        let usual = Patience::default();
        let Some((key, value)) = tree.get("patience") else { return usual };
        let Some(PatienceShape { questions, weights }) = self.whole(value, key.span) else { return usual };
        let lost = weights.lost.unwrap_or(usual.lost);
        let minute = weights.minute.unwrap_or(usual.minute);
        let [first, second, more] = lost;
        let weighs = |weight: u16| (10..=90).contains(&weight);
        let wrong = if !(10..=20).contains(&questions) {
            Some(("questions", "`questions` lies between 10 and 20"))
        } else if !lost.iter().all(|weight| weighs(*weight)) || second < first || more < first {
            Some(("weights", "`lost` is three weights between 10 and 90, of which none is below the first"))
        } else if !(25..=90).contains(&minute) {
            Some(("weights", "`minute` lies between 25 and 90"))
        } else {
            None
        };
        if let Some((at, says)) = wrong {
            let span = value.get(at).map_or(key.span, |(key, _)| key.span);
            self.error(WRONG_SHAPE, span, || says.to_owned());
        }
        Patience { questions, lost, minute }
    }

    pub(super) fn refuse(&mut self, tree: &Tree) -> Vec<Refusal> {
        let Some((key, value)) = tree.get("refuse") else { return Vec::new() };
        let items = value.list().unwrap_or(std::slice::from_ref(value));
        let read = items.iter().filter_map(|item| {
            let shape: RefusalShape = self.whole(item, key.span)?;
            let with = match shape.with {
                Tone::Busy => Rejection::Busy,
                Tone::Rejected => Rejection::Rejected,
            };
            let span = item.get("when").map_or(key.span, |(_, when)| when.span);
            Some(Refusal { when: shape.when, with, span })
        });
        read.collect()
    }

    /// The keys that work everywhere, and where each is written.
    pub(super) fn anywhere(&mut self, tree: &Tree) -> (Anywhere, [Option<Span>; 2]) {
        let Some((key, value)) = tree.get("anywhere") else { return (Anywhere::default(), [None, None]) };
        let shape: Option<AnywhereShape> = self.whole(value, key.span);
        let keys = shape.map_or_else(Anywhere::default, |AnywhereShape { again, back }| Anywhere { again, back });
        (keys, ["again", "back"].map(|key| Some(value.get(key)?.1.span)))
    }

    /// The standards that the flow names, each once, and where.
    fn standards(&mut self, tree: &Tree) -> Vec<(&'static Pack, Span)> {
        let Some((key, value)) = tree.get("standards") else { return Vec::new() };
        let Some(names) = self.whole::<Vec<String>>(value, key.span) else { return Vec::new() };
        let mut found: Vec<(&'static Pack, Span)> = Vec::new();
        for (name, span) in names.iter().zip(value.list().unwrap_or(&[]).iter().map(|item| item.span)) {
            match PACKS.iter().find(|pack| pack.name == name) {
                Some(pack) if found.iter().any(|(other, _)| other.name == pack.name) => {
                    self.error(WRONG_SHAPE, span, || format!("the standard `{name}` is here a second time"));
                }
                Some(pack) => found.push((pack, span)),
                None => self.no_standard(name, span),
            }
        }
        found
    }

    /// What the flow is held to: standards, and what it promises its callers.
    pub(super) fn held_to(&mut self, tree: &Tree) -> (Vec<(&'static Pack, Span)>, Promised) {
        (self.standards(tree), self.promised(tree))
    }

    /// What the flow promises its callers, and where each of it is written.
    fn promised(&mut self, tree: &Tree) -> Promised {
        let Some((key, value)) = tree.get("promise_to_callers") else { return Promised::default() };
        let Some(shape) = self.whole::<PromisedShape>(value, key.span) else { return Promised::default() };
        let at = |name: &str| value.get(name).map_or(key.span, |(_, value)| value.span);
        if shape.person_within.is_none() && shape.turns.is_none() {
            self.error(WRONG_SHAPE, key.span, || {
                "nothing is promised: write `person_within`, `turns` or both".to_owned()
            });
        }
        if shape.turns.is_some_and(|turns| !(1..=100).contains(&turns)) {
            self.error(WRONG_SHAPE, at("turns"), || "`turns` lies between 1 and 100".to_owned());
        }
        Promised {
            person_within_s: shape.person_within.map(|seconds| (u32::from(seconds.0), at("person_within"))),
            turns: shape.turns.map(|turns| (turns, at("turns"))),
        }
    }

    fn no_standard(&mut self, name: &str, span: Span) {
        let file = self.file;
        self.problems.add(|| {
            let problem = Problem::error(NO_SUCH, file, span, format!("there is no standard `{name}`"));
            let known = || PACKS.iter().map(|pack| pack.name);
            match near(name, known()) {
                Some(near) if file.raw(span) == name => problem.near(file, span, &near),
                Some(near) => problem.hint(near.asked()),
                None => problem.hint(format!("there is {}", listed(known()))),
            }
        });
    }

    pub(super) fn listen(&mut self, tree: &Tree) -> ListenShape {
        let Some((key, value)) = tree.get("listen") else { return ListenShape::default() };
        self.whole(value, key.span).unwrap_or_default()
    }

    pub(super) fn voices(&mut self, tree: &Tree) -> BTreeMap<Name, Name> {
        let Some((key, value)) = tree.get("voices") else { return BTreeMap::new() };
        self.whole(value, key.span).unwrap_or_default()
    }

    /// The languages, if clew can speak and understand all of them.
    pub(super) fn languages(&mut self, tree: &Tree, texts: &Texts<'_>) -> Option<Vec<(Name, Span)>> {
        let (key, value) = tree.get("languages")?;
        let languages: Vec<Name> = self.whole(value, key.span)?;
        let places = value.list().unwrap_or(&[]).iter().map(|place| place.span);
        let languages: Vec<(Name, Span)> = languages.into_iter().zip(places).collect();
        if languages.is_empty() {
            self.error(WRONG_SHAPE, key.span, || "`languages` names one language, such as [en-US]".to_owned());
            return None;
        }
        if LANGUAGES_MAX < languages.len() {
            self.error(WRONG_SHAPE, key.span, || format!("a flow has at most {LANGUAGES_MAX} languages"));
            return None;
        }
        let (file, mut all) = (self.file, true);
        let mut seen = BTreeSet::new();
        for (language, span) in languages.iter().filter(|(language, _)| !seen.insert(language)) {
            all = false;
            self.error(WRONG_SHAPE, *span, || format!("the language `{language}` is here a second time"));
        }
        for (language, span) in languages.iter().filter(|(language, _)| !texts.speaks(language)) {
            all = false;
            self.problems.add(|| {
                let says = format!("clew does not speak `{language}` yet");
                Problem::error(LANGUAGE_UNKNOWN, file, *span, says)
                    .hint(format!("it speaks {}, as in `en-US` or `es-MX`", listed(texts.languages())))
            });
        }
        all.then_some(languages)
    }
}
