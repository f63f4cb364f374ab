//! The inner listener and the guards: who is answered, and what is counted.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::{
    collections::BTreeSet,
    os::unix::fs::PermissionsExt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Body, http::Request, routing::get};
use clew::{
    call::{Fault, OfferWhy, Reason},
    server::{
        inner::{self, Health, Token},
        local::{self, Refusal},
        metrics::{CallEnd, Metrics, Outcome},
    },
};
use http_body_util::BodyExt;
use tower::ServiceExt;

struct Inner {
    router: Router,
    token: String,
    store: Arc<AtomicBool>,
    metrics: Arc<Metrics>,
    _folder: tempfile::TempDir,
}

fn start() -> Inner {
    let folder = tempfile::tempdir().unwrap();
    let token = Token::fresh().unwrap();
    let text = std::fs::read_to_string(token.write(folder.path()).unwrap()).unwrap();
    let store = Arc::new(AtomicBool::new(true));
    let asked = Arc::clone(&store);
    let examine = Arc::new(move || Health::new(asked.load(Ordering::Relaxed), vec!["parcels".into()]));
    let metrics = Arc::new(Metrics::new(&["twilio"]));
    let more = Router::new().route("/more", get(|| async { "more" }));
    let router = inner::router(examine, Arc::clone(&metrics), token, more);
    Inner { router, token: text, store, metrics, _folder: folder }
}

impl Inner {
    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> (u16, String) {
        let mut request = Request::builder().uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    async fn get_with_token(&self, path: &str) -> (u16, String) {
        let bearer = format!("Bearer {}", self.token);
        self.get(path, &[("host", "localhost:8081"), ("authorization", &bearer)]).await
    }
}

#[tokio::test]
async fn health_needs_no_token_and_says_what_is_wrong() {
    let inner = start();
    let fine = (200, r#"{"healthy":true,"store":true,"flows":["parcels"]}"#.to_owned());
    assert_eq!(inner.get("/health", &[("host", "127.0.0.1:8081")]).await, fine);
    inner.store.store(false, Ordering::Relaxed);
    let ill = (503, r#"{"healthy":false,"store":false,"flows":["parcels"]}"#.to_owned());
    assert_eq!(inner.get("/health", &[("host", "[::1]:8081")]).await, ill);
    assert!(!Health::new(true, Vec::new()).healthy);
}

#[tokio::test]
async fn everything_else_needs_the_token() {
    let inner = start();
    let longer = format!("Bearer {}0", inner.token);
    let shorter = format!("Bearer {}", &inner.token[1..]);
    let basic = format!("Basic {}", inner.token);
    for path in ["/metrics", "/more", "/nothing"] {
        for wrong in ["", "Bearer ", "Bearer 0000", &longer, &shorter, &basic, &inner.token] {
            let (status, says) = inner.get(path, &[("host", "localhost"), ("authorization", wrong)]).await;
            assert_eq!(status, 401, "{path} {wrong}");
            assert!(says.contains("`inner.token`") && says.contains("`Authorization: Bearer`"), "{says}");
        }
        assert_eq!(inner.get(path, &[("host", "localhost")]).await.0, 401, "{path}");
    }
    assert_eq!(inner.get_with_token("/more").await, (200, "more".to_owned()));
    assert_eq!(inner.get_with_token("/metrics").await.0, 200);
    assert_eq!(inner.get_with_token("/nothing").await.0, 404);
}

#[tokio::test]
async fn other_hosts_and_web_pages_are_refused_even_with_the_token() {
    let inner = start();
    let bearer = format!("Bearer {}", inner.token);
    for path in ["/health", "/metrics", "/more", "/nothing"] {
        let evil = [("host", "evil.example"), ("authorization", bearer.as_str())];
        assert_eq!(inner.get(path, &evil).await.0, 421, "{path}");
        let page = [("host", "localhost"), ("origin", "http://localhost:8081"), ("authorization", bearer.as_str())];
        assert_eq!(inner.get(path, &page).await.0, 403, "{path}");
    }
}

#[test]
fn the_token_is_new_at_each_start_and_its_file_is_the_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut seen = BTreeSet::new();
    for _ in 0..3 {
        // What a start that was killed may have left behind, readable by others.
        std::fs::write(folder.path().join("inner.token.new"), "left behind").unwrap();
        let token = Token::fresh().unwrap();
        let path = token.write(folder.path()).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()), "{text}");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(!format!("{token:?}").contains(&text));
        assert!(seen.insert(text), "the same token twice");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
}

/// What the guard of the public listener says to a request with these headers.
fn guarded(uri: &str, headers: &[(&str, &str)]) -> Result<(), Refusal> {
    let mut request = Request::builder().uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(()).unwrap();
    local::local_only(request.uri(), request.headers())
}

#[test]
fn only_loopback_names_are_hosts() {
    for host in ["127.0.0.1", "127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]", "[::1]:8080"] {
        assert_eq!(guarded("/twilio/call", &[("host", host)]), Ok(()), "{host}");
    }
    for host in
        ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "0.0.0.0"]
            .into_iter()
            .chain([
                "evil@127.0.0.1",
                "127.1",
                "[::]",
                "",
                "localhost, evil.example",
                "127.0.0.2",
                "[::ffff:127.0.0.1]",
            ])
    {
        assert_eq!(guarded("/twilio/call", &[("host", host)]), Err(Refusal::Host), "{host}");
    }
    assert_eq!(guarded("/", &[]), Err(Refusal::Host), "none");
    assert_eq!(guarded("/", &[("host", "localhost"), ("host", "localhost")]), Err(Refusal::Host), "two");
    assert_eq!(guarded("http://evil.example/", &[("host", "localhost")]), Err(Refusal::Host), "another in the target");
    assert_eq!(guarded("http://localhost/", &[("host", "localhost")]), Ok(()));
}

#[test]
fn what_proxies_tunnels_and_pages_send_is_refused() {
    let forwarded = ["Forwarded", "Via", "X-Real-IP", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"];
    let tunnels = [
        "X-Forwarded",
        "X-Original-Forwarded-For",
        "X_Forwarded_For",
        "X-Original-Host",
        "CF-Connecting-IP",
        "True-Client-IP",
        "Tailscale-User-Login",
        "CDN-Loop",
    ];
    for name in forwarded.into_iter().chain(tunnels) {
        assert_eq!(guarded("/", &[("host", "localhost"), (name, "127.0.0.1")]), Err(Refusal::Forwarded), "{name}");
    }
    for (name, value) in [("Origin", "null"), ("Origin", "http://localhost"), ("Sec-Fetch-Site", "cross-site")] {
        assert_eq!(guarded("/", &[("host", "localhost"), (name, value)]), Err(Refusal::Browser), "{name}");
    }
    // A picture in a page is fetched without an origin; a browser that is old says of itself no more than its name.
    for (name, value) in [("User-Agent", "Mozilla/5.0 (X11; Linux x86_64)"), ("Sec-CH-UA-Mobile", "?0")] {
        assert_eq!(guarded("/", &[("host", "localhost"), (name, value)]), Err(Refusal::Browser), "{name}");
    }
    for name in ["X-Twilio-Signature", "I-Twilio-Idempotency-Token", "Content-Type", "User-Agent", "Accept"] {
        assert_eq!(guarded("/", &[("host", "localhost"), (name, "x")]), Ok(()), "{name}");
    }
}

#[tokio::test]
async fn what_happens_is_counted() {
    let inner = start();
    let metrics = &inner.metrics;
    metrics.webhook("twilio", Outcome::New);
    metrics.webhook("twilio", Outcome::New);
    metrics.turn(Duration::from_micros(700));
    metrics.commit_failed();
    metrics.commit_raced();
    metrics.call_started();
    metrics.call_ended(CallEnd::HungUp);
    metrics.connected(Reason::Fault(Fault::FlowGone));
    metrics.offered(OfferWhy::Frustration);
    let (_, text) = inner.get_with_token("/metrics").await;
    for line in [
        r#"clew_webhooks_total{platform="twilio",outcome="new"} 2"#,
        r#"clew_webhooks_total{platform="twilio",outcome="last_resort"} 0"#,
        r#"clew_turn_seconds_bucket{le="0.0005"} 0"#,
        r#"clew_turn_seconds_bucket{le="0.001"} 1"#,
        "clew_turn_seconds_count 1",
        "clew_commits_failed_total 1",
        "clew_commits_raced_total 1",
        "clew_calls_started_total 1",
        r#"clew_calls_ended_total{outcome="hung_up"} 1"#,
        r#"clew_calls_ended_total{outcome="settled"} 0"#,
        r#"clew_connected_total{reason="fault"} 1"#,
        r#"clew_offers_total{why="frustration"} 1"#,
        "# EOF",
    ] {
        assert!(text.lines().any(|found| found == line), "`{line}` is not in\n{text}");
    }
    // Clew never counts calls that it kept away from people.
    for word in [concat!("def", "lect"), "contain"] {
        assert!(!text.to_lowercase().contains(word), "`{word}` is nothing that we measure");
    }
}
