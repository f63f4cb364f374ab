//! `clew check`: what is wrong with flow files.

use std::{collections::BTreeSet, io::IsTerminal, path::PathBuf};

use clap::Args;

use super::{
    FAILED, FINE, PROBLEMS,
    format::{Format, parser},
    meant,
    repair::{left, repair},
};
use crate::{
    flow::{Found, counted, summary},
    phone::printable,
    server::{Flawed, read_flows},
};

/// `clew check`: everything that is wrong, at once.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 no errors; 1 errors, with --strict warnings too; 2 wrong usage; \
                        3 a file could not be read or written.")]
pub struct Check {
    /// Flow files or folders; without any the folder `flows` if there is one, else the built-in sample line
    flows: Vec<PathBuf>,
    /// Where the prompts are; `../prompts` beside the flows without it
    #[arg(long)]
    prompts: Option<PathBuf>,
    /// For people, or for programs: our own JSON, SARIF 2.1.0, annotations of GitHub, a code quality report of GitLab
    #[arg(long, default_value = "text", value_parser = parser())]
    format: Format,
    /// Writes what can only have been meant into the files, and checks them again; suggestions are left to you
    #[arg(long, requires = "flows")]
    fix: bool,
    /// Warnings count as problems
    #[arg(long)]
    strict: bool,
}

/// What came of looking at all files.
#[derive(Default)]
struct Checked {
    /// The flows that can be served, and how many steps each has.
    fine: Vec<(String, usize)>,
    /// The flows that have problems, each problem once.
    flawed: Vec<Flawed>,
    /// What could not be read.
    unread: Vec<String>,
}

impl Check {
    /// Runs it.
    pub fn run(&self) -> u8 {
        let places = match self.flows.as_slice() {
            [] => vec![meant(None)],
            flows => flows.iter().cloned().map(Some).collect(),
        };
        let mut checked = self.look(&places);
        let mut unwritten = false;
        if self.fix {
            let repaired = repair(&checked.flawed);
            self.tell(&repaired.made);
            if let Err(error) = repaired.write() {
                complain!("could not write {error}");
                unwritten = true;
            }
            checked = self.look(&places);
            self.tell(left(&checked.flawed).as_slice());
        }
        self.show(&checked);
        checked.unread.iter().for_each(|error| complain!("could not read {error}"));
        if checked.unread.is_empty() && !unwritten { self.code(&checked) } else { FAILED }
    }

    fn look(&self, places: &[Option<PathBuf>]) -> Checked {
        let mut checked = Checked::default();
        for place in places {
            match read_flows(place.as_deref(), self.prompts.as_deref()) {
                Ok(Ok(files)) => {
                    let fine =
                        files.bundles.iter().map(|bundle| (bundle.flow.name.to_string(), bundle.flow.steps.len()));
                    checked.fine.extend(fine);
                    checked.flawed.extend(files.warnings);
                }
                Ok(Err(flawed)) => checked.flawed.extend(flawed),
                Err(error) => checked.unread.push(error.to_string()),
            }
        }
        once_each(&mut checked.flawed);
        checked
    }

    fn show(&self, checked: &Checked) {
        let found: Vec<Found<'_>> = checked
            .flawed
            .iter()
            .map(|flawed| Found { problems: &flawed.problems, sources: &flawed.sources })
            .collect();
        match self.format {
            Format::Text => {
                let styled = std::io::stdout().is_terminal();
                checked.flawed.iter().for_each(|flawed| show!("{}", flawed.shown(styled)));
                checked.fine.iter().for_each(|(name, steps)| say!("{}: fine, {steps} steps", printable(name)));
                summary(&found).iter().for_each(|line| say!("{line}"));
            }
            Format::For(form) => show!("{}", form.show(&found, &here())),
        }
    }

    /// Says what was repaired or left, where programs do not look for problems.
    fn tell(&self, made: &[String]) {
        for line in made {
            match self.format {
                Format::Text => say!("{}", printable(line)),
                Format::For(_) => complain!("{}", printable(line)),
            }
        }
    }

    fn code(&self, checked: &Checked) -> u8 {
        let counts = checked.flawed.iter().map(|flawed| counted(&flawed.problems));
        let (errors, warnings) = counts.fold((0, 0), |all, more| (all.0 + more.0, all.1 + more.1));
        if 0 < errors || (self.strict && 0 < warnings) { PROBLEMS } else { FINE }
    }
}

/// Drops what was found in a file before: flows share their prompts.
fn once_each(flawed: &mut Vec<Flawed>) {
    let mut seen = BTreeSet::new();
    for one in flawed.iter_mut() {
        one.problems.retain(|problem| seen.insert((problem.place.clone(), problem.rule, problem.says.clone())));
    }
    flawed.retain(|one| !one.problems.is_empty());
}

/// The folder that names of files are relative to; without one they stay as they are.
fn here() -> String {
    std::env::current_dir().map(|folder| folder.display().to_string()).unwrap_or_default()
}
