//! A sheet that is too dense for lines: every step with its ways out as rows, in columns.

use super::{
    card::{Card, Row, card, sized},
    layout::Placed,
    shapes::Area,
    sheet::{Sheet, labelled},
    text::figure,
};
use crate::flow::map::{Section, To};

/// The boxes side by side.
const COLUMNS: usize = 5;

/// The most ways out that are listed at a step.
const LISTED: usize = 40;

const GAP: f64 = 18.0;

/// The sheet of a whole section, and its places.
pub(super) fn directory(section: &Section) -> (Sheet, Placed) {
    let heading = match &section.part {
        Some(part) => format!("part {part}, as a list"),
        None => "as a list".to_owned(),
    };
    let cards = section.nodes.iter().map(|node| {
        let plain = card(node);
        let ways = section.edges.iter().filter(|edge| edge.from == node.id);
        let mut exits: Vec<Row> = ways.map(|edge| exit(&labelled(edge), &edge.to)).collect();
        if LISTED < exits.len() {
            let more = exits.len() - LISTED;
            exits.truncate(LISTED);
            exits.push(Row { text: format!("and {more} more"), class: "label faint" });
        }
        let rows = plain.rows.iter().cloned().chain(exits).collect();
        let Card { outline, full, worst, flawed, unused, id, .. } = plain;
        Card { full, worst, flawed, unused, id, ..sized(outline, rows) }
    });
    let sheet = Sheet { heading, cards: cards.collect(), ways: Vec::new() };
    let placed = columns(&sheet);
    (sheet, placed)
}

fn exit(label: &str, to: &To) -> Row {
    let to = match to {
        To::Step(name) | To::Person(name) | To::Out(name) => name.as_str(),
        To::Goodbye => "goodbye",
    };
    let label = if label.is_empty() { String::new() } else { format!("{label} ") };
    Row { text: format!("{label}→ {to}"), class: "detail" }
}

/// Each box in the column that is shortest so far.
fn columns(sheet: &Sheet) -> Placed {
    let widest = sheet.cards.iter().map(|card| card.width).fold(0.0, f64::max);
    let mut heights = [0.0; COLUMNS];
    let mut areas = Vec::new();
    for card in &sheet.cards {
        let shortest = heights.iter().enumerate().min_by(|(_, one), (_, other)| f64::total_cmp(one, other));
        let column = shortest.map_or(0, |(column, _)| column);
        let left = figure(column) * (widest + GAP);
        if let Some(height) = heights.get_mut(column) {
            let (x, y) = (left + card.width / 2.0, *height + card.height / 2.0);
            areas.push(Area { x, y, width: card.width, height: card.height });
            *height += card.height + GAP;
        }
    }
    let used = figure(sheet.cards.len().min(COLUMNS));
    let height = heights.iter().copied().fold(0.0, f64::max);
    Placed { areas, lines: Vec::new(), width: (used * (widest + GAP) - GAP).max(0.0), height: (height - GAP).max(0.0) }
}
