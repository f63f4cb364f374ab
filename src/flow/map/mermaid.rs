//! The map for Mermaid: <https://mermaid.js.org/syntax/flowchart.html>. Hosts of code draw it inside a page.

use std::collections::{BTreeMap, BTreeSet};

use super::{Edge, Map, Node, Section, Shape, StepTraffic, To, counted, seen};

/// Names that Mermaid cannot take for words of its own.
#[derive(Default)]
struct Ids(BTreeMap<String, usize>);

impl Ids {
    fn of(&mut self, what: &str) -> String {
        let next = self.0.len();
        format!("n{}", self.0.entry(what.to_owned()).or_insert(next))
    }

    fn to(&mut self, to: &To, within: &str) -> String {
        match to {
            To::Step(step) => self.of(&format!("step {step}")),
            To::Person(person) => self.of(&format!("person {person}")),
            To::Out(out) => self.of(&format!("out {within} {out}")),
            To::Goodbye => self.of("goodbye"),
        }
    }
}

/// Draws it.
pub(super) fn draw(map: &Map) -> String {
    let mut ids = Ids::default();
    // A JSON text is a YAML text.
    let title = serde_json::Value::String(seen(&map.title));
    let mut lines = vec!["---".to_owned(), format!("title: {title}"), "---".to_owned(), "flowchart TD".to_owned()];
    let says = map.proven.iter().chain(&map.elsewhere).chain(&map.traffic);
    // What follows `%%` is a comment, but for `%%{`, which sets something.
    lines.extend(says.map(|says| format!("  %% {}", seen(says).replace(['{', '}'], "|"))));
    let mut links = Links::default();
    for section in &map.sections {
        lines.extend(draw_section(section, &mut ids, &mut links));
    }
    lines.extend(map.people.iter().map(|person| {
        let rows = std::iter::once(person.name.as_str()).chain(person.rungs.iter().map(String::as_str));
        let marks = person.problems.iter().map(|rule| format!("⚠ {rule}"));
        let rows: Vec<String> = rows.map(str::to_owned).chain(marks).collect();
        format!("  {}([{}]):::person", ids.of(&format!("person {}", person.name)), rows_of(&rows))
    }));
    if map.sections.iter().flat_map(|section| &section.edges).any(|edge| edge.to == To::Goodbye) {
        lines.push(format!("  {}(((\"goodbye\")))", ids.of("goodbye")));
    }
    let wait = ids.of("every wait");
    lines.push(format!("  {wait}[\"at every wait\"]:::light"));
    for everywhere in &map.everywhere {
        if let Some(person) = &everywhere.to {
            let to = ids.of(&format!("person {person}"));
            lines.push(format!("  {wait} -.->|{}| {to}", quoted(&everywhere.what)));
            links.next(false);
        }
    }
    lines.extend(CLASSES.iter().map(|class| format!("  {class}")));
    if !links.worst.is_empty() {
        let worst: Vec<String> = links.worst.iter().map(usize::to_string).collect();
        lines.push(format!("  linkStyle {} stroke:#dc2626,stroke-width:3px", worst.join(",")));
    }
    lines.join("\n") + "\n"
}

/// Readable on a light page and on a dark one: lines only, no fills.
const CLASSES: &[&str] = &[
    "classDef person stroke:#16a34a,stroke-width:2px",
    "classDef problem stroke:#d97706,stroke-width:2px",
    "classDef worst stroke:#dc2626,stroke-width:3px",
    "classDef light stroke:#94a3b8,stroke-dasharray:3",
];

/// The ways so far, which Mermaid counts.
#[derive(Default)]
struct Links {
    count: usize,
    worst: BTreeSet<usize>,
}

impl Links {
    fn next(&mut self, worst: bool) {
        if worst {
            self.worst.insert(self.count);
        }
        self.count = self.count.saturating_add(1);
    }
}

fn draw_section(section: &Section, ids: &mut Ids, links: &mut Links) -> Vec<String> {
    let within = section.part.as_ref().map_or_else(|| "call".to_owned(), ToString::to_string);
    let mut lines = Vec::new();
    if let Some(part) = &section.part {
        lines.push(format!("  subgraph {}[{}]", ids.of(&format!("part {part}")), quoted(&format!("part {part}"))));
    }
    for (entrance, at) in section.entrances.iter().zip(1_u32..) {
        let start = ids.of(&format!("start {within} {at}"));
        let label = with_callers(&entrance.label, entrance.callers);
        lines.push(format!("  {start}([{}]):::light", quoted(&label)));
        lines.push(format!("  {start} --> {}", ids.of(&format!("step {}", entrance.to))));
        links.next(false);
    }
    for node in &section.nodes {
        lines.push(format!("  {}", draw_node(node, ids)));
    }
    for (edge, out) in section.edges.iter().filter_map(|edge| out_of(edge).map(|out| (edge, out))) {
        let id = ids.to(&edge.to, &within);
        let line = format!("  {id}>{}]:::light", quoted(out));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    for edge in &section.edges {
        let (from, to) = (ids.of(&format!("step {}", edge.from)), ids.to(&edge.to, &within));
        let label = with_callers(&edge.label, edge.callers);
        let label = if label.is_empty() { String::new() } else { format!("|{}|", quoted(&label)) };
        lines.push(format!("  {from} -->{label} {to}"));
        links.next(edge.worst);
    }
    lines.extend(section.part.is_some().then(|| "  end".to_owned()));
    lines
}

fn out_of(edge: &Edge) -> Option<&str> {
    if let To::Out(out) = &edge.to { Some(out.as_str()) } else { None }
}

fn draw_node(node: &Node, ids: &mut Ids) -> String {
    let mut rows = vec![node.title.clone()];
    let own = node.id.as_str().rsplit('/').next().unwrap_or("");
    let verb = if node.title == own { node.verb.to_owned() } else { format!("{} · {own}", node.verb) };
    rows.extend(Some(verb).filter(|verb| !verb.is_empty()));
    rows.extend(node.details.iter().cloned());
    rows.extend(node.bound.map(|(turns, seconds)| format!("≤ {}, {seconds} s", counted(turns.into(), "turn"))));
    rows.extend(node.traffic.map(|traffic| counted(traffic.callers, "caller")));
    rows.extend(node.traffic.and_then(StepTraffic::trouble).into_iter().chain(node.loops.iter().cloned()));
    rows.extend(node.problems.iter().map(|rule| format!("⚠ {rule}")));
    let class = match (node.worst, node.problems.is_empty()) {
        (true, _) => ":::worst",
        (false, false) => ":::problem",
        (false, true) => "",
    };
    let (open, close) = brackets(node.shape);
    format!("{}{open}{}{close}{class}", ids.of(&format!("step {}", node.id)), rows_of(&rows))
}

fn brackets(shape: Shape) -> (&'static str, &'static str) {
    match shape {
        Shape::Choice => ("{{", "}}"),
        Shape::Question => ("[/", "/]"),
        Shape::Pick => ("[\\", "/]"),
        Shape::Proof => ("[/", "\\]"),
        Shape::YesNo => ("(", ")"),
        Shape::Settle | Shape::Person => ("([", "])"),
        Shape::Lookup => ("[(", ")]"),
        Shape::Decision => ("{", "}"),
        Shape::Part => ("[[", "]]"),
        Shape::Ladder => (">", "]"),
        Shape::Plain => ("[", "]"),
    }
}

fn with_callers(label: &str, callers: Option<u64>) -> String {
    match (label, callers) {
        (label, None) => label.to_owned(),
        ("", Some(callers)) => callers.to_string(),
        (label, Some(callers)) => format!("{label}: {callers}"),
    }
}

fn rows_of(rows: &[String]) -> String {
    let rows: Vec<String> = rows.iter().map(|row| escaped(row)).collect();
    format!("\"{}\"", rows.join("<br>"))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// A text in which nothing means anything to Mermaid, to Markdown or to HTML: signs as `#` with their number.
fn escaped(text: &str) -> String {
    let text = seen(text);
    let list = text.trim_start_matches(|sign: char| sign.is_ascii_digit()).starts_with(['.', ')', '-', '+']);
    let mut text_out = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        // At the beginning, `1.` and `-` would be a list.
        let of_list = list && matches!(sign, '.' | ')' | '-' | '+');
        let plain =
            sign.is_alphanumeric() || matches!(sign, ' ' | ',' | '.' | ':' | '\'' | '-' | '+' | '/' | '?' | '!');
        let plain = plain || (!sign.is_ascii() && sign != '\u{a0}') || matches!(sign, '(' | ')' | '=');
        // Within a word an underline is one; around it, it would slant the word.
        let within =
            text_out.ends_with(char::is_alphanumeric) && signs.peek().is_some_and(|next| next.is_alphanumeric());
        match (plain && !of_list) || (sign == '_' && within) {
            true => text_out.push(sign),
            false => text_out.push_str(&format!("#{};", u32::from(sign))),
        }
    }
    text_out
}
