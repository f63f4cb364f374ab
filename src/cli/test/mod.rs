//! `clew test`: the conversations beside the flows.
//!
//! Invariant: each conversation rings a line of its own, through real documents, and what differs is shown at its
//! place. Nothing outside is asked: lookups are answered by the conversation alone.
//!
//! To add a report: its function in `report.rs`, and its option in [`Test`].

mod coverage;
mod file;
mod mocks;
mod play;
mod report;
mod scene;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use clap::Args;

pub use coverage::Coverage;
pub use file::run_file;
pub use mocks::{Mock, Mocks, Reply};
pub use report::{json, junit};
pub use scene::{Told, misfitting, scene, unknown_names};

use super::{FAILED, FINE, PROBLEMS, USAGE};
use crate::phone::printable;
use file::{EXTENSION, Wanted, run_wanted};

/// `clew test`: runs the conversations beside the flows, through real documents, and shows what differs.
///
/// With `UPDATE=1` in the environment the files are rewritten with what really came.
#[derive(Debug, Args)]
#[command(after_help = "A conversation lies beside its flow: flows/library.calls beside flows/library.yaml.\n\
                        With UPDATE=1 in the environment the files are rewritten with what really came.\n\n\
                        # The comment above a conversation is its name.\n\
                        line +15550140  from +15550123  at 2026-11-24 10:00\n\
                        lookup book answers { title: \"Middlemarch\", due: 2026-12-01 }\n\
                        > rings\n\
                        <   menu main\n\
                        > presses 0\n\
                        <   say connecting\n\
                        <   ring +15550141\n\n\
                        Exit codes: 0 all as written; 1 something differs, or less was gone through than --coverage\n\
                        wants; 2 wrong usage; 3 a file could not be read or written.")]
pub struct Test {
    /// Flow files, conversation files or folders
    #[arg(default_value = "flows")]
    paths: Vec<PathBuf>,
    /// Where the prompts are; `../prompts` beside the flows without it
    #[arg(long)]
    prompts: Option<PathBuf>,
    /// Runs the conversations whose name holds this text
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// How much of each flow's steps and exits the conversations must go through, in percent
    #[arg(long, value_name = "N%", value_parser = percent, conflicts_with = "filter")]
    coverage: Option<u8>,
    /// Writes what came of it as JUnit's XML
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Writes what came of it as JSON; `-` is standard output
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// What became of conversations.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many were run.
    pub run: usize,
    /// What differs, ready to be shown.
    pub differences: Vec<String>,
    /// Each conversation; a file that could not be run is one too.
    pub cases: Vec<Case>,
    /// What was gone through, of each flow.
    pub coverage: Vec<Coverage>,
    /// What was rewritten, and what its author may have forgotten.
    pub notes: Vec<String>,
}

/// What became of one conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The file that it stands in.
    pub file: String,
    /// The line of its header, from 1.
    pub line: usize,
    /// The comment above its header, or its line.
    pub name: String,
    /// How much of the caller's time went by, in milliseconds.
    pub millis: u64,
    /// How it differs from what is written, ready to be shown.
    pub difference: Option<String>,
}

impl Outcome {
    /// Takes in what became of more of them.
    pub fn add(&mut self, more: Self) {
        self.run += more.run;
        self.differences.extend(more.differences);
        self.cases.extend(more.cases);
        self.coverage.extend(more.coverage);
        self.notes.extend(more.notes);
    }
}

impl Test {
    /// Runs it.
    #[must_use]
    pub fn run(&self) -> u8 {
        let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
        if update && self.filter.is_some() {
            complain!("UPDATE=1 rewrites whole files, so --filter cannot be with it");
            return USAGE;
        }
        let wanted = Wanted { prompts: self.prompts.as_deref(), update, filter: self.filter.as_deref() };
        let mut all = Outcome::default();
        let mut untested = Vec::new();
        for path in &self.paths {
            match conversation_files(path) {
                Ok((files, without)) => {
                    files.iter().for_each(|file| all.add(run_wanted(file, &wanted)));
                    untested.extend(without);
                }
                Err(error) => {
                    complain!("could not read `{}`: {error}", path.display());
                    return FAILED;
                }
            }
        }
        self.tell(&all);
        match self.report(&all) {
            Ok(()) => self.code(&all, &untested),
            Err(error) => {
                complain!("could not write {error}");
                FAILED
            }
        }
    }

    /// Says what came of it.
    fn tell(&self, all: &Outcome) {
        all.differences.iter().for_each(|difference| self.say(difference));
        if self.filter.is_none() {
            all.coverage.iter().for_each(|coverage| self.say(&coverage.shown()));
        }
        all.notes.iter().for_each(|note| self.say(note));
        self.say(&match all.differences.len() {
            0 if all.run == 0 && self.filter.is_some() => return,
            0 if all.run == 0 => format!("there are no conversations (*.{EXTENSION}) here"),
            0 => format!("{} conversations, all as written", all.run),
            differ => format!("{} conversations, {differ} not as written", all.run),
        });
    }

    /// A line for people: beside standard output where a program reads that.
    fn say(&self, line: &str) {
        if self.json.as_deref() == Some(Path::new("-")) {
            complain!("{}", printable(line));
        } else {
            say!("{}", printable(line));
        }
    }

    fn report(&self, all: &Outcome) -> io::Result<()> {
        if let Some(file) = &self.junit {
            write(file, &junit(all)?)?;
        }
        match &self.json {
            Some(file) if file == Path::new("-") => show!("{}", json(all)),
            Some(file) => write(file, &json(all))?,
            None => {}
        }
        Ok(())
    }

    fn code(&self, all: &Outcome, untested: &[PathBuf]) -> u8 {
        let mut code = if all.differences.is_empty() { FINE } else { PROBLEMS };
        if let Some(filter) = self.filter.as_ref().filter(|_| all.run == 0 && code == FINE) {
            complain!("no conversation's name holds `{}`", printable(filter));
            code = USAGE;
        }
        let Some(percent) = self.coverage else { return code };
        for flow in untested {
            self.say(&format!("{}: no conversation goes through it", flow.display()));
            code = PROBLEMS;
        }
        for coverage in all.coverage.iter().filter(|coverage| !coverage.reaches(percent)) {
            self.say(&format!("{}: less than {percent} % of the steps and exits were gone through", coverage.flow));
            code = PROBLEMS;
        }
        code
    }
}

/// The conversation files at a place, and the flows of a folder without one.
fn conversation_files(path: &Path) -> io::Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    if path.is_file() {
        return Ok((vec![path.with_extension(EXTENSION)], Vec::new()));
    }
    let (mut files, mut flows) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(path)? {
        let file = entry?.path();
        match file.extension().and_then(|extension| extension.to_str()) {
            Some(EXTENSION) => files.push(file),
            Some("yaml" | "yml") => flows.push(file),
            Some(_) | None => {}
        }
    }
    flows.retain(|flow| !files.contains(&flow.with_extension(EXTENSION)));
    files.sort();
    flows.sort();
    Ok((files, flows))
}

fn write(file: &Path, text: &str) -> io::Result<()> {
    fs::write(file, text).map_err(|error| io::Error::new(error.kind(), format!("`{}`: {error}", file.display())))
}

/// Reads `90%` or `90`.
fn percent(text: &str) -> Result<u8, String> {
    let number = text.strip_suffix('%').unwrap_or(text).trim().parse().ok().filter(|percent| *percent <= 100);
    number.ok_or_else(|| "write it like 90%, up to 100%".to_owned())
}
