//! `docs/language.md` says what the shapes and rules say of themselves. `UPDATE=1` writes it anew.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::format_push_string,
    reason = "tests"
)]

use std::{env, fs, path::Path};

use clew::{
    answer::ANSWERS,
    call::Type,
    engine::{rung::RUNGS, step::VERBS},
    flow::{KINDS, RULES, schema},
    prompt::FORMATS,
    server::lookup::decode::decode,
};
use serde_json::Value;

/// What stands before what is made: how the pieces fit together.
const HEAD: &str = include_str!("manual/head.md");

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A shape by its reference, or as it is.
fn resolved<'a>(schema: &'a Value, shape: &'a Value) -> &'a Value {
    match shape["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/$defs/")) {
        Some(name) => &schema["$defs"][name],
        None => shape,
    }
}

/// What a key does, by its own comment or that of its shape.
fn says(schema: &Value, shape: &Value) -> String {
    let own = shape["description"].as_str();
    let any = || {
        shape["anyOf"].as_array().into_iter().flatten().find_map(|one| resolved(schema, one)["description"].as_str())
    };
    let text = own.or_else(|| resolved(schema, shape)["description"].as_str()).or_else(any).unwrap_or_default();
    one_line(text.split("\n\n").next().unwrap_or_default()).replace('|', "\\|")
}

fn table(schema: &Value, shape: &Value, leave_out: &[&str]) -> String {
    let needed: Vec<&str> = shape["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut rows = String::from("| key | what it is |\n|---|---|\n");
    for (key, of) in
        shape["properties"].as_object().unwrap().iter().filter(|(key, _)| !leave_out.contains(&key.as_str()))
    {
        let mark = if needed.contains(&key.as_str()) { " (needed)" } else { "" };
        rows.push_str(&format!("| `{key}`{mark} | {} |\n", says(schema, of)));
    }
    rows
}

/// The keys that every step may have, and those of every step that waits.
const COMMON: &[&str] = &["title", "say", "set", "forget", "matter", "operator"];
const ASKING: &[&str] = &["again", "silence", "tries", "stuck", "listen"];

/// What stands at the top under a name, and the small maps inside of steps: heading, shape, keys that are left out.
const SHAPES: &[(&str, &str, &[&str])] = &[
    ("people", "/properties/people/additionalProperties", &[]),
    ("places", "/properties/places/additionalProperties", &[]),
    ("parts", "/properties/parts/additionalProperties", &[]),
    ("hours", "HoursShape", &[]),
    ("switches", "SwitchShape", &[]),
    ("services", "Service", &[]),
    ("lookups", "Lookup", &[]),
    ("desks", "DeskShape", &[]),
    ("facts", "FactShape", &[]),
    ("matters", "MatterShape", &[]),
    ("settings", "SettingShape", &[]),
    ("refuse", "RefusalShape", &[]),
    ("anywhere", "AnywhereShape", &[]),
    ("listen", "ListenShape", &[]),
    ("patience", "PatienceShape", &[]),
    ("weights of patience", "Weights", &[]),
    ("A way out", "ExitKeys", &[]),
    ("Something to say", "Whole", &[]),
    ("A choice of a menu", "Written", &[]),
];

fn manual() -> String {
    let schema = schema();
    let mut text = HEAD.trim_end().to_owned();
    text.push_str("\n\n## At the top\n\n");
    text.push_str(&table(&schema, &schema, &[]));
    for (heading, name, leave_out) in SHAPES {
        let shape = schema.pointer(name).unwrap_or(&schema["$defs"][*name]);
        // What stands at the top says more of itself there, where its shape is not one of its own.
        let at_the_top = || schema["properties"][*heading]["description"].as_str();
        let says = if name.starts_with('/') { at_the_top() } else { shape["description"].as_str() };
        let says = one_line(says.unwrap_or_default().split("\n\n").next().unwrap_or_default());
        text.push_str(&format!("\n### {heading}\n\n{says}\n\n{}", table(&schema, shape, leave_out)));
    }
    text.push_str("\n## Every step\n\n");
    let step = &schema["$defs"]["Step"];
    let shape = |name: &str| {
        let all = step["allOf"].as_array().unwrap();
        let named = all.iter().find(|one| one["if"]["required"][0] == name);
        &named.or_else(|| all.iter().find(|one| one["if"]["not"].is_object())).unwrap()["then"]
    };
    let common = |keys: &[&str]| {
        let of = &shape("menu")["properties"];
        let row = |key: &&str| format!("| `{key}` | {} |\n", says(&schema, &of[*key]));
        format!("| key | what it is |\n|---|---|\n{}", keys.iter().map(row).collect::<String>())
    };
    text.push_str(&common(COMMON));
    text.push_str("\nAnd every step that waits for the caller:\n\n");
    text.push_str(&common(ASKING));
    for kind in VERBS {
        let name = if kind.name.is_empty() { "say and go on" } else { kind.name };
        let shape = shape(kind.name);
        text.push_str(&format!("\n### {name}\n\n{}\n\n", shape["description"].as_str().unwrap_or_default()));
        text.push_str(&table(&schema, shape, &[COMMON, ASKING].concat()));
    }
    text.push_str("\n## Rungs of a person\n");
    for (kind, shape) in RUNGS.iter().zip(schema["$defs"]["Rung"]["anyOf"].as_array().unwrap()) {
        text.push_str(&format!("\n### {}\n\n{}\n\n", kind.name, shape["description"].as_str().unwrap_or_default()));
        text.push_str(&table(&schema, shape, &[]));
    }
    text.push_str("\n## Answers\n\nWhat stands under `as`.\n\n| kind | what it is |\n|---|---|\n");
    for kind in ANSWERS {
        let shape = schema["$defs"].as_object().unwrap().values().find(|shape| {
            shape["properties"].get(kind.name).is_some() && shape["properties"].as_object().unwrap().len() <= 2
        });
        let says = shape.map(|shape| one_line(shape["description"].as_str().unwrap_or_default()));
        text.push_str(&format!("| `{}` | {} |\n", kind.name, says.unwrap_or_default().replace('|', "\\|")));
    }
    text.push_str(
        "\n## Formats\n\nWhat stands behind the bar of `{name|format}`.\n\n| format | how it sounds |\n|---|---|\n",
    );
    for format in FORMATS {
        text.push_str(&format!("| `{}` | {} |\n", format.name, one_line(format.manual).replace('|', "\\|")));
    }
    text.push_str("\n## Rules of `clew check`\n\n`clew explain RULE` prints one of them.\n\n| rule | what it finds |\n|---|---|\n");
    for (name, manual) in KINDS.iter().copied().chain(RULES.iter().map(|rule| (rule.name, rule.manual))) {
        text.push_str(&format!("| `{name}` | {} |\n", one_line(manual).replace('|', "\\|")));
    }
    text
}

#[test]
fn the_manual_says_what_the_shapes_and_rules_say_of_themselves() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/language.md");
    let made = manual();
    if env::var_os("UPDATE").is_some() {
        fs::write(&kept, &made).unwrap();
    }
    assert_eq!(fs::read_to_string(&kept).unwrap_or_default(), made, "UPDATE=1 cargo test --test manual writes it");
}

#[test]
fn nothing_in_the_manual_lacks_its_words() {
    for line in manual().lines().filter(|line| line.starts_with("| `")) {
        assert!(!line.ends_with("|  |"), "{line}");
    }
}

#[test]
fn each_type_is_in_the_manual_with_json_that_is_read_as_it() {
    let rows = HEAD.split("| type | what it is | in JSON |").nth(1).unwrap().lines().skip(2);
    let rows: Vec<Vec<&str>> =
        rows.take_while(|row| row.starts_with('|')).map(|row| row.split(" | ").collect()).collect();
    let name = |row: &[&str]| row[0].trim_start_matches("| ").trim_matches('`').to_owned();
    let named: Vec<String> = rows.iter().map(|row| name(row)).filter(|name| Type::named(name).is_some()).collect();
    let mut wanted: Vec<&str> = Type::names().filter(|name| *name != "prompt").collect();
    let mut found: Vec<&str> = named.iter().map(String::as_str).collect();
    wanted.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, wanted);
    for row in &rows {
        let of = Type::named(&name(row)).unwrap_or_else(|| Type::Choice(vec!["open".into(), "closed".into()]));
        let json = row.last().unwrap().trim_end_matches(" |").trim_matches('`');
        assert!(matches!(decode(json.as_bytes(), &of, None), Ok(Some(_))), "{json} as {of}");
    }
}

#[test]
fn the_manual_says_how_much_there_can_be_of_each() {
    for (key, most) in clew::flow::MOST {
        assert!(HEAD.contains(&format!("{most} `{key}`")), "{most} `{key}`");
    }
}
