//! Problems as designers read them.

use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::region;
use crate::flow::{
    bundle::Sources,
    place::Span,
    problem::{Problem, Severity},
};

/// The largest file that is quoted from; of larger ones only the place is shown.
const QUOTED_MAX: usize = 1_000_000;

/// What a repair is called that may not be meant: `clew check --fix` leaves it to the designer.
const SUGGESTION: &str = "suggestion";

/// Problems as text, each with the lines it is about, and what would repair it as a difference.
#[must_use]
pub fn text(problems: &[Problem], sources: &Sources, styled: bool) -> String {
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
    let mut shown = String::new();
    for problem in problems {
        let source = sources.file(&problem.place.file).unwrap_or("");
        let problem = &printable(problem);
        match source.len() <= QUOTED_MAX && !source.is_empty() {
            true => shown.push_str(&renderer.render(&groups(problem, source))),
            false => shown.push_str(&brief(problem)),
        }
        shown.push_str("\n\n");
    }
    shown
}

/// The problem without what could move a terminal's cursor or turn its letters about: files come from anywhere, and
/// only titles and quoted lines are made fit to print by what prints them.
fn printable(problem: &Problem) -> Problem {
    let mut clear = problem.clone();
    clear.says = clean(&problem.says);
    clear.hint = problem.hint.as_deref().map(clean);
    clear.place.file = clean(&problem.place.file).into();
    clear
}

pub(super) fn clean(text: &str) -> String {
    text.replace(|char| char != '\n' && unseen(char), "\u{fffd}")
}

/// Whether a letter moves the cursor, or turns the direction of those behind it.
pub(in crate::flow) fn unseen(char: char) -> bool {
    char.is_control() || matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn brief(problem: &Problem) -> String {
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let hint = problem.hint.as_ref().map_or(String::new(), |hint| format!("\nhelp: {hint}"));
    format!("{severity}[{}]: {}\n --> {}{hint}", problem.rule, problem.says, problem.place.file)
}

fn groups<'a>(problem: &'a Problem, source: &'a str) -> Vec<Group<'a>> {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let file: &str = &problem.place.file;
    let mark = AnnotationKind::Primary.span(visible(problem.place.span, source).range());
    let snippet = Snippet::source(source).path(file).annotation(mark);
    let mut first = level.primary_title(problem.says.as_str()).id(problem.rule).element(snippet);
    let Some(fix) = &problem.fix else {
        first = first.elements(problem.hint.as_deref().map(|hint| Level::HELP.message(hint)));
        return vec![first];
    };
    let title = problem.hint.as_deref().unwrap_or("write instead");
    let patch = Snippet::source(source).path(file).patch(Patch::new(fix.span.range(), fix.text.as_str()));
    let level = if fix.sure { Level::HELP } else { Level::HELP.with_name(SUGGESTION) };
    vec![first, level.secondary_title(title).element(patch)]
}

/// At least one letter, so that there is something to point at, and on letters' borders.
fn visible(span: Span, source: &str) -> Span {
    let Span { start, end } = region::within(span, source);
    let next = source.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Span { start, end: end.max(start + next) }
}
