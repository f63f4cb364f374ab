//! A question as a request: where it goes, and what it carries.

use std::net::{IpAddr, SocketAddr};

use reqwest::{
    Method, Request, Url,
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};

use super::{
    Configured, Question,
    exchange::Fault,
    net::{Refused, may_connect},
};
use crate::{call::LookupFault, engine::lookup::Body};

/// A request that may be sent.
pub(super) struct Ready {
    /// The service's address, by which it is known.
    pub(super) service: String,
    pub(super) request: Request,
    /// Whether it goes to our own network.
    pub(super) inside: bool,
}

/// Makes the request of a question.
///
/// # Errors
/// [`LookupFault::NotAsked`], or [`LookupFault::Refused`] for an address that may not be connected to.
pub(super) fn ready(question: &Question<'_>, known: &Configured) -> Result<Ready, Fault> {
    let not_asked = |detail: &str| Fault::new(LookupFault::NotAsked, detail);
    let Question { lookup, service, with, .. } = question;
    let unset = || not_asked("a setting or a secret of the service is not set");
    let base = service.address(known).ok_or_else(unset)?;
    let headers = headers(&service.headers(known).ok_or_else(unset)?)?;
    let path = lookup.path(with).ok_or_else(|| {
        not_asked("a value in the address is missing or empty, or is `.` or `..`, which may not stand there")
    })?;
    let body = lookup.body(with).ok_or_else(|| not_asked("a value of what is sent is missing"))?;

    let address = Url::parse(&base).map_err(|why| not_asked(&format!("the service has no address: {why}")))?;
    let inside = service.inside() || known.demo.is_some_and(|demo| is_at(&address, demo));
    judge(&address, inside)?;
    let url = Url::parse(&format!("{base}{path}")).map_err(|why| not_asked(&format!("no address: {why}")))?;
    if url.origin() != address.origin() {
        return Err(not_asked("the address leads to another host"));
    }
    let mut request = Request::new(if lookup.is_get() { Method::GET } else { Method::POST }, url);
    *request.headers_mut() = headers;
    if let Some(body) = body {
        let (kind, text) = match body {
            Body::Json(text) => ("application/json", text),
            Body::Form(text) => ("application/x-www-form-urlencoded", text),
        };
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        *request.body_mut() = Some(text.into());
    }
    Ok(Ready { service: base, request, inside })
}

fn headers(written: &[(&str, String)]) -> Result<HeaderMap, Fault> {
    let mut headers = HeaderMap::new();
    for (name, value) in written {
        let wrong = || Fault::new(LookupFault::NotAsked, format!("the header `{name}` cannot be sent"));
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_why| wrong())?;
        let mut value = HeaderValue::from_str(value).map_err(|_why| wrong())?;
        value.set_sensitive(true);
        headers.insert(key, value);
    }
    Ok(headers)
}

/// Judges a service's address before anything is sent: what names lead to is seen when they are resolved.
fn judge(address: &Url, inside: bool) -> Result<(), Fault> {
    let refused = |detail: &str| Err(Fault::new(LookupFault::Refused, detail));
    match address.scheme() {
        "https" => {}
        "http" if inside => {}
        "http" => return refused("`http` is spoken to services with `inside: true` alone"),
        _ => return refused("the service's address is not `https`"),
    }
    if !address.username().is_empty() || address.password().is_some() {
        return refused("the service's address holds a name or a password: put them into a header");
    }
    if address.query().is_some() || address.fragment().is_some() {
        return refused("the service's address has a `?` or a `#`");
    }
    match literal(address) {
        Some(ip) if !may_connect(ip, inside) => {
            Err(Fault::new(LookupFault::Refused, Refused { host: ip.to_string(), addresses: vec![ip] }.to_string()))
        }
        Some(_) | None => Ok(()),
    }
}

/// The address that stands in a URL in place of a name. URLs are read so that it has one form, however it was written.
fn literal(address: &Url) -> Option<IpAddr> {
    let host = address.host_str()?;
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host).parse().ok()
}

fn is_at(address: &Url, demo: SocketAddr) -> bool {
    literal(address) == Some(demo.ip()) && address.port_or_known_default() == Some(demo.port())
}
