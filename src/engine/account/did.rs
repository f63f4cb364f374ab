//! What happened, in words: what callers press and say is shown where it is a choice, never where it is an answer.

use crate::{
    answer::{Heard, asks_for_person, yes_no},
    call::{Answered, Call, DialOutcome, Ending, Event, EventKind, InLine, Name, Place, QueueOutcome},
    engine::{Flow, step::Use},
};

/// More keys than this are no choice, but a number that somebody has typed at the wrong place.
const KEYS_SHOWN: usize = 3;

/// Who says more words than this to a yes-or-no question says more than yes or no, such as the answer that is right.
const WORDS_SHOWN: usize = 3;

/// More figures than this in what was said are a number.
const FIGURES_SHOWN: usize = 3;

/// What happened to a call.
pub(super) fn did(flow: &Flow, before: &Call, event: &Event) -> String {
    match &event.kind {
        EventKind::Rings { attested, known, .. } => {
            let known = if known.is_some() { ", and is remembered" } else { "" };
            let attested = if *attested { "; the platform vouches for the number" } else { "" };
            format!("rings{known}{attested}")
        }
        EventKind::Keys(keys) => heard(flow, before, Heard::Keys(keys)),
        EventKind::Words(words) => heard(flow, before, Heard::Words(words)),
        EventKind::Proof(true) => "proves who they are".to_owned(),
        EventKind::Proof(false) => "gives what does not prove who they are".to_owned(),
        EventKind::Silence => "says nothing".to_owned(),
        EventKind::Dialed(outcome) => dialed(*outcome),
        EventKind::Queueing(in_line) => queueing(*in_line),
        EventKind::Queued(outcome) => queued(*outcome).to_owned(),
        EventKind::PickedUp => "somebody picks up, and is asked for a key".to_owned(),
        EventKind::PickedUpKey(key) => format!("who picked up presses {key}"),
        EventKind::Recorded { seconds, key: None, .. } => format!("leaves a message of {seconds} s"),
        EventKind::Recorded { seconds, key: Some(key), .. } => {
            format!("leaves a message of {seconds} s, and presses {key}")
        }
        EventKind::NotRecorded => "leaves no message".to_owned(),
        EventKind::RecordingReady { seconds, .. } => format!("a recording of {seconds} s can be fetched"),
        EventKind::Found { in_time, .. } => {
            let (lookup, _, outcome) = found(&event.kind).unwrap_or((&before.platform, 0, String::new()));
            let late = if *in_time { "" } else { ", while the caller waits" };
            format!("lookup {lookup} comes back: {outcome}{late}")
        }
        EventKind::Ends(Ending::Completed) => "the call is over".to_owned(),
        EventKind::Ends(Ending::Failed) => "the call never got through".to_owned(),
        EventKind::Ends(Ending::Unheard) => "nothing was heard of the call any more".to_owned(),
    }
}

/// What a backend answered: the lookup, the turn that asked, and what came, without its values.
pub(super) fn found(kind: &EventKind) -> Option<(&Name, u32, String)> {
    let EventKind::Found { lookup, turn, answer, .. } = kind else { return None };
    let outcome = match answer {
        Answered::Found(_) => "found".to_owned(),
        Answered::Missing => "missing".to_owned(),
        Answered::Status(status) => format!("status {status}"),
        Answered::Failed(fault) => format!("failed: {}", fault.says()),
    };
    Some((lookup, *turn, outcome))
}

fn dialed(outcome: DialOutcome) -> String {
    match outcome {
        DialOutcome::Answered { talk_s } => format!("the ringing ends: answered, connected for {talk_s} s"),
        DialOutcome::Busy => "the ringing ends: busy".to_owned(),
        DialOutcome::NoAnswer => "the ringing ends: no answer".to_owned(),
        DialOutcome::Voicemail => "the ringing ends: voicemail".to_owned(),
        DialOutcome::Failed => "the ringing ends: failed".to_owned(),
    }
}

fn queueing(in_line: InLine) -> String {
    let place = in_line.place.map_or_else(String::new, |place| format!(" at place {place}"));
    format!("waits in the queue{place}, for {} s so far", in_line.waited_s)
}

const fn queued(outcome: QueueOutcome) -> &'static str {
    match outcome {
        QueueOutcome::Connected => "the queue ends: connected",
        QueueOutcome::Left => "leaves the queue",
        QueueOutcome::Full => "the queue is full",
        QueueOutcome::Failed => "the queue ends: failed",
    }
}

/// What the caller pressed or said.
fn heard(flow: &Flow, call: &Call, heard: Heard<'_>) -> String {
    let asks = || flow.lexicons.values().any(|lexicon| asks_for_person(heard, lexicon));
    let means = yes_no(heard, flow.lexicon(&call.language));
    match (asked_for(flow, call), heard, means) {
        (Asked::Choice, ..) => choice(heard),
        (Asked::YesOrNo, Heard::Words(words), Some(yes)) if WORDS_SHOWN < words.split_whitespace().count() => {
            format!("{}: {}", masked(heard), if yes { "yes" } else { "no" })
        }
        (Asked::YesOrNo, _, Some(_)) => choice(heard),
        (Asked::YesOrNo | Asked::Answer, Heard::Words(_), _) if asks() => "asks for a person".to_owned(),
        (Asked::YesOrNo | Asked::Answer, ..) => masked(heard),
    }
}

/// What a caller is asked for: what may be shown of what they do there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// One of some choices, or something of clew's own.
    Choice,
    /// Whether an answer is right; some say the right one at once.
    YesOrNo,
    /// An answer.
    Answer,
}

/// What the caller is asked for where a call is.
#[must_use]
pub fn asked_for(flow: &Flow, call: &Call) -> Asked {
    match &call.place {
        Place::Step { name, stage } => match flow.steps.get(name) {
            // The question is put at that stage, or what is given is compared.
            Some(step) if step.verb.uses().iter().any(keeps) => match step.verb.asks(*stage) {
                true => Asked::Answer,
                false => Asked::YesOrNo,
            },
            Some(_) => Asked::Choice,
            None => Asked::Answer,
        },
        // A ladder may ask for a number to ring back.
        Place::Rung { .. } => Asked::Answer,
        Place::Ringing
        | Place::Offer { .. }
        | Place::Lookup { .. }
        | Place::Whole { .. }
        | Place::Resume { .. }
        | Place::Forget { .. }
        | Place::Closing(_)
        | Place::Ended(_) => Asked::Choice,
    }
}

/// Whether a use of a step keeps or compares what the caller gives. A yes or a no is no secret.
fn keeps(used: &Use<'_>) -> bool {
    if let Use::Writes(_, of) = used {
        return *of != crate::call::Type::Truth;
    }
    matches!(used, Use::Verifies(..))
}

/// A choice, as it was made; a number that was given instead is not shown.
fn choice(heard: Heard<'_>) -> String {
    match heard {
        Heard::Keys(keys) if keys.len() <= KEYS_SHOWN => format!("presses {keys}"),
        Heard::Words(words) => format!("says \"{}\"", without_numbers(words)),
        Heard::Keys(_) | Heard::Silence => masked(heard),
    }
}

/// The kind and the length of an answer.
fn masked(heard: Heard<'_>) -> String {
    match heard {
        Heard::Keys(keys) => {
            let kind = if keys.bytes().all(|key| key.is_ascii_digit()) { "digit" } else { "key" };
            format!("types {}", count(keys.len(), kind))
        }
        Heard::Words(words) => format!("says {}", count(words.split_whitespace().count(), "word")),
        Heard::Silence => "says nothing".to_owned(),
    }
}

fn count(count: usize, of: &str) -> String {
    if count == 1 { format!("1 {of}") } else { format!("{count} {of}s") }
}

/// What was said, each number of more than a few figures shown by its last two.
fn without_numbers(words: &str) -> String {
    let masked = words.split(' ').map(|word| {
        let figures: Vec<char> = word.chars().filter(char::is_ascii_digit).collect();
        match figures.as_slice() {
            [.., last_but_one, last] if FIGURES_SHOWN < figures.len() => format!("…{last_but_one}{last}"),
            _ => word.to_owned(),
        }
    });
    masked.collect::<Vec<_>>().join(" ")
}
