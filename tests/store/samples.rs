//! Calls, turns and messages that the tests of stores commit, and what they need around them.
#![allow(dead_code, reason = "each test binary uses its own part")]

use clew::{
    call::{
        BundleId, Call, CallKey, Caller, CallerKey, Change, Digest, Done, Effect, End, Entry, Event, EventKind, Gather,
        Handoff, How, Kept, Left, Listen, Matter, Message, Moment, Number, OpenMatter, Order, Party, Place, Promise,
        Reason, Said, Value, Wish,
    },
    store::{Commit, CommitError, Pending, Saved, Seal, Store},
};

/// 2026-01-01 00:00 UTC.
pub const START: Moment = Moment::from_millis(1_767_225_600_000);

/// The seal of stores in tests.
pub fn seal() -> Seal {
    Seal::new([7; 32])
}

/// The key of the call with this number.
pub fn key(number: u64) -> CallKey {
    CallKey(Digest::of(&number).0)
}

/// A call that has just come in.
pub fn new_call(number: u64) -> Saved {
    let pin = (BundleId([0xb0; 32]), "en-US".into());
    let line = Number::parse("+15550100").unwrap();
    let call = Call::new(key(number), "twilio".into(), line, Party::read("+15550111"), pin, START);
    Saved::first(call)
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
    Commit { saved, spilled, caller: None, effects: Vec::new() }
}

/// A commit without anything beside the call.
pub fn plain(saved: Saved) -> Commit {
    Commit { saved, spilled: None, caller: None, effects: Vec::new() }
}

/// A message left in a call, told apart by `number`; larger ones came earlier.
pub fn message(number: u64) -> Message {
    Message {
        call: key(number),
        flow: "parcels".into(),
        desk: "parcels".into(),
        from: Party::Withheld,
        at: Moment::from_millis(START.millis() - i64::try_from(number).unwrap()),
        url: format!("https://api.example.com/recordings/{number}"),
        seconds: 12,
        done: None,
    }
}

/// The key of the caller with this number.
pub fn caller_key(number: u64) -> CallerKey {
    CallerKey(Digest::of(&("caller", number)).0)
}

/// The callback that was promised in a call; larger ones are due earlier.
pub fn promise(number: u64) -> Promise {
    Promise {
        call: key(number),
        flow: "parcels".into(),
        desk: "parcels".into(),
        number: Number::parse("+15550111").unwrap(),
        about: Some("parcel".into()),
        made: START,
        due: Moment::from_millis(START.millis() + 86_400_000 - i64::try_from(number).unwrap()),
        done: None,
    }
}

/// That something was seen to, so many hours after [`START`].
pub fn done(hours: u64) -> Done {
    Done { at: hour(hours), by: "ada".to_owned() }
}

/// So many hours after [`START`].
pub fn hour(hours: u64) -> Moment {
    START.plus_millis(hours * 60 * 60 * 1000)
}

/// That a call began.
pub fn began(number: u64, at: Moment) -> Change {
    Change::Began { call: key(number), at }
}

/// That a call was left unsettled.
pub fn left(number: u64, at: Moment) -> Change {
    let facts = [("parcel".into(), Kept { value: Value::Digits("0012345678".to_owned()), until: hour(48) })].into();
    let matter = Matter::default();
    let open = OpenMatter { flow: "parcels".into(), about: Some("parcel".into()), matter, facts, at };
    Change::Left { call: key(number), left: Left { at, how: How::Unsettled }, matter: Some(Box::new(open)) }
}

/// What these changes make of a caller of whom nothing was known.
pub fn caller_of(changes: &[Change]) -> Caller {
    let mut caller = Caller::default();
    changes.iter().for_each(|change| caller.apply(change));
    caller
}

/// A caller with a bit of everything: fixed for ever, it is the sample of the saved form.
pub fn remembered() -> Caller {
    let marked = Change::Marked {
        prefers: Some(Some(Wish::Person)),
        segment: Some(Some("vip".into())),
        shared: Some(true),
        at: hour(3),
    };
    let language = Change::Speaks { language: "de-DE".into(), at: hour(2) };
    caller_of(&[began(1, hour(0)), left(1, hour(1)), began(2, hour(2)), language, Change::Promised(promise(2)), marked])
}

/// The same commit, as a turn of this caller's.
pub fn of_caller(caller: u64, commit: Commit) -> Commit {
    Commit { caller: Some(caller_key(caller)), ..commit }
}

/// The same commit, with one more effect.
pub fn with(mut commit: Commit, effect: Effect) -> Commit {
    commit.effects.push(effect);
    commit
}

/// The same call, over.
pub fn over(mut commit: Commit) -> Commit {
    commit.saved.call.place = Place::Ended(End::HungUpInFlow);
    commit
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
    call.handoff = Some(Handoff {
        person: "desk".into(),
        reason: Reason::Asked,
        turn: 3,
        at: START.plus_millis(9_000),
        tried: Vec::new(),
    });
    for unit in ["greeting", "main-menu", "ask-parcel", "sorry"] {
        call.matter.hear(unit);
    }
    call.matter.ask(&"parcel".into());
    call.matter.answer(&"parcel".into());
    call.matter.doubt(&"parcel".into());
    call.matter.machine_ms = 61_500;
    call.matter.signals.push(clew::call::Counted {
        turn: 2,
        signal: clew::call::Signal::Lost,
        weight: 30,
        step: Some("parcel".into()),
    });
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
