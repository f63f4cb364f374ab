//! The stand-in backend of `clew serve --demo`.

use std::sync::Arc;

use clew::{
    call::{Answered, LookupFault, Moment, Value},
    engine::lookup::Service,
    server::{
        SetClock,
        demo::{self, Demo},
        lookup::{Client, Configured},
    },
};
use serde_json::{Value as Json, json};

use super::{ask, lookup, service, text};

/// Tuesday 2026-11-24, 10:30 UTC.
const NOW: Moment = Moment::from_millis(1_795_516_200_000);

async fn started() -> (Demo, Client) {
    let demo = demo::start(Arc::new(SetClock::at(NOW))).await.unwrap();
    let secrets = demo.secrets.iter().map(|(name, secret)| (name.clone(), secret.as_str().into())).collect();
    let known = Configured { configs: demo.configs.clone(), secrets, demo: Some(demo.address) };
    (demo, Client::new(known).unwrap())
}

/// As the sample lines write it: nothing in it says that it is inside.
fn sample(name: &str) -> Service {
    let headers = json!({ "Authorization": format!("Bearer {{secret.{name}}}") });
    service(json!({ "url": format!("{{config.{name}}}"), "headers": headers, "within": "10s" }))
}

#[tokio::test]
async fn a_parcels_last_digit_decides_what_is_known_of_it() {
    let (_demo, client) = started().await;
    let parcel = lookup(json!({ "get": "tracking/parcels/{number}", "gives": { "state": "text", "eta": "date" } }));
    for (number, expected) in [
        ("770121", Some(("on_the_way", "2026-11-25"))),
        ("770124", Some(("on_the_way", "2026-11-28"))),
        ("770125", Some(("out_for_delivery", "2026-11-24"))),
        ("770126", Some(("delivered", "2026-11-23"))),
        ("770120", None),
        ("abc", None),
    ] {
        let answered = ask(&client, &sample("tracking"), &parcel, &[("number", text(number))]).await;
        let found = match &answered {
            Answered::Found(found) => Some((found.at("state").unwrap().plain(), found.at("eta").unwrap().plain())),
            _ => None,
        };
        let found = found.as_ref().map(|(state, eta)| (state.as_str(), eta.as_str()));
        assert_eq!(found, expected, "{number}: {answered:?}");
        assert_eq!(answered == Answered::Missing, expected.is_none(), "{number}: {answered:?}");
    }
    let broken = ask(&client, &sample("tracking"), &parcel, &[("number", text("770129"))]).await;
    assert_eq!(broken, Answered::Status(500));
}

#[tokio::test]
async fn one_parcel_is_slower_than_lookups_wait() {
    let (_demo, client) = started().await;
    let brief = json!({ "get": "tracking/parcels/{number}", "gives": { "state": "text" }, "within": "100ms" });
    let slow = ask(&client, &sample("tracking"), &lookup(brief), &[("number", text("770128"))]).await;
    assert_eq!(slow, Answered::Failed(LookupFault::Slow));
}

#[tokio::test]
async fn the_city_knows_collections_permits_and_appointments() {
    let (_demo, client) = started().await;
    let city = sample("city");
    let of = |path: &str, gives: Json| lookup(json!({ "get": format!("city/{path}"), "gives": gives }));

    let collections = of("collections/{house}", json!([{ "kind": "text", "day": "date" }]));
    let Answered::Found(Value::List(days)) = ask(&client, &city, &collections, &[("house", text("12"))]).await else {
        panic!("no list")
    };
    let days: Vec<String> = days
        .iter()
        .map(|day| format!("{} {}", day.at("kind").unwrap().plain(), day.at("day").unwrap().plain()))
        .collect();
    assert_eq!(days, ["refuse 2026-11-27", "paper 2026-11-28", "garden 2026-11-30"]);

    let permit = of("permits/{number}", json!({ "state": "text", "ready": "date", "pin": "digits" }));
    let Answered::Found(found) = ask(&client, &city, &permit, &[("number", text("2026017"))]).await else {
        panic!("no permit")
    };
    assert_eq!(found.at("pin"), Some(&Value::Digits("7106".into())));
    assert_eq!(found.at("state"), Some(&text("in_review")));
    assert_eq!(found.at("ready").unwrap().plain(), "2026-12-01");
    assert_eq!(ask(&client, &city, &permit, &[("number", text("2026010"))]).await, Answered::Missing);

    let times = of("appointments", json!([{ "id": "text", "day": "date", "time": "time" }]));
    let Answered::Found(Value::List(times)) = ask(&client, &city, &times, &[]).await else { panic!("no times") };
    assert_eq!(times.len(), 4);
    assert_eq!(times[0].at("id"), Some(&text("2026-11-25-09:00")));
}

#[tokio::test]
async fn it_ends_with_whoever_started_it() {
    let (demo, _client) = started().await;
    let address = demo.address;
    assert!(address.ip().is_loopback());
    assert!(tokio::net::TcpStream::connect(address).await.is_ok());
    drop(demo);
    tokio::task::yield_now().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
