//! What is sent: values can change neither the host nor the path of a question.

use clew::{
    call::{Answered, LookupFault, Name, Number, Type, Value},
    server::lookup::{Client, Configured, unset},
};
use secrecy::SecretString;
use serde_json::json;

use super::{Log, PARCEL, ask, ask_parcel, backend::Backend, client, inside, lookup, parcel, service, text, with};

/// Values, and how each stands in the path.
const INJECTIONS: &[(&str, &str)] = &[
    ("77012345", "77012345"),
    ("a-b_c~d.e", "a-b_c~d.e"),
    ("../../admin", "..%2F..%2Fadmin"),
    ("..\\admin", "..%5Cadmin"),
    ("1/2", "1%2F2"),
    ("1?admin=true", "1%3Fadmin%3Dtrue"),
    ("1#end", "1%23end"),
    ("1&b=2", "1%26b%3D2"),
    ("%2f", "%252f"),
    ("%2e%2e", "%252e%252e"),
    ("..%2f", "..%252f"),
    ("@evil.example", "%40evil.example"),
    (":8080", "%3A8080"),
    ("//evil.example", "%2F%2Fevil.example"),
    ("https://evil.example/", "https%3A%2F%2Fevil.example%2F"),
    ("1\n", "1%0A"),
    ("1\r\nX-Admin: true", "1%0D%0AX-Admin%3A%20true"),
    ("1 HTTP/1.1", "1%20HTTP%2F1.1"),
    ("1\0", "1%00"),
    ("\t", "%09"),
    ("a b+c", "a%20b%2Bc"),
    ("{secret.tracking}", "%7Bsecret.tracking%7D"),
    ("'\"<>;", "%27%22%3C%3E%3B"),
    ("Łódź", "%C5%81%C3%B3d%C5%BA"),
    ("．．／", "%EF%BC%8E%EF%BC%8E%EF%BC%8F"),
    ("\u{202e}", "%E2%80%AE"),
    ("...", "..."),
];

#[tokio::test]
async fn a_value_stays_one_segment_of_the_path_whatever_is_in_it() {
    for (value, segment) in INJECTIONS {
        let backend = Backend::answers("200 OK", "", PARCEL).await;
        let service = inside(&format!("{}/v2/", backend.url()));
        let lookup = lookup(json!({ "get": "tracking/parcels/{number}/state?n={number}&x=1", "gives": "text" }));
        ask(&client(), &service, &lookup, &[("number", text(value))]).await;
        assert_eq!(backend.target(), format!("GET /v2/parcels/{segment}/state?n={segment}&x=1 HTTP/1.1"), "{value:?}");
        assert_eq!(backend.requests().concat().matches("\r\n\r\n").count(), 1, "{value:?}");
    }
}

#[tokio::test]
async fn a_value_that_means_another_folder_or_nothing_is_not_asked_with() {
    let log = Log::new();
    let backend = Backend::answers("200 OK", "", PARCEL).await;
    let (client, service) = (client(), inside(&backend.url()));
    let not_asked = Answered::Failed(LookupFault::NotAsked);
    for value in [text("."), text(".."), text(""), Value::Digits(String::new()), Value::List(vec![text("1")])] {
        assert_eq!(ask(&client, &service, &parcel(), &[("number", value.clone())]).await, not_asked, "{value:?}");
    }
    assert_eq!(ask(&client, &service, &parcel(), &[]).await, not_asked, "it is not known");
    let two = lookup(json!({ "get": "tracking/{a}{b}/x", "gives": "text" }));
    assert_eq!(ask(&client, &service, &two, &[("a", text(".")), ("b", text("."))]).await, not_asked);
    assert_eq!(
        ask(&client, &service, &two, &[("a", text("%2e")), ("b", text("%2e"))]).await,
        Answered::Failed(LookupFault::WrongShape)
    );
    assert_eq!(backend.target(), "GET /%252e%252e/x HTTP/1.1");
    assert_eq!(log.lines().iter().filter(|line| line.contains("the question could not be put")).count(), 7);
}

#[tokio::test]
async fn values_are_written_plainly_in_an_address() {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    for (value, segment) in [
        (Value::Digits("007".into()), "007"),
        (Value::Truth(true), "true"),
        (Value::Number("12.50".parse().unwrap()), "12.50"),
        (Value::Date(day), "2026-11-24"),
        (Value::Moment(day.and_hms_opt(9, 5, 0).unwrap()), "2026-11-24T09%3A05"),
        (Value::Phone(Number::parse("+15550100").unwrap()), "%2B15550100"),
        (Value::Choice("north".into()), "north"),
    ] {
        let backend = Backend::answers("200 OK", "", PARCEL).await;
        ask(&client(), &inside(&backend.url()), &parcel(), &[("number", value)]).await;
        assert_eq!(backend.target(), format!("GET /parcels/{segment} HTTP/1.1"));
    }
}

#[tokio::test]
async fn json_keeps_the_type_of_a_value_and_its_quotes() {
    let backend = Backend::answers("200 OK", "", "[]").await;
    let slots = lookup(json!({
        "post": "clinic/slots",
        "json": {
            "patient": "{patient.id}", "days": 14, "urgent": "{urgent}", "age": "{age}", "paid": "{paid}",
            "said": "I said {said}", "all": ["{said}", null, true], "braces": "{{x}}", "day": "{day}",
        },
        "gives": [{ "id": "text" }],
    }));
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    let values = [
        ("patient.id", Value::Digits("0042".into())),
        ("urgent", Value::Truth(false)),
        ("age", Value::Number(77.into())),
        ("paid", Value::Money("12.50".parse().unwrap())),
        ("said", text("\", \"admin\": \"true\n\0")),
        ("day", Value::Date(day)),
    ];
    assert_eq!(ask(&client(), &inside(&backend.url()), &slots, &values).await, Answered::Missing);
    let request = backend.requests().concat();
    assert!(request.starts_with("POST /slots HTTP/1.1\r\n"), "{request}");
    assert!(request.to_lowercase().contains("\r\ncontent-type: application/json\r\n"), "{request}");
    let sent: serde_json::Value = serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap();
    let expected = json!({
        "patient": "0042", "days": 14, "urgent": false, "age": 77, "paid": 12.5,
        "said": "I said \", \"admin\": \"true\n\0", "all": ["\", \"admin\": \"true\n\0", null, true],
        "braces": "{x}", "day": "2026-11-24",
    });
    assert_eq!(sent, expected);
    assert_eq!(
        ask(&client(), &inside(&backend.url()), &slots, &values[1..]).await,
        Answered::Failed(LookupFault::NotAsked)
    );
}

#[tokio::test]
async fn a_form_keeps_its_fields_apart() {
    let backend = Backend::answers("200 OK", "", "").await;
    let quote = lookup(json!({ "post": "x/y", "form": { "a": "{b}", "c": "d {b}" }, "gives": { "price": "money" } }));
    ask(&client(), &inside(&backend.url()), &quote, &[("b", text("1&admin=true\r\n%"))]).await;
    let request = backend.requests().concat();
    assert!(request.contains("application/x-www-form-urlencoded"), "{request}");
    assert!(request.ends_with("\r\n\r\na=1%26admin%3Dtrue%0D%0A%25&c=d+1%26admin%3Dtrue%0D%0A%25"), "{request}");
}

fn known() -> Configured {
    Configured {
        configs: [("tracking".to_owned(), "http://127.0.0.1:1/v2".to_owned())].into(),
        secrets: [("tracking".to_owned(), SecretString::from("sesame/1"))].into(),
        demo: None,
    }
}

#[tokio::test]
async fn secrets_go_into_headers_and_into_no_log() {
    let log = Log::new();
    let backend = Backend::answers("401 Unauthorized", "", "").await;
    let mut known = known();
    known.configs.insert("tracking".to_owned(), backend.url());
    let client = Client::new(known.clone()).unwrap();
    let service = service(json!({
        "url": "{config.tracking}/{secret.tracking}", "inside": true, "within": "10s",
        "headers": { "Authorization": "Bearer {secret.tracking}", "X-Line": "{config.tracking}", "Accept": "text/json" },
    }));
    assert_eq!(ask_parcel(&client, &service).await, Answered::Status(401));
    let request = backend.requests().concat();
    assert!(request.starts_with("GET /sesame%2F1/parcels/"), "{request}");
    let lower = request.to_lowercase();
    assert!(lower.contains("\r\nauthorization: bearer sesame/1\r\n"), "{request}");
    assert!(lower.contains("\r\naccept: text/json\r\n") && !lower.contains("application/json"), "{request}");
    assert!(!log.lines().concat().contains("sesame") && !format!("{known:?}").contains("sesame"));
}

#[tokio::test]
async fn a_service_without_its_settings_is_not_asked_and_the_log_says_what_to_set() {
    let service = service(json!({
        "url": "{config.parcel_api}/{secret.tracking}",
        "headers": { "Authorization": "Bearer {secret.parcels}", "X": "{config.tracking}" },
    }));
    let log = Log::new();
    let client = Client::new(known()).unwrap();
    assert_eq!(ask_parcel(&client, &service).await, Answered::Failed(LookupFault::NotAsked));
    log.says_once(&["the question could not be put", "a setting or a secret of the service is not set"]);
    let name = Name::from("tracking");
    let shown: Vec<String> = unset([(&name, &service)].into_iter(), &known()).iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        ["the service `tracking` cannot be asked, and its lookups fail: \
          set `CLEW_CONFIG_PARCEL_API` and `CLEW_SECRET_PARCELS`"]
    );
    let fine = super::inside("{config.tracking}");
    assert_eq!(unset([(&name, &fine)].into_iter(), &known()), []);
}

#[tokio::test]
async fn a_secret_that_no_header_can_hold_is_not_sent() {
    let log = Log::new();
    let mut known = known();
    known.secrets.insert("tracking".to_owned(), SecretString::from("sesame\r\nX-Admin: true"));
    let client = Client::new(known).unwrap();
    let service =
        service(json!({ "url": "{config.tracking}", "inside": true, "headers": { "Key": "{secret.tracking}" } }));
    assert_eq!(ask_parcel(&client, &service).await, Answered::Failed(LookupFault::NotAsked));
    log.says_once(&["the header `Key` cannot be sent"]);
    assert!(!log.lines().concat().contains("sesame"));
}

#[test]
fn what_a_lookup_needs_to_be_asked_is_known() {
    let slots = lookup(json!({
        "post": "clinic/{city}/slots?n={n}", "json": { "patient": "{patient.id}", "all": ["{city}", { "x": "{deep}" }] },
        "gives": [{ "day": "date" }], "takes": { "n": "number" }, "early": true, "optional": true, "within": "500ms",
    }));
    let reads: Vec<String> = slots.reads(&Name::from("slots")).iter().map(ToString::to_string).collect();
    assert_eq!(reads, ["city", "deep", "n", "patient.id"]);
    assert_eq!(slots.service().as_str(), "clinic");
    assert_eq!(slots.takes().get("n"), Some(&Type::Number));
    assert!(slots.early() && slots.optional() && !slots.is_get());
    assert_eq!(slots.within_ms(&service(json!({ "url": "https://x.example", "within": "3s" }))), 500);
    assert_eq!(parcel().within_ms(&service(json!({ "url": "https://x.example", "within": "3s" }))), 3_000);
    assert_eq!(parcel().within_ms(&service(json!({ "url": "https://x.example" }))), 2_000);
    let keys: Vec<String> = slots.texts().into_iter().map(|(key, _text)| key).collect();
    assert_eq!(keys, ["post", "json.all.0", "json.all.1.x", "json.patient"]);
    let (_key, path) = slots.texts().remove(0);
    let (read, place) = path.reads().next().unwrap();
    assert_eq!((read, path.source().get(place)), ("city", Some("city")));
    assert_eq!(
        slots.path(&with(&[("city", text("a/b")), ("n", Value::Number(2.into()))])).unwrap(),
        "/a%2Fb/slots?n=2"
    );
}

#[tokio::test]
async fn what_came_back_can_mean_that_there_is_no_such_thing() {
    let parcel = lookup(json!({
        "get": "tracking/parcels/{number}",
        "gives": { "state": "text", "eta": "date" },
        "missing_if": "parcel.state == 'unknown' or number == '0'",
    }));
    let (log, name) = (Log::new(), Name::from("parcel"));
    assert_eq!(parcel.reads(&name).iter().map(Name::as_str).collect::<Vec<_>>(), ["number"]);
    for (body, number, missing) in [
        (PARCEL.to_owned(), "1", false),
        (PARCEL.to_owned(), "0", true),
        (PARCEL.replace("on_the_way", "unknown"), "1", true),
        (PARCEL.replace("\"on_the_way\"", "null"), "1", false),
    ] {
        let backend = Backend::answers("200 OK", "", &body).await;
        let answered = ask(&client(), &inside(&backend.url()), &parcel, &[("number", text(number))]).await;
        assert_eq!(answered == Answered::Missing, missing, "{body}: {answered:?}");
        assert_eq!(matches!(answered, Answered::Found(_)), !missing, "{body}: {answered:?}");
    }
    assert_eq!(log.lines(), Vec::<String>::new());
}
