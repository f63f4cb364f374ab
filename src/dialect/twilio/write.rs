//! Writes orders as TwiML.
//!
//! Invariant: a document is below 64 kB whatever is said in it (Twilio error 11750), every address in it is absolute,
//! and with addresses no wait can end without our hearing of it. Source of verbs and attributes: twilio-python and
//! twilio-node types; nothing that is (m) is relied on.

use crate::call::{Dial, Endpoint, Gather, Order, Record, Rejection, SPEECH_MAX_S, Spoken};
use crate::dialect::text::Pieces;
use crate::dialect::xml::{Attributes, Document};
use crate::dialect::{Purpose, Urls, encode};

/// Longest text of one `Say`, in characters (m); longer texts become several.
const SAY_MAX: usize = 4096;
/// Where no more is said, in bytes of the document: what is ordered comes to less than the 16 kB that are left, most of
/// them for ten SIP phones that are told much, and it is better to leave words out than to lose the call.
const SPEECH_END: usize = 48 * 1024;
/// The most hints, and the longest, in characters (m).
const HINTS_MAX: usize = 500;
const HINT_MAX: usize = 100;
/// Longest name of a queue, in characters. Source: Twilio's page on Enqueue.
const QUEUE_MAX: usize = 64;
/// Every key ends a recording, as 0 must always be heard.
const ANY_KEY: &str = "1234567890*#";

/// Writes the orders; without `urls` only what calls nothing back.
pub fn write(orders: &[Order<Spoken, String>], urls: Option<&Urls<'_>>) -> Vec<u8> {
    let mut document = Document::new();
    document.element("Response", &[], |response| {
        for order in orders {
            match order {
                Order::Say(said) => say(response, said),
                Order::Gather(order) => gather(response, order, urls),
                Order::Dial(order) => dial(response, order, urls),
                Order::Enqueue { queue } => enqueue(response, queue.as_str(), urls),
                Order::Leave => response.empty("Leave", &[]),
                Order::Hold(order) => listen(response, order, urls),
                Order::Screen(order) => screen(response, order, urls),
                Order::Record(order) => record(response, order, urls),
                Order::Pause { seconds } => response.empty("Pause", &[("length", &seconds.to_string())]),
                Order::Reject(rejection) => response.empty("Reject", &[("reason", reason(*rejection))]),
                Order::HangUp => response.empty("Hangup", &[]),
            }
        }
    });
    document.finish()
}

/// Source: `reason` of `Reject` in twilio-node types.
const fn reason(rejection: Rejection) -> &'static str {
    match rejection {
        Rejection::Busy => "busy",
        Rejection::Rejected => "rejected",
    }
}

fn say(document: &mut Document, said: &[Spoken]) {
    for spoken in said {
        match spoken {
            Spoken::Text { language, voice, text } => {
                let mut attributes = vec![("language", language.as_str())];
                attributes.extend(voice.as_ref().map(|voice| ("voice", voice.as_str())));
                for piece in Pieces::of(text, SAY_MAX) {
                    speak(document, "Say", &attributes, piece);
                }
            }
            Spoken::Audio { url } => speak(document, "Play", &[], url.trim()),
            Spoken::Pause { seconds } => document.empty("Pause", &[("length", &seconds.to_string())]),
        }
    }
}

/// Something to be heard, if there is anything in it and there is room left for it.
fn speak(document: &mut Document, name: &'static str, attributes: Attributes<'_>, text: &str) {
    if !text.trim().is_empty() && document.has_room(text, SPEECH_END) {
        document.text(name, attributes, text);
    }
}

/// A wait; silence falls through to a redirect: `actionOnEmptyResult` is not understood by all that speak this dialect.
fn gather(document: &mut Document, order: &Gather<Spoken, String>, urls: Option<&Urls<'_>>) {
    listen(document, order, urls);
    urls.iter().for_each(|urls| redirect(document, &urls.to(Purpose::Silent)));
}

/// Saying and listening. Nothing but `Say`, `Play` and `Pause` stands inside. What a caller in a queue hears is no more
/// than this: when it is over, Twilio asks the `waitUrl` again (Twilio's page on Enqueue).
fn listen(document: &mut Document, order: &Gather<Spoken, String>, urls: Option<&Urls<'_>>) {
    let said = |document: &mut Document| said(document, order);
    let (wait, gap) = (order.listen.wait_s.to_string(), order.listen.gap_s.to_string());
    let hints = hints(&order.hints);
    // Without an action Twilio would ask for the current document again, so what cannot be answered is only said.
    let Some(urls) = urls else {
        said(document);
        return document.empty("Pause", &[("length", &wait)]);
    };
    let action = urls.to(Purpose::Heard);
    let most = order.listen.keys_max.map(|keys| keys.max(1).to_string());
    let end = end_key(order).map_or_else(String::new, String::from);
    let longest = SPEECH_MAX_S.to_string();
    let input = if order.listen.speech { "dtmf speech" } else { "dtmf" };
    let mut attributes = vec![("action", &*action), ("method", "POST"), ("input", input), ("timeout", &wait)];
    attributes.extend(most.as_deref().map(|most| ("numDigits", most)));
    attributes.push(("finishOnKey", &end));
    if order.listen.speech {
        let language = order.language.as_str();
        attributes.extend([("language", language), ("speechTimeout", &gap), ("maxSpeechTime", &longest)]);
        // What callers say in anger comes as they say it: it is the sign that they have had enough.
        attributes.push(("profanityFilter", "false"));
        attributes.extend(Some(("hints", hints.as_str())).filter(|(_, hints)| !hints.is_empty()));
    }
    document.element("Gather", &attributes, said);
}

fn said(document: &mut Document, order: &Gather<Spoken, String>) {
    say(document, &order.before);
    say(document, &order.prompts);
}

/// Asks whoever has picked up for a key, and hangs up on who presses none: a `Hangup` in the document of a `Number` or
/// `Sip` is a decline. Source: Twilio's page on Number (`url`).
fn screen(document: &mut Document, order: &Gather<Spoken, String>, urls: Option<&Urls<'_>>) {
    if let Some(urls) = urls {
        let wait = order.listen.wait_s.to_string();
        let attributes = [
            ("action", &*urls.to(Purpose::PickedUpKey)),
            ("method", "POST"),
            ("input", "dtmf"),
            ("timeout", &wait),
            ("numDigits", "1"),
            ("finishOnKey", ""),
        ];
        document.element("Gather", &attributes, |document| said(document, order));
    }
    document.empty("Hangup", &[]);
}

/// A queue; without addresses there is none, since a caller in it would be asked nothing and could never leave.
/// Source: `Enqueue` in twilio-node types, and Twilio's page on it.
fn enqueue(document: &mut Document, queue: &str, urls: Option<&Urls<'_>>) {
    let Some(urls) = urls else { return };
    let queue: String = queue.trim().chars().take(QUEUE_MAX).collect();
    let over = urls.to(Purpose::Queued);
    if queue.is_empty() {
        return redirect(document, &over);
    }
    let wait = urls.to(Purpose::Queueing);
    let attributes = [("action", &*over), ("method", "POST"), ("waitUrl", &wait), ("waitUrlMethod", "POST")];
    document.text("Enqueue", &attributes, &queue);
}

/// Phrases for the recogniser, separated by commas.
fn hints(phrases: &[String]) -> String {
    let short = phrases.iter().map(|phrase| phrase.replace(',', " ")).filter(|phrase| phrase.len() <= HINT_MAX);
    short.take(HINTS_MAX).collect::<Vec<_>>().join(",")
}

/// With one key there is nothing to end. Anything but a key would be refused (Twilio error 13310).
fn end_key(order: &Gather<Spoken, String>) -> Option<char> {
    let end = order.listen.end.filter(|_| order.listen.keys_max.is_none_or(|most| 1 < most));
    end.filter(|key| matches!(key, '0'..='9' | '*' | '#'))
}

/// `callerId` is what those who are rung are shown, and `url` what is asked when one of them picks up, on their own leg
/// of the call. Source: twilio-node types, and Twilio's pages on Dial, Number and Sip.
fn dial(document: &mut Document, order: &Dial, urls: Option<&Urls<'_>>) {
    let action = urls.map(|urls| urls.to(Purpose::Dialed));
    let to: Vec<(&'static str, String)> = order.to.iter().filter_map(phone).collect();
    // A dial without phones cannot be; if it were, it would be read as one that has failed, and the call goes on.
    if to.is_empty() {
        return action.iter().for_each(|action| redirect(document, action));
    }
    let timeout = order.ring_s.to_string();
    let mut attributes = Vec::new();
    attributes.extend(action.as_deref().map(|action| ("action", action)));
    attributes.extend(action.as_deref().map(|_| ("method", "POST")));
    attributes.push(("timeout", &timeout));
    attributes.extend(order.show.as_ref().map(|show| ("callerId", show.e164())));
    let whisper = urls.filter(|_| order.screened).map(|urls| urls.to(Purpose::PickedUp));
    let asked: Vec<(&'static str, &str)> =
        whisper.as_deref().map_or(Vec::new(), |url| vec![("url", url), ("method", "POST")]);
    document.element("Dial", &attributes, |dial| to.iter().for_each(|(noun, phone)| dial.text(noun, &asked, phone)));
}

/// A phone, as Twilio names it. What is no SIP address is left out.
fn phone(endpoint: &Endpoint) -> Option<(&'static str, String)> {
    match endpoint {
        Endpoint::Number(number) => Some(("Number", number.e164().to_owned())),
        Endpoint::Sip { address, headers } => encode::sip(address, headers).map(|sip| ("Sip", sip)),
    }
}

/// A recording. One with nothing in it calls no action (m), so it falls through to a redirect. Without addresses there
/// is no recording: Twilio would ask for the current document again when it ends.
fn record(document: &mut Document, order: &Record, urls: Option<&Urls<'_>>) {
    let Some(urls) = urls else { return };
    let (silence, length) = (order.silence_s.to_string(), order.length_max_s.to_string());
    let attributes = [
        ("action", &*urls.to(Purpose::Recorded)),
        ("method", "POST"),
        ("timeout", &silence),
        ("maxLength", &length),
        ("finishOnKey", ANY_KEY),
        ("playBeep", "true"),
        ("trim", "trim-silence"),
        ("recordingStatusCallback", &urls.to(Purpose::RecordingReady)),
        ("recordingStatusCallbackMethod", "POST"),
    ];
    document.empty("Record", &attributes);
    redirect(document, &urls.to(Purpose::NotRecorded));
}

fn redirect(document: &mut Document, url: &str) {
    document.text("Redirect", &[("method", "POST")], url);
}
