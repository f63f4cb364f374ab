//! Repeat callers: what is remembered decides, before the first question, how a call begins.
//!
//! Routing goes by memory always. What is carried on and spoken goes to the caller alone: never to a number that
//! several people call from, and what is private only where the number is known to be the caller's own.

use super::{
    frustration,
    ledger::{self, Verdict},
    weight,
};
use crate::{
    call::{Call, Caller, Change, First, How, Matter, Moment, OfferWhy, OpenMatter, Party, Reason, Signal, Wish},
    engine::Flow,
};

/// How soon after an unsettled call the same number rings again for the same matter: 11.8 % of those who hung up in a
/// queue do within 10 minutes and 28.3 % within an hour, against 3.8 % and 6.9 % of those who were served (42,078 calls
/// of the Anonymous Bank data).
const SOON_MS: u64 = 10 * 60 * 1000;
const LATER_MS: u64 = 60 * 60 * 1000;

/// How long it is remembered that a caller had to be rescued, or asked for a person.
const FADES_MS: u64 = 90 * DAY_MS;

/// How long a matter may be asked about again, unless its answers are kept for less.
const OPEN_MS: u64 = 30 * DAY_MS;

/// How long a callback that did not come opens every door.
const MISSED_MS: u64 = 7 * DAY_MS;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Recalls the caller: carries on what goes on, counts that they ring again, and decides what comes first.
pub fn recall(call: &mut Call, flow: &Flow, known: Option<&Caller>, now: Moment) {
    call.memory.kept = !matches!(call.from, Party::Withheld);
    let Some(caller) = known.filter(|_| call.memory.kept) else { return };
    call.memory.shared = shared_with_this(call, caller, now) || two_at_once(call, caller);
    call.memory.segment.clone_from(&caller.segment);
    let missed =
        caller.promise.as_ref().is_some_and(|promise| promise.is_missed(now) && !since(promise.due, now, MISSED_MS));
    if !call.memory.shared {
        carry_on(call, flow, caller, now);
    }
    call.memory.first = first(call, caller, missed, now);
}

/// Whether more than one person is known, or taken, to call from there, this call among the others.
fn shared_with_this(call: &Call, caller: &Caller, now: Moment) -> bool {
    let mut calls = Caller { recent: caller.recent.clone(), shared: caller.shared, ..Caller::default() };
    calls.apply(&Change::Began { call: call.key, at: now });
    calls.is_shared(now)
}

/// Whether another call from there goes on now: two people have the same number.
#[must_use]
pub fn two_at_once(call: &Call, caller: &Caller) -> bool {
    caller.recent.iter().any(|past| past.call != call.key && past.left.is_none())
}

fn since(then: Moment, now: Moment, longer_ms: u64) -> bool {
    longer_ms <= now.millis_since(then)
}

/// What goes on from the last call: language, the callback that is owed, the matter with its ledger.
fn carry_on(call: &mut Call, flow: &Flow, caller: &Caller, now: Moment) {
    if let Some(language) = caller.language.as_ref().filter(|language| flow.languages.contains(language)) {
        call.language.clone_from(language);
        call.language_known = true;
    }
    call.promise = caller.promise.clone().filter(|promise| promise.is_open() && !promise.is_missed(now));
    let open = caller.matter.as_ref().filter(|open| open.flow == flow.name);
    if let Some(open) = open.filter(|open| !since(open.at, now, LATER_MS)) {
        call.matter = resumed(&open.matter);
    }
    let resumable = open.filter(|open| !since(open.at, now, OPEN_MS) && open.about.is_some());
    let resumable = resumable.map(|open| Box::new(open.clone()));
    match resumable {
        Some(open) if may_be_spoken(call, flow, &open) => call.memory.open = Some(open),
        resumable => call.memory.unspoken = resumable,
    }
    if let Some(signal) = rang_again(caller, now) {
        ledger::count(call, signal, weight(signal));
    }
    frustration::count(call, &flow.patience);
}

/// The matter as another call goes on with it. Its signals come from turns of an earlier call.
fn resumed(matter: &Matter) -> Matter {
    let mut matter = matter.clone();
    matter.signals.iter_mut().for_each(|counted| counted.turn = 0);
    matter
}

/// Whether a caller may be asked about a matter by name.
fn may_be_spoken(call: &Call, flow: &Flow, open: &OpenMatter) -> bool {
    let kind = open.about.as_ref().and_then(|about| flow.matters.get(about));
    kind.is_some_and(|kind| !kind.private || call.attested)
}

/// Whether the caller rings again so soon that the last call cannot have settled anything.
fn rang_again(caller: &Caller, now: Moment) -> Option<Signal> {
    let left = caller.recent.iter().rev().find_map(|past| past.left)?;
    let unsettled = !matches!(left.how, How::Settled | How::Helped);
    match now.millis_since(left.at) {
        _ if !unsettled => None,
        soon if soon < SOON_MS => Some(Signal::RangAgain),
        later if later < LATER_MS => Some(Signal::RangAgainLater),
        _ => None,
    }
}

/// What comes before the line begins.
fn first(call: &mut Call, caller: &Caller, missed: bool, now: Moment) -> Option<First> {
    let wish =
        caller.prefers.filter(|prefers| prefers.wish != Wish::OfferPerson || !since(prefers.since, now, FADES_MS));
    match wish.map(|prefers| prefers.wish) {
        Some(Wish::Person) => return Some(First::Connect(Reason::Preferred)),
        _ if missed => return Some(First::Connect(Reason::Missed)),
        Some(Wish::Line | Wish::OfferPerson) | None => {}
    }
    match ledger::verdict(call) {
        Verdict::Connect(reason) => return Some(First::Connect(reason)),
        Verdict::Offer(why) => return Some(First::Offer(why)),
        Verdict::GoOn => {}
    }
    match wish.map(|prefers| prefers.wish) {
        // What was learnt in some call is not told to whoever else calls from there.
        Some(Wish::OfferPerson) if !call.memory.shared => Some(First::Offer(OfferWhy::Prefers)),
        Some(Wish::OfferPerson | Wish::Person | Wish::Line) | None => {
            call.memory.open.is_some().then_some(First::Resume)
        }
    }
}
