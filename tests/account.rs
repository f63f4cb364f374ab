//! A call's account: what was counted and decided is told as it was, and what callers answered is not told at all.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    reason = "tests"
)]

mod support;

use clew::{
    call::{
        Answered, BundleId, Call, CallKey, DialOutcome, Ending, Entry, Event, EventKind, LookupFault, Moment, Name,
        Number, Outcome, Party, Place, Reason, Tried, Value,
    },
    engine::{
        Flow,
        account::{Account, Decided, account, how, left},
        advance, guard,
    },
    flow::{Bundle, Sources},
};
use fastrand::Rng;

const BEGAN: Moment = Moment::from_millis(1_795_014_000_000);

/// The first seed; every caller has the next one.
const SEED: u64 = 20_261_122;

const FLOW: &str = r#"
flow: answers
languages: [en-US]
lines: ["+15550199"]
people:
  operator: { try: [{ ring: "+15550191", for: 20s }, { promise: care }] }
desks: { care: { title: Care } }
services: { depot: { url: "https://depot.example.org" } }
lookups: { parcel: { get: "depot/parcels/{number}", gives: { state: text, pin: digits } } }
start: main
steps:
  main:
    menu: main
    choices:
      - { key: 1, words: parcel, to: number }
      - { key: 2, to: urgent }
  number: { ask: number, as: { digits: 8 }, into: number, read_back: is_it, next: find }
  find: { lookup: parcel, next: pin, failed: main }
  pin: { verify: pin, as: { digits: 4 }, equals: parcel.pin, next: main, fails: main }
  urgent: { confirm: urgent, yes: operator, no: main }
prompts:
  main: { en-US: "For parcels, press 1. For a person, press 0." }
  number: { en-US: "Your number, please." }
  is_it: { en-US: "I have {number|digits}. For yes, press 1. For no, press 2." }
  pin: { en-US: "Your PIN, please." }
  urgent: { en-US: "Is it urgent? For yes, press 1. For no, press 2." }
words: { parcel: { en-US: [parcel] } }
"#;

fn answers() -> Bundle {
    support::build(Sources::new("answers.yaml", FLOW))
}

/// A call on the engine, and its journal.
struct Ringing<'a> {
    flow: &'a Flow,
    call: Call,
    journal: Vec<Entry>,
}

impl<'a> Ringing<'a> {
    fn new(flow: &'a Flow) -> Self {
        let (line, from) = (Number::parse("+15550199").unwrap(), Party::read("+15550123"));
        let pin = (BundleId([0; 32]), flow.language());
        let call = Call::new(CallKey([7; 16]), Name::from("twilio"), line.clone(), from.clone(), pin, BEGAN);
        let mut ringing = Self { flow, call, journal: Vec::new() };
        ringing.happens(0, EventKind::Rings { from, to: line, on: Vec::new(), attested: false, known: None });
        ringing
    }

    fn happens(&mut self, after_ms: u64, kind: EventKind) {
        let event = Event { at: self.call.last.plus_millis(after_ms), kind };
        let turn = advance(self.flow, &self.call, &event);
        self.journal.push(Entry { event, result: turn.digest() });
        self.call = turn.call;
    }

    fn presses(&mut self, keys: &str) {
        self.happens(4_000, EventKind::Keys(keys.to_owned()));
    }

    fn says(&mut self, words: &str) {
        self.happens(4_000, EventKind::Words(words.to_owned()));
    }

    fn account(&self) -> Account {
        account(self.flow, &self.call, &self.journal)
    }

    /// What the last turn is told as.
    fn did(&self) -> String {
        self.account().turns.last().unwrap().did.clone()
    }
}

fn decisions(account: &Account) -> Vec<&Decided> {
    account.turns.iter().filter_map(|turn| turn.decided.as_ref()).collect()
}

/// Each signal left out, with the sum without it and what would have come.
fn fewer(decided: &Decided) -> Vec<(u16, u16, &str)> {
    decided.fewer.iter().map(|fewer| (fewer.without.weight, fewer.sum, fewer.then.as_str())).collect()
}

#[test]
fn one_signal_fewer_is_told_for_every_offer_and_for_the_connection() {
    let bundle = support::fixture("maze.yaml");
    let mut ringing = Ringing::new(&bundle.flow);
    for _ in 0..3 {
        ringing.presses("9");
    }
    for keys in ["1", "9", "1", "9"] {
        ringing.presses(keys);
    }
    let account = ringing.account();
    let decisions = decisions(&account);
    let what: Vec<&str> = decisions.iter().map(|decided| decided.what.as_str()).collect();
    assert_eq!(what, ["offered", "offered", "connected"]);
    assert_eq!(decisions[2].person.as_deref(), Some("operator"));
    assert_eq!(fewer(decisions[0]), [(15, 75, "goes on"), (45, 45, "goes on"), (30, 60, "goes on")]);
    // Without the first slip the first offer would have come only now; without the last, it had come already.
    let second = [(15, 105, "offered"), (45, 75, "goes on"), (30, 90, "offered"), (30, 90, "goes on")];
    assert_eq!(fewer(decisions[1]), second);
    let offered = [(15, 135, "offered"), (45, 105, "offered"), (30, 120, "offered"), (30, 120, "offered")];
    assert_eq!(fewer(decisions[2])[..4], offered);
    assert_eq!(fewer(decisions[2])[4], (30, 120, "goes on"));
    assert_eq!((account.sum, account.differs.len(), account.handoffs.len()), (150, 0, 1));
    assert_eq!(account.thresholds.offer_at, guard::OFFER_AT);
}

#[test]
fn what_the_ledger_decides_is_told_of_whatever_callers_do() {
    let bundles = [support::fixture("maze.yaml"), support::parcels(), answers()];
    let (mut offers, mut connections, mut settled) = (0, 0, 0);
    for seed in SEED..SEED + 600 {
        let bundle = &bundles[usize::try_from(seed % 3).unwrap()];
        let ringing = ring(&bundle.flow, seed);
        let account = ringing.account();
        assert!(account.differs.is_empty(), "seed {seed}: {:?}", account.differs);
        assert_eq!(account.turns.len(), ringing.journal.len());
        settled += usize::from(account.left == "settled");
        let mut sum = 0;
        for turn in &account.turns {
            let counted: u16 = turn.counted.iter().map(|counted| counted.weight).sum();
            sum = if turn.sum < sum { counted } else { sum + counted };
            assert_eq!(turn.sum, sum, "seed {seed}: what was counted is the sum: {turn:?}");
            assert!(turn.counted.iter().all(|counted| counted.turn == turn.turn), "seed {seed}: {turn:?}");
        }
        for decided in decisions(&account) {
            let full = decided.why.contains("ledger") || decided.why.contains("so many questions");
            assert!(decided.fewer.is_empty() != full, "seed {seed}: {decided:?}");
            offers += usize::from(decided.what == "offered");
            connections += usize::from(full && decided.what == "connected");
            let total = decided.fewer.iter().map(|fewer| fewer.without.weight + fewer.sum).collect::<Vec<_>>();
            assert!(total.windows(2).all(|pair| pair[0] == pair[1]), "seed {seed}: {decided:?}");
            let connects = |sum: u16| guard::CONNECT_AT <= sum;
            assert!(decided.fewer.iter().all(|fewer| !connects(fewer.sum) || fewer.then == "connected"), "seed {seed}");
        }
    }
    assert!(100 < offers && 30 < connections && 5 < settled, "{offers} offers, {connections} connections, {settled}");
}

/// A caller who does anything, from a seed.
fn ring(flow: &Flow, seed: u64) -> Ringing<'_> {
    let mut rng = Rng::with_seed(seed);
    let mut ringing = Ringing::new(flow);
    for _ in 0..rng.usize(5..90) {
        let after_ms = rng.u64(500..40_000);
        let kind = match &ringing.call.place {
            Place::Ended(_) => break,
            Place::Offer { .. } if rng.u8(..8) < 7 => EventKind::Keys("1".to_owned()),
            Place::Rung { .. } => [EventKind::Dialed(DialOutcome::Busy), EventKind::Silence, EventKind::NotRecorded]
                [rng.usize(..3)]
            .clone(),
            Place::Lookup { name, .. } => {
                let lookup = flow.steps[name].lookup().unwrap().clone();
                let answer = [Answered::Missing, Answered::Failed(LookupFault::Slow)][rng.usize(..2)].clone();
                let turn = ringing.call.asked[&lookup].turn;
                EventKind::Found { lookup, turn, answer, in_time: true }
            }
            _ => match rng.u8(..10) {
                0 => EventKind::Silence,
                1 => EventKind::Words("hmm".to_owned()),
                2 => EventKind::Keys("12345678".to_owned()),
                _ => EventKind::Keys(["1", "1", "1", "2", "3", "4", "9"][rng.usize(..7)].to_owned()),
            },
        };
        ringing.happens(after_ms, kind);
    }
    ringing.happens(1_000, EventKind::Ends(Ending::Completed));
    ringing
}

#[test]
fn choices_are_shown_and_answers_only_by_kind_and_length() {
    let bundle = answers();
    let mut ringing = Ringing::new(&bundle.flow);
    ringing.says("my parcel 4711003 please");
    assert_eq!(ringing.did(), "says \"my parcel …03 please\"");
    ringing.says("one two three four five six seven eight");
    assert_eq!(ringing.did(), "says 8 words");
    ringing.says("no it is four eight one five one six two three");
    assert_eq!(ringing.did(), "says 11 words: no", "a correction at the reading back");
    ringing.presses("48151623");
    assert_eq!(ringing.did(), "types 8 digits");
    ringing.says("yes please");
    assert_eq!(ringing.did(), "says \"yes please\"");
    let record = Value::Record([("pin".into(), Value::Digits("1357".to_owned()))].into());
    let (lookup, turn) = (Name::from("parcel"), ringing.call.turn);
    ringing.happens(120, EventKind::Found { lookup, turn, answer: Answered::Found(record), in_time: true });
    assert_eq!(ringing.did(), "lookup parcel comes back: found");
    let lookup = ringing.account().lookups[0].clone();
    assert_eq!(
        (lookup.lookup.as_str(), lookup.outcome.as_deref(), lookup.took_ms),
        ("parcel", Some("found"), Some(120))
    );
    ringing.presses("1357");
    assert_eq!(ringing.did(), "types 4 digits", "a PIN");
    let mut all = serde_json::to_string(&ringing.account()).unwrap();
    let mut ringing = Ringing::new(&bundle.flow);
    ringing.presses("4111111111111111");
    assert_eq!(ringing.did(), "types 16 digits", "at a menu, by mistake");
    ringing.presses("1");
    ringing.presses("12 3");
    assert_eq!(ringing.did(), "types 4 keys");
    ringing.presses("48151623");
    ringing.presses("2");
    assert_eq!(ringing.did(), "presses 2", "no is no secret");
    let mut ringing = Ringing::new(&bundle.flow);
    ringing.presses("2");
    ringing.presses("1");
    let account = ringing.account();
    assert_eq!((account.handoffs[0].why.as_str(), account.turns[2].did.as_str()), ("the flow leads here", "presses 1"));
    all.push_str(&serde_json::to_string(&account).unwrap());
    for secret in ["48151623", "4711003", "1357", "four", "5550123", "4111"] {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
}

#[test]
fn a_number_that_is_given_for_a_callback_is_not_shown() {
    let bundle = answers();
    let (line, from) = (Number::parse("+15550199").unwrap(), Party::Withheld);
    let mut ringing = Ringing::new(&bundle.flow);
    ringing.call.from = from.clone();
    ringing.call.place = Place::Ringing;
    ringing.call = Call::new(
        CallKey([7; 16]),
        "twilio".into(),
        line.clone(),
        from.clone(),
        (BundleId([0; 32]), "en-US".into()),
        BEGAN,
    );
    ringing.journal.clear();
    ringing.happens(0, EventKind::Rings { from, to: line, on: Vec::new(), attested: false, known: None });
    ringing.presses("0");
    ringing.happens(20_000, EventKind::Dialed(DialOutcome::NoAnswer));
    assert_eq!(ringing.did(), "the ringing ends: no answer");
    ringing.presses("2125550123");
    assert_eq!(ringing.did(), "types 10 digits");
    let account = ringing.account();
    assert_eq!((account.promises.len(), account.from.as_str()), (1, "withheld"));
    assert_eq!(account.handoffs[0].why, "the caller asked for a person");
    assert!(!serde_json::to_string(&account).unwrap().contains("5550123"));
}

#[test]
fn how_a_call_was_left_is_the_best_that_came_of_it() {
    let bundle = answers();
    let mut ringing = Ringing::new(&bundle.flow);
    assert_eq!((left(&ringing.call), ringing.account().left.as_str()), (None, "is not over"));
    ringing.presses("0");
    ringing.happens(20_000, EventKind::Dialed(DialOutcome::NoAnswer));
    ringing.happens(1_000, EventKind::Ends(Ending::Completed));
    assert_eq!(left(&ringing.call).map(how), Some("promised"));
    assert_eq!(ringing.account().left, "promised");
    let mut call = ringing.call.clone();
    let handoff = call.handoff.as_mut().unwrap();
    assert_eq!(handoff.reason, Reason::Asked);
    handoff.tried = vec![Tried { person: "operator".into(), rung: 0, outcome: Outcome::Answered }];
    assert_eq!(left(&call).map(how), Some("helped"));
    let person = account(&bundle.flow, &call, &ringing.journal);
    assert_eq!(person.differs, Vec::<usize>::new());
    call.promise = None;
    call.handoff.as_mut().unwrap().tried[0].outcome = Outcome::MessageLeft;
    assert_eq!(left(&call).map(how), Some("message left"));
    call.handoff = None;
    assert_eq!(left(&call).map(how), Some("unsettled"));
}
