//! The signature of Twilio's requests: base64 of an HMAC, under the account's auth token, over address and parameters.
//!
//! Invariant: what the reader reads is what was signed: of a GET the query, of a POST the body as a form.
//! Source: twilio-node 6.2.0 lib/webhooks/webhooks.js, twilio-python 9.13.0 twilio/request_validator.py.

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret as _, SecretString};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::address::Address;
use crate::dialect::{Refused, Request};

/// Checks the signature, over each form of the address and under each secret.
pub fn verify(request: &Request<'_>, secrets: &[SecretString]) -> Result<(), Refused> {
    let given = (request.header)("x-twilio-signature").filter(|given| !given.is_empty()).ok_or(Refused::Unsigned)?;
    let address = Address::split(request.url);
    let wrong = || Refused::Wrong { url: address.as_ref().map_or_else(String::new, Address::masked) };
    let sign = algorithm(request).ok_or_else(wrong)?;
    let address = address.as_ref().ok_or_else(wrong)?;
    let bodies = signed_bodies(request, address);
    let signed = |form: &str, body: &str, secret: &SecretString| {
        let expected = sign(secret.expose_secret().as_bytes(), form, body);
        bool::from(expected.as_bytes().ct_eq(given.as_bytes()))
    };
    let any =
        address.forms().any(|form| secrets.iter().any(|secret| bodies.iter().any(|body| signed(&form, body, secret))));
    if any { Ok(()) } else { Err(wrong()) }
}

/// Signs an address and what follows it under a secret, as base64.
type Sign = fn(&[u8], &str, &str) -> String;

/// A request signed with a shared key instead of the auth token names its algorithm in a header; no header means SHA-1.
/// Source: twilio-python 9.13.0 twilio/request_validator.py `get_signature_algorithm`.
fn algorithm(request: &Request<'_>) -> Option<Sign> {
    let settings = (request.header)("x-twilio-webhooks-signature-settings").unwrap_or("");
    let named = settings.split(',').filter_map(|part| part.split_once('='));
    let mut named = named.filter(|(name, _)| name.trim() == "algorithm").map(|(_, value)| value.trim());
    match named.find(|value| !value.is_empty()) {
        None => Some(sign::<Hmac<Sha1>>),
        Some(name) if name.eq_ignore_ascii_case("HMAC_SHA1") => Some(sign::<Hmac<Sha1>>),
        Some(name) if name.eq_ignore_ascii_case("HMAC_SHA256") => Some(sign::<Hmac<Sha256>>),
        Some(_) => None,
    }
}

fn sign<M: Mac + KeyInit>(secret: &[u8], address: &str, body: &str) -> String {
    // HMAC takes a key of any length. An empty signature equals none that was given.
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(secret) else {
        return String::new();
    };
    mac.update(address.as_bytes());
    mac.update(body.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// What may follow the address in the signed text. Whatever it is, the body is bound: either its parameters follow the
/// address, or its hash is part of the address and nothing follows. Empty if the body is not bound at all.
fn signed_bodies(request: &Request<'_>, address: &Address<'_>) -> Vec<String> {
    let mut bodies = Vec::new();
    let hash = address.parameter("bodySHA256");
    if request.post && is_form(request) {
        bodies.push(form(request.body));
    } else if !request.post || (request.body.is_empty() && hash.is_none()) {
        bodies.push(String::new());
    }
    let matches = |hash: Cow<'_, str>| bool::from(hash.as_bytes().ct_eq(hex_of_sha256(request.body).as_bytes()));
    if request.post && hash.is_some_and(matches) {
        bodies.push(String::new());
    }
    bodies
}

/// A request that does not say what it is, is taken as the form that Twilio sends.
fn is_form(request: &Request<'_>) -> bool {
    let kind = (request.header)("content-type").and_then(|kind| kind.split(';').next()).map_or("", str::trim);
    kind.is_empty() || kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Parameters sorted by name, each name followed by its value; a name's values sorted, each of them once.
fn form(body: &[u8]) -> String {
    let mut pairs: Vec<_> = form_urlencoded::parse(body).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs.iter().flat_map(|(name, value)| [&**name, &**value]).collect()
}

fn hex_of_sha256(body: &[u8]) -> String {
    Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect()
}
