//! `clew test`: the conversations beside the flows.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use clap::Args;

use super::{FAILED, FINE, PROBLEMS, line, line::Line, shown};
use crate::{
    call::{Moment, Number},
    flow::Bundle,
    phone::{
        Fault, Heard, Piece,
        conversation::{Conversation, Difference, Stimulus, compare, parse, rewrite},
        printable,
        twilio::{LineSetup, Phone},
    },
    server::read_flows,
};

/// The files that hold conversations, beside the flow of the same name.
const EXTENSION: &str = "calls";

/// `clew test`: runs the conversations beside the flows, through real documents, and shows what differs.
///
/// With `UPDATE=1` in the environment the files are rewritten with what really came.
#[derive(Debug, Args)]
#[command(after_help = "A conversation lies beside its flow: flows/library.calls beside flows/library.yaml.\n\
                        With UPDATE=1 in the environment the files are rewritten with what really came.\n\n\
                        line +15550140  from +15550123  at 2026-11-24 10:00\n\
                        > rings\n\
                        <   menu main\n\
                        > presses 0\n\
                        <   say connecting\n\
                        <   ring +15550141")]
pub struct Test {
    /// Flow files, conversation files or folders
    #[arg(default_value = "flows")]
    paths: Vec<PathBuf>,
    /// Where the prompts are; `../prompts` beside the flows without it
    #[arg(long)]
    prompts: Option<PathBuf>,
}

/// What became of conversations.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many were run.
    pub run: usize,
    /// What differs, ready to be shown.
    pub differences: Vec<String>,
}

impl Test {
    /// Runs it.
    #[must_use]
    pub fn run(&self) -> u8 {
        let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
        let mut all = Outcome::default();
        for path in &self.paths {
            match conversation_files(path) {
                Ok(files) => {
                    for file in files {
                        let outcome = run_file(&file, self.prompts.as_deref(), update);
                        all.run += outcome.run;
                        all.differences.extend(outcome.differences);
                    }
                }
                Err(error) => {
                    eprintln!("could not read `{}`: {error}", path.display());
                    return FAILED;
                }
            }
        }
        all.differences.iter().for_each(|difference| println!("{}", printable(difference)));
        match all.differences.len() {
            0 if all.run == 0 => println!("there are no conversations (*.{EXTENSION}) here"),
            0 => println!("{} conversations, all as written", all.run),
            differ => println!("{} conversations, {differ} not as written", all.run),
        }
        if all.differences.is_empty() { FINE } else { PROBLEMS }
    }
}

fn conversation_files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.with_extension(EXTENSION)]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path)? {
        let file = entry?.path();
        if file.extension().is_some_and(|extension| extension == EXTENSION) {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// Runs the conversations of one file on the flow beside it.
#[must_use]
pub fn run_file(file: &Path, prompts: Option<&Path>, update: bool) -> Outcome {
    match try_file(file, prompts, update) {
        Ok(outcome) => outcome,
        Err(says) => Outcome { run: 0, differences: vec![format!("{}: {says}", file.display())] },
    }
}

fn try_file(file: &Path, prompts: Option<&Path>, update: bool) -> Result<Outcome, String> {
    let source = fs::read_to_string(file).map_err(|error| error.to_string())?;
    let conversations = parse(&source).map_err(|error| error.to_string())?;
    let flow = file.with_extension("yaml");
    let files =
        read_flows(Some(&flow), prompts).map_err(|error| format!("the flow beside it could not be read: {error}"))?;
    let files = files.map_err(|problems| shown(&problems))?;
    let bundle = files.bundles.first().ok_or("there is no flow")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let mut outcome = Outcome::default();
    let mut actual = Vec::new();
    for conversation in &conversations {
        if let Some(says) = another_line(bundle, conversation) {
            return Err(says);
        }
        let played = runtime.block_on(play(bundle, conversation));
        outcome.run += 1;
        outcome.differences.extend(differences((file, &source), conversation, &played));
        actual.extend(played.into_iter().map(|exchange| exchange.lines));
    }
    if update {
        fs::write(file, rewrite(&source, &actual)).map_err(|error| error.to_string())?;
        outcome.differences.clear();
    }
    Ok(outcome)
}

/// What is wrong with a conversation on a number that is none of the flow's.
fn another_line(bundle: &Bundle, conversation: &Conversation) -> Option<String> {
    let lines: Vec<&str> = bundle.flow.lines.iter().map(Number::e164).collect();
    let answered = lines.is_empty() || lines.contains(&conversation.to.as_str());
    let (line, to) = (conversation.line, &conversation.to);
    (!answered).then(|| format!("line {line}: the flow does not answer {to}, but {}", lines.join(", ")))
}

/// What one stimulus led to.
struct Played {
    lines: Vec<String>,
    spoken: Vec<String>,
    fault: Option<String>,
}

fn differences(written: (&Path, &str), conversation: &Conversation, played: &[Played]) -> Option<String> {
    let (file, source) = written;
    let shown = file.display().to_string();
    for (exchange, played) in conversation.exchanges.iter().zip(played) {
        if let Some(fault) = &played.fault {
            return Some(format!("{shown}:{}: {fault}", exchange.line));
        }
        let difference: Option<Difference> = compare(&exchange.expected, &played.lines, &played.spoken);
        if let Some(difference) = difference {
            let stimulus = source.lines().nth(exchange.line.saturating_sub(1)).unwrap_or("");
            return Some(difference.shown(&shown, exchange.line, stimulus.trim_start_matches(['>', ' '])));
        }
    }
    None
}

/// Plays one conversation, exchange by exchange, on a line of its own.
async fn play(bundle: &Bundle, conversation: &Conversation) -> Vec<Played> {
    let mut line = Line::new(bundle, Moment::from_millis(conversation.at_ms));
    let mut rings = 0_usize;
    let mut phone = phone(conversation, rings, line.clone());
    let mut all = Vec::new();
    for exchange in &conversation.exchanges {
        let heard = match &exchange.does {
            Stimulus::Rings => {
                rings += 1;
                if 1 < rings {
                    let elapsed = phone.elapsed_ms();
                    phone = self::phone(conversation, rings, line.clone());
                    phone.later(elapsed);
                }
                phone.rings().await.map(Some)
            }
            Stimulus::Acts(act) => phone.acts(act).await.map(Some),
            Stimulus::Repeats => phone.repeats().await.map(Some),
            Stimulus::Later { seconds } => {
                phone.later(seconds.saturating_mul(1000));
                Ok(None)
            }
            Stimulus::Restarts => {
                line = line.restarted();
                *phone.network() = line.clone();
                Ok(None)
            }
        };
        all.push(played(&line, &call_id(rings), heard));
    }
    all
}

fn played(line: &Line, call_id: &str, heard: Result<Option<Heard>, Fault>) -> Played {
    match heard {
        Ok(None) => Played { lines: Vec::new(), spoken: Vec::new(), fault: None },
        Ok(Some(heard)) => {
            let over_by_caller = matches!(heard.then, crate::phone::State::Over { by: crate::phone::EndedBy::Caller });
            let lines = if over_by_caller { Vec::new() } else { line.transcript("twilio", call_id) };
            let spoken = heard.said.into_iter().map(|piece| match piece {
                Piece::Text { text, .. } => text,
                Piece::Audio { url } => url,
            });
            Played { lines, spoken: spoken.collect(), fault: None }
        }
        Err(fault) => Played { lines: Vec::new(), spoken: Vec::new(), fault: Some(fault.to_string()) },
    }
}

fn phone(conversation: &Conversation, rings: usize, line: Line) -> Phone<Line> {
    let setup = LineSetup {
        answer_url: format!("{}/twilio/call", line::BASE),
        status_url: format!("{}/twilio/status", line::BASE),
        from: conversation.from.clone().unwrap_or_else(|| "+266696687".to_owned()),
        to: conversation.to.clone(),
        call_id: call_id(rings.max(1)),
        secret: None,
    };
    Phone::new(setup, line).ringing_at(conversation.at_ms)
}

fn call_id(rings: usize) -> String {
    format!("CA{rings:032}")
}
