//! Frustration: what each signal weighs, that a turn counts its heaviest alone, and that a turn that leads nowhere new
//! never weighs less than the same turn that does.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use clew::{
    call::{
        BundleId, Call, CallKey, Counted, DialOutcome, Event, EventKind, Matter, Moment, Name, Number, Party, Place,
        QueueOutcome, Signal,
    },
    engine::{Flow, Patience, advance, guard},
    flow::Bundle,
};
use fastrand::Rng;

const BEGAN: Moment = Moment::from_millis(1_795_000_000_000);

/// A call that has not been answered yet.
fn call(flow: Option<&Flow>) -> Call {
    let line = Number::parse("+15550199").unwrap();
    let language = flow.map_or_else(|| "en-US".into(), Flow::language);
    let pin = (BundleId([0; 32]), language);
    Call::new(CallKey([0; 16]), Name::from("twilio"), line, Party::read("+15550123"), pin, BEGAN)
}

struct Ringing<'a> {
    flow: &'a Flow,
    call: Call,
}

impl<'a> Ringing<'a> {
    fn new(flow: &'a Flow) -> Self {
        let call = call(Some(flow));
        let (from, to) = (call.from.clone(), call.line.clone());
        let mut ringing = Self { flow, call };
        ringing.happens(EventKind::Rings { from, to, on: Vec::new(), attested: false, known: None });
        ringing
    }

    fn happens(&mut self, kind: EventKind) -> &Place {
        let at = self.call.last.plus_millis(3_000);
        self.call = advance(self.flow, &self.call, &Event { at, kind }).call;
        &self.call.place
    }

    fn presses(&mut self, keys: &str) -> &Place {
        self.happens(EventKind::Keys(keys.to_owned()))
    }

    fn says(&mut self, words: &str) -> &Place {
        self.happens(EventKind::Words(words.to_owned()))
    }

    fn counted(&self) -> Vec<(Signal, u16)> {
        self.call.matter.signals.iter().map(|counted| (counted.signal, counted.weight)).collect()
    }
}

/// The maze, with harsh words.
fn maze() -> Bundle {
    let mut bundle = support::fixture("maze.yaml");
    for lexicon in bundle.flow.lexicons.values_mut() {
        lexicon.harsh = vec!["this is ridiculous".to_owned(), "damn machine".to_owned()].into();
    }
    bundle
}

#[test]
fn harsh_words_weigh_80_whatever_is_said_beside_them() {
    let bundle = maze();
    for words in ["this is ridiculous", "you damn machine", "this is ridiculous, say that again", "damn machine, back"]
    {
        let mut ringing = Ringing::new(&bundle.flow);
        ringing.says(words);
        assert_eq!(ringing.counted(), [(Signal::Harsh, 80)], "{words}");
        assert!(matches!(ringing.call.place, Place::Step { .. }), "{words}");
    }
    // An answer is an answer, however it is said.
    let mut ringing = Ringing::new(&bundle.flow);
    ringing.says("left, damn machine");
    assert_eq!(ringing.counted(), [(Signal::Harsh, 80)]);
    assert!(matches!(&ringing.call.place, Place::Step { name, .. } if name.as_str() == "hall_1"));
    // Harsh twice: a person is offered, and then connected.
    let mut ringing = Ringing::new(&bundle.flow);
    ringing.says("this is ridiculous");
    ringing.says("this is ridiculous");
    assert!(matches!(ringing.call.place, Place::Rung { .. }), "160: {:?}", ringing.counted());
    // Who asks for a person gets one, and nothing is counted.
    let mut ringing = Ringing::new(&bundle.flow);
    ringing.says("this is ridiculous, give me a person");
    assert_eq!(ringing.counted(), []);
    assert!(matches!(ringing.call.place, Place::Rung { .. }));
}

#[test]
fn a_burst_of_keys_that_is_no_answer_weighs_60_and_a_wrong_number_is_none() {
    let bundle = maze();
    for keys in ["####", "9*9*9", "****", "##", "7777", "*9*", "99999999999"] {
        for question in [None, Some("3")] {
            let mut ringing = Ringing::new(&bundle.flow);
            question.into_iter().for_each(|keys| drop(ringing.presses(keys).clone()));
            let before = ringing.call.matter.signals.len();
            ringing.presses(keys);
            let answers = question.is_some() && keys == "7777";
            let expected = if answers { vec![] } else { vec![(Signal::Mashed, 60)] };
            assert_eq!(ringing.counted()[before..], expected, "{keys} at {question:?}");
        }
    }
    for keys in ["9", "99", "999", "12345", "*", "#", "9#"] {
        let mut ringing = Ringing::new(&bundle.flow);
        ringing.presses(keys);
        assert_eq!(ringing.counted(), [(Signal::Lost, 15)], "{keys}");
    }
    let mut ringing = Ringing::new(&bundle.flow);
    ringing.presses("0000");
    assert!(matches!(ringing.call.place, Place::Rung { .. }), "only zeros are a person, however many");
}

#[test]
fn a_turn_counts_its_heaviest_signal_alone_and_is_one_more_lost_turn_in_a_row() {
    let bundle = maze();
    let mut ringing = Ringing::new(&bundle.flow);
    ringing.presses("####");
    ringing.presses("9");
    assert_eq!(ringing.counted(), [(Signal::Mashed, 60), (Signal::Lost, 45)], "the second lost turn in a row");
    // Where a lost turn is made the heavier, it is what counts.
    let mut bundle = maze();
    bundle.flow.patience.lost = [15, 90, 30];
    let mut ringing = Ringing::new(&bundle.flow);
    ringing.presses("9");
    ringing.says("this is ridiculous");
    assert_eq!(ringing.counted(), [(Signal::Lost, 15), (Signal::Lost, 90)]);
}

#[test]
fn a_connection_that_fails_weighs_60_once_in_a_call_and_one_that_the_caller_leaves_weighs_nothing() {
    let bundle = maze();
    for outcome in [DialOutcome::Busy, DialOutcome::NoAnswer, DialOutcome::Voicemail, DialOutcome::Failed] {
        let mut ringing = Ringing::new(&bundle.flow);
        ringing.presses("0");
        ringing.happens(EventKind::Dialed(outcome));
        assert_eq!(ringing.counted(), [(Signal::TransferFailed, 60)], "{outcome:?}");
        let url = "https://example.org/1".to_owned();
        ringing.happens(EventKind::Recorded { url, seconds: 9, key: Some('0') });
        assert!(matches!(ringing.call.place, Place::Rung { rung: 0, .. }), "{:?}", ringing.call.place);
        ringing.happens(EventKind::Dialed(outcome));
        assert_eq!(ringing.counted().len(), 1, "{outcome:?}");
    }
    // An earlier call's does not stand for this one's.
    let mut ringing = Ringing::new(&bundle.flow);
    let earlier = Counted { turn: 0, signal: Signal::TransferFailed, weight: 60, step: None };
    ringing.call.matter.signals.push(earlier);
    ringing.presses("0");
    ringing.happens(EventKind::Dialed(DialOutcome::Busy));
    assert_eq!(ringing.counted().len(), 2);
    let text = "flow: queue\ntitle: Queue\nlanguages: [en-US]\ndesks: { care: { title: Care } }\n\
                people: { operator: { try: [{ queue: care }, { message: leave, desk: care }] } }\n\
                start: main\nsteps: { main: { person: operator } }\nprompts: { leave: { en-US: Please. } }\n";
    let queue = support::build(clew::flow::Sources::new("queue.yaml", text.to_owned()));
    for (outcome, weighs) in [(QueueOutcome::Left, 0), (QueueOutcome::Full, 60), (QueueOutcome::Failed, 60)] {
        let mut ringing = Ringing::new(&queue.flow);
        ringing.happens(EventKind::Queued(outcome));
        assert_eq!(ringing.call.matter.sum(), weighs, "{outcome:?}");
    }
}

/// What a turn at a wait can come to.
const SIGNALS: [Option<Signal>; 6] = [
    None,
    Some(Signal::Again),
    Some(Signal::BackendFailed),
    Some(Signal::Refused),
    Some(Signal::Mashed),
    Some(Signal::Harsh),
];

/// Weights that a flow may set: each between 10 and 90, none below the first.
fn patience(chance: &mut Rng) -> Patience {
    let first = chance.u16(10..=90);
    let lost = [first, chance.u16(first..=90), chance.u16(first..=90)];
    Patience { questions: chance.u16(10..=20), lost, minute: chance.u16(25..=90) }
}

#[test]
fn a_turn_that_leads_nowhere_new_never_weighs_less_than_the_same_turn_that_does() {
    let mut chance = Rng::with_seed(4);
    for round in 0..20_000 {
        let patience = patience(&mut chance);
        let mut before = call(None);
        before.matter.questions = chance.u16(0..30);
        before.matter.lost_run = chance.u16(0..5);
        before.matter.machine_ms = chance.u64(0..400_000);
        for signal in SIGNALS {
            let after = |progress| {
                let mut call = before.clone();
                guard::judge(&mut call, &patience, progress, signal);
                call.matter
            };
            let (new, lost) = (after(true), after(false));
            assert!(new.sum() <= lost.sum(), "round {round}: {signal:?} with {patience:?} after {:?}", before.matter);
            assert!(new.lost_run <= lost.lost_run, "round {round}: {signal:?}");
            let own = |matter: &Matter| matter.signals.iter().filter(|counted| weighs_itself(counted.signal)).count();
            assert!(own(&new) <= 1 && own(&lost) <= 1, "round {round}: the heaviest alone");
            assert!(signal.is_none_or(|signal| guard::weight(signal) <= lost.sum()));
        }
    }
}

fn weighs_itself(signal: Signal) -> bool {
    !matches!(signal, Signal::LongWay | Signal::LongTime)
}

/// The sum after these turns, one after another.
fn sum(patience: &Patience, turns: &[(bool, Option<Signal>)]) -> u16 {
    let mut call = call(None);
    for (progress, signal) in turns {
        guard::judge(&mut call, patience, *progress, *signal);
    }
    call.matter.sum()
}

#[test]
fn with_the_usual_weights_one_more_lost_turn_alone_never_makes_the_sum_of_a_way_smaller() {
    let usual = Patience::default();
    for seed in 0..20_000 {
        let mut chance = Rng::with_seed(seed);
        let mut turn = || (chance.bool(), SIGNALS[chance.usize(..2)]);
        let mut turns: Vec<_> = (0..8).map(|_| turn()).collect();
        let at = chance.usize(..turns.len());
        turns[at].0 = true;
        let new = sum(&usual, &turns);
        turns[at].0 = false;
        let lost = sum(&usual, &turns);
        assert!(new <= lost, "seed {seed}, turn {at}: {new} and {lost} of {turns:?}");
    }
}
