//! Recordings of prompts, by content hash. The hash is looked up in the bundles' table; no path is ever joined.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::Server;

/// Serves one recording. Its address names its content, so it may be cached for ever.
pub(super) async fn recording(State(server): State<Arc<Server>>, Path(hash): Path<String>) -> Response {
    match server.bundles.recording(&hash) {
        Some(recording) => {
            let headers = [
                (header::CONTENT_TYPE, recording.content_type),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            (headers, recording.bytes).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
