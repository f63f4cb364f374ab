//! Signatures: requests with the verdict of the platform's own SDK.
//!
//! `signatures.jsonl` was written by `tests/oracle/twilio_signature.py --requests 180 --write`, which also holds such
//! requests against a running server; `CLEW_SIGNATURES` names another such file.

use clew::dialect::{Refused, Request, named};
use secrecy::SecretString;
use serde_json::Value;

use crate::folder;

struct Vector {
    url: String,
    post: bool,
    headers: Vec<(&'static str, String)>,
    body: String,
    secret: String,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

impl Vector {
    fn of(line: &Value) -> Self {
        let headers = vec![
            ("x-twilio-signature", text(&line["signature"])),
            ("content-type", text(&line["type"])),
            ("x-twilio-webhooks-signature-settings", text(&line["settings"])),
        ];
        let post = line["post"].as_bool().unwrap();
        Self { url: text(&line["url"]), post, headers, body: text(&line["body"]), secret: text(&line["token"]) }
    }

    fn verify(&self, secrets: &[&str]) -> Result<(), Refused> {
        let found = |name: &str| self.headers.iter().find(|(known, _)| *known == name);
        let header = |name: &str| found(name).map(|(_, value)| value.as_str());
        let request = Request { post: self.post, url: &self.url, header: &header, body: self.body.as_bytes() };
        let secrets: Vec<SecretString> = secrets.iter().map(|secret| (*secret).into()).collect();
        named("twilio").unwrap().verify(&request, &secrets)
    }
}

fn lines() -> Vec<Value> {
    let own = folder("twilio").join("signatures.jsonl");
    let path = std::env::var_os("CLEW_SIGNATURES").map_or(own, Into::into);
    let file = std::fs::read_to_string(path).unwrap();
    file.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn twilio_requests_get_the_verdict_of_its_own_sdk() {
    let (mut accepted, mut refused, mut wrong) = (0, 0, Vec::new());
    for line in lines() {
        let vector = Vector::of(&line);
        let verdict = vector.verify(&[&vector.secret]).is_ok();
        *(if verdict { &mut accepted } else { &mut refused }) += 1;
        if verdict != line["accepted"].as_bool().unwrap() {
            wrong.push(line.to_string());
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), accepted + refused, wrong.join("\n"));
    assert!(accepted.min(refused) * 5 >= (accepted + refused) * 2, "{accepted} accepted, {refused} refused");
}

#[test]
fn any_of_several_secrets_will_do_and_no_other() {
    for line in lines().iter().filter(|line| line["accepted"] == true) {
        let vector = Vector::of(line);
        assert_eq!(vector.verify(&["old", &vector.secret]), Ok(()));
        assert_eq!(vector.verify(&[&vector.secret, ""]), Ok(()));
        assert!(matches!(vector.verify(&["old", ""]), Err(Refused::Wrong { .. })));
        assert!(matches!(vector.verify(&[]), Err(Refused::Wrong { .. })));
    }
}

#[test]
fn a_request_without_a_signature_is_unsigned() {
    let mut vector = Vector::of(&lines()[0]);
    vector.headers[0].1.clear();
    assert_eq!(vector.verify(&["secret"]), Err(Refused::Unsigned));
    vector.headers.remove(0);
    assert_eq!(vector.verify(&["secret"]), Err(Refused::Unsigned));
}

#[test]
fn a_refusal_names_the_address_but_no_token_secret_or_number() {
    let mut vector = Vector::of(&lines()[0]);
    vector.url = "https://user:pass@line.example.org:8443/twilio/turn/AbCdEf?From=%2B12025550123".to_owned();
    let Err(Refused::Wrong { url }) = vector.verify(&["secret"]) else { panic!("it is accepted") };
    assert_eq!(url, "https://…@line.example.org:8443/twilio/turn/…?…");
}

#[test]
fn any_address_is_verified_without_a_panic() {
    const PIECES: [&str; 16] =
        ["https", "://", ":", "/", "?", "#", "@", "[", "]", "::1", "%", "%ff", "bodySHA256=", "&", "ü", "host"];
    let mut vector = Vector::of(&lines()[0]);
    for seed in 0..5_000 {
        let mut dice = fastrand::Rng::with_seed(seed);
        vector.url = (0..dice.usize(..14)).map(|_| PIECES[dice.usize(..PIECES.len())]).collect();
        let verdict = std::panic::catch_unwind(|| vector.verify(&["secret"]));
        assert!(verdict.unwrap_or_else(|_| panic!("seed {seed}: {}", vector.url)).is_err());
    }
}

/// The vectors of the SDKs' own test files lie beside the project, not in it.
#[test]
fn the_vectors_of_the_sdks_own_tests_get_the_same_verdict() {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared");
    let shared = std::env::var("CLEW_SHARED").unwrap_or_else(|_| beside.to_owned());
    let Ok(file) = std::fs::read_to_string(format!("{shared}/data/platforms/signature_vectors.json")) else {
        return println!("not run: no `data/platforms/signature_vectors.json` in `{shared}`");
    };
    let all: Value = serde_json::from_str(&file).unwrap();
    let vectors = all["twilio"]["vectors"].as_array().unwrap();
    assert!(!vectors.is_empty());
    for vector in vectors {
        let form = form_of(&vector["params"]);
        let (kind, body) = match vector["body"].as_str() {
            Some(body) => ("application/json", body.to_owned()),
            None => ("application/x-www-form-urlencoded", form),
        };
        let headers = vec![("x-twilio-signature", text(&vector["signature"])), ("content-type", kind.to_owned())];
        let secret = text(&vector["auth_token"]);
        let tried = Vector { url: text(&vector["url"]), post: true, headers, body, secret };
        assert_eq!(tried.verify(&[&tried.secret]).is_ok(), vector["valid"] == true, "{}", vector["id"]);
    }
}

fn form_of(params: &Value) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in params.as_object().unwrap() {
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        for value in values {
            form.append_pair(name, value.as_str().unwrap());
        }
    }
    form.finish()
}
