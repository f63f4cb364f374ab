//! What compilers do not check: the layers and their arrows, sizes, heads of files, words, and that documents and
//! fixtures name every kind. Each rule is a function of texts, and is first shown something bad.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "tidy/measure.rs"]
mod measure;

use std::{
    fs,
    path::{Path, PathBuf},
};

use measure::{code, functions, named, words};

/// The layers, and which layers each may name.
const ARROWS: &[(&str, &[&str])] = &[
    ("call", &[]),
    ("settings", &[]),
    ("phone", &[]),
    ("answer", &["call"]),
    ("prompt", &["call"]),
    ("dialect", &["call"]),
    ("store", &["call"]),
    ("engine", &["answer", "call"]),
    ("flow", &["engine", "prompt", "answer", "call"]),
    ("server", &["settings", "store", "dialect", "flow", "engine", "prompt", "answer", "call"]),
    ("cli", &["server", "phone", "settings", "store", "dialect", "flow", "engine", "prompt", "answer", "call"]),
];

/// The layers that do nothing but compute.
const PURE: &[&str] = &["call", "answer", "engine", "prompt", "flow", "dialect", "settings"];

/// Words that have no place in a pure layer.
const IMPURE: &[&str] = &[
    "tokio",
    "axum",
    "sled",
    "async",
    "await",
    "SystemTime",
    "Instant",
    "HashMap",
    "HashSet",
    "getrandom",
    "fastrand",
    "println",
    "eprintln",
    "print",
    "eprint",
    "dbg",
];

/// Modules of `std` that have no place in a pure layer.
const IMPURE_STD: &[&str] = &["fs", "env", "thread", "process", "time", "os"];

/// What the head of a pure layer says, so that clippy holds its part of the border.
const DENIAL: &str = "#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros)]";

const FILE_LINES_MAX: usize = 400;
const TEST_FILE_LINES_MAX: usize = 600;
const FUNCTION_LINES_MAX: usize = 60;
/// Tests hold tables.
const TEST_FUNCTION_LINES_MAX: usize = 120;
const COLUMNS_MAX: usize = 120;

/// Notes that were meant to be gone before anybody reads them. Spelt so that this line is none.
const NOTES: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX"), concat!("HA", "CK")];

/// Figures that reward keeping callers away from people.
const MAZE_FIGURES: &[&str] = &["deflect", "containment"];

/// What is wrong with a source file; `path` is relative to the project, with `/`.
fn source_faults(path: &str, text: &str) -> Vec<String> {
    let code = code(text);
    let mut faults = size_faults(path, text, &code);
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["src", "lib.rs" | "main.rs"] => {}
        ["src", file] => {
            faults.extend(layer_faults(path, file.trim_end_matches(".rs"), text, &code));
        }
        ["src", layer, ..] => faults.extend(layer_faults(path, layer, text, &code)),
        _ => {}
    }
    let is_head = path.ends_with("/mod.rs") || parts.len() == 2;
    if is_head && !text.starts_with("//!") {
        faults.push(format!("{path}: does not begin with `//!`: say what it is, its invariant, and how to add to it"));
    }
    faults
}

fn size_faults(path: &str, text: &str, code: &str) -> Vec<String> {
    let (max, function_max) = if path.starts_with("src/") {
        (FILE_LINES_MAX, FUNCTION_LINES_MAX)
    } else {
        (TEST_FILE_LINES_MAX, TEST_FUNCTION_LINES_MAX)
    };
    let mut faults = Vec::new();
    let lines = code.lines().count();
    if max < lines {
        faults.push(format!("{path}: has {lines} lines, and {max} are the most"));
    }
    // rustfmt breaks everything but comments and literals, and the literals of tests are texts to be compared.
    let held = |line: &str| path.starts_with("src/") || line.trim_start().starts_with("//");
    let wide = text.lines().enumerate().filter(|(_, line)| held(line) && COLUMNS_MAX < line.chars().count());
    for (at, line) in wide {
        faults.push(format!("{path}:{}: has {} columns, and {COLUMNS_MAX} are the most", at + 1, line.chars().count()));
    }
    for (name, at, lines) in functions(code).into_iter().filter(|(_, _, lines)| function_max < *lines) {
        faults.push(format!("{path}:{at}: `{name}` has {lines} lines, and {function_max} are the most"));
    }
    faults
}

fn layer_faults(path: &str, layer: &str, text: &str, code: &str) -> Vec<String> {
    let Some((_, may_name)) = ARROWS.iter().find(|(name, _)| *name == layer) else {
        return vec![format!("{path}: `{layer}` is no layer: give it its arrows in tests/tidy.rs")];
    };
    let mut faults = Vec::new();
    for name in named(code, "crate::") {
        if name != layer && !may_name.contains(&name.as_str()) {
            faults.push(format!("{path}: `{layer}` must not name `crate::{name}`"));
        }
    }
    let head = path.ends_with(&format!("src/{layer}/mod.rs")) || path == format!("src/{layer}.rs");
    if code.contains("super::super") || (head && code.contains("super::")) {
        faults.push(format!("{path}: climbs out of its module by `super::`: write `crate::`, which shows the layer"));
    }
    if PURE.contains(&layer) {
        let impure = IMPURE.iter().filter(|word| words(code).any(|found| found == **word));
        faults.extend(impure.map(|word| format!("{path}: `{layer}` is pure and must not name `{word}`")));
        let std = named(code, "std::").into_iter().filter(|name| IMPURE_STD.contains(&name.as_str()));
        faults.extend(std.map(|name| format!("{path}: `{layer}` is pure and must not name `std::{name}`")));
        if head && !text.contains(DENIAL) {
            faults.push(format!("{path}: the head of a pure layer says `{DENIAL}`"));
        }
    }
    faults
}

/// What is wrong with the words of any text file.
fn word_faults(path: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (at, line) in text.lines().enumerate() {
        for note in NOTES.iter().filter(|note| words(line).any(|word| word == **note)) {
            faults.push(format!("{path}:{}: `{note}`: do it, or open an issue", at + 1));
        }
        let lower = line.to_lowercase();
        let denied = words(&lower).any(|word| ["no", "not", "never", "nothing", "nor"].contains(&word));
        for figure in MAZE_FIGURES.iter().filter(|figure| lower.contains(**figure) && !denied) {
            faults.push(format!("{path}:{}: `{figure}` is nothing that clew aims at", at + 1));
        }
    }
    faults
}

/// Kinds that a document does not name in backticks.
fn unnamed(document: &str, kinds: &[&str]) -> Vec<String> {
    let missing = kinds.iter().filter(|kind| !document.contains(&format!("`{kind}`")));
    missing.map(|kind| format!("`{kind}` is not named")).collect()
}

/// Kinds without a fixture, and fixtures without a kind. A fixture is named like its kind, whatever it ends in.
fn fixture_faults(folder: &str, fixtures: &[String], kinds: &[&str]) -> Vec<String> {
    let stem = |file: &str| file.split('.').next().unwrap_or_default().to_owned();
    let missing = kinds.iter().filter(|kind| !fixtures.iter().any(|file| stem(file) == **kind));
    let orphans = fixtures.iter().filter(|file| !kinds.contains(&stem(file).as_str()));
    let missing = missing.map(|kind| format!("{folder}: `{kind}` has no fixture"));
    missing.chain(orphans.map(|file| format!("{folder}/{file}: belongs to nothing"))).collect()
}

/// Folders of fixtures that no test, script or document names.
fn orphan_folders(folders: &[String], texts: &[String]) -> Vec<String> {
    let orphan = |folder: &&String| !texts.iter().any(|text| words(text).any(|word| word == folder.as_str()));
    folders.iter().filter(orphan).map(|folder| format!("tests/{folder}: nothing names it")).collect()
}

/// All files under a folder of the project, as paths relative to the project, in order.
fn files(under: &str) -> Vec<String> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("node_modules") {
                walk(&path, found);
            } else if path.is_file() {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(under), &mut found);
    found.sort();
    found.iter().map(|path| path.strip_prefix(root()).unwrap().to_string_lossy().into_owned()).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("could not read {path}: {error}"))
}

#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn sources_keep_to_their_layers_sizes_and_heads() {
    let sources = ["src", "tests", "benches"].iter().flat_map(|folder| files(folder));
    let rust: Vec<String> = sources.filter(|path| path.ends_with(".rs")).collect();
    assert!(10 < rust.len(), "the sources were not found");
    none(&rust.iter().flat_map(|path| source_faults(path, &read(path))).collect::<Vec<_>>());
}

#[test]
fn texts_hold_no_forgotten_notes_and_no_maze_figures() {
    let folders = ["src", "tests", "benches", "flows", "prompts"].iter().flat_map(|folder| files(folder));
    let endings = [".rs", ".yaml", ".toml", ".md", ".json", ".py", ".js", ".sh"];
    let texts = folders.filter(|path| endings.iter().any(|ending| path.ends_with(ending)) && !path.contains("tidy"));
    let all: Vec<String> = texts.chain(["README.md".into(), "CHANGELOG.md".into(), "Cargo.toml".into()]).collect();
    none(&all.iter().flat_map(|path| word_faults(path, &read(path))).collect::<Vec<_>>());
}

#[test]
fn the_changelog_has_a_place_for_what_comes_next() {
    let changelog = read("CHANGELOG.md");
    assert!(changelog.contains("\n## [Unreleased]\n"));
    assert!(changelog.lines().skip_while(|line| *line != "## [Unreleased]").any(|line| line.starts_with("- ")));
}

#[test]
fn the_readme_names_every_kind_and_every_setting() {
    let readme = read("README.md");
    let verbs = clew::engine::step::VERBS.iter().map(|kind| if kind.name.is_empty() { "say" } else { kind.name });
    let rungs = clew::engine::rung::RUNGS.iter().map(|kind| kind.name);
    let dialects = clew::dialect::ALL.iter().map(|dialect| dialect.name());
    let commands: Vec<String> = clew::cli::commands().iter().map(|command| format!("clew {command}")).collect();
    let commands = commands.iter().map(String::as_str);
    none(&unnamed(&readme, &verbs.chain(rungs).chain(dialects).chain(commands).collect::<Vec<_>>()));
    let settings = clew::settings::table(&[("twilio", "TWILIO_AUTH_TOKEN")]);
    none(&unnamed(&readme, &settings.iter().map(|setting| setting.key.as_ref()).collect::<Vec<_>>()));
}

#[test]
fn every_dialect_has_its_folder_of_fixtures_and_every_folder_its_dialect() {
    let named = |path: &String| path.strip_prefix("tests/dialects/")?.split_once('/').map(|(name, _)| name.to_owned());
    let mut folders: Vec<String> = files("tests/dialects").iter().filter_map(named).collect();
    folders.dedup();
    let dialects: Vec<&str> = clew::dialect::ALL.iter().map(|dialect| dialect.name()).collect();
    none(&fixture_faults("tests/dialects", &folders, &dialects));
}

#[test]
fn every_folder_of_fixtures_is_named_somewhere() {
    let all = files("tests");
    let folder = |path: &String| path.split('/').nth(1).filter(|_| path.matches('/').count() > 1).map(str::to_owned);
    let mut folders: Vec<String> = all.iter().filter_map(folder).collect();
    folders.dedup();
    let naming = all.iter().filter(|path| path.ends_with(".rs")).map(|path| read(path));
    let texts: Vec<String> = naming.chain([read("README.md"), read(".ci/run")]).collect();
    none(&orphan_folders(&folders, &texts));
}

#[test]
fn a_layer_that_names_what_it_must_not_is_found() {
    let bad = |path: &str, text: &str| source_faults(path, &format!("//! Head.\n{DENIAL}\n{text}\n")).join("\n");
    let found = |path: &str, text: &str, fault: &str| {
        let faults = bad(path, text);
        assert!(faults.contains(fault), "`{text}` in {path} gave `{faults}`");
    };
    found("src/call/id.rs", "use crate::engine::Flow;", "must not name `crate::engine`");
    found("src/dialect/xml.rs", "use crate::{call::Call, store::{Saved, Store}};", "must not name `crate::store`");
    found("src/phone/mod.rs", "fn f() { crate::dialect::named(\"x\"); }", "must not name `crate::dialect`");
    found("src/flow/x.rs", "use std::{fmt, fs};", "must not name `std::fs`");
    found("src/flow/x.rs", "fn f() -> std::time::Duration {}", "must not name `std::time`");
    found("src/engine/x.rs", "use std::collections::HashMap;", "must not name `HashMap`");
    found("src/prompt/x.rs", "async fn f() {}", "must not name `async`");
    found("src/settings.rs", "use super::call;", "climbs out");
    found("src/store/x.rs", "use super::super::call;", "climbs out");
    found("src/cellar/mod.rs", "", "is no layer");
    assert!(source_faults("src/call/mod.rs", "//! Head.").join("\n").contains("the head of a pure layer"));
    assert!(source_faults("src/call/mod.rs", DENIAL).join("\n").contains("begin with `//!`"));

    assert_eq!(bad("src/flow/x.rs", "use crate::{call::Call, engine::{self, step}};"), "");
    assert_eq!(bad("src/call/x.rs", "// as crate::engine and HashMap\nconst S: &str = \"tokio \\\" axum\";"), "");
    assert_eq!(bad("src/call/x.rs", "const S: &str = r#\"std::fs \" sled\"#; const C: char = '\"'; fn f<'a>() {}"), "");
    assert_eq!(bad("src/call/x.rs", "\n#[cfg(test)]\nmod tests { use crate::engine::advance; }"), "");
    assert_eq!(bad("src/server/x.rs", "use std::fs; use crate::flow::Bundle; async fn f() {}"), "");
}

#[test]
fn what_is_too_large_is_found() {
    let long = format!("fn f() {{\n{}}}\n", "    g();\n".repeat(59));
    assert!(source_faults("src/call/x.rs", &long).join("\n").contains("`f` has 61 lines"));
    assert_eq!(source_faults("src/call/x.rs", &long.replacen("    g();\n", "", 1)), Vec::<String>::new());
    let many = "const A: u8 = 0;\n".repeat(401);
    assert!(source_faults("src/call/x.rs", &many).join("\n").contains("has 401 lines"));
    let wide = format!("// {}\n", "é".repeat(118));
    assert!(source_faults("src/call/x.rs", &wide).join("\n").contains("x.rs:1: has 121 columns"));
}

#[test]
fn functions_are_measured_with_whatever_stands_around_them() {
    let text = "trait T {\n    fn a(&self);\n    fn b(&self) -> [u8; 2] {\n        [0; 2]\n    }\n}\n\
                pub(crate) const fn c() {}\nasync fn d(\n    a: u8,\n) {\n    if x {\n    }\n}\nlet f: fn(u8) = a;\n";
    let expected = [("a", 2, 1), ("b", 3, 3), ("c", 7, 1), ("d", 8, 6)];
    assert_eq!(functions(text), expected.map(|(name, at, lines)| (name.to_owned(), at, lines)));
}

#[test]
fn forgotten_notes_and_maze_figures_are_found() {
    for note in NOTES {
        assert_eq!(word_faults("x", &format!("one\n// {note}: later\n")).len(), 1, "{note}");
    }
    assert_eq!(word_faults("x", "Our containment rate is 80 %.\nWe deflect calls.").len(), 2);
    assert_eq!(
        word_faults("x", "There is no containment figure, and clew never deflects. Todo lists are fine."),
        [""; 0]
    );
}

#[test]
fn kinds_that_nothing_names_and_fixtures_that_nothing_owns_are_found() {
    assert_eq!(unnamed("`menu` and `ask`, and settle", &["menu", "ask", "settle"]), ["`settle` is not named"]);
    let fixtures = ["menu.yaml", "menu.talk", "old.yaml"].map(String::from);
    let faults = fixture_faults("tests/verbs", &fixtures, &["menu", "ask"]);
    assert_eq!(faults, ["tests/verbs: `ask` has no fixture", "tests/verbs/old.yaml: belongs to nothing"]);
    let folders = ["verbs", "leftover"].map(String::from);
    assert_eq!(orphan_folders(&folders, &["\"tests/verbs\"".into()]), ["tests/leftover: nothing names it"]);
}
