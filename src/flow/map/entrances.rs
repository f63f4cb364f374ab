//! Where calls come in.

use std::collections::BTreeMap;

use super::{Entrance, fold::Folded};
use crate::{call::Name, engine::Flow};

/// Where the calls of a flow come in: its start, and the starts of lines that have their own. Lines are told by their
/// last digits.
pub(super) fn entrances(flow: &Flow, folded: &Folded<'_>, begun: Option<&BTreeMap<Name, u64>>) -> Vec<Entrance> {
    let mut starts: BTreeMap<&Name, Vec<String>> = BTreeMap::new();
    for (number, line) in &flow.lines {
        starts.entry(line.start.as_ref().unwrap_or(&flow.start)).or_default().push(format!("{number:?}"));
    }
    if flow.answers_any() {
        let any = flow.any_line.as_ref().and_then(|line| line.start.as_ref()).unwrap_or(&flow.start);
        let other = if flow.lines.is_empty() { "" } else { "other lines" };
        starts.entry(any).or_default().push(other.to_owned());
    }
    starts.entry(&flow.start).or_default();
    let alone = starts.len() == 1;
    let entrance = |(start, lines): (&Name, Vec<String>)| {
        let to = folded.name(start);
        let label = if alone { "a call".to_owned() } else { format!("calls of {}", super::some_of(&lines, 3)) };
        let callers = begun.map(|begun| begun.get(&to).copied().unwrap_or(0));
        Entrance { label: if lines.is_empty() { "a call".to_owned() } else { label }, to, callers }
    };
    let (first, rest): (Vec<_>, Vec<_>) = starts.into_iter().partition(|(start, _)| **start == flow.start);
    first.into_iter().chain(rest).map(entrance).collect()
}
