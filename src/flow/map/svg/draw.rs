//! Draws a map as one SVG picture.

use super::{
    card::{Card, ROW, Row, row_height},
    directory::directory,
    foot::{Block, Legend, blocks, texts},
    layout::{ITSELF, Placed, placed},
    lines,
    pen::{Pen, px},
    shapes::{Area, Outline, rounded},
    sheet::{Sheet, Way, sheets},
    style::SHEET,
    text::{cut, figure},
};
use crate::flow::map::{Map, Section, counted};

const MARGIN: f64 = 24.0;
const GAP: f64 = 22.0;
const FRAME: f64 = 16.0;
const HEADING: f64 = 24.0;

/// The head of the picture.
const HEAD: f64 = 58.0;

/// No picture is narrower.
const LEAST: f64 = 720.0;

/// The most steps of a sheet, and whether it may be wider than [`WIDE`] for want of a better cut.
const SHEETS: &[(usize, bool)] = &[(70, false), (24, false), (12, true)];

/// The widest that one sheet should be: two screens.
const WIDE: f64 = 2200.0;

/// The widest that a picture gets by parts that stand beside the flow.
const MOST: f64 = 2000.0;

/// Something with a place in the picture.
enum Piece {
    Sheet(Sheet, Placed),
    Block(Block),
}

impl Piece {
    fn size(&self) -> (f64, f64) {
        match self {
            Self::Sheet(sheet, placed) if sheet.heading.is_empty() => (placed.width, placed.height),
            Self::Sheet(_, placed) => (placed.width.max(120.0) + 2.0 * FRAME, placed.height + 2.0 * FRAME + HEADING),
            Self::Block(block) => (block.width + 2.0 * FRAME, block.height + FRAME),
        }
    }
}

/// Draws it.
pub(in crate::flow::map) fn draw(map: &Map) -> String {
    let mut sheets: Vec<Piece> =
        map.sections.iter().flat_map(laid_out).map(|(sheet, at)| Piece::Sheet(sheet, at)).collect();
    let beside = beside(&sheets);
    let in_a_row = sheets.iter().map(|piece| piece.size().0 + GAP).sum::<f64>().min(MOST);
    let widest = sheets.iter().map(|piece| piece.size().0).chain(beside).fold(LEAST.max(in_a_row), f64::max);
    let blocks: Vec<Piece> = blocks(map).into_iter().map(Piece::Block).collect();
    let texts: Vec<Piece> = texts(map, widest - 2.0 * FRAME).into_iter().map(Piece::Block).collect();
    let legend = Legend::of(map, widest);
    let mut pieces: Vec<(Piece, f64, f64)> = Vec::new();
    let mut y = MARGIN + HEAD;
    if beside.is_some() {
        let parts = sheets.split_off(1);
        let left: f64 = sheets.iter().map(|main| main.size().0 + GAP).sum();
        let main = shelve(sheets, (0.0, widest), y, &mut pieces);
        sheets = Vec::new();
        y = main.max(shelve(parts, (left, widest), y, &mut pieces));
    }
    for shelf in [sheets, texts, blocks] {
        y = shelve(shelf, (0.0, widest), y, &mut pieces);
    }
    let (width, height) = (widest + 2.0 * MARGIN, y + legend.height + MARGIN);
    let mut pen = Pen::new();
    let view = format!("0 0 {} {}", px(width), px(height));
    let root: &[(&'static str, &str)] = &[
        ("xmlns", "http://www.w3.org/2000/svg"),
        ("viewBox", &view),
        ("width", &px(width)),
        ("height", &px(height)),
        ("role", "graphics-document"),
        ("aria-labelledby", "map-title map-says"),
    ];
    pen.element("svg", root, |pen| {
        head(pen, map, widest);
        for (piece, x, y) in &pieces {
            draw_piece(pen, piece, (*x, *y), most(map));
        }
        legend.draw(pen, MARGIN, y);
    });
    pen.finish() + "\n"
}

/// The sheets of a section, each with its places: one if it fits on a screen, else as many as are needed, else a list.
fn laid_out(section: &Section) -> Vec<(Sheet, Placed)> {
    for (steps, last) in SHEETS {
        let sheets = sheets(section, *steps);
        let places: Option<Vec<Placed>> = sheets.iter().map(placed).collect();
        if let Some(places) = places.filter(|places| *last || places.iter().all(|placed| placed.width <= WIDE)) {
            return sheets.into_iter().zip(places).collect();
        }
    }
    vec![directory(section)]
}

/// How wide the picture is with the parts beside the flow, where they can stand there.
fn beside(sheets: &[Piece]) -> Option<f64> {
    let (main, parts) = sheets.split_first().filter(|(_, parts)| !parts.is_empty())?;
    let left = main.size().0 + GAP;
    let widest = parts.iter().map(|part| part.size().0).fold(0.0, f64::max);
    (sheets.len() < 5 && left + widest <= MOST).then_some(left + widest)
}

/// Puts pieces side by side between two edges as far as they go, and the rest below; where it goes on.
fn shelve(shelf: Vec<Piece>, (left, right): (f64, f64), top: f64, pieces: &mut Vec<(Piece, f64, f64)>) -> f64 {
    let (mut x, mut y, mut lowest) = (left, top, top);
    for piece in shelf {
        let (width, height) = piece.size();
        if left < x && right < x + width {
            (x, y) = (left, lowest);
        }
        pieces.push((piece, MARGIN + x, y));
        x += width + GAP;
        lowest = f64::max(lowest, y + height + GAP);
    }
    lowest
}

/// The most callers of a way, to which the others are drawn.
fn most(map: &Map) -> Option<u64> {
    let edges = map.sections.iter().flat_map(|section| &section.edges);
    let begun = map.sections.iter().flat_map(|section| &section.entrances).filter_map(|entrance| entrance.callers);
    edges.filter_map(|edge| edge.callers).chain(begun).max()
}

fn head(pen: &mut Pen, map: &Map, room: f64) {
    let parts = map.sections.len().saturating_sub(1);
    let count = |count: usize, what: &str| counted(u64::try_from(count).unwrap_or(u64::MAX), what);
    let parts = if parts == 0 { String::new() } else { format!(" · {}", count(parts, "part")) };
    let under = format!("{} · version {} · {}{parts}", map.name, map.version, count(map.steps(), "step"));
    pen.text("title", &[("id", "map-title")], &map.title);
    let says: Vec<&str> = map.proven.iter().chain(&map.traffic).map(String::as_str).collect();
    let says = format!("The call flow {} as a graph of {}. {}", map.name, count(map.steps(), "step"), says.join(" "));
    pen.text("desc", &[("id", "map-says")], says.trim());
    pen.style(SHEET);
    pen.element("defs", &[], |pen| {
        for (id, class) in [("tip", "tip"), ("worsttip", "worsttip")] {
            let marker: &[(&'static str, &str)] = &[
                ("id", id),
                ("viewBox", "0 0 10 10"),
                ("refX", "0"),
                ("refY", "5"),
                ("markerWidth", "9"),
                ("markerHeight", "9"),
                ("markerUnits", "userSpaceOnUse"),
                ("orient", "auto"),
            ];
            pen.element("marker", marker, |pen| pen.empty("path", &[("class", class), ("d", "M0,0L10,5L0,10z")]));
        }
    });
    pen.line();
    pen.empty("rect", &[("class", "paper"), ("width", "100%"), ("height", "100%")]);
    let title = cut(&map.title, room, 20.0, true);
    let (left, first, second) = (px(MARGIN), px(MARGIN + 18.0), px(MARGIN + 38.0));
    pen.text("text", &[("x", &left), ("y", &first), ("class", "h1")], &title);
    pen.line();
    pen.text("text", &[("x", &left), ("y", &second), ("class", "verb")], &cut(&under, room, 11.0, false));
    pen.line();
}

fn draw_piece(pen: &mut Pen, piece: &Piece, (x, y): (f64, f64), most: Option<u64>) {
    let (width, height) = piece.size();
    let frame = Area { x: x + width / 2.0, y: y + height / 2.0, width, height };
    match piece {
        Piece::Sheet(sheet, placed) if sheet.heading.is_empty() => draw_sheet(pen, sheet, placed, (x, y), most),
        Piece::Sheet(sheet, placed) => {
            pen.empty("path", &[("class", "frame"), ("d", &rounded(frame, 10.0))]);
            let at = (px(x + FRAME), px(y + FRAME + 8.0));
            let heading = cut(&sheet.heading, width - 2.0 * FRAME, 13.0, true);
            pen.text("text", &[("x", &at.0), ("y", &at.1), ("class", "h2")], &heading);
            pen.line();
            draw_sheet(pen, sheet, placed, (x + FRAME, y + FRAME + HEADING), most);
        }
        Piece::Block(block) => {
            pen.empty("path", &[("class", "frame"), ("d", &rounded(frame, 10.0))]);
            block.draw(pen, x + FRAME, y + FRAME / 2.0);
        }
    }
}

fn draw_sheet(pen: &mut Pen, sheet: &Sheet, placed: &Placed, (x, y): (f64, f64), most: Option<u64>) {
    let moved = |(px, py): &(f64, f64)| (px + x, py + y);
    for (way, line) in sheet.ways.iter().zip(&placed.lines) {
        let points: Vec<(f64, f64)> = line.points.iter().map(moved).collect();
        draw_way(pen, way, &lines::rounded(&points), most);
    }
    for (card, area) in sheet.cards.iter().zip(&placed.areas) {
        if let Some(way) = &card.itself {
            draw_way(pen, way, &lines::itself(area.moved(x, y)), most);
        }
    }
    for (card, area) in sheet.cards.iter().zip(&placed.areas) {
        draw_card(pen, card, area.moved(x, y));
    }
    let on_frame = !sheet.heading.is_empty();
    for (way, line) in sheet.ways.iter().zip(&placed.lines) {
        if let Some(middle) = line.label.as_ref().map(moved) {
            draw_label(pen, way, middle, on_frame);
        }
    }
    for (card, area) in sheet.cards.iter().zip(&placed.areas) {
        if let Some(way) = card.itself.as_ref().filter(|way| !way.rows.is_empty()) {
            let area = area.moved(x, y);
            draw_label(pen, way, (area.right() + ITSELF + 4.0 + way.label().0 / 2.0, area.y), on_frame);
        }
    }
}

fn draw_way(pen: &mut Pen, way: &Way, path: &str, most: Option<u64>) {
    let mut class = String::from("way");
    for (there, name) in [(way.light, " light"), (way.worst, " worst"), (way.callers == Some(0), " unused")] {
        class.push_str(if there { name } else { "" });
    }
    let tip = if way.worst { "url(#worsttip)" } else { "url(#tip)" };
    // As wide as its share of the callers; one that all take is four times as wide as one that few do.
    let share = |(callers, most): (u64, u64)| callers.saturating_mul(100).checked_div(most).unwrap_or(0);
    let hundredths = way.callers.zip(most).map(share).and_then(|share| u32::try_from(share).ok());
    let width = hundredths.map(|share| format!("stroke-width:{}px", px(1.2 + f64::from(share) * 0.036)));
    let mut attributes: Vec<(&'static str, &str)> = vec![("class", &class), ("d", path), ("marker-end", tip)];
    attributes.extend(width.as_deref().map(|width| ("style", width)));
    pen.empty("path", &attributes);
}

fn draw_label(pen: &mut Pen, way: &Way, (x, y): (f64, f64), on_frame: bool) {
    let (width, height) = way.label();
    pen.element("g", &[("class", "label")], |pen| {
        if !way.full.is_empty() {
            pen.text("title", &[], &way.full);
        }
        let (left, top) = (px(x - width / 2.0), px(y - height / 2.0));
        // The line is hidden behind the text: `paint` is what the label lies on.
        let paint = if on_frame { "behind" } else { "paper" };
        let (width, height) = (px(width), px(height));
        let at: &[(&'static str, &str)] =
            &[("class", paint), ("x", &left), ("y", &top), ("width", &width), ("height", &height), ("rx", "4")];
        pen.empty("rect", at);
        let first = y - figure(way.rows.len()) * ROW / 2.0;
        rows(pen, &way.rows, x, first);
    });
    pen.line();
}

fn draw_card(pen: &mut Pen, card: &Card, area: Area) {
    let mut class = card.outline.class().to_owned();
    for (there, name) in [(card.flawed, " flawed"), (card.worst, " worst"), (card.unused, " unused")] {
        class.push_str(if there { name } else { "" });
    }
    let id = card.id.as_ref().map(ToString::to_string);
    let mut attributes: Vec<(&'static str, &str)> = vec![("class", if id.is_some() { "node" } else { "end" })];
    attributes.extend(id.as_deref().map(|id| ("data-step", id)));
    pen.element("g", &attributes, |pen| {
        pen.text("title", &[], &card.full);
        let (path, within) = card.outline.paths(area);
        pen.empty("path", &[("class", &class), ("d", &path)]);
        if let Some(within) = within {
            pen.empty("path", &[("class", "inner"), ("d", &within)]);
        }
        let heights: f64 = card.rows.iter().map(|row| row_height(row.class)).sum();
        let head = card.outline.head();
        let shift = if card.outline == Outline::Step(crate::flow::map::Shape::Pick) { (-2.5, 2.5) } else { (0.0, 0.0) };
        rows(pen, &card.rows, area.x + shift.0, area.y + head / 2.0 - heights / 2.0 + shift.1);
    });
    pen.line();
}

fn rows(pen: &mut Pen, rows: &[Row], x: f64, top: f64) {
    let mut y = top;
    let x = px(x);
    for row in rows {
        y += row_height(row.class);
        let baseline = px(y - 4.0);
        let attributes: &[(&'static str, &str)] =
            &[("x", &x), ("y", &baseline), ("text-anchor", "middle"), ("class", row.class)];
        pen.text("text", attributes, &row.text);
    }
}
