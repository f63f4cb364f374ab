//! Where the boxes of a sheet and the ways between them go: layer under layer, by `dagre`.

use dagre::{
    EdgeLabel, LayoutOptions, NodeLabel,
    graph::{Edge, Graph, GraphOptions},
    layout::types::LabelPos,
};

use super::{
    bands::Bands,
    card::Card,
    landing::land,
    shapes::Area,
    sheet::{Sheet, Way},
};

/// The most boxes and the most ways that are laid out in layers: where there are more it takes minutes and more, and
/// nobody could follow the lines. A sheet of 70 steps with two small boxes at each has 210.
const CARDS_MAX: usize = 230;
const WAYS_MAX: usize = 330;

/// The room for the line of a way from a step to itself, beside the box.
pub(super) const ITSELF: f64 = 26.0;

/// A line that was placed, and the middle of its label.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub points: Vec<(f64, f64)>,
    pub label: Option<(f64, f64)>,
}

/// A sheet with places: an area for each box, a line for each way.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub areas: Vec<Area>,
    pub lines: Vec<Line>,
    pub width: f64,
    pub height: f64,
}

/// Places a sheet; none where it is too dense for that.
pub(super) fn placed(sheet: &Sheet) -> Option<Placed> {
    if CARDS_MAX < sheet.cards.len() || WAYS_MAX < sheet.ways.len() {
        return None;
    }
    let options = LayoutOptions { nodesep: 28.0, ranksep: 64.0, edgesep: 16.0, ..LayoutOptions::default() };
    // A picture is not worth a command that dies: what the layout cannot do is drawn as a list.
    let placed = std::panic::catch_unwind(move || {
        let mut graph = graph(sheet);
        dagre::layout(&mut graph, Some(options));
        read(sheet, &graph)
    });
    Some(placed.ok()??.settled(sheet))
}

fn graph(sheet: &Sheet) -> Graph<NodeLabel, EdgeLabel> {
    let options = GraphOptions { directed: true, multigraph: true, compound: false };
    let mut graph: Graph<NodeLabel, EdgeLabel> = Graph::with_options(options);
    for (at, card) in sheet.cards.iter().enumerate() {
        let (width, height) = (card.width + beside(card), card.height.max(itself_height(card)));
        graph.set_node(at.to_string(), Some(NodeLabel { width, height, ..NodeLabel::default() }));
    }
    for (at, way) in sheet.ways.iter().enumerate() {
        let (width, height) = way.label();
        let label = EdgeLabel { width, height, labelpos: LabelPos::Center, ..EdgeLabel::default() };
        graph.set_edge(way.from.to_string(), way.to.to_string(), Some(label), Some(&at.to_string()));
    }
    graph
}

/// The room beside a box for the way from it to itself.
fn beside(card: &Card) -> f64 {
    card.itself.as_ref().map_or(0.0, |way| ITSELF + 6.0 + way.label().0)
}

/// The height that the way from a box to itself takes.
pub(super) fn itself_height(card: &Card) -> f64 {
    card.itself.as_ref().map_or(0.0, |way| way.label().1)
}

fn read(sheet: &Sheet, graph: &Graph<NodeLabel, EdgeLabel>) -> Option<Placed> {
    let mut areas = Vec::new();
    for (at, card) in sheet.cards.iter().enumerate() {
        let node = graph.node(&at.to_string())?;
        let (x, y) = (node.x? - beside(card) / 2.0, node.y?);
        areas.push(Area { x, y, width: card.width, height: card.height });
    }
    let line = |(at, way): (usize, &Way)| {
        let edge = Edge::with_name(way.from.to_string(), way.to.to_string(), at.to_string());
        let label = graph.edge_by_obj(&edge)?;
        let points: Vec<(f64, f64)> = label.points.iter().map(|point| (point.x, point.y)).collect();
        Some(Line { points, label: label.x.zip(label.y).filter(|_| !way.rows.is_empty()) })
    };
    let mut lines = sheet.ways.iter().enumerate().map(line).collect::<Option<Vec<_>>>()?;
    let bands = Bands::of(sheet, &areas, &lines);
    lines.iter_mut().for_each(|line| bands.pass(line));
    land(sheet, &areas, &mut lines);
    for (way, line) in sheet.ways.iter().zip(&mut lines) {
        let ends = areas.get(way.from).copied().zip(areas.get(way.to).copied());
        ends.into_iter().for_each(|ends| bands.leave(line, ends));
    }
    Some(Placed { areas, lines, width: 0.0, height: 0.0 })
}

impl Placed {
    /// Everything moved so that the corner is at 0, with the size of all of it. Labels, and ways from boxes to
    /// themselves, are part of the sheet.
    fn settled(mut self, sheet: &Sheet) -> Self {
        let mut bounds = Bounds::default();
        for (area, card) in self.areas.iter().zip(&sheet.cards) {
            bounds.add(area.left(), area.top());
            let down = area.height.max(itself_height(card)) / 2.0;
            bounds.add(area.right() + beside(card), area.y + down);
            bounds.add(area.left(), area.y - down);
        }
        for (line, way) in self.lines.iter().zip(&sheet.ways) {
            line.points.iter().for_each(|(x, y)| bounds.add(*x, *y));
            if let Some((x, y)) = line.label {
                let (width, height) = way.label();
                bounds.add(x - width / 2.0, y - height / 2.0);
                bounds.add(x + width / 2.0, y + height / 2.0);
            }
        }
        let (left, top) = (bounds.left.min(bounds.right), bounds.top.min(bounds.bottom));
        self.areas.iter_mut().for_each(|area| *area = area.moved(-left, -top));
        for line in &mut self.lines {
            line.points.iter_mut().chain(&mut line.label).for_each(|(x, y)| (*x, *y) = (*x - left, *y - top));
        }
        (self.width, self.height) = ((bounds.right - left).max(0.0), (bounds.bottom - top).max(0.0));
        self
    }
}

/// What everything lies within.
struct Bounds {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { left: f64::MAX, top: f64::MAX, right: f64::MIN, bottom: f64::MIN }
    }
}

impl Bounds {
    fn add(&mut self, x: f64, y: f64) {
        (self.left, self.top) = (self.left.min(x), self.top.min(y));
        (self.right, self.bottom) = (self.right.max(x), self.bottom.max(y));
    }
}
