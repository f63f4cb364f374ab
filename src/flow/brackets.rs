//! Where a bracket of a YAML file is opened that nothing closes. The parser says only where it stumbles, which may be
//! far below.
//!
//! Invariant: one pass over the text. What it takes for a bracket is one for YAML in everything that designers write;
//! it is asked only for files that are no YAML anyway.

use super::place::Span;

/// A bracket that is opened and not closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unclosed {
    pub bracket: Span,
    /// The first comment behind it on its own line, if that hides what would have closed it.
    pub comment: Option<usize>,
}

/// The innermost bracket that is opened before `end` and never closed, or closed by one of another kind.
pub(super) fn unclosed(text: &str, end: usize) -> Option<Unclosed> {
    let mut scan = Scan { open: Vec::new(), wrong: None };
    let mut within: Option<usize> = None;
    let mut rest = 0;
    for line in text.split_inclusive('\n') {
        let (start, indent) = (rest, line.len() - line.trim_start_matches(' ').len());
        rest += line.len();
        // A text behind `|` or `>` goes on while it is indented.
        let blank = line.trim().is_empty();
        if within.is_some_and(|outer| blank || outer < indent) {
            continue;
        }
        within = None;
        scan.line(line, start);
        if scan.open.is_empty() && opens_text(line) {
            within = Some(indent);
        }
    }
    let open = scan.wrong.or(scan.open.pop()).filter(|(at, _)| *at < end);
    let (at, _) = open?;
    Some(Unclosed { bracket: Span { start: at, end: at + 1 }, comment: hidden(text, at) })
}

/// Whether a line ends by opening a text of several lines, as in `help: >`.
fn opens_text(line: &str) -> bool {
    let line = line.trim_end();
    let marked =
        |mark: char| line.rfind([' ', ':']).is_some_and(|at| line.get(at + 1..).unwrap_or("").starts_with(mark));
    (marked('|') || marked('>')) && line.trim_end_matches(['|', '>', '+', '-']).trim_end().ends_with([':', '-'])
}

/// The comment behind a bracket, on its line, in which it would be closed.
fn hidden(text: &str, bracket: usize) -> Option<usize> {
    let line = text.get(bracket..)?.lines().next()?;
    let comment = line.find(" #")? + 1;
    line.get(comment..)?.contains(['}', ']']).then_some(bracket + comment)
}

#[derive(Debug)]
struct Scan {
    /// The brackets that are open, and what closes each.
    open: Vec<(usize, char)>,
    /// The first one that is closed by one of another kind.
    wrong: Option<(usize, char)>,
}

impl Scan {
    /// Takes a line that begins at byte `start`. Quotes end with their line: a text in quotes is seldom longer, and one
    /// that is never closed would hide everything below it.
    fn line(&mut self, line: &str, start: usize) {
        // Whether a value may begin here; and the letter before, without blanks.
        let (mut begins, mut before) = (true, ' ');
        let mut letters = line.char_indices().peekable();
        let mut only_dashes = true;
        while let Some((at, letter)) = letters.next() {
            let inside = !self.open.is_empty();
            match letter {
                '#' if before == ' ' => return,
                '"' | '\'' if begins => {
                    let mut escaped = false;
                    for (_, inner) in letters.by_ref() {
                        if inner == letter && !escaped {
                            break;
                        }
                        escaped = letter == '"' && inner == '\\' && !escaped;
                    }
                    begins = false;
                }
                '{' | '[' if begins || inside => {
                    self.open.push((start + at, if letter == '{' { '}' } else { ']' }));
                    begins = true;
                }
                '}' | ']' if inside => {
                    let closed = self.open.pop();
                    self.wrong = self.wrong.or(closed.filter(|(_, closes)| *closes != letter));
                    begins = false;
                }
                ',' if inside => begins = true,
                ':' => begins = letters.peek().is_none_or(|(_, next)| next.is_whitespace()),
                '-' | '?' if only_dashes => begins = true,
                _ if letter.is_whitespace() => {}
                _ => begins = false,
            }
            only_dashes &= matches!(letter, '-' | '?' | ' ');
            before = if letter.is_whitespace() { ' ' } else { letter };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Span, unclosed};

    /// Where `⟦` marks the bracket that is open, and `⟧` where the parser stumbles.
    #[track_caller]
    fn found(marked: &str, comment: bool) {
        let end = marked.replace('⟦', "").find('⟧').unwrap_or(usize::MAX);
        let marked = marked.replace('⟧', "");
        let start = marked.find('⟦');
        let found = unclosed(&marked.replace('⟦', ""), end);
        assert_eq!(found.map(|found| found.bracket), start.map(|start| Span { start, end: start + 1 }), "{marked}");
        assert_eq!(found.is_some_and(|found| found.comment.is_some()), comment, "{marked}");
    }

    #[test]
    fn a_bracket_is_found_where_it_is_opened() {
        found("a:\n  - ⟦{ b: c, d: [e]\n  - { b: c }\n  ⟧- { b: c }\n", false);
        found("a: { b: ⟦[c, d }\n⟧e: { f: g }\n", false);
        found("a: ⟦[\"]\", ']', it's\n⟧b: c\n", false);
        found("a: ⟦{ b: #, c: d }\n⟧e: f\n", true);
        found("a:\n  - - ⟦{ b: c\n⟧e: f\n", false);
    }

    #[test]
    fn what_is_no_bracket_of_yaml_is_none() {
        found("a: hello {name and so on\nb⟧\n", false);
        found("a: |\n  { b\n\n  [ c\nd: e # {\nf: \"{\"⟧\n", false);
        found("a: >-\n  { b\nd⟧\n", false);
        found("a: { b: [c, d], e: \"{\" }\nf:⟧ [\n", false);
        found("a: it's {\nb: isn't [\n⟧", false);
    }
}
