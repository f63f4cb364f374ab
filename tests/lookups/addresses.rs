//! The address guard: where a question may go, however the address is written, and whatever names lead to.

use std::{
    io,
    net::IpAddr,
    pin::Pin,
    sync::{Arc, Mutex},
};

use clew::{
    call::{Answered, LookupFault},
    server::lookup::{
        Client, Configured,
        net::{Names, Zone, may_connect, zone},
    },
};
use serde_json::json;

use super::{
    Log, PARCEL, ask, ask_parcel,
    backend::{Backend, Says},
    client, inside, lookup, service,
};

/// Addresses that anybody may be at.
const PUBLIC: &[&str] = &[
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "93.184.216.34",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "192.169.0.0",
    "192.0.1.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2a00:1450:4001::1",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
];

/// Addresses of private networks and of this machine.
const INSIDE: &[&str] = &[
    "10.0.0.0",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "100.64.0.1",
    "100.127.255.255",
    "::1",
    "fc00::1",
    "fdff:ffff::1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
];

/// Addresses that no service has.
const NEVER: &[&str] = &[
    "0.0.0.0",
    "0.1.2.3",
    "169.254.0.1",
    "169.254.169.254",
    "169.254.170.2",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0.0.0.0",
    "fe80::1",
    "febf::1",
    "fec0::1",
    "fd00:ec2::254",
    "ff02::1",
    "100::1",
    "64:ff9b::10.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::169.254.169.254",
    "64:ff9b:1::8.8.8.8",
    "64:ff9b::1:808:808",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:20::1",
    "2001:db8::1",
    "2002:0a00:0001::1",
    "2002:0808:0808::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
];

#[test]
fn every_address_is_somebodys_and_only_inside_ones_need_leave() {
    for (addresses, expected) in [(PUBLIC, Zone::Public), (INSIDE, Zone::Inside), (NEVER, Zone::Never)] {
        for text in addresses {
            let address: IpAddr = text.parse().unwrap();
            assert_eq!(zone(address), expected, "{text}");
            assert_eq!(may_connect(address, false), expected == Zone::Public, "{text}");
            assert_eq!(may_connect(address, true), expected != Zone::Never, "{text}");
        }
    }
}

/// Ways to write loopback and private addresses, and what clouds keep their keys behind.
const SPELLINGS: &[&str] = &[
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "127.0x1",
    "%31%32%37.0.0.1",
    "１２７.0.0.1",
    "10.0.0.1",
    "167772161",
    "0xa.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:10.0.0.1]",
    "[::ffff:a00:1]",
    "[0:0:0:0:0:ffff:0a00:0001]",
    "[fd00::1]",
];

const METADATA: &[&str] = &[
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "169.254.43518",
    "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]",
    "[64:ff9b::a9fe:a9fe]",
    "[2002:a9fe:a9fe::1]",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "0.0.0.0",
    "0",
    "[::]",
];

#[tokio::test]
async fn an_address_is_refused_however_it_is_written() {
    let tls = SPELLINGS.iter().chain(METADATA).map(|host| (format!("https://{host}"), false));
    let plain = METADATA.iter().map(|host| (format!("http://{host}:8080/base"), true));
    for (url, is_inside) in tls.chain(plain) {
        let log = Log::new();
        let service = service(json!({ "url": url, "inside": is_inside }));
        assert_eq!(ask_parcel(&client(), &service).await, Answered::Failed(LookupFault::Refused), "{url}");
        log.says_once(&["WARN", "service=tracking", "its address may not be connected to", "which may not be"]);
    }
}

#[tokio::test]
async fn what_is_inside_is_reached_where_the_service_says_so() {
    let backend = Backend::answers("200 OK", "", PARCEL).await;
    let port = backend.address.port();
    for host in ["127.0.0.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "localhost"] {
        let answered = ask_parcel(&client(), &inside(&format!("http://{host}:{port}"))).await;
        assert!(matches!(answered, Answered::Found(_)), "{host}: {answered:?}");
    }
}

#[tokio::test]
async fn an_address_that_settings_gave_is_held_to_the_same() {
    for (url, says) in [
        ("http://8.8.8.8", "`http` is spoken to services with `inside: true` alone"),
        ("ftp://calls.example.com", "is not `https`"),
        ("file:///etc/passwd", "is not `https`"),
        ("https://name:word@calls.example.com", "a name or a password"),
        ("https://calls.example.com?x=", "has a `?` or a `#`"),
        ("https://calls.example.com/#", "has a `?` or a `#`"),
        ("https://169.254.169.254", "which may not be connected to"),
    ] {
        let log = Log::new();
        let configs = [("tracking".to_owned(), url.to_owned())].into();
        let client = Client::new(Configured { configs, ..Configured::default() }).unwrap();
        let service = service(json!({ "url": "{config.tracking}" }));
        assert_eq!(ask_parcel(&client, &service).await, Answered::Failed(LookupFault::Refused), "{url}");
        log.says_once(&[says]);
    }
}

/// Names that are somewhere else each time.
#[derive(Default)]
pub struct Changing {
    answers: Mutex<Vec<Vec<IpAddr>>>,
    asked: Mutex<Vec<String>>,
}

impl Changing {
    pub fn between(answers: &[&[&str]]) -> Arc<Self> {
        let parsed = |all: &&[&str]| all.iter().map(|address| address.parse().unwrap()).collect();
        let answers = answers.iter().rev().map(parsed).collect();
        Arc::new(Self { answers: Mutex::new(answers), asked: Mutex::default() })
    }
}

impl Names for Changing {
    fn addresses(&self, name: &str) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>> {
        self.asked.lock().unwrap().push(name.to_owned());
        let next = self.answers.lock().unwrap().pop().ok_or_else(|| io::Error::other("asked once too often"));
        Box::pin(std::future::ready(next))
    }
}

#[tokio::test]
async fn a_name_that_changes_between_check_and_connection_wins_nothing() {
    let log = Log::new();
    let backend = Backend::answers("200 OK", "", PARCEL).await;
    let names = Changing::between(&[&["127.0.0.1"], &["169.254.169.254"]]);
    let client = Client::with_names(Configured::default(), names.clone()).unwrap();
    let service = inside(&format!("http://rebound.example:{}", backend.address.port()));

    assert!(matches!(ask_parcel(&client, &service).await, Answered::Found(_)));
    assert_eq!(*names.asked.lock().unwrap(), ["rebound.example"], "what is checked is what is connected to");
    assert_eq!(log.lines(), Vec::<String>::new());

    assert_eq!(ask_parcel(&client, &service).await, Answered::Failed(LookupFault::Refused));
    assert_eq!(names.asked.lock().unwrap().len(), 2, "a refusal is not tried again");
    log.says_once(&["`rebound.example` is at 169.254.169.254, which may not be connected to"]);
    assert_eq!(backend.requests().len(), 1);
}

#[tokio::test]
async fn of_a_names_addresses_only_those_that_may_be_are_connected_to() {
    let backend = Backend::answers("200 OK", "", PARCEL).await;
    let names = Changing::between(&[&["169.254.169.254", "0.0.0.0", "127.0.0.1"]]);
    let client = Client::with_names(Configured::default(), names).unwrap();
    let service = inside(&format!("http://mixed.example:{}", backend.address.port()));
    assert!(matches!(ask_parcel(&client, &service).await, Answered::Found(_)));
}

#[tokio::test]
async fn a_name_that_leads_inside_is_not_connected_to() {
    let backend = Backend::that(Says::HangsUp).await;
    for address in ["127.0.0.1", "::ffff:127.0.0.1", "10.0.0.1", "0.0.0.0"] {
        let names = Changing::between(&[&[address], &[address]]);
        let client = Client::with_names(Configured::default(), names).unwrap();
        let service = service(json!({ "url": format!("https://inner.example:{}", backend.address.port()) }));
        assert_eq!(ask_parcel(&client, &service).await, Answered::Failed(LookupFault::Refused), "{address}");
    }
    assert_eq!(backend.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn nothing_is_shared_between_services_inside_and_outside() {
    // A connection that was kept for a service inside must not serve one that may not go there.
    let kept = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{PARCEL}", PARCEL.len());
    let backend = Backend::that(Says::All(kept.into_bytes())).await;
    let local: &[&str] = &["127.0.0.1"];
    let client = Client::with_names(Configured::default(), Changing::between(&[local, local])).unwrap();
    let url = format!("https://two.example:{}", backend.address.port());
    let within = inside(&url.replace("https", "http"));
    assert!(matches!(ask_parcel(&client, &within).await, Answered::Found(_)));
    let outside = service(json!({ "url": url }));
    assert_eq!(ask_parcel(&client, &outside).await, Answered::Failed(LookupFault::Refused));
}

#[tokio::test]
async fn a_get_is_tried_once_more_if_there_is_no_connection_and_a_post_is_not() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let local: &[&str] = &["127.0.0.1"];
    for (method, times) in [("get", 2), ("post", 1)] {
        let names = Changing::between(&[local; 3]);
        let client = Client::with_names(Configured::default(), names.clone()).unwrap();
        let lookup = lookup(json!({ method: "tracking/parcels", "gives": "text" }));
        let answered = ask(&client, &inside(&format!("http://down.example:{port}")), &lookup, &[]).await;
        assert_eq!(answered, Answered::Failed(LookupFault::Down));
        assert_eq!(names.asked.lock().unwrap().len(), times, "{method}");
    }
}

#[tokio::test]
async fn a_name_that_nobody_knows_is_down() {
    let log = Log::new();
    let names = Changing::between(&[]);
    let client = Client::with_names(Configured::default(), names).unwrap();
    assert_eq!(
        ask_parcel(&client, &service(json!({ "url": "https://nowhere.example" }))).await,
        Answered::Failed(LookupFault::Down)
    );
    log.says_once(&["it could not be reached", "asked once too often"]);
}

#[tokio::test]
async fn the_stand_in_is_inside_and_nothing_beside_it_is() {
    let backend = Backend::answers("200 OK", "", PARCEL).await;
    let demo = Some(backend.address);
    let configs =
        |url: String| Configured { configs: [("tracking".to_owned(), url)].into(), demo, ..Configured::default() };
    let service = service(json!({ "url": "{config.tracking}", "within": "10s" }));
    for (url, fine) in [
        (backend.url(), true),
        (format!("{}/v1", backend.url()), true),
        (format!("http://127.0.0.1:{}", backend.address.port().wrapping_sub(1).max(1)), false),
        (format!("http://127.0.0.2:{}", backend.address.port()), false),
    ] {
        let client = Client::new(configs(url.clone())).unwrap();
        let answered = ask_parcel(&client, &service).await;
        assert_eq!(matches!(answered, Answered::Found(_)), fine, "{url}: {answered:?}");
        assert_eq!(answered == Answered::Failed(LookupFault::Refused), !fine, "{url}: {answered:?}");
    }
}
