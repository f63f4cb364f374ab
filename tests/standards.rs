//! Standards and laws: for each a flow that keeps it, and for each of its demands an edit that breaks it, with what is
//! printed beside it. `UPDATE=1` rewrites what is printed, and `docs/standards.md`.
//!
//! The proofs here are made by hand: they say how long it takes until a person is offered, and nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

#[path = "standards/edits.rs"]
mod edits;
#[path = "standards/told.rs"]
mod told;

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
};

use clew::call::{Moment, Number};
use clew::flow::{Bound, Bundle, Leg, Most, PACKS, Pack, Problem, Proof, Remembered, Severity, Sources, Verdict, text};

use edits::{EDITS, SOON_S};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/standards")
}

/// What is kept in a file; written anew with `UPDATE=1`.
fn same_as_kept(file: &Path, made: &str) {
    if env::var_os("UPDATE").is_some() {
        fs::write(file, made).unwrap();
    }
    let name = file.display();
    assert_eq!(fs::read_to_string(file).unwrap_or_default(), made, "{name}; UPDATE=1 writes it");
}

fn keeping(pack: &Pack) -> String {
    fs::read_to_string(folder().join(format!("{}.yaml", pack.name))).unwrap()
}

/// A proof that a person is offered after so many seconds.
fn proof(bundle: &Bundle, seconds: u32) -> Proof {
    let leg = Leg {
        step: bundle.flow.start.clone(),
        stage: 0,
        does: "silent".to_owned(),
        after_ms: u64::from(seconds) * 1000,
        answered: vec![],
        exits: vec![],
    };
    let path = clew::flow::Path {
        at: Moment::from_millis(0),
        line: Number::parse("+15550100").unwrap(),
        on: vec![],
        withheld: false,
        who: Remembered::default(),
        answered: vec![],
        legs: vec![leg],
        conversation: String::new(),
    };
    let most = |most| Most { at_most: most, found: most, path: Some(path.clone()) };
    let bound = Bound { turns: most(3), seconds: most(seconds) };
    Proof {
        lines: Vec::new(),
        start: bundle.flow.start.clone(),
        unhelped: bound.clone(),
        offer: bound.clone(),
        person: bound,
        steps: BTreeMap::new(),
        assumptions: Vec::new(),
    }
}

/// All problems of a flow, and how it keeps its standards.
fn judged(sources: &Sources, seconds: Option<u32>) -> (Vec<Problem>, bool, Vec<Verdict>) {
    let prove = |bundle: &Bundle| seconds.map(|seconds| proof(bundle, seconds)).into_iter().collect();
    match Bundle::judged(sources.clone(), &[], &prove) {
        (Ok((_, warnings)), verdicts) => (warnings, true, verdicts),
        (Err(problems), verdicts) => (problems, false, verdicts),
    }
}

fn sources(name: &str, flow: &str) -> Sources {
    Sources::new(format!("{name}.yaml"), flow)
}

#[test]
fn each_standard_has_a_flow_that_keeps_it_and_has_no_other_problem() {
    for pack in PACKS {
        let sources = sources(pack.name, &keeping(pack));
        let (problems, served, verdicts) = judged(&sources, Some(SOON_S));
        assert!(served && problems.is_empty(), "{}", text(&problems, &sources, false));
        let [verdict] = verdicts.as_slice() else { panic!("{verdicts:?}") };
        assert_eq!((verdict.pack.name, &verdict.broken, &verdict.unproven), (pack.name, &vec![], &vec![]));
    }
}

#[test]
fn each_demand_has_an_edit_that_breaks_it_and_nothing_else() {
    for edit in EDITS {
        let (pack, demand) = edit.demand.split_once('/').unwrap();
        let pack = PACKS.iter().find(|known| known.name == pack).unwrap();
        let flow = keeping(pack);
        assert!(edit.from.is_empty() || flow.matches(edit.from).count() == 1, "{}: {:?}", edit.demand, edit.from);
        let sources = sources(pack.name, &flow.replacen(edit.from, edit.to, 1));
        let (problems, served, verdicts) = judged(&sources, Some(edit.proven_s));
        let printed = text(&problems, &sources, false);
        let wanted = format!("standard/{}", edit.demand);
        assert!(!served, "{} is kept", edit.demand);
        let errors: BTreeSet<&str> =
            problems.iter().filter(|problem| problem.severity == Severity::Error).map(|problem| problem.rule).collect();
        assert_eq!(errors, BTreeSet::from([wanted.as_str()]), "{printed}");
        assert_eq!(verdicts[0].broken, [wanted.as_str()]);
        assert!(problems.iter().all(|problem| problem.hint.is_some()), "{printed}");
        same_as_kept(&folder().join(format!("{}.{demand}.txt", pack.name)), &printed);
    }
}

#[test]
fn no_demand_lacks_its_edit_and_no_file_is_left_over() {
    let demands: BTreeSet<&str> = PACKS.iter().flat_map(|pack| pack.demands).map(|demand| demand.name).collect();
    let edits: BTreeSet<String> = EDITS.iter().map(|edit| format!("standard/{}", edit.demand)).collect();
    assert_eq!(edits.iter().map(String::as_str).collect::<BTreeSet<_>>(), demands);
    assert_eq!(edits.len(), EDITS.len(), "a demand has two edits, and one printed file");
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(name) = name.strip_suffix(".txt").filter(|name| *name != "samples") else { continue };
        assert!(demands.contains(format!("standard/{}", name.replacen('.', "/", 1)).as_str()), "{name}.txt");
    }
}

#[test]
fn what_only_a_proof_decides_is_not_judged_without_one() {
    for pack in PACKS {
        let (problems, served, verdicts) = judged(&sources(pack.name, &keeping(pack)), None);
        assert!(served && problems.is_empty(), "{problems:?}");
        let by_proof: Vec<&str> =
            pack.demands.iter().filter(|demand| demand.by_proof).map(|demand| demand.name).collect();
        assert_eq!(verdicts[0].unproven, by_proof);
    }
    assert!(PACKS.iter().any(|pack| pack.demands.iter().any(|demand| demand.by_proof)));
}

#[test]
fn a_flow_without_standards_is_never_proven() {
    let flow = keeping(PACKS[0]).replace("standards: [gethuman]\n", "");
    let prove = |_: &Bundle| -> Vec<Proof> { panic!("a proof takes its time") };
    let (built, verdicts) = Bundle::judged(sources("plain", &flow), &[], &prove);
    assert!(built.is_ok() && verdicts.is_empty());
    // What was served before is built again whatever has become of its standards.
    let broken = keeping(PACKS[0]).replace("within: 4h", "within: 30h");
    assert!(Bundle::build(sources("broken", &broken)).is_err());
    assert!(Bundle::again(sources("broken", &broken)).is_ok());
}

#[test]
fn the_limits_are_kept_to_the_second() {
    for (name, limit_s) in [("spain", 180), ("italy", 150), ("illinois", 60), ("india", 90)] {
        let pack = PACKS.iter().find(|pack| pack.name == name).unwrap();
        let sources = sources(name, &keeping(pack));
        assert!(judged(&sources, Some(limit_s)).1, "{name}");
        assert!(!judged(&sources, Some(limit_s + 1)).1, "{name}");
    }
}

/// The demands that an edited flow breaks.
fn broken(pack: &str, edits: &[(&str, &str)]) -> Vec<&'static str> {
    let pack = PACKS.iter().find(|known| known.name == pack).unwrap();
    let mut flow = keeping(pack);
    for (from, to) in edits {
        assert!(flow.contains(from), "{from}");
        flow = flow.replace(from, to);
    }
    let sources = sources(pack.name, &flow);
    let (problems, _, verdicts) = judged(&sources, Some(SOON_S));
    assert_eq!(verdicts.len(), 1, "{}", text(&problems, &sources, false));
    verdicts[0].broken.clone()
}

#[test]
fn a_choice_is_for_complaints_by_its_words_or_by_the_name_of_its_words_its_matter_or_its_target() {
    let other_words = [("[complaint, complain]", "[unhappy]"), ("[queja, reclamo]", "[enojo]")];
    assert_eq!(broken("brazil", &other_words), ["standard/brazil/complaint"]);
    let list = [other_words.as_slice(), &[("complaining", "complaint")]].concat();
    assert_eq!(broken("brazil", &list), [""; 0]);
    let to = ("words: complaining, to: operator", "words: complaining, to: complaint");
    let step = ("  settled:", "  complaint: { person: operator }\n  settled:");
    assert_eq!(broken("brazil", &[other_words.as_slice(), &[to, step]].concat()), [""; 0]);
}

#[test]
fn a_choice_by_words_alone_and_a_line_of_one_language_are_found() {
    let choice = ("      - { key: 8,", "      - { words: other, to: settled }\n      - { key: 8,");
    let list = ("words:\n  parcel:", "words:\n  other: { en-US: [other], es-US: [otro] }\n  parcel:");
    assert_eq!(broken("gethuman", &[choice, list]), ["standard/gethuman/keys-too"]);
    let spanish_alone = broken("spain", &[("standards: [spain]", "standards: [india]")]);
    assert_eq!(spanish_alone, ["standard/india/language-first", "standard/india/answer-time"]);
}
