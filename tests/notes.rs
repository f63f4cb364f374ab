//! The note (C8): who hears what of a caller. What is private or secret is never said and never sent; what callers say
//! is told as it is, and can do nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use std::collections::BTreeMap;

use clew::{
    call::{
        BundleId, Call, CallKey, Counted, Endpoint, Event, EventKind, Handoff, Moment, Name, Number, Order, Party,
        Promise, Reason, Said, Signal, Value, builtin,
    },
    engine::{advance, note::Note},
    flow::{Bundle, Sources},
};

const BEGAN: Moment = Moment::from_millis(1_795_000_000_000);

const FLOW: &str = r#"
flow: note
title: Notes
languages: [en-US, es-US]
people:
  operator: { try: [{ ring: "+15550191" }, { message: leave, desk: care }] }
  accounts: { language: es-US, try: [{ ring: "sip:desk@pbx.example.com" }, { message: leave, desk: care }] }
desks: { care: { title: Care } }
facts:
  number: { title: Parcel, keep: 30d }
  street: { private: true, title: Street }
  code: { secret: true }
  house: { private: true }
  customer: { private: true }
services: { depot: { url: "https://depot.example.org" } }
lookups:
  customer: { get: "depot/customers/{caller.number}", gives: { name: text } }
  code: { get: "depot/codes/{caller.number}", gives: { pin: digits } }
matters: { parcel: { title: your_parcel, resume: main } }
start: main
steps:
  main: { menu: main, choices: [{ key: 1, matter: parcel, to: number }, { key: 2, to: who }, { key: 3, to: place }] }
  number: { ask: number, as: { digits: 4 }, into: number, next: any }
  any: { ask: any, as: speech, into: any, next: street }
  street: { ask: street, as: speech, into: street, next: last }
  last: { ask: last, as: { digits: 2 }, into: last, next: desk }
  desk: { person: accounts, note: [last, street, number] }
  who: { lookup: customer, next: codes, failed: main }
  codes: { lookup: code, next: main, failed: main }
  place: { do: place, into: place, exits: { done: placed } }
  placed: { person: accounts, note: [place.house, place.floor] }
parts:
  place:
    gives: [house, floor]
    exits: [done]
    start: house
    steps:
      house: { ask: house, as: { digits: 2 }, into: house, next: floor }
      floor: { ask: floor, as: { digits: 2 }, into: floor, next: done }
prompts:
  leave: { en-US: Please leave a message., es-US: Deje un mensaje. }
  main: { en-US: "Parcels, press 1. You, press 2. Places, press 3.", es-US: "Paquetes, pulse 1. Usted, pulse 2. Lugares, pulse 3." }
  number: { en-US: "Your number?", es-US: "¿Su número?" }
  any: { en-US: "What is it?", es-US: "¿Qué es?" }
  street: { en-US: "The street?", es-US: "¿La calle?" }
  last: { en-US: "The last two?", es-US: "¿Las dos últimas?" }
  house: { en-US: "The house?", es-US: "¿La casa?" }
  floor: { en-US: "The floor?", es-US: "¿La planta?" }
  your_parcel: { en-US: your parcel, es-US: su paquete }
"#;

fn bundle() -> Bundle {
    support::build(Sources::new("note.yaml", FLOW.to_owned()))
}

fn call(bundle: &Bundle) -> Call {
    let line = Number::parse("+15550199").unwrap();
    let from = Party::read("+12025550123");
    let pin = (BundleId([0; 32]), bundle.flow.language());
    let call = Call::new(CallKey([0; 16]), Name::from("twilio"), line.clone(), from.clone(), pin, BEGAN);
    happens(bundle, &call, EventKind::Rings { from, to: line, on: Vec::new(), attested: false, known: None }).0
}

fn happens(bundle: &Bundle, call: &Call, kind: EventKind) -> (Call, Vec<Order>) {
    let turn = advance(&bundle.flow, call, &Event { at: call.last.plus_millis(3_000), kind });
    (turn.call, if turn.orders.is_empty() { turn.aside } else { turn.orders })
}

fn keys(bundle: &Bundle, call: Call, keys: &[&str]) -> Call {
    keys.iter().fold(call, |call, keys| {
        let typed = keys.chars().all(|char| char.is_ascii_digit());
        let kind = if typed { EventKind::Keys((*keys).to_owned()) } else { EventKind::Words((*keys).to_owned()) };
        happens(bundle, &call, kind).0
    })
}

/// Everything that is said and sent, as one text.
fn out(bundle: &Bundle, note: &Note) -> String {
    let said = note.said(&bundle.flow, &"en-US".into());
    let said: Vec<String> = said.iter().flat_map(|said| &said.values).map(|(_, value)| value.plain()).collect();
    format!("{} {:?}", said.join(" "), note.headers()).replace(' ', "")
}

fn told(note: &Note) -> Vec<(&str, Option<&str>)> {
    note.facts.iter().map(|told| (told.name.as_str(), told.value.as_deref())).collect()
}

#[test]
fn what_the_flow_wants_told_comes_first_and_private_answers_are_told_only_in_the_whole_and_of_a_verified_caller() {
    let bundle = bundle();
    let mut call = keys(&bundle, call(&bundle), &["1", "4711", "it never came", "twelve Harbor Street", "42"]);
    assert_eq!(call.noted.len(), 3, "{:?}", call.place);
    for verified in [false, true] {
        call.verified = verified;
        let note = Note::of(&bundle.flow, &call, call.last);
        let street = verified.then_some(call.variables["street"].plain());
        let wanted = [
            ("last", Some("42")),
            ("street", street.as_deref()),
            ("number", Some("4711")),
            ("any", Some("it never came")),
        ];
        assert_eq!(told(&note), wanted);
        let out = out(&bundle, &note);
        assert!(out.contains("4711") && out.contains("42"), "{out}");
        assert!(!out.contains("Street"), "{out}");
        assert!(!out.contains("nevercame"), "the flow names what is told, and nothing else is: {out}");
        let whole = serde_json::to_string(&note).unwrap();
        assert_eq!(whole.contains("Harbor"), verified, "{whole}");
    }
}

#[test]
fn without_a_note_two_answers_that_may_be_said_are_said() {
    let bundle = bundle();
    let mut call = keys(&bundle, call(&bundle), &["1", "4711", "it never came", "twelve Harbor Street"]);
    call.verified = true;
    let note = Note::of(&bundle.flow, &call, call.last);
    let facts = note.said(&bundle.flow, &"en-US".into());
    let facts: Vec<&Said> = facts.iter().filter(|said| said.prompt.as_str() == builtin::NOTE_FACT).collect();
    assert_eq!(facts.len(), 2, "{facts:?}");
    let any = note.headers().into_iter().find(|(name, _)| name.as_str() == "X-Clew-Fact-any");
    assert_eq!(any.unwrap().1, "it never came", "a header holds what was said, as it was said");
    // One that is wanted and not known yet makes no room for one that is not.
    call.noted = vec!["last".into(), "number".into()];
    let note = Note::of(&bundle.flow, &call, call.last);
    assert!(!out(&bundle, &note).contains("nevercame"), "{:?}", note.headers());
}

#[test]
fn secrets_are_in_no_form_of_the_note_and_what_is_looked_up_is_named_only() {
    let bundle = bundle();
    let mut call = call(&bundle);
    call.verified = true;
    let record = BTreeMap::from([("name".into(), Value::Text("Riley".to_owned()))]);
    call.variables.insert("customer".into(), Value::Record(record));
    let record = BTreeMap::from([("pin".into(), Value::Digits("314159".to_owned()))]);
    call.variables.insert("code".into(), Value::Record(record));
    call.noted = vec!["code.pin".into(), "code".into(), "customer.name".into(), "customer".into()];
    let note = Note::of(&bundle.flow, &call, call.last);
    assert_eq!(note.looked_up.len(), 2);
    let (out, whole) = (out(&bundle, &note), serde_json::to_string(&note).unwrap());
    assert!(!out.contains("314159") && !whole.contains("314159"), "{out} {whole}");
    assert!(!out.contains("Riley") && whole.contains("Riley"), "{out} {whole}");
    call.verified = false;
    let note = Note::of(&bundle.flow, &call, call.last);
    assert!(!serde_json::to_string(&note).unwrap().contains("Riley"));
}

#[test]
fn what_a_part_asks_for_and_gives_is_as_private_as_the_flow_says() {
    let bundle = bundle();
    // In the part, and behind it.
    for answers in [vec!["3", "77", "0"], vec!["3", "77", "55"]] {
        let call = keys(&bundle, call(&bundle), &answers);
        let note = Note::of(&bundle.flow, &call, call.last);
        let (out, whole) = (out(&bundle, &note), serde_json::to_string(&note).unwrap());
        assert!(!out.contains("77") && !whole.contains("77"), "{out} {whole}");
        assert_eq!(out.contains("55"), answers.contains(&"55"), "{out}");
    }
}

#[test]
fn a_whisper_tells_nothing_before_the_key_and_then_speaks_the_persons_language() {
    let bundle = bundle();
    let call = keys(&bundle, call(&bundle), &["1", "4711", "it never came", "twelve Harbor Street", "42"]);
    let (call, orders) = happens(&bundle, &call, EventKind::PickedUp);
    let [Order::Screen(screen)] = &orders[..] else { panic!("{orders:?}") };
    let values = screen.before.iter().chain(&screen.prompts).flat_map(|said| &said.values);
    let values: Vec<String> = values.map(|(_, value)| value.plain()).collect();
    assert!(values.iter().all(|value| value == "Notes" || value == "1"), "{values:?}");
    for wrong in ['2', '0', '*'] {
        assert_eq!(happens(&bundle, &call, EventKind::PickedUpKey(wrong)).1, [Order::HangUp]);
    }
    let (_, orders) = happens(&bundle, &call, EventKind::PickedUpKey('1'));
    let [Order::Say(said)] = &orders[..] else { panic!("{orders:?}") };
    assert!(said.iter().all(|said| said.language.as_ref().map(Name::as_str) == Some("es-US")), "{said:?}");
    assert_eq!(said[0].prompt.as_str(), builtin::NOTE_MATTER);
}

#[test]
fn a_sip_phone_is_sent_the_note_beside_the_call() {
    let bundle = bundle();
    let call = keys(&bundle, call(&bundle), &["1", "4711", "it never came", "twelve Harbor Street"]);
    let (call, orders) = happens(&bundle, &call, EventKind::Keys("42".to_owned()));
    let Some(Order::Dial(dial)) = orders.last() else { panic!("{orders:?}") };
    let [Endpoint::Sip { headers, .. }] = &dial.to[..] else { panic!("{dial:?}") };
    assert_eq!(*headers, Note::of(&bundle.flow, &call, call.last).headers());
    let told: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
    let wanted =
        ["X-Clew-Call", "X-Clew-Reason", "X-Clew-About", "X-Clew-Seconds", "X-Clew-Ledger", "X-Clew-Fact-number"];
    assert!(wanted.iter().all(|name| told.contains(name)), "{told:?}");
}

#[test]
fn the_most_useful_comes_first() {
    let bundle = bundle();
    let mut call = keys(&bundle, call(&bundle), &["1", "4711", "it never came", "twelve Harbor Street", "42"]);
    let lost = |turn, weight| Counted { turn, signal: Signal::Lost, weight, step: Some("main".into()) };
    call.matter.signals = vec![Counted { signal: Signal::RangAgain, ..lost(0, 60) }, lost(3, 15), lost(4, 45)];
    let due = call.last.plus_millis(3_600_000);
    let number = Number::parse("+12025550123").unwrap();
    let (desk, flow, about) = ("care".into(), "note".into(), None);
    call.promise = Some(Promise { call: call.key, flow, desk, number, about, made: call.last, due, done: None });
    let handoff = Handoff { reason: Reason::Frustration, ..call.handoff.clone().unwrap() };
    call.handoff = Some(handoff);
    let note = Note::of(&bundle.flow, &call, BEGAN.plus_millis(200_000));
    let said: Vec<String> =
        note.said(&bundle.flow, &"en-US".into()).iter().map(|said| said.prompt.to_string()).collect();
    let order = [
        builtin::NOTE_MATTER,
        builtin::NOTE_FACT,
        builtin::NOTE_FACT,
        builtin::NOTE_FRUSTRATION,
        builtin::NOTE_OWED,
        builtin::NOTE_LOST,
        builtin::NOTE_RANG_BEFORE,
        builtin::NOTE_MINUTES,
    ];
    assert_eq!(said, order);
    assert_eq!(note.ledger, "rang again 60, lost 15, lost 45: 120 (offered at 90, connected at 150)");
    assert_eq!((note.lost.get("main"), note.seconds, note.rang_before), (Some(&2), 200, true));
}

#[test]
fn whatever_callers_say_is_only_ever_a_value() {
    let bundle = bundle();
    let hostile = [
        "x\r\nX-Clew-Reason: asked".to_owned(),
        "a,b}{origination_caller_id_number=1".to_owned(),
        "<Dial>+15550100</Dial>".to_owned(),
        "{number|digits} {% secret %}".to_owned(),
        "?X-Other=1&Y=2;transport=tcp".to_owned(),
        "\u{202e}\u{0}\u{7}".to_owned(),
        "press 1 ".repeat(200),
    ];
    for value in hostile {
        let mut call = keys(&bundle, call(&bundle), &["1", "4711", "it never came", "twelve Harbor Street", "42"]);
        let plain = Note::of(&bundle.flow, &call, call.last);
        call.variables.insert("last".into(), Value::Text(value.clone()));
        let note = Note::of(&bundle.flow, &call, call.last);
        let names = |note: &Note| note.headers().into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names(&note), names(&plain), "{value:?}");
        let said = note.said(&bundle.flow, &"en-US".into());
        let prompts = |note: &Note| note.said(&bundle.flow, &"en-US".into()).into_iter().map(|said| said.prompt);
        assert!(prompts(&note).eq(prompts(&plain)), "{value:?}");
        // It is inserted as text, which the dialects escape, and never read as a prompt of ours.
        let inserted: Vec<&Value> = said.iter().flat_map(|said| &said.values).map(|(_, value)| value).collect();
        let heard = inserted.iter().find_map(|inserted| match inserted {
            Value::Text(text) if value.starts_with(text.as_str()) && !text.is_empty() => Some(text),
            _ => None,
        });
        let heard = heard.unwrap_or_else(|| panic!("{value:?}: {inserted:?}"));
        assert!(heard.chars().count() <= 60, "a whisper is short: {} characters", heard.chars().count());
        let bytes = serde_json::to_vec(&note).unwrap();
        let back: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(back["facts"][0]["value"].as_str(), Some(value.as_str()));
    }
}
