//! A box with its rows of text, as large as these need.

use super::sheet::Way;
use super::{
    shapes::Outline,
    text::{TEXT_PX, cut, width, wrapped},
};
use crate::{
    call::Name,
    flow::map::{Node, Shape, StepTraffic, counted},
};

/// The widest text of a box, in pixels, and the most lines of one row of it.
const BOX_TEXT: f64 = 190.0;
const ROW_LINES: usize = 3;

/// A row of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub text: String,
    pub class: &'static str,
}

/// A box.
#[derive(Debug, Clone)]
pub(super) struct Card {
    pub outline: Outline,
    pub rows: Vec<Row>,
    pub width: f64,
    pub height: f64,
    /// What is said of it where a pointer rests on it.
    pub full: String,
    pub worst: bool,
    pub flawed: bool,
    /// Whether callers were counted, and none came here.
    pub unused: bool,
    /// The way from it to itself.
    pub itself: Option<Way>,
    /// The step, for links into the picture.
    pub id: Option<Name>,
}

pub(super) const TITLE_PX: f64 = 13.0;
pub(super) const TITLE_ROW: f64 = 17.0;
pub(super) const ROW: f64 = 14.0;

/// The box of a step.
pub(super) fn card(node: &Node) -> Card {
    let mut rows = vec![Row { text: node.title.clone(), class: "title" }];
    let own = node.id.as_str().rsplit('/').next().unwrap_or("");
    let verb = match (node.title == own, node.verb) {
        (true, verb) => verb.to_owned(),
        (false, "") => own.to_owned(),
        (false, verb) => format!("{verb} · {own}"),
    };
    rows.extend(Some(Row { text: verb, class: "verb" }).filter(|row| !row.text.is_empty()));
    rows.extend(node.details.iter().map(|detail| Row { text: detail.clone(), class: "detail" }));
    rows.extend(node.bound.map(|(turns, seconds)| Row {
        text: format!("≤ {}, {seconds} s", counted(turns.into(), "turn")),
        class: "bound",
    }));
    rows.extend(node.traffic.map(|traffic| match traffic.callers {
        0 => Row { text: "no caller".to_owned(), class: "faint" },
        callers => Row { text: counted(callers, "caller"), class: "count" },
    }));
    let trouble = node.traffic.and_then(StepTraffic::trouble).into_iter().chain(node.loops.iter().cloned());
    rows.extend(trouble.map(|text| Row { text, class: "trouble" }));
    rows.extend(node.problems.iter().map(|rule| Row { text: format!("⚠ {rule}"), class: "problem" }));
    let full = rows.iter().map(|row| row.text.as_str()).collect::<Vec<_>>().join("; ");
    let full = if node.id.as_str() == own { full } else { format!("{}: {full}", node.id) };
    let mut card = sized(Outline::Step(node.shape), rows);
    (card.full, card.worst, card.flawed) = (full, node.worst, !node.problems.is_empty());
    card.unused = node.traffic.is_some_and(|traffic| traffic.callers == 0);
    card.id = Some(node.id.clone());
    card
}

/// A box of one row.
pub(super) fn small(outline: Outline, label: &str) -> Card {
    sized(outline, vec![Row { text: label.to_owned(), class: "small" }])
}

/// A box as large as its rows need.
pub(super) fn sized(outline: Outline, rows: Vec<Row>) -> Card {
    let full = rows.iter().map(|row| row.text.as_str()).collect::<Vec<_>>().join("; ");
    let rows: Vec<Row> = rows.into_iter().flat_map(lines).collect();
    let widths = rows.iter().map(|row| {
        let (size, bold) = of(row.class);
        width(&row.text, size, bold)
    });
    let heights: f64 = rows.iter().map(|row| row_height(row.class)).sum();
    let step = matches!(outline, Outline::Step(_));
    let (around, least) = if step { (10.0, 64.0) } else { (7.0, 0.0) };
    let width = (widths.fold(0.0, f64::max) + 2.0 * (around + outline.inset())).max(least);
    let frame = if outline == Outline::Step(Shape::Settle) { 19.0 } else { 13.0 };
    let height = heights + outline.head() + if step { frame } else { 8.0 };
    Card { outline, rows, width, height, full, worst: false, flawed: false, unused: false, itself: None, id: None }
}

/// The size of a row's text, and whether it is bold.
fn of(class: &str) -> (f64, bool) {
    match class {
        "title" => (TITLE_PX, true),
        "problem" => (TEXT_PX, true),
        _ => (TEXT_PX, false),
    }
}

pub(super) fn row_height(class: &str) -> f64 {
    if class == "title" { TITLE_ROW } else { ROW }
}

/// A row in lines that fit; what is bold is a name, which is never broken.
fn lines(row: Row) -> Vec<Row> {
    let (size, bold) = of(row.class);
    let texts = match bold {
        true => vec![cut(&row.text, BOX_TEXT, size, bold)],
        false => wrapped(&row.text, BOX_TEXT, ROW_LINES),
    };
    texts.into_iter().map(|text| Row { text, ..row }).collect()
}
