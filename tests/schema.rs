//! The schema that editors use is the one that the shapes make. `UPDATE=1` writes it anew.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::{collections::BTreeSet, env, fs, path::Path};

use clew::{
    engine::{rung::RUNGS, step::VERBS},
    flow::schema,
};
use serde_json::Value;

fn kept() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("flows/flow.schema.json")
}

#[test]
fn the_kept_schema_is_the_one_that_the_shapes_make() {
    let made = format!("{:#}\n", schema());
    if env::var_os("UPDATE").is_some() {
        fs::write(kept(), &made).unwrap();
    }
    assert_eq!(fs::read_to_string(kept()).unwrap_or_default(), made, "UPDATE=1 cargo test --test schema writes it");
}

#[test]
fn every_verb_with_its_keys_and_every_rung_is_in_the_schema() {
    let schema = schema();
    let step = &schema["$defs"]["Step"];
    let offered: BTreeSet<&str> = step["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    for kind in VERBS {
        kind.keys.iter().for_each(|key| assert!(offered.contains(key), "{}: {key}", kind.name));
        let own = step["allOf"].as_array().unwrap().iter().find(|one| one["if"]["required"][0] == kind.name);
        let own = own.or_else(|| step["allOf"].as_array().unwrap().iter().find(|one| one["if"]["not"].is_object()));
        let then = &own.unwrap()["then"];
        assert!(then["description"].as_str().is_some_and(|says| 40 < says.len()), "{}: no manual", kind.name);
        let keys: BTreeSet<&str> = then["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        kind.keys.iter().for_each(|key| assert!(keys.contains(key), "{}: {key}", kind.name));
        assert_eq!(keys.contains("silence"), kind.asks, "{}", kind.name);
    }
    let rungs = schema["$defs"]["Rung"]["anyOf"].as_array().unwrap();
    assert_eq!(rungs.len(), RUNGS.len());
    assert!(rungs.iter().all(|rung| rung["properties"]["when"].is_object()));
}

#[test]
fn every_reference_in_the_schema_leads_somewhere() {
    fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
        if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            found.insert(reference);
        }
        value.as_object().into_iter().flat_map(|map| map.values()).for_each(|inner| references(inner, found));
        value.as_array().into_iter().flatten().for_each(|inner| references(inner, found));
    }
    let schema = schema();
    let mut found = BTreeSet::new();
    references(&schema, &mut found);
    assert!(10 < found.len());
    for reference in found {
        let name = reference.strip_prefix("#/$defs/").unwrap_or_else(|| panic!("{reference}"));
        assert!(schema["$defs"].get(name).is_some(), "{reference}");
    }
}
