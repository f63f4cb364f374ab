//! What readers make of texts that nobody wrote: shipped and broken files, changed at random.
//!
//! Each case has a seed of its own. It runs on a stack like those of the server's workers, in a thread that is called
//! after target and seed, so that an overflow names them too. `CLEW_FUZZ_CASES` sets how many cases each target gets,
//! `CLEW_FUZZ_SEED` the first seed: a failure prints both, to run it alone. Nothing is written.
//!
//! Time is bounded by sizes alone: no text is longer than [`mutate::TEXT_MAX`].
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    reason = "tests"
)]

#[path = "fuzz/corpus.rs"]
mod corpus;
#[path = "fuzz/mutate.rs"]
mod mutate;
#[path = "fuzz/targets.rs"]
mod targets;

use std::{env, panic, thread};

use fastrand::Rng;

/// Cases of each target unless the environment says otherwise: all targets together stay under 8 s in a debug build.
const CASES: u64 = 250;

/// The first seed unless the environment says otherwise.
const SEED: u64 = 20_261_124;

/// The stack of a worker thread of the server.
const STACK: usize = 2 << 20;

fn set(variable: &str, default: u64) -> u64 {
    let value = env::var(variable).ok();
    value.map_or(default, |value| value.parse().unwrap_or_else(|_| panic!("`{variable}` is no number: `{value}`")))
}

/// What a target makes of one case: the random source makes the text from the corpus.
type Target = fn(&[String], &mut Rng);

/// Runs a target on its cases, and says which one failed.
fn run(name: &str, corpus: &[String], target: Target) {
    assert!(3 < corpus.len(), "{name}: nothing to start from");
    let (cases, first) = (set("CLEW_FUZZ_CASES", CASES), set("CLEW_FUZZ_SEED", SEED));
    for seed in first..first.saturating_add(cases) {
        if let Err(panicked) = case(name, corpus, target, seed) {
            eprintln!(
                "fuzz: {name} failed; alone: CLEW_FUZZ_SEED={seed} CLEW_FUZZ_CASES=1 cargo test --test fuzz -- {name}"
            );
            panic::resume_unwind(panicked);
        }
    }
}

fn case(name: &str, corpus: &[String], target: Target, seed: u64) -> thread::Result<()> {
    let thread = thread::Builder::new().name(format!("{name} seed {seed}")).stack_size(STACK);
    thread::scope(|scope| {
        let case = thread.spawn_scoped(scope, || target(corpus, &mut Rng::with_seed(seed)));
        case.unwrap().join()
    })
}

#[test]
fn flow_files_end_in_a_bundle_or_in_problems() {
    run("flow_files", &corpus::flows(), targets::flow);
}

#[test]
fn prompt_files_end_in_a_bundle_or_in_problems() {
    run("prompt_files", &corpus::prompts(), targets::prompts);
}

#[test]
fn templates_end_in_a_text_or_in_an_error() {
    run("templates", &corpus::templates(), targets::template);
}

#[test]
fn expressions_end_in_a_type_or_in_errors() {
    run("expressions", &corpus::expressions(), targets::expression);
}

#[test]
fn conversations_end_in_a_story_or_in_an_error() {
    run("conversations", &corpus::conversations(), targets::conversation);
}

#[test]
fn settings_end_in_settings_or_in_mistakes() {
    run("settings", &corpus::settings(), targets::settings);
}

#[test]
fn a_case_that_fails_is_found_and_named() {
    fn fails_on_a_brace(corpus: &[String], random: &mut Rng) {
        assert!(!mutate::text(corpus, random).contains('{'), "a brace");
    }
    let corpus = corpus::templates();
    let fails = |seed: u64| case("planted", &corpus, fails_on_a_brace, seed).is_err();
    let failing: Vec<u64> = (0..40).filter(|seed| fails(*seed)).collect();
    assert!(4 < failing.len() && failing.len() < 40, "both kinds of cases are common: {failing:?}");
    assert!(failing.iter().all(|seed| fails(*seed)), "a seed fails again");
}

#[test]
fn no_two_seeds_give_one_text_and_one_seed_gives_one() {
    let corpus = corpus::flows();
    let text = |seed: u64| mutate::text(&corpus, &mut Rng::with_seed(seed));
    let mut texts: Vec<String> = (0..200).map(text).collect();
    assert_eq!(texts, (0..200).map(text).collect::<Vec<_>>());
    let changed = texts.iter().filter(|text| !corpus.contains(text)).count();
    assert!(180 < changed, "{changed} of 200 texts are changed ones");
    assert!(texts.iter().all(|text| text.len() <= mutate::TEXT_MAX));
    texts.sort();
    texts.dedup();
    assert!(190 < texts.len(), "{} of 200 texts are different", texts.len());
}
