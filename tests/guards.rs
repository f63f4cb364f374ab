//! The figures of the guards (C2), one by one: when a person is offered, and when the caller is connected. And what
//! the engine does where a flow breaks a rule (C3): it does not rely on the check that refuses such flows.
//!
//! What a whole crowd of callers can do is in `stubborn`; here each rule stands alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use std::fmt::Write;

use clew::{
    call::{
        BundleId, Call, CallKey, Closing, DialOutcome, End, Event, EventKind, Fault, Moment, Name, Number, OfferWhy,
        OnRung, Party, Place, Reason, Signal,
    },
    engine::{Flow, advance},
    flow::{Bundle, Sources},
};

const BEGAN: Moment = Moment::from_millis(1_795_000_000_000);

/// A call on the engine.
struct Ringing<'a> {
    flow: &'a Flow,
    call: Call,
}

impl<'a> Ringing<'a> {
    fn new(flow: &'a Flow) -> Self {
        let line = Number::parse("+15550199").unwrap();
        let from = Party::read("+15550123");
        let pin = (BundleId([0; 32]), flow.language());
        let call = Call::new(CallKey([0; 16]), Name::from("twilio"), line.clone(), from.clone(), pin, BEGAN);
        let mut ringing = Self { flow, call };
        ringing.happens(0, EventKind::Rings { from, to: line, on: Vec::new(), attested: false, known: None });
        ringing
    }

    /// Something happens so many milliseconds after the last turn.
    fn happens(&mut self, after_ms: u64, kind: EventKind) -> &Place {
        let at = self.call.last.plus_millis(after_ms);
        self.call = advance(self.flow, &self.call, &Event { at, kind }).call;
        &self.call.place
    }

    fn presses(&mut self, keys: &str) -> &Place {
        self.happens(3_000, EventKind::Keys(keys.to_owned()))
    }

    fn weights(&self, signal: Signal) -> Vec<u16> {
        let counted = self.call.matter.signals.iter().filter(|counted| counted.signal == signal);
        counted.map(|counted| counted.weight).collect()
    }
}

/// A line of so many menus, each new, each with one way on.
fn corridor(length: usize) -> Bundle {
    let mut text = String::from(
        "flow: corridor\ntitle: A corridor\nlanguages: [en-US]\n\
         people: { operator: { try: [{ ring: \"+15550191\" }, { message: leave, desk: care }] } }\n\
         desks: { care: { title: Care } }\nstart: hall_0\nsteps:\n",
    );
    for hall in 0..length {
        let to = (hall + 1) % length;
        writeln!(text, "  hall_{hall}: {{ menu: hall_{hall}, choices: [{{ key: 1, to: hall_{to} }}] }}").unwrap();
    }
    text.push_str("prompts:\n  leave: { en-US: Please leave a message. }\n");
    for hall in 0..length {
        writeln!(text, "  hall_{hall}: {{ en-US: \"Another hall. To go on, press 1.\" }}").unwrap();
    }
    support::build(Sources::new("corridor.yaml", text))
}

/// Where offers and the connection came: questions so far, and why.
#[derive(Debug, Default, PartialEq, Eq)]
struct Met {
    offers: Vec<(u16, OfferWhy)>,
    connected: Option<(u16, Reason)>,
}

/// Goes on with these keys, round and round, alone as long as that is possible.
fn goes_on(ringing: &mut Ringing<'_>, keys: &[&str], after_ms: u64) -> Met {
    let mut met = Met::default();
    let mut questions = 0;
    for key in keys.iter().cycle().take(200) {
        questions += 1;
        match ringing.happens(after_ms, EventKind::Keys((*key).to_owned())).clone() {
            Place::Step { .. } => {}
            Place::Offer { why, .. } => {
                met.offers.push((questions, why));
                assert!(matches!(ringing.presses("1"), Place::Step { .. }), "an offer can be declined: {met:?}");
            }
            Place::Rung { .. } => {
                met.connected = Some((questions, ringing.call.handoff.as_ref().unwrap().reason));
                break;
            }
            other => panic!("{other:?} after {met:?}"),
        }
    }
    met
}

#[test]
fn a_long_way_is_offered_a_person_at_questions_19_and_22_and_connected_at_25() {
    let bundle = corridor(60);
    let met = goes_on(&mut Ringing::new(&bundle.flow), &["1"], 3_000);
    let offers = vec![(19, OfferWhy::Frustration), (22, OfferWhy::Frustration)];
    assert_eq!(met, Met { offers, connected: Some((25, Reason::Frustration)) });
}

#[test]
fn who_settles_again_and_again_is_offered_a_person_at_question_40_and_connected_at_60() {
    let bundle = support::fixture("maze.yaml");
    let mut ringing = Ringing::new(&bundle.flow);
    let met = goes_on(&mut ringing, &["4", "1", "1"], 3_000);
    assert_eq!(met, Met { offers: vec![(40, OfferWhy::Ceiling)], connected: Some((60, Reason::Ceiling)) });
    assert_eq!(ringing.call.settled, 20);
}

#[test]
fn time_alone_weighs_25_for_each_full_minute_after_the_second() {
    let bundle = corridor(60);
    let mut ringing = Ringing::new(&bundle.flow);
    ringing.happens(179_999, EventKind::Keys("1".to_owned()));
    assert_eq!(ringing.weights(Signal::LongTime), [0_u16; 0]);
    ringing.happens(1, EventKind::Keys("1".to_owned()));
    assert_eq!(ringing.weights(Signal::LongTime), [25]);
    ringing.happens(59_999, EventKind::Keys("1".to_owned()));
    assert_eq!(ringing.weights(Signal::LongTime), [25]);
    ringing.happens(60_001, EventKind::Keys("1".to_owned()));
    assert_eq!(ringing.weights(Signal::LongTime), [25, 50]);
}

#[test]
fn time_alone_leads_to_both_offers_and_to_a_person() {
    let bundle = corridor(60);
    // A minute a question: 6 of them are 100, 7 are 125, 8 are 150. Declining takes 3 seconds more each time.
    let met = goes_on(&mut Ringing::new(&bundle.flow), &["1"], 60_000);
    let offers = vec![(6, OfferWhy::Frustration), (7, OfferWhy::Frustration)];
    assert_eq!(met, Met { offers, connected: Some((8, Reason::Frustration)) });
}

#[test]
fn time_counts_only_while_the_caller_could_act() {
    let bundle = support::fixture("maze.yaml");
    let mut ringing = Ringing::new(&bundle.flow);
    ringing.happens(7_000, EventKind::Keys("9".to_owned()));
    ringing.happens(5_000, EventKind::Keys("0".to_owned()));
    assert_eq!(ringing.call.matter.machine_ms, 12_000);
    ringing.happens(600_000, EventKind::Dialed(DialOutcome::NoAnswer));
    ringing.happens(600_000, EventKind::Recorded { url: "https://example.org/1".into(), seconds: 9, key: None });
    assert_eq!(ringing.call.place, Place::Closing(Closing::MessageKept));
    ringing.happens(600_000, EventKind::Keys("0".to_owned()));
    ringing.happens(600_000, EventKind::Dialed(DialOutcome::Answered { talk_s: 60 }));
    assert_eq!(ringing.call.matter.machine_ms, 12_000);
    assert_eq!(ringing.weights(Signal::LongTime), [0_u16; 0]);
}

#[test]
fn lost_turns_in_a_row_weigh_15_45_30_wherever_they_are() {
    let bundle = support::fixture("maze.yaml");
    let mut ringing = Ringing::new(&bundle.flow);
    // Each key is a right one, and each leads to another menu; but nothing there is new after the first three.
    for key in ["2", "1", "1"] {
        ringing.presses(key);
    }
    assert_eq!(ringing.weights(Signal::Lost), [0_u16; 0]);
    for key in ["1", "2", "1"] {
        ringing.presses(key);
    }
    assert_eq!(ringing.weights(Signal::Lost), [15, 45, 30]);
    assert!(matches!(ringing.call.place, Place::Offer { .. }));
}

#[test]
fn one_slip_between_good_steps_weighs_15() {
    let bundle = support::fixture("maze.yaml");
    let mut ringing = Ringing::new(&bundle.flow);
    for key in ["9", "1", "9", "1", "9", "1"] {
        ringing.presses(key);
    }
    assert_eq!(ringing.weights(Signal::Lost), [15, 15, 15]);
}

#[test]
fn another_answer_to_a_question_that_was_answered_is_no_progress() {
    let bundle = support::fixture("maze.yaml");
    let mut ringing = Ringing::new(&bundle.flow);
    for keys in ["3", "4711", "1", "4712"] {
        ringing.presses(keys);
    }
    assert_eq!(ringing.weights(Signal::Lost), [0_u16; 0]);
    assert!(matches!(&ringing.call.place, Place::Step { name, stage: 0 } if name.as_str() == "number"));
    // The flow asks for what it has been told: new digits do not make that a way forward.
    for keys in ["4713", "1"] {
        ringing.presses(keys);
    }
    assert_eq!(ringing.weights(Signal::Lost), [15, 45]);
}

#[test]
fn a_refused_read_back_is_lost_and_the_corrected_answer_is_progress_once() {
    let bundle = support::fixture("maze.yaml");
    let mut ringing = Ringing::new(&bundle.flow);
    for keys in ["3", "4711", "2", "4712", "2", "4713", "2"] {
        ringing.presses(keys);
    }
    // 4712 was progress; 4713 was not, and stands between two refusals.
    assert_eq!(ringing.weights(Signal::Lost), [15, 15, 45, 30]);
}

#[test]
fn declining_an_offer_changes_no_sum_and_only_the_key_or_the_words_decline() {
    let bundle = support::fixture("maze.yaml");
    let declines = [EventKind::Keys("1".into()), EventKind::Words("no thank you, I'll carry on".into())];
    let accepts = [
        EventKind::Silence,
        EventKind::Keys("2".into()),
        EventKind::Keys("#".into()),
        EventKind::Words("uh".into()),
        EventKind::Words("yes".into()),
    ];
    for (kind, going_on) in declines.map(|kind| (kind, true)).into_iter().chain(accepts.map(|kind| (kind, false))) {
        let mut ringing = Ringing::new(&bundle.flow);
        for _ in 0..3 {
            ringing.presses("9");
        }
        let (sum, questions) = (ringing.call.matter.sum(), ringing.call.matter.questions);
        assert!(matches!(ringing.call.place, Place::Offer { .. }));
        ringing.happens(5_000, kind.clone());
        assert_eq!(matches!(ringing.call.place, Place::Step { .. }), going_on, "{kind:?}");
        assert_eq!((ringing.call.matter.sum(), ringing.call.matter.questions), (sum, questions), "{kind:?}");
    }
}

#[test]
fn what_is_not_the_callers_own_doing_counts_for_nothing() {
    let bundle = support::fixture("maze.yaml");
    let mut ringing = Ringing::new(&bundle.flow);
    ringing.presses("9");
    let before = ringing.call.matter.clone();
    ringing.happens(400_000, EventKind::RecordingReady { url: "https://example.org/1".into(), seconds: 9 });
    assert_eq!(ringing.call.matter, before);
    assert!(matches!(ringing.call.place, Place::Step { .. }));
}

#[test]
fn a_question_is_passed_once_and_waits_when_the_caller_is_led_back_to_it() {
    let bundle = support::fixture("known.yaml");
    let mut ringing = Ringing::new(&bundle.flow);
    for keys in ["1", "4711", "2026", "1"] {
        ringing.presses(keys);
    }
    assert_eq!(ringing.call.settled, 1);
    ringing.presses("2");
    let handoff = &ringing.call.handoff;
    assert!(matches!(&ringing.call.place, Place::Step { name, .. } if name.as_str() == "round_1"), "{handoff:?}");
}

#[test]
fn a_goodbye_that_the_caller_has_not_agreed_to_leads_to_a_person() {
    // No such flow passes the checks, so one that does is bent: the menu that ends in goodbye comes first, or later.
    let ends_in = |flow: &Flow, keys: &[&str]| {
        let mut ringing = Ringing::new(flow);
        keys.iter().for_each(|keys| {
            ringing.presses(keys);
        });
        let mut place = ringing.call.place.clone();
        if let Place::Rung { since, .. } = &mut place {
            *since = 0;
        }
        (place, ringing.call.handoff.map(|handoff| handoff.reason))
    };
    let mut bundle = support::fixture("maze.yaml");
    assert_eq!(ends_in(&bundle.flow, &["4", "1", "2"]), (Place::Ended(End::Goodbye), None));
    let operator = Place::Rung { person: "operator".into(), rung: 0, since: 0, on: OnRung::default() };
    let expected = (operator, Some(Reason::Fault(Fault::GoodbyeNotAgreed)));
    let more = support::fixture("maze.yaml").flow.steps.remove(&Name::from("more")).unwrap();
    bundle.flow.steps.insert("hall_1".into(), more);
    assert_eq!(ends_in(&bundle.flow, &["4", "1", "1", "1", "2"]), expected, "at a later question");
    bundle.flow.start = "more".into();
    assert_eq!(ends_in(&bundle.flow, &["2"]), expected, "with nothing settled");
}
