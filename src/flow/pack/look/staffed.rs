//! When somebody is there.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Timelike, Weekday};

use super::{super::Demand, Judged};
use crate::{
    call::{Moment, Value},
    engine::{Hours, shape::OPERATOR},
    flow::{
        draft::DraftRung,
        problem::{Problem, Problems},
    },
};

/// Half an hour: so finely a day is looked at.
pub(super) const SLOT_MINUTES: u32 = 30;

/// Monday, the third of March 2025, at midnight UTC: four weeks with few holidays anywhere. A check knows no clock, so
/// that the same flow always has the same problems.
const SINCE_MS: i64 = 1_740_960_000_000;

/// How many half hours are looked at: those of four weeks.
const SLOTS: u32 = 4 * 7 * 48;

/// The half hours of each day, Monday to Friday, at which something holds, by day of the week: in each of four weeks.
pub(super) type Days = BTreeMap<u32, Vec<Vec<u32>>>;

/// When something holds, by the clocks of these hours.
pub(super) fn days(clock: Option<&Hours>, holds: &dyn Fn(Moment) -> bool) -> Days {
    let mut by_date: BTreeMap<NaiveDate, Vec<u32>> = BTreeMap::new();
    for slot in 0..SLOTS {
        let moment = Moment::from_millis(SINCE_MS).plus_millis(u64::from(slot) * u64::from(SLOT_MINUTES) * 60_000);
        let utc = || chrono::DateTime::from_timestamp_millis(moment.millis()).unwrap_or_default().naive_utc();
        let local = clock.map_or_else(utc, |hours| hours.local(moment));
        let held = by_date.entry(local.date()).or_default();
        if holds(moment) {
            held.push(local.time().hour().saturating_mul(60).saturating_add(local.time().minute()));
        }
    }
    let mut days = Days::new();
    for (date, held) in by_date {
        if !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
            days.entry(date.weekday().num_days_from_monday()).or_default().push(held);
        }
    }
    days
}

/// The most half hours of one of several equal days.
pub(super) fn most(slots: &[Vec<u32>]) -> usize {
    slots.iter().map(Vec::len).max().unwrap_or(0)
}

/// When somebody may be rung for the operator, on each working day; and the rung that rings.
fn operator<'a>(judged: &'a Judged<'_>) -> Option<(&'a crate::flow::draft::Person<'a>, &'a DraftRung<'a>, Days)> {
    let person = judged.draft.people.iter().find(|person| person.name.as_str() == OPERATOR)?;
    let rings: Vec<&DraftRung<'_>> = person.rungs.iter().filter(|rung| !rung.rung.needs_nobody()).collect();
    let first = *rings.first()?;
    // Switches are off; what a condition reads besides is not known, and then it does not hold.
    let holds = |moment: Moment| {
        let values = |path: &str| {
            let hours = judged.draft.hours.iter().find(|(name, _)| name.as_str() == path);
            let switch = || judged.draft.switches.iter().any(|(name, _)| name.as_str() == path);
            hours
                .map(|(_, hours)| Value::Truth(hours.value.open_at(moment)))
                .or_else(|| switch().then_some(Value::Truth(false)))
        };
        rings.iter().any(|rung| rung.when.as_ref().is_none_or(|when| when.holds(&values)))
    };
    let read = rings.iter().filter_map(|rung| rung.when.as_ref()).flat_map(|when| when.reads());
    let read: Vec<&str> = read.map(|(path, _)| path).collect();
    let clock = judged.draft.hours.iter().find(|(name, _)| read.contains(&name.as_str()));
    let days = days(clock.map(|(_, hours)| &hours.value), &holds);
    Some((person, first, days))
}

/// Somebody is there for so many hours of each working day.
pub(in crate::flow::pack) fn hours_a_day(hours: u32, judged: &Judged<'_>, demand: &Demand, problems: &mut Problems) {
    let wanted = usize::try_from(hours.saturating_mul(60) / SLOT_MINUTES).unwrap_or(usize::MAX);
    staffed(judged, demand, problems, &|days| {
        let least = days.values().map(|slots| most(slots)).min().unwrap_or(0);
        (least < wanted).then(|| format!("somebody is rung for fewer than {hours} hours of a working day"))
    });
}

/// Somebody is there on each working day from one minute of the day to another.
pub(in crate::flow::pack) fn open_between(
    (from, until): (u32, u32),
    judged: &Judged<'_>,
    demand: &Demand,
    problems: &mut Problems,
) {
    let clock = |minutes: u32| format!("{}:{:02}", minutes / 60, minutes % 60);
    staffed(judged, demand, problems, &|days| {
        let wanted = || (from..until).step_by(usize::try_from(SLOT_MINUTES).unwrap_or(1));
        let whole = |held: &Vec<u32>| wanted().all(|minute| held.contains(&minute));
        let all = days.values().all(|weeks| weeks.iter().any(whole));
        (!all).then(|| {
            format!("nobody is rung at some time between {} and {} of a working day", clock(from), clock(until))
        })
    });
}

fn staffed(judged: &Judged<'_>, demand: &Demand, problems: &mut Problems, lacks: &dyn Fn(&Days) -> Option<String>) {
    let Some((person, first, days)) = operator(judged) else {
        super::somebody(judged, demand, problems);
        return;
    };
    if let Some(says) = lacks(&days) {
        let span = first.tree.get("when").map_or(first.span, |(_, when)| when.span);
        problems.add(|| {
            Problem::error(demand.name, person.file, span, says)
                .hint("let a rung of the `operator` ring at those hours too, or have no `when`")
        });
    }
}
