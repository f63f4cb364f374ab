//! The command line: one file a command. What they say goes through `out.rs`: `say!`, `show!` and `complain!`.
//!
//! Exit codes: 0 fine; 1 the flow has problems, a conversation or replay differs, or callers would be worse off;
//! 2 wrong usage or settings; 3 could not start or go on (an address in use, a store, a file).

#[macro_use]
mod out;

mod account;
mod again;
mod backends;
mod call;
mod caller;
mod calls;
mod check;
mod columns;
mod diff;
mod explain;
mod folder;
mod format;
mod graph;
mod inner;
mod last_resort;
pub mod line;
mod messages;
mod owed;
mod promises;
mod prove;
mod repair;
mod replay;
mod schema;
mod serve;
mod switch;
pub mod test;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};

use crate::{
    phone::printable,
    server::{Files, Flawed, read_flows},
};

/// Everything is fine.
pub const FINE: u8 = 0;
/// The flow has problems, or a conversation or a replay differs.
pub const PROBLEMS: u8 = 1;
/// Wrong usage or settings.
pub const USAGE: u8 = 2;
/// Could not start or go on.
pub const FAILED: u8 = 3;

/// Why a command was not carried out: its exit code, and what to say.
#[derive(Debug)]
struct Failed(u8, String);

/// Shows what a command has to show, line by line, or says why it failed; its exit code.
fn told(result: Result<Vec<String>, Failed>) -> u8 {
    match result {
        Ok(lines) => {
            lines.iter().for_each(|line| say!("{}", printable(line)));
            FINE
        }
        Err(Failed(code, says)) => {
            says.lines().for_each(|line| complain!("{}", printable(line)));
            code
        }
    }
}

/// Who types this, as the operating system says: behind `sudo`, who called it.
fn user() -> String {
    let named = ["SUDO_USER", "USER", "LOGNAME"].into_iter().find_map(|variable| std::env::var(variable).ok());
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| "somebody".to_owned())
}

/// clew answers a company's phone line, and keeps every caller out of endless menus.
#[derive(Debug, Parser)]
#[command(name = "clew", version, about)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer webhooks: the service itself
    Serve(serve::Serve),
    /// Show what is wrong with flow files
    Check(check::Check),
    /// Prove how long it can take, at most, until a caller is helped
    Prove(prove::Prove),
    /// Say what a rule of `check` finds, why that hurts a caller, and what to do
    Explain(explain::Explain),
    /// Print the JSON Schema of flow files, for editors
    Schema(schema::Schema),
    /// Draw a flow as a map: SVG, Mermaid or DOT, with the calls that went through it
    Graph(graph::Graph),
    /// Ring a flow from the terminal
    Call(call::Call),
    /// Run the conversations beside the flows
    Test(test::Test),
    /// Print the document for a platform's fallback address
    LastResort(last_resort::LastResort),
    /// Play recorded calls again: whether every turn is as it was, or what a changed flow would have meant for callers
    Replay(replay::Replay),
    /// Say what a change of a flow means for callers
    Diff(diff::Diff),
    /// Show the switches of the flows, and turn one
    Switch(switch::Switch),
    /// List the calls that there were, and tell one turn by turn
    Calls(calls::Calls),
    /// Show what is remembered of a caller; forget, mark or export it
    Caller(caller::Caller),
    /// List the callbacks that are owed, and note that one was seen to
    Promises(promises::Promises),
    /// List the messages that callers left, and note that one was seen to
    Messages(messages::Messages),
}

/// The names of all commands, for documents that list them.
#[must_use]
pub fn commands() -> Vec<String> {
    let line = <Line as clap::CommandFactory>::command();
    line.get_subcommands().map(|command| command.get_name().to_owned()).collect()
}

/// Runs the command line of this process.
#[must_use]
pub fn run() -> ExitCode {
    let code = match Line::parse().command {
        Command::Serve(serve) => serve.run(),
        Command::Check(check) => check.run(),
        Command::Prove(prove) => prove.run(),
        Command::Explain(explain) => explain.run(),
        Command::Graph(graph) => graph.run(),
        Command::Call(call) => call.run(),
        Command::Test(test) => test.run(),
        Command::LastResort(last_resort) => last_resort.run(),
        Command::Replay(replay) => replay.run(),
        Command::Diff(diff) => diff.run(),
        Command::Schema(schema) => schema.run(),
        Command::Switch(switch) => switch.run(),
        Command::Calls(calls) => calls.run(),
        Command::Caller(caller) => caller.run(),
        Command::Promises(promises) => promises.run(),
        Command::Messages(messages) => messages.run(),
    };
    ExitCode::from(out::ended(code))
}

/// The folder of flows that is meant where none is named, if it is there.
const FLOWS: &str = "flows";

/// The flows that are meant: those named, else the folder `flows`, else the built-in sample line, which is none. Says
/// which, if none are named.
fn meant(named: Option<&Path>) -> Option<PathBuf> {
    let meant = named.map(Path::to_path_buf).or_else(default_flows);
    match &meant {
        Some(_) if named.is_some() => {}
        Some(folder) => complain!("no flow is named: this is about those in `{}`", folder.display()),
        None => complain!("no flow is named, and there is no folder `{FLOWS}`: this is about the built-in sample line"),
    }
    meant
}

/// The folder `flows`, if it is there.
fn default_flows() -> Option<PathBuf> {
    Some(PathBuf::from(FLOWS)).filter(|folder| folder.is_dir())
}

/// The flows of a file or folder, or the sample line; else says what is wrong, and gives the exit code for that.
fn flows(place: Option<&Path>, prompts: Option<&Path>) -> Result<Files, u8> {
    flows_or(place, prompts, |problems| show!("{problems}"))
}

/// The same for a command whose standard output is a document: problems do not belong into that.
fn flows_of_document(place: Option<&Path>, prompts: Option<&Path>) -> Result<Files, u8> {
    flows_or(place, prompts, |problems| complain!("{}", problems.trim_end()))
}

fn flows_or(place: Option<&Path>, prompts: Option<&Path>, tell: impl FnOnce(&str)) -> Result<Files, u8> {
    match read_flows(place, prompts) {
        Ok(Ok(files)) => Ok(files),
        Ok(Err(flawed)) => {
            tell(&shown(&flawed));
            Err(PROBLEMS)
        }
        Err(error) => {
            complain!("could not read {error}");
            Err(FAILED)
        }
    }
}

/// All problems of flows, as a designer reads them.
fn shown(flawed: &[Flawed]) -> String {
    let styled = std::io::IsTerminal::is_terminal(&std::io::stdout());
    flawed.iter().map(|flawed| flawed.shown(styled)).collect()
}
