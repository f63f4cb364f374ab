//! What is owed to callers, promises and messages alike: that it was seen to.

use clap::Args;

use super::{
    Failed,
    columns::short,
    folder::Folder,
    inner::{Inner, part, with_inner},
    told, user,
};
use crate::server::inner::owed::{By, DoneRow, SeenTo};

/// That a promise or a message was seen to.
#[derive(Debug, Args)]
pub struct Done {
    /// The first characters of its id
    id: String,
    /// By whom; without it, who types this
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    folder: Folder,
}

impl Done {
    /// Runs it for a `promise` or a `message`.
    pub(super) fn run(&self, kind: &str) -> u8 {
        told(with_inner(&self.folder, async |inner| self.note(&inner, kind).await))
    }

    async fn note(&self, inner: &Inner, kind: &str) -> Result<Vec<String>, Failed> {
        let by = By { by: self.by.clone().unwrap_or_else(user) };
        let seen_to: SeenTo = inner.post(&format!("/{kind}s/{}/done", part(&self.id)), &by).await?;
        let before = if seen_to.before { " before" } else { "" };
        let SeenTo { id, done, .. } = seen_to;
        Ok(vec![format!("{kind} {} was seen to{before}, by {} at {}", short(&id), done.by, done.at)])
    }
}

/// Who has seen to it, and when; nothing while nobody has.
pub(super) fn cell(done: Option<&DoneRow>) -> String {
    done.map(|done| format!("{} by {}", done.at, done.by)).unwrap_or_default()
}
