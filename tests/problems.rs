//! Broken flows and what is printed for them. `UPDATE=1` rewrites the printed files.
//!
//! `tests/problems/<rule>.yaml`, or `<rule>.<what>.yaml`, is a flow that breaks a rule; the `.txt` beside it is what a
//! designer sees. Every rule has one, and every one names a rule. Fixes are applied and must repair.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    reason = "tests"
)]

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
};

use clew::flow::{Bundle, KINDS, Problem, RULES, Severity, Sources, Take, text};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/problems")
}

/// The broken flows, by file name without `.yaml`.
fn fixtures() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    found.sort();
    found
}

fn sources(name: &str, flow: &str) -> Sources {
    let prompts = fs::read_to_string(folder().join("shared/en-US.yaml")).unwrap();
    let mut sources = Sources::new(format!("{name}.yaml"), flow).with_prompts("en-US", "shared/en-US.yaml", prompts);
    let noise = fs::read(folder().join("shared/noise.wav")).unwrap();
    sources.recordings.insert("noise.wav".to_owned(), Take::of("00", &noise));
    sources
}

/// All problems of a flow, warnings too; and whether it can be served.
fn problems(sources: &Sources) -> (Vec<Problem>, bool) {
    match Bundle::build(sources.clone()) {
        Ok((_, warnings)) => (warnings, true),
        Err(problems) => (problems, false),
    }
}

fn rule_of(name: &str) -> &str {
    name.split('.').next().unwrap()
}

fn rules() -> BTreeSet<&'static str> {
    RULES.iter().map(|rule| rule.name).chain(KINDS.iter().map(|(name, _)| *name)).collect()
}

#[test]
fn every_rule_has_a_broken_flow_and_every_broken_flow_has_a_rule() {
    let shown: BTreeSet<String> = fixtures().iter().map(|(name, _)| rule_of(name).to_owned()).collect();
    let rules: BTreeSet<String> = rules().iter().map(|&rule| rule.to_owned()).collect();
    assert_eq!(rules.difference(&shown).collect::<Vec<_>>(), Vec::<&String>::new(), "rules without a broken flow");
    assert_eq!(shown.difference(&rules).collect::<Vec<_>>(), Vec::<&String>::new(), "broken flows without a rule");
    assert_eq!(rules.len(), RULES.len() + KINDS.len(), "two rules have one name");
}

#[test]
fn every_printed_problem_belongs_to_a_broken_flow() {
    let flows: BTreeSet<String> = fixtures().into_iter().map(|(name, _)| name).collect();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            let name = path.file_stem().unwrap().to_str().unwrap();
            assert!(flows.contains(name), "{name}.txt has no flow beside it");
        }
    }
}

#[test]
fn every_broken_flow_breaks_its_rule_and_prints_what_is_kept() {
    for (name, flow) in fixtures() {
        let sources = sources(&name, &flow);
        let (problems, served) = problems(&sources);
        assert!(problems.iter().any(|problem| problem.rule == rule_of(&name)), "{name}: {problems:#?}");
        let has_errors = problems.iter().any(|problem| problem.severity == Severity::Error);
        assert_ne!(served, has_errors, "{name}");
        let printed = text(&problems, &sources, false);
        let kept = folder().join(format!("{name}.txt"));
        if env::var_os("UPDATE").is_some() {
            fs::write(&kept, &printed).unwrap();
        }
        assert_eq!(fs::read_to_string(&kept).unwrap_or_default(), printed, "{name}; UPDATE=1 rewrites it");
    }
}

#[test]
fn every_problem_names_a_rule_and_a_place_that_is_there() {
    let rules = rules();
    for (name, flow) in fixtures() {
        let sources = sources(&name, &flow);
        let problems = problems(&sources).0;
        for problem in &problems {
            assert!(rules.contains(problem.rule), "{name}: {}", problem.rule);
            let file = sources.file(&problem.place.file).unwrap_or_else(|| panic!("{name}: {problem:?}"));
            let before = file.get(..problem.place.span.start).unwrap_or_else(|| panic!("{name}: {problem:?}"));
            assert!(problem.place.span.end <= file.len(), "{name}: {problem:?}");
            assert_eq!(problem.place.line, before.matches('\n').count() + 1, "{name}: {problem:?}");
            assert!(!problem.says.contains(['\n']) && !problem.says.ends_with('.'), "{name}: {}", problem.says);
        }
    }
}

/// `sources` with every fix applied.
fn repaired(sources: &Sources, problems: &[Problem]) -> Sources {
    let mut sources = sources.clone();
    let mut fixes: Vec<&Problem> = problems.iter().filter(|problem| problem.fix.is_some()).collect();
    fixes.sort_by_key(|problem| problem.fix.as_ref().unwrap().span.start);
    for problem in fixes.iter().rev() {
        let fix = problem.fix.as_ref().unwrap();
        let file = match *problem.place.file == *sources.flow.0 {
            true => &mut sources.flow.1,
            false => &mut sources.prompts.get_mut("en-US").unwrap().1,
        };
        file.replace_range(fix.span.range(), &fix.text);
    }
    sources
}

#[test]
fn a_fix_repairs_what_it_belongs_to() {
    let mut fixed = BTreeSet::new();
    for (name, flow) in fixtures() {
        let sources = sources(&name, &flow);
        let (found, _) = problems(&sources);
        if found.iter().all(|problem| problem.fix.is_none()) {
            continue;
        }
        let mut after = repaired(&sources, &found);
        let (mut left, mut served) = problems(&after);
        // What is put right may uncover something else, such as a text in quotes that reads badly.
        if !left.is_empty() && left.iter().all(|problem| problem.fix.is_some()) {
            after = repaired(&after, &left);
            (left, served) = problems(&after);
        }
        for problem in found.iter().filter(|problem| problem.fix.is_some()) {
            let again = left.iter().any(|other| other.rule == problem.rule && other.says == problem.says);
            assert!(!again, "{name}: {} is still there\n{}", problem.says, after.flow.1);
            fixed.insert(problem.rule);
        }
        if found.iter().all(|problem| problem.fix.is_some()) {
            assert!(served && left.is_empty(), "{name}\n{}", text(&left, &after, false));
        }
    }
    assert!(8 <= fixed.len(), "only {fixed:?} have a fix that was tried");
}

#[test]
fn every_rule_says_what_it_is_for() {
    for (name, manual) in RULES.iter().map(|rule| (rule.name, rule.manual)).chain(KINDS.iter().copied()) {
        assert!(40 < manual.len() && manual.ends_with('.') && !manual.contains("  "), "{name}: {manual}");
    }
}
