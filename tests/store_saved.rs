//! Saved forms: what was written once can be read for ever, and what is written now is small.
//!
//! `tests/saved/` holds a sample of every released form. `UPDATE=1` writes the samples of the present version; those of
//! a released version never change.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, reason = "tests")]

#[path = "store/samples.rs"]
mod samples;

use std::{fmt::Debug, fs, path::Path};

use clew::{
    call::{
        Answered, DialOutcome, Ending, Entry, Event, EventKind, InLine, LookupFault, Message, Number, Party, Promise,
        QueueOutcome, Value,
    },
    store::{
        Head,
        saved::{Saved, decode, encode},
    },
};
use samples::{START, done, entry, message, middle_of_a_flow, promise, remembered, seal, turn};
use serde::{Serialize, de::DeserializeOwned};

/// Reads the sample, and writes its value again: both must come to what they were.
fn frozen<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, expected: &T) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/saved").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, encode(expected).unwrap()).unwrap();
    }
    let sample = fs::read(&file).unwrap();
    assert_eq!(&decode::<T>(&sample).unwrap(), expected, "`{name}` reads as something else");
    assert!(encode(expected).unwrap() == sample, "`{name}` is written in another form");
}

/// What a backend may give: a record with a text of that many letters.
fn answer(letters: usize) -> Value {
    Value::Record([("state".into(), Value::Text("x".repeat(letters)))].into())
}

fn found(answer: Answered) -> EventKind {
    EventKind::Found { lookup: "parcel".into(), turn: 3, answer, in_time: true }
}

/// One event of every kind.
fn every_kind() -> Vec<Entry> {
    let url = "https://api.example.com/recordings/7".to_owned();
    let kinds = [
        EventKind::Rings {
            from: Party::read("+15550111"),
            to: Number::parse("+15550100").unwrap(),
            on: vec!["storm".into()],
            attested: true,
            known: Some(Box::new(remembered())),
        },
        EventKind::Rings {
            from: Party::read("sip:ada@example.com"),
            to: Number::parse("+15550100").unwrap(),
            on: Vec::new(),
            attested: false,
            known: None,
        },
        EventKind::Keys("0*#".to_owned()),
        EventKind::Words("a person, please".to_owned()),
        EventKind::Silence,
        EventKind::Dialed(DialOutcome::Answered { talk_s: 61 }),
        EventKind::Dialed(DialOutcome::Failed),
        EventKind::Queueing(InLine { place: Some(3), waiting: None, waited_s: 40, average_s: Some(61) }),
        EventKind::Queued(QueueOutcome::Connected),
        EventKind::Queued(QueueOutcome::Failed),
        EventKind::PickedUp,
        EventKind::PickedUpKey('1'),
        EventKind::Recorded { url: url.clone(), seconds: 12, key: Some('#') },
        EventKind::NotRecorded,
        EventKind::RecordingReady { url, seconds: 600 },
        found(Answered::Found(answer(60))),
        found(Answered::Missing),
        found(Answered::Status(409)),
        found(Answered::Failed(LookupFault::Slow)),
        EventKind::Ends(Ending::Completed),
        EventKind::Ends(Ending::Failed),
    ];
    let entry = |(number, kind)| Entry { event: Event { at: START, kind }, result: entry(number).result };
    (0..).zip(kinds).map(entry).collect()
}

#[test]
fn a_call_of_version_1_reads_as_it_always_did() {
    frozen("v1-call.bin", &middle_of_a_flow());
}

#[test]
fn a_journal_chunk_of_version_1_reads_as_it_always_did() {
    frozen("v1-chunk.bin", &every_kind());
}

#[test]
fn a_message_of_version_1_reads_as_it_always_did() {
    frozen("v1-message.bin", &Message { done: Some(done(1)), ..message(7) });
}

#[test]
fn a_caller_of_version_1_reads_as_they_always_did() {
    frozen("v1-caller.bin", &remembered());
}

#[test]
fn a_promise_of_version_1_reads_as_it_always_did() {
    frozen("v1-promise.bin", &Promise { done: Some(done(1)), ..promise(7) });
}

#[test]
fn a_sealed_record_of_version_1_opens_as_it_always_did() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/saved/v1-sealed.bin");
    let head = Head { revision: 300, chunks: 2, since: Some(START) };
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, seal().close(b"c1", &head, &promise(7)).unwrap()).unwrap();
    }
    let sample = fs::read(&file).unwrap();
    assert_eq!(seal().open::<Promise>(b"c1", &sample).unwrap(), promise(7));
    assert_eq!(Head::of(&sample).unwrap(), head);
}

#[test]
fn a_record_that_is_cut_lengthened_unknown_or_empty_is_an_error() {
    let bytes = encode(&middle_of_a_flow()).unwrap();
    for length in 0..bytes.len() {
        assert!(decode::<Saved>(&bytes[..length]).is_err(), "the first {length} bytes read as a whole record");
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert_eq!(decode::<Saved>(&longer).unwrap_err().to_string(), "a damaged record: 1 bytes too many");
    let later = [&[2], &bytes[1..]].concat();
    let error = decode::<Saved>(&later).unwrap_err().to_string();
    assert_eq!(error, "a record of version 2, which this clew does not know");
    assert_eq!(decode::<Message>(&[]).unwrap_err().to_string(), "an empty record");
}

#[test]
fn damaged_records_never_panic() {
    let bytes = encode(&middle_of_a_flow()).unwrap();
    for seed in 0..20_000 {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut damaged = bytes.clone();
        for _ in 0..random.usize(1..5) {
            let at = random.usize(1..damaged.len());
            damaged[at] = random.u8(..);
        }
        // Either is fine: there is no checksum at this level, the database has its own.
        let _ = decode::<Saved>(&damaged);
    }
}

#[test]
fn the_record_of_a_call_stays_below_4_kb() {
    let mut saved = middle_of_a_flow();
    let typical = encode(&saved).unwrap().len();
    let mut largest = typical;
    for _ in 0..500 {
        saved = turn(saved).saved;
        largest = largest.max(encode(&saved).unwrap().len());
    }
    println!("typical {typical} bytes, at most {largest} over 500 turns");
    assert!(largest < 4096, "{largest} bytes");
}

#[test]
fn a_record_that_holds_what_backends_gave_spills_its_journal_sooner() {
    // Beside 2.6 kB of call and orders, 1.5 kB of journal made a record of more than 4 kB.
    let mut saved = middle_of_a_flow();
    saved.call.variables.insert("slots".into(), answer(1_000));
    saved.call.variables.insert("parcel".into(), answer(1_000));
    let mut logged = saved.tail.len();
    let (mut largest, mut spilled) = (0, 0);
    for number in 0..200 {
        let mut next = turn(saved);
        if number % 5 == 0 {
            let entry =
                Entry { event: Event { at: START, kind: found(Answered::Found(answer(900))) }, ..entry(number) };
            let more = next.saved.log([entry]);
            spilled += more.map_or(0, |more| more.len());
            logged += 1;
        }
        logged += 1;
        spilled += next.spilled.map_or(0, |spilled| spilled.len());
        saved = next.saved;
        largest = largest.max(encode(&saved).unwrap().len());
    }
    assert_eq!(spilled + saved.tail.len(), logged, "an entry is neither in the record nor in a chunk");
    assert!(3_000 < largest && largest < 4_096, "{largest} bytes");
}
