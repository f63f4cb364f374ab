//! What a request must not look like where no signature can be checked.
//!
//! Without a secret, clew answers this machine alone. A tunnel and a web page in a browser also come from loopback, so
//! the address of a connection proves nothing: what their requests carry gives them away. Forwarding headers are never
//! believed, whatever is set; here they are not even accepted.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use hyper::{
    HeaderMap, StatusCode, Uri,
    header::{HOST, HeaderName, ORIGIN, USER_AGENT},
    http::uri::Authority,
};

/// The loopback addresses.
const OURS: &[IpAddr] = &[IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];

/// Headers of proxies and tunnels, in lower case.
const FORWARDING: &[&str] = &[
    "via",
    "cdn-loop",
    "client-ip",
    "true-client-ip",
    "x-real-ip",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-original-host",
    "x-original-url",
    "x-rewrite-url",
    "x-proxyuser-ip",
];

/// How such headers begin, in lower case.
const FORWARDING_BEGINNINGS: &[&str] = &["cf-", "fastly-", "fly-", "ngrok-", "tailscale-", "x-envoy-", "x-amzn-"];

/// How headers begin that only browsers send, in lower case: no page can set or leave out any of them.
const BROWSER_BEGINNING: &str = "sec-";

/// How every browser names itself, also those that are too old for the headers above.
const BROWSER_NAME: &[u8] = b"Mozilla/";

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is meant for another host than this machine, for several, or for none.
    Host,
    /// A web page sent it.
    Browser,
    /// A proxy or a tunnel passed it on.
    Forwarded,
}

impl Refusal {
    /// The status that says so.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Host => StatusCode::MISDIRECTED_REQUEST,
            Self::Browser | Self::Forwarded => StatusCode::FORBIDDEN,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Host => "the request is not for `127.0.0.1`, `localhost` or `[::1]`",
            Self::Browser => "a web page sent the request",
            Self::Forwarded => "a proxy or a tunnel passed the request on",
        })
    }
}

impl std::error::Error for Refusal {}

/// Checks a request to the public listener when no secret is set.
///
/// # Errors
/// When it is not plainly from a program on this machine.
pub fn local_only(uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
    host(uri, headers)?;
    origin(headers)?;
    if headers.get(USER_AGENT).is_some_and(|name| name.as_bytes().starts_with(BROWSER_NAME)) {
        return Err(Refusal::Browser);
    }
    for name in headers.keys().map(HeaderName::as_str) {
        if name.starts_with(BROWSER_BEGINNING) {
            return Err(Refusal::Browser);
        }
        // Many put their own name before or behind, such as `x-original-forwarded-for`.
        let known = name.contains("forwarded") || FORWARDING.contains(&name);
        if known || FORWARDING_BEGINNINGS.iter().any(|beginning| name.starts_with(beginning)) {
            return Err(Refusal::Forwarded);
        }
    }
    Ok(())
}

/// Checks that a request is meant for this machine by a loopback name, with any port: a name that an attacker's
/// name server points to loopback is not.
///
/// # Errors
/// When it names another host, several, or none.
pub fn host(uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
    let mut named = headers.get_all(HOST).iter();
    let (Some(only), None) = (named.next(), named.next()) else { return Err(Refusal::Host) };
    let header = only.to_str().is_ok_and(|host| host.parse().is_ok_and(|authority| loopback(&authority)));
    // A target may hold a host of its own, which then counts, too.
    let target = uri.authority().is_none_or(loopback);
    if header && target { Ok(()) } else { Err(Refusal::Host) }
}

/// Checks that no web page sent a request: browsers name a page's origin in all but the plainest.
///
/// # Errors
/// When it names one.
pub fn origin(headers: &HeaderMap) -> Result<(), Refusal> {
    if headers.contains_key(ORIGIN) { Err(Refusal::Browser) } else { Ok(()) }
}

/// Whether this is one of our three names. Others of 127/8 are not names that anybody is told to use.
fn loopback(authority: &Authority) -> bool {
    let host = authority.host();
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let plain = !authority.as_str().contains('@');
    plain
        && (host.eq_ignore_ascii_case("localhost")
            || bare.parse::<IpAddr>().is_ok_and(|address| OURS.contains(&address)))
}
