//! What conversations cannot say of the language: events out of order, callers who do anything at all on every fixture
//! while backends do anything at all, and how large a call becomes.
//!
//! Callers come from seeds; a failure names its seed and flow. `CLEW_CALLERS` sets how many ring each flow.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    reason = "tests"
)]

#[path = "engine_language/chance.rs"]
mod chance;
#[path = "engine_language/held.rs"]
mod held;
mod support;

use std::{collections::BTreeMap, fs, path::PathBuf, sync::Arc};

use chance::Chance;
use clew::{
    call::{
        Answered, BundleId, Call, CallKey, Effect, Ending, Event, EventKind, LookupFault, Moment, Name, Number, Order,
        Party, Place, Value,
    },
    cli::line::Line,
    engine::{Flow, advance, replay},
    flow::{Bundle, Sources},
    phone::{Act, PersonDoes},
    server::{
        lookup::{Asking, Backends, Question},
        read_flows,
    },
    store::Saved,
};
use fastrand::Rng;
use held::{Held, a_person_is_one_word_away};
use support::ring::{phone, play, presses, saved};

/// The first seed; every caller has the next one.
const SEED: u64 = 20_261_124;

/// The largest record that a store may be given (see `store::saved`), in bytes.
const RECORD_MAX: usize = 4_096;

/// What a call and its orders may take of it. The end of the journal gets what is left.
const WITHOUT_JOURNAL_MAX: usize = 3_500;

/// Every fixture of a verb, a rung or a key, and the sample line.
fn fixtures() -> Vec<(PathBuf, Bundle)> {
    let mut found = Vec::new();
    for folder in ["tests/verbs", "tests/rungs", "tests/keys", "flows"] {
        let files = fs::read_dir(support::root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<PathBuf> = files.filter(|file| file.extension().is_some_and(|end| end == "yaml")).collect();
        files.sort();
        found.extend(files.into_iter().map(|file| (file.clone(), built(&file))));
    }
    found
}

fn built(file: &std::path::Path) -> Bundle {
    let prompts = support::root().join("prompts");
    let read = read_flows(Some(file), Some(&prompts)).unwrap();
    let mut files = read.unwrap_or_else(|_flawed| panic!("{}: it does not build", file.display()));
    files.bundles.remove(0)
}

fn fixture(name: &str) -> Bundle {
    built(&support::root().join("tests").join(name))
}

fn rings(call: &Call, on: Vec<Name>) -> EventKind {
    EventKind::Rings { from: call.from.clone(), to: call.line.clone(), on, attested: false, known: None }
}

fn new_call(flow: &Flow, from: &str, at: Moment) -> Call {
    let line = flow.lines.keys().next().cloned().unwrap_or_else(|| Number::parse("+15550100").unwrap());
    let pin = (BundleId([0; 32]), flow.language());
    Call::new(CallKey([0; 16]), Name::from("twilio"), line, Party::read(from), pin, at)
}

/// A call on one flow, turn after turn, with what it has asked and not been answered.
struct Ringing<'a> {
    flow: &'a Flow,
    call: Call,
    orders: Vec<Order>,
    asked: Vec<(Name, u32)>,
    now: Moment,
}

impl<'a> Ringing<'a> {
    fn on(flow: &'a Flow, from: &str) -> Self {
        let now = Moment::from_millis(1_795_000_000_000);
        Self { flow, call: new_call(flow, from, now), orders: Vec::new(), asked: Vec::new(), now }
    }

    /// What an event makes of it.
    fn takes(&mut self, kind: EventKind) {
        let turn = advance(self.flow, &self.call, &Event { at: self.now, kind: kind.clone() });
        self.call = turn.call;
        if kind.turns() || !turn.orders.is_empty() {
            self.orders = turn.orders;
        }
        for effect in turn.effects {
            if let Effect::LookUp { lookup, turn, .. } = effect {
                self.asked.retain(|asked| *asked != (lookup.clone(), turn));
                self.asked.push((lookup, turn));
            }
        }
    }

    fn rings(&mut self) {
        self.takes(rings(&self.call, Vec::new()));
    }

    fn presses(&mut self, keys: &str) {
        self.takes(EventKind::Keys(keys.to_owned()));
    }

    /// The step it waits at, or what it waits for.
    fn at(&self) -> String {
        match &self.call.place {
            Place::Step { name, stage: 0 } => name.to_string(),
            Place::Step { name, stage } => format!("{name}, {stage}"),
            Place::Lookup { name, .. } => format!("lookup {name}"),
            other => format!("{other:?}"),
        }
    }

    fn found(&mut self, lookup: &str, turn: u32, answer: Answered, in_time: bool) {
        self.takes(EventKind::Found { lookup: lookup.into(), turn, answer, in_time });
    }
}

fn text(name: &str, value: &str) -> Answered {
    Answered::Found(Value::Record(BTreeMap::from([(name.into(), Value::Text(value.to_owned()))])))
}

/// At "one moment", asked in the turn that is given.
fn at_the_weather(flow: &Flow) -> (Ringing<'_>, u32) {
    let mut ringing = Ringing::on(flow, "+15550123");
    ringing.rings();
    ringing.presses("2");
    assert_eq!(ringing.at(), "lookup weather");
    let turn = ringing.call.asked["weather"].turn;
    (ringing, turn)
}

#[test]
fn an_answer_to_an_older_question_moves_nothing() {
    let bundle = fixture("verbs/lookup.yaml");
    let (mut ringing, turn) = at_the_weather(&bundle.flow);
    for in_time in [true, false] {
        ringing.found("weather", turn - 1, text("text", "old"), in_time);
        assert_eq!(ringing.at(), "lookup weather");
        assert_eq!(ringing.call.asked["weather"].answer, None);
    }
}

#[test]
fn an_answer_that_comes_twice_is_taken_once() {
    let bundle = fixture("verbs/lookup.yaml");
    let (mut ringing, turn) = at_the_weather(&bundle.flow);
    ringing.found("weather", turn, text("text", "sun"), false);
    ringing.found("weather", turn, text("text", "rain"), false);
    ringing.takes(EventKind::Silence);
    assert_eq!(ringing.at(), "main");
    let before = ringing.call.clone();
    ringing.found("weather", turn, text("text", "rain"), true);
    assert_eq!(ringing.call, before);
    let known = ringing.call.variables["weather"].at("text").cloned();
    assert_eq!(known, Some(Value::Text("sun".to_owned())));
}

#[test]
fn an_answer_that_is_in_time_for_another_place_moves_nothing() {
    let bundle = fixture("verbs/lookup.yaml");
    let (mut ringing, turn) = at_the_weather(&bundle.flow);
    let early = ringing.call.asked["caller_known"].turn;
    ringing.found("caller_known", early, text("name", "Ada"), true);
    assert_eq!(ringing.at(), "lookup weather");
    ringing.presses("0");
    let place = ringing.call.place.clone();
    ringing.found("weather", turn, text("text", "sun"), true);
    assert_eq!(ringing.call.place, place);
}

#[test]
fn an_answer_after_the_end_orders_nothing() {
    let bundle = fixture("verbs/lookup.yaml");
    let (mut ringing, turn) = at_the_weather(&bundle.flow);
    ringing.takes(EventKind::Ends(Ending::Completed));
    ringing.orders.clear();
    for in_time in [true, false] {
        ringing.found("weather", turn, text("text", "sun"), in_time);
        assert!(ringing.call.ended() && ringing.orders.is_empty());
    }
}

/// A no to an offer, then one backend after another.
const TWO_BACKENDS: &str = r#"
flow: two
title: Two backends
languages: [en-US]
people: { operator: { try: [{ ring: "+15550111" }, { message: leave, desk: care }] } }
desks: { care: { title: Care } }
services: { one: { url: "https://one.example" } }
lookups: { first: { get: one/first, gives: text }, second: { get: one/second, gives: text } }
start: offer
steps:
  offer: { confirm: wait, offer: true, yes: done, no: first }
  first: { lookup: first, failed: second, missing: second, next: second }
  second: { lookup: second, missing: done, failed: done, next: done }
  done: { settle: helped }
prompts:
  leave: { en-US: Please leave a message. }
  wait: { en-US: "Will you wait? For yes, press 1. For no, press 2." }
  helped: { en-US: "Did that help? For yes, press 1. For no, press 2." }
"#;

#[test]
fn the_heaviest_of_what_a_turn_met_with_counts_however_many_waits_lie_between() {
    let bundle = support::build(Sources::new("two.yaml", TWO_BACKENDS.to_owned()));
    for (first, sum) in [(Answered::Failed(LookupFault::Down), 65), (Answered::Missing, 65)] {
        for in_time in [true, false] {
            let mut ringing = Ringing::on(&bundle.flow, "+15550123");
            ringing.rings();
            ringing.presses("2");
            for (lookup, answer) in [("first", first.clone()), ("second", Answered::Missing)] {
                let turn = ringing.call.asked[lookup].turn;
                ringing.found(lookup, turn, answer, in_time);
                if !in_time {
                    ringing.takes(EventKind::Silence);
                }
            }
            assert_eq!((ringing.at().as_str(), ringing.call.matter.sum()), ("done", sum), "in time: {in_time}");
        }
    }
}

/// How large the record of a call is with its orders, without its journal.
fn record(ringing: &Ringing<'_>) -> usize {
    let mut saved = Saved::first(ringing.call.clone());
    saved.orders.clone_from(&ringing.orders);
    postcard::to_stdvec(&saved).unwrap().len()
}

#[test]
fn whatever_callers_and_backends_do_on_every_fixture_nobody_is_kept_in_a_maze() {
    let callers = std::env::var("CLEW_CALLERS").ok().and_then(|count| count.parse().ok()).unwrap_or(300_u64);
    let fixtures = fixtures();
    assert!(15 < fixtures.len());
    for (file, bundle) in &fixtures {
        for seed in SEED..SEED + callers {
            let who = format!("seed {seed}, {}", file.display());
            let mut chance =
                Chance { rng: Rng::with_seed(seed), works: [9, 9, 5, 0][usize::try_from(seed % 4).unwrap()] };
            let from = if seed % 5 == 0 { "anonymous" } else { "+15550123" };
            let mut ringing = Ringing::on(&bundle.flow, from);
            let mut held = Held { who: who.clone(), turns: 0, looking: 0, settled: 0 };
            let on = bundle.flow.switches.keys().filter(|_| seed % 3 == 0).cloned().collect();
            let mut kind = rings(&ringing.call, on);
            for _ in 0..200 {
                let before = ringing.call.clone();
                ringing.takes(kind.clone());
                chance.backends(&mut ringing);
                held.turn(&before, &kind, &ringing);
                if ringing.call.ended() {
                    break;
                }
                a_person_is_one_word_away(&who, &ringing);
                assert!(
                    record(&ringing) < WITHOUT_JOURNAL_MAX,
                    "{who}: {} bytes at {}",
                    record(&ringing),
                    ringing.at()
                );
                ringing.now = ringing.now.plus_millis(1_000 * chance.rng.u64(2..=12));
                kind = chance.does(&ringing.orders);
            }
        }
    }
}

/// A backend that answers each lookup with something of what it gives.
struct Ready;

impl Backends for Ready {
    fn ask<'a>(&'a self, question: Question<'a>) -> Asking<'a> {
        let mut chance = Chance { rng: Rng::with_seed(7), works: 10 };
        let answer = chance.answer(question.lookup.gives());
        Box::pin(async move { answer })
    }
}

#[tokio::test]
async fn a_call_with_lookups_and_another_language_replays_through_the_store() {
    let says = |words: &str| Act::Says(words.to_owned());
    let calls = [
        (
            "verbs/lookup.yaml",
            vec![presses("1"), presses("123456"), presses("2"), presses("3"), says("again"), presses("0")],
        ),
        ("verbs/language.yaml", vec![presses("2"), says("un paquete"), Act::Silent, presses("1")]),
        ("verbs/pick.yaml", vec![presses("2"), presses("2"), says("go back"), presses("1"), presses("1")]),
        ("verbs/do.yaml", vec![presses("11111"), presses("1"), presses("7#"), presses("1#"), presses("0#")]),
        ("keys/saying.yaml", vec![Act::Silent, presses("2"), presses("0"), Act::Person(PersonDoes::Busy)]),
    ];
    for (fixture, acts) in calls {
        let bundle = self::fixture(fixture);
        let began = Moment::from_millis(1_795_000_000_000);
        let line = Line::new(&bundle, began).asking(Arc::new(Ready), Arc::new(|_now| 0));
        let mut phone = phone(&line, "+15550100");
        play(&mut phone, &acts).await;
        let saved = saved(&line);
        let size = postcard::to_stdvec(&saved).unwrap().len();
        assert!(size < RECORD_MAX, "{fixture}: {size} bytes");
        let call = saved.call;
        let journal = line.store().journal(call.key).unwrap();
        assert!(acts.len() < journal.len(), "{fixture}: {} entries", journal.len());
        let replayed = replay(&bundle.flow, &call, &journal);
        assert!(replayed.same(), "{fixture}: differs at {:?}", replayed.differs);
        for at in 0..journal.len() {
            let mut cut = journal.clone();
            cut.remove(at);
            assert!(!replay(&bundle.flow, &call, &cut).same(), "{fixture}: entry {at} left out, and nobody noticed");
        }
    }
}
