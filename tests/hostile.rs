//! Files that nobody writes by accident end in a clear problem, in bounded time, on a small stack.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    reason = "tests"
)]

use std::{
    thread,
    time::{Duration, Instant},
};

use clew::flow::{Bundle, Problem, Sources, sample, text};

/// The stack of a worker thread of the server.
const STACK: usize = 2 << 20;

/// Generous: a debug build on a busy machine. What is meant is "not minutes".
const LIMIT: Duration = Duration::from_secs(20);

/// The problems of a hostile flow file; they must come soon, and must be printable.
#[track_caller]
fn refused(flow: String) -> Vec<Problem> {
    on_a_small_stack(Sources::new("hostile.yaml", flow)).expect_err("a hostile file was accepted")
}

#[track_caller]
fn on_a_small_stack(sources: Sources) -> Result<(), Vec<Problem>> {
    let begun = Instant::now();
    let build = move || {
        let result = Bundle::build(sources.clone()).map(drop);
        if let Err(problems) = &result {
            let printed = text(problems, &sources, false);
            assert!(!problems.is_empty() && printed.len() < 1_000_000, "{} bytes are printed", printed.len());
        }
        result
    };
    let result = thread::Builder::new().stack_size(STACK).spawn(build).unwrap().join().expect("it panicked");
    assert!(begun.elapsed() < LIMIT, "it took {:?}", begun.elapsed());
    result
}

#[test]
fn twenty_thousand_brackets_are_too_deep() {
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("a:\n ", "")] {
        let problems = refused(format!("flow: x\nsteps: \n  {}{}\n", open.repeat(20_000), close.repeat(20_000)));
        assert_eq!(problems[0].rule, "yaml", "{open}: {problems:?}");
    }
}

#[test]
fn brackets_that_never_close_are_no_yaml() {
    assert_eq!(refused("[".repeat(20_000))[0].rule, "yaml");
    assert_eq!(refused("{".repeat(20_000))[0].rule, "yaml");
    assert_eq!(refused("\"".repeat(20_001))[0].rule, "yaml");
}

#[test]
fn the_deepest_nesting_that_is_read_fits_the_stack() {
    let problems = refused(format!("flow: x\nsteps: {}1{}\n", "{a: ".repeat(37), "}".repeat(37)));
    assert!(problems.iter().all(|problem| problem.rule != "yaml"), "{problems:?}");
}

#[test]
fn ten_megabytes_are_too_large() {
    let problems = refused("# a very long comment\n".repeat(10_000_000 / 22));
    assert_eq!((problems.len(), problems[0].rule), (1, "yaml"));
    assert!(problems[0].says.contains("bytes"), "{}", problems[0].says);
}

#[test]
fn a_bomb_of_aliases_stops() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let uses = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{uses}]\n"));
    }
    let problems = refused(bomb);
    assert_eq!(problems[0].rule, "yaml");
    assert!(problems[0].hint.as_ref().is_some_and(|hint| hint.contains("200 aliases")), "{problems:?}");
}

#[test]
fn very_many_problems_are_cut_off() {
    let mut flow = String::from("flow: x\nlanguages: [en-US]\nstart: a\nsteps:\n");
    for step in 0..5_000 {
        flow.push_str(&format!("  s{step}: {{ colour: x, next: nowhere{step} }}\n"));
    }
    let problems = refused(flow);
    assert!((100..=200).contains(&problems.len()), "{}", problems.len());
}

#[test]
fn one_step_with_very_many_wrong_choices_is_read_soon() {
    let mut flow = String::from("flow: x\nlanguages: [en-US]\nstart: a\nsteps:\n  a:\n    menu: main\n    choices:\n");
    for choice in 0..5_000 {
        flow.push_str(&format!("      - {{ kye: 1, word: w{choice}, too: [nowhere] }}\n"));
    }
    assert!(!refused(flow).is_empty());
}

#[test]
fn odd_bytes_never_panic() {
    let seed = fastrand::u64(..);
    let mut random = fastrand::Rng::with_seed(seed);
    let sample = sample();
    for round in 0..150 {
        let mut letters: Vec<char> = sample.flow.1.chars().collect();
        for _ in 0..random.usize(1..6) {
            let at = random.usize(0..letters.len());
            match random.u8(0..3) {
                0 => drop(letters.remove(at)),
                1 => letters.insert(at, random.choice(ODD).unwrap()),
                _ => letters[at] = random.choice(ODD).unwrap(),
            }
        }
        let mut sources = sample.clone();
        sources.flow.1 = letters.into_iter().collect();
        let built = std::panic::catch_unwind(|| Bundle::build(sources.clone()).map(drop));
        let built = built.unwrap_or_else(|_| panic!("seed {seed}, round {round}: {}", sources.flow.1));
        if let Err(problems) = built {
            let printed = std::panic::catch_unwind(|| text(&problems, &sources, true));
            assert!(printed.is_ok(), "seed {seed}, round {round}: {}", sources.flow.1);
        }
    }
}

const ODD: [char; 24] = [
    '{', '}', '[', ']', ':', ',', '"', '\'', '#', '&', '*', '!', '|', '>', '%', '@', '\n', '\t', ' ', 'ä', '\u{feff}',
    '🧶', '0', '-',
];

#[test]
fn a_flow_of_a_thousand_steps_is_read_soon() {
    let mut flow = String::from(
        "flow: x\nlanguages: [en-US]\nstart: s0\ndesks: { care: }\n\
         people:\n  operator: { try: [ { ring: \"+15550111\" }, { message: hello, desk: care } ] }\n\
         prompts:\n  hello: { en-US: Hello. }\nsteps:\n  s1000: { settle: hello }\n",
    );
    for step in 0..1_000 {
        let next = step + 1;
        flow.push_str(&format!("  s{step}:\n    menu: hello\n    choices:\n"));
        flow.push_str(&format!("      - {{ key: 1, to: s{next} }}\n      - {{ key: 2, to: operator }}\n"));
    }
    let begun = Instant::now();
    let built = Bundle::build(Sources::new("long.yaml", flow));
    println!("a thousand steps: {:?}", begun.elapsed());
    assert_eq!(built.map(|(bundle, warnings)| (bundle.flow.steps.len(), warnings)), Ok((1_001, Vec::new())));
    assert!(begun.elapsed() < LIMIT);
}

#[test]
fn ways_that_could_take_quadratic_time_do_not() {
    let head = "flow: x\nlanguages: [en-US]\nstart: s0\n";
    let plain: String = (0..5_000).map(|step| format!("  s{step}: {{ next: s{} }}\n", step + 1)).collect();
    assert!(!refused(format!("{head}steps:\n{plain}")).is_empty());
    let words: String = (0..2_000).map(|list| format!("  w{list}: {{ en-US: [a, b, c, d] }}\n")).collect();
    let choices: String = (0..2_000).map(|list| format!("      - {{ words: w{list}, to: s0 }}\n")).collect();
    assert!(!refused(format!("{head}words:\n{words}steps:\n  s0:\n    menu: x\n    choices:\n{choices}")).is_empty());
    let keys: String = (0..5_000).map(|key| format!("  stepz{key}: 1\n")).collect();
    assert!(!refused(format!("{head}steps:\n  s0:\n  {}", keys.replace('\n', "\n  "))).is_empty());
    let rings = vec!["\"+15550111\""; 4_000].join(", ");
    assert!(
        !refused(format!("{head}lines: [{rings}]\npeople: {{ operator: {{ try: [ {{ ring: [{rings}] }} ] }} }}"))
            .is_empty()
    );
    assert_eq!(refused(format!("{head}lines: [{rings}, {rings}]"))[0].rule, "yaml");
}

/// A small line, to which hostile things are added.
const LINE: &str = "flow: x\nlanguages: [en-US]\nstart: m\ndesks: { care: }\n\
    people:\n  operator: { try: [ { ring: \"+15550111\" }, { message: hello, desk: care } ] }\n\
    prompts:\n  hello: { en-US: Hello. }\n\
    steps:\n  m: { menu: hello, choices: [ { key: 1, words: w, to: s } ] }\n  s: { settle: hello }\n\
    words:\n  w: { en-US: [go on] }\n";

/// What is said of a flow that has one thing too many.
#[track_caller]
fn says(flow: String, part: &str) {
    let begun = Instant::now();
    let problems = refused(flow);
    assert!(problems.iter().any(|problem| problem.says.contains(part)), "{problems:#?}");
    // A tenth of what reload allows, times ten for a busy machine.
    assert!(begun.elapsed() < LIMIT, "it took {:?}", begun.elapsed());
}

#[test]
fn parts_in_parts_are_looked_into_once_each() {
    let mut flow =
        LINE.replace("start: m", "start: p").replace("steps:\n", "steps:\n  p: { do: p0, exits: { done: m } }\n")
            + "parts:\n";
    for part in 0..6 {
        flow += &format!("  p{part}:\n    start: s0\n    exits: [done]\n    steps:\n");
        for step in 0..100 {
            let next = if step < 99 { format!("s{}", step + 1) } else { "done".to_owned() };
            flow += &match part {
                5 => format!("      s{step}: {{ say: hello, next: {next} }}\n"),
                _ => format!("      s{step}: {{ do: p{}, exits: {{ done: {next} }} }}\n", part + 1),
            };
        }
    }
    says(flow, "parts use parts too deeply here, or too often");
}

#[test]
fn what_parts_give_does_not_double_at_each_level() {
    let mut flow = LINE
        .replace("start: m", "start: p")
        .replace("steps:\n", "steps:\n  p: { do: p0, into: all, exits: { done: m } }\n")
        + "parts:\n";
    for part in 0..8 {
        flow += &format!("  p{part}:\n    start: a\n    exits: [done]\n    gives: [aa, bb]\n    steps:\n");
        for (step, next) in [("a", "b"), ("b", "done")] {
            flow += &match part {
                7 => format!("      {step}: {{ ask: hello, as: {{ digits: 4 }}, into: {step}{step}, next: {next} }}\n"),
                _ => format!("      {step}: {{ do: p{}, into: {step}{step}, exits: {{ done: {next} }} }}\n", part + 1),
            };
        }
    }
    says(flow, "at most 200 are kept");
}

#[test]
fn a_part_that_leads_to_itself_is_told_and_not_followed() {
    let part = "parts:\n  p: { start: a, exits: [done], steps: { a: { do: p, exits: { done: done } } } }\n";
    let uses = LINE.replace("start: m", "start: u").replace("steps:\n", "steps:\n  u: { do: p, exits: { done: m } }\n");
    says(uses + part, "this part leads into itself");
}

#[test]
fn languages_are_few_and_each_is_there_once() {
    let many = |tags: String| LINE.replace("[en-US]\nstart", &format!("[{tags}]\nstart"));
    says(many(vec!["en-US"; 1_500].join(", ")), "at most 20 languages");
    says(many("en-US, es-US, en-US".to_owned()), "the language `en-US` is here a second time");
}

#[test]
fn there_is_a_limit_to_whatever_is_compared_with_each_other() {
    for (key, most) in clew::flow::MOST {
        let more: String = (0..=*most).map(|at| format!("  x{at}: {{}}\n")).collect();
        let flow = match LINE.contains(&format!("\n{key}:")) {
            true => format!("flow: x\n{key}:\n{more}"),
            false => format!("{LINE}{key}:\n{more}"),
        };
        says(flow, &format!("a flow has at most {most} `{key}`"));
    }
}

#[test]
fn words_phrases_and_fields_have_limits() {
    let words: Vec<String> = (0..60_000).map(|word| format!("w{word}")).collect();
    let lookup = |gives: String| {
        format!(
            "{LINE}services: {{ c: {{ url: \"https://c.example\" }} }}\nlookups: {{ l: {{ get: c/x, gives: {gives} }} }}\n"
        )
    };
    says(lookup(format!("{{ a: \"{}\" }}", words.join("|"))), "one of at most 200 words, and these are 60000");
    let fields: Vec<String> = (0..4_900).map(|field| format!("f{field}: text")).collect();
    says(lookup(format!("{{ {} }}", fields.join(", "))), "at most 200 fields and words");
    says(LINE.replace("go on", &"a ".repeat(400_000)), "a phrase has at most 100 letters");
    let menu = LINE.replace("Hello.", &format!("\"{}\"", "For x, press 1. ".repeat(50_000)));
    says(menu, "a prompt has at most 2000 letters");
}

#[test]
fn all_files_of_a_flow_together_are_no_larger_than_one_may_be() {
    let flow = format!("{LINE}use: [parts/a.yaml, parts/b.yaml]\n");
    let mut sources = Sources::new("hostile.yaml", flow);
    for name in ["parts/a.yaml", "parts/b.yaml"] {
        sources.used.insert(name.to_owned(), "# nothing\n".repeat(60_000));
    }
    let problems = on_a_small_stack(sources).unwrap_err();
    assert!(problems[0].says.contains("more than 1000000 bytes"), "{problems:#?}");
}

#[test]
fn nothing_in_a_file_or_its_name_commands_the_terminal() {
    let bad = r#""se\e[31mt\x9b2J\u202etled""#;
    let lines = [
        format!("flow: {bad}\n"),
        format!(
            "flow: x\nlanguages: [{bad}]\nstart: {bad}\n{bad}: 1\nsteps:\n  a: {{ say: {bad}, next: {bad}, {bad}: 1 }}\n"
        ),
        sample().flow.1.replace("to: settled", &format!("to: {bad}")),
    ];
    for flow in lines {
        let sources = Sources::new("hos\u{1b}[31mtile.yaml", flow);
        let problems = Bundle::build(sources.clone()).map(drop).unwrap_err();
        let printed = text(&problems, &sources, false);
        let commands = |char: char| (char.is_control() && char != '\n') || char == '\u{202e}';
        assert!(!printed.contains(commands), "{printed:?}");
    }
}
