//! `clew messages`: the messages that callers left, and that one was seen to.

use clap::{Args, Subcommand};

use super::{
    Failed,
    columns::{as_json, columns, lasted, short},
    folder::Folder,
    inner::{Inner, with_inner},
    owed::{Done, cell},
    told,
};
use crate::server::inner::owed::MessageRow;

/// `clew messages`: the messages that callers left and nobody has seen to, oldest first, or that one was seen to.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "clew messages done 3f2a91bc0d --by ada    somebody has listened and seen to it\n\n\
                  Numbers are shown whole, because they are there to be rung. The platform keeps the recording, and\n\
                  plays it at the address to whoever may hear it there."
)]
pub struct Messages {
    #[command(subcommand)]
    act: Option<Act>,
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
    /// Note that a message was listened to and seen to
    Done(Done),
}

impl Messages {
    /// Runs it.
    pub fn run(&self) -> u8 {
        match &self.act {
            None => told(with_inner(&self.folder, async |inner| self.list(&inner).await)),
            Some(Act::Done(done)) => done.run("message"),
        }
    }

    async fn list(&self, inner: &Inner) -> Result<Vec<String>, Failed> {
        let mut rows: Vec<MessageRow> = inner.get("/messages").await?;
        rows.retain(|row| self.all || row.done.is_none());
        if self.json {
            return Ok(as_json(&rows));
        }
        if rows.is_empty() {
            return Ok(vec!["there are no such messages".to_owned()]);
        }
        let heads = ["id", "left", "desk", "from", "length", "recording", "seen to"];
        Ok(columns(&heads, &rows.iter().map(cells).collect::<Vec<_>>()))
    }
}

fn cells(row: &MessageRow) -> Vec<String> {
    vec![
        short(&row.id).to_owned(),
        row.at_there.clone(),
        row.desk.clone(),
        row.from.clone(),
        lasted(u64::from(row.seconds)),
        row.url.clone(),
        cell(row.done.as_ref()),
    ]
}
