//! Which of several flow files answers a phone line that more than one of them claims.
//!
//! Invariant: afterwards no line has two files. What is served already stays: what is new gives way, and of two that
//! are new the one that was written later.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::SystemTime,
};

use super::look::{LINE_TWICE, problem};
use crate::{
    call::Number,
    flow::{Bundle, Problem},
};

/// What one file would serve.
pub(super) struct Choice<'a> {
    /// The file.
    pub file: &'a str,
    /// What it would serve.
    pub bundle: Arc<Bundle>,
    /// What it served before, which it falls back to if that is something else.
    before: Option<Arc<Bundle>>,
    new: bool,
    modified: Option<SystemTime>,
}

impl<'a> Choice<'a> {
    /// The newest version of a file if it builds, else what it served `before`; nothing if it has neither. One that
    /// `returns` after it had gone counts as new: others may answer its lines now.
    pub(super) fn of(
        file: &'a str,
        modified: Option<SystemTime>,
        (before, returns): (Option<Arc<Bundle>>, bool),
        fine: Option<Arc<Bundle>>,
    ) -> Option<Self> {
        let bundle = fine.or_else(|| before.clone())?;
        let new = returns || before.as_ref().is_none_or(|before| before.id != bundle.id);
        let before = before.filter(|_| !returns);
        Some(Self { file, bundle, before, new, modified })
    }

    /// Who gives way comes last.
    fn rank(&self) -> (bool, Option<SystemTime>, &str) {
        (self.new, self.modified, self.file)
    }
}

/// The lines that a bundle answers; `None` stands for every line.
pub(super) fn lines(bundle: &Bundle) -> BTreeSet<Option<Number>> {
    let every = bundle.flow.answers_any().then_some(None);
    bundle.flow.lines.keys().cloned().map(Some).chain(every).collect()
}

/// Makes the files that lose a line fall back to what they served before, or to nothing; says why, by file. At the very
/// first look nothing is served yet, and of two files neither is the older one for callers: then both are refused.
pub(super) fn settle<'a>(choices: &mut Vec<Choice<'a>>, first: bool) -> BTreeMap<&'a str, Vec<Problem>> {
    let mut lost: BTreeMap<&str, Vec<Problem>> = BTreeMap::new();
    // Each round takes something new away, of which there is one a file at most.
    while let Some((loser, winner, line)) = clash(choices) {
        if let (Some(loser), Some(winner)) = (choices.get(loser), choices.get(winner)) {
            lost.entry(loser.file).or_default().push(twice(loser, winner, line.as_ref()));
            if first {
                lost.entry(winner.file).or_default().push(twice(winner, loser, line.as_ref()));
            }
        }
        let mut fallen = vec![loser];
        fallen.extend(first.then_some(winner));
        fallen.sort_unstable();
        for at in fallen.into_iter().rev() {
            let choice = choices.remove(at);
            if let Some(before) = choice.before.filter(|before| before.id != choice.bundle.id) {
                choices.push(Choice { file: choice.file, bundle: before, before: None, new: false, modified: None });
            }
        }
    }
    lost
}

/// Two that claim one line: who gives way, to whom, and the line.
fn clash(choices: &[Choice<'_>]) -> Option<(usize, usize, Option<Number>)> {
    let mut claimed: BTreeMap<Option<Number>, usize> = BTreeMap::new();
    for (at, choice) in choices.iter().enumerate() {
        for line in lines(&choice.bundle) {
            let Some(other) = claimed.insert(line.clone(), at) else { continue };
            let gives_way = choices.get(other).is_some_and(|other| choice.rank() < other.rank());
            return Some(if gives_way { (other, at, line) } else { (at, other, line) });
        }
    }
    None
}

fn twice(loser: &Choice<'_>, winner: &Choice<'_>, line: Option<&Number>) -> Problem {
    let source = &loser.bundle.sources.flow;
    let key = source.1.find("lines").unwrap_or(0);
    let number = line.map(Number::e164);
    let at = number.and_then(|number| source.1.get(key..)?.find(number)).map(|at| key.saturating_add(at));
    let place = at.map_or(0..0, |at| at..at.saturating_add(number.map_or(0, str::len)));
    let other = &winner.bundle.sources.flow.0;
    let says = match number {
        Some(number) => format!("`{other}` answers `{number}`, too"),
        None => format!("`{other}` answers every line, too"),
    };
    let hint = match number {
        Some(_) => "one line has one flow: take the number out of one of the two files",
        None => "give the flows `lines`, so that it is known which of them answers a call",
    };
    problem(LINE_TWICE, source, place, (says, Some(hint.to_owned())))
}
