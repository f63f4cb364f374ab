//! The matter that was left open is asked about by name; the record of a caller, and being forgotten.

use std::collections::BTreeMap;

use clew::call::{
    Caller, Change, How, Kept, Left, Matter, Moment, Name, OpenMatter, PastCall, Place, Signal, Value, Wish, builtin,
};

use super::town::{self, DAY, DAYS, HOUR, MINUTE, Ringing, SECOND, at, flow, key, number, rang};

/// A caller who left this matter open, with every answer that may be kept.
fn left(about: &str) -> Caller {
    let kept = |value: &str, days: i64| Kept { value: Value::Digits(value.to_owned()), until: at(DAY, days * DAYS) };
    let facts: BTreeMap<Name, Kept> = BTreeMap::from([
        ("number".into(), kept("4711", 30)),
        ("code".into(), kept("9876", 30)),
        ("day".into(), kept("11", 1)),
    ]);
    let (flow, about) = (flow().name.clone(), Some(about.into()));
    let matter = OpenMatter { flow, about, matter: Matter::default(), facts, at: DAY };
    Caller { matter: Some(matter), ..rang(How::Unsettled, DAY) }
}

fn facts<'a>(ringing: &'a Ringing<'_>) -> Vec<&'a str> {
    ringing.call.variables.keys().map(Name::as_str).collect()
}

#[test]
fn only_a_yes_goes_back_to_the_matter_that_was_left_open() {
    let now = at(DAY, 2 * HOUR);
    let ways: [(&str, bool); 6] =
        [("1", true), ("yes please", true), ("2", false), ("no", false), ("7", false), ("what?", false)];
    for (does, back) in ways {
        let mut ringing = Ringing::known(&left("parcel"), now);
        assert!(matches!(ringing.call.place, Place::Resume { .. }), "{:?}", ringing.call.place);
        assert!(ringing.hears(builtin::RESUME_OFFER));
        let title = town::spoken(&ringing.turn.orders).iter().flat_map(|said| said.values.clone()).next();
        assert_eq!(title, Some(("matter".into(), Value::Prompt("your_parcel".into()))));
        if does.len() == 1 {
            ringing.presses(does)
        } else {
            ringing.says(does)
        };
        assert!(ringing.is_at(if back { "parcel" } else { "main" }), "{does}: {:?}", ringing.call.place);
        assert_eq!(ringing.call.about.is_some(), back, "{does}");
        assert_eq!(ringing.call.variables.is_empty(), !back, "{does}");
        assert_eq!(ringing.call.questions, 0, "it counts nothing");
        // It is asked once in a call.
        for keys in ["9", "9", "9", "1"] {
            ringing.presses(keys);
            assert!(!matches!(ringing.call.place, Place::Resume { .. }), "{does}");
        }
    }
    let mut ringing = Ringing::known(&left("parcel"), now);
    ringing.silent();
    assert!(ringing.is_at("main"), "{:?}", ringing.call.place);
    for asks in ["0", "operator"] {
        let mut ringing = Ringing::known(&left("parcel"), now);
        if asks == "0" {
            ringing.presses(asks)
        } else {
            ringing.says(asks)
        };
        assert!(matches!(ringing.call.place, Place::Rung { .. }), "{asks}: {:?}", ringing.call.place);
    }
}

#[test]
fn a_private_matter_and_private_answers_come_back_only_to_a_number_that_is_known_to_be_the_callers_own() {
    let now = at(DAY, 2 * HOUR);
    let ringing = Ringing::known(&left("health"), now);
    assert!(ringing.is_at("main") && !ringing.hears(builtin::RESUME_OFFER), "{:?}", ringing.said());
    assert_eq!(ringing.call.memory.open, None, "nothing of it is in the call");
    let mut ringing = Ringing::attested(&left("health"), now);
    ringing.presses("1");
    assert!(ringing.is_at("health"), "{:?}", ringing.call.place);
    assert_eq!(facts(&ringing), ["code", "day", "number"]);
    let mut ringing = Ringing::known(&left("parcel"), now);
    ringing.presses("1");
    assert_eq!(facts(&ringing), ["day", "number"]);
}

#[test]
fn answers_come_back_only_while_they_may_be_kept() {
    for (gap, kept) in [(DAYS - 4 * SECOND, vec!["day", "number"]), (DAYS, vec!["number"]), (29 * DAYS, vec!["number"])]
    {
        let mut ringing = Ringing::known(&left("parcel"), at(DAY, gap));
        ringing.presses("1");
        assert_eq!(facts(&ringing), kept, "after {gap} ms");
    }
    assert!(Ringing::known(&left("parcel"), at(DAY, 30 * DAYS)).is_at("main"), "a month is long enough");
}

#[test]
fn what_another_flow_or_another_version_left_open_is_not_asked_about() {
    let now = at(DAY, 2 * HOUR);
    let mut other = left("parcel");
    other.matter.as_mut().unwrap().flow = "another".into();
    other.matter.as_mut().unwrap().matter = super::open(How::Unsettled, DAY, (140, 2)).matter.unwrap().matter;
    let ringing = Ringing::known(&other, now);
    assert!(ringing.is_at("main"), "{:?}", ringing.call.place);
    // Its sum is that of another matter; that the caller rings again counts all the same.
    let ringing = Ringing::known(&other, at(DAY, MINUTE));
    assert_eq!(ringing.counted(), [(Signal::RangAgain, 60)]);
    let ringing = Ringing::known(&left("no such matter"), now);
    assert!(ringing.is_at("main"), "{:?}", ringing.call.place);
    let mut none = left("parcel");
    none.matter.as_mut().unwrap().about = None;
    assert!(Ringing::known(&none, now).is_at("main"));
    // The step to go on with has gone: no checked flow does that, and it leads to a person.
    let mut bundle = town::build(town::FLOW);
    bundle.flow.matters.get_mut("parcel").unwrap().resume = "gone".into();
    let caller = left("parcel");
    let mut ringing = Ringing::new(&bundle.flow, (number(), false), (key(9), now), Some(&caller));
    ringing.presses("1");
    assert!(matches!(ringing.call.place, Place::Rung { .. }), "{:?}", ringing.call.place);
}

#[test]
fn an_open_matter_is_asked_about_behind_an_offer_that_was_declined() {
    let mut caller = left("parcel");
    caller.apply(&Change::PrefersPerson { at: DAY });
    let mut ringing = Ringing::known(&caller, at(DAY, 2 * HOUR));
    assert!(matches!(ringing.call.place, Place::Offer { .. }), "{:?}", ringing.call.place);
    ringing.presses("1");
    assert!(matches!(ringing.call.place, Place::Resume { .. }), "{:?}", ringing.call.place);
    ringing.presses("2");
    assert!(ringing.is_at("main"), "{:?}", ringing.call.place);
}

#[test]
fn what_a_call_leaves_is_what_the_next_one_is_asked_about() {
    let mut caller = Caller::default();
    let mut ringing = Ringing::known(&caller, DAY);
    ["1", "4711", "11", "22"].iter().for_each(|keys| drop(ringing.presses(keys).clone()));
    assert!(ringing.is_at("parcel"));
    ringing.hangs_up();
    caller = ringing.after(&caller);
    let open = caller.matter.clone().unwrap();
    assert_eq!(open.facts.keys().map(Name::as_str).collect::<Vec<_>>(), ["day", "number"], "only what may be kept");
    assert_eq!(open.facts["day"].until, at(open.at, DAYS));
    assert_eq!(caller.recent.iter().filter_map(|past| past.left).map(|left| left.how).next(), Some(How::Unsettled));
    let mut ringing = Ringing::new(flow(), (number(), false), (key(2), at(DAY, 3 * HOUR)), Some(&caller));
    ringing.presses("1");
    assert!(ringing.is_at("parcel"), "{:?}", ringing.call.place);
    // Settled: nothing is left open.
    ["3", "1"].iter().for_each(|keys| drop(ringing.presses(keys).clone()));
    assert!(ringing.call.ended());
    ringing.hangs_up();
    caller = ringing.after(&caller);
    assert_eq!((caller.matter.as_ref(), caller.recent.len()), (None, 2));
    assert_eq!(caller.recent[1].left.unwrap().how, How::Settled);
}

#[test]
fn a_call_that_breaks_before_it_has_said_what_it_is_about_leaves_open_what_was_open() {
    let now = at(DAY, 20 * MINUTE);
    let broken = |about: &str, does: &dyn Fn(&mut Ringing<'_>)| {
        let caller = left(about);
        let mut ringing = Ringing::known(&caller, now);
        does(&mut ringing);
        ringing.hangs_up();
        ringing.after(&caller).matter.map(|open| (open.about, open.facts, open.matter.sum()))
    };
    let open = |about: &str, sum| left(about).matter.map(|open| (open.about, open.facts, sum));
    assert_eq!(broken("parcel", &|_| ()), open("parcel", 40), "at the question whether it is about that");
    // The number may be another's, who is not asked: what was open stays the caller's own.
    assert_eq!(broken("health", &|_| ()), open("health", 40), "at the first menu");
    let elsewhere =
        |ringing: &mut Ringing<'_>| ["1", "1234"].iter().for_each(|keys| drop(ringing.presses(keys).clone()));
    let about = |about: &str| broken(about, &elsewhere).and_then(|(about, facts, _)| Some((about?, facts.len())));
    assert_eq!(about("health"), Some(("parcel".into(), 1)), "about something else");
    let denied = |ringing: &mut Ringing<'_>| drop(ringing.presses("2").clone());
    assert_eq!(broken("parcel", &denied).and_then(|(about, ..)| about), None, "who says no has said so");
}

/// The changes of one call, in their order.
fn call(name: u8, began: i64, left_at: i64, how: How) -> Vec<Change> {
    let open = left("parcel").matter.unwrap();
    let matter = (how != How::Settled).then(|| Box::new(OpenMatter { at: at(DAY, left_at), ..open }));
    let left = Left { at: at(DAY, left_at), how };
    vec![Change::Began { call: key(name), at: at(DAY, began) }, Change::Left { call: key(name), left, matter }]
}

#[test]
fn the_ends_of_calls_make_the_same_record_in_whatever_order_they_are_heard_of() {
    // The end of the first call is heard of only after the second has settled the matter.
    let first = call(1, 0, MINUTE, How::Unsettled);
    let second = call(2, 2 * MINUTE, 3 * MINUTE, How::Settled);
    let orders: [Vec<&Change>; 3] = [
        vec![&first[0], &first[1], &second[0], &second[1]],
        vec![&first[0], &second[0], &second[1], &first[1]],
        vec![&first[0], &second[0], &first[1], &second[1]],
    ];
    for (nth, order) in orders.iter().enumerate() {
        let mut caller = Caller::default();
        for change in order {
            caller.apply(change);
            let once = caller.clone();
            caller.apply(change);
            assert_eq!(once, caller, "twice is as good as once");
        }
        assert_eq!(caller.matter, None, "what was settled stays so ({nth})");
        assert!(caller.recent.iter().all(|past| past.left.is_some()), "{nth}");
    }
}

#[test]
fn the_first_word_on_how_a_call_was_left_stands_and_only_eight_calls_are_remembered() {
    let mut caller = Caller::default();
    for name in 1..=12 {
        call(name, i64::from(name) * HOUR, i64::from(name) * HOUR + MINUTE, How::Helped).iter().for_each(|change| {
            caller.apply(change);
        });
    }
    assert_eq!(caller.recent.len(), 8);
    assert_eq!(caller.recent[0].call, key(5));
    let before = caller.clone();
    caller.apply(&call(12, 0, 20 * HOUR, How::Settled)[1]);
    assert_eq!(before.recent, caller.recent);
    // The end of a call that is forgotten changes nothing but the date.
    caller.apply(&call(1, 0, 20 * HOUR, How::Settled)[1]);
    assert_eq!((before.recent, before.matter), (caller.recent, caller.matter));
}

#[test]
fn marks_set_what_they_name_and_take_away_what_they_take_away() {
    let mut caller = Caller::default();
    let mark = |prefers, segment: Option<Option<Name>>, shared| Change::Marked { prefers, segment, shared, at: DAY };
    caller.apply(&mark(Some(Some(Wish::Person)), Some(Some("vip".into())), Some(true)));
    caller.apply(&mark(None, None, None));
    assert_eq!(caller.prefers.map(|prefers| prefers.wish), Some(Wish::Person));
    assert_eq!((caller.segment.clone().unwrap().as_str(), caller.is_shared(DAY)), ("vip", true));
    let ringing = Ringing::known(&Caller { prefers: None, ..caller.clone() }, DAY);
    assert_eq!(ringing.call.memory.segment.as_ref().map(Name::as_str), Some("vip"), "routing uses memory always");
    caller.apply(&mark(Some(None), Some(None), Some(false)));
    assert_eq!(caller, Caller { last: DAY, ..Caller::default() });
}

/// The flow, with words for being forgotten.
fn forgetting() -> clew::flow::Bundle {
    let mut bundle = town::build(town::FLOW);
    for lexicon in bundle.flow.lexicons.values_mut() {
        lexicon.forget = vec!["forget me".to_owned()].into();
    }
    bundle
}

#[test]
fn whoever_says_so_is_asked_and_only_a_yes_has_them_forgotten() {
    let bundle = forgetting();
    let caller = left("parcel");
    let asked = || {
        let mut ringing = Ringing::new(&bundle.flow, (number(), false), (key(9), at(DAY, 40 * DAYS)), Some(&caller));
        ringing.says("please forget me");
        assert!(matches!(ringing.call.place, Place::Forget { .. }), "{:?}", ringing.call.place);
        ringing
    };
    for (does, forgotten) in [("1", true), ("2", false), ("7", false)] {
        let mut ringing = asked();
        ringing.presses(does);
        assert_eq!((ringing.forgets, ringing.is_at("main")), (forgotten, true), "{does}");
        assert!(ringing.hears(if forgotten { builtin::FORGOTTEN } else { builtin::NOT_FORGOTTEN }));
        ringing.changes.clear();
        ["4", "2", "0"].iter().for_each(|keys| drop(ringing.presses(keys).clone()));
        ringing.hangs_up();
        assert_eq!(ringing.changes.is_empty(), forgotten, "{does}: {:?}", ringing.changes);
    }
    let mut ringing = asked();
    ringing.silent();
    assert!(!ringing.forgets && ringing.is_at("main"));
    let mut ringing = asked();
    ringing.presses("0");
    assert!(!ringing.forgets && matches!(ringing.call.place, Place::Rung { .. }));
    // With these words in it, and no such wish.
    let mut ringing = Ringing::new(&bundle.flow, (number(), false), (key(9), DAY), None);
    ringing.says("please don't forget me");
    assert!(!matches!(ringing.call.place, Place::Forget { .. }));
}

#[test]
fn asking_to_be_forgotten_again_and_again_leads_to_a_person_like_any_other_round() {
    let bundle = forgetting();
    for answer in ["1", "2"] {
        let mut ringing = Ringing::new(&bundle.flow, (number(), false), (key(9), DAY), None);
        let mut rounds = 0;
        while !matches!(ringing.call.place, Place::Rung { .. }) {
            rounds += 1;
            assert!(rounds < 20, "round and round: {:?}", ringing.counted());
            match ringing.call.place {
                Place::Forget { .. } => ringing.presses(answer),
                Place::Offer { .. } => ringing.presses("1"),
                _ => ringing.says("forget me"),
            };
        }
        assert_eq!(ringing.call.matter.sum(), 150, "{:?}", ringing.counted());
    }
}

#[test]
fn a_question_is_not_asked_again_whose_answer_came_back() {
    // A matter may be gone on with at its question: what is known is passed by, however soon the caller rings again.
    let text = town::FLOW.replace("resume: parcel }", "resume: number }");
    let bundle = town::build(&text);
    for gap in [2 * HOUR, MINUTE] {
        let mut first = Ringing::new(&bundle.flow, (number(), false), (key(1), DAY), None);
        ["1", "4711"].iter().for_each(|keys| drop(first.presses(keys).clone()));
        assert!(first.is_at("day"));
        first.hangs_up();
        let caller = first.after(&Caller::default());
        let now: Moment = at(DAY, gap);
        let mut second = Ringing::new(&bundle.flow, (number(), false), (key(2), now), Some(&caller));
        second.presses("1");
        assert!(second.is_at("day"), "after {gap} ms: {:?}", second.call.place);
    }
}

#[test]
fn a_call_that_never_ended_does_not_look_like_one_that_was_left() {
    let past = PastCall { call: key(1), began: DAY, left: None };
    let caller = Caller { recent: vec![past], ..Caller::default() };
    let ringing = Ringing::known(&caller, at(DAY, MINUTE));
    assert_eq!((ringing.counted(), ringing.call.memory.shared), (vec![], true));
}
