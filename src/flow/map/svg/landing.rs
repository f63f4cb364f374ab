//! Where lines meet boxes: straight above or below where they can, and beside each other, so that each can be followed.

use std::collections::BTreeMap;

use super::{card::Card, layout::Line, shapes::Area, sheet::Sheet};

/// How far apart the lines at one side of a box are, if there is room.
const APART: f64 = 15.0;

/// One end of a line: the line, and whether it is its first point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct End {
    line: usize,
    first: bool,
}

/// Ends every line at the borders of its boxes.
pub(super) fn land(sheet: &Sheet, areas: &[Area], lines: &mut [Line]) {
    let mut sides: BTreeMap<(usize, bool), Vec<(End, f64)>> = BTreeMap::new();
    for (at, (way, line)) in sheet.ways.iter().zip(lines.iter()).enumerate() {
        for (first, card) in [(true, way.from), (false, way.to)] {
            let next = if first { line.points.get(1) } else { line.points.iter().rev().nth(1) };
            if let (Some((x, y)), Some(area)) = (next, areas.get(card)) {
                sides.entry((card, *y < area.y)).or_default().push((End { line: at, first }, *x));
            }
        }
    }
    for ((at, top), ends) in sides {
        let Some((card, area)) = sheet.cards.get(at).zip(areas.get(at)) else { continue };
        for (end, x) in spread(card, *area, ends) {
            let points = lines.get_mut(end.line).map(|line| &mut line.points);
            let point = points.and_then(|points| if end.first { points.first_mut() } else { points.last_mut() });
            if let Some(point) = point {
                *point = (x, if top { area.top() } else { area.bottom() });
            }
        }
    }
}

/// The ends at one side of a box, from left to right, each as near to where its line comes from as the others let it.
fn spread(card: &Card, area: Area, mut ends: Vec<(End, f64)>) -> Vec<(End, f64)> {
    let room = (area.width / 2.0 - card.outline.inset().max(4.0) - 5.0).max(0.0);
    let (left, right) = (area.x - room, area.x + room);
    ends.sort_by(|(one, a), (other, b)| a.total_cmp(b).then_with(|| one.cmp(other)));
    let gaps = super::text::figure(ends.len().saturating_sub(1)).max(1.0);
    let apart = APART.min((right - left) / gaps);
    let mut least = left;
    for (_, x) in &mut ends {
        *x = x.clamp(left, right).max(least);
        least = *x + apart;
    }
    let mut most = right;
    for (_, x) in ends.iter_mut().rev() {
        *x = x.min(most);
        most = *x - apart;
    }
    ends
}
