//! The commands themselves, as somebody runs them who has the binary and some files.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;

/// A flow with an error that has a fix, and a warning that has none.
const FLOW: &str = "flow: small\nlanguages: [en-US]\nlines: [\"+15550100\"]\nstart: hello\ndesks: { care: { titel: Care } }\n\
                    people: { operator: { try: [ { ring: +15550111 }, { message: hello, desk: crae } ] } }\n\
                    prompts: { hello: { en-US: \"Hello.\" }, never: { en-US: \"Never.\" } }\nsteps:\n  hello: { say: hello, next: operator }\n";

pub fn clew(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_clew")).args(arguments).current_dir(folder).output().unwrap()
}

#[track_caller]
pub fn ends(folder: &Path, arguments: &[&str], code: i32) -> (String, String) {
    let output = clew(folder, arguments);
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{out}\n{err}");
    (out, err)
}

fn with_flow(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("flows")).unwrap();
    fs::write(folder.path().join("flows/small.yaml"), text).unwrap();
    folder
}

#[test]
fn what_can_be_repaired_is_and_the_rest_is_shown() {
    let folder = with_flow(FLOW);
    let here = folder.path();
    let (out, _) = ends(here, &["check", "flows"], 1);
    assert!(out.ends_with("in flows/small.yaml\n"), "{out}");
    let (out, _) = ends(here, &["check", "flows", "--fix"], 0);
    assert!(out.contains("repaired flows/small.yaml:5: there is no key `titel` here (unknown-key)"), "{out}");
    let (_, end) = out.split_once("small: fine, 1 steps\n").unwrap();
    let (bounds, end) = end.split_once('\n').unwrap();
    assert!(bounds.starts_with("small: nobody understood: a person is offered after "), "{out}");
    assert_eq!(end, "1 warning in flows/small.yaml\n");
    let repaired = fs::read_to_string(here.join("flows/small.yaml")).unwrap();
    let wanted = FLOW.replace("titel", "title").replace("+15550111", "\"+15550111\"").replace("crae", "care");
    assert_eq!(repaired, wanted);
    assert_eq!(fs::read_dir(here.join("flows")).unwrap().count(), 1, "no draft is left over");
    let (out, _) = ends(here, &["check", "flows", "--fix"], 0);
    assert!(!out.contains("repaired"), "{out}");
    ends(here, &["check", "flows", "--strict"], 1);
    ends(here, &["check", "flows", "--strict", "--format", "github"], 1);
}

#[test]
fn what_a_mistake_hid_is_repaired_too() {
    let hidden = "  main: { menu: hello, choises: [ { key: 1, to: operator } ], operator: operater }\n";
    let folder = with_flow(&format!("{}{hidden}", FLOW.replace("next: operator", "next: main")));
    let (out, _) = ends(folder.path(), &["check", "flows", "--fix"], 0);
    let (uncovers, uncovered) = (out.find("`choises`").unwrap(), out.find("`operater`").unwrap());
    assert!(uncovers < uncovered, "{out}");
    let repaired = fs::read_to_string(folder.path().join("flows/small.yaml")).unwrap();
    assert!(
        repaired.ends_with("  main: { menu: hello, choices: [ { key: 1, to: operator } ], operator: operator }\n"),
        "{repaired}"
    );
}

#[test]
fn what_may_be_meant_in_another_way_is_left_to_the_designer() {
    for (right, wrong, line) in [
        // Where a way leads is never sure.
        ("next: operator", "next: operater", 9),
        // `helo` and `hallo` are as near.
        ("say: hello,", "say: hxllo,", 9),
        // Nobody knows the zone of an abbreviation for sure.
        ("steps:", "hours: { staffed: { open: \"Mo-Fr 08:00-18:00\", zone: EST } }\nsteps:", 8),
        ("steps:", "hours: { staffed: { open: \"Mo-Fr 8 to 5\", zone: America/New_York } }\nsteps:", 8),
    ] {
        let flow = FLOW.replace(right, wrong).replace("never: {", "hallo: {");
        let folder = with_flow(&flow);
        let (out, _) = ends(folder.path(), &["check", "flows", "--fix"], 1);
        let left =
            format!("1 suggestion left to you, since more than one thing may be meant: flows/small.yaml:{line}\n");
        assert!(out.contains(&left), "{wrong}: {out}");
        assert!(fs::read_to_string(folder.path().join("flows/small.yaml")).unwrap().contains(wrong), "{wrong}");
    }
}

#[cfg(unix)]
#[test]
fn a_repaired_file_keeps_its_place_and_its_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = with_flow(FLOW);
    let (file, real) = (folder.path().join("flows/small.yaml"), folder.path().join("real.yaml"));
    fs::rename(&file, &real).unwrap();
    symlink("../real.yaml", &file).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    ends(folder.path(), &["check", "flows", "--fix"], 0);
    assert!(fs::symlink_metadata(&file).unwrap().is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::read_to_string(&real).unwrap().contains("title: Care"));
    fs::write(&real, FLOW).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o440)).unwrap();
    let (_, err) = ends(folder.path(), &["check", "flows", "--fix"], 3);
    assert!(err.contains("could not write `flows/small.yaml`: it may not be written"), "{err}");
    assert_eq!(fs::read_to_string(&real).unwrap(), FLOW);
}

#[test]
fn programs_get_their_form_on_standard_output_and_nothing_else() {
    let folder = with_flow(FLOW);
    let here = folder.path();
    let absolute = here.canonicalize().unwrap().join("flows");
    let (out, _) = ends(here, &["check", absolute.to_str().unwrap(), "--format", "json"], 1);
    let document: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["problems"][0]["file"], "flows/small.yaml", "relative to where the command runs");
    let (out, err) = ends(here, &["check", "flows", "--fix", "--format", "sarif"], 0);
    let log: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), 1);
    assert!(err.contains("repaired flows/small.yaml:"), "{err}");
    let (out, err) = ends(here, &["check", "flows", "nowhere.yaml", "--format", "gitlab"], 3);
    assert!(serde_json::from_str::<Value>(&out).unwrap().is_array() && err.contains("`nowhere.yaml`"), "{out}{err}");
    ends(here, &["check", "flows", "--format", "xml"], 2);
    ends(here, &["check", "--fix"], 2);
    let (out, _) = ends(here, &["check", "--format", "json"], 0);
    assert_eq!(serde_json::from_str::<Value>(&out).unwrap()["errors"], 0);
}

#[test]
fn a_problem_of_shared_prompts_is_shown_once() {
    let folder = with_flow(&FLOW.replace("never: { en-US: \"Never.\" }", "bye: { en-US: \"Bye.\" }"));
    let here = folder.path();
    fs::copy(here.join("flows/small.yaml"), here.join("flows/other.yaml")).unwrap();
    fs::create_dir(here.join("prompts")).unwrap();
    fs::write(here.join("prompts/en-US.yaml"), "open: \"Hello {\"\n").unwrap();
    let (out, _) = ends(here, &["check", "flows"], 1);
    assert_eq!(out.matches("[prompt-text]").count(), 1, "{out}");
}

#[test]
fn a_rule_is_explained_and_the_nearest_one_is_offered() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let (all, _) = ends(here, &["explain"], 0);
    let (json, _) = ends(here, &["explain", "--format", "json"], 0);
    let rules: Value = serde_json::from_str(&json).unwrap();
    for rule in rules.as_array().unwrap() {
        let name = rule["rule"].as_str().unwrap();
        assert!(all.contains(&format!("{name}\n    ")), "{name}");
        let (one, _) = ends(here, &["explain", name], 0);
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ");
        assert!(words(&one).starts_with(&format!("{name} {}", words(rule["manual"].as_str().unwrap()))), "{one}");
        assert!(one.lines().all(|line| line.chars().count() <= 80), "{one}");
    }
    assert_eq!(
        rules.as_array().unwrap().len(),
        clew::flow::RULES.len()
            + clew::flow::KINDS.len()
            + clew::server::FILE_KINDS.len()
            + clew::flow::manuals().len()
    );
    let (one, _) = ends(here, &["explain", "[no-such]", "--format", "json"], 0);
    assert_eq!(serde_json::from_str::<Value>(&one).unwrap()["rule"], "no-such");
    let (_, err) = ends(here, &["explain", "nosuch"], 2);
    assert_eq!(err, "there is no rule `nosuch`; did you mean `no-such`?\n");
    let (_, err) = ends(here, &["explain", "\u{1b}[2J"], 2);
    assert_eq!(err, "there is no rule `\u{fffd}[2J`; `clew explain` lists all rules\n");
}
