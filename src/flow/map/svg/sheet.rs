//! What is drawn on one sheet: boxes and the ways between them, with their sizes, before they have places.
//!
//! Ways to people and to the end of a call have small boxes of their own at every step that they leave: drawn to one
//! place they would cross everything else.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    card::{Card, ROW, Row, card, small},
    pieces::pieces,
    shapes::Outline,
    text::{TEXT_PX, figure, width, wrapped},
};
use crate::{
    call::Name,
    flow::map::{Edge, Entrance, Node, Section, To, counted, some_of},
};

/// The widest text of a label, in pixels, and the most lines of one.
const LABEL_TEXT: f64 = 150.0;
const LABEL_LINES: usize = 3;

/// From how many steps ways are drawn to one; from more, each but the first ends in a small box of its own.
const SOURCES: usize = 6;

/// The most rows of a label; the rest are counted.
const LABEL_ROWS: usize = 12;

/// A way between two boxes, by their places in the sheet.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub from: usize,
    pub to: usize,
    pub rows: Vec<Row>,
    pub full: String,
    pub worst: bool,
    pub light: bool,
    pub callers: Option<u64>,
}

impl Way {
    fn between(from: usize, to: usize) -> Self {
        let (rows, full) = (Vec::new(), String::new());
        Self { from, to, rows, full, worst: false, light: false, callers: None }
    }

    /// The room that its label takes.
    pub fn label(&self) -> (f64, f64) {
        let widest = self.rows.iter().map(|row| width(&row.text, TEXT_PX, false)).fold(0.0, f64::max);
        if self.rows.is_empty() { (0.0, 0.0) } else { (widest + 8.0, figure(self.rows.len()) * ROW + 2.0) }
    }
}

/// A sheet.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    pub heading: String,
    pub cards: Vec<Card>,
    pub ways: Vec<Way>,
}

/// The sheets of a section: one for each piece of about so many steps at most.
pub(super) fn sheets(section: &Section, most: usize) -> Vec<Sheet> {
    let pieces = pieces(section, most);
    let mut on: BTreeMap<&Name, usize> = BTreeMap::new();
    for (piece, number) in pieces.iter().zip(1_usize..) {
        on.extend(piece.iter().map(|node| (&node.id, number)));
    }
    let part = section.part.as_ref().map_or_else(String::new, |part| format!("part {part}"));
    let many = 1 < pieces.len();
    let sheet = |(piece, number): (&Vec<&Node>, usize)| {
        let first = piece.first().map_or("", |node| node.title.as_str());
        let heading = if many { format!("{part} {number} · {first}").trim().to_owned() } else { part.clone() };
        Making::of(section, piece, (&on, number)).finish(heading)
    };
    pieces.iter().zip(1_usize..).map(sheet).collect()
}

/// A sheet in the making.
struct Making<'a> {
    cards: Vec<Card>,
    ways: Vec<Way>,
    /// Where each step's box is.
    steps: BTreeMap<&'a Name, usize>,
    /// Ways out by the boxes that they join: many of them are drawn as one.
    joined: BTreeMap<(usize, usize), usize>,
    ends: BTreeMap<(usize, To), usize>,
}

impl<'a> Making<'a> {
    fn of(section: &'a Section, piece: &[&'a Node], (on, number): (&BTreeMap<&Name, usize>, usize)) -> Self {
        let (steps, joined, ends) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut making = Self { cards: Vec::new(), ways: Vec::new(), steps, joined, ends };
        for node in piece {
            making.steps.insert(&node.id, making.cards.len());
            making.cards.push(card(node));
        }
        section.entrances.iter().for_each(|entrance| making.entrance(entrance));
        let crowded = crowded(section, &making.steps);
        for edge in &section.edges {
            match (making.steps.get(&edge.from).copied(), &edge.to) {
                (Some(from), To::Step(step)) => match making.steps.get(step).copied() {
                    Some(to) if from != to && crowded.get(step).is_some_and(|first| **first != edge.from) => {
                        let to = making.end(from, &edge.to, &format!("to {step}"));
                        making.join(from, to, edge);
                    }
                    Some(to) => making.join(from, to, edge),
                    None => {
                        let sheet = on.get(step).copied().unwrap_or(number);
                        let to = making.end(from, &edge.to, &format!("to {step}, in {sheet}"));
                        making.join(from, to, edge);
                    }
                },
                (Some(from), To::Person(name) | To::Out(name)) => {
                    let to = making.end(from, &edge.to, name.as_str());
                    making.join(from, to, edge);
                }
                (Some(from), To::Goodbye) => {
                    let to = making.end(from, &edge.to, "goodbye");
                    making.join(from, to, edge);
                }
                (None, _) => {}
            }
        }
        making.enter_from_elsewhere(section, on);
        making
    }

    fn entrance(&mut self, entrance: &Entrance) {
        let Some(to) = self.steps.get(&entrance.to).copied() else { return };
        let label = match entrance.callers {
            Some(callers) => format!("{}: {}", entrance.label, counted(callers, "caller")),
            None => entrance.label.clone(),
        };
        self.enter(to, &label, entrance.callers);
    }

    fn enter(&mut self, to: usize, label: &str, callers: Option<u64>) {
        let from = self.cards.len();
        self.cards.push(small(Outline::Entrance, label));
        self.ways.push(Way { light: true, callers, ..Way::between(from, to) });
    }

    /// Marks the steps that ways from other sheets lead to.
    fn enter_from_elsewhere(&mut self, section: &Section, on: &BTreeMap<&Name, usize>) {
        let mut sources: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for edge in &section.edges {
            if let (None, To::Step(step)) = (self.steps.get(&edge.from), &edge.to)
                && let (Some(to), Some(sheet)) = (self.steps.get(step), on.get(&edge.from))
            {
                sources.entry(*to).or_default().insert(*sheet);
            }
        }
        for (to, sheets) in sources {
            let sheets: Vec<String> = sheets.iter().map(usize::to_string).collect();
            self.enter(to, &format!("from {}", some_of(&sheets, 4)), None);
        }
    }

    /// The small box at the end of a way that leaves the sheet.
    fn end(&mut self, from: usize, to: &To, label: &str) -> usize {
        let next = self.cards.len();
        let at = *self.ends.entry((from, to.clone())).or_insert(next);
        if at == next {
            let outline = if matches!(to, To::Person(_)) { Outline::Person } else { Outline::Out };
            self.cards.push(small(outline, label));
        }
        at
    }

    fn join(&mut self, from: usize, to: usize, edge: &Edge) {
        if from == to {
            if let Some(card) = self.cards.get_mut(from) {
                add(card.itself.get_or_insert_with(|| Way::between(from, to)), edge);
            }
            return;
        }
        let next = self.ways.len();
        let at = *self.joined.entry((from, to)).or_insert(next);
        if at == next {
            self.ways.push(Way::between(from, to));
        }
        if let Some(way) = self.ways.get_mut(at) {
            add(way, edge);
        }
    }

    fn finish(self, heading: String) -> Sheet {
        let Self { mut cards, mut ways, .. } = self;
        let own = cards.iter_mut().filter_map(|card| card.itself.as_mut());
        ways.iter_mut().chain(own).for_each(shorten);
        Sheet { heading, cards, ways }
    }
}

/// The steps that too many lead to for lines, and the first that does.
fn crowded<'a>(section: &'a Section, steps: &BTreeMap<&Name, usize>) -> BTreeMap<&'a Name, &'a Name> {
    let mut sources: BTreeMap<&Name, (BTreeSet<&Name>, &Name)> = BTreeMap::new();
    for edge in section.edges.iter().filter(|edge| steps.contains_key(&edge.from)) {
        if let To::Step(step) = &edge.to {
            sources.entry(step).or_insert_with(|| (BTreeSet::new(), &edge.from)).0.insert(&edge.from);
        }
    }
    let crowded = sources.into_iter().filter(|(_, (sources, _))| SOURCES < sources.len());
    crowded.map(|(step, (_, first))| (step, first)).collect()
}

/// Adds a way out to those that are drawn as one.
fn add(way: &mut Way, edge: &Edge) {
    let unused = edge.callers == Some(0);
    // A dashed line says already that nobody went there.
    let text = if unused { edge.label.clone() } else { labelled(edge) };
    if !text.is_empty() {
        way.full.push_str(if way.full.is_empty() { "" } else { "; " });
        way.full.push_str(&text);
        let class = match (edge.worst, unused) {
            (true, _) => "label worstlabel",
            (false, true) => "label faint",
            (false, false) => "label",
        };
        let lines = wrapped(&text, LABEL_TEXT, LABEL_LINES);
        way.rows.extend(lines.into_iter().map(|text| Row { text, class }));
    }
    way.worst |= edge.worst;
    way.callers = match (way.callers, edge.callers) {
        (Some(all), Some(more)) => Some(all.saturating_add(more)),
        (all, more) => all.or(more),
    };
}

/// What stands at a way out.
pub(super) fn labelled(edge: &Edge) -> String {
    match (edge.label.as_str(), edge.callers) {
        (label, None) => label.to_owned(),
        ("", Some(callers)) => callers.to_string(),
        (label, Some(callers)) => format!("{label}: {callers}"),
    }
}

/// Leaves out the rows that are too many.
fn shorten(way: &mut Way) {
    if LABEL_ROWS < way.rows.len() {
        let more = way.rows.len() - LABEL_ROWS + 1;
        way.rows.truncate(LABEL_ROWS - 1);
        way.rows.push(Row { text: format!("and {more} more"), class: "label faint" });
    }
}
