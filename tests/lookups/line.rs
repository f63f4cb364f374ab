//! What a caller hears when a backend is down, slow, endless, huge, talks nonsense, redirects or lies inside: a whole
//! call, through the real router, the real client and a flow with an exit for each.

use std::sync::Arc;

use clew::{
    call::Moment,
    cli::line::{self, Line},
    flow::{Bundle, Sources, text},
    phone::{
        Act,
        twilio::{LineSetup, Phone},
    },
    server::lookup::{Client, Configured},
};

use super::{
    Log, PARCEL,
    backend::{Backend, Says, response},
};

/// A line that looks a parcel up at an address.
fn bundle(service: &str) -> Bundle {
    let flow = format!(
        r#"
flow: lookups
languages: [en-US]
people: {{ operator: {{ try: [ {{ ring: "+15550111" }}, {{ message: leave, desk: care }} ] }} }}
desks: {{ care: {{ title: Care }} }}
services: {{ tracking: {service} }}
lookups:
  parcel: {{ get: "tracking/parcels/{{number}}", gives: {{ state: text, eta: date }} }}
start: number
steps:
  number: {{ ask: number, as: {{ digits: 8 }}, into: number, next: find }}
  find:
    lookup: parcel
    next: {{ to: done, say: found }}
    missing: {{ to: done, say: not_there }}
    409: {{ to: done, say: conflict }}
    failed: {{ to: done, say: broken }}
  done: {{ settle: helped }}
prompts:
  number: {{ en-US: "What is the number?" }}
  found: {{ en-US: "It comes on {{parcel.eta|day}}." }}
  not_there: {{ en-US: "There is no such parcel." }}
  conflict: {{ en-US: "That parcel is being moved." }}
  broken: {{ en-US: "I cannot see that now." }}
  helped: {{ en-US: "Did that help? For yes, press 1. For no, press 2." }}
  leave: {{ en-US: "Please leave a message." }}
"#
    );
    let sources = Sources::new("lookups.yaml", flow);
    match Bundle::build(sources.clone()) {
        Ok((bundle, _warnings)) => bundle,
        Err(problems) => panic!("{}", text(&problems, &sources, false)),
    }
}

/// What the caller hears after typing a number, and what the log says meanwhile.
async fn hears(service: &str, client: Client) -> (Vec<String>, Vec<String>) {
    let log = Log::new();
    let began = Moment::from_millis(1_795_000_000_000);
    let line = Line::new(&bundle(service), began).asking(Arc::new(client), Arc::new(|_now| 0));
    let setup = LineSetup {
        answer_url: format!("{}/twilio/call", line::BASE),
        status_url: format!("{}/twilio/status", line::BASE),
        from: "+15550123".to_owned(),
        to: "+15550100".to_owned(),
        call_id: "CA1".to_owned(),
        secret: None,
    };
    let mut phone = Phone::new(setup, line.clone()).ringing_at(began.millis());
    phone.rings().await.unwrap();
    phone.acts(&Act::Presses { keys: "77012345".to_owned(), at_once: false }).await.unwrap();
    let mut heard = line.transcript("twilio", "CA1");
    // Not back within the turn: the caller hears so, and then what came.
    while heard.last().is_some_and(|order| order.starts_with("wait ")) {
        phone.acts(&Act::Silent).await.unwrap();
        heard = line.transcript("twilio", "CA1");
    }
    (heard, log.lines())
}

fn at(url: &str) -> String {
    format!("{{ url: \"{url}\", inside: true, within: 200ms }}")
}

#[track_caller]
fn hears_and_logs(named: &str, (heard, log): (Vec<String>, Vec<String>), says: &str, why: &str) {
    assert_eq!(heard, [format!("say {says}"), "settle helped".to_owned()], "{named}: {log:#?}");
    let lines: Vec<&String> = log.iter().filter(|line| line.contains("lookup=parcel")).collect();
    match (why, lines.as_slice()) {
        ("", []) => {}
        (why, [line]) => {
            assert!(!why.is_empty() && line.contains(why), "{named}: `{why}` is not in `{line}`");
            assert!(!line.contains("77012345"), "{named}: {line}");
        }
        (_, lines) => panic!("{named}: {lines:#?}"),
    }
}

#[tokio::test]
async fn a_caller_hears_the_exit_that_fits_whatever_the_backend_does() {
    let endless = Says::Endless(b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b' '; 4096]);
    let huge = "x".repeat(200_000);
    let all = |status: &str, headers: &str, body: &str| Says::All(response(status, headers, body));
    for (named, says, hears_this, why) in [
        ("found", all("200 OK", "", PARCEL), "found", ""),
        ("missing", all("404 Not Found", "", ""), "not_there", ""),
        ("conflict", all("409 Conflict", "", ""), "conflict", "409"),
        ("error", all("500 Oh dear", "", ""), "broken", "500"),
        ("slow", Says::Held, "broken", "it did not answer in time"),
        ("endless", endless, "broken", "more than is read"),
        ("huge", all("200 OK", "", &huge), "broken", "more than is read"),
        ("nonsense", all("200 OK", "", "<html>"), "broken", "something else than the lookup gives"),
        ("wrong shape", all("200 OK", "", "{\"state\": 7}"), "broken", "something else than the lookup gives"),
        ("hangs up", Says::HangsUp, "broken", "it could not be reached"),
        (
            "redirects",
            all("302 Found", "Location: http://169.254.169.254/latest\r\n", ""),
            "broken",
            "a redirect, which is not followed",
        ),
    ] {
        let backend = Backend::that(says).await;
        let client = Client::new(Configured::default()).unwrap();
        hears_and_logs(named, hears(&at(&backend.url()), client).await, hears_this, why);
    }
}

#[tokio::test]
async fn a_backend_that_is_down_or_lies_inside_is_heard_as_a_failure_and_explained_in_the_log() {
    let refused = "may not be connected to";
    for (service, why) in [
        (at("http://127.0.0.1:1"), "it could not be reached"),
        ("{ url: \"https://169.254.169.254\" }".to_owned(), refused),
        ("{ url: \"http://169.254.169.254\", inside: true }".to_owned(), refused),
        ("{ url: \"https://[::ffff:10.0.0.1]\" }".to_owned(), refused),
        ("{ url: \"https://167772161\" }".to_owned(), refused),
        ("{ url: \"https://0x7f.1\" }".to_owned(), refused),
        ("{ url: \"https://localhost\" }".to_owned(), refused),
    ] {
        let client = Client::new(Configured::default()).unwrap();
        hears_and_logs(&service, hears(&service, client).await, "broken", why);
    }
}

#[tokio::test]
async fn a_name_whose_address_changes_between_check_and_connection_is_refused() {
    let backend = Backend::answers("200 OK", "", PARCEL).await;
    let names = super::addresses::Changing::between(&[&["169.254.169.254"], &["127.0.0.1"]]);
    let client = Client::with_names(Configured::default(), names).unwrap();
    let service = at(&format!("http://rebound.example:{}", backend.address.port()));
    hears_and_logs("rebound", hears(&service, client).await, "broken", "may not be connected to");
    assert_eq!(backend.requests(), Vec::<String>::new());
}
