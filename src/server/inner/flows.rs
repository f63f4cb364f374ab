//! `GET /flows`: each flow file, what it serves, and what is wrong with it as it now is.

use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use hyper::header::CONTENT_TYPE;
use serde::Serialize;

use crate::{
    call::Number,
    flow::Problem,
    server::{Server, switches::shown},
};

/// One flow file.
#[derive(Debug, Serialize)]
struct FlowFile {
    /// The file's name in its folder.
    file: String,
    /// The flow's name; `null` for a new file that has never been right.
    flow: Option<String>,
    /// The lines that it answers; empty means every line.
    lines: Vec<String>,
    /// The id of the bundle that new calls get.
    bundle: Option<String>,
    /// Since when they get it.
    since: Option<String>,
    /// Whether the file is gone, and its last flow answers until clew starts again.
    gone: bool,
    /// What is wrong with the file as it now is; `null` where that is what is served.
    refused: Option<Refusal>,
}

/// Why a file is not served as it now is.
#[derive(Debug, Serialize)]
struct Refusal {
    /// Since when.
    since: String,
    /// All of its problems.
    problems: Vec<Problem>,
}

/// The route.
pub(super) fn routes(server: Arc<Server>) -> Router {
    Router::new().route("/flows", get(flows)).with_state(server)
}

async fn flows(State(server): State<Arc<Server>>) -> Response {
    let serving = server.bundles.serving();
    let files = serving.files().map(|(file, served)| {
        let bundle = served.bundle.as_ref();
        FlowFile {
            file: file.to_owned(),
            flow: bundle.map(|bundle| bundle.flow.name.to_string()),
            lines: bundle.map_or_else(Vec::new, |bundle| {
                bundle.flow.lines.keys().map(|line| Number::e164(line).to_owned()).collect()
            }),
            bundle: bundle.map(|bundle| bundle.id.to_string()),
            since: bundle.map(|_| shown(served.since)),
            gone: served.gone,
            refused: served
                .refused
                .as_ref()
                .map(|refused| Refusal { since: shown(refused.at), problems: refused.flawed.problems.clone() }),
        }
    });
    let text = serde_json::to_string(&files.collect::<Vec<_>>()).unwrap_or_default();
    ([(CONTENT_TYPE, "application/json")], text).into_response()
}
