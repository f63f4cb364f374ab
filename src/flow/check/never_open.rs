use std::collections::BTreeSet;

use super::{Checked, Rule, reads};
use crate::{
    call::Moment,
    flow::problem::{Problem, Problems},
};

pub(super) const RULE: Rule = Rule {
    name: "never-open",
    manual: "Opening hours that never open, such as those that a later rule closes again. A rung that asks for them is \
             never tried, and a desk that keeps them could promise no callback: callers would always hear that nobody \
             is there.",
    whole: false,
    check,
};

/// The first of January 2025 at midnight UTC. Hours that were open only before it are not open any more.
const SINCE_MS: i64 = 1_735_689_600_000;

/// How many times two years are looked at. A check knows no clock, so that the same flow always has the same problems.
const TIMES: i64 = 5;

/// The milliseconds of two years.
const TWO_YEARS_MS: i64 = 2 * 365 * 24 * 60 * 60 * 1_000;

/// Hours that never open take long to look at. So few are reported at once.
const FOUND_MAX: usize = 3;

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    let mut starts =
        (0..TIMES).map(|nth| Moment::from_millis(SINCE_MS.saturating_add(nth.saturating_mul(TWO_YEARS_MS))));
    let starts: Vec<Moment> = starts.by_ref().collect();
    let never = draft.hours.iter().filter(|(_, hours)| !starts.iter().any(|start| hours.value.ever_open(*start)));
    let desks: BTreeSet<&str> =
        draft.desks.values().filter_map(|desk| Some(desk.value.hours.as_ref()?.as_str())).collect();
    let rungs = draft.people.iter().flat_map(|person| &person.rungs).filter_map(|rung| rung.when.as_ref());
    let rungs: BTreeSet<&str> = rungs.flat_map(reads::roots).collect();
    for (name, hours) in never.take(FOUND_MAX) {
        let span = hours.tree.get("open").map_or(hours.span, |(_, open)| open.span);
        let says = format!("`{name}` never opens");
        problems.add(|| {
            let error = || Problem::error(RULE.name, hours.file, span, says.clone());
            let last = "of two rules that fit a day, the later one wins";
            if rungs.contains(name.as_str()) {
                error().hint(format!("nobody would ever be rung by it; {last}"))
            } else if desks.contains(name.as_str()) {
                error().hint(format!("no callback could be promised; {last}"))
            } else {
                Problem::warning(RULE.name, hours.file, span, says.clone())
                    .hint(format!("callers would always hear that nobody is there; {last}"))
            }
        });
    }
}
