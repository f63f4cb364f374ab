//! `clew replay`: recorded calls, played again.

use std::path::PathBuf;

use clap::Args;

use super::{
    FAILED, FINE, Failed, PROBLEMS, USAGE, again,
    folder::{Folder, looked_at},
};
use crate::{
    call::CallKey,
    engine::replay,
    server::Bundles,
    store::{Sled, Store, StoreError},
};

/// `clew replay`: plays recorded calls again on the flow version that each was pinned to, and compares every turn; or,
/// with `--flow`, on another flow, and says who would have reached help sooner or later.
#[derive(Debug, Args)]
#[command(after_help = "clew replay                                      every turn comes out as it was\n\
                  clew replay --flow flows/parcels.yaml --since 7d   last week's callers on a changed flow\n\n\
                  With --flow, exit code 1 says that somebody would have been worse off.")]
pub struct Replay {
    /// A call, by its key as in the log; all calls without it. The service must not be running on the data folder
    call: Option<String>,
    #[command(flatten)]
    folder: Folder,
    /// Prints every turn
    #[arg(long, conflicts_with = "flow")]
    turns: bool,
    /// Plays them on this flow, a file or a folder of them, instead of their own
    #[arg(long, value_name = "NEW")]
    flow: Option<PathBuf>,
    /// Where that flow's prompts are; `../prompts` beside it without it
    #[arg(long, value_name = "FOLDER", requires = "flow")]
    prompts: Option<PathBuf>,
    /// Only calls that began within this time, such as 45m, 3h or 7d
    #[arg(long, value_name = "TIME", requires = "flow")]
    since: Option<String>,
    /// How it is told
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json"], requires = "flow")]
    format: String,
}

impl Replay {
    /// Runs it.
    pub fn run(&self) -> u8 {
        let wanted = match self.call.as_deref().map(str::parse::<CallKey>) {
            None => None,
            Some(Ok(key)) => Some(key),
            Some(Err(_)) => {
                complain!("a call is named by 32 hexadecimal digits, as in the log");
                return USAGE;
            }
        };
        if let Some(flow) = &self.flow {
            let since = self.since.as_deref();
            let wanted = again::Wanted { flow, prompts: self.prompts.as_deref(), since, call: wanted };
            return again::run(&wanted, &self.folder, self.format == "json");
        }
        match self.all(wanted) {
            Ok((0, different)) => {
                say!("no calls there");
                if different == 0 { FINE } else { PROBLEMS }
            }
            Ok((calls, 0)) => {
                say!("{calls} calls, each turn as it was");
                FINE
            }
            Ok((calls, different)) => {
                say!("{different} of {calls} calls differ");
                PROBLEMS
            }
            Err(Failed(code, says)) => {
                complain!("could not replay: {says}");
                code
            }
        }
    }

    /// How many calls were played, and how many of them differ.
    fn all(&self, wanted: Option<CallKey>) -> Result<(usize, usize), Failed> {
        let places = self.folder.places()?;
        let store = looked_at(&places)?;
        let bundles = Bundles::served_last(&places.data);
        let (mut calls, mut different) = (0, 0);
        let unread = |error: StoreError| Failed(FAILED, error.to_string());
        for key in store.calls().map_err(unread)?.into_iter().filter(|key| wanted.is_none_or(|wanted| wanted == *key)) {
            calls += 1;
            different += usize::from(!self.same(&store, &bundles, key).map_err(unread)?);
        }
        Ok((calls, different))
    }

    fn same(&self, store: &Sled, bundles: &Bundles, key: CallKey) -> Result<bool, StoreError> {
        let Some(saved) = store.load(key)? else { return Ok(false) };
        let Some(bundle) = bundles.pinned(saved.call.bundle) else {
            say!("{key}: its flow version {} is gone", saved.call.bundle);
            return Ok(false);
        };
        let journal = store.journal(key)?;
        let replayed = replay(&bundle.flow, &saved.call, &journal);
        if self.turns {
            for (at, turn) in replayed.turns.iter().enumerate() {
                let mark = if replayed.differs.contains(&at) { "differs" } else { "same" };
                say!("{key} {at} {mark}: {}", crate::call::transcript(&turn.call, &turn.orders).join("; "));
            }
        }
        for at in &replayed.differs {
            say!("{key}: turn {at} differs");
        }
        if !replayed.same_end {
            say!("{key}: the call ends differently");
        }
        Ok(replayed.same())
    }
}
