//! Every mistake that designers are known to make, made on purpose in one good flow: found at the very word, by the
//! right rule, and repaired by what is suggested, or explained where only the designer can know what was meant.
//!
//! To add one: its row in `mistakes/`, with `⟦⟧` around the word that is to be pointed at.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    clippy::string_slice,
    reason = "tests"
)]

#[path = "mistakes/alone.rs"]
mod alone;
#[path = "mistakes/elsewhere.rs"]
mod elsewhere;
#[path = "mistakes/flows.rs"]
mod flows;
#[path = "mistakes/texts.rs"]
mod texts;

use std::collections::BTreeSet;

use clew::flow::{Bundle, KINDS, Problem, RULES, Severity, Sources, text};

/// A mistake.
pub struct Mistake {
    /// What the designer did.
    what: &'static str,
    /// What stands in the good flow, once, and what is written instead.
    edit: (&'static str, &'static str),
    /// The same once more, where one slip has two places.
    second: Option<(&'static str, &'static str)>,
    /// The rule that finds it.
    rule: &'static str,
    then: Then,
    /// Other rules that may speak too, because one slip has several effects.
    also: &'static [&'static str],
}

/// What follows from a problem.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// What it suggests makes the flow good again, without a single problem left.
    Repaired,
    /// Only the designer can know what was meant. The hint says this, among other things.
    Hint(&'static str),
}

const fn row(what: &'static str, edit: (&'static str, &'static str), rule: &'static str, then: Then) -> Mistake {
    Mistake { what, edit, second: None, rule, then, also: &[] }
}

impl Mistake {
    const fn also(mut self, rules: &'static [&'static str]) -> Self {
        self.also = rules;
        self
    }

    const fn and(mut self, edit: (&'static str, &'static str)) -> Self {
        self.second = Some(edit);
        self
    }

    /// The problem of its rule at just that place.
    fn found<'a>(&self, problems: &'a [Problem], place: &std::ops::Range<usize>) -> Option<&'a Problem> {
        problems.iter().find(|problem| problem.rule == self.rule && problem.place.span.range() == *place)
    }

    /// The flow with the mistake in it, and the piece of it that is to be pointed at.
    fn made(&self) -> (String, std::ops::Range<usize>) {
        let mut marked = GOOD.to_owned();
        for (from, to) in std::iter::once(self.edit).chain(self.second) {
            assert_eq!(GOOD.matches(from).count(), 1, "{}: `{from}` has to stand in the good flow once", self.what);
            marked = marked.replace(from, to);
        }
        let start = marked.find('⟦').unwrap_or_else(|| panic!("{}: nothing is marked", self.what));
        let marked = marked.replacen('⟦', "", 1);
        let end = marked.find('⟧').unwrap_or_else(|| panic!("{}: nothing is marked", self.what));
        (marked.replacen('⟧', "", 1), start..end)
    }
}

/// The line and the column of a byte, both from 1.
fn line_and_column(flow: &str, at: usize) -> (usize, usize) {
    let before = &flow[..at];
    (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap_or("").chars().count() + 1)
}

const GOOD: &str = include_str!("mistakes/good.yaml");

fn all() -> impl Iterator<Item = &'static Mistake> {
    flows::MISTAKES.iter().chain(texts::MISTAKES).chain(elsewhere::MISTAKES).chain(alone::MISTAKES)
}

fn sources(flow: &str) -> Sources {
    Sources::new("harbor.yaml", flow)
}

fn problems(flow: &str) -> Vec<Problem> {
    match Bundle::build(sources(flow)) {
        Ok((_, warnings)) => warnings,
        Err(problems) => problems,
    }
}

fn shown(flow: &str, problems: &[Problem]) -> String {
    text(problems, &sources(flow), false)
}

fn exists(rule: &str) -> bool {
    RULES.iter().any(|known| known.name == rule) || KINDS.iter().any(|(known, _)| *known == rule)
}

/// The flow with everything that was suggested for it; of suggestions for one place, the first.
fn repaired(flow: &str, problems: &[Problem]) -> String {
    let mut fixes: Vec<_> = problems.iter().filter_map(|problem| problem.fix.as_ref()).collect();
    fixes.sort_by_key(|fix| std::cmp::Reverse(fix.span.start));
    let mut flow = flow.to_owned();
    let mut behind = usize::MAX;
    for fix in fixes {
        if fix.span.end <= behind {
            flow.replace_range(fix.span.range(), &fix.text);
            behind = fix.span.start;
        }
    }
    flow
}

#[test]
fn the_good_flow_has_no_problem() {
    let found = problems(GOOD);
    assert!(found.is_empty(), "{}", shown(GOOD, &found));
}

#[test]
fn every_mistake_is_found_at_the_very_word() {
    let mut missed = String::new();
    for mistake in all() {
        let (flow, place) = mistake.made();
        let found = problems(&flow);
        let (line, column) = line_and_column(&flow, place.start);
        let Some(problem) = mistake.found(&found, &place) else {
            let all = shown(&flow, &found);
            missed += &format!("{}: not found by {} at {line}:{column}\n{all}", mistake.what, mistake.rule);
            continue;
        };
        assert_eq!((problem.place.line, problem.place.column), (line, column), "{}", mistake.what);
        let others = found.iter().filter(|other| *other != problem && !mistake.also.contains(&other.rule));
        let others: Vec<Problem> = others.cloned().collect();
        if !others.is_empty() {
            missed += &format!("{}: one slip, and also\n{}", mistake.what, shown(&flow, &others));
        }
    }
    assert!(missed.is_empty(), "{missed}");
}

#[test]
fn what_is_suggested_makes_the_flow_good_again() {
    let mut broken = String::new();
    for mistake in all().filter(|mistake| mistake.then == Then::Repaired) {
        let (mut flow, _) = mistake.made();
        let found = problems(&flow);
        if !found.iter().any(|problem| problem.rule == mistake.rule && problem.fix.is_some()) {
            broken += &format!("{}: nothing is suggested\n", mistake.what);
            continue;
        }
        // What is put right may uncover something else, such as a text in quotes that reads badly.
        for _ in 0..3 {
            flow = repaired(&flow, &problems(&flow));
        }
        let expected =
            |problem: &Problem| mistake.also.contains(&problem.rule) && problem.severity == Severity::Warning;
        let left: Vec<Problem> = problems(&flow).into_iter().filter(|problem| !expected(problem)).collect();
        if !left.is_empty() {
            broken += &format!("{}\n{}", mistake.what, shown(&flow, &left));
        }
    }
    assert!(broken.is_empty(), "{broken}");
}

#[test]
fn where_only_the_designer_can_know_the_hint_says_what_to_do() {
    let mut unclear = String::new();
    for mistake in all() {
        let Then::Hint(words) = mistake.then else { continue };
        let (flow, place) = mistake.made();
        let found = problems(&flow);
        let Some(problem) = mistake.found(&found, &place) else { continue };
        let hint = problem.hint.as_deref().unwrap_or_default();
        if !hint.contains(words) || words.is_empty() {
            unclear += &format!("{}: the hint is `{hint}`\n", mistake.what);
        }
        if problem.fix.is_some() {
            unclear += &format!("{}: it has a suggestion; hold it by `Repaired`\n", mistake.what);
        }
    }
    assert!(unclear.is_empty(), "{unclear}");
}

#[test]
fn a_suggestion_is_sure_only_where_nothing_else_can_be_meant() {
    for (edit, rule, sure) in [
        (("person: accounts", "person: acounts"), "no-such", true),
        (("promise: care", "promise: caer"), "no-such", true),
        (("hours: staffed, within", "horus: staffed, within"), "unknown-key", true),
        (("next: hello }", "to: hello }"), "unknown-key", true),
        // Where a way leads, and what is two slips away.
        (("to: billing }", "to: biling }"), "no-such", false),
        (("person: accounts", "person: acunts"), "no-such", false),
        // The same spelling stands in another place.
        (("billing: { person: accounts", "# acounts\n  billing: { person: acounts"), "no-such", false),
        (("Mo-Fr 08:00-18:00", "Mo-Fr 8-18"), "hours", true),
        (("Mo-Fr 08:00-18:00", "Mo-Fr 8-5"), "hours", false),
        (("keep: 30d", "keep: 30"), "wrong-shape", false),
        (("\"+15550111\"", "+15550111"), "yaml-ate-it", true),
        (("when: storm", "when: storm && staffed"), "expression-wrong", true),
        (("when: storm", "when: “storm or staffed”"), "expression-wrong", false),
        (("when: storm", "when: strom"), "expression-wrong", true),
    ] {
        let flow = GOOD.replacen(edit.0, edit.1, 1);
        assert_ne!(flow, GOOD, "{edit:?}");
        let found = problems(&flow);
        let fix = found.iter().find(|problem| problem.rule == rule).and_then(|problem| problem.fix.as_ref());
        assert_eq!(fix.map(|fix| fix.sure), Some(sure), "{edit:?}\n{}", shown(&flow, &found));
    }
}

/// A flow whose texts stand in a file for each language.
fn in_two_files(english: &str, spanish: &str, steps: &str) -> Sources {
    let flow = format!(
        "flow: two\nlanguages: [en-US, es-US]\nlines: [\"+15550100\"]\ndesks: {{ care: {{}} }}\npeople: {{ operator: \
         {{ try: [ {{ ring: \"+15550111\" }}, {{ message: message, desk: care }} ] }} }}\nstart: tongue\nsteps:\n  \
         tongue: {{ language: tongue, next: one }}\n{steps}"
    );
    let shared = "message: A.\ntongue: A.\n";
    Sources::new("two.yaml", &flow).with_prompts("en-US", "en-US.yaml", format!("{shared}{english}")).with_prompts(
        "es-US",
        "es-US.yaml",
        format!("{shared}{spanish}"),
    )
}

fn of_rule(sources: &Sources, rule: &str) -> Vec<(String, usize, Option<String>)> {
    let (Ok((_, problems)) | Err(problems)) = Bundle::build(sources.clone());
    let of_rule = problems.into_iter().filter(|problem| problem.rule == rule);
    of_rule
        .map(|problem| (problem.place.file.to_string(), problem.place.line, problem.fix.map(|fix| fix.text)))
        .collect()
}

#[test]
fn a_prompt_that_one_language_calls_otherwise_is_repaired_in_its_file() {
    let steps = "  one: { say: not_found, next: operator }\n";
    let found = |id: &str, text: &str| vec![(id.to_owned(), 3, Some(text.to_owned()))];
    let sources = in_two_files("notfound: A.\n", "not_found: A.\n", steps);
    assert_eq!(of_rule(&sources, "prompt-missing"), found("en-US.yaml", "not_found"));
    let sources = in_two_files("not_found: A.\n", "not_fuond: A.\n", steps);
    assert_eq!(of_rule(&sources, "prompt-missing"), found("es-US.yaml", "not_found"));
}

#[test]
fn a_translation_that_is_missing_is_told_once() {
    let steps = "  one: { say: hello, next: two }\n  two: { say: [hello, hello], next: three }\n  \
                 three: { say: hello, next: operator }\n";
    let sources = in_two_files("hello: A.\n", "", steps);
    assert_eq!(of_rule(&sources, "prompt-missing"), [("two.yaml".to_owned(), 9, None)]);
}

/// The rules that the page on the language names, each for a mistake that is easily made.
const LIKELIEST: [&str; 25] = [
    "silent-loop",
    "keys-said",
    "dead-end",
    "not-known-yet",
    "never-read",
    "goodbye-not-agreed",
    "person-falls",
    "no-such",
    "never-open",
    "rings-itself",
    "zero-is-a-person",
    "unknown-key",
    "unreachable",
    "yaml-ate-it",
    "words-language",
    "keys-only",
    "prompt-missing",
    "needs-both",
    "reads-badly",
    "secret-asked",
    "unverified-speech",
    "write-needs-send",
    "from-elsewhere",
    "duplicate-key",
    "key-twice",
];

#[test]
fn every_likely_mistake_is_made_here() {
    let made: BTreeSet<&str> = all().map(|mistake| mistake.rule).collect();
    let missing: Vec<&str> = LIKELIEST.into_iter().filter(|rule| !made.contains(rule)).collect();
    assert!(missing.is_empty(), "nobody makes these: {missing:?}");
    let unknown: Vec<&str> = all().filter(|mistake| !exists(mistake.rule)).map(|mistake| mistake.rule).collect();
    assert!(unknown.is_empty(), "there are no such rules: {unknown:?}");
}

#[test]
fn an_error_keeps_the_flow_from_being_served_and_a_warning_does_not() {
    for mistake in all() {
        let (flow, _) = mistake.made();
        let errors = problems(&flow).iter().any(|problem| problem.severity == Severity::Error);
        assert_eq!(Bundle::build(sources(&flow)).is_err(), errors, "{}", mistake.what);
    }
}

#[test]
fn no_number_of_warnings_hides_an_error() {
    let steps: String = (0..260).map(|at| format!("  s{at}: {{ say: p{at}, next: s{} }}\n", at + 1)).collect();
    let texts: String = (0..260).map(|at| format!("  p{at}: {{ en-US: Part {at}. }}\n")).collect();
    let flow = GOOD.replace("next: hello }", "next: s0 }\n\n  s260: { say: wrong, next: hello }\n").replace(
        "\nprompts:\n",
        &format!("{steps}\nprompts:\n  wrong: {{ en-US: \"It is {{nobody|digits}}.\" }}\n{texts}"),
    );
    let found = problems(&flow);
    let warnings = found.iter().filter(|problem| problem.severity == Severity::Warning).count();
    assert!(200 <= warnings, "only {warnings} warnings");
    assert!(found.iter().any(|problem| problem.rule == "insert-unknown"), "{}", shown(&flow, &found));
    assert!(Bundle::build(sources(&flow)).is_err());
}
