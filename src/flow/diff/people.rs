//! Whom callers reach, and when.

use super::{Concern, Found, pieces};
use crate::{
    call::{Endpoint, Name},
    engine::{Flow, Person, Rank},
};

pub(super) fn compare(old: &Flow, new: &Flow, found: &mut Found) {
    for (name, was) in &old.people {
        let about = format!("`{name}`");
        match new.people.get(name) {
            None if old.steps.contains_key(name) => {}
            None => found.add(Concern::People, (&about, "is gone"), Some(ladder(was)), None),
            Some(is) => one(name, (was, is), found),
        }
    }
    let of_step = |name: &Name| new.steps.contains_key(name);
    for (name, is) in new.people.iter().filter(|(name, _)| !old.people.contains_key(*name) && !of_step(name)) {
        found.add(Concern::People, (&format!("`{name}`"), "is new"), None, Some(ladder(is)));
    }
}

fn one(name: &Name, (was, is): (&Person, &Person), found: &mut Found) {
    let about = format!("`{name}`");
    let both = [was, is].map(ladder);
    let [shown_was, shown_is] = both;
    let exact = |person: &Person| {
        let rungs = person.rungs.iter().map(|rank| (called(rank), pieces_of(rank)));
        (rungs.collect::<Vec<_>>(), person.then.clone(), person.language.clone())
    };
    if exact(was) == exact(is) {
        return;
    }
    if shown_was == shown_is {
        found.add(Concern::People, (&about, "tries somebody else, or otherwise"), Some(shown_was), Some(shown_is));
    } else {
        found.changed(Concern::People, (&about, "tries"), shown_was, shown_is);
    }
}

/// The whole numbers and addresses that a rung rings: compared, never shown.
fn called(rank: &Rank) -> Vec<String> {
    let dial = rank.rung.dial();
    dial.into_iter().flat_map(|dial| dial.to).map(|to| to.written().to_owned()).collect()
}

/// Everything else that it is.
fn pieces_of(rank: &Rank) -> Vec<String> {
    let shown = format!("{:?} {:?}", rank.rung, rank.when.as_ref().map(crate::engine::Expression::source));
    pieces(&shown).into_iter().map(str::to_owned).collect()
}

/// The rungs of a person, in order.
fn ladder(person: &Person) -> String {
    let rungs: Vec<String> = person.rungs.iter().map(rung).collect();
    rungs.join(", then ")
}

fn rung(rank: &Rank) -> String {
    let mut shown = rank.rung.name().to_owned();
    if let Some(dial) = rank.rung.dial() {
        for to in &dial.to {
            match to {
                Endpoint::Number(number) => shown.push_str(&format!(" {number:?}")),
                Endpoint::Sip { .. } => shown.push_str(" a SIP address"),
            }
        }
        shown.push_str(&format!(" for {}s", dial.ring_s));
    }
    if let Some(desk) = rank.rung.desk() {
        shown.push_str(&format!(" by {desk}"));
    }
    if let Some(when) = &rank.when {
        shown.push_str(&format!(" when {}", when.source()));
    }
    shown
}
