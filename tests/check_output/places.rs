//! Files are known by the path by which they are opened, wherever somebody stands who checks them.

use std::{fs, path::Path};

use serde_json::Value;

use super::command::{clew, ends};

/// A flow that uses a file.
const FLOW: &str = "flow: small\nlanguages: [en-US]\nuse: [parts/people.yaml]\nstart: hello\nsteps:\n  \
                    hello: { say: hello, next: operator }\n";

/// The file that it uses. Its key `titel` is to be repaired.
const USED: &str = "desks: { care: { titel: Care } }\npeople:\n  operator: { try: [ { ring: \"+15550111\" }, { message: hello, desk: care } ] }\n";

/// Its prompts. The bare number is to be repaired.
const PROMPTS: &str = "hello: 12\n";

fn put(folder: &Path, file: &str, text: &str) {
    let file = folder.join(file);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

fn files(folder: &Path, at: &str) {
    put(folder, &format!("{at}flows/small.yaml"), FLOW);
    put(folder, &format!("{at}flows/parts/people.yaml"), USED);
    put(folder, &format!("{at}prompts/en-US.yaml"), PROMPTS);
}

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).unwrap()
}

#[test]
fn what_used_files_and_prompts_need_is_written_into_them_once() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    files(here, "");
    // A file of the same name beside the flows' folder is no part of the flow.
    put(here, "parts/people.yaml", USED);
    let (out, _) = ends(here, &["check", "flows"], 1);
    assert!(out.contains("--> flows/parts/people.yaml:1:18") && out.contains("--> prompts/en-US.yaml:1:8"), "{out}");
    let (out, _) = ends(here, &["check", "flows", "--format", "json"], 1);
    let document: Value = serde_json::from_str(&out).unwrap();
    let shown: Vec<&str> =
        document["problems"].as_array().unwrap().iter().map(|at| at["file"].as_str().unwrap()).collect();
    assert_eq!(shown, ["flows/parts/people.yaml", "prompts/en-US.yaml"]);
    let (out, _) = ends(here, &["check", "flows", "--fix"], 0);
    assert_eq!(out.matches("repaired flows/parts/people.yaml:1: ").count(), 1, "{out}");
    assert_eq!(out.matches("repaired prompts/en-US.yaml:1: ").count(), 1, "{out}");
    assert_eq!(out.matches("repaired").count(), 2, "{out}");
    assert_eq!(read(here, "flows/parts/people.yaml"), USED.replace("titel", "title"));
    assert_eq!(read(here, "prompts/en-US.yaml"), "hello: \"12\"\n");
    assert_eq!(read(here, "parts/people.yaml"), USED, "a file of somebody else was written into");
}

#[test]
fn the_folder_in_which_one_stands_makes_no_difference() {
    for (stands, argument, used, prompts) in [
        ("flows", "small.yaml", "parts/people.yaml", "../prompts/en-US.yaml"),
        ("flows", ".", "parts/people.yaml", "../prompts/en-US.yaml"),
        ("flows/parts", "..", "../parts/people.yaml", "../../prompts/en-US.yaml"),
        (".", "./flows/../flows", "flows/../flows/parts/people.yaml", "flows/../prompts/en-US.yaml"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        files(folder.path(), "");
        let (out, _) = ends(&folder.path().join(stands), &["check", argument, "--fix"], 0);
        assert!(out.contains(&format!("repaired {used}:1: ")), "{stands} {argument}\n{out}");
        assert!(out.contains(&format!("repaired {prompts}:1: ")), "{stands} {argument}\n{out}");
        assert_eq!(read(folder.path(), "flows/parts/people.yaml"), USED.replace("titel", "title"));
        assert_eq!(read(folder.path(), "prompts/en-US.yaml"), "hello: \"12\"\n");
    }
}

#[test]
fn files_of_one_name_in_two_folders_are_two() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    files(here, "north/");
    files(here, "south/");
    let south = USED.replace("Care", "Our care in the south");
    put(here, "south/flows/parts/people.yaml", &south);
    let (out, _) = ends(here, &["check", "north/flows", "south/flows"], 1);
    assert_eq!(out.matches("[unknown-key]").count(), 2, "{out}");
    let (out, _) = ends(here, &["check", "north/flows", "south/flows", "--fix"], 0);
    assert_eq!(out.matches("repaired").count(), 4, "{out}");
    assert_eq!(read(here, "north/flows/parts/people.yaml"), USED.replace("titel", "title"));
    assert_eq!(read(here, "south/flows/parts/people.yaml"), south.replace("titel", "title"));
}

#[cfg(unix)]
#[test]
fn the_prompts_of_a_linked_folder_are_beside_what_it_links_to() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    files(here, "real/");
    put(here, "prompts/en-US.yaml", "hello: Somebody else's.\n");
    std::os::unix::fs::symlink("real/flows", here.join("flows")).unwrap();
    ends(here, &["check", "flows", "--fix"], 0);
    assert_eq!(read(here, "real/prompts/en-US.yaml"), "hello: \"12\"\n");
}

/// What is wrong, a rule and a place each.
fn wrong(here: &Path) -> Vec<String> {
    let output = clew(here, &["check", "flows", "--format", "json"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let problems = document["problems"].as_array().unwrap().iter();
    problems.map(|at| format!("{} {}", at["rule"].as_str().unwrap(), at["file"].as_str().unwrap())).collect()
}

#[test]
fn a_file_that_cannot_be_read_accuses_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    files(here, "");
    put(here, "flows/parts/people.yaml", &USED.replace("titel", "title"));
    put(here, "prompts/en-US.yaml", "hello: Good: For parcels\n");
    assert_eq!(wrong(here), ["yaml-ate-it prompts/en-US.yaml"]);
    put(here, "prompts/en-US.yaml", "hello: Hello.\n");
    put(here, "flows/parts/people.yaml", "people: { operator\n");
    assert_eq!(wrong(here), ["yaml flows/parts/people.yaml"]);
    fs::remove_file(here.join("flows/parts/people.yaml")).unwrap();
    assert_eq!(wrong(here), ["no-such-file flows/small.yaml"]);
    put(here, "flows/small.yaml", &FLOW.replace("parts/people.yaml", "small.yaml"));
    assert_eq!(wrong(here), ["duplicate-key flows/small.yaml"]);
}

#[test]
fn a_used_file_is_found_however_the_key_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    files(here, "");
    put(here, "flows/small.yaml", &FLOW.replace("use:", "\"\\x75se\":"));
    ends(here, &["check", "flows", "--fix"], 0);
}
