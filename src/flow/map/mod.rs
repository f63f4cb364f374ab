//! The map: a flow as a picture. [`Map`] is what there is to be drawn; each form that draws it has its own file.
//!
//! Invariant: pure, and it knows no verb by name: what a step looks like follows from what it does. A part stands in
//! the map once, however often it is used. Of a caller there are counts and times in it, and of nobody a phone number.
//!
//! To add a form: its file, a function from a [`Map`] to text, and its line in [`FORMS`].

mod dot;
mod entrances;
mod everywhere;
mod fold;
mod label;
mod loops;
mod make;
mod mermaid;
mod proven;
mod svg;
mod traffic;
mod written;

use crate::{
    call::Name,
    flow::{Bundle, Problem, Proof},
};

pub use traffic::{Loop, StepTraffic, Traffic};

/// A form of the map: its name, and what draws it.
pub type Draw = fn(&Map) -> String;

/// The forms, by name; the first is meant where none is named.
pub const FORMS: &[(&str, Draw)] = &[("svg", svg::draw), ("mermaid", mermaid::draw), ("dot", dot::draw)];

/// What is known of a flow beside the flow.
#[derive(Debug, Clone, Copy, Default)]
pub struct About<'a> {
    /// What is wrong with it.
    pub problems: &'a [Problem],
    /// What is proven of it.
    pub proofs: &'a [Proof],
    /// The calls that went through it.
    pub traffic: Option<&'a Traffic<'a>>,
}

/// A flow, as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map {
    /// The flow's name.
    pub name: Name,
    /// What it is called for people.
    pub title: String,
    /// The beginning of its version: the content hash of all that it is made from.
    pub version: String,
    /// The flow itself, then each of its parts.
    pub sections: Vec<Section>,
    /// The people, with their ladders.
    pub people: Vec<Ladder>,
    /// What works at every wait.
    pub everywhere: Vec<Everywhere>,
    /// What is proven, as sentences.
    pub proven: Vec<String>,
    /// Problems that are at no step and at no person: the rule, and the file with its line.
    pub elsewhere: Vec<String>,
    /// What the traffic came to, as sentences.
    pub traffic: Vec<String>,
}

/// A flow's own steps, or those of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The part, if it is one.
    pub part: Option<Name>,
    /// Where calls come in: a label, and the step.
    pub entrances: Vec<Entrance>,
    /// The steps, as callers come to them.
    pub nodes: Vec<Node>,
    /// The ways between them and out.
    pub edges: Vec<Edge>,
}

/// Where calls come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entrance {
    /// Which calls.
    pub label: String,
    /// The step that they start with, by its name in the map.
    pub to: Name,
    /// How many calls came, if calls were counted.
    pub callers: Option<u64>,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its name in the map: that of a part's step begins with the part's.
    pub id: Name,
    /// What it is called for people: its `title`, or its name.
    pub title: String,
    /// Its verb; empty for a plain step.
    pub verb: &'static str,
    /// What it looks like.
    pub shape: Shape,
    /// What it works on: a lookup, a part, a condition, the rungs of its ladder.
    pub details: Vec<String>,
    /// The rules that it breaks.
    pub problems: Vec<&'static str>,
    /// What is proven: the most turns and the most seconds from here until help.
    pub bound: Option<(u32, u32)>,
    /// Whether the worst path waits here.
    pub worst: bool,
    /// What callers did here.
    pub traffic: Option<StepTraffic>,
    /// Of the loops that cost callers most, those that begin here: `loop 1: 4.2 minutes`.
    pub loops: Vec<String>,
}

/// A way out of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// The step, by its name in the map.
    pub from: Name,
    /// Where it leads.
    pub to: To,
    /// What makes callers take it: a key and words, a condition, an outcome. May be empty.
    pub label: String,
    /// Whether the worst path takes it.
    pub worst: bool,
    /// How many callers took it, if calls were counted.
    pub callers: Option<u64>,
}

/// Where a way out leads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum To {
    /// To a step, by its name in the map.
    Step(Name),
    /// To a person or a place.
    Person(Name),
    /// Out of the part, by one of its exits.
    Out(Name),
    /// To the end of the call, which the caller has agreed to.
    Goodbye,
}

/// What a step looks like, by what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// It lets the caller choose.
    Choice,
    /// It asks for something.
    Question,
    /// It lets the caller pick from a list.
    Pick,
    /// It asks for what proves who the caller is.
    Proof,
    /// It asks for a yes or a no.
    YesNo,
    /// It asks whether the matter is settled.
    Settle,
    /// It asks a backend.
    Lookup,
    /// It decides by what is known.
    Decision,
    /// It goes through a part.
    Part,
    /// It leads to a person.
    Person,
    /// It is a ladder itself: a promise, a message.
    Ladder,
    /// It only says or notes something.
    Plain,
}

/// A person, with the rungs of the ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    /// The person.
    pub name: Name,
    /// The rungs, in order.
    pub rungs: Vec<String>,
    /// The rules that it breaks.
    pub problems: Vec<&'static str>,
}

/// What works at every wait, or at those that are named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Everywhere {
    /// What happens.
    pub what: String,
    /// The person that it leads to, if it leads to one.
    pub to: Option<Name>,
}

impl Map {
    /// The map of a flow.
    #[must_use]
    pub fn of(bundle: &Bundle, about: About<'_>) -> Self {
        make::map(bundle, about)
    }

    /// How many steps it shows, those of a part once.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.sections.iter().map(|section| section.nodes.len()).sum()
    }

    /// The verbs that it shows, each with what its steps look like.
    fn verbs(&self) -> Vec<(&'static str, Shape)> {
        let nodes = self.sections.iter().flat_map(|section| &section.nodes);
        let seen: std::collections::BTreeSet<_> = nodes.map(|node| (node.shape, node.verb)).collect();
        seen.into_iter().map(|(shape, verb)| (verb, shape)).collect()
    }
}

/// A text as a picture can hold it: on one line, without signs that cannot be seen.
fn seen(text: &str) -> String {
    let unseen = |sign: char| {
        sign.is_control()
            || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
            || matches!(sign, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
    };
    let text: String = text.chars().map(|sign| if unseen(sign) { ' ' } else { sign }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// "1 turn", "2 turns".
fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A few names as a text, and how many more there are.
fn some_of(names: &[String], most: usize) -> String {
    let shown = names.iter().take(most).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
