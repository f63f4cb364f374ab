//! `GET /promises`, `GET /messages`, and `POST /promises/{id}/done`, `POST /messages/{id}/done`: what is owed to
//! callers, and that it was seen to.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Request, State},
    response::Response,
    routing::{get, post},
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use tracing::info;

use super::reply::{Refused, apart, json, order, the_one};
use crate::{
    call::{Digest, Done, Message, Moment, Name, Number, Party, Promise},
    server::{Server, switches::shown},
    store::{Owed, saved::identity},
};

/// The longest name of who sees to something, in characters.
const BY_MAX: usize = 80;

/// A callback that is owed, or was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseRow {
    /// The call that it was made in.
    pub id: String,
    /// The flow that it was made in.
    pub flow: String,
    /// Who owes it.
    pub desk: String,
    /// What it is about.
    pub about: Option<String>,
    /// The number to ring, whole: it is there to be rung.
    pub number: String,
    /// When it was made.
    pub made: String,
    /// When it is due.
    pub due: String,
    /// The same where the desk is.
    pub due_there: String,
    /// Whether it is due before the desk's day is over, or was before.
    pub today: bool,
    /// Whether it was to be kept by now, and was not.
    pub missed: bool,
    /// That it was seen to, if it was.
    pub done: Option<DoneRow>,
}

/// A message that a caller left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRow {
    /// What it is known by.
    pub id: String,
    /// The call it was left in.
    pub call: String,
    /// The flow that it was left in.
    pub flow: String,
    /// Who reads it.
    pub desk: String,
    /// Who left it, whole: it is there to be rung back.
    pub from: String,
    /// When it was left.
    pub at: String,
    /// The same where the desk is.
    pub at_there: String,
    /// Its length in seconds.
    pub seconds: u16,
    /// Where the recording is; whoever knows that can listen, if the platform lets them.
    pub url: String,
    /// That it was seen to, if it was.
    pub done: Option<DoneRow>,
}

/// That something was seen to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoneRow {
    /// When.
    pub at: String,
    /// By whom, as they say.
    pub by: String,
}

/// Who has seen to something.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct By {
    /// Their name.
    pub by: String,
}

/// Something that was seen to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenTo {
    /// What it is known by.
    pub id: String,
    /// When, and by whom.
    pub done: DoneRow,
    /// Whether it had been before: then the first word stands.
    pub before: bool,
}

/// The routes.
pub(super) fn routes(server: Arc<Server>) -> Router {
    Router::new()
        .route("/promises", get(promises))
        .route("/promises/{id}/done", post(promise_done))
        .route("/messages", get(messages))
        .route("/messages/{id}/done", post(message_done))
        .with_state(server)
}

async fn promises(State(server): State<Arc<Server>>) -> Response {
    json(apart(move || server.promise_rows(|_| true)).await)
}

async fn messages(State(server): State<Arc<Server>>) -> Response {
    json(apart(move || server.message_rows(|_| true)).await)
}

async fn promise_done(State(server): State<Arc<Server>>, Path(id): Path<String>, request: Request) -> Response {
    json(server.see_to_promise(id, request).await)
}

async fn message_done(State(server): State<Arc<Server>>, Path(id): Path<String>, request: Request) -> Response {
    json(server.see_to_message(id, request).await)
}

impl Server {
    /// The callbacks that are owed, or were: missed ones first, then by when they are due. Takes its time.
    pub(super) fn promise_rows(&self, wanted: impl Fn(&Promise) -> bool) -> Result<Vec<PromiseRow>, Refused> {
        let now = self.clock.now();
        let mut promises: Vec<Promise> = self.store.promises()?.into_iter().filter(wanted).collect();
        promises.sort_by_key(|promise| (!promise.is_missed(now), !promise.is_open(), promise.due, promise.call));
        Ok(promises.iter().map(|promise| self.promise_row(promise, now)).collect())
    }

    fn promise_row(&self, promise: &Promise, now: Moment) -> PromiseRow {
        let zone = self.zone_of(&promise.flow, &promise.desk);
        PromiseRow {
            id: promise.call.to_string(),
            flow: promise.flow.to_string(),
            desk: promise.desk.to_string(),
            about: promise.about.as_ref().map(Name::to_string),
            number: promise.number.e164().to_owned(),
            made: shown(promise.made),
            due: shown(promise.due),
            due_there: there(promise.due, zone),
            today: date_there(promise.due, zone) <= date_there(now, zone),
            missed: promise.is_missed(now),
            done: promise.done.as_ref().map(done_row),
        }
    }

    /// The messages that callers left, oldest first. Takes its time.
    pub(super) fn message_rows(&self, wanted: impl Fn(&Message) -> bool) -> Result<Vec<MessageRow>, Refused> {
        let messages = self.store.messages()?.into_iter().filter(wanted);
        Ok(messages.map(|message| self.message_row(&message)).collect())
    }

    fn message_row(&self, message: &Message) -> MessageRow {
        MessageRow {
            id: identity(message).to_string(),
            call: message.call.to_string(),
            flow: message.flow.to_string(),
            desk: message.desk.to_string(),
            from: match &message.from {
                Party::Number(number) => number.e164().to_owned(),
                Party::Withheld => "withheld".to_owned(),
                Party::Other(other) => other.to_string(),
            },
            at: shown(message.at),
            at_there: there(message.at, self.zone_of(&message.flow, &message.desk)),
            seconds: message.seconds,
            url: message.url.clone(),
            done: message.done.as_ref().map(done_row),
        }
    }

    /// Notes that a callback was seen to, also with the caller that it was promised to.
    async fn see_to_promise(self: Arc<Self>, id: String, request: Request) -> Result<SeenTo, Refused> {
        let done = self.done_by(request).await?;
        let server = Arc::clone(&self);
        let promise = apart(move || {
            let promises = server.store.promises()?;
            let call = the_one("promise", &id, promises.iter().map(|promise| promise.call))?;
            let found = promises.into_iter().find(|promise| promise.call == call);
            found.ok_or_else(|| Refused::Missing(format!("there is no promise `{id}`")))
        })
        .await?;
        if promise.is_open() {
            self.store.done(Owed::Promise(promise.call), done.clone()).await?;
            info!(promise = %promise.call, desk = %promise.desk, by = done.by, "a promised callback was seen to");
        }
        Ok(seen_to(promise.call.to_string(), promise.done, &done))
    }

    /// Notes that a message was seen to.
    async fn see_to_message(self: Arc<Self>, id: String, request: Request) -> Result<SeenTo, Refused> {
        let done = self.done_by(request).await?;
        let server = Arc::clone(&self);
        let (key, message): (Digest, Message) = apart(move || {
            let messages = server.store.messages()?;
            let key = the_one("message", &id, messages.iter().map(identity))?;
            let found = messages.into_iter().find(|message| identity(message) == key);
            Ok((key, found.ok_or_else(|| Refused::Missing(format!("there is no message `{id}`")))?))
        })
        .await?;
        if message.done.is_none() {
            self.store.done(Owed::Message(key), done.clone()).await?;
            info!(message = %key, desk = %message.desk, by = done.by, "a message was seen to");
        }
        Ok(seen_to(key.to_string(), message.done, &done))
    }

    async fn done_by(&self, request: Request) -> Result<Done, Refused> {
        let By { by } = order(request).await?;
        let by: String = by.trim().chars().filter(|char| !char.is_control()).take(BY_MAX).collect();
        match by.is_empty() {
            true => Err(Refused::Wrong("it must be said by whom".to_owned())),
            false => Ok(Done { at: self.clock.now(), by }),
        }
    }

    /// Where a desk is, as far as its flow says now.
    fn zone_of(&self, flow: &Name, desk: &Name) -> Option<Tz> {
        let serving = self.bundles.serving();
        let flow = &serving.current().find(|bundle| bundle.flow.name == *flow)?.flow;
        let hours = flow.desks.get(desk).and_then(|desk| flow.hours.get(desk.hours.as_ref()?));
        hours.or_else(|| flow.hours.values().next()).map(crate::engine::Hours::zone)
    }
}

fn seen_to(id: String, before: Option<Done>, done: &Done) -> SeenTo {
    SeenTo { id, done: done_row(before.as_ref().unwrap_or(done)), before: before.is_some() }
}

fn done_row(done: &Done) -> DoneRow {
    DoneRow { at: shown(done.at), by: done.by.clone() }
}

/// A moment where a desk is: `2026-11-24 08:05 America/New_York`.
fn there(moment: Moment, zone: Option<Tz>) -> String {
    let zone = zone.unwrap_or(Tz::UTC);
    let time = chrono::DateTime::from_timestamp_millis(moment.millis()).unwrap_or_default().with_timezone(&zone);
    format!("{} {zone}", time.format("%Y-%m-%d %H:%M"))
}

fn date_there(moment: Moment, zone: Option<Tz>) -> chrono::NaiveDate {
    let time = chrono::DateTime::from_timestamp_millis(moment.millis()).unwrap_or_default();
    time.with_timezone(&zone.unwrap_or(Tz::UTC)).date_naive()
}

/// Whether a message or a promise is this number's.
pub(super) fn is_from(party: &Party, number: &Number) -> bool {
    party.number() == Some(number)
}
