//! `clew caller`: what is remembered of a caller, and what staff may do about that.

use std::io::{BufRead, IsTerminal, Write};

use clap::{ArgGroup, Args, Subcommand, ValueEnum};

use super::{
    FAILED, Failed, USAGE,
    columns::{as_json, short},
    folder::Folder,
    inner::{Inner, with_inner},
    told,
};
use crate::server::inner::{
    caller::{Forgotten, Mark, Preference, Who},
    remembered::Remembered,
};

/// `clew caller`: what is remembered of a caller, and forgetting, marking and exporting it.
#[derive(Debug, Args)]
#[command(
    after_help = "A number is written like +15550123. With - in its place it is read from standard input, so that it \
                        does not stand\nin the list of processes:  echo +15550123 | clew caller show -"
)]
pub struct Caller {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Show what is remembered of a caller; private answers by their kind and length alone
    Show {
        #[command(flatten)]
        who: Whose,
        /// Prints JSON
        #[arg(long)]
        json: bool,
    },
    /// Forget a caller: the record and the calls; what is still owed to them stays until it is seen to
    Forget {
        #[command(flatten)]
        who: Whose,
        /// Forgets without asking
        #[arg(long)]
        yes: bool,
    },
    /// Mark what a caller prefers: a person at once, the line with nothing offered before it, or neither
    Prefer {
        #[command(flatten)]
        who: Whose,
        /// What they prefer
        what: What,
    },
    /// Mark a caller's group, or that more than one person calls from there
    #[command(group(ArgGroup::new("mark").required(true).multiple(true)))]
    Mark {
        #[command(flatten)]
        who: Whose,
        /// The group of callers, such as vip, as flows name it
        #[arg(long, value_name = "NAME", group = "mark", conflicts_with = "no_segment")]
        segment: Option<String>,
        /// Takes the caller out of any group
        #[arg(long, group = "mark")]
        no_segment: bool,
        /// More than one person calls from there: nothing of earlier calls is spoken or carried on
        #[arg(long, group = "mark", conflicts_with = "not_shared")]
        shared: bool,
        /// One person alone calls from there, as far as is known
        #[arg(long, group = "mark")]
        not_shared: bool,
    },
    /// Print everything that is kept of a caller as one JSON document, for a request of access under GDPR article 15
    ///
    /// The document holds the record, every call with its account and its journal, promises and messages; private
    /// answers are in it whole. Be sure that it goes to the caller and to nobody else.
    Export {
        #[command(flatten)]
        who: Whose,
    },
}

/// A caller, and where what is kept of them lies.
#[derive(Debug, Args)]
struct Whose {
    /// The caller's number, such as +15550123; - reads it from standard input
    number: String,
    #[command(flatten)]
    folder: Folder,
}

/// What a caller prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// They are connected to a person at once
    Person,
    /// Nothing is offered before the line begins
    Line,
    /// Neither: what was marked or learnt is taken away
    None,
}

impl Caller {
    /// Runs it.
    pub fn run(&self) -> u8 {
        told(match &self.act {
            Act::Show { who, json } => who.with(async |inner, who| {
                let remembered: Remembered = inner.post("/caller/show", &who).await?;
                Ok(if *json { as_json(&remembered) } else { shown(&remembered) })
            }),
            Act::Forget { who, yes } => forget(who, *yes),
            Act::Prefer { who, what } => {
                let prefers = match what {
                    What::Person => Preference::Person,
                    What::Line => Preference::Line,
                    What::None => Preference::None,
                };
                who.mark(Mark { prefers: Some(prefers), ..Mark::default() })
            }
            Act::Mark { who, segment, no_segment, shared, not_shared } => {
                let segment = segment.clone().or_else(|| no_segment.then(String::new));
                let shared = if *shared || *not_shared { Some(*shared) } else { None };
                who.mark(Mark { segment, shared, ..Mark::default() })
            }
            Act::Export { who } => who.with(async |inner, who| {
                let all: serde_json::Value = inner.post("/caller/export", &who).await?;
                Ok(as_json(&all))
            }),
        })
    }
}

impl Whose {
    /// The number as it was given, which the service reads.
    fn number(&self) -> Result<String, Failed> {
        let mut number = self.number.clone();
        if number == "-" {
            number.clear();
            let read = std::io::stdin().lock().read_line(&mut number);
            read.map_err(|error| Failed(FAILED, format!("could not read standard input: {error}")))?;
        }
        Ok(number.trim().to_owned())
    }

    fn with(&self, act: impl AsyncFnOnce(Inner, Who) -> Result<Vec<String>, Failed>) -> Result<Vec<String>, Failed> {
        let who = Who { number: self.number()? };
        with_inner(&self.folder, async |inner| act(inner, who).await)
    }

    fn mark(&self, mark: Mark) -> Result<Vec<String>, Failed> {
        self.with(async |inner, Who { number }| {
            let remembered: Remembered = inner.post("/caller/mark", &Mark { number, ..mark }).await?;
            Ok(shown(&remembered))
        })
    }
}

/// Forgets a caller, once that was confirmed.
fn forget(who: &Whose, yes: bool) -> Result<Vec<String>, Failed> {
    if !yes {
        if !std::io::stdin().is_terminal() || who.number == "-" {
            return Err(Failed(USAGE, "what is forgotten is gone: say --yes if that is meant".to_owned()));
        }
        show!("Everything that is remembered of this caller is removed, and cannot be had back. Type yes: ");
        let _shown = std::io::stdout().flush();
        let mut typed = String::new();
        let read = std::io::stdin().lock().read_line(&mut typed);
        read.map_err(|error| Failed(FAILED, format!("could not read standard input: {error}")))?;
        if typed.trim() != "yes" {
            return Ok(vec!["nothing was forgotten".to_owned()]);
        }
    }
    who.with(async |inner, who| Ok(forgotten(&inner.post("/caller/forget", &who).await?)))
}

fn forgotten(forgotten: &Forgotten) -> Vec<String> {
    let Forgotten { remembered, calls, promises_stay, messages_stay } = *forgotten;
    let removed = match remembered {
        true => format!("forgotten: the record of this caller, and {}", count(calls, "call")),
        false => "nothing was remembered of this caller".to_owned(),
    };
    let stays = [(promises_stay, "open promise", "promises"), (messages_stay, "unheard message", "messages")];
    let stays = stays.into_iter().filter(|(number, ..)| 0 < *number);
    let stays = stays.map(|(number, what, command)| format!("{} until seen to: clew {command}", stay(number, what)));
    std::iter::once(removed).chain(stays).collect()
}

fn stay(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what} stays") } else { format!("{number} {what}s stay") }
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// What is remembered, in words.
fn shown(remembered: &Remembered) -> Vec<String> {
    let Remembered { calls, matter, promise, language, prefers, segment, shared_since, marked_shared, shared, .. } =
        remembered;
    if !remembered.remembered {
        return vec!["nothing is remembered of this caller".to_owned()];
    }
    let mut lines = Vec::new();
    lines.extend(prefers.as_ref().map(|prefers| format!("{}, since {}: {}", prefers.what, prefers.since, prefers.why)));
    lines.extend(segment.as_ref().map(|segment| format!("belongs to the group {segment}")));
    lines.extend(language.as_ref().map(|language| format!("speaks {language}")));
    lines.extend(match (shared_since, shared) {
        (_, _) if *marked_shared => Some("more than one person calls from there, as somebody has marked".to_owned()),
        (Some(since), true) => Some(format!("more than one person calls from there, as showed last at {since}")),
        (None, true) => Some("more than one person seems to call from there: too many calls a day".to_owned()),
        (_, false) => None,
    });
    if let Some(open) = matter {
        let about = open.about.as_deref().unwrap_or("something");
        let (flow, sum, left) = (&open.flow, open.sum, &open.left);
        lines.push(format!("left open: {about}, in the flow {flow}, at {left}; the sum of its ledger is {sum}"));
        lines.extend(
            open.facts.iter().map(|fact| format!("  {}: {}, kept until {}", fact.name, fact.value, fact.until)),
        );
    }
    if let Some(promise) = promise {
        let about = promise.about.as_ref().map_or_else(String::new, |about| format!(" about {about}"));
        let missed = if promise.missed { ", which was MISSED" } else { "" };
        let (id, due) = (short(&promise.id), &promise.due);
        lines.push(format!("is owed a callback by {}{about}, due {due}{missed} (promise {id})", promise.desk));
    }
    lines.extend(calls.iter().map(|call| {
        let how = call.how.as_deref().unwrap_or("not over");
        let left = call.left.as_ref().map_or_else(String::new, |left| format!(", left {left}"));
        format!("call {} began {}{left}: {how}", short(&call.id), call.began)
    }));
    if lines.is_empty() {
        lines.push("a record that holds nothing".to_owned());
    }
    lines
}
