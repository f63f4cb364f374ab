//! `clew check`: what is wrong with flow files.

use std::{collections::BTreeSet, io::IsTerminal, path::PathBuf};

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};
use serde_json::Value;

use super::{
    FAILED, FINE, PROBLEMS,
    format::{Format, parser},
    meant,
    repair::{left, repair},
};
use crate::{
    flow::{
        Bundle, Effort, Found, PACKS, Pack, Verdict, bounds, bounds_json, counted, prove, prove_with, standing, summary,
    },
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
    /// Holds the flows against a standard or a law as well, besides those that they name; can be given again
    #[arg(long = "standard", value_name = "NAME", value_parser = standards())]
    standards: Vec<&'static Pack>,
    /// Warnings count as problems
    #[arg(long)]
    strict: bool,
}

/// What came of looking at all files.
#[derive(Default)]
struct Checked {
    /// The flows that can be served.
    fine: Vec<Fine>,
    /// The flows that have problems, each problem once.
    flawed: Vec<Flawed>,
    /// What could not be read.
    unread: Vec<String>,
    /// How each flow keeps its standards.
    verdicts: Vec<(String, Vec<Verdict>)>,
}

/// A flow that can be served.
struct Fine {
    name: String,
    steps: usize,
    /// What is proven of its lines: for people, and for programs.
    bounds: (Vec<String>, Value),
}

/// How much is looked at for each bound where no more is asked for: a check is run at every change.
const EFFORT: Effort = Effort { states: 1_000, entries: 50_000, ..Effort::ALL };

/// Reads the name of a standard.
fn standards() -> impl TypedValueParser<Value = &'static Pack> {
    let names = PossibleValuesParser::new(PACKS.iter().map(|pack| pack.name));
    // Clap takes no name that is not one of them.
    names.try_map(|name| PACKS.iter().find(|pack| pack.name == name).copied().ok_or("there is no such standard"))
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
                    checked.flawed.extend(files.warnings);
                    files.bundles.into_iter().for_each(|bundle| self.judge(bundle, &mut checked));
                }
                Ok(Err(flawed)) => flawed.into_iter().for_each(|flawed| self.judge_flawed(flawed, &mut checked)),
                Err(error) => checked.unread.push(error.to_string()),
            }
        }
        once_each(&mut checked.flawed);
        checked
    }

    /// Holds a flow that can be served against standards, if there are any.
    fn judge(&self, bundle: Bundle, checked: &mut Checked) {
        let (name, steps) = (bundle.flow.name.to_string(), bundle.flow.steps.len());
        // What was proven when it was built is not proven again.
        let known = |_: &Bundle| if bundle.proofs.is_empty() { prove(&bundle) } else { bundle.proofs.clone() };
        let (judged, verdicts) = Bundle::judged(bundle.sources.clone(), &self.standards, &known);
        match judged {
            Ok((judged, _)) => {
                let proofs = if judged.proofs.is_empty() { prove_with(&judged, EFFORT) } else { judged.proofs.clone() };
                let bounds = (bounds(&judged, &proofs), bounds_json(&judged, &proofs));
                checked.fine.push(Fine { name: name.clone(), steps, bounds });
            }
            Err(problems) => checked.flawed.push(Flawed { sources: bundle.sources, problems, proofs: Vec::new() }),
        }
        checked.verdicts.push((name, verdicts));
    }

    /// The same for a flow that cannot be served: if only standards keep it from that, all of them are told.
    fn judge_flawed(&self, mut flawed: Flawed, checked: &mut Checked) {
        let known = |bundle: &Bundle| if flawed.proofs.is_empty() { prove(bundle) } else { flawed.proofs.clone() };
        let (judged, verdicts) = Bundle::judged(flawed.sources.clone(), &self.standards, &known);
        if let (Err(problems), false) = (judged, verdicts.is_empty()) {
            flawed.problems.extend(problems);
        }
        checked.verdicts.push((flawed.sources.flow.0.clone(), verdicts));
        checked.flawed.push(flawed);
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
                for Fine { name, steps, bounds } in &checked.fine {
                    say!("{}: fine, {steps} steps", printable(name));
                    bounds.0.iter().for_each(|line| say!("{}", printable(line)));
                }
                standing(&checked.verdicts).iter().for_each(|line| say!("{}", printable(line)));
                summary(&found).iter().for_each(|line| say!("{line}"));
            }
            Format::For(form) => {
                let bounds: Vec<Value> = checked.fine.iter().map(|fine| fine.bounds.1.clone()).collect();
                show!("{}", form.show_with(&found, &here(), &bounds));
            }
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
