//! Where a span begins and ends, in lines and columns, as different programs count them.

use crate::flow::place::Span;

/// A place between two letters of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Point {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The column, from 1, in UTF-16 code units, as SARIF (section 3.14.27) and editors count.
    pub utf16: usize,
}

/// Where a span begins, and where the letter after its last one would be.
pub(super) fn ends(span: Span, source: &str) -> (Point, Point) {
    let span = within(span, source);
    (point(span.start, source), point(span.end, source))
}

/// The span, cut to the file and to the borders of its letters.
pub(super) fn within(span: Span, source: &str) -> Span {
    let inside = |at: usize| (0..=at.min(source.len())).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(0);
    let start = inside(span.start);
    Span { start, end: inside(span.end).max(start) }
}

fn point(at: usize, source: &str) -> Point {
    let before = source.get(..at).unwrap_or(source);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = before.get(line_start..).unwrap_or("");
    Point {
        line: before.matches('\n').count() + 1,
        column: line.chars().count() + 1,
        utf16: line.encode_utf16().count() + 1,
    }
}
