//! The map for Graphviz: <https://graphviz.org/doc/info/lang.html>.

use super::{Edge, Map, Node, Section, Shape, StepTraffic, To, counted, seen};
use crate::call::Name;

/// Draws it.
pub(super) fn draw(map: &Map) -> String {
    let mut lines = vec![
        format!("digraph {} {{", quoted(map.name.as_str())),
        format!("  graph [label={}, labelloc=t, fontname=\"sans-serif\", rankdir=TB];", quoted(&head(map))),
        "  node [fontname=\"sans-serif\", fontsize=11, color=\"#475569\"];".to_owned(),
        "  edge [fontname=\"sans-serif\", fontsize=10, color=\"#64748b\"];".to_owned(),
    ];
    for section in &map.sections {
        lines.extend(section_lines(section));
    }
    lines.extend(map.people.iter().map(|person| {
        let rows: Vec<String> = std::iter::once(person.name.to_string()).chain(person.rungs.iter().cloned()).collect();
        let rows = rows.into_iter().chain(marks(&person.problems));
        format!("  {} [label={}, shape=box, style=\"rounded,bold\"];", id("person", &person.name), rows_of(rows))
    }));
    if uses_goodbye(map) {
        lines.push("  \"goodbye\" [label=\"goodbye\", shape=doublecircle];".to_owned());
    }
    lines.push("  \"every wait\" [label=\"at every wait\", shape=plaintext, fontcolor=\"#94a3b8\"];".to_owned());
    for everywhere in &map.everywhere {
        if let Some(to) = &everywhere.to {
            let label = quoted(&everywhere.what);
            let light = "style=dotted, color=\"#cbd5e1\", fontcolor=\"#94a3b8\"";
            lines.push(format!("  \"every wait\" -> {} [label={label}, {light}];", id("person", to)));
        }
    }
    lines.push("}".to_owned());
    lines.join("\n") + "\n"
}

/// What stands above the picture.
fn head(map: &Map) -> String {
    let lines = std::iter::once(format!("{} ({}, version {})", map.title, map.name, map.version));
    let rest = map.proven.iter().chain(&map.elsewhere).chain(&map.traffic).cloned();
    lines.chain(rest).collect::<Vec<_>>().join("\n")
}

fn uses_goodbye(map: &Map) -> bool {
    map.sections.iter().flat_map(|section| &section.edges).any(|edge| edge.to == To::Goodbye)
}

fn section_lines(section: &Section) -> Vec<String> {
    let mut lines = Vec::new();
    let (indent, within) = match &section.part {
        None => ("  ", "call".to_owned()),
        Some(part) => {
            let label = quoted(&format!("part {part}"));
            lines.push(format!("  subgraph {} {{", quoted(&format!("cluster {part}"))));
            lines.push(format!("    label={label}; color=\"#94a3b8\"; style=rounded;"));
            ("    ", part.to_string())
        }
    };
    for (entrance, at) in section.entrances.iter().zip(1_u32..) {
        let start = quoted(&format!("start {within} {at}"));
        let label = with_callers(&entrance.label, entrance.callers);
        lines.push(format!("{indent}{start} [label={}, shape=plaintext];", quoted(&label)));
        lines.push(format!("{indent}{start} -> {};", id("step", &entrance.to)));
    }
    lines.extend(section.nodes.iter().map(|node| format!("{indent}{}", node_line(node))));
    let outs = section.edges.iter().filter_map(|edge| if let To::Out(out) = &edge.to { Some(out) } else { None });
    let outs: std::collections::BTreeSet<&Name> = outs.collect();
    lines.extend(outs.into_iter().map(|out| {
        format!("{indent}{} [label={}, shape=cds];", quoted(&format!("out {within} {out}")), quoted(out.as_str()))
    }));
    if section.part.is_some() {
        lines.push("  }".to_owned());
    }
    // Outside of the cluster: Graphviz draws whatever is named in one within it.
    lines.extend(section.edges.iter().map(|edge| format!("  {}", edge_line(edge, &within))));
    lines
}

fn node_line(node: &Node) -> String {
    let rows = std::iter::once(node.title.clone());
    let own = node.id.as_str().rsplit('/').next().unwrap_or("");
    let verb = if node.title == own { node.verb.to_owned() } else { format!("{} · {own}", node.verb) };
    let rows = rows.chain(Some(verb).filter(|verb| !verb.is_empty())).chain(node.details.iter().cloned());
    let rows =
        rows.chain(node.bound.map(|(turns, seconds)| format!("≤ {}, {seconds} s", counted(turns.into(), "turn"))));
    let rows = rows.chain(node.traffic.map(|traffic| counted(traffic.callers, "caller")));
    let rows = rows.chain(node.traffic.and_then(StepTraffic::trouble)).chain(node.loops.iter().cloned());
    let rows = rows.chain(marks(&node.problems));
    let mark = match (node.worst, node.problems.is_empty()) {
        (true, _) => ", color=\"#dc2626\", penwidth=2",
        (false, false) => ", color=\"#d97706\"",
        (false, true) => "",
    };
    format!("{} [label={}, {}{mark}];", id("step", &node.id), rows_of(rows), shape(node.shape))
}

fn marks(problems: &[&'static str]) -> Vec<String> {
    problems.iter().map(|rule| format!("⚠ {rule}")).collect()
}

fn shape(shape: Shape) -> &'static str {
    match shape {
        Shape::Choice => "shape=hexagon",
        Shape::Question => "shape=parallelogram",
        Shape::Pick => "shape=trapezium",
        Shape::Proof => "shape=house",
        Shape::YesNo => "shape=box, style=rounded",
        Shape::Settle => "shape=box, style=rounded, peripheries=2",
        Shape::Lookup => "shape=cylinder",
        Shape::Decision => "shape=diamond",
        Shape::Part => "shape=component",
        Shape::Person => "shape=oval",
        Shape::Ladder => "shape=note",
        Shape::Plain => "shape=box",
    }
}

fn edge_line(edge: &Edge, within: &str) -> String {
    let to = match &edge.to {
        To::Step(step) => id("step", step),
        To::Person(person) => id("person", person),
        To::Out(out) => quoted(&format!("out {within} {out}")),
        To::Goodbye => quoted("goodbye"),
    };
    let label = with_callers(&edge.label, edge.callers);
    let label = (!label.is_empty()).then(|| format!("label={}", quoted(&label)));
    let worst = edge.worst.then(|| "color=\"#dc2626\", penwidth=2".to_owned());
    let attributes: Vec<String> = label.into_iter().chain(worst).collect();
    let attributes = if attributes.is_empty() { String::new() } else { format!(" [{}]", attributes.join(", ")) };
    format!("{} -> {to}{attributes};", id("step", &edge.from))
}

fn with_callers(label: &str, callers: Option<u64>) -> String {
    match (label, callers) {
        (label, None) => label.to_owned(),
        ("", Some(callers)) => callers.to_string(),
        (label, Some(callers)) => format!("{label}: {callers}"),
    }
}

fn id(kind: &str, name: &Name) -> String {
    quoted(&format!("{kind} {name}"))
}

fn rows_of(rows: impl Iterator<Item = String>) -> String {
    quoted(&rows.collect::<Vec<_>>().join("\n"))
}

/// A text in double quotes, line by line. A backslash begins an escape of Graphviz such as `\N`, so it is doubled.
fn quoted(text: &str) -> String {
    let lines: Vec<String> =
        text.split('\n').map(|line| seen(line).replace('\\', "\\\\").replace('"', "\\\"")).collect();
    format!("\"{}\"", lines.join("\\n"))
}
