//! `GET /switches` and `POST /switches/{flow}/{name}`: the switches of the flows that are served, and turning one.

use std::sync::Arc;

use axum::{
    Router,
    body::{Bytes, to_bytes},
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use hyper::{StatusCode, header::CONTENT_TYPE};
use serde::{Deserialize, Serialize};

use crate::{
    call::Name,
    server::{
        Server,
        switches::{NotTurned, Standing, Turned, duration_s, shown},
    },
};

/// The largest order that is read, in bytes.
const ORDER_MAX: usize = 4 << 10;

/// A switch as it now is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The flow that has it.
    pub flow: String,
    /// Its name.
    pub switch: String,
    /// What it is called.
    pub title: String,
    /// How long it stays on unless that is said, in seconds.
    pub lasts_s: u32,
    /// Whether it is on.
    pub on: bool,
    /// When it was last turned, if it ever was.
    pub since: Option<String>,
    /// When it goes off by itself, if it is on.
    pub until: Option<String>,
    /// Who turned it last.
    pub by: Option<String>,
}

/// An order to turn a switch.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// On, or off.
    pub on: bool,
    /// For how long, such as `3h`; for as long as the flow says without it.
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    pub lasts: Option<String>,
    /// Who orders it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl Listed {
    /// A switch as it stands.
    #[must_use]
    pub fn new(standing: &Standing) -> Self {
        let last = standing.last.as_ref();
        Self {
            flow: standing.flow.to_string(),
            switch: standing.switch.name.to_string(),
            title: standing.switch.title.clone(),
            lasts_s: standing.switch.lasts_s,
            on: standing.on,
            since: last.map(|last| shown(last.since)),
            until: last.filter(|_| standing.on).map(|last| shown(last.until)),
            by: last.map(|last| last.by.clone()),
        }
    }
}

/// The routes.
pub(super) fn routes(server: Arc<Server>) -> Router {
    Router::new().route("/switches", get(list)).route("/switches/{flow}/{name}", post(turn)).with_state(server)
}

async fn list(State(server): State<Arc<Server>>) -> Response {
    let listed: Vec<Listed> = server.switches().iter().map(Listed::new).collect();
    json(StatusCode::OK, &listed)
}

async fn turn(
    State(server): State<Arc<Server>>,
    Path((flow, name)): Path<(String, String)>,
    request: Request,
) -> Response {
    let turned = match to_bytes(request.into_body(), ORDER_MAX).await {
        Ok(body) => read(&body),
        Err(_) => Err("the order is too long".to_owned()),
    };
    let turned = match turned {
        Ok(turned) => turned,
        Err(says) => return (StatusCode::BAD_REQUEST, format!("{says}\n")).into_response(),
    };
    match server.turn_switch(&Name::from(flow), &Name::from(name), &turned).await {
        Ok(standing) => json(StatusCode::OK, &Listed::new(&standing)),
        Err(error) => {
            let status = match &error {
                NotTurned::NoFlow(_) | NotTurned::NoSwitch(..) => StatusCode::NOT_FOUND,
                NotTurned::TooLong => StatusCode::BAD_REQUEST,
                NotTurned::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
            };
            (status, format!("{error}\n")).into_response()
        }
    }
}

fn read(body: &Bytes) -> Result<Turned, String> {
    let order: Order = serde_json::from_slice(body).map_err(|error| format!("the order makes no sense: {error}"))?;
    let for_s = match order.lasts.as_deref() {
        None => None,
        Some(text) => Some(duration_s(text).ok_or_else(|| format!("`{text}` is no length of time, such as `3h`"))?),
    };
    Ok(Turned { on: order.on, for_s, by: order.by.unwrap_or_else(|| "somebody".to_owned()) })
}

fn json<T: Serialize>(status: StatusCode, value: &T) -> Response {
    match serde_json::to_string(value) {
        Ok(text) => (status, [(CONTENT_TYPE, "application/json")], text).into_response(),
        Err(_no_text) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
