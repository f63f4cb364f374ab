//! The proof, held against the engine and not against itself: random flows, and a search of every way through them that
//! knows nothing of the prover.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    reason = "tests"
)]

#[path = "proof/alike.rs"]
mod alike;
#[path = "proof/choices.rs"]
mod choices;
#[path = "proof/clock.rs"]
mod clock;
#[path = "proof/exhaustive.rs"]
mod exhaustive;
#[path = "proof/many.rs"]
mod many;
#[path = "proof/pace.rs"]
mod pace;
#[path = "proof/random.rs"]
mod random;

use choices::{Caller, noon};
use clew::{
    call::{Call, Event, EventKind, Place},
    engine::advance,
    flow::{Bundle, Effort, Severity, Sources, strays, text},
};
use clock::{Clock, seconds};
use exhaustive::{again, turns, turns_told_apart};
use many::{budget, from, many};

/// A random flow that builds, by its seed.
fn built(seed: u64, steps: usize, style: u8) -> (String, Bundle) {
    let written = random::flow(&mut fastrand::Rng::with_seed(seed), steps, style);
    let sources = Sources::new("random.yaml", written.clone());
    match Bundle::build(sources.clone()) {
        Ok((bundle, _)) => (written, bundle),
        Err(problems) => {
            let errors: Vec<_> =
                problems.into_iter().filter(|problem| problem.severity == Severity::Error).take(5).collect();
            panic!("seed {seed}, {steps} steps, style {style}:\n{}\n{written}", text(&errors, &sources, false))
        }
    }
}

fn style(seed: u64) -> u8 {
    (seed % u64::from(random::STYLES)) as u8
}

#[test]
fn random_flows_of_every_size_and_style_are_accepted_and_have_the_steps_asked_for() {
    let sizes = (0..90).map(|seed| (seed, 3 + seed as usize % 30)).chain([(90, 300), (91, 1_000), (92, 3_000)]);
    for (seed, steps) in sizes {
        let (written, bundle) = built(seed, steps, style(seed));
        assert_eq!(bundle.flow.steps.len(), steps, "seed {seed}\n{written}");
    }
}

#[test]
fn what_the_search_leaves_out_changes_nothing() {
    let mut searched = 0;
    for seed in 0..36 {
        let (written, bundle) = built(seed, 3 + seed as usize % 3, style(seed));
        for (short, whole) in [
            (Caller::KEYS, Caller::KEYS),
            (
                Caller { back: false, ..Caller::ANY },
                Caller { again: false, again_anywhere: true, back: false, ..Caller::ANY },
            ),
        ] {
            let Some(told_apart) = turns_told_apart(&bundle.flow, whole, noon(), 8_000) else { continue };
            let found = turns(&bundle.flow, short, noon(), 8_000).unwrap_or_else(|| panic!("seed {seed} gives up"));
            assert_eq!(found.until_offer(), told_apart.until_offer(), "seed {seed}, {short:?}\n{written}");
            assert!(found.states <= told_apart.states, "seed {seed}");
            searched += 1;
        }
    }
    assert!(30 <= searched, "only {searched} were small enough");
}

#[test]
fn the_longest_path_is_one_that_a_call_can_go() {
    for seed in 100..112 {
        let (written, bundle) = built(seed, 4 + seed as usize % 6, style(seed));
        for caller in [Caller { back: false, ..Caller::ANY }, Caller { back: false, ..Caller::DECLINES }] {
            let Some(found) = turns(&bundle.flow, caller, noon(), 8_000) else { continue };
            let longest = if caller.declines { found.person.clone() } else { found.offer.clone() };
            let Some(worst) = longest else { continue };
            let calls = again(&bundle.flow, noon(), &worst.path);
            let last = calls.last().unwrap();
            assert_eq!(u64::from(last.matter.questions), worst.most, "seed {seed}\n{written}\n{:?}", worst.path);
            let ends = if caller.declines {
                matches!(last.place, Place::Rung { .. })
            } else {
                matches!(last.place, Place::Offer { .. })
            };
            assert!(ends, "seed {seed}: {:?}", last.place);
            let most = if caller.declines { found.until_person() } else { found.until_offer() };
            assert!(worst.most == most && most <= 30, "seed {seed}: {} of {most}", worst.most);
        }
    }
}

#[test]
fn the_longest_time_is_one_that_a_call_can_take() {
    let mut searched = 0;
    for seed in 0..10 {
        let (written, bundle) = built(seed, 3 + seed as usize % 2, style(seed));
        let clock = Clock { slowly: seed % 2 == 0, slow: true, every_moment: false };
        let found = seconds(&bundle, Caller::KEYS, noon(), clock, 4_000);
        let worst = found.and_then(|found| found.offer);
        let Some(worst) = worst else { continue };
        searched += 1;
        let last = again(&bundle.flow, noon(), &worst.path).pop().unwrap();
        assert!(matches!(last.place, Place::Offer { .. }), "seed {seed}: {:?}", last.place);
        assert_eq!(last.last.millis_since(noon()), worst.most, "seed {seed}\n{written}");
        // Nobody needs longer than this: silence alone brings an offer after three waits.
        assert!(15_000 <= worst.most, "seed {seed}: {}", worst.most);
    }
    assert!(5 <= searched, "only {searched} were small enough");
}

#[test]
fn no_moment_that_the_search_leaves_out_changes_anything() {
    let mut searched = 0;
    for seed in 0..many(9) {
        let (written, bundle) = built(seed, 3 + seed as usize % 2, style(seed));
        let caller = [Caller::KEYS, Caller { declines: true, ..Caller::KEYS }][seed as usize / 3 % 2];
        let clock = Clock { slowly: seed % 2 == 0, slow: true, every_moment: true };
        let Some(every) = seconds(&bundle, caller, noon(), clock, budget(6_000)) else { continue };
        let clock = Clock { every_moment: false, ..clock };
        let found =
            seconds(&bundle, caller, noon(), clock, budget(6_000)).unwrap_or_else(|| panic!("seed {seed} gives up"));
        assert_eq!(found.until_offer(), every.until_offer(), "seed {seed}, {clock:?}\n{written}");
        if caller.declines {
            assert_eq!(found.until_person(), every.until_person(), "seed {seed}, {clock:?}\n{written}");
        }
        searched += 1;
    }
    println!("{searched} searched");
    assert!(2 <= searched, "only {searched} were small enough");
}

#[test]
#[ignore = "figures to look at, in half an hour"]
fn how_many_flows_are_searched_in_a_second() {
    let callers = [
        ("keys", Caller::KEYS),
        ("all but back", Caller { back: false, ..Caller::ANY }),
        ("all", Caller::ANY),
        ("all but back, declining", Caller { back: false, ..Caller::DECLINES }),
    ];
    for (steps, budget) in [(4, 30_000), (6, 30_000), (8, 30_000), (12, 30_000), (16, 30_000), (16, 100_000)] {
        for (what, caller) in callers {
            let (mut none, mut states, many) = (0, 0, 24);
            let flows: Vec<_> = (0..many).map(|seed| built(seed, steps, style(seed)).1).collect();
            let begun = std::time::Instant::now();
            for bundle in &flows {
                match turns(&bundle.flow, caller, noon(), budget) {
                    None => none += 1,
                    Some(found) => states += found.states,
                }
            }
            let took = begun.elapsed();
            println!(
                "{what}, {steps} steps, {budget} calls at most: {none} of {many} give up, {states} calls, {took:?}"
            );
        }
    }
}

/// What the prover is told about callers, to be compared with a search for these.
fn effort(caller: Caller) -> Effort {
    let Caller { again, back, forget, .. } = caller;
    Effort {
        states: 200_000,
        entries: 100_000,
        slow: false,
        again,
        back,
        forget,
        remembered: false,
        hours: false,
        slowly: false,
        rings_again: false,
    }
}

/// The callers of a flow in turns, by its seed.
fn anybody(seed: u64) -> Caller {
    match seed % 4 {
        0 => Caller::KEYS,
        1 => Caller::ANY,
        2 => Caller { back: false, ..Caller::DECLINES },
        _ => Caller { back: false, ..Caller::ANY },
    }
}

/// The bound in turns of one random flow, against everything that can be done on the engine.
fn compared(seed: u64, steps: usize, caller: Caller, budget: usize) -> Option<(u64, clew::flow::Most)> {
    let (_, bundle) = built(seed, steps, style(seed));
    // The hours of random flows are office hours: once open, once closed.
    let found = [noon(), night()].map(|at| turns(&bundle.flow, caller, at, budget));
    let [Some(open), Some(closed)] = found else { return None };
    let most = |found: &exhaustive::Found| if caller.declines { found.until_person() } else { found.until_offer() };
    let proof = clew::flow::prove_with(&bundle, effort(caller)).pop().expect("a line");
    let bound = if caller.declines { proof.person } else { proof.offer };
    Some((most(&open).max(most(&closed)), bound.turns))
}

fn night() -> clew::call::Moment {
    clew::call::Moment::from_millis(noon().millis() + 12 * 3_600_000)
}

#[test]
fn the_bound_in_turns_is_what_everything_tried_on_the_engine_comes_to() {
    let (many, from) = (many(16), from(1));
    let (mut exact, mut gave_up, mut wrong) = (0, 0, Vec::new());
    for seed in from..from + many {
        let steps = 3 + seed as usize % 14;
        let caller = anybody(seed);
        match compared(seed, steps, caller, budget(8_000)) {
            None => {
                gave_up += 1;
                if std::env::var("CLEW_SHOW").is_ok() {
                    println!("seed {seed}, {steps} steps, {caller:?}: too large");
                }
            }
            Some((tried, bound)) => {
                if u64::from(bound.at_most) == tried && u64::from(bound.found) == tried {
                    exact += 1;
                } else {
                    wrong.push(format!(
                        "seed {seed}, {steps} steps, style {}, {caller:?}: tried {tried}, at most {}, found {}",
                        style(seed),
                        bound.at_most,
                        bound.found
                    ));
                }
            }
        }
    }
    println!("{exact} exact, {gave_up} too large to be searched");
    assert!(wrong.is_empty(), "{} of {many}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
#[ignore = "to look at one flow"]
fn one_flow() {
    let seed: u64 = std::env::var("CLEW_SEED").unwrap().parse().unwrap();
    let steps: usize = 3 + seed as usize % 14;
    let caller = anybody(seed);
    let (written, bundle) = built(seed, steps, style(seed));
    println!("{written}");
    for at in [noon(), night()] {
        if let Some(found) = turns(&bundle.flow, caller, at, 30_000) {
            println!("{:?}", found.offer.map(|worst| (worst.most, worst.path)));
            println!("{:?}", found.person.map(|worst| (worst.most, worst.path)));
        }
    }
    let proof = clew::flow::prove_with(&bundle, effort(caller)).pop().unwrap();
    let bound = if caller.declines { proof.person } else { proof.offer };
    for leg in bound.turns.path.iter().flat_map(|path| &path.legs) {
        println!("{} {} {} {:?} {:?}", leg.step, leg.stage, leg.does, leg.answered, leg.exits);
    }
}

/// Calls of a flow on the engine, with the clock standing still: callers who do anything that there is to do.
fn walked(bundle: &Bundle, random: &mut fastrand::Rng, many: usize) -> Vec<Vec<Call>> {
    let caller = Caller { again_anywhere: true, ..Caller::DECLINES };
    let mut choices = choices::Choices::new(&bundle.flow, caller);
    let switches: Vec<_> = bundle.flow.switches.keys().cloned().collect();
    let walk = |choices: &mut choices::Choices<'_>, random: &mut fastrand::Rng| {
        let at = if random.bool() { noon() } else { night() };
        let call = exhaustive::ringing(&bundle.flow, at);
        let on = switches.iter().filter(|_| random.bool()).cloned().collect();
        let (from, to) = (call.from.clone(), call.line.clone());
        let rings = EventKind::Rings { from, to, on, attested: false, known: None };
        let mut calls = vec![advance(&bundle.flow, &call, &Event { at, kind: rings }).call];
        for _ in 0..60 {
            let call = calls.last().unwrap();
            if call.ended() {
                break;
            }
            let all = choices.at(call);
            let Some(kind) = random.choice(all) else { break };
            calls.push(advance(&bundle.flow, call, &Event { at, kind }).call);
        }
        calls
    };
    (0..many).map(|_| walk(&mut choices, random)).collect()
}

/// That every call is one that compiled edges can make.
fn followed(what: &str, bundle: &Bundle, seed: u64, many: usize) {
    let walks = walked(bundle, &mut fastrand::Rng::with_seed(seed), many);
    for (walk, strays) in walks.iter().zip(strays(bundle, &walks)) {
        if let Some(at) = strays {
            let told: Vec<String> =
                walk[..=at].iter().map(|call| format!("{:?} {:?}", call.place, call.matter.signals.last())).collect();
            panic!("{what}, seed {seed}: turn {at} of a call cannot be made:\n{}", told.join("\n"));
        }
    }
}

#[test]
fn compiled_edges_are_what_the_engine_does() {
    let places = ["flows/city.yaml", "flows/parcels.yaml"].map(std::path::PathBuf::from);
    let folders = ["tests/flows", "tests/lines"].into_iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let more =
        folders.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "yaml"));
    for place in places.into_iter().chain(more) {
        let Ok(Ok(files)) = clew::server::read_flows(Some(&place), None) else {
            panic!("{} is flawed", place.display())
        };
        for bundle in &files.bundles {
            followed(&place.display().to_string(), bundle, 5, 60);
        }
    }
    for seed in 0..200 {
        let (written, bundle) = built(seed, 3 + seed as usize % 20, style(seed));
        followed(&written, &bundle, seed, 8);
    }
}

/// How many steps a flow in seconds has, and its callers: by its seed.
fn dawdling(seed: u64) -> (usize, Caller, Clock) {
    let mut random = fastrand::Rng::with_seed(!seed);
    let steps = random.usize(3..=16);
    let caller = match random.u8(..8) {
        0..3 => Caller { declines: true, ..Caller::KEYS },
        3 => Caller { again_anywhere: true, ..Caller::KEYS },
        4 => Caller { forget: true, ..Caller::KEYS },
        _ => Caller::KEYS,
    };
    (steps, caller, Clock { slowly: random.bool(), slow: true, every_moment: false })
}

#[test]
fn the_bound_in_seconds_is_what_every_dawdling_comes_to() {
    let (mut exact, mut larger, mut gave_up, mut wrong) = (0, 0, 0, Vec::new());
    for seed in from(1)..from(1) + many(8) {
        let (steps, caller, clock) = dawdling(seed);
        let (_, bundle) = built(seed, steps, style(seed));
        let Some(tried) = tried_in_seconds(&bundle, caller, clock, budget(6_000)) else {
            gave_up += 1;
            continue;
        };
        let bound = bound_in_seconds(&bundle, caller, clock);
        let (at_most, found) = (u64::from(bound.at_most), u64::from(bound.found));
        if (at_most, found) == (tried, tried) {
            exact += 1;
        } else if caller.declines && tried <= at_most && found <= tried {
            // What a caller hears around an offer is counted twice: no less true, but not exact.
            larger += 1;
        } else {
            wrong.push(format!(
                "seed {seed}, {steps} steps, style {}, {caller:?}, {clock:?}: tried {tried}, at most {}, found {}",
                style(seed),
                bound.at_most,
                bound.found
            ));
        }
    }
    println!("{exact} exact, {larger} larger for who declines, {gave_up} too large to be searched");
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), many(8), wrong.join("\n"));
}

#[test]
#[ignore = "to look at one flow: that of a seed, or a file"]
fn one_flow_in_seconds() {
    let seed = from(1);
    let (steps, mut caller, mut clock) = dawdling(seed);
    let (mut written, mut bundle) = built(seed, steps, style(seed));
    if let Ok(place) = std::env::var("CLEW_FLOW") {
        written = std::fs::read_to_string(place).unwrap();
        bundle = Bundle::build(Sources::new("random.yaml", written.clone())).expect("it builds").0;
        caller = if std::env::var("CLEW_DECLINES").is_ok() {
            Caller { declines: true, ..Caller::KEYS }
        } else {
            Caller::KEYS
        };
        clock.slowly = std::env::var("CLEW_QUICK").is_err();
    }
    println!("{written}");
    for at in [noon(), night()] {
        let Some(found) = seconds(&bundle, caller, at, clock, 1_000_000) else { continue };
        for worst in [found.offer, found.person, found.settled].into_iter().flatten() {
            println!("{}", worst.most);
            let calls = again(&bundle.flow, at, &worst.path);
            for (call, (after_ms, kind)) in calls.iter().zip(worst.path) {
                let does = match &kind {
                    EventKind::Keys(keys) | EventKind::Words(keys) => keys.clone(),
                    kind => format!("{kind:?}"),
                };
                let (sum, ms) = (call.matter.sum(), call.matter.machine_ms);
                println!("  {does} after {after_ms} -> {:?}, {}, sum {sum}, {ms} ms", call.place, call.language);
            }
        }
    }
    let bound = bound_in_seconds(&bundle, caller, clock);
    println!("{caller:?} at most {} found {}", bound.at_most, bound.found);
    for leg in bound.path.iter().flat_map(|path| &path.legs) {
        println!("{} {} {} after {} {:?} {:?}", leg.step, leg.stage, leg.does, leg.after_ms, leg.answered, leg.exits);
    }
    println!("{}", bound.path.map_or(String::new(), |path| path.conversation));
}

/// What the prover says of these callers.
fn bound_in_seconds(bundle: &Bundle, caller: Caller, clock: Clock) -> clew::flow::Most {
    let effort = Effort { slow: clock.slow, slowly: clock.slowly, again: caller.again_anywhere, ..effort(caller) };
    let proof = clew::flow::prove_with(bundle, effort).pop().expect("a line");
    if caller.declines { proof.person.seconds } else { proof.offer.seconds }
}

/// The most seconds, by day or by night; nothing where a search is too large.
fn tried_in_seconds(bundle: &Bundle, caller: Caller, clock: Clock, budget: usize) -> Option<u64> {
    let most = |found: exhaustive::Found| if caller.declines { found.until_person() } else { found.until_offer() };
    let tried = [noon(), night()].map(|at| seconds(bundle, caller, at, clock, budget).map(most));
    Some(tried[0]?.max(tried[1]?).div_ceil(1000))
}

/// Offers come at sums, and sums with minutes: who acts a little sooner at the fourth wait is offered a person later,
/// and
/// hears the second offer when the clock has all but run out.
const AN_OFFER_AT_THE_MARK: &str = r#"
flow: offers
languages: [en-US]
lines: ["+15550100"]
people: { operator: { try: [{ ring: "+15550111", for: 20s }, { promise: care }] } }
desks: { care: { title: Care, within: 1h } }
start: s0
steps:
  s0: { menu: s0, choices: [{ key: 1, to: s1 }, { key: 2, to: s2 }, { key: 3, to: s1 }, { key: 4, to: s0 }] }
  s1: { menu: s1, choices: [{ key: 1, to: s2 }, { key: 2, to: s2 }, { key: 3, to: s2 }] }
  s2: { settle: s2 }
prompts:
  s0: { en-US: "s0. Thank you. We are here. Well. Good. Well. We are here. Well. For one, press 1. For two, press 2. For three, press 3. For four, press 4." }
  s1: { en-US: "s1. This is short. Please listen. Good. For one, press 1. For two, press 2. For three, press 3." }
  s2: { en-US: "s2. Thank you. We are here. Good. Good. Thank you. Thank you. Well. Well. Did that help? For yes, press 1. For no, press 2." }
"#;

#[test]
fn an_offer_that_comes_when_the_clock_has_all_but_run_out_is_in_the_bound() {
    let (bundle, _) = Bundle::build(Sources::new("offers.yaml", AN_OFFER_AT_THE_MARK)).expect("it builds");
    let caller = Caller { declines: true, ..Caller::KEYS };
    let clock = Clock { slowly: true, slow: true, every_moment: false };
    let tried = tried_in_seconds(&bundle, caller, clock, 200_000).expect("it is small");
    let bound = bound_in_seconds(&bundle, caller, clock);
    assert!(tried <= u64::from(bound.at_most), "{tried} s on the engine, at most {}", bound.at_most);
}

/// Silence speaks the first language, and so does its key: a caller takes far longer over a key.
const SILENCE_AND_A_KEY_MEAN_THE_SAME: &str = r#"
flow: languages
languages: [en-US, es-US]
lines: ["+15550100"]
people: { operator: { try: [{ ring: "+15550111", for: 20s }, { promise: care }] } }
desks: { care: { title: Care, within: 1h } }
start: s0
steps:
  s0: { language: which, next: s1 }
  s1: { settle: s1 }
prompts:
  which: { en-US: "For this language, press 1 or 2.", es-US: "Press 1 or 2." }
  s1: { en-US: "This is short. Thank you. Thank you. Well. We are here. Please listen. Did that help? For yes, press 1. For no, press 2.", es-US: "For yes, press 1. For no, press 2." }
"#;

#[test]
fn what_silence_means_too_takes_as_long_as_a_key() {
    let (bundle, _) =
        Bundle::build(Sources::new("languages.yaml", SILENCE_AND_A_KEY_MEAN_THE_SAME)).expect("it builds");
    let clock = Clock { slowly: true, slow: true, every_moment: false };
    let tried = tried_in_seconds(&bundle, Caller::KEYS, clock, 200_000).expect("it is small");
    let bound = bound_in_seconds(&bundle, Caller::KEYS, clock);
    assert_eq!((u64::from(bound.at_most), u64::from(bound.found)), (tried, tried));
}

/// Who was not understood, answers, and says no to what is read back, hears the question in its other words still.
const ASKED_IN_OTHER_WORDS_AFTER_A_NO: &str = r#"
flow: refused
languages: [en-US]
lines: ["+15550100"]
people: { operator: { try: [{ ring: "+15550111", for: 20s }, { promise: care }] } }
desks: { care: { title: Care, within: 1h } }
start: s0
steps:
  s0: { ask: s0, as: { digits: 4 }, into: code, read_back: s0_back, next: s1, again: s0_again }
  s1: { settle: s1 }
prompts:
  s0: { en-US: "Please type it." }
  s0_again: { en-US: "Please listen. We are here. Good. Thank you. This is short. We are here. This is short. Well. Please type it." }
  s0_back: { en-US: "For yes, press 1. For no, press 2." }
  s1: { en-US: "Did that help? For yes, press 1. For no, press 2." }
"#;

#[test]
fn who_says_no_to_what_is_read_back_is_asked_in_other_words_still() {
    let (bundle, _) = Bundle::build(Sources::new("refused.yaml", ASKED_IN_OTHER_WORDS_AFTER_A_NO)).expect("it builds");
    let clock = Clock { slowly: false, slow: true, every_moment: false };
    let tried = tried_in_seconds(&bundle, Caller::KEYS, clock, 200_000).expect("it is small");
    let bound = bound_in_seconds(&bundle, Caller::KEYS, clock);
    assert_eq!((u64::from(bound.at_most), u64::from(bound.found)), (tried, tried));
}

/// The second lost turn in a row weighs most, and every further one little: whoever has lost two is better off losing
/// more than getting on and losing two again.
const LOSING_PAYS: &str = r#"
flow: losing
languages: [en-US]
lines: ["+15550100"]
people: { operator: { try: [{ ring: "+15550111", for: 20s }, { promise: care }] } }
desks: { care: { title: Care, within: 1h } }
patience: { questions: 20, weights: { lost: [10, 60, 10], minute: 25 } }
start: main
steps:
  main: { menu: main, choices: [{ key: 1, to: next }, { key: 2, to: main }] }
  next: { menu: next, choices: [{ key: 1, to: main }, { key: 2, to: last }] }
  last: { settle: last }
prompts:
  main: { en-US: "For one, press 1. For two, press 2." }
  next: { en-US: "For one, press 1. For two, press 2." }
  last: { en-US: "Did that help? For yes, press 1. For no, press 2." }
"#;

#[test]
fn the_bound_rests_on_no_weight_being_lighter_than_another() {
    let (bundle, _) = Bundle::build(Sources::new("losing.yaml", LOSING_PAYS)).expect("it builds");
    let tried = turns_told_apart(&bundle.flow, Caller::KEYS, noon(), 60_000).expect("it is small").until_offer();
    let proof = clew::flow::prove_with(&bundle, effort(Caller::KEYS)).pop().expect("a line");
    assert_eq!((u64::from(proof.offer.turns.at_most), u64::from(proof.offer.turns.found)), (tried, tried));
}

/// Who chooses the other language and goes back is at a step that is reached in that language by going back alone.
const BACK_IN_ANOTHER_LANGUAGE: &str = r#"
flow: languages
languages: [en-US, es-US]
lines: ["+15550100"]
people: { operator: { try: [{ ring: "+15550111", for: 20s }, { promise: care }] } }
desks: { care: { title: Care, within: 1h } }
start: main
steps:
  main: { menu: main, choices: [{ key: 1, to: left }, { key: 8, language: es-US, to: right }] }
  left: { menu: left, choices: [{ key: 1, to: last }] }
  right: { menu: right, choices: [{ key: 1, to: last }] }
  last: { settle: last }
prompts:
  main: { en-US: "For one, press 1.", es-US: "Para uno, oprima el 1." }
  left: { en-US: "For one, press 1.", es-US: "Para uno, oprima el 1." }
  right: { en-US: "For one, press 1.", es-US: "Para uno, oprima el 1." }
  last: { en-US: "Did that help? For yes, press 1. For no, press 2.", es-US: "¿Eso le ayudó? Para sí, oprima el 1. Para no, el 2." }
"#;

#[test]
fn a_step_that_is_reached_in_a_language_by_going_back_alone_is_new_there() {
    let (bundle, _) = Bundle::build(Sources::new("languages.yaml", BACK_IN_ANOTHER_LANGUAGE)).expect("it builds");
    for caller in [Caller { forget: false, ..Caller::ANY }, Caller { back: true, ..Caller::KEYS }] {
        let tried = turns(&bundle.flow, caller, noon(), 200_000).expect("it is small").until_offer();
        let proof = clew::flow::prove_with(&bundle, effort(caller)).pop().expect("a line");
        assert_eq!(
            (u64::from(proof.offer.turns.at_most), u64::from(proof.offer.turns.found)),
            (tried, tried),
            "{caller:?}"
        );
    }
}

/// What led to the question is said again at its second stage too, and is long.
const TOLD_AT_ANOTHER_STAGE: &str = r#"
flow: told
languages: [en-US]
lines: ["+15550100"]
people: { operator: { try: [{ ring: "+15550111", for: 20s }, { promise: care }] } }
desks: { care: { title: Care, within: 1h } }
start: news
steps:
  news: { say: news, next: last }
  last: { settle: last }
prompts:
  news: { en-US: "This is what there is to say. It is rather long, and it is said once more to whoever asks for it." }
  last: { en-US: "Did that help? For yes, press 1. For no, press 2." }
"#;

#[test]
fn what_was_told_is_counted_at_every_stage_where_it_can_be_said_again() {
    let (bundle, _) = Bundle::build(Sources::new("told.yaml", TOLD_AT_ANOTHER_STAGE)).expect("it builds");
    let caller = Caller { again_anywhere: true, ..Caller::KEYS };
    let clock = Clock { slowly: false, slow: false, every_moment: false };
    let tried = seconds(&bundle, caller, noon(), clock, 200_000).expect("it is small").until_offer();
    let effort = Effort { again: true, ..effort(Caller::KEYS) };
    let proof = clew::flow::prove_with(&bundle, effort).pop().expect("a line");
    let (at_most, found) = (proof.offer.seconds.at_most, proof.offer.seconds.found);
    assert_eq!((u64::from(at_most), u64::from(found)), (tried.div_ceil(1000), tried.div_ceil(1000)));
}
