//! The forms in which Twilio may have signed an address.
//!
//! Invariant: every form names the same resource; they differ in port, letter case of the host, and escapes of the
//! query.
//! Source: twilio-node 6.2.0 lib/webhooks/webhooks.js, twilio-python 9.13.0 twilio/request_validator.py.

use std::{borrow::Cow, collections::BTreeMap, fmt::Write as _};

use form_urlencoded::parse;

/// An address in its parts, none of them decoded. Put together again they are the address without its fragment.
pub struct Address<'a> {
    /// With `://`.
    scheme: &'a str,
    /// With `@`; empty if there is none. It is part of what is signed.
    user: &'a str,
    /// A name, an IPv4 address, or an IPv6 address in brackets.
    host: &'a str,
    /// With its colon; empty if there is none.
    port: &'a str,
    /// From the slash on.
    path: &'a str,
    /// Without the question mark.
    query: Option<&'a str>,
}

/// How an address may have been written when it was signed.
#[derive(Clone, Copy)]
enum Form {
    /// As the request came.
    AsSent,
    /// Without a question mark that nothing follows: Python's `geturl` drops it.
    Bare,
    /// As the URL standard writes it: host in lower case, in the query `'` as `%27`. Node's `new URL(…).toString()`.
    Standard,
    /// The same with the query decoded and encoded again. Node's `withLegacyQuerystring`.
    Encoded,
}

impl<'a> Address<'a> {
    /// The parts of an absolute address; `None` for anything else.
    pub fn split(url: &'a str) -> Option<Self> {
        let url = url.split('#').next().unwrap_or(url);
        let (scheme, rest) = url.split_at_checked(url.find("://")? + 3)?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at_checked(end)?;
        let (user, host_and_port) = authority.split_at_checked(authority.rfind('@').map_or(0, |at| at + 1))?;
        // In an IPv6 address only a colon behind the bracket starts the port.
        let literal = host_and_port.rfind(']').map_or(0, |at| at + 1);
        let colon = host_and_port.get(literal..)?.find(':').map_or(host_and_port.len(), |at| literal + at);
        let (host, port) = host_and_port.split_at_checked(colon)?;
        let (path, query) = match rest.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (rest, None),
        };
        Some(Self { scheme, user, host, port, path, query })
    }

    /// Every form that may have been signed, the likeliest first. Twilio signs now with, now without the port.
    pub fn forms(&self) -> impl Iterator<Item = String> + '_ {
        [Form::AsSent, Form::Bare, Form::Standard, Form::Encoded]
            .into_iter()
            .filter(|form| !matches!(form, Form::Bare) || self.query == Some(""))
            .flat_map(|form| ["", self.port()].map(|port| self.written(form, port)))
    }

    /// The value of a parameter of the query, if it is there.
    pub fn parameter(&self, name: &str) -> Option<Cow<'a, str>> {
        parse(self.query?.as_bytes()).find(|(found, _)| found == name).map(|(_, value)| value)
    }

    /// For a log: without user and password, query, and the token at the end of one of our own addresses.
    pub fn masked(&self) -> String {
        let path = match self.path.rsplit_once("/turn/") {
            Some((before, _)) => Cow::Owned(format!("{before}/turn/…")),
            None => Cow::Borrowed(self.path),
        };
        let user = if self.user.is_empty() { "" } else { "…@" };
        let query = if self.query.is_some() { "?…" } else { "" };
        format!("{}{user}{}{}{path}{query}", self.scheme, self.host, self.port)
    }

    /// The port as it stands there, or else the scheme's own.
    fn port(&self) -> &'a str {
        match self.port {
            "" if self.scheme.eq_ignore_ascii_case("https://") => ":443",
            "" => ":80",
            port => port,
        }
    }

    fn written(&self, form: Form, port: &str) -> String {
        let lower = |text: &'a str| match form {
            Form::AsSent | Form::Bare => Cow::Borrowed(text),
            Form::Standard | Form::Encoded => Cow::Owned(text.to_ascii_lowercase()),
        };
        let query = match (self.query, form) {
            (None, _) | (_, Form::Bare) => String::new(),
            (Some(query), Form::AsSent) => format!("?{query}"),
            (Some(query), Form::Standard) => format!("?{}", standard(query)),
            (Some(query), Form::Encoded) => format!("?{}", encoded(&standard(query))),
        };
        format!("{}{}{}{port}{}{query}", lower(self.scheme), self.user, lower(self.host), self.path)
    }
}

/// A query as the URL standard writes it: its special-query percent-encode set.
fn standard(query: &str) -> String {
    escaped(query, |byte| matches!(byte, b'!' | b'$'..=b'&' | b'('..=b';' | b'=' | b'?'..=b'~'))
}

/// A query decoded and encoded again as Node's `querystring` does: values of one name together, where it first stood.
/// One difference is left: JavaScript would also move names that are whole numbers to the front.
fn encoded(query: &str) -> String {
    let pairs: Vec<_> = parse(query.as_bytes()).collect();
    let mut first = BTreeMap::new();
    for (at, (name, _)) in pairs.iter().enumerate() {
        first.entry(name).or_insert(at);
    }
    // Anybody may send a query, with thousands of names: it is checked before we know who sends it.
    let mut together: Vec<_> = pairs.iter().collect();
    together.sort_by_key(|(name, _)| first.get(name));
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || b"!'()*-._~".contains(&byte);
    let pairs = together.into_iter().map(|(name, value)| format!("{}={}", escaped(name, kept), escaped(value, kept)));
    pairs.collect::<Vec<_>>().join("&")
}

fn escaped(text: &str, kept: impl Fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii() && kept(byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            write!(out, "%{byte:02X}").unwrap_or_default();
        }
    }
    out
}
