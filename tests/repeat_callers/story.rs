//! A caller over several calls; and crowds of them, from seeds that are named when something is wrong.

use clew::call::{Caller, Closing, DialOutcome, Effect, EventKind, How, OfferWhy, Place, Reason, Signal, builtin};
use fastrand::Rng;

use super::town::{self, DAY, DAYS, MINUTE, NIGHT, Ringing, SECOND, at, flow, key, number};

#[test]
fn whoever_got_lost_at_night_is_owed_a_callback_recognised_and_offered_a_person_next_week() {
    let mut caller = Caller::default();
    // Lost at night: a person is offered, and since nobody is there, a callback comes of it.
    let mut ringing = Ringing::new(flow(), (number(), false), (key(1), NIGHT), Some(&caller));
    for keys in ["9", "9", "9"] {
        ringing.presses(keys);
    }
    assert!(ringing.hears(builtin::PERSON_OFFER_LATER), "{:?}", ringing.said());
    ringing.silent();
    assert_eq!(ringing.closing(), Some(Closing::Promised), "{:?}", ringing.said());
    let due = ringing.call.promise.as_ref().unwrap().due;
    // The desk opens at 8:00 in New York, and takes five minutes of its hours.
    assert_eq!(due, at(NIGHT, (9 * 60 + 58) * MINUTE + 20 * SECOND));
    ringing.silent();
    assert!(ringing.call.ended());
    caller = ringing.after(&caller);
    assert_eq!(caller.recent[0].left.unwrap().how, How::Promised);

    // Seven minutes later: recognised before the first question, and told the same date; a message besides.
    let mut ringing = Ringing::new(flow(), (number(), false), (key(2), at(NIGHT, 8 * MINUTE)), Some(&caller));
    assert_eq!(ringing.reason(), Some(Reason::Frustration), "{:?}", ringing.call.place);
    assert_eq!(ringing.closing(), Some(Closing::Owed), "{:?}", ringing.said());
    assert!(ringing.hears(builtin::CALLBACK_OWED) && ringing.hears(builtin::CLOSING_MESSAGE), "{:?}", ringing.said());
    assert_eq!(ringing.call.promise.as_ref().unwrap().due, due);
    assert_eq!(ringing.counted().last(), Some(&(Signal::RangAgain, 60)));
    ringing.presses("1");
    let url = "https://example.org/1".to_owned();
    ringing.happens(20 * SECOND, EventKind::Recorded { url, seconds: 15, key: None });
    assert_eq!(ringing.closing(), Some(Closing::MessageKept), "{:?}", ringing.said());
    ringing.silent();
    caller = ringing.after(&caller);
    assert_eq!(caller.recent[1].left.unwrap().how, How::MessageLeft);
    caller.apply(&clew::call::Change::Kept { call: key(1) });

    // Next week, about something else: a person is offered first, and the sum is a new matter's.
    let mut ringing = Ringing::new(flow(), (number(), false), (key(3), at(NIGHT, 7 * DAYS)), Some(&caller));
    assert!(matches!(ringing.call.place, Place::Offer { why: OfferWhy::Prefers, .. }), "{:?}", ringing.call.place);
    assert_eq!(ringing.call.matter.sum(), 0);
    ringing.presses("1");
    assert!(ringing.is_at("main"), "{:?}", ringing.call.place);
    ringing.hangs_up();
    assert_eq!(ringing.after(&caller).prefers, None);
}

#[test]
fn whoever_hangs_up_on_the_ladder_has_what_it_gave_them_before() {
    let how = |does: &dyn Fn(&mut Ringing<'_>)| {
        let mut ringing = Ringing::new(flow(), (number(), false), (key(1), DAY), None);
        ringing.presses("0");
        does(&mut ringing);
        ringing.hangs_up();
        ringing.after(&Caller::default()).recent[0].left.unwrap().how
    };
    let dialed = |ringing: &mut Ringing<'_>, outcome| drop(ringing.happens(SECOND, EventKind::Dialed(outcome)).clone());
    let unheard = |ringing: &mut Ringing<'_>| dialed(ringing, DialOutcome::NoAnswer);
    let talks = |ringing: &mut Ringing<'_>| {
        ringing.happens(SECOND, EventKind::PickedUp);
        ringing.happens(SECOND, EventKind::PickedUpKey('1'));
        ringing.happens(60 * SECOND, EventKind::Dialed(DialOutcome::Answered { talk_s: 60 }));
    };
    assert_eq!(how(&|_| ()), How::Unsettled, "it rings");
    assert_eq!(how(&|ringing| unheard(ringing)), How::Promised);
    let asks_once_more = |ringing: &mut Ringing<'_>| {
        unheard(ringing);
        ringing.presses("0");
    };
    assert_eq!(how(&asks_once_more), How::Promised, "the callback stands while it rings once more");
    let speaks = |ringing: &mut Ringing<'_>| {
        unheard(ringing);
        ringing.presses("1");
    };
    assert_eq!(how(&speaks), How::Promised, "it stands while a message is recorded");
    assert_eq!(how(&talks), How::Helped);
    let talks_in_vain = |ringing: &mut Ringing<'_>| {
        talks(ringing);
        ringing.presses("0");
    };
    assert_eq!(how(&talks_in_vain), How::Unsettled, "whoever asks once more was not helped");
}

#[test]
fn a_recording_belongs_to_the_desk_that_it_was_left_for() {
    let text = town::FLOW
        .replace("desks: {", "  sales: { try: [{ ring: \"+15550192\" }, { message: leave, desk: shop }] }\ndesks: { shop: { title: Shop },")
        .replace("- { key: 5, to: hall }", "- { key: 5, to: hall }\n      - { key: 6, to: sales }")
        .replace("press 5.\"", "press 5. For sales, press 6.\"")
        .replace("la sala, pulse 5.\"", "la sala, pulse 5. Para ventas, pulse 6.\"");
    let bundle = town::build(&text);
    let mut ringing = Ringing::new(&bundle.flow, (number(), false), (key(1), DAY), None);
    ringing.presses("6");
    let url = || "https://example.org/1".to_owned();
    for _ in 0..2 {
        ringing.happens(SECOND, EventKind::Dialed(DialOutcome::Busy));
        ringing.happens(9 * SECOND, EventKind::Recorded { url: url(), seconds: 9, key: Some('0') });
    }
    // Sales are exhausted, so the operator is rung; only now the platform says that the recording is ready.
    assert!(matches!(&ringing.call.place, Place::Rung { person, .. } if person.as_str() == "operator"));
    ringing.happens(SECOND, EventKind::RecordingReady { url: url(), seconds: 9 });
    let [Effect::Keep(message)] = &ringing.turn.effects[..] else { panic!("{:?}", ringing.turn.effects) };
    assert_eq!(message.desk.as_str(), "shop");
}

/// What a stubborn caller does next at a wait.
fn does(chance: &mut Rng, ringing: &mut Ringing<'_>) {
    let keys = ["1", "2", "3", "4", "5", "9", "4711", "*", "11"];
    match chance.u8(0..12) {
        0 => drop(ringing.silent().clone()),
        1 => drop(ringing.says("say that again").clone()),
        _ => drop(ringing.presses(keys[chance.usize(..keys.len())]).clone()),
    }
}

/// Calls again and again within the hour, never settles anything, and always declines; until connected.
fn never_lets_go(seed: u64) -> (u32, u32) {
    let mut chance = Rng::with_seed(seed);
    let mut caller = Caller::default();
    let (mut now, mut sum, mut turns, mut calls) = (NIGHT, 0, 0, 0);
    loop {
        calls += 1;
        assert!(calls <= 6, "seed {seed}: nobody rings so often without a person");
        let mut ringing = Ringing::new(flow(), (number(), false), (key(calls), now), Some(&caller));
        for _ in 0..chance.u8(0..8) {
            let counted = ringing.call.matter.sum();
            assert!(sum <= counted, "seed {seed}, call {calls}: {sum} fell to {counted}");
            sum = counted;
            match ringing.call.place {
                Place::Offer { .. } => drop(ringing.presses("1").clone()),
                Place::Resume { .. } => drop(ringing.presses(["1", "2", "9"][chance.usize(..3)]).clone()),
                Place::Step { ref name, .. } if name.as_str() == "done" => drop(ringing.presses("9").clone()),
                Place::Step { .. } => does(&mut chance, &mut ringing),
                _ => break,
            }
            turns += 1;
            assert!(turns <= 60, "seed {seed}: {turns} turns without a person: {:?}", ringing.counted());
        }
        let counted = ringing.call.matter.sum();
        assert!(sum <= counted, "seed {seed}, call {calls}: {sum} fell to {counted}");
        sum = counted;
        if matches!(ringing.call.place, Place::Rung { .. } | Place::Closing(_)) {
            return (turns, u32::from(calls));
        }
        ringing.hangs_up();
        caller = ringing.after(&caller);
        now = at(ringing.call.last, chance.i64(SECOND..59 * MINUTE));
    }
}

#[test]
fn no_caller_who_redials_within_the_hour_ever_loses_a_step_on_the_way_to_a_person() {
    let (mut turns_max, mut calls_max) = (0, 0);
    for seed in 0..5_000 {
        let (turns, calls) = never_lets_go(seed);
        (turns_max, calls_max) = (turns.max(turns_max), calls.max(calls_max));
    }
    println!("5000 callers: {turns_max} turns and {calls_max} calls at most until a person");
}
