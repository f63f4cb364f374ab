//! One turn: `repeated? -> load -> advance -> save (durably) -> answer`.
//!
//! Verifying and reading come before, in `public`. Nothing is answered that is not saved.

use std::{fmt, sync::Arc};

use super::{Server, count, repeat, repeat::Repeat};
use crate::{
    call::{Call, CallKey, Digest, Entry, Event, EventKind, Name},
    dialect::{Dialect, Door, Reading, Token, Urls},
    engine::advance,
    flow::Bundle,
    prompt::speak,
    store::{Commit, CommitError, Saved, StoreError},
};

/// How often a lost compare-and-set is tried again.
const RACES_MAX: usize = 3;

/// What came in, read.
pub(super) struct Incoming {
    /// The platform.
    pub dialect: &'static dyn Dialect,
    /// The door it came in by.
    pub door: Door,
    /// What its address carries, if it is one that we handed out.
    pub token: Option<Token>,
    /// What it says.
    pub reading: Reading,
}

/// Why a turn has no answer of its own: the caller gets the last resort.
#[derive(Debug)]
pub(super) enum Trouble {
    /// No call goes by this address.
    UnknownCall,
    /// No flow answers this line.
    UnknownLine,
    /// The flow version that the call is pinned to cannot be rebuilt.
    FlowGone,
    /// Others kept committing this call.
    Raced,
    /// The store failed.
    Store(StoreError),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownCall => f.write_str("no call goes by this address"),
            Self::UnknownLine => f.write_str("no flow answers this line"),
            Self::FlowGone => f.write_str("the flow version of this call is gone"),
            Self::Raced => f.write_str("others kept committing this call"),
            Self::Store(error) => write!(f, "could not use the store: {error}"),
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// The document that answers, and what the webhook turned out to be.
pub(super) struct Answer {
    /// The document.
    pub document: Vec<u8>,
    /// What the webhook was.
    pub repeat: Repeat,
}

impl Server {
    /// Answers one webhook.
    pub(super) async fn turn(&self, incoming: &Incoming) -> Result<Answer, Trouble> {
        let key = self.key_of(incoming)?;
        let Some(kind) = incoming.reading.event.clone() else {
            return Ok(Answer { document: nothing(incoming), repeat: Repeat::Late });
        };
        let slot = self.calls.slot(key);
        let mut kept = slot.lock().await;
        // One look at the clock for a whole turn: a call starts at the very moment of its first event, or its journal
        // would tell of another start.
        let event = Event { at: self.clock.now(), kind };
        for attempt in 0..RACES_MAX {
            // An address from a later turn than ours was handed out by another process over the same store.
            let behind = |saved: &Saved| incoming.token.is_some_and(|token| saved.call.turn < token.turn);
            let before = match kept.take().filter(|saved| !behind(saved)) {
                Some(saved) => Some(saved),
                // Most calls that start are new. One that is not loses against the one that is there, and is loaded.
                None if incoming.door == Door::Call && attempt == 0 => None,
                None => self.load(key).await?,
            };
            let turn = incoming.token.map(|token| token.turn);
            let repeat = repeat::judge(before.as_ref(), incoming.door, turn, &event.kind);
            let (bundle, saved) = match (repeat, before) {
                (Repeat::Start, _) => self.next(Saved::first(self.start(incoming, key, &event)?), 0, &event).await?,
                (Repeat::New | Repeat::Status, Some(saved)) => {
                    let revision = saved.revision.saturating_add(1);
                    self.next(saved, revision, &event).await?
                }
                (Repeat::Again | Repeat::Late, Some(saved)) => (self.pinned(&saved.call)?, Some(saved)),
                // There is nothing to finish or to keep of a call that never began here.
                (Repeat::Unknown, _) if !event.kind.turns() => {
                    return Ok(Answer { document: nothing(incoming), repeat });
                }
                (Repeat::Unknown, _) | (_, None) => return Err(Trouble::UnknownCall),
            };
            let Some(saved) = saved else { continue };
            let document = self.document(incoming, &bundle, &saved, &event.kind);
            if saved.call.ended() {
                self.calls.forget(key);
            }
            *kept = Some(saved);
            return Ok(Answer { document, repeat });
        }
        Err(Trouble::Raced)
    }

    /// Reads a call from the store, away from the threads that answer: a disk that hangs in reading must not keep the
    /// last resort from being said in time.
    async fn load(&self, key: CallKey) -> Result<Option<Saved>, StoreError> {
        let store = Arc::clone(&self.store);
        let loaded = tokio::task::spawn_blocking(move || store.load(key)).await;
        loaded.unwrap_or_else(|_panic| Err(StoreError::new("reading it panicked")))
    }

    /// The call's key: what the address carries must be what the platform says.
    fn key_of(&self, incoming: &Incoming) -> Result<CallKey, Trouble> {
        let key = self.keyring.call_key(incoming.dialect.name(), &incoming.reading.call_id);
        match &incoming.token {
            Some(token) if token.key != key => Err(Trouble::UnknownCall),
            Some(_) | None => Ok(key),
        }
    }

    /// A call that begins, pinned to the flow that answers its line now.
    fn start(&self, incoming: &Incoming, key: CallKey, event: &Event) -> Result<Call, Trouble> {
        let EventKind::Rings { from, to } = &event.kind else { return Err(Trouble::UnknownCall) };
        let bundle = self.bundles.for_line(to).ok_or(Trouble::UnknownLine)?;
        let platform = Name::from(incoming.dialect.name());
        let pin = (bundle.id, bundle.flow.language.clone());
        Ok(Call::new(key, platform, to.clone(), from.clone(), pin, event.at))
    }

    fn pinned(&self, call: &Call) -> Result<Arc<Bundle>, Trouble> {
        self.bundles.pinned(call.bundle).ok_or(Trouble::FlowGone)
    }

    /// Advances the call and commits the turn, as that revision. `None` when somebody else committed this call first.
    pub(super) async fn next(
        &self,
        mut saved: Saved,
        revision: u64,
        event: &Event,
    ) -> Result<(Arc<Bundle>, Option<Saved>), Trouble> {
        let bundle = self.pinned(&saved.call)?;
        let event = Event { at: event.at.max(saved.call.last), kind: event.kind.clone() };
        let turn = advance(&bundle.flow, &saved.call, &event);
        let result = turn.digest();
        saved.revision = revision;
        if event.kind.turns() {
            saved.event = Digest::of(&event.kind);
            saved.orders = turn.orders;
        }
        let before = std::mem::replace(&mut saved.call, turn.call);
        let spilled = saved.log(Entry { event, result });
        let commit = Commit { saved, spilled, effects: turn.effects };
        match self.store.commit(&commit).await {
            Ok(()) => {
                count::turned(&self.metrics, &before, &commit.saved.call);
                Ok((bundle, Some(commit.saved)))
            }
            Err(CommitError::Raced) => {
                self.metrics.commit_raced();
                Ok((bundle, None))
            }
            Err(CommitError::Failed(error)) => {
                self.metrics.commit_failed();
                Err(Trouble::Store(error))
            }
        }
    }

    /// The saved orders as a document; the same orders always make the same bytes.
    fn document(&self, incoming: &Incoming, bundle: &Bundle, saved: &Saved, kind: &EventKind) -> Vec<u8> {
        if !kind.turns() {
            return nothing(incoming);
        }
        let recordings = format!("{}/audio", self.public_url);
        let spoken: Vec<_> =
            saved.orders.iter().map(|order| order.map(&|said| speak(&bundle.catalogue, said, &recordings))).collect();
        let urls = Urls {
            base: &self.public_url,
            platform: incoming.dialect.name(),
            keyring: &self.keyring,
            key: saved.call.key,
            turn: saved.call.turn,
        };
        incoming.dialect.write(&spoken, Some(&urls))
    }
}

/// The document that orders nothing, for what needs no answer.
fn nothing(incoming: &Incoming) -> Vec<u8> {
    incoming.dialect.write(&[], None)
}
