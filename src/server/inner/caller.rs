//! `POST /caller/show`, `/caller/forget`, `/caller/mark`, `/caller/export`: what is remembered of a caller.
//!
//! Invariant: the number comes in the body of a request, never in its address, and goes into no log.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    response::Response,
    routing::post,
};
use serde::{Deserialize, Serialize};
use tracing::info;

use super::{
    owed::{MessageRow, PromiseRow, is_from},
    remembered::Remembered,
    reply::{Refused, apart, json, order},
};
use crate::{
    call::{CallKey, CallerKey, Change, Event, Name, Number, Party, Wish},
    engine::account::Account,
    server::{Server, switches::shown},
};

/// The longest name of a group of callers, in characters.
const SEGMENT_MAX: usize = 40;

/// A caller.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Who {
    /// The number, in E.164.
    pub number: String,
}

/// What a caller is marked with; what is not named stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// The number, in E.164.
    pub number: String,
    /// `person`, `line`, or `none`, which takes the mark away.
    #[serde(default)]
    pub prefers: Option<Preference>,
    /// The group of callers; empty takes it away.
    #[serde(default)]
    pub segment: Option<String>,
    /// Whether more than one person calls from there.
    #[serde(default)]
    pub shared: Option<bool>,
}

/// What a caller prefers, as staff mark it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Preference {
    /// They are connected to a person at once.
    Person,
    /// Nothing is offered before the line begins.
    Line,
    /// Neither: what was marked or learnt is taken away.
    None,
}

/// What was forgotten, and what stays until it is seen to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgotten {
    /// Whether anything was remembered.
    pub remembered: bool,
    /// How many calls were.
    pub calls: usize,
    /// Callbacks that are still owed.
    pub promises_stay: usize,
    /// Messages that nobody has seen to yet.
    pub messages_stay: usize,
}

/// Everything that is kept of a caller.
#[derive(Debug, Serialize)]
struct Export {
    number: String,
    exported: String,
    remembered: Remembered,
    calls: Vec<Exported>,
    promises: Vec<PromiseRow>,
    messages: Vec<MessageRow>,
}

/// Everything that is kept of a call.
#[derive(Debug, Serialize)]
struct Exported {
    id: String,
    /// What happened in words; none if the flow version is gone.
    account: Option<Account>,
    /// The journal as it is kept.
    journal: Vec<Event>,
}

/// The routes.
pub(super) fn routes(server: Arc<Server>) -> Router {
    Router::new()
        .route("/caller/show", post(show))
        .route("/caller/forget", post(forget))
        .route("/caller/mark", post(mark))
        .route("/caller/export", post(export))
        .with_state(server)
}

async fn show(State(server): State<Arc<Server>>, request: Request) -> Response {
    json(match order::<Who>(request).await {
        Ok(who) => apart(move || server.remembered(server.caller_key(&who.number)?.0, false)).await,
        Err(refused) => Err(refused),
    })
}

async fn forget(State(server): State<Arc<Server>>, request: Request) -> Response {
    json(server.forget(request).await)
}

async fn mark(State(server): State<Arc<Server>>, request: Request) -> Response {
    json(server.mark(request).await)
}

async fn export(State(server): State<Arc<Server>>, request: Request) -> Response {
    json(match order::<Who>(request).await {
        Ok(who) => apart(move || server.export(&who.number)).await,
        Err(refused) => Err(refused),
    })
}

impl Server {
    /// The key of a caller, and the number.
    fn caller_key(&self, number: &str) -> Result<(CallerKey, Number), Refused> {
        let says = "a caller's number is written like +15550123: a plus, the code of the country, and all of it at \
                    most 15 figures; who hides the number is not remembered";
        let party = Party::read(number);
        match (self.keyring.caller_key(&party), party.number()) {
            (Some(key), Some(number)) => Ok((key, number.clone())),
            (Some(_), None) | (None, _) => Err(Refused::Wrong(says.to_owned())),
        }
    }

    /// Forgets a caller; what is still owed to them stays until it is seen to.
    async fn forget(self: Arc<Self>, request: Request) -> Result<Forgotten, Refused> {
        let (key, number) = self.caller_key(&order::<Who>(request).await?.number)?;
        let server = Arc::clone(&self);
        let forgotten = apart(move || {
            let calls = server.store.calls_of(key)?.len();
            let remembered = 0 < calls || server.store.caller(key)?.is_some();
            let open = |promise: &crate::call::Promise| promise.number == number && promise.is_open();
            let promises_stay = server.store.promises()?.iter().filter(|promise| open(promise)).count();
            let unheard = |message: &crate::call::Message| is_from(&message.from, &number) && message.done.is_none();
            let messages_stay = server.store.messages()?.iter().filter(|message| unheard(message)).count();
            Ok(Forgotten { remembered, calls, promises_stay, messages_stay })
        })
        .await?;
        self.store.forget(key).await?;
        info!(calls = forgotten.calls, "a caller was forgotten, as somebody ordered");
        Ok(forgotten)
    }

    /// Marks a caller; what is then remembered.
    async fn mark(self: Arc<Self>, request: Request) -> Result<Remembered, Refused> {
        let mark: Mark = order(request).await?;
        let (key, _) = self.caller_key(&mark.number)?;
        let segment = match mark.segment.as_deref() {
            None => None,
            Some("") => Some(None),
            Some(name) if is_segment(name) => Some(Some(Name::from(name))),
            Some(name) => {
                let says =
                    format!("`{name}` is no name of a group: letters, figures, `-` and `_`, at most {SEGMENT_MAX}");
                return Err(Refused::Wrong(says));
            }
        };
        let prefers = mark.prefers.map(|prefers| match prefers {
            Preference::Person => Some(Wish::Person),
            Preference::Line => Some(Wish::Line),
            Preference::None => None,
        });
        let change = Change::Marked { prefers, segment, shared: mark.shared, at: self.clock.now() };
        self.store.change(key, vec![change]).await?;
        info!("a caller was marked");
        apart(move || self.remembered(key, false)).await
    }

    /// Everything that is kept of a caller. Takes its time.
    fn export(&self, number: &str) -> Result<Export, Refused> {
        let (key, number) = self.caller_key(number)?;
        let calls = self.store.calls_of(key)?;
        let is_theirs = |call: &CallKey| calls.contains(call);
        Ok(Export {
            number: number.e164().to_owned(),
            exported: shown(self.clock.now()),
            remembered: self.remembered(key, true)?,
            promises: self.promise_rows(|promise| promise.number == number || is_theirs(&promise.call))?,
            messages: self.message_rows(|message| is_from(&message.from, &number) || is_theirs(&message.call))?,
            calls: calls.iter().map(|call| self.exported(*call)).collect::<Result<_, _>>()?,
        })
    }

    fn exported(&self, key: CallKey) -> Result<Exported, Refused> {
        let account = match self.account(key) {
            Ok(account) => Some(account),
            Err(Refused::Store(error)) => return Err(Refused::Store(error)),
            Err(Refused::Gone(_) | Refused::Missing(_) | Refused::Wrong(_)) => None,
        };
        let journal = self.store.journal(key)?.into_iter().map(|entry| entry.event).collect();
        Ok(Exported { id: key.to_string(), account, journal })
    }
}

fn is_segment(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    name.len() <= SEGMENT_MAX && name.bytes().all(fits)
}
