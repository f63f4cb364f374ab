//! Repeat callers (C5, C6): what is remembered decides before the first question how a call begins, and nobody hears
//! what is another's. On the engine; the records are changed as a store changes them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

#[path = "repeat_callers/resume.rs"]
mod resume;
#[path = "repeat_callers/story.rs"]
mod story;
mod support;
#[path = "repeat_callers/town.rs"]
mod town;

use clew::call::{
    Caller, Change, How, Left, OfferWhy, Party, PastCall, Place, Prefers, Promise, Reason, Signal, Wish, builtin,
};
use town::{DAY, DAYS, HOUR, MINUTE, NIGHT, Ringing, SECOND, at, flow, key, number, open, rang};

const HOWS: [How; 5] = [How::Settled, How::Helped, How::Promised, How::MessageLeft, How::Unsettled];

fn promise(made: clew::call::Moment, due: clew::call::Moment) -> Promise {
    let number = number().number().unwrap().clone();
    let (call, flow, desk) = (key(1), "again".into(), "care".into());
    Promise { call, flow, desk, number, about: Some("parcel".into()), made, due, done: None }
}

fn prefers(wish: Wish, since: clew::call::Moment) -> Caller {
    Caller { prefers: Some(Prefers { since, wish }), ..Caller::default() }
}

#[test]
fn ringing_again_weighs_60_within_ten_minutes_and_40_within_the_hour_unless_the_matter_was_seen_to() {
    let gaps = [
        (0, Some((Signal::RangAgain, 60))),
        (10 * MINUTE - 1, Some((Signal::RangAgain, 60))),
        (10 * MINUTE, Some((Signal::RangAgainLater, 40))),
        (HOUR - 1, Some((Signal::RangAgainLater, 40))),
        (HOUR, None),
        (2 * DAYS, None),
    ];
    for how in HOWS {
        for (gap, counted) in gaps {
            let ringing = Ringing::known(&rang(how, DAY), at(DAY, gap));
            let counted = counted.filter(|_| !matches!(how, How::Settled | How::Helped));
            assert_eq!(ringing.counted(), counted.into_iter().collect::<Vec<_>>(), "{how:?} after {gap} ms");
            assert!(ringing.is_at("main"), "{how:?} after {gap} ms: {:?}", ringing.call.place);
        }
    }
}

#[test]
fn the_sum_of_a_matter_is_carried_over_for_an_hour_and_decides_before_the_first_question() {
    let offer = |why| format!("offer {why:?}");
    let connected = format!("rung {:?}", Reason::Frustration);
    let (menu, resume) = ("step".to_owned(), "resume".to_owned());
    let rows = [
        // How the call before was left, its sum and offers, the gap; the sum now, and what comes first.
        (How::Unsettled, (29, 0), MINUTE, 89, resume.clone()),
        (How::Unsettled, (30, 0), MINUTE, 90, offer(OfferWhy::Frustration)),
        (How::Unsettled, (60, 0), MINUTE, 120, offer(OfferWhy::Frustration)),
        (How::Unsettled, (89, 0), MINUTE, 149, offer(OfferWhy::Frustration)),
        (How::Unsettled, (90, 1), MINUTE, 150, connected.clone()),
        (How::Unsettled, (79, 0), 20 * MINUTE, 119, offer(OfferWhy::Frustration)),
        (How::Unsettled, (95, 1), 20 * MINUTE, 135, offer(OfferWhy::Frustration)),
        (How::Unsettled, (109, 1), 20 * MINUTE, 149, offer(OfferWhy::Frustration)),
        (How::Unsettled, (110, 2), 20 * MINUTE, 150, connected.clone()),
        (How::Helped, (95, 1), MINUTE, 95, resume.clone()),
        (How::Helped, (95, 0), MINUTE, 95, offer(OfferWhy::Frustration)),
        (How::Helped, (125, 2), MINUTE, 125, resume.clone()),
        (How::Helped, (150, 2), MINUTE, 150, connected.clone()),
        (How::Promised, (90, 1), MINUTE, 150, connected),
        (How::Unsettled, (300, 2), HOUR, 0, resume),
        (How::Unsettled, (300, 2), 31 * DAYS, 0, menu),
    ];
    for (how, matter, gap, sum, first) in rows {
        let ringing = Ringing::known(&open(how, DAY, matter), at(DAY, gap));
        let came = match &ringing.call.place {
            Place::Step { .. } => "step".to_owned(),
            Place::Offer { why, .. } => format!("offer {why:?}"),
            Place::Rung { .. } => format!("rung {:?}", ringing.reason().unwrap()),
            Place::Resume { .. } => "resume".to_owned(),
            other => format!("{other:?}"),
        };
        assert_eq!((ringing.call.matter.sum(), came), (sum, first), "{how:?} {matter:?} after {gap} ms");
        let carried = ringing.call.matter.signals.iter().filter(|counted| counted.signal == Signal::Lost);
        assert!(carried.into_iter().all(|counted| counted.turn == 0), "turns of another call are none of this one");
    }
}

#[test]
fn an_offer_that_was_made_in_an_earlier_call_is_not_made_again() {
    let ringing = Ringing::known(&open(How::Helped, DAY, (95, 1)), at(DAY, MINUTE));
    assert!(!ringing.hears(builtin::PERSON_OFFER));
    let mut ringing = Ringing::known(&open(How::Unsettled, DAY, (30, 0)), at(DAY, MINUTE));
    assert!(ringing.hears(builtin::PERSON_OFFER));
    ringing.presses("1");
    let mut again = ringing.after(&open(How::Unsettled, DAY, (30, 0)));
    ringing.hangs_up();
    ringing.changes.iter().for_each(|change| again.apply(change));
    assert_eq!(again.matter.as_ref().unwrap().matter.offers, 1);
}

#[test]
fn what_was_learnt_offers_a_person_first_until_it_fades_and_a_mark_stays() {
    let connected = Some(Reason::Preferred);
    let rows = [
        (Wish::OfferPerson, 0, true, None),
        (Wish::OfferPerson, 90 * DAYS - 1, true, None),
        (Wish::OfferPerson, 90 * DAYS, false, None),
        (Wish::Person, 0, false, connected),
        (Wish::Person, 4000 * DAYS, false, connected),
        (Wish::Line, 0, false, None),
        (Wish::Line, 4000 * DAYS, false, None),
    ];
    for (wish, ago, offered, reason) in rows {
        let ringing = Ringing::known(&prefers(wish, DAY), at(DAY, ago));
        let offer = matches!(ringing.call.place, Place::Offer { why: OfferWhy::Prefers, .. });
        assert_eq!((offer, ringing.reason()), (offered, reason), "{wish:?} after {ago} ms");
        assert_eq!(ringing.is_at("main"), !offered && reason.is_none(), "{wish:?} after {ago} ms");
    }
}

#[test]
fn asking_for_a_person_and_being_rescued_are_learnt_and_nothing_else_is() {
    let learnt = |does: &dyn Fn(&mut Ringing<'_>)| {
        let mut ringing = Ringing::known(&Caller::default(), DAY);
        does(&mut ringing);
        assert!(matches!(ringing.call.place, Place::Rung { .. }), "{:?}", ringing.call.place);
        ringing.after(&Caller::default()).prefers.map(|prefers| prefers.wish)
    };
    let lost = |ringing: &mut Ringing<'_>| (0..3).for_each(|_| drop(ringing.presses("9").clone()));
    let offered = Some(Wish::OfferPerson);
    assert_eq!(learnt(&|ringing| drop(ringing.presses("0").clone())), offered);
    assert_eq!(learnt(&|ringing| drop(ringing.says("operator").clone())), offered);
    assert_eq!(
        learnt(&|ringing| {
            lost(ringing);
            ringing.silent();
        }),
        offered,
        "accepted"
    );
    assert_eq!(
        learnt(&|ringing| {
            lost(ringing);
            for key in ["1", "9", "1", "9"] {
                ringing.presses(key);
            }
        }),
        offered,
        "connected by the ledger"
    );
    assert_eq!(
        learnt(&|ringing| {
            ringing.presses("3");
            ringing.presses("2");
        }),
        None,
        "it has not helped"
    );
    let marked = prefers(Wish::Line, DAY);
    let mut ringing = Ringing::known(&marked, DAY);
    ringing.presses("0");
    assert_eq!(ringing.after(&marked).prefers, marked.prefers, "a mark is not undone by what is learnt");
}

#[test]
fn declining_a_first_offer_clears_what_was_learnt_and_accepting_renews_it() {
    let now = at(DAY, 30 * DAYS);
    let caller = prefers(Wish::OfferPerson, DAY);
    let mut ringing = Ringing::known(&caller, now);
    ringing.presses("1");
    assert!(ringing.is_at("main"), "{:?}", ringing.call.place);
    assert_eq!(ringing.after(&caller).prefers, None);
    for accepts in ["2", "0"] {
        let mut ringing = Ringing::known(&caller, now);
        ringing.presses(accepts);
        assert!(matches!(ringing.call.place, Place::Rung { .. }), "{:?}", ringing.call.place);
        assert_eq!(ringing.after(&caller).prefers.map(|prefers| prefers.since), Some(at(now, 3 * SECOND)));
    }
    // Another call has learnt it anew meanwhile: that stays.
    let mut later = caller.clone();
    later.apply(&Change::PrefersPerson { at: at(now, HOUR) });
    let mut ringing = Ringing::known(&caller, now);
    ringing.presses("1");
    assert!(ringing.after(&later).prefers.is_some());
}

#[test]
fn a_callback_that_did_not_come_connects_at_once_for_a_week() {
    let due = at(DAY, -HOUR);
    let rows = [(-HOUR, false), (1, true), (HOUR, true), (7 * DAYS - 1, true), (7 * DAYS, false)];
    for (after_due, connects) in rows {
        let caller = Caller { promise: Some(promise(at(due, -HOUR), due)), ..Caller::default() };
        let ringing = Ringing::known(&caller, at(due, after_due));
        let reason = ringing.reason();
        assert_eq!(reason, connects.then_some(Reason::Missed), "{after_due} ms after it was due");
        // Only one that is still to come is told.
        assert_eq!(ringing.hears(builtin::CALLBACK_OWED), after_due < 0, "{after_due}: {:?}", ringing.said());
    }
    let done = clew::call::Done { at: due, by: "care".to_owned() };
    let caller = Caller { promise: Some(Promise { done: Some(done), ..promise(due, due) }), ..Caller::default() };
    assert_eq!(Ringing::known(&caller, DAY).reason(), None, "one that was kept is over");
    // Even for whom staff have marked as wanting the line.
    let caller = Caller { promise: Some(promise(due, due)), ..prefers(Wish::Line, due) };
    assert_eq!(Ringing::known(&caller, DAY).reason(), Some(Reason::Missed));
}

#[test]
fn an_open_promise_is_said_again_and_never_made_twice() {
    let caller = Caller { promise: Some(promise(at(NIGHT, -HOUR), at(NIGHT, 10 * HOUR))), ..Caller::default() };
    let mut ringing = Ringing::known(&caller, NIGHT);
    assert_eq!(ringing.said().first().map(String::as_str), Some(builtin::CALLBACK_OWED));
    assert!(ringing.is_at("main"));
    ringing.presses("0");
    assert_eq!(ringing.closing(), Some(clew::call::Closing::Owed), "{:?}", ringing.said());
    assert!(ringing.changes.iter().all(|change| !matches!(change, Change::Promised(_))));
    // About something else it is another matter.
    let mut ringing = Ringing::known(&caller, NIGHT);
    ["2", "4711", "0"].iter().for_each(|keys| drop(ringing.presses(keys).clone()));
    assert_eq!(ringing.closing(), Some(clew::call::Closing::Promised), "{:?}", ringing.said());
}

/// A caller of whom everything is remembered that can be.
fn rich(now: clew::call::Moment) -> Caller {
    let mut caller = open(How::Unsettled, at(now, -MINUTE), (30, 0));
    caller.promise = Some(promise(at(now, -HOUR), at(now, HOUR)));
    caller.language = Some("es-US".into());
    caller
}

#[test]
fn from_a_shared_number_nothing_is_carried_on_and_nothing_is_said() {
    let running = PastCall { call: key(7), began: at(DAY, -MINUTE), left: None };
    let often = |times: u8| {
        let left = |n: u8| Left { at: at(DAY, -HOUR * i64::from(n)), how: How::Unsettled };
        let past = |n| PastCall { call: key(n), began: at(DAY, -HOUR * i64::from(n) - MINUTE), left: Some(left(n)) };
        Caller { recent: (1..=times).rev().map(past).collect(), ..rich(DAY) }
    };
    let rows = [
        ("marked", Caller { shared: Some(at(DAY, -DAYS)), ..rich(DAY) }, true),
        ("two at once", Caller { recent: vec![running], ..rich(DAY) }, true),
        ("the fifth call of a day", often(4), false),
        ("the sixth call of a day", often(5), false),
        ("the seventh call of a day", often(6), true),
        ("the eighth call of a day", often(7), true),
    ];
    for (name, caller, shared) in rows {
        let ringing = Ringing::known(&caller, DAY);
        assert_eq!(ringing.call.memory.shared, shared, "{name}");
        if shared {
            assert!(ringing.is_at("main"), "{name}: {:?}", ringing.call.place);
            assert_eq!(ringing.call.matter.sum(), 0, "{name}");
            assert!(ringing.call.promise.is_none() && ringing.call.memory.open.is_none(), "{name}");
            assert_eq!(ringing.call.language.as_str(), "en-US", "{name}");
            assert!(!ringing.hears(builtin::CALLBACK_OWED), "{name}: {:?}", ringing.said());
        }
    }
    // What was learnt in another's call is not told, and what staff have marked leads all the same.
    let shared = |wish| Caller { shared: Some(DAY), ..prefers(wish, at(DAY, -DAYS)) };
    assert!(Ringing::known(&shared(Wish::OfferPerson), DAY).is_at("main"));
    assert_eq!(Ringing::known(&shared(Wish::Person), DAY).reason(), Some(Reason::Preferred));
}

#[test]
fn two_calls_at_once_show_that_a_number_is_shared() {
    let mut first = Ringing::known(&Caller::default(), DAY);
    let caller = first.after(&Caller::default());
    let mut second = Ringing::new(flow(), (number(), false), (key(2), at(DAY, MINUTE)), Some(&caller));
    assert!(second.call.memory.shared);
    first.hangs_up();
    second.hangs_up();
    let caller = first.after(&second.after(&caller));
    assert!(Ringing::new(flow(), (number(), false), (key(3), at(DAY, DAYS)), Some(&caller)).call.memory.shared);
}

#[test]
fn nothing_is_remembered_for_a_withheld_number_even_where_something_is_known() {
    for known in [None, Some(rich(DAY)), Some(prefers(Wish::Person, DAY)), Some(prefers(Wish::OfferPerson, DAY))] {
        let from = (Party::read("anonymous"), false);
        let mut ringing = Ringing::new(flow(), from, (key(9), DAY), known.as_ref());
        assert!(ringing.is_at("main") && !ringing.hears(builtin::CALLBACK_OWED), "{:?}", ringing.said());
        assert_eq!(ringing.call.memory, clew::call::Memory::default());
        assert_eq!((ringing.call.matter.sum(), ringing.call.language.as_str()), (0, "en-US"));
        ["4", "2", "0"].iter().for_each(|keys| drop(ringing.presses(keys).clone()));
        ringing.hangs_up();
        assert_eq!((ringing.changes.len(), ringing.forgets), (0, false));
    }
}

#[test]
fn a_language_is_spoken_again_only_if_the_flow_speaks_it() {
    for (language, spoken) in [("es-US", "es-US"), ("fr-FR", "en-US"), ("en-US", "en-US")] {
        let caller = Caller { language: Some(language.into()), ..Caller::default() };
        assert_eq!(Ringing::known(&caller, DAY).call.language.as_str(), spoken, "{language}");
    }
    let mut ringing = Ringing::known(&Caller::default(), DAY);
    ["4", "2"].iter().for_each(|keys| drop(ringing.presses(keys).clone()));
    assert_eq!(ringing.after(&Caller::default()).language.unwrap().as_str(), "es-US");
}
