//! `Dial`: whom it rings, and what is asked when one of them picks up.

use super::attribute::{check, is_known, is_number};
use super::element::Element;
use super::verb::{Target, method, misplaced, no_children, no_text, unknown, whole};
use crate::phone::{Fault, FaultKind};

/// Most phones that one `Dial` rings. Source: Twilio's page on `Number`.
const PHONES_MAX: usize = 10;

/// Longest SIP address with its headers, in characters (recalled).
const SIP_MAX: usize = 1024;

/// `Dial`: rings telephones and connects the first that answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dial {
    /// Who is told how it ended; without it the next verb follows.
    pub action: Option<Target>,
    /// Whom.
    pub to: Vec<Callee>,
    /// The number that they are shown; the caller's without it.
    pub caller_id: Option<String>,
    /// Seconds until it counts as not answered.
    pub timeout_s: u32,
    /// Longest talk, in seconds.
    pub talk_max_s: u32,
}

/// A phone that is rung.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callee {
    /// Its number, or its SIP address without headers.
    pub address: String,
    /// What a SIP phone is told beside the call, decoded.
    pub headers: Vec<(String, String)>,
    /// What is asked when it is answered, before the two are connected.
    pub asks: Option<Target>,
}

/// Reads a `Dial`.
pub(super) fn dial(element: &Element) -> Result<Dial, Fault> {
    no_text(element)?;
    let mut to = Vec::new();
    for child in &element.children {
        match child.name.as_str() {
            "Number" | "Sip" => {
                check(child)?;
                no_children(child)?;
                to.push(callee(child).ok_or_else(|| {
                    let says = "`Dial` rings what is neither a telephone number in E.164 nor a SIP address";
                    Fault::at(FaultKind::Number, element.line, says)
                })?);
            }
            name if is_known(name) => return Err(misplaced(child)),
            _ => return Err(unknown(child)),
        }
    }
    if to.is_empty() || PHONES_MAX < to.len() {
        let says = format!("`Dial` rings {} numbers, not 1 to {PHONES_MAX}", to.len());
        return Err(Fault::at(FaultKind::Number, element.line, says));
    }
    let action = element.attribute("action").map(str::to_owned);
    Ok(Dial {
        action: action.map(|url| Target { url: Some(url), method: method(element, "method") }),
        to,
        caller_id: element.attribute("callerId").map(str::to_owned),
        timeout_s: whole(element, "timeout", 30),
        talk_max_s: whole(element, "timeLimit", 14_400),
    })
}

fn callee(element: &Element) -> Option<Callee> {
    let asks = element.attribute("url").map(str::to_owned);
    let asks = asks.map(|url| Target { url: Some(url), method: method(element, "method") });
    if element.name == "Number" {
        return is_number(&element.text).then(|| Callee { address: element.text.clone(), headers: Vec::new(), asks });
    }
    if SIP_MAX < element.text.chars().count() {
        return None;
    }
    let (address, headers) = match element.text.split_once('?') {
        Some((address, headers)) => (address, headers.split('&').map(header).collect::<Option<Vec<_>>>()?),
        None => (element.text.as_str(), Vec::new()),
    };
    is_sip(address).then(|| Callee { address: address.to_owned(), headers, asks })
}

/// `sip:user@host`, with a port and parameters perhaps. Source: RFC 3261, section 25.1.
fn is_sip(text: &str) -> bool {
    let Some((user, place)) =
        text.strip_prefix("sip:").or_else(|| text.strip_prefix("sips:")).and_then(|rest| rest.split_once('@'))
    else {
        return false;
    };
    let of_user = |c: char| c.is_ascii_alphanumeric() || "-_.!~*'()&=+$,;?/%".contains(c);
    let of_place = |c: char| c.is_ascii_alphanumeric() || "-_.:;=[]%".contains(c);
    !user.is_empty() && user.chars().all(of_user) && !place.is_empty() && place.chars().all(of_place)
}

/// A header behind a SIP address: Twilio passes on those that begin with `X-`. Everything else must be escaped.
fn header(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once('=')?;
    let sound = name.starts_with("X-")
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        && value.chars().all(|c| c.is_ascii_alphanumeric() || "-_.~%".contains(c));
    if !sound {
        return None;
    }
    let mut bytes = Vec::new();
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' { figure(rest.next()?)? * 16 + figure(rest.next()?)? } else { byte });
    }
    let value = String::from_utf8(bytes).ok().filter(|value| !value.contains(char::is_control))?;
    Some((name.to_owned(), value))
}

/// What a figure of a hexadecimal number stands for.
fn figure(byte: u8) -> Option<u8> {
    u8::try_from(char::from(byte).to_digit(16)?).ok()
}
