//! Something wrong in a designer's file.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    near::Near,
    place::{File, Fix, Place, Span},
};

/// Something wrong in a designer's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The rule that it breaks: one of [`super::RULES`] or [`KINDS`].
    pub rule: &'static str,
    /// Whether the flow can be served all the same.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub says: String,
    /// Where.
    pub place: Place,
    /// Why it hurts a caller, or what to write instead.
    pub hint: Option<String>,
    /// What would repair it.
    pub fix: Option<Fix>,
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The flow is not served; the one served before stays.
    Error,
    /// The flow is served.
    Warning,
}

/// The problems that reading itself can find, each with its manual. The rules of `check` come on top.
pub const KINDS: &[(&str, &str)] = &[
    (YAML, "The file is no YAML, is too large, or is nested too deeply. Nothing else in it could be read."),
    (YAML_ATE_IT, "YAML reads this as something else than it looks like, such as a phone number as a plain number."),
    (DUPLICATE_KEY, "One map has the same key twice. Only one of them would count, and a reader cannot know which."),
    (UNKNOWN_KEY, "A key that does not exist, nearly always a slip of the pen. It would have no effect."),
    (NOT_BUILT_YET, "A part of the flow language that this version of clew cannot do yet."),
    (
        FROM_ELSEWHERE,
        "A word from other systems. Callers are not counted out, hung up on or sent to error branches here.",
    ),
    (MISSING_KEY, "Something that cannot be left out was left out, such as where a step goes next."),
    (WRONG_SHAPE, "A value of another kind than belongs here, such as a list where one name is expected."),
    (TWO_VERBS, "A step that does two things. Each step does one, so that the flow reads as a graph."),
    (NO_SUCH_FILE, "A file that the flow uses is not there. Its steps would lead to nothing."),
    (
        LANGUAGE_UNKNOWN,
        "A language in which clew itself cannot speak and listen yet, or in which the flow has no text.",
    ),
    (HOURS, "Opening hours that cannot be read. Callers would be told that nobody is there, or wait for nobody."),
    (
        PROMISE_BROKEN,
        "The flow promises its callers more than is proven of it: a person after so many seconds to who is never \
         understood, or so many turns at most to anybody. `clew prove` shows the worst calls, step by step.",
    ),
    (PROMPT_TEXT, "A text whose braces do not add up, or that inserts a value without saying how it sounds."),
];

pub(super) const YAML: &str = "yaml";
pub(super) const YAML_ATE_IT: &str = "yaml-ate-it";
pub(super) const DUPLICATE_KEY: &str = "duplicate-key";
pub(super) const UNKNOWN_KEY: &str = "unknown-key";
pub(super) const NOT_BUILT_YET: &str = "not-built-yet";
pub(super) const FROM_ELSEWHERE: &str = "from-elsewhere";
pub(super) const MISSING_KEY: &str = "missing-key";
pub(super) const WRONG_SHAPE: &str = "wrong-shape";
pub(super) const TWO_VERBS: &str = "two-verbs";
pub(super) const NEVER_READ: &str = "never-read";
pub(super) const NO_SUCH_FILE: &str = "no-such-file";
pub(super) const NO_SUCH: &str = "no-such";
pub(super) const LANGUAGE_UNKNOWN: &str = "language-unknown";
pub(super) const HOURS: &str = "hours";
pub(super) const EXPRESSION_WRONG: &str = "expression-wrong";
pub(super) const PROMISE_BROKEN: &str = "promise-broken";
pub(super) const PROMPT_TEXT: &str = "prompt-text";

/// The most errors that are kept, and the most warnings; more would help nobody, and a hostile file could make very
/// many.
const PROBLEMS_MAX: usize = 200;

impl Problem {
    /// An error at a place.
    pub(super) fn error(rule: &'static str, file: &File, span: Span, says: impl Into<String>) -> Self {
        Self { rule, severity: Severity::Error, says: says.into(), place: file.at(span), hint: None, fix: None }
    }

    /// A warning at a place.
    pub(super) fn warning(rule: &'static str, file: &File, span: Span, says: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(rule, file, span, says) }
    }

    /// With why it hurts, or what to write instead.
    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// With what repairs it, and can only have been meant: `clew check --fix` writes it.
    pub(super) fn fix(self, span: Span, text: impl Into<String>) -> Self {
        self.written(span, text, true)
    }

    /// With what may have been meant: the designer decides.
    pub(super) fn suggest(self, span: Span, text: impl Into<String>) -> Self {
        self.written(span, text, false)
    }

    /// With other text, which nothing else can have been meant by if it is sure.
    pub(super) fn written(self, span: Span, text: impl Into<String>, sure: bool) -> Self {
        Self { fix: Some(Fix { span, text: text.into(), sure }), ..self }
    }

    /// With the name that was nearly written, asked for and put in its place. A name that is written so more than once
    /// may well be meant.
    pub(super) fn near(self, file: &File, span: Span, near: &Near<'_>) -> Self {
        let sure = near.sure && file.has_once(file.raw(span));
        self.hint(near.asked()).written(span, near.name, sure)
    }
}

/// The problems found so far, errors among them: each once, and not too many.
#[derive(Debug, Default)]
pub(super) struct Problems {
    found: Vec<Problem>,
    errors: usize,
    seen: BTreeSet<(&'static str, Place)>,
}

impl Problems {
    /// Keeps what `problem` makes. It is not asked once there are enough errors, so that looking for hints stays
    /// bounded; warnings never keep an error out.
    pub fn add(&mut self, problem: impl FnOnce() -> Problem) {
        if PROBLEMS_MAX <= self.errors {
            return;
        }
        let problem = problem();
        let error = problem.severity == Severity::Error;
        let room = error || self.found.len() - self.errors < PROBLEMS_MAX;
        if room && self.seen.insert((problem.rule, problem.place.clone())) {
            self.errors += usize::from(error);
            self.found.push(problem);
        }
    }

    /// Whether something was found at just this place already.
    pub fn is_found(&self, place: &Place) -> bool {
        self.found.iter().any(|problem| problem.place == *place)
    }

    /// Whether something is named that does not exist: then it is not known where ways lead, and what is known on them.
    pub fn is_torn(&self) -> bool {
        let torn =
            |problem: &Problem| problem.severity == Severity::Error && [NO_SUCH, NEVER_READ].contains(&problem.rule);
        self.found.iter().any(torn)
    }

    pub fn has_errors(&self) -> bool {
        0 < self.errors
    }

    /// All of them, by file and place.
    pub fn sorted(mut self) -> Vec<Problem> {
        self.found.sort_by(|a, b| (&a.place, a.rule).cmp(&(&b.place, b.rule)));
        self.found
    }
}
