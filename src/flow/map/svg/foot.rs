//! What stands under the picture: what works everywhere, the ladders of people, what the shapes mean, and texts.

use super::{
    card::{ROW, TITLE_PX},
    pen::{Pen, px},
    shapes::{Area, Outline},
    text::{TEXT_PX, cut, figure, width, wrapped},
};
use crate::flow::map::{Ladder, Map, Shape};

/// The widest row of a block.
const BLOCK_TEXT: f64 = 330.0;

/// The most lines of a row.
const LINES: usize = 12;

const HEADING: f64 = 20.0;
const INDENT: f64 = 9.0;
const SAMPLE: (f64, f64) = (40.0, 20.0);
const GAP: f64 = 18.0;

/// A heading with rows under it.
#[derive(Debug)]
pub(super) struct Block {
    heading: String,
    /// Each line, and whether a row begins with it.
    rows: Vec<(String, &'static str, bool)>,
    pub width: f64,
    pub height: f64,
}

impl Block {
    fn of(heading: &str, rows: Vec<(String, &'static str)>, room: f64) -> Self {
        let heading = cut(heading, room, TITLE_PX, true);
        let wrap = |(text, class): (String, &'static str)| {
            let bold = if class == "problem" { 1.12 } else { 1.0 };
            let lines = wrapped(&text, (room - INDENT) / bold, LINES).into_iter();
            lines
                .zip(std::iter::once(true).chain(std::iter::repeat(false)))
                .map(move |(line, first)| (line, class, first))
        };
        let rows: Vec<(String, &'static str, bool)> = rows.into_iter().flat_map(wrap).collect();
        let widest = rows.iter().map(|(text, class, _)| width(text, TEXT_PX, *class == "problem")).fold(0.0, f64::max);
        let width = (widest + INDENT).max(width(&heading, TITLE_PX, true));
        let height = HEADING + figure(rows.len()) * ROW + 6.0;
        Self { heading, rows, width, height }
    }

    pub fn draw(&self, pen: &mut Pen, x: f64, y: f64) {
        let left = px(x);
        pen.text("text", &[("x", &left), ("y", &px(y + 13.0)), ("class", "h2")], &self.heading);
        pen.line();
        for ((text, class, first), at) in self.rows.iter().zip(0_u32..) {
            let down = px(y + 7.0 + HEADING + ROW * f64::from(at) + 6.0);
            if *first {
                pen.text("text", &[("x", &left), ("y", &down), ("class", class)], "·");
            }
            pen.text("text", &[("x", &px(x + INDENT)), ("y", &down), ("class", class)], text);
            pen.line();
        }
    }
}

/// The blocks under a picture.
pub(super) fn blocks(map: &Map) -> Vec<Block> {
    let everywhere = map.everywhere.iter().map(|row| {
        let to = row.to.as_ref().map_or_else(String::new, |to| format!(" → {to}"));
        (format!("{}{to}", row.what), "faint")
    });
    let mut blocks = vec![Block::of("At every wait", everywhere.collect(), BLOCK_TEXT)];
    blocks.extend(map.people.iter().map(ladder));
    blocks
}

fn ladder(person: &Ladder) -> Block {
    let rungs = person.rungs.iter().map(|rung| (rung.clone(), "verb"));
    let problems = person.problems.iter().map(|rule| (format!("⚠ {rule}"), "problem"));
    Block::of(person.name.as_str(), rungs.chain(problems).collect(), BLOCK_TEXT)
}

/// The texts under a picture, as wide as that.
pub(super) fn texts(map: &Map, room: f64) -> Vec<Block> {
    let plain = |lines: &[String]| lines.iter().map(|line| (line.clone(), "detail")).collect::<Vec<_>>();
    let all = [
        ("Proven", plain(&map.proven)),
        ("Calls", plain(&map.traffic)),
        ("Other problems", map.elsewhere.iter().map(|line| (format!("⚠ {line}"), "problem")).collect()),
    ];
    all.into_iter().filter(|(_, rows)| !rows.is_empty()).map(|(heading, rows)| Block::of(heading, rows, room)).collect()
}

/// What the shapes mean.
#[derive(Debug)]
pub(super) struct Legend {
    samples: Vec<(Sample, String, f64, f64)>,
    pub height: f64,
}

/// What is explained.
#[derive(Debug, Clone, Copy)]
enum Sample {
    Box(Outline),
    Line(&'static str),
    Text(&'static str, &'static str),
}

impl Legend {
    pub fn of(map: &Map, room: f64) -> Self {
        let (mut x, mut y, mut samples) = (0.0, 0.0, Vec::new());
        for (sample, text) in explained(map) {
            let item = SAMPLE.0 + 8.0 + width(&text, TEXT_PX, false) + GAP;
            if 0.0 < x && room < x + item {
                (x, y) = (0.0, y + SAMPLE.1 + 10.0);
            }
            samples.push((sample, text, x, y));
            x += item;
        }
        Self { samples, height: y + SAMPLE.1 + 10.0 }
    }

    pub fn draw(&self, pen: &mut Pen, left: f64, top: f64) {
        for (sample, text, x, y) in &self.samples {
            let middle = (left + x + SAMPLE.0 / 2.0, top + y + SAMPLE.1 / 2.0);
            let area = Area { x: middle.0, y: middle.1, width: SAMPLE.0, height: SAMPLE.1 };
            let baseline = px(middle.1 + 4.0);
            match sample {
                Sample::Box(outline) => {
                    let (path, within) = outline.paths(area);
                    pen.empty("path", &[("class", outline.class()), ("d", &path)]);
                    if let Some(within) = within {
                        pen.empty("path", &[("class", "inner"), ("d", &within)]);
                    }
                }
                Sample::Line(class) => {
                    let path = format!("M{},{}H{}", px(area.left()), px(middle.1), px(area.right()));
                    pen.empty("path", &[("class", class), ("d", &path)]);
                }
                Sample::Text(class, sign) => {
                    let (x, attributes) = (px(middle.0), class);
                    pen.text(
                        "text",
                        &[("x", &x), ("y", &baseline), ("text-anchor", "middle"), ("class", attributes)],
                        sign,
                    );
                }
            }
            pen.text("text", &[("x", &px(area.right() + 8.0)), ("y", &baseline)], text);
            pen.line();
        }
    }
}

/// Whether something is told of callers who were lost.
fn troubled(map: &Map) -> bool {
    let mut nodes = map.sections.iter().flat_map(|section| &section.nodes);
    nodes.any(|node| !node.loops.is_empty() || node.traffic.is_some_and(|traffic| traffic.trouble().is_some()))
}

fn explained(map: &Map) -> Vec<(Sample, String)> {
    let verb = |(verb, shape): (&str, Shape)| {
        let name = if verb.is_empty() { "plain step" } else { verb };
        (Sample::Box(Outline::Step(shape)), name.to_owned())
    };
    let mut all: Vec<(Sample, String)> = map.verbs().into_iter().map(verb).collect();
    all.push((Sample::Box(Outline::Person), "a person, a ladder below".to_owned()));
    all.push((Sample::Box(Outline::Out), "goodbye, or out".to_owned()));
    let nodes = || map.sections.iter().flat_map(|section| &section.nodes);
    let also = [
        (nodes().any(|node| node.worst), Sample::Line("way worst"), "the longest way"),
        (nodes().any(|node| node.bound.is_some()), Sample::Text("bound", "≤ n"), "the most until help, from here"),
        (nodes().any(|node| !node.problems.is_empty()), Sample::Text("problem", "⚠"), "a problem, by its rule"),
        (nodes().any(|node| node.traffic.is_some()), Sample::Text("count", "n"), "callers; dashed: nobody went there"),
        (troubled(map), Sample::Text("trouble", "n"), "turns that led nowhere, callers who hung up, costly loops"),
    ];
    all.extend(also.into_iter().filter(|(there, _, _)| *there).map(|(_, sample, text)| (sample, text.to_owned())));
    all
}
