//! `clew promises`: the callbacks that are owed, and that one was seen to.

use clap::{Args, Subcommand};

use super::{
    Failed,
    columns::{as_json, columns, short},
    folder::Folder,
    inner::{Inner, with_inner},
    owed::{Done, cell},
    told,
};
use crate::server::inner::owed::PromiseRow;

/// `clew promises`: the callbacks that are owed, missed ones first, or that one was seen to.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "clew promises --due                     what is to be kept today\n\
                  clew promises done 3f2a91bc0d --by ada  somebody was rung back\n\n\
                  Numbers are shown whole, because they are there to be rung."
)]
pub struct Promises {
    #[command(subcommand)]
    act: Option<Act>,
    /// Only those to be kept today, where the desk is, and those that were missed
    #[arg(long, conflicts_with_all = ["missed", "all"])]
    due: bool,
    /// Only those that were missed
    #[arg(long, conflicts_with = "all")]
    missed: bool,
    /// Those that were seen to as well
    #[arg(long)]
    all: bool,
    /// Prints JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    folder: Folder,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Note that a callback was seen to
    Done(Done),
}

impl Promises {
    /// Runs it.
    pub fn run(&self) -> u8 {
        match &self.act {
            None => told(with_inner(&self.folder, async |inner| self.list(&inner).await)),
            Some(Act::Done(done)) => done.run("promise"),
        }
    }

    async fn list(&self, inner: &Inner) -> Result<Vec<String>, Failed> {
        let mut rows: Vec<PromiseRow> = inner.get("/promises").await?;
        rows.retain(|row| match (self.all, self.missed, self.due) {
            (true, _, _) => true,
            (_, true, _) => row.missed,
            (_, _, true) => row.done.is_none() && (row.missed || row.today),
            (false, false, false) => row.done.is_none(),
        });
        if self.json {
            return Ok(as_json(&rows));
        }
        if rows.is_empty() {
            return Ok(vec!["there are no such promises".to_owned()]);
        }
        let heads = ["id", "", "due", "desk", "about", "number", "seen to"];
        Ok(columns(&heads, &rows.iter().map(cells).collect::<Vec<_>>()))
    }
}

fn cells(row: &PromiseRow) -> Vec<String> {
    vec![
        short(&row.id).to_owned(),
        if row.missed { "MISSED" } else { "" }.to_owned(),
        row.due_there.clone(),
        row.desk.clone(),
        row.about.clone().unwrap_or_default(),
        row.number.clone(),
        cell(row.done.as_ref()),
    ]
}
