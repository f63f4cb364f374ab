//! The ladders of people: who is rung, how long that may take, and who rings back.

use std::collections::BTreeSet;

use super::{super::Demand, Judged};
use crate::{
    call::{Moment, Name},
    engine::{Desk, shape::OPERATOR},
    flow::{
        draft::Person,
        problem::{Problem, Problems},
    },
};

/// The people that 0 reaches somewhere.
fn by_zero<'a>(judged: &'a Judged<'_>) -> impl Iterator<Item = &'a Person<'a>> {
    let operator: Name = OPERATOR.into();
    let mut names: BTreeSet<Name> = judged.unfolded.nodes.iter().map(|node| node.operator.clone()).collect();
    names.insert(operator);
    people(judged).filter(move |person| names.contains(&person.name))
}

/// Everybody that a flow can lead to; places are nobody.
fn people<'a>(judged: &'a Judged<'_>) -> impl Iterator<Item = &'a Person<'a>> {
    judged.draft.people.iter().filter(|person| !person.place)
}

/// Whoever is reached by 0 is somebody: a phone rings, or a queue is waited in.
pub(in crate::flow::pack) fn somebody(judged: &Judged<'_>, demand: &Demand, problems: &mut Problems) {
    for person in by_zero(judged).filter(|person| person.rungs.iter().all(|rung| rung.rung.needs_nobody())) {
        problems.add(|| {
            let says = format!("0 leads to `{}`, and nobody is ever rung there", person.name);
            Problem::error(demand.name, person.file, person.span, says)
                .hint("begin the ladder with a rung such as { ring: \"+…\" } or { queue: … }")
        });
    }
}

/// Whoever asks for a person waits so many seconds at most before something else is offered.
pub(in crate::flow::pack) fn answered_within(
    limit_s: u32,
    judged: &Judged<'_>,
    demand: &Demand,
    problems: &mut Problems,
) {
    for person in people(judged) {
        let mut waited_s = 0_u32;
        for rung in person.rungs.iter().take_while(|rung| !(rung.rung.needs_nobody() && rung.when.is_none())) {
            let before = waited_s;
            waited_s = waited_s.saturating_add(u32::from(rung.rung.lasts_s()));
            if before <= limit_s && limit_s < waited_s {
                let span = rung.tree.get("for").map_or(rung.span, |(_, length)| length.span);
                problems.add(|| {
                    let says =
                        format!("who asks for `{}` may wait {waited_s} s here, more than {limit_s} s", person.name);
                    Problem::error(demand.name, person.file, span, says).hint(
                        "shorten `for`, ring several phones at once instead of one after another, or promise a \
                         callback sooner",
                    )
                });
            }
        }
    }
}

/// Where nobody is free callers are promised a callback, in so many working days at most.
pub(in crate::flow::pack) fn rings_back(days: u32, judged: &Judged<'_>, demand: &Demand, problems: &mut Problems) {
    for person in by_zero(judged) {
        let Some(promise) = person.rungs.iter().find(|rung| rung.rung.promises()) else {
            problems.add(|| {
                let says = format!("where nobody is free at `{}`, callers are offered no callback", person.name);
                Problem::error(demand.name, person.file, person.span, says)
                    .hint("put a rung such as { promise: DESK } behind those that ring")
            });
            continue;
        };
        let Some((name, desk)) = promise.rung.desk().and_then(|name| Some((name, judged.draft.desks.get(name)?)))
        else {
            continue;
        };
        let day_s = working_day_s(&desk.value, judged);
        if day_s.saturating_mul(days) < desk.value.within_s {
            let span = desk.tree.get("within").map_or(desk.span, |(_, within)| within.span);
            problems.add(|| {
                let says = format!(
                    "`{name}` may ring back later than in {days} working day{}",
                    if days == 1 { "" } else { "s" }
                );
                Problem::error(demand.name, desk.file, span, says)
                    .hint(format!("`within` counts the desk's hours, of which a working day has {} h", day_s / 3_600))
            });
        }
    }
}

/// How long somebody sits at a desk on its shortest working day, in seconds: of Monday to Friday, each at its longest
/// within four weeks, since one of them may be a holiday.
fn working_day_s(desk: &Desk, judged: &Judged<'_>) -> u32 {
    let Some(hours) = desk.hours.as_ref().and_then(|name| judged.draft.hours.get(name)) else { return 24 * 3_600 };
    let open = |moment: Moment| hours.value.open_at(moment);
    let days = super::staffed::days(Some(&hours.value), &open);
    let shortest = days.values().map(|slots| super::staffed::most(slots)).min().unwrap_or(0);
    u32::try_from(shortest).unwrap_or(0).saturating_mul(super::staffed::SLOT_MINUTES).saturating_mul(60)
}
