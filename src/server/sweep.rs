//! The sweep: finishes calls that never said goodbye, because the platform's last word on them was lost.

use std::{sync::Arc, time::Duration};

use tracing::{info, warn};

use super::Server;
use crate::{
    call::{CallKey, Ending, Event, EventKind},
    store::StoreError,
};

/// How often the calls are looked through.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// How long a call may be silent. Twilio ends a dial after 4 hours (`timeLimit` 14400, twilio-node types), and no wait
/// of ours is longer; an hour is added for what comes late.
const SILENT_MAX_MS: u64 = 5 * 60 * 60 * 1000;

/// Sweeps for as long as the service runs.
pub async fn sweep(server: Arc<Server>) {
    loop {
        tokio::time::sleep(EVERY).await;
        match server.finish_silent().await {
            Ok(0) => {}
            Ok(finished) => info!(finished, "finished calls that never said goodbye"),
            Err(error) => warn!(%error, "could not look for calls that never said goodbye"),
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

    async fn finish_if_silent(&self, key: CallKey) -> Result<bool, StoreError> {
        let silent = |saved: &crate::store::Saved| {
            !saved.call.ended() && SILENT_MAX_MS < self.clock.now().millis_since(saved.call.last)
        };
        if !self.store.load(key)?.as_ref().is_some_and(silent) {
            return Ok(false);
        }
        let slot = self.calls.slot(key);
        let mut kept = slot.lock().await;
        let Some(saved) = self.store.load(key)?.filter(silent) else { return Ok(false) };
        *kept = None;
        let revision = saved.revision.saturating_add(1);
        let ends = Event { at: self.clock.now(), kind: EventKind::Ends(Ending::Unheard) };
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
