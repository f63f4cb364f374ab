//! One turn: `repeated? -> load -> advance -> save (durably) -> answer`.
//!
//! Verifying and reading come before, in `public`. Nothing is answered that is not saved.

use std::{fmt, sync::Arc};

use super::{Server, aside, asking::Asked, count, repeat, repeat::Repeat, voice::Voice};
use crate::{
    call::{BundleId, Call, CallKey, Entry, Event, EventKind, Moment, Name},
    dialect::{Dialect, Door, Reading, Token, Urls},
    engine::{advance, veiled},
    flow::Bundle,
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

/// What became of a turn.
pub(super) struct Next {
    /// The flow version that made it.
    pub bundle: Arc<Bundle>,
    /// The call as it was kept; nothing when somebody else committed it first.
    pub saved: Option<Saved>,
    /// What it asked and has not been answered yet.
    pub late: Vec<Asked>,
}

impl Server {
    /// Answers one webhook.
    pub(super) async fn turn(self: &Arc<Self>, incoming: &Incoming) -> Result<Answer, Trouble> {
        let empty = |repeat| Ok(Answer { document: nothing(incoming), repeat });
        let key = match self.key_of(incoming) {
            Err(_unknown) if !aside::harmless(incoming.door).is_empty() => return empty(Repeat::Unknown),
            key => key?,
        };
        let Some(kind) = incoming.reading.event.clone() else { return empty(Repeat::Late) };
        let slot = self.calls.slot(key);
        let mut kept = slot.lock().await;
        // One look at the clock for a whole turn: a call starts at the very moment of its first event, or its journal
        // would tell of another start.
        let at = self.clock.now();
        let (kind, begins) = self.switched(kind, at);
        // A start that comes again starts nothing: nobody needs to be known for it.
        let kind = if kept.is_none() { self.knowing(key, kind, at).await } else { kind };
        let event = Event { at, kind };
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
            let next = match (repeat, before) {
                (Repeat::Start, _) => {
                    let begins = begins.as_deref().ok_or(Trouble::UnknownLine)?;
                    self.next(Saved::first(start(incoming, key, &event, begins)?), 0, &event).await?
                }
                (Repeat::New | Repeat::Status, Some(saved)) => {
                    let revision = saved.revision.saturating_add(1);
                    let saved = aside::noted(saved, turn, &event.kind);
                    self.next(saved, revision, &event).await?
                }
                (Repeat::Again | Repeat::Late, Some(saved)) => {
                    Next { bundle: self.pinned(saved.call.bundle).await?, saved: Some(saved), late: Vec::new() }
                }
                // There is nothing to finish or to keep of a call that never began here.
                (Repeat::Unknown, _) if !event.kind.turns() => return empty(repeat),
                (Repeat::Unknown, _) | (_, None) => return Err(Trouble::UnknownCall),
            };
            let Next { bundle, saved, late } = next;
            let Some(saved) = saved else { continue };
            self.land_later(key, late);
            let document = self.document(incoming, &bundle, &saved, (&event.kind, repeat));
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
    pub(super) async fn load(&self, key: CallKey) -> Result<Option<Saved>, StoreError> {
        let store = Arc::clone(&self.store);
        let loaded = tokio::task::spawn_blocking(move || store.load(key)).await;
        loaded.unwrap_or_else(|_panic| Err(StoreError::new("reading it panicked")))
    }

    /// The call's key: what the address carries must be what the platform says. From the leg of a person it may say
    /// nothing: that our address is known there, and signed, is then all that there is.
    fn key_of(&self, incoming: &Incoming) -> Result<CallKey, Trouble> {
        if let (Some(token), "") = (&incoming.token, incoming.reading.call_id.as_str()) {
            return Ok(token.key);
        }
        let key = self.keyring.call_key(incoming.dialect.name(), &incoming.reading.call_id);
        match &incoming.token {
            Some(token) if token.key != key => Err(Trouble::UnknownCall),
            Some(_) | None => Ok(key),
        }
    }

    /// A start with the switches that are on in the flow that answers its line now, and that flow; anything else as it
    /// is. The flow is looked up once for both: between two looks another version could take its place.
    fn switched(&self, kind: EventKind, at: Moment) -> (EventKind, Option<Arc<Bundle>>) {
        let EventKind::Rings { from, to, on: _, attested, known } = kind else { return (kind, None) };
        let bundle = self.bundles.for_line(&to);
        let on = bundle.as_ref().map(|bundle| self.switches.on(&bundle.flow, at)).unwrap_or_default();
        (EventKind::Rings { from, to, on, attested, known }, bundle)
    }

    /// The bundle that a call is pinned to. One that is not at hand is built again, away from the threads that answer.
    async fn pinned(&self, id: BundleId) -> Result<Arc<Bundle>, Trouble> {
        if let Some(bundle) = self.bundles.at_hand(id) {
            return Ok(bundle);
        }
        let bundles = Arc::clone(&self.bundles);
        let built = tokio::task::spawn_blocking(move || bundles.pinned(id)).await;
        built.ok().flatten().ok_or(Trouble::FlowGone)
    }

    /// Advances the call and commits the turn, as that revision. `None` when somebody else committed this call first.
    pub(super) async fn next(&self, mut saved: Saved, revision: u64, event: &Event) -> Result<Next, Trouble> {
        let bundle = self.pinned(saved.call.bundle).await?;
        let event = Event { at: event.at.max(saved.call.last), kind: event.kind.clone() };
        let counted = repeat::digest(&event.kind);
        let event = veiled(&bundle.flow, &saved.call, event);
        let turn = advance(&bundle.flow, &saved.call, &event);
        let result = turn.digest();
        let mut journal = vec![Entry { event: event.clone(), result }];
        let (turn, late) = self.ask(&bundle, turn, &mut journal).await;
        saved.revision = revision;
        if event.kind.turns() {
            saved.event = counted;
            saved.orders = turn.orders;
        }
        let before = std::mem::replace(&mut saved.call, turn.call);
        aside::keep(&mut saved, &event.kind, turn.aside);
        let spilled = saved.log(journal);
        let caller = self.keyring.caller_key(&saved.call.from);
        let commit = Commit { saved, spilled, caller, effects: turn.effects };
        match self.store.commit(&commit).await {
            Ok(()) => {
                count::turned(&self.metrics, &before, &commit.saved.call);
                Ok(Next { bundle, saved: Some(commit.saved), late })
            }
            Err(CommitError::Raced) => {
                self.metrics.commit_raced();
                Ok(Next { bundle, saved: None, late: Vec::new() })
            }
            Err(CommitError::Failed(error)) => {
                self.metrics.commit_failed();
                Err(Trouble::Store(error))
            }
            Err(error @ CommitError::Unknown) => Err(Trouble::Store(StoreError::new(error.to_string()))),
        }
    }

    /// The saved orders as a document, or what answers an event beside the call; the same orders always make the same
    /// bytes.
    fn document(
        &self,
        incoming: &Incoming,
        bundle: &Bundle,
        saved: &Saved,
        (kind, repeat): (&EventKind, Repeat),
    ) -> Vec<u8> {
        let says_nothing = repeat == Repeat::Late || saved.aside.is_empty();
        if !kind.turns() && (!kind.is_aside() || says_nothing) {
            return nothing(incoming);
        }
        let recordings = format!("{}/audio", self.public_url);
        let spoken = if kind.is_aside() {
            aside::spoken(saved, kind, (&bundle.catalogues, &bundle.flow, &recordings))
        } else {
            let language = &saved.call.language;
            let voice = Voice { catalogues: &bundle.catalogues, flow: &bundle.flow, language, recordings: &recordings };
            saved.orders.iter().map(|order| order.spoken(&voice)).collect()
        };
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

/// A call that begins, pinned to this flow.
fn start(incoming: &Incoming, key: CallKey, event: &Event, bundle: &Bundle) -> Result<Call, Trouble> {
    let EventKind::Rings { from, to, .. } = &event.kind else { return Err(Trouble::UnknownCall) };
    let platform = Name::from(incoming.dialect.name());
    let pin = (bundle.id, bundle.flow.language());
    Ok(Call::new(key, platform, to.clone(), from.clone(), pin, event.at))
}

/// The document for what needs no answer: it orders nothing, or what harms nobody.
fn nothing(incoming: &Incoming) -> Vec<u8> {
    incoming.dialect.write(aside::harmless(incoming.door), None)
}
