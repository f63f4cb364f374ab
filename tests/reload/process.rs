//! The real process: it looks by itself, and when it is asked by SIGHUP.

use std::{path::Path, time::Instant};

use clew::phone::{Http, Method, Network, Webhook};
use rustix::process::Signal;

use super::{
    child::{BINARY, PATIENCE, Process},
    house::{House, broken, flow},
};

struct Service {
    process: Process,
    inner: String,
}

impl Service {
    fn start(house: &House) -> Self {
        let ports = [("CLEW_LISTEN", "127.0.0.1:0"), ("CLEW_INNER", "127.0.0.1:0")];
        let folder = house.folder.path();
        let mut process = Process::start(Path::new(BINARY), folder, &["serve", "--flows", "flows"], &ports);
        let health = process.says("health: ").split("health: ").nth(1).unwrap().to_owned();
        process.says("ready");
        Self { process, inner: health.strip_suffix("/health").unwrap().to_owned() }
    }

    async fn get(&self, house: &House, path: &str) -> serde_json::Value {
        let token = std::fs::read_to_string(house.data().join("inner.token")).unwrap();
        let headers = vec![("authorization".to_owned(), format!("Bearer {token}"))];
        let url = format!("{}{path}", self.inner);
        let webhook = Webhook { method: Method::Get, url, headers, body: String::new(), at_ms: 0 };
        let answer = Http::default().post(webhook).await.unwrap();
        assert_eq!(answer.status, 200);
        serde_json::from_slice(&answer.body).unwrap()
    }

    /// Asks until it is so, as a guard against a service that never gets there.
    async fn until(&self, house: &House, path: &str, so: impl Fn(&serde_json::Value) -> bool) {
        let began = Instant::now();
        loop {
            let answer = self.get(house, path).await;
            if so(&answer) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "it never gets there: {answer}");
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn a_process_serves_edits_by_itself_and_starts_with_what_it_served_last() {
    let house = House::with_library();
    let service = Service::start(&house);
    let bundle = service.get(&house, "/flows").await[0]["bundle"].clone();
    house.write("library.yaml", flow(1));
    service.until(&house, "/flows", |flows| flows[0]["bundle"] != bundle).await;
    house.write("library.yaml", broken(2));
    service.until(&house, "/health", |health| health["refused"][0] == "library.yaml").await;
    let served = service.get(&house, "/flows").await[0]["bundle"].clone();
    service.process.terminate();
    let said = service.process.ends();
    assert_eq!(said.code, Some(0), "{}", said.all());
    assert_eq!(said.out.matches("error[no-such]").count(), 1, "told once: {}", said.all());
    let first = said.out.lines().find(|line| line.contains("ERROR")).unwrap_or_default();
    assert!(first.contains("library.yaml:") && first.contains(": no-such: "), "in one line: {}", said.all());
    let service = Service::start(&house);
    assert_eq!(service.get(&house, "/flows").await[0]["bundle"], served);
    assert_eq!(service.get(&house, "/health").await["healthy"], true);
    service.process.terminate();
    assert_eq!(service.process.ends().code, Some(0));
}

#[tokio::test]
async fn a_process_looks_when_it_is_asked() {
    let house = House::with_library();
    let mut service = Service::start(&house);
    service.process.signal(Signal::HUP);
    service.process.says("looked at the flows: nothing has changed");
    house.write("library.yaml", flow(1));
    service.process.signal(Signal::HUP);
    service.process.says("new calls get this flow");
    service.process.terminate();
    assert_eq!(service.process.ends().code, Some(0));
}

#[test]
fn a_process_does_not_start_with_a_broken_file_that_was_never_served() {
    let house = House::with_library();
    house.write("library.yaml", broken(0));
    let said = Process::start(Path::new(BINARY), house.folder.path(), &["serve", "--flows", "flows"], &[]).ends();
    assert_eq!(said.code, Some(1), "{}", said.all());
    assert!(said.err.contains("error[no-such]"), "{}", said.all());
    assert!(!house.data().exists(), "nothing is made");
}

#[tokio::test]
async fn switches_are_asked_of_the_process_that_has_the_store() {
    let house = House::with_library();
    let service = Service::start(&house);
    let ask = |arguments: &[&str]| Process::start(Path::new(BINARY), house.folder.path(), arguments, &[]).ends();
    let said = ask(&["switch"]);
    assert_eq!((said.code, said.out.as_str()), (Some(0), "there are no switches\n"), "{}", said.all());
    let said = ask(&["switch", "storm", "on"]);
    assert_eq!((said.code, said.err.as_str()), (Some(2), "there is no switch `storm`, nor any other\n"));
    // Without the way in that the service has left, there is only the store, and that is taken.
    std::fs::remove_file(house.data().join("inner.address")).unwrap();
    let said = ask(&["switch"]);
    assert_eq!(said.code, Some(3), "{}", said.all());
    assert!(said.err.contains("is open in another process"), "{}", said.all());
    service.process.terminate();
    assert_eq!(service.process.ends().code, Some(0));
    assert_eq!(ask(&["switch"]).code, Some(0), "the store is free");
}
