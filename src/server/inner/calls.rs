//! `GET /calls`, `GET /calls/{id}` and `GET /calls/{id}/note`: the calls that there were, the account of one, and what
//! the person who takes it over is told.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, RawQuery, State},
    response::Response,
    routing::get,
};
use serde::{Deserialize, Serialize};

use super::reply::{Refused, apart, json, the_one};
use crate::{
    call::{Call, CallKey, How, Moment},
    engine::{
        account::{self, Account},
        note::Note,
    },
    flow::Bundle,
    server::{
        Server,
        switches::{duration_s, shown},
    },
};

/// The most calls of one answer; fewer if that is asked for.
const MOST: usize = 10_000;

/// How a call is, as lists name it.
pub const RUNNING: &str = "running";

/// A call in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its key.
    pub id: String,
    /// When it began.
    pub began: String,
    /// The line that was rung.
    pub line: String,
    /// How long it has lasted until the caller was last heard, in seconds.
    pub lasted_s: u64,
    /// How it was left, or [`RUNNING`].
    pub ended: String,
    /// Its questions, over all matters.
    pub questions: u16,
    /// The sum of its last matter's ledger.
    pub sum: u16,
    /// Whom the caller was connected to last, if to anybody.
    pub person: Option<String>,
    /// Why.
    pub why: Option<String>,
}

/// The calls that there were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// Newest first.
    pub calls: Vec<Row>,
    /// How many more there are.
    pub more: usize,
}

/// Which calls are asked for.
struct Wanted {
    since: Option<Moment>,
    ended: Option<String>,
    most: usize,
}

/// The routes.
pub(super) fn routes(server: Arc<Server>) -> Router {
    let calls = Router::new().route("/calls", get(list)).route("/calls/{id}", get(one));
    calls.route("/calls/{id}/note", get(note)).with_state(server)
}

async fn list(State(server): State<Arc<Server>>, RawQuery(query): RawQuery) -> Response {
    let rows = match wanted(&query.unwrap_or_default(), server.clock.now()) {
        Ok(wanted) => apart(move || rows(&server, &wanted)).await,
        Err(refused) => Err(refused),
    };
    json(rows)
}

async fn one(State(server): State<Arc<Server>>, Path(id): Path<String>) -> Response {
    json(apart(move || server.account(server.call_named(&id)?)).await)
}

async fn note(State(server): State<Arc<Server>>, Path(id): Path<String>) -> Response {
    json(apart(move || server.note(server.call_named(&id)?)).await)
}

fn wanted(query: &str, now: Moment) -> Result<Wanted, Refused> {
    let mut wanted = Wanted { since: None, ended: None, most: MOST };
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        match key.as_ref() {
            "since" => {
                let seconds = duration_s(&value);
                let seconds =
                    seconds.ok_or_else(|| Refused::Wrong(format!("`{value}` is no length of time, such as `7d`")))?;
                wanted.since = Some(Moment::from_millis(now.millis().saturating_sub(i64::from(seconds) * 1000)));
            }
            "ended" => wanted.ended = Some(value.replace('-', " ")),
            "most" => {
                let most = value.parse::<usize>();
                wanted.most = most.map_err(|_| Refused::Wrong(format!("`{value}` is no number of calls")))?.min(MOST);
            }
            other => return Err(Refused::Wrong(format!("calls are not asked for by `{other}`"))),
        }
    }
    Ok(wanted)
}

fn rows(server: &Server, wanted: &Wanted) -> Result<Rows, Refused> {
    let mut calls = Vec::new();
    for key in server.store.calls()? {
        let Some(saved) = server.store.load(key)? else { continue };
        if wanted.since.is_none_or(|since| since <= saved.call.started) {
            let row = row(&saved.call, server.how_left(&saved.call)?);
            calls.extend(
                Some((saved.call.started, row))
                    .filter(|(_, row)| wanted.ended.as_ref().is_none_or(|ended| *ended == row.ended)),
            );
        }
    }
    calls.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.id.cmp(&other.id)));
    let more = calls.len().saturating_sub(wanted.most);
    Ok(Rows { calls: calls.into_iter().take(wanted.most).map(|(_, row)| row).collect(), more })
}

fn row(call: &Call, left: Option<How>) -> Row {
    Row {
        id: call.key.to_string(),
        began: shown(call.started),
        line: call.line.e164().to_owned(),
        lasted_s: call.last.millis_since(call.started) / 1000,
        ended: left.map_or(RUNNING, account::how).to_owned(),
        questions: call.questions,
        sum: call.matter.sum(),
        person: call.handoff.as_ref().map(|handoff| handoff.person.to_string()),
        why: call.handoff.as_ref().map(|handoff| account::reason(handoff.reason).to_owned()),
    }
}

impl Server {
    /// The call whose id begins like this. Takes its time.
    pub(super) fn call_named(&self, beginning: &str) -> Result<CallKey, Refused> {
        match beginning.parse::<CallKey>() {
            Ok(whole) if beginning.len() == 32 && self.store.load(whole)?.is_some() => Ok(whole),
            Ok(_) | Err(_) => the_one("call", beginning, self.store.calls()?),
        }
    }

    /// How a call was left that is over: as is remembered of the caller, or as it shows in the call itself.
    fn how_left(&self, call: &Call) -> Result<Option<How>, Refused> {
        let Some(left) = account::left(call) else { return Ok(None) };
        let caller = self.keyring.caller_key(&call.from).map(|key| self.store.caller(key)).transpose()?.flatten();
        let past = caller.and_then(|caller| caller.recent.into_iter().find(|past| past.call == call.key));
        Ok(Some(past.and_then(|past| past.left).map_or(left, |left| left.how)))
    }

    /// The account of a call. Takes its time.
    pub(super) fn account(&self, key: CallKey) -> Result<Account, Refused> {
        let (call, bundle) = self.call_on_its_flow(key)?;
        Ok(account::account(&bundle.flow, &call, &self.store.journal(key)?))
    }

    /// What the person who takes a call over is told of it. Takes its time.
    fn note(&self, key: CallKey) -> Result<Note, Refused> {
        let (call, bundle) = self.call_on_its_flow(key)?;
        let at = if call.ended() { call.last } else { self.clock.now() };
        Ok(Note::of(&bundle.flow, &call, at))
    }

    fn call_on_its_flow(&self, key: CallKey) -> Result<(Call, Arc<Bundle>), Refused> {
        let saved = self.store.load(key)?.ok_or_else(|| Refused::Missing(format!("there is no call `{key}`")))?;
        let bundle = self.bundles.pinned(saved.call.bundle);
        let gone = || Refused::Gone(format!("the flow version of call `{key}` is gone, and its account with it"));
        Ok((saved.call, bundle.ok_or_else(gone)?))
    }
}
