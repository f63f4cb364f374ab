//! How the service ends, and why it does not start.

use std::{path::Path, time::Duration};

use clew::phone::Network;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{
    child::{BINARY, PATIENCE, Process, Said},
    line::{Carrier, FROM, Service, TO, phone, play, presses},
};

/// What a service says that does not start.
fn refused(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Said {
    let arguments: Vec<_> = ["serve"].into_iter().chain(arguments.iter().copied()).collect();
    Process::start(Path::new(BINARY), folder, &arguments, variables).ends()
}

/// A start of a call, of which all but the last byte has come, and which the service has begun to read.
async fn half_sent(near: &str, call: usize) -> (TcpStream, String) {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("CallSid", format!("CA{call:032}").as_str()), ("CallStatus", "ringing")])
        .extend_pairs([("From", FROM), ("To", TO)])
        .finish();
    let host = near.strip_prefix("http://").unwrap();
    let head = format!(
        "POST /twilio/call HTTP/1.1\r\nhost: {host}\r\nexpect: 100-continue\r\ncontent-length: {}\r\n\
         content-type: application/x-www-form-urlencoded\r\n\r\n",
        body.len()
    );
    let (begin, last) = body.split_at(body.len() - 1);
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).await.unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n", "which says that the body is awaited");
    stream.write_all(begin.as_bytes()).await.unwrap();
    (stream, last.to_owned())
}

async fn rest(mut stream: TcpStream, last: &str) -> String {
    stream.write_all(last.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let read = stream.read_to_string(&mut answer);
    tokio::time::timeout(PATIENCE, read).await.expect("the connection stays open").unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_begun_before_the_stop_is_answered_and_the_stop_is_clean() {
    let folder = tempfile::tempdir().unwrap();
    let mut service = Service::start(folder.path(), &[], &[]);
    let mut begun = Vec::new();
    for call in 0..16 {
        begun.push(half_sent(&service.near, call).await);
    }
    let idle = TcpStream::connect(service.near.strip_prefix("http://").unwrap()).await.unwrap();
    service.process.terminate();
    service.process.says("stopping");
    for (stream, last) in begun {
        let answer = rest(stream, &last).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.contains("<Gather") && answer.ends_with("</Response>"), "{answer}");
    }
    let said = service.process.ends();
    assert_eq!(said.code, Some(0), "{}", said.all());
    drop(idle);
    let replay = Process::start(Path::new(BINARY), folder.path(), &["replay"], &[]).ends();
    assert_eq!((replay.code, replay.out.as_str()), (Some(0), "16 calls, each turn as it was\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn health_is_answered_on_the_inner_listener() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start(folder.path(), &[], &[]);
    let said = service.process.so_far().out;
    let health = said.lines().find_map(|line| line.strip_prefix("health: ")).unwrap().to_owned();
    let webhook = clew::phone::Webhook {
        method: clew::phone::Method::Get,
        url: health,
        headers: Vec::new(),
        body: String::new(),
        at_ms: 0,
    };
    let answer = clew::phone::Http::within(Duration::from_secs(15)).post(webhook).await.unwrap();
    assert_eq!(answer.status, 200);
    assert!(String::from_utf8(answer.body).unwrap().contains(r#""healthy":true"#));
    assert_eq!(service.stops().code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_of_lookups_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start(folder.path(), &["--demo"], &[]);
    let near = service.near.clone();
    let acts = [presses("1"), presses("123456#"), presses("1")];
    play(&mut phone(&near, None, 1, Carrier::between(&near, &service)), &acts).await;
    let said = service.process.so_far().out;
    let health = said.lines().find_map(|line| line.strip_prefix("health: ")).unwrap();
    let token = std::fs::read_to_string(folder.path().join("data/inner.token")).unwrap();
    let webhook = clew::phone::Webhook {
        method: clew::phone::Method::Get,
        url: health.replace("/health", "/metrics"),
        headers: vec![("authorization".to_owned(), format!("Bearer {}", token.trim()))],
        body: String::new(),
        at_ms: 0,
    };
    let answer = clew::phone::Http::within(Duration::from_secs(15)).post(webhook).await.unwrap();
    let counted = String::from_utf8(answer.body).unwrap();
    assert!(counted.contains(r#"lookups_total{outcome="found"} 1"#), "{counted}");
    assert_eq!(service.stops().code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_binary_alone_in_an_empty_folder_answers_the_sample_line() {
    let elsewhere = tempfile::tempdir().unwrap();
    let folder = elsewhere.path().join("empty");
    std::fs::create_dir(&folder).unwrap();
    let binary = elsewhere.path().join("clew");
    // By a process of its own: while this one held the copy open for writing, a child of another test could, too, and
    // a file that is open for writing cannot be run.
    assert!(std::process::Command::new("cp").arg(BINARY).arg(&binary).status().unwrap().success());
    let service = Service::of(&binary, &folder, &[], &[]);
    let near = service.near.clone();
    let heard = play(&mut phone(&near, None, 1, Carrier::between(&near, &service)), &[presses("3")]).await;
    assert!(format!("{heard:?}").contains("12 Pier Road"), "{heard:?}");
    assert_eq!(service.stops().code, Some(0));
    let mut there: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    there.sort();
    assert_eq!(there, ["data", "data.key"], "calls and key are kept where it was started");
}

#[test]
fn a_data_folder_that_another_process_holds_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start(folder.path(), &[], &[]);
    let second = refused(folder.path(), &[], &[("CLEW_LISTEN", "127.0.0.1:0"), ("CLEW_INNER", "127.0.0.1:0")]);
    assert_eq!(second.code, Some(3), "{}", second.all());
    let says = "is open in another process: stop that one first, or name another folder";
    assert!(second.err.contains("`data`") && second.err.contains(says), "{}", second.err);
    let replay = Process::start(Path::new(BINARY), folder.path(), &["replay"], &[]).ends();
    assert_eq!(replay.code, Some(3), "{}", replay.all());
    assert!(replay.err.contains(says), "{}", replay.err);
    assert_eq!(service.stops().code, Some(0));
}

#[test]
fn a_port_that_is_taken_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let holder = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = holder.local_addr().unwrap().to_string();
    for (listen, inner) in [(taken.as_str(), "127.0.0.1:0"), ("127.0.0.1:0", taken.as_str())] {
        let said = refused(folder.path(), &["--listen", listen, "--inner", inner], &[]);
        assert_eq!(said.code, Some(3), "{}", said.all());
        assert!(said.err.contains(&format!("could not listen on {taken}")), "{}", said.err);
    }
}

#[test]
fn mistakes_in_the_settings_come_all_at_once() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("clew.toml"), "listne = \"127.0.0.1:80\"\nlog_json = \"yes\"\n").unwrap();
    let variables = [("CLEW_INNER", "192.168.1.2:81"), ("CLEW_DATE", "x"), ("TWILIO_AUTH_TOKEN", "s3cr3t,")];
    let said = refused(folder.path(), &["--public-url", "line.example.org", "--listen", "8080"], &variables);
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{}", said.all());
    let mistakes = [
        "clew.toml:1: there is no setting `listne`; did you mean `listen`?",
        "clew.toml:2: `log_json` is written as string; write `true` or `false`",
        "environment variable `CLEW_INNER`: `inner` is `192.168.1.2:81`, which others can reach",
        "environment variable `CLEW_DATE`: there is no setting `CLEW_DATE`; did you mean `CLEW_DATA`?",
        "environment variable `TWILIO_AUTH_TOKEN`: `TWILIO_AUTH_TOKEN` holds an empty secret",
        "`--public-url`: `public_url` does not begin with `https://`",
        "`--listen`: `listen` is `8080`, which is no address and port",
    ];
    for mistake in mistakes {
        assert!(said.err.contains(mistake), "`{mistake}` is not in: {}", said.err);
    }
    assert_eq!(said.err.lines().count(), mistakes.len(), "{}", said.err);
    assert!(!said.err.contains("s3cr3t"), "{}", said.err);
    assert!(!folder.path().join("data").exists(), "nothing is made before the settings are right");
    let named = refused(folder.path(), &["--config", "other.toml"], &[]);
    assert_eq!(named.code, Some(2));
    assert!(named.err.contains("could not read the settings file `other.toml`"), "{}", named.err);
}
