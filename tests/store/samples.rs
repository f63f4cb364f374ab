//! Calls, turns and messages that the tests of stores commit, and what they need around them.
#![allow(dead_code, reason = "each test binary uses its own part")]

use clew::{
    call::{
        BundleId, Call, CallKey, Digest, Effect, Entry, Event, EventKind, Gather, Handoff, Listen, Message, Moment,
        Number, Order, Party, Place, Reason, Said, Value,
    },
    store::{Commit, CommitError, Pending, Saved, Store},
};

/// 2026-01-01 00:00 UTC.
pub const START: Moment = Moment::from_millis(1_767_225_600_000);

/// The key of the call with this number.
pub fn key(number: u64) -> CallKey {
    CallKey(Digest::of(&number).0)
}

/// A call that has just come in.
pub fn new_call(number: u64) -> Saved {
    let pin = (BundleId([0xb0; 32]), "en-US".into());
    let line = Number::parse("+15550100").unwrap();
    let call = Call::new(key(number), "twilio".into(), line, Party::read("+15550111"), pin, START);
    Saved { revision: 0, call, event: Digest([0; 16]), orders: Vec::new(), tail: Vec::new(), chunks: 0 }
}

/// The `number`th turn of a call, as its journal has it.
pub fn entry(number: u32) -> Entry {
    let kind = match number % 4 {
        0 => EventKind::Keys((number % 10).to_string()),
        1 => EventKind::Words(format!("my parcel number {number} has not come, and I have waited")),
        2 => EventKind::Silence,
        _ => EventKind::Keys(format!("{number:010}")),
    };
    let at = START.plus_millis(u64::from(number) * 7_000);
    Entry { event: Event { at, kind }, result: Digest::of(&number) }
}

/// One more turn of a call: its next revision, with the turn in the journal and what that spills.
pub fn turn(mut saved: Saved) -> Commit {
    saved.revision += 1;
    saved.call.turn += 1;
    let entry = entry(saved.call.turn);
    saved.call.last = entry.event.at;
    saved.event = Digest::of(&entry.event);
    let spilled = saved.log([entry]);
    Commit { saved, spilled, effects: Vec::new() }
}

/// A commit without anything beside the call.
pub fn plain(saved: Saved) -> Commit {
    Commit { saved, spilled: None, effects: Vec::new() }
}

/// A message left in a call, told apart by `number`; larger ones came earlier.
pub fn message(number: u64) -> Message {
    Message {
        call: key(number),
        desk: "parcels".into(),
        from: Party::Withheld,
        at: Moment::from_millis(START.millis() - i64::try_from(number).unwrap()),
        url: format!("https://api.example.com/recordings/{number}"),
        seconds: 12,
    }
}

/// The same commit, with the message to be kept beside it.
pub fn with_message(mut commit: Commit, message: Message) -> Commit {
    commit.effects.push(Effect::Keep(message));
    commit
}

/// A call in the middle of a flow, with a bit of everything: fixed for ever, it is the sample of the saved form.
pub fn middle_of_a_flow() -> Saved {
    let mut saved = new_call(1);
    let call = &mut saved.call;
    call.variables.insert("parcel".into(), Value::Digits("0012345678".to_owned()));
    call.tries.insert(("desk".into(), 0), 1);
    call.place = Place::Step { name: "main".into(), stage: 1 };
    call.handoff =
        Some(Handoff { person: "desk".into(), reason: Reason::Asked, turn: 3, at: START.plus_millis(9_000) });
    for unit in ["greeting", "main-menu", "ask-parcel", "sorry"] {
        call.matter.hear(unit);
    }
    call.matter.ask(&"parcel".into());
    call.matter.answer(&"parcel".into());
    call.matter.doubt(&"parcel".into());
    call.matter.machine_ms = 61_500;
    call.matter.signals.push(clew::call::Counted { turn: 2, signal: clew::call::Signal::Lost, weight: 30 });
    saved.orders = vec![
        Order::Say(vec![Said::plain("one-moment")]),
        Order::Gather(Gather {
            before: vec![Said {
                prompt: "parcel-is".into(),
                values: vec![("parcel".into(), Value::Digits("0012345678".to_owned()))],
                language: None,
            }],
            verb: "menu".into(),
            prompts: vec![Said::plain("main-menu")],
            language: "en-US".into(),
            listen: Listen { keys_max: Some(1), end: None, speech: true, wait_s: 6, gap_s: 2 },
            hints: vec!["parcel".into()],
        }),
    ];
    (0..6).fold(saved, |saved, _| turn(saved).saved)
}

/// Waits for what becomes of a commit.
pub fn end(pending: Pending) -> Result<(), CommitError> {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(pending)
}

/// Commits and waits.
pub fn commit(store: &dyn Store, commit: Commit) -> Result<(), CommitError> {
    end(store.commit(&commit))
}
