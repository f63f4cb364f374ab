//! The tables of what callers had to go through.

use std::collections::BTreeMap;

use clew::engine::Flow;

use super::watch::{Case, Watch};

/// What a crowd of callers went through.
pub struct Crowd {
    pub cases: Vec<Case>,
    ends: BTreeMap<&'static str, u64>,
    pub outcomes: BTreeMap<&'static str, u64>,
    callers: usize,
    open: usize,
}

impl Crowd {
    pub fn of<'a>(flow: &Flow, watches: impl Iterator<Item = Watch<'a>>) -> Self {
        let (ends, outcomes) = (BTreeMap::new(), BTreeMap::new());
        let mut crowd = Self { cases: Vec::new(), ends, outcomes, callers: 0, open: 0 };
        for watch in watches {
            crowd.callers += 1;
            watch.ends.iter().for_each(|end| *crowd.ends.entry(end).or_default() += 1);
            watch.outcomes.iter().for_each(|(name, count)| *crowd.outcomes.entry(name).or_default() += count);
            let open = |hours: &clew::engine::Hours, at| hours.next_open(at) == Some(at);
            let staffed = |at| flow.hours.values().next().is_none_or(|hours| open(hours, at));
            crowd.open += watch.rang.iter().filter(|at| staffed(**at)).count();
            crowd.cases.append(&mut watch.cases());
        }
        crowd
    }

    /// Turns and seconds, how often callers rang, how calls ended, and what became of rungs.
    pub fn print(&self, title: &str) {
        let calls: u64 = self.ends.values().sum();
        println!("{title}: {} callers, {calls} calls, {} of them in opening hours", self.callers, self.open);
        self.row("turns to an offer", &|case| Some(case.to_offer?.0));
        self.row("seconds to an offer", &|case| Some(case.to_offer?.1));
        self.row("turns to a person", &|case| Some(case.to_person?.0));
        self.row("seconds to a person", &|case| Some(case.to_person?.1));
        self.row("questions of a matter", &|case| Some(case.questions.into()));
        self.row("calls of a matter", &|case| Some(case.calls.into()));
        self.row("calls until helped", &|case| Some(case.helped_in?.into()));
        self.ends.iter().for_each(|(end, count)| println!("  {count:>8} {end}"));
        let rungs: Vec<String> = self.outcomes.iter().map(|(name, count)| format!("{name} {count}")).collect();
        println!("  rungs: {}", rungs.join(", "));
    }

    fn row(&self, name: &str, of: &dyn Fn(&Case) -> Option<u64>) {
        let mut values: Vec<u64> = self.cases.iter().filter_map(of).collect();
        values.sort_unstable();
        let at = |share: usize| values.get((values.len().saturating_sub(1)) * share / 100).copied().unwrap_or(0);
        println!("  {name:<22} p50 {:>4}  p99 {:>4}  max {:>4}  ({} matters)", at(50), at(99), at(100), values.len());
    }
}
