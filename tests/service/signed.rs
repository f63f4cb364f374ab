//! Whole calls over the real protocol, signed, and what happens to those that are not.

use clew::{
    phone::{Act, EndedBy, PersonDoes, State, Webhook, twilio},
    server::open_store,
    store::{Saved, Store},
};

use super::line::{Carrier, FROM, PUBLIC, Service, TO, asks, phone, play, presses};

/// Before and after a rotation.
const SECRETS: &str = "0b5a6e0f8d7c4b3a,9f1e2d3c4b5a6978";
const SECOND: &str = "9f1e2d3c4b5a6978";

/// Through questions, people and a recording, to a goodbye that the caller has agreed to.
fn journey() -> Vec<Act> {
    vec![
        presses("9"),
        Act::Silent,
        Act::Says("parcel".to_owned()),
        presses("4711003#"),
        presses("1"),
        presses("1"),
        presses("1"),
        presses("0"),
        Act::Person(PersonDoes::Busy),
        Act::Person(PersonDoes::NoAnswer),
        Act::Records { seconds: 12 },
        Act::Silent,
    ]
}

/// Everything that the store holds of one call.
fn saved(folder: &std::path::Path, call: usize) -> Saved {
    let (store, keyring) = open_store(&folder.join("data"), &folder.join("data.key")).unwrap();
    store.load(keyring.call_key("twilio", &format!("CA{call:032}"))).unwrap().expect("the call is not in the store")
}

/// The same webhook with another signature, or none.
fn signed(webhook: &Webhook, secret: Option<&str>, url: &str) -> Webhook {
    let form: Vec<(String, String)> = form_urlencoded::parse(webhook.body.as_bytes()).into_owned().collect();
    let mut other = webhook.clone();
    other.headers.retain(|(name, _)| name != "X-Twilio-Signature");
    let signature = secret.and_then(|secret| twilio::signature(secret, url, &form));
    other.headers.extend(signature.map(|signature| ("X-Twilio-Signature".to_owned(), signature)));
    other
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_call_runs_signed_and_the_same_unsigned_is_refused_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::same_at_every_hour(folder.path(), &[], &[("TWILIO_AUTH_TOKEN", SECRETS)]);
    let near = service.near.clone();
    let carrier = Carrier::between(&near, &service);
    let mut phone = phone(&near, Some(SECOND), 1, carrier.clone());
    let heard = play(&mut phone, &journey()).await;
    assert_eq!(heard.then, State::Over { by: EndedBy::Line });
    phone.posts_status("completed", &[]).await.unwrap();
    let log = carrier.log.lock().unwrap().clone();
    assert!(journey().len() < log.len(), "{} webhooks", log.len());
    for (webhook, answer) in &log {
        assert_eq!(answer.status, 200, "{webhook:?}");
        let other_url = webhook.url.replace("/twilio/", "/twilio//");
        let forged = [
            signed(webhook, None, &webhook.url),
            signed(webhook, Some("another secret"), &webhook.url),
            signed(webhook, Some(SECRETS), &webhook.url),
            signed(webhook, Some(SECOND), &other_url),
        ];
        for forged in forged {
            let refused = carrier.deliver(&forged).await.unwrap();
            assert_eq!((refused.status, refused.body.len()), (403, 0), "{forged:?}");
        }
        let first = signed(webhook, Some("0b5a6e0f8d7c4b3a"), &webhook.url);
        assert_eq!(carrier.deliver(&first).await.unwrap().status, 200, "the secret from before the rotation");
    }
    assert_eq!(service.stops().code, Some(0));
    // Neither repeats nor refusals were counted.
    let asked = log.iter().filter(|(webhook, _)| asks(webhook)).count();
    assert_eq!(saved(folder.path(), 1).call.turn as usize, asked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_public_address_is_refused_and_the_log_says_which_one_counts_and_nothing_secret() {
    let folder = tempfile::tempdir().unwrap();
    let public = "https://porter:opensesame@line.example.org:8443/phone";
    let arguments = ["--public-url", public, "--log", "trace"];
    let service = Service::same_at_every_hour(folder.path(), &arguments, &[("TWILIO_AUTH_TOKEN", SECRETS)]);
    let proxied = Carrier::between(public, &service);
    let mut caller = phone(public, Some(SECOND), 1, proxied.clone());
    play(&mut caller, &journey()).await;
    let log = proxied.log.lock().unwrap().clone();
    for (webhook, _) in &log {
        let near = format!("{}{}", service.near, webhook.url.strip_prefix(public).unwrap());
        for forged in [signed(webhook, Some(SECOND), &near), signed(webhook, None, "")] {
            assert_eq!(proxied.deliver(&forged).await.unwrap().status, 403, "{forged:?}");
        }
    }
    let token = log.iter().find_map(|(webhook, _)| webhook.url.split_once("/turn/")).unwrap().1.to_owned();
    let said = service.stops();
    let said = said.all();
    assert!(said.contains("wrong signature; is public_url right?"), "{said}");
    assert!(said.contains(r#"base="https://***@line.example.org:8443/phone""#), "{said}");
    assert!(said.contains("it carries no signature"), "{said}");
    for secret in [FROM, &FROM[1..], "+1555011", "4711003", "opensesame", SECOND, "0b5a6e0f8d7c4b3a", &token] {
        assert!(!said.contains(secret), "`{secret}` stands in the log: {said}");
    }
    for (webhook, _) in &log {
        let token = webhook.url.split_once("/turn/").map_or("no token", |(_, token)| token);
        assert!(!said.contains(token), "a token stands in the log: {said}");
    }
    let numbers: Vec<&str> = said.lines().filter(|line| line.contains(&TO[1..])).collect();
    assert_eq!(numbers, ["parcels answers +15550100"], "only what the line is, said at the start");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_delivered_again_after_a_restart_gets_the_same_bytes_and_is_not_saved_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut calls = Vec::new();
    let service = Service::public(folder.path(), SECOND);
    for count in 0..=journey().len() {
        let carrier = Carrier::to(&service);
        play(&mut phone(PUBLIC, Some(SECOND), count, carrier.clone()), &journey()[..count]).await;
        calls.push(carrier.log.lock().unwrap().last().cloned().unwrap());
    }
    assert_eq!(service.stops().code, Some(0));
    let before: Vec<Saved> = (0..calls.len()).map(|call| saved(folder.path(), call)).collect();
    let service = Service::public(folder.path(), SECOND);
    for (webhook, answer) in &calls {
        assert_eq!(Carrier::to(&service).deliver(webhook).await.as_ref(), Ok(answer), "{webhook:?}");
    }
    assert_eq!(service.stops().code, Some(0));
    for (call, before) in before.iter().enumerate() {
        assert_eq!(*before, saved(folder.path(), call), "after {call} acts");
    }
}
