//! `clew prove`: how long it can take at most until a caller of a flow is helped.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use clap::Args;
use serde_json::Value;

use super::{FAILED, FINE, PROBLEMS, meant, shown};
use crate::{
    flow::{Bundle, Effort, Proof, account, account_json, conversations, prove_with},
    phone::printable,
    server::{Flawed, read_flows},
};

/// `clew prove`: the full account of the bounds of each line.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 proven; 1 a flow has problems, or breaks what it promises its callers;\n\
                        2 wrong usage; 3 a file could not be read or written.")]
pub struct Prove {
    /// A flow file or a folder; without it the folder `flows` if there is one, else the built-in sample line
    flow: Option<PathBuf>,
    /// Where the prompts are; `../prompts` beside the flow without it
    #[arg(long)]
    prompts: Option<PathBuf>,
    /// For people, or for programs
    #[arg(long, default_value = "text", value_parser = ["text", "json"])]
    format: String,
    /// How many states are looked at for each bound, at most: more of them bring bounds closer
    #[arg(long, value_name = "N", default_value_t = Effort::default().states)]
    states: usize,
    /// Writes the worst calls as conversations that `clew test` replays; into a folder as FLOW.calls, one file a flow
    #[arg(long, value_name = "DIR_OR_FILE")]
    path: Option<PathBuf>,
}

impl Prove {
    /// Runs it.
    pub fn run(&self) -> u8 {
        let (bundles, code) = match read_flows(meant(self.flow.as_deref()).as_deref(), self.prompts.as_deref()) {
            Ok(Ok(files)) => (files.bundles, FINE),
            Ok(Err(flawed)) => (told(&flawed), PROBLEMS),
            Err(error) => {
                complain!("could not read {error}");
                return FAILED;
            }
        };
        let effort = Effort { states: self.states, ..Effort::default() };
        let mut all = Vec::new();
        for bundle in &bundles {
            // What was proven when it was built is not proven again.
            let known = effort == Effort::default() && !bundle.proofs.is_empty();
            let proofs = if known { bundle.proofs.clone() } else { prove_with(bundle, effort) };
            if let Err(says) = self.write(bundle, &proofs) {
                complain!("could not write {says}");
                return FAILED;
            }
            if self.format == "json" {
                all.push(account_json(bundle, &proofs, effort));
            } else {
                account(bundle, &proofs, effort).iter().for_each(|line| say!("{}", printable(line)));
            }
        }
        if self.format == "json" {
            say!("{:#}", Value::Array(all));
        }
        code
    }

    /// Writes the worst calls where that is wanted. What lies there already is never written over.
    fn write(&self, bundle: &Bundle, proofs: &[Proof]) -> Result<(), String> {
        let Some(place) = &self.path else { return Ok(()) };
        let named = Path::new(&bundle.sources.flow.0).with_extension("calls");
        let file =
            if place.is_dir() { place.join(named.file_name().unwrap_or(named.as_os_str())) } else { place.clone() };
        let written = fs::File::create_new(&file)
            .and_then(|mut opened| opened.write_all(conversations(bundle, proofs).as_bytes()));
        written.map_err(|error| format!("`{}`: {error}", file.display()))
    }
}

/// Says what is wrong with flows. Those that only break a standard or what they promise can be proven all the same.
fn told(flawed: &[Flawed]) -> Vec<Bundle> {
    shown(flawed).lines().for_each(|line| complain!("{line}"));
    flawed.iter().filter_map(|flawed| Bundle::again(flawed.sources.clone()).ok()).map(|(bundle, _)| bundle).collect()
}
