//! `clew calls`: the calls that there were, and one of them turn by turn.

use clap::{Args, Subcommand};

use super::{
    Failed,
    account::text,
    columns::{as_json, columns, lasted, short},
    folder::Folder,
    inner::{Inner, part, with_inner},
    told,
};
use crate::{
    engine::account::Account,
    server::inner::calls::{Row, Rows},
};

/// `clew calls`: lists calls, newest first, or shows one turn by turn.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "clew calls --since 7d --ended unsettled    lists last week's calls that settled nothing\n\
                  clew calls show 3f2a91bc0d              tells one, by the first characters of its id\n\n\
                  Moments are in UTC. What callers typed as an answer is told by its kind and length alone."
)]
pub struct Calls {
    #[command(subcommand)]
    act: Option<Act>,
    /// Only calls that began within this time, such as 45m, 3h or 7d
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Only calls that were left so
    #[arg(long, value_name = "HOW")]
    #[arg(value_parser = ["settled", "helped", "promised", "message-left", "unsettled", "running"])]
    ended: Option<String>,
    /// The most that are listed
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    most: u32,
    /// Prints JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    folder: Folder,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Tell a call turn by turn: what was done and heard, what was counted and decided, and why
    Show {
        /// The first characters of the call's id
        id: String,
        /// Prints JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        folder: Folder,
    },
}

impl Calls {
    /// Runs it.
    pub fn run(&self) -> u8 {
        told(match &self.act {
            None => with_inner(&self.folder, async |inner| self.list(&inner).await),
            Some(Act::Show { id, json, folder }) => with_inner(folder, async |inner| {
                let account: Account = inner.get(&format!("/calls/{}", part(id))).await?;
                Ok(if *json { as_json(&account) } else { text(&account) })
            }),
        })
    }

    async fn list(&self, inner: &Inner) -> Result<Vec<String>, Failed> {
        let mut query = format!("/calls?most={}", self.most);
        for (key, value) in [("since", &self.since), ("ended", &self.ended)] {
            if let Some(value) = value {
                query.push_str(&format!("&{key}={}", part(value)));
            }
        }
        let rows: Rows = inner.get(&query).await?;
        if self.json {
            return Ok(as_json(&rows));
        }
        if rows.calls.is_empty() {
            return Ok(vec!["there are no such calls".to_owned()]);
        }
        let heads = ["id", "began", "lasted", "line", "ended", "questions", "sum", "person"];
        let mut lines = columns(&heads, &rows.calls.iter().map(cells).collect::<Vec<_>>());
        lines.extend(
            Some(rows.more).filter(|more| 0 < *more).map(|more| format!("{more} more; --most shows more of them")),
        );
        Ok(lines)
    }
}

fn cells(row: &Row) -> Vec<String> {
    let person = row.person.as_ref().zip(row.why.as_ref()).map(|(person, why)| format!("{person}: {why}"));
    vec![
        short(&row.id).to_owned(),
        row.began.clone(),
        lasted(row.lasted_s),
        row.line.clone(),
        row.ended.clone(),
        row.questions.to_string(),
        row.sum.to_string(),
        person.unwrap_or_default(),
    ]
}
