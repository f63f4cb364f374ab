//! Addresses of SIP phones, with what such a phone is told beside the call: the one encoder for all platforms.
//!
//! Invariant: whatever is put in, what comes out is one address and exactly those headers. A value can add no header,
//! no parameter and no other address, since only unreserved characters (RFC 3986, section 2.3) stand for themselves.
//! Source: RFC 3261, section 19.1.1 (`sip:user@host:port;parameters?headers`) and section 25.1 (their characters).

use crate::call::Name;

/// Most characters of a SIP address with its headers (m: Twilio's page on `Sip`).
pub const SIP_MAX: usize = 1024;
/// Most characters of the address alone, as it is written, so that room is left for what is told.
const ADDRESS_MAX: usize = 255;
/// Most characters of a header's name.
const NAME_MAX: usize = 64;
/// The letters of hexadecimal figures.
const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];

/// A SIP address with headers, of at most [`SIP_MAX`] characters; `None` if it is no SIP address.
///
/// Headers whose name is not `X-` and letters, digits, `-`, `_` or `.`, and those with nothing in them, are left out;
/// of one that is there twice the first counts. Control characters are dropped. Where it is too much, the longest value
/// is cut, the last of several that are equally long.
pub fn sip(address: &str, headers: &[(Name, String)]) -> Option<String> {
    let address = sip_address(address)?;
    let mut told: Vec<(&str, Vec<String>)> = Vec::new();
    for (name, value) in headers {
        let known = told.iter().any(|(known, _)| known.eq_ignore_ascii_case(name.as_str()));
        let value: Vec<String> = value.chars().filter(|char| !char.is_control()).take(SIP_MAX).map(escaped).collect();
        if is_header(name.as_str()) && !known && !value.is_empty() {
            told.push((name.as_str(), value));
        }
    }
    fit(&mut told, SIP_MAX.saturating_sub(address.len()));
    let told: Vec<String> = told.iter().map(|(name, value)| format!("{name}={}", value.concat())).collect();
    Some(if told.is_empty() { address } else { format!("{address}?{}", told.join("&")) })
}

/// Cuts values until all of them fit, one whole character after the other; a header with nothing left goes.
fn fit(told: &mut Vec<(&str, Vec<String>)>, chars_max: usize) {
    let length = |value: &[String]| value.iter().map(String::len).sum::<usize>();
    let each: Vec<usize> = told.iter().map(|(name, value)| name.len() + 2 + length(value)).collect();
    let mut over = each.iter().sum::<usize>().saturating_sub(chars_max);
    while 0 < over {
        let Some(at) = (0..told.len()).max_by_key(|at| told.get(*at).map(|(_, value)| value.len())) else { return };
        let Some((name, value)) = told.get_mut(at) else { return };
        let gone = value.pop().map_or(0, |char| char.len());
        let rest = if value.is_empty() { name.len() + 2 } else { 0 };
        over = over.saturating_sub(gone + rest);
        if 0 < rest {
            told.remove(at);
        }
    }
}

/// Whether a header of that name may be told. Twilio passes on those that begin with `X-`.
fn is_header(name: &str) -> bool {
    let rest = name.strip_prefix("X-").or_else(|| name.strip_prefix("x-")).unwrap_or("");
    let fits = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    !rest.is_empty() && name.len() <= NAME_MAX && rest.chars().all(fits)
}

/// An address as it may stand before headers: the user escaped, everything else checked, nothing that could begin
/// another address or a header.
fn sip_address(text: &str) -> Option<String> {
    let text = text.trim();
    let (scheme, rest) = text.split_once(':')?;
    let known = scheme.eq_ignore_ascii_case("sip") || scheme.eq_ignore_ascii_case("sips");
    let (user, place) = rest.split_once('@')?;
    let mut parts = place.split(';');
    let host = parts.next()?;
    let parameters: Vec<&str> = parts.collect();
    let sound = known
        && text.chars().count() <= ADDRESS_MAX
        && !user.is_empty()
        && !user.chars().any(char::is_control)
        && is_host(host)
        && parameters.iter().all(|parameter| is_parameter(parameter));
    let user: String = if sound { user_escaped(user) } else { return None };
    let parameters: String = parameters.iter().map(|parameter| format!(";{parameter}")).collect();
    let whole = format!("{}:{user}@{host}{parameters}", scheme.to_ascii_lowercase());
    (whole.len() <= SIP_MAX).then_some(whole)
}

/// A name or an IP address, and perhaps a port.
fn is_host(text: &str) -> bool {
    let (name, port) = match text.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((address, port)) => (address, port),
            None => return false,
        },
        None => text.find(':').and_then(|at| text.split_at_checked(at)).unwrap_or((text, "")),
    };
    let in_brackets = text.starts_with('[');
    let fits = |char: char| match in_brackets {
        true => char.is_ascii_hexdigit() || matches!(char, ':' | '.'),
        false => char.is_ascii_alphanumeric() || matches!(char, '-' | '.'),
    };
    let is_port = |port: &str| port.parse::<u16>().is_ok() && port.bytes().all(|byte| byte.is_ascii_digit());
    !name.is_empty() && name.chars().all(fits) && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
}

/// Such as `transport=tcp`, or `lr`.
fn is_parameter(text: &str) -> bool {
    let fits = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    let (name, value) = text.split_once('=').unwrap_or((text, "-"));
    !name.is_empty() && !value.is_empty() && name.chars().chain(value.chars()).all(fits)
}

/// The user of an address. What is escaped already stays so.
fn user_escaped(user: &str) -> String {
    let mut escaped_user = String::new();
    let mut rest = user.chars();
    while let Some(char) = rest.next() {
        let mut following = rest.clone().take(2);
        let is_escape = char == '%'
            && following.next().is_some_and(|next| next.is_ascii_hexdigit())
            && following.next().is_some_and(|next| next.is_ascii_hexdigit());
        if is_escape || char == '+' {
            escaped_user.push(char);
        } else {
            escaped_user.push_str(&escaped(char));
        }
    }
    escaped_user
}

/// A character that stands for itself, or its bytes in UTF-8 as `%XX`.
fn escaped(char: char) -> String {
    if char.is_ascii_alphanumeric() || matches!(char, '-' | '.' | '_' | '~') {
        return char.to_string();
    }
    let figure = |value: u8| HEX.get(usize::from(value)).copied().unwrap_or('0');
    let mut bytes = [0; 4];
    let bytes = char.encode_utf8(&mut bytes).bytes();
    bytes.flat_map(|byte| ['%', figure(byte >> 4), figure(byte & 15)]).collect()
}
