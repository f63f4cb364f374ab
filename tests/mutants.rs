//! The patches in `tests/mutants/` break the promises one by one; `tests/mutants/run.sh` shows that each is caught.
//! Here they are only kept from rotting: each names a promise, what it breaks and a test that is there, and it applies.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The promises that are made so far: a person is always one key or word away (C1), nobody goes round in circles (C2),
/// a limit never hangs up (C3), whatever fails, fails to a person (C4); we remember (C5), with respect (C6); a promise
/// is kept, or shown as broken (C7), and the person knows (C8). A call keeps what it began with (`kept`); services lie
/// where they may (`inside`); what is not known does not hold (`unknown`), and proves nobody (`verified`). What is
/// proven holds (`proof`).
const PROMISES: [&str; 13] =
    ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "inside", "kept", "proof", "unknown", "verified"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn patches() -> Vec<PathBuf> {
    let files = fs::read_dir(root().join("tests/mutants")).unwrap().map(|entry| entry.unwrap().path());
    let mut patches: Vec<PathBuf> = files.filter(|file| file.extension().is_some_and(|end| end == "patch")).collect();
    patches.sort();
    patches
}

/// What is wrong with the head of a patch; `test_file` gives the text of a test file by its path below `tests/`,
/// without the `.rs`. The test `line::a_caller` of `lookups` is in `lookups/line`; what every store passes is listed in
/// `store`, and run as `memory::a_test` and `sled::a_test`.
fn head_faults(name: &str, patch: &str, test_file: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let mut lines = patch.lines();
    let mut head = |key: &str| lines.next().and_then(|line| line.strip_prefix(&format!("# {key}: "))).unwrap_or("");
    let (promise, broken, test) = (head("promise"), head("broken"), head("test"));
    let mut faults = Vec::new();
    if !PROMISES.contains(&promise) || name.split('-').next() != Some(promise) {
        faults.push(format!("{name}: begins with `# promise: ` and the promise that it is named after"));
    }
    if broken.is_empty() {
        faults.push(format!("{name}: goes on with `# broken: ` and what it breaks"));
    }
    let mut words = test.strip_prefix("cargo test --test ").unwrap_or("").split(' ');
    let there = match (words.next(), words.next(), words.next()) {
        (Some(file), Some(test), None) => {
            let path = format!("{file}::{test}").replace("::", "/");
            let (file, test) = path.rsplit_once('/').unwrap_or_default();
            let of_every_store = ["store/memory", "store/sled"].contains(&file);
            let (file, there) =
                if of_every_store { ("store", format!("    {test},\n")) } else { (file, format!("fn {test}()")) };
            test_file(file).is_some_and(|text| text.contains(&there))
        }
        _ => false,
    };
    if !there {
        faults.push(format!("{name}: goes on with `# test: cargo test --test FILE NAME`, and that test is there"));
    }
    if !patch.lines().any(|line| line.starts_with("+++ b/src/")) {
        faults.push(format!("{name}: breaks something in src/"));
    }
    faults
}

#[test]
fn every_patch_names_a_promise_what_it_breaks_and_a_test_that_is_there() {
    let mut promises = BTreeSet::new();
    let mut faults = Vec::new();
    for file in patches() {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let test_file = |test: &str| fs::read_to_string(root().join("tests").join(test).with_extension("rs")).ok();
        faults.extend(head_faults(name, &fs::read_to_string(&file).unwrap(), test_file));
        promises.insert(name.split('-').next().unwrap().to_owned());
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    assert_eq!(promises, PROMISES.map(str::to_owned).into());
}

#[test]
fn every_patch_still_applies() {
    for file in patches() {
        let applied = Command::new("git").args(["apply", "--check"]).arg(&file).current_dir(root()).output();
        match applied {
            Ok(output) => {
                let says = String::from_utf8_lossy(&output.stderr);
                assert!(output.status.success(), "{} does not apply any more:\n{says}", file.display());
            }
            Err(error) => return println!("not run: patches could not be applied, since git is not there ({error})"),
        }
    }
}

#[test]
fn a_patch_that_names_nothing_is_found() {
    let diff = "+++ b/src/engine/advance.rs\n";
    let faults = |name: &str, head: &str| {
        let text = |file: &str| {
            let listed = (file == "store").then(|| "every_store_passes! {\n    one_slip,\n}\n".to_owned());
            listed.or_else(|| ["guards", "guards/slips"].contains(&file).then(|| "fn one_slip() {}".to_owned()))
        };
        head_faults(name, &format!("{head}{diff}"), text).len()
    };
    let good = "# promise: C2\n# broken: the run\n# test: cargo test --test guards one_slip\n";
    assert_eq!(faults("C2-run", good), 0);
    assert_eq!(faults("C2-run", &good.replace("one_slip", "slips::one_slip")), 0);
    assert_eq!(faults("C2-run", &good.replace("one_slip", "loops::one_slip")), 1);
    assert_eq!(faults("C2-run", &good.replace("guards one_slip", "store sled::one_slip")), 0);
    assert_eq!(faults("C2-run", &good.replace("guards one_slip", "store sled::two_slips")), 1);
    assert_eq!(faults("C3-run", good), 1, "named after another promise");
    assert_eq!(faults("C2-run", &good.replace("one_slip", "two_slips")), 1);
    assert_eq!(faults("C2-run", &good.replace("guards", "others")), 1);
    assert_eq!(faults("C2-run", &good.replace("the run", "")), 1);
    assert_eq!(faults("C2-run", ""), 3);
    assert_eq!(head_faults("C2", good, |_| Some("fn one_slip() {}".to_owned())).len(), 1, "it breaks nothing");
}
