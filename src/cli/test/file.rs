//! Runs the conversations of one file.

use std::{fs, path::Path};

use super::{
    Case, Coverage, Outcome,
    play::{Played, play},
    scene::{conversations, read},
};
use crate::{
    cli::shown,
    phone::conversation::{Came, Conversation, compare, rewrite},
    server::read_flows,
};

/// The files that hold conversations, beside the flow of the same name.
pub(super) const EXTENSION: &str = "calls";

/// What is wanted of conversations.
pub(super) struct Wanted<'a> {
    /// Where the prompts are; beside the flow without it.
    pub prompts: Option<&'a Path>,
    /// Whether the file is rewritten with what came.
    pub update: bool,
    /// What the names of those that are run hold.
    pub filter: Option<&'a str>,
}

/// Runs the conversations of one file on the flow beside it.
#[must_use]
pub fn run_file(file: &Path, prompts: Option<&Path>, update: bool) -> Outcome {
    run_wanted(file, &Wanted { prompts, update, filter: None })
}

/// Runs those conversations of one file that are wanted, on the flow beside it.
pub(super) fn run_wanted(file: &Path, wanted: &Wanted<'_>) -> Outcome {
    match try_file(file, wanted) {
        Ok(outcome) => outcome,
        Err(says) => {
            let (file, name) = (file.display().to_string(), "can be run".to_owned());
            let says = format!("{file}: {says}");
            let case = Case { file, line: 1, name, millis: 0, difference: Some(says.clone()) };
            Outcome { differences: vec![says], cases: vec![case], ..Outcome::default() }
        }
    }
}

fn try_file(file: &Path, wanted: &Wanted<'_>) -> Result<Outcome, String> {
    let source = read(file)?;
    let flow = file.with_extension("yaml");
    let files = read_flows(Some(&flow), wanted.prompts)
        .map_err(|error| format!("the flow beside it could not be read: {error}"))?;
    let files = files.map_err(|problems| shown(&problems))?;
    let bundle = files.bundles.first().ok_or("there is no flow")?;
    let conversations = conversations(&source, bundle)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let mut outcome = Outcome::default();
    let mut coverage = Coverage::of(bundle);
    let mut actual = Vec::new();
    for conversation in conversations.iter().filter(|one| wanted.filter.is_none_or(|text| holds(&name(one), text))) {
        let run = runtime.block_on(play(bundle, conversation, &mut coverage));
        // What differs is written down; what cannot happen in a call is told all the same.
        let played = run.played.iter().map(|played| (played, !wanted.update || played.fault.is_some()));
        let difference = difference((file, &source), conversation, played);
        outcome.run += 1;
        outcome.differences.extend(difference.clone());
        outcome.cases.push(Case {
            file: file.display().to_string(),
            line: conversation.line,
            name: name(conversation),
            millis: run.millis,
            difference,
        });
        if let Some(last) = run.played.last().filter(|_| wanted.update) {
            let at = format!("{}:{}", file.display(), conversation.line);
            outcome.notes.extend(last.hints.iter().map(|hint| format!("{at}: {hint}")));
        }
        actual.extend(run.played.into_iter().map(|played| Came { orders: played.lines, spoken: played.spoken }));
    }
    let rewritten = if wanted.update { rewrite(&source, &actual) } else { source.clone() };
    if rewritten != source {
        fs::write(file, rewritten).map_err(|error| error.to_string())?;
        outcome.notes.push(format!("{}: rewritten with what came; read it", file.display()));
    }
    outcome.coverage.push(coverage);
    Ok(outcome)
}

fn name(conversation: &Conversation) -> String {
    conversation.title.clone().unwrap_or_else(|| format!("line {}", conversation.line))
}

/// Whether a name holds a text, in whatever case.
fn holds(name: &str, text: &str) -> bool {
    name.to_lowercase().contains(&text.to_lowercase())
}

/// The first exchange of those to be judged that is not as written, ready to be shown.
fn difference<'a>(
    written: (&Path, &str),
    conversation: &Conversation,
    played: impl Iterator<Item = (&'a Played, bool)>,
) -> Option<String> {
    let (file, source) = written;
    let file = file.display().to_string();
    let judged = conversation.exchanges.iter().zip(played).filter(|(_, (_, judged))| *judged);
    for (exchange, (played, _)) in judged {
        let mut says = match &played.fault {
            Some(fault) => format!("{file}:{}: {fault}\n", exchange.line),
            None => {
                let Some(difference) = compare(&exchange.expected, &played.lines, &played.spoken) else { continue };
                let stimulus = source.lines().nth(exchange.line.saturating_sub(1)).unwrap_or("");
                difference.shown(&file, exchange.line, stimulus.trim_start_matches(['>', ' ']))
            }
        };
        played.hints.iter().for_each(|hint| says.push_str(&format!("  ({hint})\n")));
        return Some(says);
    }
    None
}
