//! The address that platforms call.

use std::{fmt, net::SocketAddr};

use hyper::Uri;

/// An absolute http or https address without query, fragment or a slash at its end. It may hold a name and a password,
/// which platforms sign with it; it shows itself without them.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// Reads an address.
    ///
    /// # Errors
    /// Says what is wrong with it, without repeating it, since it may hold a password.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if text.contains('#') {
            return Err("has a fragment (`#`)");
        }
        let uri: Uri = text.parse().map_err(|_reason| "is no address")?;
        if !text.starts_with("http://") && !text.starts_with("https://") {
            return Err("does not begin with `https://` or `http://`");
        }
        if uri.query().is_some() {
            return Err("has a query (`?`)");
        }
        if uri.host().is_none_or(str::is_empty) {
            return Err("names no host");
        }
        if uri.authority().is_some_and(|authority| wrong_port(authority.as_str())) {
            return Err("has a port that is none");
        }
        Ok(Self(text.trim_end_matches('/').to_owned()))
    }

    /// The address of a listener.
    #[must_use]
    pub fn of(bound: SocketAddr) -> Self {
        Self(format!("http://{bound}"))
    }

    /// The address as platforms sign it, name and password included: not for logs.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Without name and password.
impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, rest) = self.0.split_once("://").unwrap_or(("", &self.0));
        let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
        match authority.rsplit_once('@') {
            Some((_who, host)) => write!(f, "{scheme}://***@{host}{path}"),
            None => write!(f, "{scheme}://{authority}{path}"),
        }
    }
}

impl fmt::Debug for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{self}`")
    }
}

/// Whether something stands behind the host that is no port.
fn wrong_port(authority: &str) -> bool {
    let host = authority.rsplit_once('@').map_or(authority, |(_who, host)| host);
    let port = if host.ends_with(']') { None } else { host.rsplit_once(':').map(|(_host, port)| port) };
    port.is_some_and(|port| port.parse::<u16>().is_ok_and(|port| port == 0) || port.parse::<u16>().is_err())
}
