//! Webhooks over a real connection.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use clew::phone::{Answer, Http, Method, Network, NetworkError, Webhook};

fn webhook(url: String, method: Method) -> Webhook {
    let headers = vec![("User-Agent".to_owned(), "TwilioProxy/1.1".to_owned())];
    let body = if method == Method::Post { "Digits=1" } else { "" };
    Webhook { method, url, headers, body: body.to_owned(), at_ms: 0 }
}

/// Posts to a listener that reads one request up to `end` and then writes `answer`; what came in, and what came back.
async fn exchange(method: Method, end: &str, answer: &str) -> (String, Result<Answer, NetworkError>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (end, text) = (end.to_owned(), answer.to_owned());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut came = String::new();
        while !came.ends_with(&end) {
            let mut buffer = [0; 1024];
            let count = stream.read(&mut buffer).unwrap();
            assert!(0 < count, "the request ended early: {came}");
            came.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
        }
        stream.write_all(text.as_bytes()).unwrap();
        came.replace(&address.to_string(), "ADDRESS")
    });
    let answer = Http::default().post(webhook(format!("http://user:pass@{address}/turn?a=1"), method)).await;
    (server.join().unwrap(), answer)
}

#[tokio::test]
async fn a_webhook_goes_over_the_wire_and_its_answer_comes_back() {
    let answer = "HTTP/1.1 404 Not Found\r\nContent-Type: text/xml\r\nContent-Length: 11\r\n\r\n<Response/>";
    let (came, answer) = exchange(Method::Post, "Digits=1", answer).await;
    let (request, headers) = came.split_once("\r\n").unwrap();
    assert_eq!(request, "POST /turn?a=1 HTTP/1.1");
    let headers = headers.to_ascii_lowercase();
    for header in ["host: address\r\n", "user-agent: twilioproxy/1.1\r\n", "content-length: 8\r\n"] {
        assert!(headers.contains(header), "{headers}");
    }
    let answer = answer.unwrap();
    assert_eq!((answer.status, answer.content_type.as_str()), (404, "text/xml"));
    assert_eq!(answer.body, b"<Response/>");
}

#[tokio::test]
async fn an_answer_without_a_length_ends_with_the_connection() {
    let (came, answer) = exchange(Method::Get, "\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n<Response/>").await;
    assert!(came.starts_with("GET /turn?a=1 HTTP/1.1\r\n"), "{came}");
    let answer = answer.unwrap();
    assert_eq!((answer.status, answer.content_type.as_str()), (200, ""));
    assert_eq!(answer.body, b"<Response/>");
}

#[tokio::test]
async fn what_is_no_answer_says_why() {
    let (_, cut) = exchange(Method::Post, "Digits=1", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<Resp").await;
    assert_eq!(cut, Err(NetworkError::Broken));
    let (_, noise) = exchange(Method::Post, "Digits=1", "hello\r\n\r\n").await;
    assert_eq!(noise, Err(NetworkError::Broken));
    for (url, error) in [
        ("https://127.0.0.1/turn", NetworkError::Address),
        ("/turn", NetworkError::Address),
        ("no address", NetworkError::Address),
    ] {
        assert_eq!(Http::default().post(webhook(url.to_owned(), Method::Post)).await, Err(error), "{url}");
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/turn", listener.local_addr().unwrap());
    let silent = Http::within(Duration::from_millis(20)).post(webhook(url.clone(), Method::Post)).await;
    assert_eq!(silent, Err(NetworkError::TimeLimit), "nobody accepts, nobody answers");
    drop(listener);
    assert_eq!(Http::default().post(webhook(url, Method::Post)).await, Err(NetworkError::Connect));
}
