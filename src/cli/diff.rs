//! `clew diff`: what a change of a flow means for callers.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::{FAILED, FINE, Failed, PROBLEMS};
use crate::{
    flow::{Bundle, Concern, Difference, bounds_apart, diff, lines, prove},
    phone::printable,
    server::read_flows,
};

/// The form's version: it changes when a program that reads an earlier one could no longer do so.
const VERSION: u8 = 1;

/// `clew diff`: what a change means for callers, not for the lines of a file.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 the same for callers; 1 something is otherwise; 2 wrong usage; 3 a file could not \
                        be read, or a flow has errors."
)]
pub struct Diff {
    /// The flow as it was: a file, or a folder of them
    old: PathBuf,
    /// The flow as it is
    new: PathBuf,
    /// Where the prompts of the old one are; `../prompts` beside it without it
    #[arg(long, value_name = "FOLDER")]
    old_prompts: Option<PathBuf>,
    /// Where the prompts of the new one are
    #[arg(long, value_name = "FOLDER")]
    new_prompts: Option<PathBuf>,
    /// How it is told
    #[arg(long, default_value = "text", value_parser = ["text", "json"])]
    format: String,
}

/// What is otherwise in one flow.
struct Compared {
    flow: String,
    differences: Vec<Difference>,
}

impl Diff {
    /// Runs it.
    pub fn run(&self) -> u8 {
        let both = read(&self.old, self.old_prompts.as_ref())
            .and_then(|old| Ok((old, read(&self.new, self.new_prompts.as_ref())?)));
        let (old, new) = match both {
            Ok(both) => both,
            Err(Failed(code, says)) => {
                complain!("{}", printable(&says));
                return code;
            }
        };
        let compared = compared(&old, &new);
        let same = compared.iter().all(|one| one.differences.is_empty());
        match self.format.as_str() {
            "json" => show!("{}", as_json(&compared, same)),
            _ => tell(&compared, same),
        }
        if same { FINE } else { PROBLEMS }
    }
}

/// The flows at a place.
fn read(place: &Path, prompts: Option<&PathBuf>) -> Result<Vec<Bundle>, Failed> {
    let failed = |says| Failed(FAILED, says);
    match read_flows(Some(place), prompts.map(PathBuf::as_path)) {
        Ok(Ok(files)) => Ok(files.bundles),
        Ok(Err(flawed)) => {
            let first = flawed.first().map_or_else(String::new, crate::server::Flawed::first);
            Err(failed(format!("`{}` has errors: {first}; `clew check` shows all of them", place.display())))
        }
        Err(error) => Err(failed(format!("could not read {error}"))),
    }
}

/// The flows of both sides, by name; one flow each are compared whatever they are called.
fn compared(old: &[Bundle], new: &[Bundle]) -> Vec<Compared> {
    if let ([old], [new]) = (old, new) {
        return vec![one(old, new)];
    }
    let named = |all: &'_ [Bundle], name: &Bundle| all.iter().position(|bundle| bundle.flow.name == name.flow.name);
    let mut compared: Vec<Compared> = old
        .iter()
        .map(|was| match named(new, was).and_then(|at| new.get(at)) {
            Some(is) => one(was, is),
            None => whole(was, "is gone"),
        })
        .collect();
    compared.extend(new.iter().filter(|is| named(old, is).is_none()).map(|is| whole(is, "is new")));
    compared
}

fn one(old: &Bundle, new: &Bundle) -> Compared {
    let mut differences = diff(old, new);
    differences.extend(bounds_apart(&prove(old), &prove(new)));
    differences.sort_by_key(|difference| difference.concern);
    Compared { flow: new.flow.name.to_string(), differences }
}

fn whole(bundle: &Bundle, what: &str) -> Compared {
    let (about, what) = ("the whole flow".to_owned(), what.to_owned());
    let differences = vec![Difference { concern: Concern::Lines, about, what, was: None, is: None }];
    Compared { flow: bundle.flow.name.to_string(), differences }
}

fn tell(compared: &[Compared], same: bool) {
    let several = 1 < compared.len();
    for one in compared.iter().filter(|one| !one.differences.is_empty()) {
        if several {
            say!("{}:", printable(&one.flow));
        }
        lines(&one.differences).iter().for_each(|line| say!("{}", printable(line)));
    }
    if same {
        say!("the same for callers");
    }
}

fn as_json(compared: &[Compared], same: bool) -> String {
    let flows: Vec<_> =
        compared.iter().map(|one| json!({ "flow": one.flow, "differences": one.differences })).collect();
    format!("{:#}\n", json!({ "version": VERSION, "same": same, "flows": flows }))
}
