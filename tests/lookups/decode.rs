//! What a backend wrote, as values.

use clew::{
    call::{LookupFault, Name, Type, Value},
    server::lookup::decode::{FOUND_MAX, ITEMS_MAX, TEXT_MAX, decode},
};
use serde_json::{Value as Json, json};

use super::{lookup, text};

fn of(gives: Json) -> Type {
    lookup(json!({ "get": "a/b", "gives": gives })).gives().clone()
}

/// What JSON comes to as a type, plainly; an error for a wrong shape.
fn plain(json: &str, of: &Type) -> Result<String, LookupFault> {
    let value = decode(json.as_bytes(), of, None)?.expect("there is something");
    Ok(value.plain())
}

#[test]
fn single_values_are_read_strictly() {
    let wrong = Err(LookupFault::WrongShape);
    let cases: &[(&str, &str, Result<&str, LookupFault>)] = &[
        ("text", "\" on the way \"", Ok("on the way")),
        ("text", "5", wrong),
        ("open | closed", "\"closed\"", Ok("closed")),
        ("open | closed", "\"moved\"", wrong),
        ("text", "true", wrong),
        ("number", "12", Ok("12")),
        ("number", "-0.5", Ok("-0.5")),
        ("number", "12.1", Ok("12.1")),
        ("number", "0.1", Ok("0.1")),
        ("number", "1e3", Ok("1000")),
        ("number", "18446744073709551615", Ok("18446744073709551615")),
        ("number", "1e300", wrong),
        ("number", "\"12\"", wrong),
        ("money", "12.5", Ok("12.5")),
        ("money", "\"12.50\"", Ok("12.50")),
        ("money", "\"-3\"", Ok("-3")),
        ("money", "\"12,50\"", wrong),
        ("money", "\"$12\"", wrong),
        ("money", "\"1e3\"", wrong),
        ("money", "\"12.\"", wrong),
        ("money", "\"\"", wrong),
        ("truth", "true", Ok("true")),
        ("truth", "\"true\"", wrong),
        ("truth", "1", wrong),
        ("digits", "\"007\"", Ok("007")),
        ("digits", "42", Ok("42")),
        ("digits", "-42", wrong),
        ("digits", "4.2", wrong),
        ("digits", "\"4a\"", wrong),
        ("digits", "\"\"", wrong),
        ("digits", "\"٤\"", wrong),
        ("phone", "\"+15550100\"", Ok("+15550100")),
        ("phone", "\"555-0100\"", wrong),
        ("phone", "15550100", wrong),
        ("date", "\"2026-11-24\"", Ok("2026-11-24")),
        ("date", "\"2026-02-30\"", wrong),
        ("date", "\"2026-1-4\"", wrong),
        ("date", "\"24.11.2026\"", wrong),
        ("date", "\"2026-11-24T10:00:00Z\"", wrong),
        ("date", "1795516200", wrong),
        ("time", "\"09:05\"", Ok("09:05")),
        ("time", "\"23:59:59\"", Ok("23:59")),
        ("time", "\"24:00\"", wrong),
        ("time", "\"9 am\"", wrong),
        ("moment", "\"2026-11-24T09:05\"", Ok("2026-11-24T09:05")),
        ("moment", "\"2026-11-24 09:05:30\"", Ok("2026-11-24T09:05")),
        ("moment", "\"2026-11-24T09:05:30.123\"", Ok("2026-11-24T09:05")),
        ("moment", "\"2026-11-24T09:05:00Z\"", Ok("2026-11-24T09:05")),
        ("moment", "\"2026-11-24T09:05:00-05:00\"", Ok("2026-11-24T09:05")),
        ("moment", "\"2026-11-24\"", wrong),
        ("moment", "1795516200", wrong),
        ("text", "{}", wrong),
        ("text", "[\"a\"]", wrong),
    ];
    for (name, json, expected) in cases {
        assert_eq!(plain(json, &of(json!(name))), expected.map(str::to_owned), "{json} as {name}");
    }
}

#[test]
fn a_moment_with_an_offset_is_told_in_the_time_of_the_line() {
    let zone = Some(chrono_tz::America::New_York);
    for (json, expected) in [
        ("\"2026-11-24T15:30:00Z\"", "2026-11-24T10:30"),
        ("\"2026-07-24T15:30:00Z\"", "2026-07-24T11:30"),
        ("\"2026-11-24T16:30:00+01:00\"", "2026-11-24T10:30"),
        ("\"2026-11-24T10:30\"", "2026-11-24T10:30"),
    ] {
        let found = decode(json.as_bytes(), &Type::Moment, zone).unwrap().unwrap();
        assert_eq!(found.plain(), expected, "{json}");
    }
}

#[test]
fn records_have_all_their_fields_and_no_others() {
    let parcel = of(json!({ "state": "text", "eta": "date", "stop": { "name": "text" } }));
    let read = |json: &str| decode(json.as_bytes(), &parcel, None);
    let found =
        read(r#"{ "state": "a", "eta": null, "stop": { "name": "b", "x": 1 }, "extra": [] }"#).unwrap().unwrap();
    assert_eq!(found.at("state"), Some(&text("a")));
    assert_eq!(found.at("eta"), None, "null is left out");
    assert_eq!(found.at("stop.name"), Some(&text("b")));
    let Value::Record(fields) = &found else { panic!("no record") };
    assert_eq!(fields.keys().map(Name::as_str).collect::<Vec<_>>(), ["state", "stop"]);
    for wrong in
        [r#"{ "state": "a", "stop": { "name": "b" } }"#, r#"{ "state": "a", "eta": null, "stop": [] }"#, "[1]", "1"]
    {
        assert_eq!(read(wrong), Err(LookupFault::WrongShape), "{wrong}");
    }
}

#[test]
fn what_is_nothing_is_nothing_and_lists_within_may_be_empty() {
    let list = of(json!([{ "day": "date" }]));
    for nothing in ["", " \r\n", "null", "[]", " [ ] "] {
        assert_eq!(decode(nothing.as_bytes(), &list, None), Ok(None), "{nothing:?}");
        assert_eq!(decode(nothing.as_bytes(), &of(json!({ "a": "text" })), None), Ok(None), "{nothing:?}");
    }
    let found = decode(br#"{ "stops": [] }"#, &of(json!({ "stops": ["text"] })), None).unwrap().unwrap();
    assert_eq!(found.at("stops"), Some(&Value::List(Vec::new())));
    assert_eq!(decode(br#"[{ "day": "x" }]"#, &list, None), Err(LookupFault::WrongShape));
    assert_eq!(decode(b"[null]", &list, None), Err(LookupFault::WrongShape));
}

#[test]
fn texts_and_lists_are_cut() {
    let long = format!("\"{}\"", "é".repeat(TEXT_MAX));
    let Value::Text(cut) = decode(long.as_bytes(), &Type::Text, None).unwrap().unwrap() else { panic!("no text") };
    assert_eq!(cut, "é".repeat(TEXT_MAX / 2));
    let odd = format!("\"a{}\"", "é".repeat(TEXT_MAX));
    assert_eq!(plain(&odd, &Type::Text).unwrap().len(), TEXT_MAX - 1, "no letter is halved");

    let items = |json: String, gives: Json| {
        let Value::List(items) = decode(json.as_bytes(), &of(gives), None).unwrap().unwrap() else { panic!("no list") };
        items
    };
    let numbers: Vec<u32> = (0..200).collect();
    assert_eq!(items(format!("{numbers:?}"), json!(["number"])).len(), ITEMS_MAX);
    let texts = vec!["x".repeat(200); 50];
    let kept = items(format!("{texts:?}"), json!(["text"]));
    assert_eq!(kept.len(), FOUND_MAX / 208, "what is kept with a call is small");
    let whole = decode(format!("{:?}", vec!["x"; 7]).as_bytes(), &of(json!(["text"])), None).unwrap().unwrap();
    assert!(matches!(whole, Value::List(items) if items.len() == 7));
}

#[test]
fn a_record_that_is_too_large_to_be_kept_is_refused() {
    let names: Vec<String> = (0..12).map(|at| format!("f{at}")).collect();
    let gives: serde_json::Map<String, Json> = names.iter().map(|name| (name.clone(), json!("text"))).collect();
    let body: serde_json::Map<String, Json> = names.iter().map(|name| (name.clone(), json!("x".repeat(240)))).collect();
    let found = decode(Json::from(body).to_string().as_bytes(), &of(Json::from(gives)), None);
    assert_eq!(found, Err(LookupFault::TooLarge));
}
