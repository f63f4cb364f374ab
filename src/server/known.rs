//! Who calls: what is remembered of a caller when a call starts.
//!
//! Invariant: nothing here keeps a call from starting. What cannot be read in time is not known, and the caller is
//! served like any other.

use std::{sync::Arc, time::Duration};

use tracing::warn;

use super::Server;
use crate::{
    call::{CallKey, Caller, CallerKey, EventKind, Moment, Place},
    store::{Saved, StoreError},
};

/// How long a start may wait for what is remembered: a part of the second that platforms are answered within.
const KNOWN_MAX: Duration = Duration::from_millis(300);

/// How long a call that is on no ladder may be silent and still run: longer than any wait of a menu or a question.
const ALIVE_MS: u64 = 3 * 60 * 1000;

impl Server {
    /// The same event; a start with what is remembered of the caller.
    pub(super) async fn knowing(&self, key: CallKey, kind: EventKind, at: Moment) -> EventKind {
        let EventKind::Rings { from, to, on, attested, known: _ } = kind else { return kind };
        let known = match self.keyring.caller_key(&from) {
            None => None,
            Some(caller) => match tokio::time::timeout(KNOWN_MAX, self.known(key, caller, at)).await {
                Ok(Ok(known)) => known.map(Box::new),
                Ok(Err(error)) => {
                    warn!(call = %key, %error, "could not read what is remembered of a caller: taken as unknown");
                    None
                }
                Err(_late) => {
                    warn!(call = %key, "what is remembered of a caller came too late: taken as unknown");
                    None
                }
            },
        };
        EventKind::Rings { from, to, on, attested, known }
    }

    /// What is remembered of a caller, with their earlier calls finished that the platform never ended.
    async fn known(&self, key: CallKey, caller: CallerKey, at: Moment) -> Result<Option<Caller>, StoreError> {
        let Some(known) = self.caller(caller).await? else { return Ok(None) };
        let open = known.recent.iter().filter(|past| past.left.is_none() && past.call != key);
        let open: Vec<CallKey> = open.map(|past| past.call).collect();
        let mut finished = false;
        for call in open {
            finished |= self.finish_if_dead(call, at).await?;
        }
        // What became of them is in the record only now.
        if finished { self.caller(caller).await } else { Ok(Some(known)) }
    }

    async fn caller(&self, key: CallerKey) -> Result<Option<Caller>, StoreError> {
        let store = Arc::clone(&self.store);
        let read = tokio::task::spawn_blocking(move || store.caller(key)).await;
        read.unwrap_or_else(|_panic| Err(StoreError::new("reading it panicked")))
    }

    /// Finishes an earlier call of a caller who rings again, unless it may still run: two people may share a number.
    async fn finish_if_dead(&self, call: CallKey, now: Moment) -> Result<bool, StoreError> {
        let slot = self.calls.slot(call);
        // Whoever has it is answering it: then it runs. Waiting for them could go round in a circle.
        let Ok(kept) = slot.try_lock() else { return Ok(false) };
        self.finish(call, kept, now, &|saved| !is_alive(saved, now)).await
    }
}

/// Whether a call may still run: on a ladder nothing is heard of it for as long as two people talk.
fn is_alive(saved: &Saved, now: Moment) -> bool {
    matches!(saved.call.place, Place::Rung { .. }) || now.millis_since(saved.call.last) < ALIVE_MS
}
