//! Lines from box to box.

use super::{layout::ITSELF, pen::px, shapes::Area};

/// The largest radius of a bend.
const RADIUS: f64 = 24.0;

/// The length of a tip, which stands between the end of a line and its box.
pub(super) const TIP: f64 = 9.0;

/// Straight lines through all points, with round bends: so a line runs under its label. It ends where its tip begins.
pub(super) fn rounded(points: &[(f64, f64)]) -> String {
    let mut points = points.to_vec();
    if let [.., before, end] = points.as_mut_slice() {
        *end = toward(*end, *before, TIP.min(distance(*end, *before) - 1.0).max(0.0));
    }
    let Some((start, rest)) = points.split_first() else { return String::new() };
    let mut path = format!("M{},{}", px(start.0), px(start.1));
    for bend in points.windows(3) {
        if let [before, at, after] = bend {
            let radius = RADIUS.min(distance(*before, *at) / 2.0).min(distance(*at, *after) / 2.0);
            let (from, to) = (toward(*at, *before, radius), toward(*at, *after, radius));
            let (x, y) = (px(at.0), px(at.1));
            path.push_str(&format!("L{},{}Q{x},{y} {},{}", px(from.0), px(from.1), px(to.0), px(to.1)));
        }
    }
    if let Some(end) = rest.last() {
        path.push_str(&format!("L{},{}", px(end.0), px(end.1)));
    }
    path
}

/// The line from a box to itself, at its right.
pub(super) fn itself(area: Area) -> String {
    let (right, far) = (px(area.right()), px(area.right() + ITSELF));
    let tip = px(area.right() + TIP);
    let reach = (area.height / 2.0 - 4.0).clamp(6.0, 16.0);
    let (from, to) = (px(area.y - reach / 2.0), px(area.y + reach / 2.0));
    format!("M{right},{from}C{far},{} {far},{} {tip},{to}", px(area.y - reach), px(area.y + reach))
}

fn distance((ax, ay): (f64, f64), (bx, by): (f64, f64)) -> f64 {
    (ax - bx).hypot(ay - by)
}

/// The point so far from one point toward another.
fn toward(from: (f64, f64), to: (f64, f64), far: f64) -> (f64, f64) {
    let share = far / distance(from, to).max(0.001);
    (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share)
}
