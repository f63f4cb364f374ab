//! How the time to read and check a flow grows with its steps, beside reading its YAML alone: `cargo bench --bench
//! reading`. Medians of alternating rounds in one run; only the ratios and the growth mean something.

use std::{
    fmt::Write as _,
    process::ExitCode,
    time::{Duration, Instant},
};

use clew::flow::{Bundle, Sources};

const STEPS: [usize; 5] = [10, 100, 300, 1_000, 3_000];
const ROUNDS: usize = 7;

fn main() -> ExitCode {
    println!("{:>6} {:>8} {:>12} {:>12} {:>8} {:>14}", "steps", "kB", "YAML alone", "whole check", "ratio", "a step");
    for steps in STEPS {
        let text = flow(steps);
        if let Err(problems) = Bundle::build(Sources::new("flow.yaml", text.clone())) {
            eprintln!("the flow of this benchmark is broken: {:?}", problems.first());
            return ExitCode::FAILURE;
        }
        let (mut yaml, mut whole) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            yaml.push(timed(|| serde_saphyr::from_str::<serde_json::Value>(&text).is_ok()));
            whole.push(timed(|| Bundle::build(Sources::new("flow.yaml", text.clone())).is_ok()));
        }
        let (yaml, whole) = (median(yaml), median(whole));
        let each = whole / u32::try_from(steps).unwrap_or(u32::MAX);
        let ratio = whole.as_secs_f64() / yaml.as_secs_f64();
        println!("{steps:>6} {:>8} {yaml:>12.1?} {whole:>12.1?} {ratio:>8.1} {each:>14.1?}", text.len() / 1_000);
    }
    ExitCode::SUCCESS
}

fn timed(work: impl FnOnce() -> bool) -> Duration {
    let begun = Instant::now();
    std::hint::black_box(work());
    begun.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// A line of so many steps of every common kind, each leading on and to another one near by.
fn flow(steps: usize) -> String {
    let mut flow = "flow: long\nlanguages: [en-US]\nlines: [\"+15550100\"]\ndesks: { care: {} }\n\
         people: { operator: { try: [{ ring: \"+15550111\" }, { message: leave, desk: care }] } }\n\
         services: { backend: { url: \"{config.backend}\" } }\n\
         lookups: { thing: { get: \"backend/{asked}\", gives: { state: text, due: date } } }\n\
         start: s0\nsteps:\n"
        .to_owned();
    let mut prompts = "prompts:\n  leave: { en-US: Please leave a message. }\n".to_owned();
    for at in 0..steps {
        let next = at + 1;
        let other = if at % 7 == 3 { at.saturating_sub(9) } else { (at + 23).min(steps) };
        let body = match at % 8 {
            0 | 1 => format!(
                "{{ menu: p{at}, choices: [{{ key: 1, words: w{at}, to: s{next} }}, {{ key: 2, to: s{other} }}] }}"
            ),
            2 => format!("{{ ask: p{at}, as: {{ digits: 6 }}, into: asked, next: s{next} }}"),
            3 => format!("{{ confirm: p{at}, yes: s{next}, no: s{other} }}"),
            4 => format!("{{ lookup: thing, next: s{next}, missing: {{ say: p{at}, forget: asked, to: s{other} }} }}"),
            5 => format!("{{ branch: \"today <= 2030-01-01 and known(asked)\", yes: s{next}, no: s{other} }}"),
            6 => format!("{{ say: p{at}, next: s{next} }}"),
            _ => format!("{{ settle: p{at}, next: s{next} }}"),
        };
        let _written = writeln!(flow, "  s{at}: {body}");
        if at % 8 != 5 {
            let _written =
                writeln!(prompts, "  p{at}: {{ en-US: \"Text number {at}. For yes, press 1. For no, press 2.\" }}");
        }
    }
    let words: String =
        (0..steps).filter(|at| at % 8 < 2).map(|at| format!("  w{at}: {{ en-US: [word {at}] }}\n")).collect();
    format!("{flow}  s{steps}: {{ settle: leave }}\nwords:\n{words}{prompts}")
}
