//! The promises at what a call meets beside its questions: backends, texts that are heard whole, several languages,
//! callbacks, switches, proofs of who rings. One by one, on the engine where that will do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use clew::{
    call::{
        Answered, BundleId, Call, CallKey, Closing, DialOutcome, End, Event, EventKind, LookupFault, Moment, Name,
        Number, Order, Party, Place, Reason, Signal, Turn, Value,
    },
    cli::line::Line,
    engine::advance,
    flow::{Bundle, Sources},
    phone::{Act, PersonDoes, State},
    server::lookup::{Asking, Backends, Question},
};
use support::ring::{phone, play, presses, saved};

const BEGAN: Moment = Moment::from_millis(1_795_000_000_000);

const TO: &str = "+15550199";

const FLOW: &str = r#"
flow: beside
title: What a call meets beside its questions
languages: [en-US, es-US]
lines: ["+15550199"]
switches: { storm: { title: "Storm", lasts: 2h } }
people:
  operator: { try: [{ ring: "+15550191" }, { promise: care }] }
desks: { care: { title: Care } }
services: { depot: { url: "https://depot.example.org" } }
lookups:
  parcel: { get: "depot/parcels/{number}", gives: { state: text } }
  customer: { get: "depot/customers/{caller.number}", gives: { pin: digits } }
start: main
steps:
  main:
    menu: main
    choices:
      - { key: 1, to: number }
      - { key: 2, to: notice }
      - { key: 3, to: hall }
      - { key: 4, to: who }
  number: { ask: number, as: { digits: 4 }, into: number, next: find }
  find: { lookup: parcel, next: main }
  notice: { say: [{ say: law, whole: true }], next: main }
  hall: { say: [{ when: storm, say: stormy }], menu: hall, choices: [{ key: 1, to: main }] }
  who: { lookup: customer, next: pin, failed: pin }
  pin: { verify: pin, as: { digits: 4 }, equals: customer.pin, next: account, fails: main }
  account: { menu: account, choices: [{ key: 1, to: main }] }
prompts:
  main: { en-US: "For parcels, press 1.", es-US: "Para paquetes, pulse 1." }
  number: { en-US: "Your number, please.", es-US: "Su número, por favor." }
  law: { en-US: "This is the law.", es-US: "Esta es la ley." }
  stormy: { en-US: "There is a storm.", es-US: "Hay tormenta." }
  hall: { en-US: "To go back, press 1.", es-US: "Para volver, pulse 1." }
  pin: { en-US: "Your PIN, please.", es-US: "Su PIN, por favor." }
  account: { en-US: "Your account. To go back, press 1.", es-US: "Su cuenta. Para volver, pulse 1." }
"#;

fn bundle() -> &'static Bundle {
    static BUNDLE: OnceLock<Bundle> = OnceLock::new();
    BUNDLE.get_or_init(|| support::build(Sources::new("beside.yaml", FLOW.to_owned())))
}

/// A call on the engine.
struct Ringing {
    call: Call,
}

impl Ringing {
    fn new(keys: &[&str]) -> Self {
        let line = Number::parse(TO).unwrap();
        let from = Party::read("+15550123");
        let pin = (BundleId([0; 32]), bundle().flow.language());
        let call = Call::new(CallKey([0; 16]), Name::from("twilio"), line.clone(), from.clone(), pin, BEGAN);
        let mut ringing = Self { call };
        ringing.happens(EventKind::Rings { from, to: line, on: Vec::new(), attested: false, known: None });
        keys.iter().for_each(|keys| drop(ringing.happens(EventKind::Keys((*keys).to_owned()))));
        ringing
    }

    fn happens(&mut self, kind: EventKind) -> Turn {
        let turn = advance(&bundle().flow, &self.call, &Event { at: self.call.last.plus_millis(3_000), kind });
        self.call = turn.call.clone();
        turn
    }

    /// A backend answers what was asked last, while the turn still waits for it.
    fn answers(&mut self, lookup: &str, answer: Answered) -> Turn {
        let turn = self.call.turn;
        self.happens(EventKind::Found { lookup: lookup.into(), turn, answer, in_time: true })
    }

    fn says(&mut self, words: &str) -> Turn {
        self.happens(EventKind::Words(words.to_owned()))
    }

    fn weights(&self, signal: Signal) -> Vec<u16> {
        let counted = self.call.matter.signals.iter().filter(|counted| counted.signal == signal);
        counted.map(|counted| counted.weight).collect()
    }

    fn reason(&self) -> Option<Reason> {
        self.call.handoff.as_ref().map(|handoff| handoff.reason)
    }

    fn is_at(&self, step: &str) -> bool {
        matches!(&self.call.place, Place::Step { name, .. } if name.as_str() == step)
    }
}

fn parcel() -> Answered {
    Answered::Found(Value::Record(BTreeMap::from([("state".into(), Value::Text("on its way".into()))])))
}

/// Asking for a person by key and by word, in the language of the call and in another of the flow.
fn asking() -> Vec<EventKind> {
    let words = ["operator", "a person please", "una persona, por favor", "quiero hablar con un agente"];
    let keys = ["0", "00"].map(|keys| EventKind::Keys(keys.to_owned()));
    keys.into_iter().chain(words.map(|words| EventKind::Words(words.to_owned()))).collect()
}

#[track_caller]
fn reaches_a_person(ringing: &mut Ringing, kind: &EventKind) {
    ringing.happens(kind.clone());
    assert!(matches!(ringing.call.place, Place::Rung { .. }), "{kind:?}: {:?}", ringing.call.place);
    assert_eq!(ringing.reason(), Some(Reason::Asked), "{kind:?}");
}

#[test]
fn who_asks_for_a_person_while_a_backend_is_asked_reaches_one() {
    for kind in asking() {
        let mut ringing = Ringing::new(&["1", "4711"]);
        assert!(matches!(ringing.call.place, Place::Lookup { .. }), "{:?}", ringing.call.place);
        reaches_a_person(&mut ringing, &kind);
        // Also when "one moment" has been said more than once.
        let mut ringing = Ringing::new(&["1", "4711"]);
        ringing.happens(EventKind::Silence);
        assert!(matches!(ringing.call.place, Place::Lookup { .. }), "{:?}", ringing.call.place);
        reaches_a_person(&mut ringing, &kind);
    }
}

#[test]
fn who_asks_for_a_person_while_a_text_is_to_be_heard_whole_reaches_one() {
    for kind in asking() {
        let mut ringing = Ringing::new(&["2"]);
        assert!(matches!(ringing.call.place, Place::Whole { .. }), "{:?}", ringing.call.place);
        reaches_a_person(&mut ringing, &kind);
        // And when another key has cut it, and it is said again.
        let mut ringing = Ringing::new(&["2", "7"]);
        assert!(matches!(ringing.call.place, Place::Whole { again: true, .. }), "{:?}", ringing.call.place);
        reaches_a_person(&mut ringing, &kind);
    }
}

#[test]
fn the_words_for_a_person_are_heard_in_every_language_of_the_flow() {
    for language in ["en-US", "es-US"] {
        for kind in asking() {
            let mut ringing = Ringing::new(&[]);
            ringing.call.language = language.into();
            reaches_a_person(&mut ringing, &kind);
        }
    }
}

#[test]
fn asking_to_hear_it_again_neither_adds_to_the_lost_turns_in_a_row_nor_ends_them() {
    let mut ringing = Ringing::new(&["9"]);
    ringing.says("say that again");
    assert_eq!((ringing.weights(Signal::Again), ringing.is_at("main")), (vec![10], true));
    ringing.happens(EventKind::Keys("9".to_owned()));
    assert_eq!(ringing.weights(Signal::Lost), [15, 45]);
}

#[test]
fn going_back_is_one_more_lost_turn_in_a_row() {
    let mut ringing = Ringing::new(&["3", "9"]);
    assert_eq!((ringing.weights(Signal::Lost), ringing.is_at("hall")), (vec![15], true));
    ringing.says("go back");
    assert!(ringing.is_at("main"), "{:?}", ringing.call.place);
    ringing.happens(EventKind::Keys("9".to_owned()));
    assert_eq!(ringing.weights(Signal::Lost), [15, 45, 30]);
}

#[test]
fn a_backend_that_answers_is_no_progress_by_itself() {
    let mut ringing = Ringing::new(&["1", "4711"]);
    ringing.answers("parcel", parcel());
    assert_eq!((ringing.weights(Signal::Lost), ringing.is_at("main")), (vec![], true));
    // The same way once more: the question and the menu are known, and only the backend has something to say.
    ringing.happens(EventKind::Keys("1".to_owned()));
    ringing.happens(EventKind::Keys("4712".to_owned()));
    ringing.answers("parcel", parcel());
    assert!(ringing.is_at("main"), "{:?}", ringing.call.place);
    assert_eq!(ringing.weights(Signal::Lost), [15, 45]);
}

#[test]
fn a_backend_that_fails_leads_to_a_person() {
    for fault in [LookupFault::Down, LookupFault::Slow, LookupFault::NotAsked] {
        let mut ringing = Ringing::new(&["1", "4711"]);
        let turn = ringing.answers("parcel", Answered::Failed(fault));
        assert!(matches!(ringing.call.place, Place::Rung { .. }), "{fault:?}: {:?}", ringing.call.place);
        assert_eq!(ringing.reason(), Some(Reason::BackendFailed), "{fault:?}");
        assert!(!turn.orders.contains(&Order::HangUp), "{fault:?}: {:?}", turn.orders);
    }
}

#[test]
fn a_promised_callback_is_told_and_only_silence_ends_the_call() {
    let mut ringing = Ringing::new(&["0"]);
    let turn = ringing.happens(EventKind::Dialed(DialOutcome::NoAnswer));
    assert!(ringing.call.promise.is_some());
    assert_eq!(ringing.call.place, Place::Closing(Closing::Promised));
    assert!(matches!(turn.orders.last(), Some(Order::Gather(_))), "{:?}", turn.orders);
    ringing.happens(EventKind::Silence);
    assert_eq!(ringing.call.place, Place::Ended(End::Goodbye));
}

#[test]
fn nobody_is_verified_by_what_is_not_known() {
    let customer = |pin: &str| Value::Record(BTreeMap::from([("pin".into(), Value::Digits(pin.into()))]));
    let mut ringing = Ringing::new(&["4"]);
    ringing.answers("customer", Answered::Found(customer("4711")));
    assert!(ringing.is_at("pin"), "{:?}", ringing.call.place);
    let mut ringing = Ringing::new(&["4"]);
    ringing.answers("customer", Answered::Failed(LookupFault::Down));
    assert!(ringing.is_at("main"), "{:?}", ringing.call.place);
    assert!(!ringing.call.verified);
}

/// A backend that knows one customer, with the PIN 4711.
struct Customer;

impl Backends for Customer {
    fn ask<'a>(&'a self, _question: Question<'a>) -> Asking<'a> {
        let record = BTreeMap::from([("pin".into(), Value::Digits("4711".into()))]);
        Box::pin(async { Answered::Found(Value::Record(record)) })
    }
}

#[tokio::test]
async fn what_is_typed_as_a_proof_is_kept_nowhere() {
    let line = Line::new(bundle(), BEGAN).asking(Arc::new(Customer), Arc::new(|_now| 1));
    let mut phone = phone(&line, TO);
    play(&mut phone, &[presses("4"), presses("9182")]).await;
    let wrong = saved(&line);
    assert!(!wrong.call.verified, "{:?}", wrong.call.place);
    phone.acts(&presses("4711")).await.unwrap();
    let right = saved(&line);
    assert!(right.call.verified, "{:?}", right.call.place);
    let journal: Vec<EventKind> =
        line.store().journal(right.call.key).unwrap().into_iter().map(|entry| entry.event.kind).collect();
    let proofs: Vec<&EventKind> = journal.iter().filter(|kind| matches!(kind, EventKind::Proof(_))).collect();
    assert_eq!(proofs, [&EventKind::Proof(false), &EventKind::Proof(true)]);
    assert!(journal.iter().all(|kind| !matches!(kind, EventKind::Keys(keys) if keys.len() == 4)), "{journal:?}");
    assert!(!format!("{wrong:?} {right:?} {journal:?}").contains("9182"));
}

/// A backend that never answers.
struct Never;

impl Backends for Never {
    fn ask<'a>(&'a self, _question: Question<'a>) -> Asking<'a> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn a_backend_that_takes_its_time_is_not_waited_for_in_silence() {
    let line = Line::new(bundle(), BEGAN).asking(Arc::new(Never), Arc::new(|_now| 1));
    let mut phone = phone(&line, TO);
    let heard = play(&mut phone, &[presses("1"), presses("4711")]).await;
    assert!(matches!(heard.then, State::Waiting { .. }), "{heard:?}");
    assert!(matches!(saved(&line).call.place, Place::Lookup { .. }), "{:?}", saved(&line).call.place);
    let heard = phone.acts(&presses("0")).await.unwrap();
    assert!(matches!(heard.then, State::Ringing { .. }), "{heard:?}");
    phone.acts(&Act::Person(PersonDoes::Answers { talk_s: 60 })).await.unwrap();
}

#[tokio::test]
async fn a_switch_is_as_it_was_when_the_call_came_in() {
    let line = Line::new(bundle(), BEGAN);
    let mut phone = phone(&line, TO);
    play(&mut phone, &[]).await;
    line.switch(&"beside".into(), &"storm".into(), true).await;
    let heard = phone.acts(&presses("3")).await.unwrap();
    assert!(saved(&line).call.on.is_empty(), "{:?}", saved(&line).call.on);
    assert!(!format!("{:?}", heard.said).contains("storm"), "{:?}", heard.said);
}
