//! The sweep: finishes calls that never said goodbye, because the platform's last word on them was lost, and removes
//! what is older than it may be kept.

use std::{sync::Arc, time::Duration};

use tracing::{info, warn};

use super::Server;
use crate::{
    call::{CallKey, Ending, Event, EventKind, Moment},
    store::{Keep, Removed, Saved, StoreError},
};

/// How often the calls are looked through.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// How long a call may be silent. Twilio ends a dial after 4 hours (`timeLimit` 14400, twilio-node types), and no wait
/// of ours is longer; an hour is added for what comes late.
const SILENT_MAX_MS: u64 = 5 * 60 * 60 * 1000;

/// Sweeps for as long as the service runs.
pub async fn sweep(server: Arc<Server>, keep: Keep) {
    loop {
        tokio::time::sleep(EVERY).await;
        match server.finish_silent().await {
            Ok(0) => {}
            Ok(finished) => info!(finished, "finished calls that never said goodbye"),
            Err(error) => warn!(%error, "could not look for calls that never said goodbye"),
        }
        if let Err(error) = server.purge(keep).await {
            warn!(%error, "could not remove all that is older than it may be kept");
        }
    }
}

impl Server {
    /// Finishes every call that has been silent for longer than a call can be; returns how many.
    ///
    /// # Errors
    /// When the store cannot list its calls. A call that cannot be read is left out, with a warning.
    pub async fn finish_silent(&self) -> Result<usize, StoreError> {
        let mut finished = 0;
        for key in self.store.calls()? {
            match self.finish_if_silent(key).await {
                Ok(ended) => finished += usize::from(ended),
                Err(error) => warn!(call = %key, %error, "could not look at a call that may have ended"),
            }
            // One call after the other, and webhooks in between.
            tokio::task::yield_now().await;
        }
        Ok(finished)
    }

    /// Removes what is older than it may be kept, away from the threads that answer; says how much.
    ///
    /// # Errors
    /// When the store cannot go on; what was removed until then stays removed.
    pub async fn purge(&self, keep: Keep) -> Result<Removed, StoreError> {
        let (store, now) = (Arc::clone(&self.store), self.clock.now());
        let removed = tokio::task::spawn_blocking(move || store.purge(&keep, now)).await;
        let removed = removed.unwrap_or_else(|_panic| Err(StoreError::new("removing panicked")))?;
        if !removed.is_nothing() {
            let Removed { calls, callers, messages, promises } = removed;
            info!(calls, callers, messages, promises, "removed what was older than it may be kept");
        }
        Ok(removed)
    }

    async fn finish_if_silent(&self, key: CallKey) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let silent = |saved: &Saved| SILENT_MAX_MS < now.millis_since(saved.call.last);
        if !self.store.load(key)?.is_some_and(|saved| !saved.call.ended() && silent(&saved)) {
            return Ok(false);
        }
        let slot = self.calls.slot(key);
        let kept = slot.lock().await;
        self.finish(key, kept, now, &silent).await
    }

    /// Finishes a call that is not over, if it is still of that kind; whether it did. The call is the one of this slot.
    pub(super) async fn finish(
        &self,
        key: CallKey,
        mut kept: tokio::sync::MutexGuard<'_, Option<Saved>>,
        now: Moment,
        lost: &(dyn Fn(&Saved) -> bool + Sync),
    ) -> Result<bool, StoreError> {
        let saved = self.load(key).await?;
        let Some(saved) = saved.filter(|saved| !saved.call.ended() && lost(saved)) else { return Ok(false) };
        *kept = None;
        let revision = saved.revision.saturating_add(1);
        let ends = Event { at: now, kind: EventKind::Ends(Ending::Unheard) };
        let ended = self.next(saved, revision, &ends).await;
        self.calls.forget(key);
        match ended {
            Ok(next) => Ok(next.saved.is_some()),
            Err(trouble) => {
                warn!(call = %key, %trouble, "could not finish a call that never said goodbye");
                Ok(false)
            }
        }
    }
}
