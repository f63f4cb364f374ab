//! Requests as platforms send them (`*.form`), and what is read from them (`*.reading`).
//!
//! A request file: comments, the door, method and address, then the body, a parameter a line.

use std::panic::AssertUnwindSafe;

use clew::call::{EventKind, Party};
use clew::dialect::{ALL, Dialect, Door, Purpose, ReadError, Reading, Request};

use crate::{compare, files, folder};

const DOORS: [(&str, Door); 12] = [
    ("call", Door::Call),
    ("status", Door::Status),
    ("heard", Door::Turn(Purpose::Heard)),
    ("silent", Door::Turn(Purpose::Silent)),
    ("dialed", Door::Turn(Purpose::Dialed)),
    ("recorded", Door::Turn(Purpose::Recorded)),
    ("not-recorded", Door::Turn(Purpose::NotRecorded)),
    ("recording-ready", Door::Turn(Purpose::RecordingReady)),
    ("queueing", Door::Turn(Purpose::Queueing)),
    ("queued", Door::Turn(Purpose::Queued)),
    ("picked-up", Door::Turn(Purpose::PickedUp)),
    ("picked-up-key", Door::Turn(Purpose::PickedUpKey)),
];

fn read(dialect: &dyn Dialect, text: &str) -> (Door, Result<Reading, ReadError>) {
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    let name = lines.next().unwrap().strip_prefix("door ").expect("the first line names the door");
    let door = DOORS.iter().find(|(known, _)| *known == name).expect("a door of that name").1;
    let (method, target) = lines.next().unwrap().split_once(' ').unwrap();
    let url = format!("https://line.example.org{target}");
    let body = lines.collect::<Vec<_>>().join("&");
    let request = Request { post: method == "POST", url: &url, header: &|_| None, body: body.as_bytes() };
    (door, dialect.read(&request, door))
}

fn shown(reading: &Result<Reading, ReadError>) -> String {
    match reading {
        Err(error) => format!("error: {error}\n"),
        Ok(Reading { call_id, line, event }) => {
            let line = line.as_ref().map_or("none", |line| line.e164());
            let event = event.as_ref().map_or_else(|| "nothing".to_owned(), event_shown);
            format!("call {call_id}\nline {line}\n{event}\n")
        }
    }
}

/// In full, where `Debug` is masked.
fn event_shown(event: &EventKind) -> String {
    match event {
        EventKind::Rings { from: Party::Number(from), to, .. } => {
            format!("rings from {} to {}", from.e164(), to.e164())
        }
        EventKind::Rings { from: Party::Withheld, to, .. } => format!("rings from nobody to {}", to.e164()),
        EventKind::Rings { from: Party::Other(from), to, .. } => format!("rings from other {from} to {}", to.e164()),
        EventKind::Keys(keys) => format!("keys {keys}"),
        EventKind::Words(words) => format!("words ({} bytes) {words}", words.len()),
        EventKind::Recorded { url, seconds, key } => {
            format!("recorded {seconds} s, key {key:?}, {url}")
        }
        EventKind::RecordingReady { url, seconds } => format!("recording ready {seconds} s, {url}"),
        EventKind::PickedUpKey(_)
        | EventKind::PickedUp
        | EventKind::Queueing(_)
        | EventKind::Queued(_)
        | EventKind::Silence
        | EventKind::Proof(_)
        | EventKind::Found { .. }
        | EventKind::Dialed(_)
        | EventKind::NotRecorded
        | EventKind::Ends(_) => {
            format!("{event:?}")
        }
    }
}

#[test]
fn every_captured_request_is_read_as_expected() {
    let mut differing = Vec::new();
    for dialect in ALL {
        let folder = folder(dialect.name());
        let mut doors = Vec::new();
        let requests = files(&folder, "form");
        for name in &requests {
            let text = std::fs::read_to_string(folder.join(name).with_extension("form")).unwrap();
            let (door, reading) = read(*dialect, &text);
            doors.push(door);
            compare(&folder.join(name).with_extension("reading"), &shown(&reading), &mut differing);
        }
        assert_eq!(files(&folder, "reading"), requests, "a reading without its request");
        let missing: Vec<_> = DOORS.iter().filter(|(_, door)| !doors.contains(door)).collect();
        assert!(missing.is_empty(), "`{}` has no request for {missing:?}", dialect.name());
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn a_reading_shows_neither_id_nor_keys() {
    let (_, reading) = read(ALL[0], "door heard\nPOST /twilio/turn/x\nCallSid=CA77\nDigits=4711\nTo=%2B12025550100");
    assert_eq!(format!("{:?}", reading.unwrap()), "Reading { line: Some(+…00), event: Some(keys (4)), .. }");
}

#[test]
fn any_bytes_at_any_door_are_read_or_refused_without_a_panic() {
    const PIECES: [&[u8]; 20] = [
        b"CallSid=CA1",
        b"&",
        b"=",
        b"%",
        b"%f",
        b"%ff",
        b"+",
        b"Digits=",
        b"SpeechResult=\xc3",
        b"RecordingUrl=x",
        b"To=sip:",
        b"To=%2B",
        b"@",
        b";",
        b"RecordingDuration=99999999999999999999",
        b"CallStatus=completed",
        b"ParentCallSid=",
        b"QueuePosition=99999999999999999999",
        b"QueueResult=bridged",
        b"AnsweredBy=machine_",
    ];
    let mut read = 0;
    for seed in 0..20_000 {
        let mut dice = fastrand::Rng::with_seed(seed);
        let mut body = if dice.bool() { b"CallSid=CA1&".to_vec() } else { Vec::new() };
        for _ in 0..dice.usize(..24) {
            match dice.bool() {
                true => body.extend(PIECES[dice.usize(..PIECES.len())]),
                false => body.push(dice.u8(..)),
            }
        }
        let url = format!("https://line.example.org/x?{}", String::from_utf8_lossy(&body));
        let request = Request { post: dice.bool(), url: &url, header: &|_| None, body: &body };
        let door = DOORS[dice.usize(..DOORS.len())].1;
        for dialect in ALL {
            let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| dialect.read(&request, door)));
            read += usize::from(outcome.unwrap_or_else(|_| panic!("seed {seed}")).is_ok());
        }
    }
    assert!(2_000 < read, "only {read} of them could be read: the seeds try too little");
}
