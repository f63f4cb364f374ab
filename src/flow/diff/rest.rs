//! Lines, languages, hours, limits, lookups, and what is remembered, noted and switched.

use super::{Concern, Found, listed};
use crate::{
    call::{Name, Number},
    engine::{Fact, Flow, Lookup},
};

pub(super) fn compare(old: &Flow, new: &Flow, found: &mut Found) {
    lines(old, new, found);
    languages(old, new, found);
    limits(old, new, found);
    found.maps(Concern::Hours, "hours", (&old.hours, &new.hours), |hours| format!("{hours:?}"));
    found.maps(Concern::Hours, "desk", (&old.desks, &new.desks), |desk| {
        let hours = desk.hours.as_ref().map_or_else(|| "at any time".to_owned(), |hours| format!("while {hours}"));
        format!("rings back within {} min, {hours}", desk.within_s / 60)
    });
    found.maps(Concern::People, "waiting", (&old.waiting, &new.waiting), |waiting| {
        format!("music {}, told every {}s", listed(&waiting.music), waiting.every_s)
    });
    found.maps(Concern::Lookups, "lookup", (&old.lookups, &new.lookups), asked);
    found
        .maps(Concern::Lookups, "service", (&old.services, &new.services), |service| format!("{:?}", service.within()));
    found.maps(Concern::Rest, "switch", (&old.switches, &new.switches), |switch| {
        format!("{}, for {} min", switch.title, switch.lasts_s / 60)
    });
    found.maps(Concern::Rest, "fact", (&old.facts, &new.facts), fact);
    found.maps(Concern::Rest, "matter", (&old.matters, &new.matters), |matter| {
        format!("goes on at {}{}", matter.resume, if matter.private { ", private" } else { "" })
    });
    found.changed(Concern::Rest, ("the flow", "is called"), old.name.to_string(), new.name.to_string());
}

fn lines(old: &Flow, new: &Flow, found: &mut Found) {
    let about = |line: &Number| format!("line {line:?}");
    for (line, was) in &old.lines {
        match new.lines.get(line) {
            None => found.add(Concern::Lines, (&about(line), "is not answered any more"), None, None),
            Some(is) => {
                let start = |start: &Option<Name>, flow: &Flow| start.as_ref().unwrap_or(&flow.start).to_string();
                found.changed(
                    Concern::Lines,
                    (&about(line), "starts at"),
                    start(&was.start, old),
                    start(&is.start, new),
                );
                if was.settings != is.settings {
                    found.add(Concern::Lines, (&about(line), "sets other values"), None, None);
                }
            }
        }
    }
    for line in new.lines.keys().filter(|line| !old.lines.contains_key(*line)) {
        found.add(Concern::Lines, (&about(line), "is answered"), None, None);
    }
    let any = |flow: &Flow| if flow.answers_any() { "every line" } else { "its own lines" }.to_owned();
    found.changed(Concern::Lines, ("the flow", "answers"), any(old), any(new));
    let start = |flow: &Flow| flow.start.to_string();
    if old.lines.is_empty() && new.lines.is_empty() {
        found.changed(Concern::Lines, ("every call", "starts at"), start(old), start(new));
    }
    if old.refuse != new.refuse {
        let refused = |flow: &Flow| {
            let all: Vec<&str> = flow.refuse.iter().map(|refusal| refusal.when.source()).collect();
            if all.is_empty() { "nobody".to_owned() } else { all.join("; ") }
        };
        found.add(Concern::Lines, ("the flow", "turns away"), Some(refused(old)), Some(refused(new)));
    }
}

fn languages(old: &Flow, new: &Flow, found: &mut Found) {
    for language in old.languages.iter().filter(|language| !new.languages.contains(language)) {
        found.add(Concern::Languages, (language.as_str(), "is not spoken any more"), None, None);
    }
    for language in new.languages.iter().filter(|language| !old.languages.contains(language)) {
        found.add(Concern::Languages, (language.as_str(), "is spoken"), None, None);
    }
    let first = |flow: &Flow| flow.language().to_string();
    found.changed(Concern::Languages, ("the flow", "speaks first"), first(old), first(new));
}

fn limits(old: &Flow, new: &Flow, found: &mut Found) {
    let (was, is) = (&old.patience, &new.patience);
    let limit = |what: &str, was: u16, is: u16, found: &mut Found| {
        found.changed(Concern::Limits, ("the flow", what), was.to_string(), is.to_string());
    };
    limit("counts a long way after questions", was.questions, is.questions, found);
    limit("weighs a further minute", was.minute, is.minute, found);
    let lost = |weights: [u16; 3]| weights.map(|weight| weight.to_string()).join(", ");
    found.changed(Concern::Limits, ("the flow", "weighs lost turns in a row"), lost(was.lost), lost(is.lost));
    let key = |key: Option<crate::engine::shape::Key>| key.map_or_else(|| "no key".to_owned(), |key| key.0.to_string());
    let (was, is) = (old.anywhere, new.anywhere);
    found.changed(Concern::Ways, ("everywhere", "is heard again by"), key(was.again), key(is.again));
    found.changed(Concern::Ways, ("everywhere", "is gone back by"), key(was.back), key(is.back));
    if old.listen != new.listen {
        found.add(Concern::Questions, ("the flow", "listens otherwise"), None, None);
    }
}

fn asked(lookup: &Lookup) -> String {
    let how = if lookup.is_get() { "get" } else { "post" };
    let early = if lookup.early() { ", early" } else { "" };
    let optional = if lookup.optional() { ", optional" } else { "" };
    format!("{how} from {}, gives {}{early}{optional}", lookup.service(), lookup.gives())
}

fn fact(fact: &Fact) -> String {
    let title = fact.title.clone().unwrap_or_else(|| "untitled".to_owned());
    let kept = fact.keep_days.map_or_else(|| "not kept".to_owned(), |days| format!("kept for {days} days"));
    let private = if fact.private { ", private" } else { "" };
    let secret = if fact.secret { ", secret" } else { "" };
    format!("{title}, {kept}{private}{secret}")
}
