//! How Twilio writes and signs a webhook.
//!
//! Source: twilio-node `src/webhooks/webhooks.ts` and twilio-python `request_validator.py` for the signature, Twilio's
//! pages on requests to an application for the parameters. What those pages do not say is recalled, and marked.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use super::LineSetup;
use crate::phone::{Method, Webhook};

/// The account that every call of this phone belongs to.
pub const ACCOUNT_SID: &str = "AC00000000000000000000000000000000";

/// What Twilio sends as `From` for a caller who shows no number: ANONYMOUS on a keypad.
/// Source: Twilio support article 223179988, as cited by many public repositories.
pub const WITHHELD: &str = "+266696687";

/// The names and values of a form, in the order they are sent in.
pub(super) type Form = Vec<(String, String)>;

/// One leg of a call: the caller's, or that of a person who was rung.
pub(super) struct Leg<'a> {
    pub(super) id: &'a str,
    /// The caller's leg, if it is not that.
    pub(super) parent: Option<&'a str>,
    pub(super) from: &'a str,
    pub(super) to: &'a str,
}

impl<'a> Leg<'a> {
    /// The caller's.
    pub(super) fn of(line: &'a LineSetup) -> Self {
        Self { id: &line.call_id, parent: None, from: &line.from, to: &line.to }
    }
}

/// What every request carries.
pub(super) fn common(leg: &Leg<'_>, status: &str) -> Form {
    let direction = if leg.parent.is_some() { "outbound-dial" } else { "inbound" };
    let pairs = [
        ("AccountSid", ACCOUNT_SID),
        ("ApiVersion", "2010-04-01"),
        ("CallSid", leg.id),
        ("CallStatus", status),
        ("Called", leg.to),
        ("Caller", leg.from),
        ("Direction", direction),
        ("From", leg.from),
        ("To", leg.to),
    ];
    let parent = leg.parent.map(|parent| ("ParentCallSid", parent));
    pairs.into_iter().chain(parent).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// What identifies one request: where it goes, which it is, and when.
pub(super) struct Envelope<'a> {
    pub(super) method: Method,
    pub(super) url: &'a str,
    /// The number of this request in the call; a repeat of a request keeps it.
    pub(super) number: u32,
    pub(super) at_ms: u64,
}

/// Writes and signs a request.
pub(super) fn write(line: &LineSetup, envelope: &Envelope<'_>, form: &Form) -> Webhook {
    let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let (url, body, signed) = match envelope.method {
        Method::Post => (envelope.url.to_owned(), encoded, form.as_slice()),
        Method::Get => (with_query(envelope.url, &encoded), String::new(), &[][..]),
    };
    let mut headers = vec![
        ("User-Agent".to_owned(), "TwilioProxy/1.1".to_owned()),
        ("Accept".to_owned(), "*/*".to_owned()),
        // The same on every attempt of one request (recalled).
        ("I-Twilio-Idempotency-Token".to_owned(), format!("{}-{}", line.call_id, envelope.number)),
    ];
    if envelope.method == Method::Post {
        let kind = "application/x-www-form-urlencoded; charset=UTF-8";
        headers.push(("Content-Type".to_owned(), kind.to_owned()));
    }
    if let Some(signature) = line.secret.as_deref().and_then(|secret| signature(secret, &url, signed)) {
        headers.push(("X-Twilio-Signature".to_owned(), signature));
    }
    Webhook { method: envelope.method, url, headers, body, at_ms: envelope.at_ms }
}

/// The signature of a request: HMAC-SHA1 over the address as given, then each name and value of the form, sorted by
/// name; the values of a repeated name once each, sorted. `None` only if the secret could not be a key, which HMAC
/// rules out.
#[must_use]
pub fn signature(secret: &str, url: &str, form: &[(String, String)]) -> Option<String> {
    let mut pairs: Vec<&(String, String)> = form.iter().collect();
    pairs.sort();
    pairs.dedup();
    let mut mac = Hmac::<Sha1>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(url.as_bytes());
    for (name, value) in pairs {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    Some(STANDARD.encode(mac.finalize().into_bytes()))
}

fn with_query(url: &str, query: &str) -> String {
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}{query}")
}
