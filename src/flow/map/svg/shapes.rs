//! The outlines of boxes.

use super::pen::px;
use crate::flow::map::Shape;

/// A box in the picture: its middle and its size.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Area {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Area {
    pub fn left(&self) -> f64 {
        self.x - self.width / 2.0
    }

    pub fn right(&self) -> f64 {
        self.x + self.width / 2.0
    }

    pub fn top(&self) -> f64 {
        self.y - self.height / 2.0
    }

    pub fn bottom(&self) -> f64 {
        self.y + self.height / 2.0
    }

    pub fn moved(self, x: f64, y: f64) -> Self {
        Self { x: self.x + x, y: self.y + y, ..self }
    }
}

/// What shape a box has, beside those of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outline {
    Step(Shape),
    /// A person, small, where a way leads to one.
    Person,
    /// The end of the call, or of the part, or the way to another sheet.
    Out,
    /// Where calls come in.
    Entrance,
}

impl Outline {
    /// The room at each side that its corners take from texts.
    pub fn inset(self) -> f64 {
        match self {
            Self::Step(Shape::Decision) => 18.0,
            Self::Step(Shape::Question | Shape::Proof) => 14.0,
            Self::Step(Shape::Settle | Shape::Person | Shape::Part | Shape::Choice) | Self::Person => 8.0,
            Self::Step(Shape::Pick | Shape::Ladder) => 6.0,
            Self::Step(Shape::YesNo | Shape::Lookup | Shape::Plain) | Self::Out | Self::Entrance => 2.0,
        }
    }

    /// The room above its texts that its top takes.
    pub fn head(self) -> f64 {
        if self == Self::Step(Shape::Lookup) { 8.0 } else { 0.0 }
    }

    pub fn class(self) -> &'static str {
        match self {
            Self::Step(Shape::Choice | Shape::Question | Shape::Pick | Shape::Proof | Shape::YesNo) => "box waits",
            Self::Step(Shape::Settle) => "box settles",
            Self::Step(Shape::Lookup) => "box asks",
            Self::Step(Shape::Decision) => "box decides",
            Self::Step(Shape::Part) => "box part",
            Self::Step(Shape::Person | Shape::Ladder) => "box person",
            Self::Step(Shape::Plain) => "box",
            Self::Person => "box pill person",
            Self::Out => "box pill out",
            Self::Entrance => "box pill light",
        }
    }

    /// The outline, and lines within it.
    pub fn paths(self, area: Area) -> (String, Option<String>) {
        let (l, r, t, b) = (area.left(), area.right(), area.top(), area.bottom());
        match self {
            Self::Step(Shape::Choice) => (cornered(area, 9.0), None),
            Self::Step(Shape::Question) => (slanted(l, r, t, b), None),
            Self::Step(Shape::Proof) => {
                let within = polyline(&[(l + 18.0, t), (l + 6.0, b)]);
                (slanted(l, r, t, b), Some(format!("{within} {}", polyline(&[(r - 6.0, t), (r - 18.0, b)]))))
            }
            Self::Step(Shape::Pick) => {
                let front = Area { width: area.width - 5.0, height: area.height - 5.0, ..area }.moved(-2.5, 2.5);
                let behind = polyline(&[(l + 5.0, t + 5.0), (l + 5.0, t), (r, t), (r, b - 5.0), (r - 5.0, b - 5.0)]);
                (rounded(front, 2.0), Some(behind))
            }
            Self::Step(Shape::YesNo) => (rounded(area, 12.0), None),
            Self::Step(Shape::Settle) => {
                let within = Area { width: area.width - 7.0, height: area.height - 7.0, ..area };
                (rounded(area, 20.0), Some(rounded(within, 17.0)))
            }
            Self::Step(Shape::Lookup) => cylinder(l, r, t, b),
            Self::Step(Shape::Decision) => {
                let (y, in_l, in_r) = (area.y, l + 16.0, r - 16.0);
                (closed(&[(in_l, t), (in_r, t), (r, y), (in_r, b), (in_l, b), (l, y)]), None)
            }
            Self::Step(Shape::Part) => {
                let bars =
                    format!("{} {}", polyline(&[(l + 6.0, t), (l + 6.0, b)]), polyline(&[(r - 6.0, t), (r - 6.0, b)]));
                (rounded(area, 1.0), Some(bars))
            }
            Self::Step(Shape::Person) | Self::Person => (rounded(area, 20.0), None),
            Self::Step(Shape::Ladder) => {
                let fold = polyline(&[(r - 10.0, t), (r - 10.0, t + 10.0), (r, t + 10.0)]);
                (closed(&[(l, t), (r - 10.0, t), (r, t + 10.0), (r, b), (l, b)]), Some(fold))
            }
            Self::Step(Shape::Plain) => (rounded(area, 2.0), None),
            Self::Out => (closed(&[(l, t), (r - 7.0, t), (r, area.y), (r - 7.0, b), (l, b)]), None),
            Self::Entrance => (rounded(area, 8.0), None),
        }
    }
}

/// Straight lines from point to point.
pub(super) fn polyline(points: &[(f64, f64)]) -> String {
    let step = |(at, (x, y)): (usize, &(f64, f64))| format!("{}{},{}", if at == 0 { "M" } else { "L" }, px(*x), px(*y));
    points.iter().enumerate().map(step).collect()
}

fn closed(points: &[(f64, f64)]) -> String {
    format!("{}Z", polyline(points))
}

fn slanted(l: f64, r: f64, t: f64, b: f64) -> String {
    closed(&[(l + 12.0, t), (r, t), (r - 12.0, b), (l, b)])
}

fn cornered(area: Area, c: f64) -> String {
    let (l, r, t, b) = (area.left(), area.right(), area.top(), area.bottom());
    let (in_l, in_r, in_t, in_b) = (l + c, r - c, t + c, b - c);
    closed(&[(in_l, t), (in_r, t), (r, in_t), (r, in_b), (in_r, b), (in_l, b), (l, in_b), (l, in_t)])
}

/// A box with round corners.
pub(super) fn rounded(area: Area, radius: f64) -> String {
    let (l, r, t, b) = (area.left(), area.right(), area.top(), area.bottom());
    let c = radius.min(area.height / 2.0).min(area.width / 2.0);
    let arc = |x: f64, y: f64| format!("A{0},{0} 0 0 1 {1},{2}", px(c), px(x), px(y));
    let (line_r, line_b) = (format!("H{}", px(r - c)), format!("V{}", px(b - c)));
    let (line_l, line_t) = (format!("H{}", px(l + c)), format!("V{}", px(t + c)));
    let (top, bottom) = (format!("M{},{}{line_r}{}", px(l + c), px(t), arc(r, t + c)), arc(r - c, b));
    format!("{top}{line_b}{bottom}{line_l}{}{line_t}{}Z", arc(l, b - c), arc(l + c, t))
}

fn cylinder(l: f64, r: f64, t: f64, b: f64) -> (String, Option<String>) {
    let (rx, ry) = (px((r - l) / 2.0), 6.0);
    let arc = |sweep: u8, x: f64, y: f64| format!("A{rx},{} 0 0 {sweep} {},{}", px(ry), px(x), px(y));
    let side = format!("M{},{}{}V{}", px(l), px(t + ry), arc(1, r, t + ry), px(b - ry));
    let rim = format!("M{},{}{}", px(l), px(t + ry), arc(0, r, t + ry));
    (format!("{side}{}Z", arc(1, l, b - ry)), Some(rim))
}
