//! Lookups: every way in which a backend can fail, and where a question may go.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "lookups/addresses.rs"]
mod addresses;
#[path = "lookups/backend.rs"]
mod backend;
#[path = "lookups/breaker.rs"]
mod breaker;
#[path = "lookups/decode.rs"]
mod decode;
#[path = "lookups/demo.rs"]
mod demo;
#[path = "lookups/failures.rs"]
mod failures;
#[path = "lookups/line.rs"]
mod line;
#[path = "lookups/questions.rs"]
mod questions;
#[path = "lookups/shapes.rs"]
mod shapes;

use std::{
    cell::RefCell,
    collections::BTreeMap,
    io::{self, Write},
    sync::Once,
};

use clew::{
    call::{Answered, Name, Value},
    engine::lookup::{Lookup, Service},
    server::lookup::{Backends, Client, Configured, Question},
};
use serde_json::{Value as Json, json};

fn lookup(written: Json) -> Lookup {
    serde_json::from_value(written).unwrap()
}

fn service(written: Json) -> Service {
    serde_json::from_value(written).unwrap()
}

/// A lookup of a parcel by its number.
fn parcel() -> Lookup {
    lookup(json!({ "get": "tracking/parcels/{number}", "gives": { "state": "text", "eta": "date" } }))
}

/// What the backend answers when all is well.
const PARCEL: &str = r#"{ "state": "on_the_way", "eta": "2026-11-26", "weight": 12 }"#;

/// A service of our own network at an address, with time enough for a busy machine.
fn inside(url: &str) -> Service {
    service(json!({ "url": url, "inside": true, "within": "10s" }))
}

fn client() -> Client {
    Client::new(Configured::default()).unwrap()
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn with(values: &[(&str, Value)]) -> BTreeMap<Name, Value> {
    values.iter().map(|(path, value)| (Name::from(*path), value.clone())).collect()
}

async fn ask(backends: &dyn Backends, service: &Service, lookup: &Lookup, values: &[(&str, Value)]) -> Answered {
    let (name, with) = (Name::from("parcel"), with(values));
    backends.ask(Question { name: &name, lookup, service, with: &with, zone: None }).await
}

/// Asks for a parcel of a number that must never be logged.
async fn ask_parcel(client: &Client, service: &Service) -> Answered {
    ask(client, service, &parcel(), &[("number", text(NUMBER))]).await
}

/// A parcel's number.
const NUMBER: &str = "77012345";

thread_local! {
    static LOGGED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// What is logged on this thread from now on. One subscriber serves all threads: those that are set for a thread alone
/// miss lines whose places another thread has found nobody to listen to.
struct Log;

impl Log {
    fn new() -> Self {
        static LISTENING: Once = Once::new();
        LISTENING.call_once(|| {
            let format = tracing_subscriber::fmt().with_writer(|| Log).with_ansi(false).without_time();
            tracing::subscriber::set_global_default(format.finish()).unwrap();
        });
        LOGGED.with_borrow_mut(Vec::clear);
        Self
    }

    fn lines(&self) -> Vec<String> {
        LOGGED.with_borrow(|logged| String::from_utf8_lossy(logged).lines().map(str::to_owned).collect())
    }

    /// Fails unless one line was logged, with each of these in it and without what was asked.
    #[track_caller]
    fn says_once(&self, parts: &[&str]) {
        let lines = self.lines();
        let [line] = lines.as_slice() else { panic!("expected one line, found {lines:#?}") };
        for part in parts {
            assert!(line.contains(part), "`{part}` is not in `{line}`");
        }
        assert!(!line.contains(NUMBER), "{line}");
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOGGED.with_borrow_mut(|logged| logged.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
