//! The frustration detector on real phone calls: `cargo bench --bench detector -- PATH/BETOLD_valid.json`.
//!
//! BETOLD (github.com/telepathylabsai/BETOLD_dataset, Apache-2.0) holds calls with a machine that books appointments;
//! a call is *in trouble* (`luhf`) when the caller hung up, or asked to be forwarded, late in it. Here the engine's own
//! guards judge those calls turn by turn, as they do in a call of ours; `mapping` says what stands for what, and what
//! the calls cannot show.
//!
//! Invariant: everything is measured on the part to tune, about 60 % of the calls, chosen by a hash of their position
//! before anything is looked at (`data::part`). The rest is kept aside for `--final`: run it once, when the weights are
//! decided, and never choose anything by it. `--tune` searches for better weights; `--json` prints all as JSON.

mod baselines;
mod data;
mod mapping;
mod print;
mod report;
mod score;
mod tune;
mod weights;

use std::{collections::BTreeSet, path::Path, process::ExitCode};

use data::{Part, Recorded};
use report::Report;
use score::Sample;

const USAGE: &str = "detector PATH/BETOLD_valid.json [--tune] [--json] [--final]: measures the frustration detector on \
                     the calls of github.com/telepathylabsai/BETOLD_dataset";

fn main() -> ExitCode {
    // Cargo passes `--bench` to a benchmark, and nothing when it runs all of them as tests.
    let (flags, paths): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|word| word.starts_with("--"));
    let [path] = paths.as_slice() else {
        eprintln!("{USAGE}");
        return ExitCode::SUCCESS;
    };
    let known = ["--bench", "--tune", "--json", "--final"];
    let done = match flags.iter().find(|flag| !known.contains(&flag.as_str())) {
        Some(flag) => Err(format!("unknown flag `{flag}`; {USAGE}")),
        None => run(Path::new(path), &|flag| flags.iter().any(|given| given == flag)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(path: &Path, wants: &dyn Fn(&str) -> bool) -> Result<(), String> {
    let calls = data::read(path)?;
    let unnamed: BTreeSet<&str> = calls.iter().flat_map(|call| mapping::unnamed(&call.utterances)).collect();
    if !unnamed.is_empty() {
        eprintln!("intents that the mapping does not name, taken for words that tell something: {unnamed:?}");
    }
    let to_tune = samples(&calls, |part| if let Part::ToTune { fold } = part { Some(fold) } else { None });
    let mut reports = vec![Report::new("part to tune", &to_tune)?];
    if wants("--tune") {
        reports.iter_mut().for_each(|report| report.search = tune::search(&to_tune));
    }
    if wants("--final") {
        let kept_aside = samples(&calls, |part| (part == Part::KeptAside).then_some(0));
        reports.push(Report::new("part kept aside", &kept_aside)?);
    }
    if wants("--json") {
        println!("{}", serde_json::to_string_pretty(&reports).map_err(|error| error.to_string())?);
    } else {
        reports.iter().for_each(print::report);
    }
    Ok(())
}

/// The calls of a part, each with its fold.
fn samples(calls: &[Recorded], fold: impl Fn(Part) -> Option<u8>) -> Vec<Sample<'_>> {
    let sample = |(at, call)| Some(Sample::new(call, fold(data::part(at))?));
    calls.iter().enumerate().filter_map(sample).collect()
}
