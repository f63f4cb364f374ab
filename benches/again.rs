//! How many recorded calls a second are played on a changed flow: `cargo bench --bench again`, or `-- 20000` for
//! another number of calls than 100,000.
//!
//! The calls are made at random through the engine, and kept in a store on disk; then `clew replay --flow` runs on them
//! as anybody would run it, on all processors. One run on a machine of its own.

#[path = "../tests/support/recorded.rs"]
mod recorded;

use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    path::Path,
    process::{Command, ExitCode},
    time::Instant,
};

use clew::{
    call::Moment,
    flow::{Bundle, sample},
    server::{Bundles, Files, open_store},
};
use recorded::{Recording, keep};

const CALLS: u64 = 100_000;

/// 2026-11-24 15:00 UTC.
const AT: Moment = Moment::from_millis(1_795_532_400_000);

fn main() -> ExitCode {
    let calls = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(CALLS);
    match measure(calls) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("could not measure: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(calls: u64) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir_in(".")?;
    let built = || Bundle::build(sample()).map(|(bundle, _warnings)| bundle).map_err(|_| "the sample has problems");
    let bundle = built()?;
    let data = folder.path().join("data");
    Bundles::keep(Files { bundles: vec![built()?], recordings: BTreeMap::new(), warnings: Vec::new() }, Some(&data))?;
    let began = Instant::now();
    let mut turns = 0;
    {
        let (store, _keyring) = open_store(&data, &folder.path().join("data.key"))?;
        let made = (0..calls).map(|number| {
            let mut random = fastrand::Rng::with_seed(number);
            let mut call = Recording::rings(&bundle, number, AT.plus_millis(random.u64(..604_800_000)));
            call.goes_on(&mut random);
            turns += call.journal.len();
            call.commit()
        });
        keep(&store, made);
    }
    println!("{calls} calls with {turns} events were made in {:.1} s", began.elapsed().as_secs_f64());
    fs::create_dir(folder.path().join("prompts"))?;
    for (language, (_, text)) in &bundle.sources.prompts {
        fs::write(folder.path().join("prompts").join(format!("{language}.yaml")), text)?;
    }
    let same = &bundle.sources.flow.1;
    run(folder.path(), "the same flow", same, calls)?;
    let heavier = format!("{same}\npatience: {{ questions: 12, weights: {{ lost: [30, 60, 60] }} }}\n");
    run(folder.path(), "heavier lost turns", &heavier, calls)?;
    let moved = same.replace("{ key: 1, words: parcel", "{ key: 4, words: parcel");
    for (language, (_, text)) in &bundle.sources.prompts {
        let text =
            text.replace("on its way, press 1", "on its way, press 4").replace("camino, marque 1", "camino, marque 4");
        fs::write(folder.path().join("prompts").join(format!("{language}.yaml")), text)?;
    }
    run(folder.path(), "an option on another key", &moved, calls)
}

fn run(folder: &Path, what: &str, flow: &str, calls: u64) -> Result<(), Box<dyn Error>> {
    fs::write(folder.join("new.yaml"), flow)?;
    let began = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_clew"));
    let command = command.env_clear().current_dir(folder).args(["replay", "--prompts", "prompts"]);
    let out = command.args(["--flow", "new.yaml", "--format", "json"]).output()?;
    let took = began.elapsed().as_secs_f64();
    let told = String::from_utf8_lossy(&out.stdout);
    let outcomes: serde_json::Value = serde_json::from_str(&told)
        .map_err(|error| format!("{error}: {told}{}", String::from_utf8_lossy(&out.stderr)))?;
    let each = f64::from(u32::try_from(calls)?) / took;
    println!(
        "{what}: {took:.1} s, {each:.0} calls a second; {}",
        outcomes.get("outcomes").unwrap_or(&serde_json::Value::Null)
    );
    Ok(())
}
