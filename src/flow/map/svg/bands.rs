//! Layers as bands: a line keeps its place while it passes the boxes and labels of a layer, and goes sideways only
//! between layers. So it runs neither under the label of another line nor over the corner of a box.

use super::{
    layout::{Line, itself_height},
    lines::TIP,
    shapes::Area,
    sheet::Sheet,
};

/// The layers: the middle of each, and half of the height of what is highest in it.
#[derive(Debug)]
pub(super) struct Bands(Vec<(f64, f64)>);

impl Bands {
    pub fn of(sheet: &Sheet, areas: &[Area], lines: &[Line]) -> Self {
        let mut bands = Self(Vec::new());
        for (area, card) in areas.iter().zip(&sheet.cards) {
            bands.add(area.y, area.height.max(itself_height(card)) / 2.0);
        }
        for (line, way) in lines.iter().zip(&sheet.ways) {
            if let Some((_, y)) = line.label {
                bands.add(y, way.label().1 / 2.0);
            }
        }
        bands
    }

    fn add(&mut self, y: f64, half: f64) {
        match self.0.iter_mut().find(|(middle, _)| (*middle - y).abs() < 1.0) {
            Some((_, most)) => *most = most.max(half),
            None => self.0.push((y, half)),
        }
    }

    /// Half of the height of the layer that lies at `y`; 0 where nothing lies.
    fn half(&self, y: f64) -> f64 {
        self.0.iter().find(|(middle, _)| (*middle - y).abs() < 1.0).map_or(0.0, |(_, half)| *half)
    }

    /// Leads a line straight through each layer that it passes. Its ends are not yet where they land.
    pub fn pass(&self, line: &mut Line) {
        let Some(((_, first), (_, last))) = line.points.first().zip(line.points.last()) else { return };
        let down = if first < last { 1.0 } else { -1.0 };
        let ends = line.points.len().saturating_sub(1);
        let mut points = Vec::with_capacity(2 * line.points.len());
        for (at, (x, y)) in line.points.iter().copied().enumerate() {
            let half = if at == 0 || at == ends { 0.0 } else { self.half(y) };
            points.push((x, y - down * half));
            if 0.0 < half {
                points.push((x, y + down * half));
            }
        }
        line.points = points;
    }

    /// Leads a line straight out of the layers that its boxes stand in, which may have neighbours that are higher, and
    /// straight onto the second as far as its tip is long.
    pub fn leave(&self, line: &mut Line, (from, to): (Area, Area)) {
        let out = |(x, y): (f64, f64), area: Area, least: f64| {
            let side = if y < area.y { -1.0 } else { 1.0 };
            let far = (area.y + side * self.half(area.y) - y).abs().max(least);
            (1.0 < far).then_some((x, y + side * far))
        };
        let last = line.points.last().and_then(|end| out(*end, to, TIP + 7.0));
        let first = line.points.first().and_then(|start| out(*start, from, 0.0));
        if let Some(point) = last {
            line.points.insert(line.points.len().saturating_sub(1), point);
        }
        if let Some(point) = first {
            line.points.insert(1, point);
        }
    }
}
