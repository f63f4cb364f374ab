//! A picture, read back: its boxes and labels with their places, and what lies where it should not.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

/// The elements that a picture is made of.
pub const KNOWN: &[&str] = &["svg", "title", "desc", "style", "defs", "marker", "path", "rect", "text", "g"];

/// Left, top, right, bottom.
pub type Area = (f64, f64, f64, f64);

pub struct Piece {
    pub name: String,
    pub area: Area,
    pub rows: Vec<String>,
}

#[derive(Default)]
pub struct Picture {
    /// Left, top, width and height.
    pub view: Area,
    pub boxes: Vec<Piece>,
    pub labels: Vec<Piece>,
    /// Texts, each as wide as it would be in a narrow font.
    pub texts: Vec<Piece>,
    /// The lines from box to box, corner by corner.
    pub lines: Vec<Vec<(f64, f64)>>,
    pub elements: BTreeSet<String>,
    by_path: BTreeMap<String, Vec<String>>,
}

fn attributes(start: &BytesStart<'_>) -> BTreeMap<String, String> {
    let one = |attribute: quick_xml::events::attributes::Attribute<'_>| {
        let key = attribute.key.as_ref().to_owned();
        (key, quick_xml::escape::unescape(&attribute.value).unwrap().into_owned())
    };
    start.attributes().map(|attribute| one(attribute.unwrap())).collect()
}

/// The commands of a path, each with its figures.
fn commands(path: &str) -> Vec<(char, Vec<f64>)> {
    let mut split: Vec<(char, String)> = Vec::new();
    for sign in path.chars() {
        if sign.is_ascii_alphabetic() {
            split.push((sign, String::new()));
        } else {
            split.last_mut().unwrap().1.push(sign);
        }
    }
    let figures = |text: String| -> Vec<f64> {
        text.split([',', ' ']).filter(|text| !text.is_empty()).map(|text| text.parse().unwrap()).collect()
    };
    split.into_iter().map(|(command, text)| (command, figures(text))).collect()
}

/// A line of straight pieces with bends, corner by corner; none of a curve.
fn corners(path: &str) -> Vec<(f64, f64)> {
    let commands = commands(path);
    if commands.iter().any(|(command, _)| !['M', 'L', 'Q'].contains(command)) {
        return Vec::new();
    }
    commands.iter().flat_map(|(_, figures)| figures.chunks(2).map(|point| (point[0], point[1]))).collect()
}

/// Whether a line of straight pieces goes through an area.
fn through(line: &[(f64, f64)], (left, top, right, bottom): Area) -> bool {
    let within = |(x, y): (f64, f64)| left < x && x < right && top < y && y < bottom;
    let pieces = line.windows(2).map(|ends| (ends[0], ends[1]));
    let mut points = pieces.flat_map(|((ax, ay), (bx, by))| {
        let steps = (ax - bx).hypot(ay - by).ceil().max(1.0) as u32;
        (0..=steps).map(move |at| {
            let share = f64::from(at) / f64::from(steps);
            (ax + (bx - ax) * share, ay + (by - ay) * share)
        })
    });
    points.any(within)
}

/// What a path lies within, of the commands that pictures use.
fn bounds(path: &str) -> Area {
    let mut area = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
    let (mut x, mut y) = (0.0, 0.0);
    for (command, figures) in commands(path) {
        match command {
            'M' | 'L' | 'Q' | 'C' | 'A' => (x, y) = (figures[figures.len() - 2], figures[figures.len() - 1]),
            'H' => x = figures[0],
            'V' => y = figures[0],
            'Z' => {}
            other => panic!("`{other}` in {path}"),
        }
        area = (area.0.min(x), area.1.min(y), area.2.max(x), area.3.max(y));
    }
    area
}

impl Picture {
    /// Reads it; panics where it is no well-formed XML.
    pub fn read(svg: &str) -> Self {
        let mut reader = Reader::from_str(svg);
        reader.config_mut().check_end_names = true;
        let (mut picture, mut open) = (Self::default(), Vec::<(String, BTreeMap<String, String>)>::new());
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => {
                    picture.element(&start, &open);
                    open.push((start.name().as_ref().to_owned(), attributes(&start)));
                }
                Event::Empty(start) => picture.element(&start, &open),
                Event::End(_) => drop(open.pop().unwrap()),
                Event::Text(text) => {
                    picture.said(&quick_xml::escape::unescape(&text).unwrap(), &open);
                }
                Event::GeneralRef(name) => {
                    picture.said(&quick_xml::escape::unescape(&format!("&{};", &*name)).unwrap(), &open);
                }
                Event::Eof => break,
                other => panic!("{other:?} in a picture"),
            }
        }
        assert!(open.is_empty());
        picture
    }

    fn element(&mut self, start: &BytesStart<'_>, open: &[(String, BTreeMap<String, String>)]) {
        let name = start.name().as_ref().to_owned();
        let has = attributes(start);
        let figure = |key: &str| has[key].parse::<f64>().unwrap();
        let class = has.get("class").cloned().unwrap_or_default();
        let parent = open.last().map(|(name, has)| (name.as_str(), has.get("class").map_or("", String::as_str)));
        match (name.as_str(), parent) {
            ("svg", _) => {
                let view: Vec<f64> = has["viewBox"].split(' ').map(|text| text.parse().unwrap()).collect();
                self.view = (view[0], view[1], view[2], view[3]);
            }
            ("path", Some(("g", "node" | "end"))) if class.starts_with("box") => {
                let name = open.last().unwrap().1.get("data-step").cloned().unwrap_or_default();
                self.boxes.push(Piece { name, area: bounds(&has["d"]), rows: Vec::new() });
            }
            ("path", Some(("svg", _))) if has.contains_key("marker-end") => self.lines.push(corners(&has["d"])),
            ("rect", Some(("g", "label"))) => {
                let (x, y) = (figure("x"), figure("y"));
                let area = (x, y, x + figure("width"), y + figure("height"));
                self.labels.push(Piece { name: String::new(), area, rows: Vec::new() });
            }
            ("text", _) => {
                let (x, y) = (figure("x"), figure("y"));
                let middle = has.get("text-anchor").is_some_and(|anchor| anchor == "middle");
                let name = if middle { "middle" } else { "start" }.to_owned();
                self.texts.push(Piece { name, area: (x, y - 9.0, x, y + 3.0), rows: Vec::new() });
            }
            _ => {}
        }
        self.elements.insert(name);
    }

    fn said(&mut self, text: &str, open: &[(String, BTreeMap<String, String>)]) {
        let path: Vec<&str> = open.iter().map(|(name, _)| name.as_str()).collect();
        let Some((name, parents)) = path.split_last() else { return };
        let class = parents.len().checked_sub(1).and_then(|at| open[at].1.get("class")).map_or("", String::as_str);
        match *name {
            "text" => {
                let piece = self.texts.last_mut().unwrap();
                let width = text.chars().count() as f64 * 4.5;
                let shift = if piece.name == "middle" { width / 2.0 } else { 0.0 };
                piece.area = (piece.area.0 - shift, piece.area.1, piece.area.2 + width - shift, piece.area.3);
                let owner = match class {
                    "node" | "end" => self.boxes.last_mut(),
                    "label" => self.labels.last_mut(),
                    _ => None,
                };
                if let Some(owner) = owner {
                    match piece.rows.is_empty() {
                        true => owner.rows.push(text.to_owned()),
                        false => owner.rows.last_mut().unwrap().push_str(text),
                    }
                }
                piece.rows.push(text.to_owned());
            }
            "title" | "desc" => {
                let said = self.by_path.entry(path.join("/")).or_default();
                said.push(text.to_owned());
            }
            _ => {}
        }
    }

    /// The texts of all elements at a path, such as `svg/title`, joined.
    pub fn text(&self, path: &str) -> Vec<String> {
        self.by_path.get(path).map(|said| vec![said.concat()]).unwrap_or_default()
    }

    /// The steps that are drawn.
    pub fn steps(&self) -> BTreeSet<String> {
        self.boxes.iter().map(|piece| piece.name.clone()).filter(|name| !name.is_empty()).collect()
    }

    /// What is written in the box of a step.
    pub fn rows_of(&self, step: &str) -> Vec<String> {
        self.boxes.iter().find(|piece| piece.name == step).unwrap().rows.clone()
    }

    /// What lies over something else, or outside.
    pub fn faults(&self) -> Vec<String> {
        let over = |a: Area, b: Area| a.0 + 0.2 < b.2 && b.0 + 0.2 < a.2 && a.1 + 0.2 < b.3 && b.1 + 0.2 < a.3;
        let mut faults = Vec::new();
        for (at, one) in self.boxes.iter().enumerate() {
            let others = self.boxes.iter().skip(at + 1).filter(|other| over(one.area, other.area));
            faults.extend(
                others.map(|other| format!("box {} {:?} over box {} {:?}", one.name, one.rows, other.name, other.rows)),
            );
        }
        for (at, label) in self.labels.iter().enumerate() {
            let boxes = self.boxes.iter().filter(|piece| over(label.area, piece.area));
            faults
                .extend(boxes.map(|piece| format!("label {:?} over box {} {:?}", label.rows, piece.name, piece.rows)));
            let labels = self.labels.iter().skip(at + 1).filter(|other| over(label.area, other.area));
            faults.extend(labels.map(|other| format!("label {:?} over label {:?}", label.rows, other.rows)));
        }
        let inner = |area: Area| (area.0 + 2.0, area.1 + 2.0, area.2 - 2.0, area.3 - 2.0);
        for piece in &self.boxes {
            let lines = self.lines.iter().filter(|line| through(line, inner(piece.area)));
            faults.extend(lines.map(|line| format!("line {line:?} under box {} {:?}", piece.name, piece.rows)));
        }
        for line in self.lines.iter().filter(|line| 1 < line.len()) {
            let ((ax, ay), (bx, by)) = (line[line.len() - 2], line[line.len() - 1]);
            let (far, tip) = ((ax - bx).hypot(ay - by).max(0.001), 9.0);
            let (x, y) = (bx + (bx - ax) / far * tip, by + (by - ay) / far * tip);
            let touches =
                |(l, t, r, b): Area| l - 2.0 < x && x < r + 2.0 && ((y - t).abs() < 8.0 || (y - b).abs() < 8.0);
            if !self.boxes.iter().any(|piece| touches(piece.area)) {
                faults.push(format!("the tip of line {line:?} is at no box"));
            }
        }
        for label in &self.labels {
            let lines: Vec<_> = self.lines.iter().filter(|line| through(line, inner(label.area))).collect();
            if 1 < lines.len() {
                faults.push(format!("lines {lines:?} under label {:?}", label.rows));
            }
        }
        let (left, top, width, height) = self.view;
        for piece in self.boxes.iter().chain(&self.labels).chain(&self.texts) {
            let (l, t, r, b) = piece.area;
            if l < left || t < top || left + width < r || top + height < b {
                faults.push(format!("{} {:?} lies outside", piece.name, piece.rows));
            }
        }
        // A text is no wider than its box, even in a narrow font.
        for piece in self.boxes.iter().chain(&self.labels) {
            let widest = piece.rows.iter().map(|row| row.chars().count()).max().unwrap_or(0) as f64 * 4.5;
            if piece.area.2 - piece.area.0 < widest {
                faults.push(format!("{:?} does not fit its box", piece.rows));
            }
        }
        faults
    }
}
