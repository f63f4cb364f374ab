use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use super::{Climb, Kind, Rung, Standing, kind};
use crate::{
    call::{
        Dial, DialOutcome, Endpoint, Event, EventKind, Gather, Listen, Name, Number, OnRung, Order, Outcome, Place,
        Said, Value, builtin,
    },
    engine::{
        Here,
        note::Note,
        shape::{Key, Seconds, one_or_many},
        step::GAP_S,
    },
};

pub const KIND: Kind = kind::<Ring>("ring", &["ring", "for", "accept", "show"]);

/// The most numbers that ring at once (Twilio: at most ten `Number` in a `Dial`; twilio-node and Twilio's documents).
const TOGETHER_MAX: usize = 10;

/// A talk that is shorter than this, in milliseconds, was no talk: the two were cut off.
const TALK_MIN_MS: u64 = 4_000;

/// Seconds of silence after which whoever picked up counts as not taking the call.
const TAKE_WAIT_S: u8 = 5;

/// Rings one phone, or several at once: `{ ring: "+15550111", for: 25s }`.
///
/// Whoever picks up hears for which line the call is, and takes it by a key; then who is calling, about what, and what
/// was tried. A voicemail presses no key, so it never takes a call: the next rung is tried. Where a machine has to
/// answer first, such as the menu of another company, write `accept: never`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Ring {
    /// A number in E.164, a SIP address such as "sip:desk@pbx.example.com", or a list that rings together: the first
    /// to take the call wins.
    #[serde(deserialize_with = "phones")]
    #[schemars(with = "crate::engine::shape::Names")]
    ring: Vec<Phone>,
    /// How long it rings before it counts as not answered. 5 s to 2 min.
    #[serde(rename = "for", default = "usual", deserialize_with = "ring_s")]
    #[schemars(with = "Seconds")]
    ring_s: u16,
    /// The key that takes the call, 1 without it; `never` connects whatever picks up.
    #[serde(default, deserialize_with = "accept")]
    #[schemars(with = "Option<String>")]
    accept: Accept,
    /// Which number those who are rung see: the caller's own (`caller`, without it), or that of the `line`.
    #[serde(default)]
    show: Show,
}

/// A phone that is rung.
#[derive(Debug, Clone)]
enum Phone {
    Number(Number),
    Sip(Box<str>),
}

impl Phone {
    const fn number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            Self::Sip(_) => None,
        }
    }
}

/// How a call is taken.
#[derive(Debug, Clone, Copy)]
enum Accept {
    By(char),
    Never,
}

impl Default for Accept {
    fn default() -> Self {
        Self::By('1')
    }
}

/// Which number is shown.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Show {
    #[default]
    Caller,
    Line,
}

/// Five rings or so.
fn usual() -> u16 {
    25
}

fn ring_s<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let Seconds(seconds) = Seconds::deserialize(deserializer)?;
    match seconds {
        5..=120 => Ok(seconds),
        _ => Err(de::Error::custom("a phone rings for 5s to 120s")),
    }
}

fn accept<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Accept, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Key(Key),
        Word(String),
    }
    match Written::deserialize(deserializer) {
        Ok(Written::Key(Key(key))) => Ok(Accept::By(key)),
        Ok(Written::Word(word)) if word == "never" => Ok(Accept::Never),
        Ok(Written::Word(_)) | Err(_) => {
            Err(de::Error::custom("`accept` is the key that takes the call, such as 1, or `never`"))
        }
    }
}

fn phones<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Phone>, D::Error> {
    let written = one_or_many(deserializer, "a phone number in quotes such as \"+15550111\", or a list of them")?;
    let read: Option<Vec<Phone>> = written.iter().map(|text| phone(text.as_str())).collect();
    match read {
        Some(phones) if (1..=TOGETHER_MAX).contains(&phones.len()) => Ok(phones),
        Some(_) => Err(de::Error::custom(format!("expected 1 to {TOGETHER_MAX} numbers"))),
        None => Err(de::Error::custom(
            "a phone number is written \"+\", the country and the number, in quotes: \"+15550111\"",
        )),
    }
}

/// A number, or a SIP address of plain characters: a user, a host, perhaps a port.
fn phone(text: &str) -> Option<Phone> {
    if let Some(number) = Number::parse(text) {
        return Some(Phone::Number(number));
    }
    let (user, host) = text.strip_prefix("sip:").or_else(|| text.strip_prefix("sips:"))?.split_once('@')?;
    let plain = |part: &str, more: &str| {
        !part.is_empty() && part.chars().all(|char| char.is_ascii_alphanumeric() || more.contains(char))
    };
    (text.len() <= 200 && plain(user, "-_.+") && plain(host, "-.:")).then(|| Phone::Sip(text.into()))
}

impl Ring {
    /// The dial, with what SIP phones are told.
    fn order(&self, headers: &[(Name, String)], show: Option<Number>) -> Dial {
        let to = self.ring.iter().map(|phone| match phone {
            Phone::Number(number) => Endpoint::Number(number.clone()),
            Phone::Sip(address) => Endpoint::Sip { address: address.clone(), headers: headers.to_vec() },
        });
        let screened = matches!(self.accept, Accept::By(_));
        Dial { to: to.collect(), ring_s: self.ring_s, show, screened }
    }

    /// What a talk came to.
    fn talked(&self, talk_s: u32, here: &Here<'_>) -> Climb {
        let connected_ms = u64::from(talk_s).saturating_mul(1000);
        let talk_ms = match (self.accept, taken(here)) {
            (Accept::By(_), None) => return Climb::Next(Outcome::Declined),
            // A long note hides how short the talk was.
            (Accept::By(_), Some(taken)) => here.at.millis_since(taken).min(connected_ms),
            (Accept::Never, _) => connected_ms,
        };
        if talk_ms < TALK_MIN_MS { Climb::Next(Outcome::Dropped) } else { Climb::Talked }
    }

    /// Asks whoever picked up for the key, in so many words that a machine has heard nothing of the caller.
    fn screen(key: char, here: &Here<'_>) -> Order {
        let language = here.person_language();
        let values =
            vec![("line".into(), Value::Text(here.flow.title.clone())), ("key".into(), Value::Digits(key.to_string()))];
        let said = Said { prompt: builtin::SCREEN.into(), values, language: Some(language.clone()) };
        Order::Screen(Gather {
            before: vec![said.clone()],
            verb: "screen".into(),
            prompts: vec![said],
            language,
            listen: Listen { keys_max: Some(1), end: None, speech: false, wait_s: TAKE_WAIT_S, gap_s: GAP_S },
            hints: Vec::new(),
        })
    }
}

/// When somebody has taken the call.
fn taken(here: &Here<'_>) -> Option<crate::call::Moment> {
    if let Place::Rung { on, .. } = &here.call.place { on.taken } else { None }
}

impl Rung for Ring {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn needs_nobody(&self) -> bool {
        false
    }

    fn rings(&self) -> Vec<&Number> {
        self.ring.iter().filter_map(Phone::number).collect()
    }

    fn lasts_s(&self) -> u16 {
        self.ring_s
    }

    fn dial(&self) -> Option<Dial> {
        Some(Dial { screened: false, ..self.order(&[], None) })
    }

    fn enter(&self, here: &Here<'_>) -> Standing {
        let show = match self.show {
            Show::Caller => None,
            Show::Line => Some(here.call.line.clone()),
        };
        // Only SIP phones are told beside the call.
        let sip = self.ring.iter().any(|phone| phone.number().is_none());
        let headers = if sip { Note::of(here.flow, here.call, here.at).headers() } else { Vec::new() };
        Standing::Order(Order::Dial(self.order(&headers, show)))
    }

    fn hear(&self, event: &Event, here: &Here<'_>) -> Climb {
        match event.kind {
            EventKind::Dialed(DialOutcome::Answered { talk_s }) => self.talked(talk_s, here),
            EventKind::Dialed(DialOutcome::Busy) => Climb::Next(Outcome::Busy),
            // Whoever has taken the call and is gone before the platform has connected the two, was cut off.
            EventKind::Dialed(DialOutcome::NoAnswer | DialOutcome::Failed) if taken(here).is_some() => {
                Climb::Next(Outcome::Dropped)
            }
            EventKind::Dialed(DialOutcome::NoAnswer) => Climb::Next(Outcome::NoAnswer),
            EventKind::Dialed(DialOutcome::Voicemail) => Climb::Next(Outcome::Voicemail),
            EventKind::Dialed(DialOutcome::Failed)
            | EventKind::Queueing(_)
            | EventKind::Queued(_)
            | EventKind::PickedUp
            | EventKind::PickedUpKey(_)
            | EventKind::Rings { .. }
            | EventKind::Keys(_)
            | EventKind::Words(_)
            | EventKind::Silence
            | EventKind::Proof(_)
            | EventKind::Found { .. }
            | EventKind::Recorded { .. }
            | EventKind::NotRecorded
            | EventKind::RecordingReady { .. }
            | EventKind::Ends(_) => Climb::Next(Outcome::Failed),
        }
    }

    fn aside(&self, event: &Event, here: &Here<'_>) -> (Vec<Order>, OnRung) {
        let mut on = OnRung { taken: taken(here), ..OnRung::default() };
        let orders = match (self.accept, &event.kind) {
            (Accept::By(key), EventKind::PickedUp) => vec![Self::screen(key, here)],
            (Accept::By(key), EventKind::PickedUpKey(pressed)) if *pressed == key => {
                on.taken = Some(on.taken.unwrap_or(here.at));
                let note = Note::of(here.flow, here.call, here.at);
                vec![Order::Say(note.said(here.flow, &here.person_language()))]
            }
            (Accept::By(_) | Accept::Never, _) => vec![Order::HangUp],
        };
        (orders, on)
    }
}
