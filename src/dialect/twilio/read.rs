//! Reads Twilio's parameters as what happened.
//!
//! Invariant: total. Of a parameter that is there twice the first counts; what we do not know becomes the outcome that
//! leads to a person, never an error that a caller would hear.
//! Source: Twilio's parameter names as in twilio-node 6.2.0 (`CallStatus` in src/rest/api/v2010/account/call.ts) and
//! Twilio's pages on Gather, Dial, Record and Enqueue.

use std::borrow::Cow;

use crate::call::{DialOutcome, Ending, EventKind, InLine, Number, Party, QueueOutcome, WORDS_MAX};
use crate::dialect::{Door, Purpose, ReadError, Reading, Request};

/// The most keys that are kept. No question takes as many; it keeps a saved turn small.
const KEYS_MAX: usize = 64;
/// The longest address of a recording, in bytes; Twilio's are about 130. It keeps a saved turn small.
const RECORDING_URL_MAX: usize = 1024;

/// Reads what a request says at a door.
pub fn read(request: &Request<'_>, door: Door) -> Result<Reading, ReadError> {
    let parameters = Parameters::of(request);
    let call_id = parameters.call_id(door)?;
    // On the leg of whoever was rung, `To` is their own number.
    let of_caller = !matches!(door, Door::Turn(Purpose::PickedUp | Purpose::PickedUpKey));
    let line = parameters.line().filter(|_| of_caller);
    let event = match door {
        Door::Call => Some(rings(&parameters, line.clone())?),
        Door::Status => parameters.ending().map(EventKind::Ends),
        Door::Turn(Purpose::Heard) => Some(parameters.ends_or(heard)),
        Door::Turn(Purpose::Silent) => Some(parameters.ends_or(|_| EventKind::Silence)),
        Door::Turn(Purpose::Dialed) => Some(parameters.ends_or(|of| EventKind::Dialed(dialed(of)))),
        Door::Turn(Purpose::Recorded) => Some(recorded(&parameters)?),
        Door::Turn(Purpose::NotRecorded) => Some(parameters.ends_or(|_| EventKind::NotRecorded)),
        Door::Turn(Purpose::RecordingReady) => recording_ready(&parameters)?,
        Door::Turn(Purpose::Queueing) => Some(parameters.ends_or(|of| EventKind::Queueing(in_line(of)))),
        Door::Turn(Purpose::Queued) => Some(queued(&parameters)),
        Door::Turn(Purpose::PickedUp) => picked_up(&parameters).then_some(EventKind::PickedUp),
        Door::Turn(Purpose::PickedUpKey) => picked_up_key(&parameters).map(EventKind::PickedUpKey),
    };
    Ok(Reading { call_id, line, event })
}

/// The line that was rung, if so much can be read.
pub fn line(request: &Request<'_>) -> Option<Number> {
    Parameters::of(request).line()
}

/// The parameters of a request, decoded: those that were signed.
struct Parameters<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Parameters<'a> {
    fn of(request: &Request<'a>) -> Self {
        let query = || {
            let url = request.url.split('#').next().unwrap_or("");
            url.split_once('?').map_or("", |(_, query)| query).as_bytes()
        };
        Self(form_urlencoded::parse(if request.post { request.body } else { query() }).collect())
    }

    /// The parameter; an empty one counts as none, since some that speak this dialect send `Digits=` left over.
    fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(found, _)| found == name)?;
        (!value.is_empty()).then_some(value)
    }

    fn line(&self) -> Option<Number> {
        self.get("To").and_then(number)
    }

    /// The caller's call. Whoever is rung has a leg of their own, whose `ParentCallSid` that is.
    /// Source: `ParentCallSid` in twilio-node src/rest/api/v2010/account/call.ts and Twilio's page on its requests.
    fn call_id(&self, door: Door) -> Result<String, ReadError> {
        let own = self.get("CallSid").ok_or(ReadError::Missing("CallSid"))?;
        Ok(match door {
            Door::Turn(Purpose::PickedUp | Purpose::PickedUpKey) => self.get("ParentCallSid").unwrap_or(""),
            Door::Call
            | Door::Status
            | Door::Turn(
                Purpose::Heard
                | Purpose::Silent
                | Purpose::Dialed
                | Purpose::Recorded
                | Purpose::NotRecorded
                | Purpose::RecordingReady
                | Purpose::Queueing
                | Purpose::Queued,
            ) => own,
        }
        .to_owned())
    }

    /// A whole number, if there is one that fits.
    fn whole<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.trim().parse().ok()
    }

    /// Whether the platform says that a machine answered. It listens for that only where its user has asked for it.
    /// Source: `AnsweredBy` in Twilio's documents on answering machine detection.
    fn machine_answered(&self) -> bool {
        self.get("AnsweredBy").is_some_and(|by| by == "fax" || by.starts_with("machine_"))
    }

    /// How the call ended, if it is over.
    fn ending(&self) -> Option<Ending> {
        match self.get("CallStatus")? {
            "completed" => Some(Ending::Completed),
            "busy" | "failed" | "no-answer" | "canceled" => Some(Ending::Failed),
            _ => None,
        }
    }

    /// The end of the call, if it is over: nobody is there any more to answer anything else.
    fn ends_or(&self, otherwise: impl FnOnce(&Self) -> EventKind) -> EventKind {
        self.ending().map_or_else(|| otherwise(self), EventKind::Ends)
    }

    fn recording_url(&self) -> Result<Option<String>, ReadError> {
        match self.get("RecordingUrl") {
            Some(url) if RECORDING_URL_MAX < url.len() => Err(ReadError::Nonsense("RecordingUrl")),
            found => Ok(found.map(str::to_owned)),
        }
    }

    fn recording_seconds(&self) -> u16 {
        let seconds: u64 = self.get("RecordingDuration").and_then(|text| text.trim().parse().ok()).unwrap_or(0);
        u16::try_from(seconds).unwrap_or(u16::MAX)
    }
}

fn rings(parameters: &Parameters<'_>, line: Option<Number>) -> Result<EventKind, ReadError> {
    parameters.get("To").ok_or(ReadError::Missing("To"))?;
    let to = line.ok_or(ReadError::Nonsense("To"))?;
    let from = Party::read(parameters.get("From").unwrap_or(""));
    // Source: the values of `StirVerstat` in Twilio's documents on trusted calling with SHAKEN/STIR; only level A says
    // that the number is the caller's own.
    let attested = parameters.get("StirVerstat") == Some("TN-Validation-Passed-A");
    Ok(EventKind::Rings { from, to, on: Vec::new(), attested, known: None })
}

/// A number as it is, in a SIP or telephone address, or without its `+` (a raw `+` in a form is a space).
fn number(text: &str) -> Option<Number> {
    let text = text.trim();
    let (scheme, rest) = text.split_once(':').unwrap_or(("", text));
    let known = ["", "sip", "sips", "tel"].iter().any(|name| scheme.eq_ignore_ascii_case(name));
    let user = rest.split(['@', ';']).next().unwrap_or(rest);
    let plain = user.trim().trim_start_matches('+');
    if known { Number::parse(&format!("+{plain}")) } else { None }
}

fn heard(parameters: &Parameters<'_>) -> EventKind {
    let keys = parameters.get("Digits").unwrap_or("").chars();
    let keys: String = keys.filter(|key| matches!(key, '0'..='9' | '*' | '#')).take(KEYS_MAX).collect();
    if !keys.is_empty() {
        return EventKind::Keys(keys);
    }
    match cut(parameters.get("SpeechResult").unwrap_or("").trim(), WORDS_MAX) {
        "" => EventKind::Silence,
        words => EventKind::Words(words.to_owned()),
    }
}

/// At most so many bytes of a text, whole characters only.
fn cut(text: &str, bytes_max: usize) -> &str {
    (0..=bytes_max.min(text.len())).rev().find_map(|end| text.get(..end)).unwrap_or("")
}

/// `answered` comes instead of `completed` where a conference or queue was dialled, and from Twimulator.
fn dialed(parameters: &Parameters<'_>) -> DialOutcome {
    match parameters.get("DialCallStatus").unwrap_or("") {
        "completed" | "answered" if parameters.machine_answered() => DialOutcome::Voicemail,
        "completed" | "answered" => {
            let talk_s = parameters.get("DialCallDuration").and_then(|text| text.trim().parse().ok());
            DialOutcome::Answered { talk_s: talk_s.unwrap_or(u32::MAX) }
        }
        "busy" => DialOutcome::Busy,
        "no-answer" => DialOutcome::NoAnswer,
        _ => DialOutcome::Failed,
    }
}

/// Source: the parameters of a request to `waitUrl` on Twilio's page on Enqueue.
fn in_line(parameters: &Parameters<'_>) -> InLine {
    InLine {
        place: parameters.whole("QueuePosition").filter(|place| 0 < *place),
        waiting: parameters.whole("CurrentQueueSize"),
        waited_s: parameters.whole("QueueTime").unwrap_or(0),
        average_s: parameters.whole("AvgQueueTime"),
    }
}

/// `hangup` is the end of the call, whatever its status says yet. A caller who was taken out by the platform's
/// interface alone (`redirected`) is where somebody put them; asked all the same, we connect them to a person.
/// Source: `QueueResult` on Twilio's page on Enqueue.
fn queued(parameters: &Parameters<'_>) -> EventKind {
    let result = parameters.get("QueueResult").unwrap_or("");
    if result == "hangup" {
        return EventKind::Ends(parameters.ending().unwrap_or(Ending::Completed));
    }
    parameters.ends_or(|_| {
        EventKind::Queued(match result {
            "bridged" | "redirected-from-bridged" => QueueOutcome::Connected,
            "leave" => QueueOutcome::Left,
            "queue-full" => QueueOutcome::Full,
            _ => QueueOutcome::Failed,
        })
    })
}

/// Whether somebody who may be a person is there. The status is that of their leg: its end is not that of the call.
fn picked_up(parameters: &Parameters<'_>) -> bool {
    parameters.ending().is_none() && !parameters.machine_answered()
}

fn picked_up_key(parameters: &Parameters<'_>) -> Option<char> {
    let key = parameters.get("Digits")?.chars().find(|key| matches!(key, '0'..='9' | '*' | '#'));
    key.filter(|_| picked_up(parameters))
}

/// A message that ends with hanging up is a message all the same; that the call is over comes with its status.
fn recorded(parameters: &Parameters<'_>) -> Result<EventKind, ReadError> {
    let Some(url) = parameters.recording_url()? else {
        return Ok(parameters.ends_or(|_| EventKind::NotRecorded));
    };
    let digits = parameters.get("Digits").unwrap_or("");
    let key = digits.chars().next().filter(|key| matches!(key, '0'..='9' | '*' | '#'));
    Ok(EventKind::Recorded { url, seconds: parameters.recording_seconds(), key })
}

/// Only `completed` says that it can be fetched; `in-progress` and `absent` are news that we need not know.
/// Source: `recordingStatusCallbackEvent` of Record in twilio-node types.
fn recording_ready(parameters: &Parameters<'_>) -> Result<Option<EventKind>, ReadError> {
    match parameters.get("RecordingStatus") {
        None | Some("completed") => {
            let url = parameters.recording_url()?.ok_or(ReadError::Missing("RecordingUrl"))?;
            Ok(Some(EventKind::RecordingReady { url, seconds: parameters.recording_seconds() }))
        }
        Some(_) => Ok(None),
    }
}
