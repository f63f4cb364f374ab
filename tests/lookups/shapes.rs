//! Lookups and services as designers write them, and what is said of mistakes.

use clew::{
    call::Type,
    engine::lookup::{Lookup, Service},
};
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use super::{lookup, service};

/// Fails unless this is wrong, at that path and with these words.
#[track_caller]
fn wrong<T: DeserializeOwned>(written: &Json, path: &str, says: &str) {
    let Err(error) = serde_path_to_error::deserialize::<_, T>(written) else { panic!("{written} is taken") };
    let (found, message) = (error.path().to_string(), error.into_inner().to_string());
    assert!(found == path && message.contains(says), "{written}: `{message}` at `{found}`");
}

#[test]
fn mistakes_in_a_lookup_are_told_by_their_place() {
    let case = |written: Json, path: &str, says: &str| wrong::<Lookup>(&written, path, says);
    case(json!({ "gives": "text" }), ".", "has neither `get` nor `post`");
    case(json!({ "get": "a/b", "post": "a/b", "gives": "text" }), ".", "has both `get` and `post`");
    case(json!({ "get": "a/b", "json": {}, "gives": "text" }), ".", "a `get` sends nothing");
    case(json!({ "get": "a/b", "form": {}, "gives": "text" }), ".", "a `get` sends nothing");
    case(json!({ "post": "a/b", "form": {}, "json": 1, "gives": "text" }), ".", "has both `json` and `form`");
    case(json!({ "get": "a/b" }), ".", "missing field `gives`");
    case(json!({ "get": "a/b", "gives": "text", "retries": 3 }), "retries", "unknown field `retries`");
    case(json!({ "get": "a/{b", "gives": "text" }), "get", "a brace opens and is never closed");
    case(json!({ "get": "a/b}", "gives": "text" }), "get", "a brace closes that was never opened");
    case(json!({ "get": "a/{b|digits}", "gives": "text" }), "get", "write `{b}`");
    case(json!({ "get": "a/{b c}", "gives": "text" }), "get", "does not name a value");
    case(json!({ "get": "a/{}", "gives": "text" }), "get", "does not name a value");
    case(json!({ "post": "a/b", "form": { "x": "{" }, "gives": "text" }), "form.x", "a brace opens");
    case(json!({ "post": "a/b", "json": { "x": ["{1}"] }, "gives": "text" }), "json", "does not name a value");
    for path in ["{a}/b", "a{b}/c", "/a", "https://a.example/b", "", "?a", "{{a}}/b"] {
        case(json!({ "get": path, "gives": "text" }), ".", "does not begin with a service");
    }
    for path in ["a/../b", "a/.", "a/b c", "a/b#c", "a/b\\c", "a/%2e%2E/c", "a/{b}/../c"] {
        case(json!({ "get": path, "gives": "text" }), ".", "something in it that no path has");
    }
    for path in ["a/{config.key}", "a/{secret.key}"] {
        case(json!({ "get": path, "gives": "text" }), ".", "settings and secrets belong into the service");
    }
    let body = json!({ "post": "a/b", "json": { "k": "{secret.key}" }, "gives": "text" });
    case(body, ".", "`{secret.key}` in `json.k`");
    case(json!({ "get": "a/b", "gives": "text", "takes": { "n": "integer" } }), ".", "there is no type `integer`");
}

#[test]
fn mistakes_in_types_are_told_by_their_place() {
    let case =
        |gives: Json, path: &str, says: &str| wrong::<Lookup>(&json!({ "get": "a/b", "gives": gives }), path, says);
    case(json!("string"), "gives", "there is no type `string`; the types are `digits`, `text`");
    case(json!({ "a": "prompt" }), "gives.a", "there is no type `prompt`");
    case(json!({ "a": { "b": "x" } }), "gives.a.b", "there is no type `x`");
    for words in ["open |", "| open", "open | open", "wide open | closed", "|"] {
        case(json!({ "a": words }), "gives.a", "is no list of words, each once");
    }
    case(json!({}), "gives", "a map without a field");
    case(json!([]), "gives", "the one type of its items");
    case(json!(["text", "date"]), "gives", "the one type of its items");
    case(json!(7), "gives", "a type such as `text`, a map of types, or a list");
    case(json!({ "a b": "text" }), "gives", "`a b` is no name");
    case(json!([[[["text"]]]]), "gives", "more than 3 deep");
    assert!(serde_json::from_value::<Lookup>(json!({ "get": "a/b", "gives": { "a": [{ "b": "text" }] } })).is_ok());
}

#[test]
fn types_are_read_as_they_are_written() {
    let written =
        lookup(json!({ "get": "a", "gives": { "state": "text", "stops": [{ "day": "date", "cost": "money" }] } }));
    assert_eq!(written.gives().at("state"), Some(&Type::Text));
    let words = lookup(json!({ "get": "a", "gives": "on_the_way |delivered" }));
    assert_eq!(words.gives(), &Type::Choice(vec!["on_the_way".into(), "delivered".into()]));
    let Some(Type::List(stop)) = written.gives().at("stops") else { panic!("no list") };
    assert_eq!(stop.at("day"), Some(&Type::Date));
    assert_eq!(stop.at("cost"), Some(&Type::Money));
}

#[test]
fn mistakes_in_a_service_are_told() {
    let case = |written: Json, path: &str, says: &str| wrong::<Service>(&written, path, says);
    case(json!({}), ".", "missing field `url`");
    case(json!({ "url": "http://a.example" }), ".", "write `https`, or `inside: true`");
    case(json!({ "url": "ftp://a.example" }), ".", "does not begin with `https://`");
    case(json!({ "url": "a.example" }), ".", "does not begin with `https://`");
    case(json!({ "url": "https://a.example/{number}" }), ".", "is a value of the call");
    case(json!({ "url": "https://a.example/{config.a.b}" }), ".", "is a value of the call");
    case(json!({ "url": "https://name:word@a.example" }), ".", "without query and password");
    case(json!({ "url": "https://a.example?key={secret.key}" }), ".", "without query and password");
    case(json!({ "url": "https://a.example", "headers": { "Host": "b" } }), ".", "`Host` is written by clew itself");
    case(json!({ "url": "https://a.example", "headers": { "content-length": "1" } }), ".", "written by clew itself");
    case(json!({ "url": "https://a.example", "headers": { "a b": "1" } }), ".", "`a b` is no name of a header");
    case(json!({ "url": "https://a.example", "headers": { "a": "{x}" } }), ".", "is a value of the call");
    for within in ["50ms", "11s", "2", "2m", "-1s", "", "s", "99999999999999999999s"] {
        case(json!({ "url": "https://a.example", "within": within }), "within", "from 100ms to 10s");
    }
    for within in ["100ms", "10s", "2500ms"] {
        service(json!({ "url": "https://a.example", "within": within }));
    }
    service(json!({ "url": "http://a.example", "inside": true }));
}

#[test]
fn the_schema_describes_what_is_written() {
    let lookup = schemars::schema_for!(Lookup).to_value();
    assert_eq!(lookup["additionalProperties"], json!(false));
    for key in ["get", "post", "json", "form", "takes", "gives", "missing_if", "early", "optional", "within"] {
        assert!(lookup["properties"][key].is_object(), "{key}: {lookup:#}");
    }
    assert!(lookup["properties"]["get"]["description"].as_str().unwrap().contains("by GET"));
    assert_eq!(lookup["required"], json!(["gives"]));
    let service = schemars::schema_for!(Service).to_value();
    assert_eq!(service["required"], json!(["url"]));
    assert_eq!(service["additionalProperties"], json!(false));
}
