//! Elements to verbs: which may stand where, and what each is told.

use super::attribute::{check, is_key, is_known};
use super::dial::{Dial, dial};
use super::element::Element;
use crate::phone::{Fault, FaultKind, Method, Piece, address};

/// Longest text of one `Say`, in characters. Source: Twilio's page on `Say`.
const SAY_MAX: usize = 4096;

/// Longest name of a queue, in characters. Source: Twilio's page on `Enqueue`.
const QUEUE_MAX: usize = 64;

/// One verb of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verb {
    /// `Say` or `Play`.
    Speak {
        /// What.
        piece: Piece,
        /// How often; 0 is 1000 times.
        times: u32,
    },
    /// `Pause`.
    Pause {
        /// Seconds.
        seconds: u32,
    },
    /// `Gather`.
    Gather(Gather),
    /// `Dial`.
    Dial(Dial),
    /// `Enqueue`.
    Enqueue(Enqueue),
    /// `Leave`.
    Leave,
    /// `Record`.
    Record(Record),
    /// `Redirect`.
    Redirect(Target),
    /// `Hangup`.
    HangUp,
    /// `Reject`.
    Reject {
        /// As if the line were busy, rather than not in service.
        busy: bool,
    },
}

/// An address that is asked what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The address; `None` is the address of the document itself.
    pub url: Option<String>,
    /// How it is asked.
    pub method: Method,
}

/// `Gather`: says something and listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gather {
    /// Who is told what was pressed or said.
    pub action: Target,
    /// What is said meanwhile, each so often.
    pub prompts: Vec<(Piece, u32)>,
    /// Seconds of rests between them, in all.
    pub pauses_s: u32,
    /// Keys are listened for.
    pub keys: bool,
    /// Words are listened for.
    pub speech: bool,
    /// The key that ends typing.
    pub finish: Option<char>,
    /// The number of keys that ends typing.
    pub keys_max: Option<u32>,
    /// Seconds of silence that end it.
    pub timeout_s: u32,
    /// Silence that ends speech.
    pub speech_timeout: SpeechTimeout,
}

/// The silence that ends speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpeechTimeout {
    /// The platform decides.
    Auto,
    /// That many seconds.
    Seconds(u32),
}

/// `Enqueue`: puts the caller in a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enqueue {
    /// The queue.
    pub queue: String,
    /// Who is told how the wait ended, and says what comes then.
    pub action: Target,
    /// Who says what the caller hears meanwhile, again and again.
    pub wait: Target,
}

/// `Record`: records the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Who is told about it, if anything was recorded.
    pub action: Target,
    /// Who is told when the recording is stored.
    pub status: Option<Target>,
    /// The keys that end it.
    pub finish: String,
    /// Longest recording, in seconds.
    pub length_max_s: u32,
    /// Seconds of silence that end it.
    pub silence_s: u32,
}

/// Reads the root.
pub(super) fn response(root: &Element) -> Result<Vec<Verb>, Fault> {
    if root.name != "Response" {
        return Err(Fault::at(FaultKind::Root, root.line, "the root is not `Response`"));
    }
    check(root)?;
    no_text(root)?;
    let mut verbs: Vec<Verb> = Vec::new();
    for child in &root.children {
        if verbs.last().is_some_and(Verb::ends) {
            let says = format!("`{}` stands behind what ends the document", child.name);
            return Err(Fault::at(FaultKind::AfterTheEnd, child.line, says));
        }
        let verb = verb(child)?;
        if matches!(verb, Verb::Reject { .. }) && !verbs.is_empty() {
            return Err(Fault::at(FaultKind::RejectFirst, child.line, "`Reject` is not the first verb"));
        }
        verbs.push(verb);
    }
    Ok(verbs)
}

impl Verb {
    fn ends(&self) -> bool {
        match self {
            Self::Redirect(_) | Self::HangUp | Self::Reject { .. } => true,
            // Behind these nothing of this document is heard any more.
            Self::Leave => true,
            Self::Speak { .. }
            | Self::Pause { .. }
            | Self::Gather(_)
            | Self::Dial(_)
            | Self::Enqueue(_)
            | Self::Record(_) => false,
        }
    }
}

fn verb(element: &Element) -> Result<Verb, Fault> {
    if !is_known(&element.name) {
        return Err(unknown(element));
    }
    check(element)?;
    match element.name.as_str() {
        "Say" | "Play" => spoken(element).map(|(piece, times)| Verb::Speak { piece, times }),
        "Gather" => gather(element).map(Verb::Gather),
        "Dial" => dial(element).map(Verb::Dial),
        "Enqueue" => enqueue(element).map(Verb::Enqueue),
        "Leave" => bare(element).map(|()| Verb::Leave),
        "Redirect" => {
            Ok(Verb::Redirect(Target { url: Some(address_text(element)?), method: method(element, "method") }))
        }
        "Record" => bare(element).map(|()| Verb::Record(record(element))),
        "Pause" => bare(element).map(|()| Verb::Pause { seconds: whole(element, "length", 1) }),
        "Hangup" => bare(element).map(|()| Verb::HangUp),
        "Reject" => bare(element).map(|()| Verb::Reject { busy: element.attribute("reason") == Some("busy") }),
        _ => Err(misplaced(element)),
    }
}

fn spoken(element: &Element) -> Result<(Piece, u32), Fault> {
    no_children(element)?;
    let piece = if element.name == "Play" {
        Piece::Audio { url: address_text(element)? }
    } else {
        let text = element.text.trim();
        if text.is_empty() || SAY_MAX < text.chars().count() {
            let says = format!("the text of `Say` is empty or longer than {SAY_MAX} characters");
            return Err(Fault::at(FaultKind::SayText, element.line, says));
        }
        Piece::Text { text: text.to_owned(), language: element.attribute("language").map(str::to_owned) }
    };
    Ok((piece, whole(element, "loop", 1)))
}

fn gather(element: &Element) -> Result<Gather, Fault> {
    no_text(element)?;
    let (mut prompts, mut pauses_s) = (Vec::new(), 0_u32);
    for child in &element.children {
        match child.name.as_str() {
            "Say" | "Play" => {
                check(child)?;
                prompts.push(spoken(child)?);
            }
            // Twilio: "Say, Play, Pause" may stand in `Gather`.
            "Pause" => {
                check(child)?;
                bare(child)?;
                pauses_s = pauses_s.saturating_add(whole(child, "length", 1));
            }
            name if is_known(name) => return Err(misplaced(child)),
            _ => return Err(unknown(child)),
        }
    }
    let input = element.attribute("input").unwrap_or("dtmf");
    let timeout_s = whole(element, "timeout", 5);
    Ok(Gather {
        action: Target { url: element.attribute("action").map(str::to_owned), method: method(element, "method") },
        prompts,
        pauses_s,
        keys: input.split(' ').any(|word| word == "dtmf"),
        speech: input.split(' ').any(|word| word == "speech"),
        finish: element.attribute("finishOnKey").unwrap_or("#").chars().find(|key| is_key(*key)),
        keys_max: element.attribute("numDigits").and_then(|value| value.parse().ok()),
        timeout_s,
        speech_timeout: match element.attribute("speechTimeout") {
            Some("auto") => SpeechTimeout::Auto,
            Some(_) | None => SpeechTimeout::Seconds(whole(element, "speechTimeout", timeout_s)),
        },
    })
}

/// Without an address for the wait Twilio plays music for ever; without one for its end nobody would hear of it.
fn enqueue(element: &Element) -> Result<Enqueue, Fault> {
    no_children(element)?;
    let needed = |name: &str, by: &str| match element.attribute(name) {
        Some(url) => Ok(Target { url: Some(url.to_owned()), method: method(element, by) }),
        None => Err(Fault::at(FaultKind::Address, element.line, format!("`Enqueue` has no `{name}`"))),
    };
    let (action, wait) = (needed("action", "method")?, needed("waitUrl", "waitUrlMethod")?);
    if element.text.trim() != element.text || !(1..=QUEUE_MAX).contains(&element.text.chars().count()) {
        let says = format!("the name of a queue is not 1 to {QUEUE_MAX} characters without white space around them");
        return Err(Fault::at(FaultKind::SayText, element.line, says));
    }
    Ok(Enqueue { queue: element.text.clone(), action, wait })
}

fn record(element: &Element) -> Record {
    let status = element.attribute("recordingStatusCallback").map(str::to_owned);
    Record {
        action: Target { url: element.attribute("action").map(str::to_owned), method: method(element, "method") },
        status: status.map(|url| Target { url: Some(url), method: method(element, "recordingStatusCallbackMethod") }),
        finish: element.attribute("finishOnKey").unwrap_or("1234567890*#").to_owned(),
        length_max_s: whole(element, "maxLength", 3600),
        silence_s: whole(element, "timeout", 5),
    }
}

pub(super) fn method(element: &Element, name: &str) -> Method {
    if element.attribute(name) == Some("GET") { Method::Get } else { Method::Post }
}

/// The value of a checked attribute, or what the platform takes without it.
pub(super) fn whole(element: &Element, name: &str, otherwise: u32) -> u32 {
    element.attribute(name).and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

fn address_text(element: &Element) -> Result<String, Fault> {
    no_children(element)?;
    match address::mistake(&element.text) {
        Some(mistake) => {
            let says = format!("the address in `{}` {mistake}", element.name);
            Err(Fault::at(FaultKind::Address, element.line, says))
        }
        None => Ok(element.text.clone()),
    }
}

fn bare(element: &Element) -> Result<(), Fault> {
    no_text(element)?;
    no_children(element)
}

pub(super) fn no_text(element: &Element) -> Result<(), Fault> {
    if element.text.trim().is_empty() {
        return Ok(());
    }
    Err(Fault::at(FaultKind::StrayText, element.line, format!("there is text in `{}`", element.name)))
}

pub(super) fn no_children(element: &Element) -> Result<(), Fault> {
    match element.children.first() {
        Some(child) if is_known(&child.name) => Err(misplaced(child)),
        Some(child) => Err(unknown(child)),
        None => Ok(()),
    }
}

pub(super) fn unknown(element: &Element) -> Fault {
    let says = format!("`{}` is not an element that this phone carries out", element.name);
    Fault::at(FaultKind::UnknownElement, element.line, says)
}

pub(super) fn misplaced(element: &Element) -> Fault {
    Fault::at(FaultKind::Nesting, element.line, format!("`{}` does not belong here", element.name))
}
