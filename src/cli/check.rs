//! `clew check`: what is wrong with flow files.

use std::path::PathBuf;

use clap::Args;

use super::{FAILED, FINE, PROBLEMS, shown};
use crate::server::read_flows;

/// `clew check`: everything that is wrong, at once.
#[derive(Debug, Args)]
pub struct Check {
    /// Flow files or folders; the sample line without any
    flows: Vec<PathBuf>,
    /// Where the prompts are; `../prompts` beside the flows without it
    #[arg(long)]
    prompts: Option<PathBuf>,
}

impl Check {
    /// Runs it.
    pub fn run(&self) -> u8 {
        let places: Vec<Option<&PathBuf>> =
            if self.flows.is_empty() { vec![None] } else { self.flows.iter().map(Some).collect() };
        places.into_iter().map(|place| self.check(place)).max().unwrap_or(FINE)
    }

    fn check(&self, place: Option<&PathBuf>) -> u8 {
        match read_flows(place.map(PathBuf::as_path), self.prompts.as_deref()) {
            Ok(Ok(files)) => {
                print!("{}", shown(&files.warnings));
                for bundle in &files.bundles {
                    println!("{}: fine, {} steps", bundle.flow.name, bundle.flow.steps.len());
                }
                FINE
            }
            Ok(Err(problems)) => {
                print!("{}", shown(&problems));
                PROBLEMS
            }
            Err(error) => {
                eprintln!("could not read {error}");
                FAILED
            }
        }
    }
}
