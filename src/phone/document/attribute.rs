//! The attributes that this phone carries out, and their legal values.
//!
//! Source: twilio-python `twiml/voice_response.py` and twilio-node `VoiceResponse.ts` for the names, Twilio's TwiML
//! pages for ranges. What changes a call and is not carried out here is left out on purpose: a phone that ignores what
//! it was told would hide mistakes. So are `actionOnEmptyResult` (half of the family does not know it) and every
//! `bargeIn` but `true`.

use super::element::Element;
use crate::phone::{Fault, FaultKind, address};

/// What an attribute's value may be.
pub(super) enum Legal {
    Address,
    Method,
    Whole {
        from: u32,
        to: u32,
    },
    OneOf(&'static [&'static str]),
    /// Some of these, separated by one space each, none twice.
    SomeOf(&'static [&'static str]),
    /// One key, or nothing for no key.
    FinishKey,
    /// Any keys, or nothing.
    FinishKeys,
    /// `auto` or seconds.
    SpeechTimeout,
    /// A name such as `en-US` or `Polly.Joanna`.
    Tag,
    /// At most 500 phrases of at most 100 characters, separated by commas.
    Hints,
    /// A telephone number in E.164.
    Number,
}

const TRUTH: Legal = Legal::OneOf(&["true", "false"]);

static SAY: &[(&str, Legal)] =
    &[("language", Legal::Tag), ("loop", Legal::Whole { from: 0, to: 1000 }), ("voice", Legal::Tag)];
static PLAY: &[(&str, Legal)] = &[("loop", Legal::Whole { from: 0, to: 1000 })];
static PAUSE: &[(&str, Legal)] = &[("length", Legal::Whole { from: 1, to: 600 })];
static GATHER: &[(&str, Legal)] = &[
    ("action", Legal::Address),
    ("bargeIn", Legal::OneOf(&["true"])),
    ("enhanced", TRUTH),
    ("finishOnKey", Legal::FinishKey),
    ("hints", Legal::Hints),
    ("input", Legal::SomeOf(&["dtmf", "speech"])),
    ("language", Legal::Tag),
    ("maxSpeechTime", Legal::Whole { from: 1, to: 60 }),
    ("method", Legal::Method),
    ("numDigits", Legal::Whole { from: 1, to: 1000 }),
    ("profanityFilter", TRUTH),
    ("speechModel", Legal::Tag),
    ("speechTimeout", Legal::SpeechTimeout),
    ("timeout", Legal::Whole { from: 1, to: 600 }),
];
static DIAL: &[(&str, Legal)] = &[
    ("action", Legal::Address),
    ("answerOnBridge", TRUTH),
    ("callerId", Legal::Number),
    ("method", Legal::Method),
    ("timeLimit", Legal::Whole { from: 1, to: 14_400 }),
    ("timeout", Legal::Whole { from: 5, to: 600 }),
];
/// `Number` and `Sip` alike.
static PHONE: &[(&str, Legal)] = &[("method", Legal::Method), ("url", Legal::Address)];
static ENQUEUE: &[(&str, Legal)] = &[
    ("action", Legal::Address),
    ("method", Legal::Method),
    ("waitUrl", Legal::Address),
    ("waitUrlMethod", Legal::Method),
];
static RECORD: &[(&str, Legal)] = &[
    ("action", Legal::Address),
    ("finishOnKey", Legal::FinishKeys),
    ("maxLength", Legal::Whole { from: 1, to: 14_400 }),
    ("method", Legal::Method),
    ("playBeep", TRUTH),
    ("recordingStatusCallback", Legal::Address),
    ("recordingStatusCallbackEvent", Legal::OneOf(&["completed"])),
    ("recordingStatusCallbackMethod", Legal::Method),
    ("timeout", Legal::Whole { from: 1, to: 600 }),
    ("transcribe", Legal::OneOf(&["false"])),
    ("trim", Legal::OneOf(&["trim-silence", "do-not-trim"])),
];
static REDIRECT: &[(&str, Legal)] = &[("method", Legal::Method)];
static REJECT: &[(&str, Legal)] = &[("reason", Legal::OneOf(&["rejected", "busy"]))];

/// The elements that are carried out, each with its attributes.
static ELEMENTS: &[(&str, &[(&str, Legal)])] = &[
    ("Response", &[]),
    ("Say", SAY),
    ("Play", PLAY),
    ("Pause", PAUSE),
    ("Gather", GATHER),
    ("Dial", DIAL),
    ("Number", PHONE),
    ("Sip", PHONE),
    ("Enqueue", ENQUEUE),
    ("Leave", &[]),
    ("Record", RECORD),
    ("Redirect", REDIRECT),
    ("Hangup", &[]),
    ("Reject", REJECT),
];

/// Whether such an element is carried out, anywhere.
pub(super) fn is_known(element: &str) -> bool {
    ELEMENTS.iter().any(|(known, _)| *known == element)
}

/// Checks every attribute of a known element.
pub(super) fn check(element: &Element) -> Result<(), Fault> {
    let table = ELEMENTS.iter().find(|(known, _)| *known == element.name).map_or(&[][..], |(_, table)| table);
    for (name, value) in &element.attributes {
        let Some((_, legal)) = table.iter().find(|(known, _)| known == name) else {
            let says = format!("`{name}` of `{}` is not an attribute that this phone carries out", element.name);
            return Err(Fault::at(FaultKind::UnknownAttribute, element.line, says));
        };
        if let Some(mistake) = legal.mistake(value) {
            let says = format!("`{name}` of `{}` {mistake}", element.name);
            return Err(Fault::at(legal.kind(), element.line, says));
        }
    }
    Ok(())
}

/// Whether this is a telephone number in E.164. Source: ITU-T E.164, at most 15 digits.
pub(super) fn is_number(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (3..=15).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Whether this is a key of a telephone.
pub(in crate::phone) fn is_key(key: char) -> bool {
    key.is_ascii_digit() || key == '*' || key == '#'
}

impl Legal {
    fn kind(&self) -> FaultKind {
        match self {
            Self::Address => FaultKind::Address,
            Self::Number => FaultKind::Number,
            Self::Method | Self::Whole { .. } | Self::OneOf(_) | Self::SomeOf(_) | Self::FinishKey => {
                FaultKind::AttributeValue
            }
            Self::FinishKeys | Self::SpeechTimeout | Self::Tag | Self::Hints => FaultKind::AttributeValue,
        }
    }

    /// What is wrong with a value. Values themselves are not shown: they may hold numbers or tokens.
    fn mistake(&self, value: &str) -> Option<String> {
        let unless = |fits: bool, says: &str| (!fits).then(|| says.to_owned());
        match self {
            Self::Address => address::mistake(value).map(str::to_owned),
            Self::Method => unless(matches!(value, "GET" | "POST"), "is neither `GET` nor `POST`"),
            Self::Whole { from, to } => {
                unless(whole(value, *from, *to), &format!("is not a whole number from {from} to {to}"))
            }
            Self::OneOf(all) => unless(all.contains(&value), &format!("is not one of `{}`", all.join("`, `"))),
            Self::SomeOf(all) => unless(some_of(all, value), &format!("is not some of `{}`", all.join("`, `"))),
            Self::FinishKey => unless(value.chars().all(is_key) && value.len() <= 1, "is more than one key"),
            Self::FinishKeys => unless(value.chars().all(is_key), "is not made of keys"),
            Self::SpeechTimeout => {
                unless(value == "auto" || whole(value, 1, 60), "is neither `auto` nor a whole number from 1 to 60")
            }
            Self::Tag => unless(is_tag(value), "is not a name of letters, digits, `-`, `.` and `_`"),
            Self::Hints => unless(are_hints(value), "is not at most 500 phrases of at most 100 characters"),
            Self::Number => unless(is_number(value), "is not a telephone number in E.164"),
        }
    }
}

fn whole(value: &str, from: u32, to: u32) -> bool {
    value.bytes().all(|byte| byte.is_ascii_digit()) && value.parse().is_ok_and(|n| (from..=to).contains(&n))
}

fn some_of(all: &[&str], value: &str) -> bool {
    let words: Vec<&str> = value.split(' ').collect();
    let once = |word: &&str| words.iter().filter(|other| *other == word).count() == 1;
    words.iter().all(|word| all.contains(word) && once(word))
}

fn is_tag(value: &str) -> bool {
    !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))
}

fn are_hints(value: &str) -> bool {
    let fits = |phrase: &str| !phrase.trim().is_empty() && phrase.chars().count() <= 100;
    value.split(',').count() <= 500 && value.split(',').all(fits)
}
