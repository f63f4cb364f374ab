//! What a change of a flow means for callers: each file of `tests/diff/` against `base.yaml`, with what is told of it.
//! `UPDATE=1` rewrites what is told; to be read.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use std::{collections::BTreeSet, fs, path::PathBuf, process::Command};

use clew::{
    call::Number,
    flow::{Bound, Bundle, Concern, Most, Proof, Sources, bounds_apart, diff, lines},
};
use serde_json::Value as Json;

fn folder() -> PathBuf {
    support::root().join("tests/diff")
}

fn bundle(name: &str) -> Bundle {
    support::build(Sources::new(
        format!("{name}.yaml"),
        fs::read_to_string(folder().join(format!("{name}.yaml"))).unwrap(),
    ))
}

/// Every pair, by the name of the file that is compared with `base.yaml`.
fn names() -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            names.push(path.file_stem().unwrap().to_string_lossy().into_owned());
        }
    }
    names.retain(|name| name != "base");
    names.sort();
    names
}

#[test]
fn each_change_is_told_as_it_concerns_callers() {
    let base = bundle("base");
    let mut wrong = Vec::new();
    for name in names() {
        let told = lines(&diff(&base, &bundle(&name))).join("\n") + "\n";
        let file = folder().join(format!("{name}.txt"));
        if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
            fs::write(&file, &told).unwrap();
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if told != expected {
            wrong.push(format!("{name}:\n{told}instead of\n{expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_flow_has_no_difference_to_itself_or_to_the_same_in_another_order() {
    for name in names() {
        assert_eq!(diff(&bundle(&name), &bundle(&name)), [], "{name}");
    }
    assert_eq!(diff(&bundle("base"), &bundle("reordered")), []);
    assert_eq!(diff(&bundle("reordered"), &bundle("base")), []);
    let sample = support::sample_line();
    assert_eq!(diff(&sample, &sample), []);
}

#[test]
fn every_file_but_the_reordered_one_is_a_difference_both_ways_and_every_concern_has_one() {
    let base = bundle("base");
    let mut met = BTreeSet::from([Concern::Bounds]);
    for name in names().iter().filter(|name| *name != "reordered") {
        let (there, back) = (diff(&base, &bundle(name)), diff(&bundle(name), &base));
        assert!(!there.is_empty() && !back.is_empty(), "{name}");
        assert!(there.is_sorted_by_key(|difference| difference.concern), "{name}: {there:?}");
        met.extend(there.iter().map(|difference| difference.concern));
    }
    let all = [
        Concern::Lines,
        Concern::People,
        Concern::Bounds,
        Concern::Ways,
        Concern::Steps,
        Concern::Questions,
        Concern::Limits,
        Concern::Hours,
        Concern::Languages,
        Concern::Texts,
        Concern::Words,
        Concern::Lookups,
        Concern::Rest,
    ];
    assert_eq!(met, BTreeSet::from(all));
}

fn bound(turns: u32, seconds: u32) -> Bound {
    let most = |at_most| Most { at_most, found: at_most, path: None };
    Bound { turns: most(turns), seconds: most(seconds) }
}

fn proof(line: &str, unhelped: Bound) -> Proof {
    Proof {
        lines: vec![Number::parse(line).unwrap()],
        start: "main".into(),
        unhelped,
        offer: bound(9, 120),
        person: bound(12, 200),
        steps: std::collections::BTreeMap::new(),
        assumptions: Vec::new(),
    }
}

#[test]
fn a_bound_that_moves_is_told_and_one_that_stays_is_not() {
    let (old, new) = (proof("+15550140", bound(3, 40)), proof("+15550140", bound(4, 62)));
    assert_eq!(bounds_apart(std::slice::from_ref(&old), std::slice::from_ref(&old)), []);
    assert_eq!(bounds_apart(&[], std::slice::from_ref(&new)), []);
    assert_eq!(
        lines(&bounds_apart(&[old], &[new])),
        [
            "how long it can take until help",
            "  +…40 until a person is offered to a caller who is never understood: at most 3 turns and 40 s -> at most 4 \
             turns and 62 s",
        ]
    );
}

fn command(arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clew"));
    let out = command.env_clear().current_dir(folder()).arg("diff").args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (out.status.code(), text(out.stdout), text(out.stderr))
}

#[test]
fn the_command_tells_it_as_text_and_as_json_and_by_its_exit_code() {
    assert_eq!(command(&["base.yaml", "reordered.yaml"]).0, Some(0));
    let (code, text, _) = command(&["base.yaml", "ways.yaml"]);
    assert_eq!(code, Some(1));
    // Where there are bounds_apart, they are told besides.
    let expected = fs::read_to_string(folder().join("ways.txt")).unwrap();
    assert!(expected.lines().all(|line| text.lines().any(|told| told == line)), "{text}");
    let (code, json, _) = command(&["base.yaml", "ways.yaml", "--format", "json"]);
    assert_eq!(code, Some(1));
    let json: Json = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["version"], &json["same"]), (&Json::from(1), &Json::from(false)));
    let first = &json["flows"][0]["differences"][0];
    let keys: Vec<&String> = first.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["about", "concern", "is", "was", "what"], "{json}");
    assert_eq!(command(&["base.yaml"]).0, Some(2));
    assert_eq!(command(&["base.yaml", "nowhere.yaml"]).0, Some(3));
}

#[test]
fn folders_are_compared_flow_by_flow() {
    let both = tempfile::tempdir().unwrap();
    for (side, files) in [("old", &["base"][..]), ("new", &["base", "words"])] {
        fs::create_dir(both.path().join(side)).unwrap();
        for file in files {
            let text = fs::read_to_string(folder().join(format!("{file}.yaml"))).unwrap();
            let text =
                if *file == "base" { text } else { text.replace("flow: shop", "flow: other").replace("0140", "0150") };
            fs::write(both.path().join(side).join(format!("{file}.yaml")), text).unwrap();
        }
    }
    let place = |side: &str| both.path().join(side).display().to_string();
    let (code, text, _) = command(&[&place("old"), &place("new")]);
    assert_eq!(code, Some(1));
    assert_eq!(text, "other:\nwho is answered\n  the whole flow is new\n");
    assert_eq!(command(&[&place("old"), &place("old")]).1, "the same for callers\n");
}
