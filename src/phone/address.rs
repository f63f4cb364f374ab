//! Addresses: which ones a strict phone follows, and how they are printed.

use hyper::Uri;

/// The address without what may be secret: scheme and host stay, path, query and user become `…`.
#[must_use]
pub fn masked(url: &str) -> String {
    let parsed: Option<Uri> = url.parse().ok();
    let Some(authority) = parsed.as_ref().and_then(Uri::authority) else { return "…".to_owned() };
    let scheme = parsed.as_ref().and_then(Uri::scheme_str).unwrap_or("http");
    let port = authority.port_u16().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{scheme}://{}{port}/…", authority.host())
}

/// What is wrong with an address, if anything is. It must be absolute, because some platforms of the family refuse
/// relative ones, and bare, because some use the text of a `Redirect` as it stands, with the white space around it.
pub(super) fn mistake(url: &str) -> Option<&'static str> {
    if url.is_empty() {
        return Some("is empty");
    }
    if url.contains(char::is_whitespace) {
        return Some("has white space in or around it");
    }
    if !(url.starts_with("http://") || url.starts_with("https://")) {
        return Some("is not an absolute `http` or `https` address");
    }
    if url.contains('#') {
        return Some("has a fragment");
    }
    match url.parse::<Uri>() {
        Ok(parsed) if parsed.host().is_some_and(|host| !host.is_empty()) => None,
        Ok(_) | Err(_) => Some("is not a well-formed address"),
    }
}
