//! What a backend can do to us, and what comes of it: one answer, and one line in the log.

use std::net::TcpListener;

use clew::{
    call::{Answered, LookupFault, Value},
    server::lookup::BODY_MAX,
};
use serde_json::json;

use super::{
    Log, PARCEL, ask, ask_parcel,
    backend::{Backend, Says, response},
    client, inside, lookup, parcel, service, text,
};

/// Asks a backend once, and holds the answer and the log against what is expected; `log` is empty where no line is due.
#[track_caller]
fn comes_of(says: Says, expected: &Answered, log: &[&str]) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let written = Log::new();
    let shown: String = format!("{says:?}").chars().take(80).collect();
    runtime.block_on(async {
        let backend = Backend::that(says.clone()).await;
        assert_eq!(ask_parcel(&client(), &inside(&backend.url())).await, *expected, "{shown}");
        // Whoever hangs up without a word may only have closed what it kept open.
        let asked = if matches!(says, Says::HangsUp) { 2 } else { 1 };
        assert_eq!(backend.requests().len(), asked, "{shown}");
    });
    if log.is_empty() {
        assert_eq!(written.lines(), Vec::<String>::new(), "{shown}");
    } else {
        written.says_once(&[&["service=tracking", "lookup=parcel"], log].concat());
    }
}

fn all(status: &str, headers: &str, body: &str) -> Says {
    Says::All(response(status, headers, body))
}

fn failed(fault: LookupFault) -> Answered {
    Answered::Failed(fault)
}

#[tokio::test]
async fn a_backend_that_answers_is_understood_and_cut_to_what_is_wanted() {
    let log = Log::new();
    let backend = Backend::answers("200 OK", "Content-Type: application/json\r\n", PARCEL).await;
    let Answered::Found(found) = ask_parcel(&client(), &inside(&backend.url())).await else { panic!("not found") };
    assert_eq!(found.at("state"), Some(&text("on_the_way")));
    assert_eq!(found.at("eta").map(Value::plain).as_deref(), Some("2026-11-26"));
    assert_eq!(found.at("weight"), None, "nobody asked for it");
    let request = backend.requests().concat().to_lowercase();
    for header in ["accept: application/json", "user-agent: clew/", "host: 127.0.0.1"] {
        assert!(request.contains(header), "{request}");
    }
    assert_eq!(log.lines(), Vec::<String>::new());
}

#[test]
fn what_is_not_there_is_missing_and_no_failure() {
    for (status, body) in [
        ("404 Not Found", "no such parcel"),
        ("410 Gone", ""),
        ("204 No Content", ""),
        ("200 OK", ""),
        ("200 OK", " \n"),
        ("200 OK", "[]"),
        ("200 OK", "null"),
    ] {
        comes_of(all(status, "", body), &Answered::Missing, &[]);
    }
}

#[test]
fn other_statuses_are_told_so_that_a_step_may_have_an_exit_for_them() {
    for (status, code) in
        [("409 Conflict", 409), ("400 Bad Request", 400), ("401 Unauthorized", 401), ("429 Slow Down", 429)]
    {
        comes_of(all(status, "", ""), &Answered::Status(code), &["a lookup was refused", &format!("status={code}")]);
    }
    for (status, code) in [("500 Internal Server Error", 500), ("503 Service Unavailable", 503)] {
        comes_of(all(status, "", ""), &Answered::Status(code), &["WARN", "a lookup failed", &format!("status={code}")]);
    }
}

#[test]
fn nonsense_is_a_wrong_shape() {
    let wrong = failed(LookupFault::WrongShape);
    for body in [
        "<html>Sorry</html>",
        "{",
        "{}",
        "[{}]",
        "\"on_the_way\"",
        "{ \"state\": 5, \"eta\": \"2026-11-26\" }",
        "{ \"state\": \"on_the_way\", \"eta\": \"soon\" }",
        "{ \"state\": \"on_the_way\" }",
        "{ \"state\": \"a\", \"eta\": \"2026-11-26\" } trailing",
    ] {
        comes_of(all("200 OK", "", body), &wrong, &["WARN", "something else than the lookup gives"]);
    }
    comes_of(all("200 OK", "", &"[".repeat(60_000)), &wrong, &["something else"]);
    let binary = Says::All(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\xff\xfe\x00".to_vec());
    comes_of(binary, &wrong, &["something else"]);
}

#[test]
fn what_is_no_http_or_breaks_off_is_down() {
    let down = failed(LookupFault::Down);
    comes_of(Says::HangsUp, &down, &["it could not be reached"]);
    comes_of(Says::All(b"SSH-2.0-OpenSSH_9.2\r\n\r\n".to_vec()), &down, &["it could not be reached"]);
    let half = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".to_vec();
    comes_of(Says::All(half), &down, &["it could not be reached"]);
    let bad_chunk = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".to_vec();
    comes_of(Says::All(bad_chunk), &down, &["it could not be reached"]);
    let endless_head = Says::Endless(b"HTTP/1.1 200 OK\r\n".to_vec(), b"X-More: and more of it\r\n".to_vec());
    comes_of(endless_head, &down, &["it could not be reached"]);
}

#[test]
fn a_body_without_end_is_not_read_to_its_end() {
    let large = failed(LookupFault::TooLarge);
    let log = ["it answered with more than is read"];
    // Said beforehand: nothing of it is read.
    let told = Says::All(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", BODY_MAX + 1).into_bytes());
    comes_of(told, &large, &log);
    let told = Says::All(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n".to_vec());
    comes_of(told, &failed(LookupFault::Down), &["it could not be reached"]);
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[".to_vec();
    comes_of(Says::Endless(head, b"1,".repeat(4_000)), &large, &log);
    let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    let chunk = [b"400\r\n".as_slice(), &[b' '; 0x400], b"\r\n"].concat();
    comes_of(Says::Endless(head, chunk), &large, &log);
}

#[test]
fn a_body_of_just_the_most_is_read() {
    let filled = format!("{PARCEL}{}", " ".repeat(BODY_MAX - PARCEL.len()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        for (body, fits) in [(filled.clone(), true), (format!("{filled} "), false)] {
            let backend = Backend::answers("200 OK", "", &body).await;
            let answered = ask_parcel(&client(), &inside(&backend.url())).await;
            assert_eq!(matches!(answered, Answered::Found(_)), fits, "{answered:?}");
        }
    });
}

#[test]
fn a_backend_that_never_answers_is_slow() {
    let slow = failed(LookupFault::Slow);
    comes_of(Says::Nothing, &slow, &["it did not answer in time", "10s"]);
    // Half a head, then a byte now and then: each is in time, the whole is not.
    comes_of(Says::Drip(b"HTTP/1.1 200 OK\r\nX-Slow: ".to_vec()), &slow, &["it did not answer in time"]);
    comes_of(Says::Drip(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n[".to_vec()), &slow, &["in time"]);
}

#[tokio::test]
async fn the_limit_is_the_lookups_or_else_the_services() {
    for (own, expected) in [(Some("300ms"), 300), (None, 1_000)] {
        let backend = Backend::that(Says::Nothing).await;
        let service = service(json!({ "url": backend.url(), "inside": true, "within": "1s" }));
        let mut written = json!({ "get": "tracking/parcels/{number}", "gives": "text" });
        if let Some(own) = own {
            written["within"] = json!(own);
        }
        let begun = tokio::time::Instant::now();
        let answered = ask(&client(), &service, &lookup(written), &[("number", text("1"))]).await;
        assert_eq!(answered, failed(LookupFault::Slow));
        let took = u64::try_from(begun.elapsed().as_millis()).unwrap();
        assert!(expected <= took, "{took} ms");
        tokio::time::resume();
    }
}

#[test]
fn a_redirect_is_never_followed_wherever_it_leads() {
    for (status, to) in [
        ("301 Moved Permanently", "/elsewhere"),
        ("302 Found", "http://169.254.169.254/latest/meta-data/"),
        ("303 See Other", "http://[::ffff:10.0.0.1]/"),
        ("307 Temporary Redirect", "https://calls.example.com/"),
        ("308 Permanent Redirect", "file:///etc/passwd"),
        ("300 Multiple Choices", "http://2130706433/"),
        ("304 Not Modified", ""),
    ] {
        let log = ["WARN", "a redirect, which is not followed"];
        comes_of(all(status, &format!("Location: {to}\r\n"), ""), &failed(LookupFault::Redirected), &log);
    }
}

#[tokio::test]
async fn a_backend_that_is_down_is_told_by_why() {
    let log = Log::new();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let answered = ask_parcel(&client(), &inside(&format!("http://{address}"))).await;
    assert_eq!(answered, failed(LookupFault::Down));
    log.says_once(&["service=tracking", "lookup=parcel", "it could not be reached", "refused"]);
}

#[tokio::test]
async fn what_cannot_speak_tls_is_down() {
    let log = Log::new();
    let backend = Backend::that(Says::All(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec())).await;
    // The first bytes of TLS are no text, so the backend's reader gives up, which is as good as any nonsense.
    let address = format!("https://{}", backend.address);
    assert_eq!(ask_parcel(&client(), &inside(&address)).await, failed(LookupFault::Down));
    log.says_once(&["it could not be reached"]);
}

#[test]
fn a_backend_that_closes_what_it_kept_open_is_asked_again() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let written = Log::new();
    runtime.block_on(async {
        // It says how long its answer is, not that it closes, and closes.
        let kept = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{PARCEL}", PARCEL.len());
        let backend = Backend::that(Says::Once(kept.into_bytes())).await;
        let (client, service) = (client(), inside(&backend.url()));
        for asked in 1..=20 {
            let answered = ask_parcel(&client, &service).await;
            assert!(matches!(answered, Answered::Found(_)), "{asked}: {answered:?}");
        }
    });
    assert_eq!(written.lines(), Vec::<String>::new());
}

#[test]
fn the_log_says_which_field_is_another_and_which_value_cannot_stand_in_an_address() {
    let wrong = failed(LookupFault::WrongShape);
    comes_of(all("200 OK", "", r#"{ "state": 7, "eta": "2026-11-26" }"#), &wrong, &["`state` is not a text"]);
    comes_of(all("200 OK", "", r#"{ "state": "x", "eta": "soon" }"#), &wrong, &["`eta` is not a date"]);
    comes_of(all("200 OK", "", r#"{ "state": "x" }"#), &wrong, &["`eta` is missing"]);
    comes_of(all("200 OK", "", "<html>"), &wrong, &["the answer is no JSON"]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let written = Log::new();
    let service = inside("http://127.0.0.1:1");
    let answered = runtime.block_on(async { ask(&client(), &service, &parcel(), &[("number", text(".."))]).await });
    assert_eq!(answered, failed(LookupFault::NotAsked));
    written.says_once(&["the question could not be put", "is `.` or `..`, which may not stand there"]);
}
