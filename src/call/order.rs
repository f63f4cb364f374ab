//! What we tell the platform to do.
//!
//! An order holds prompt ids and values ([`Said`]), never text; [`Order::spoken`] turns them into what is spoken
//! ([`Spoken`]) just before a dialect writes the document. So saved orders can be said again, byte for byte.

use serde::{Deserialize, Serialize};

use super::{Name, Number, Value};

/// One instruction to the platform. They are carried out in order; only the last one of a turn waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order<P = Said, H = Name> {
    /// Says something where nothing can be pressed: on the way to a dial, a recording or the end.
    Say(Vec<P>),
    /// Says something and listens for keys and words meanwhile and afterwards.
    Gather(Gather<P, H>),
    /// Rings somebody and connects the caller.
    Dial(Dial),
    /// Puts the caller in a queue, until somebody takes them out of it.
    Enqueue {
        /// The queue, as the platform and those who answer it name it.
        queue: Name,
    },
    /// Takes the caller out of the queue again.
    Leave,
    /// What a caller in a queue hears, and what is listened for meanwhile. Over once everything was said and the
    /// silence after it has passed; the platform then asks anew. Only beside a call, see [`super::Turn::aside`].
    Hold(Gather<P, H>),
    /// Says something to whoever has picked up a phone, and hangs up on them unless they press a key: a machine does
    /// not. Only beside a call.
    Screen(Gather<P, H>),
    /// Records what the caller says.
    Record(Record),
    /// Waits without listening.
    Pause {
        /// How long, in seconds. 1 to 30.
        seconds: u8,
    },
    /// Turns a call away before it is answered.
    Reject(Rejection),
    /// Ends the call.
    HangUp,
}

/// How a call is turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rejection {
    /// The caller hears that the line is busy.
    Busy,
    /// The caller hears that the number cannot be reached.
    Rejected,
}

/// Saying and listening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gather<P = Said, H = Name> {
    /// What is said on the way here; it can be interrupted too.
    pub before: Vec<P>,
    /// What kind of wait this is: the step's verb, or clew's own `offer` and `closing`.
    pub verb: Name,
    /// What the wait itself says.
    pub prompts: Vec<P>,
    /// The language that is listened for: a BCP 47 tag.
    pub language: Name,
    /// What is listened for.
    pub listen: Listen,
    /// Word lists whose phrases are likely to be said: as names, later as phrases, for the recogniser.
    pub hints: Vec<H>,
}

/// The longest that a caller can speak at a wait, in seconds: then what was said so far counts. Platforms would go on
/// for up to 60 (Twilio's `maxSpeechTime`), and no bound in seconds would hold.
pub const SPEECH_MAX_S: u8 = 20;

/// What is listened for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listen {
    /// The most keys, if there is a most: with 1 a key acts at once.
    pub keys_max: Option<u8>,
    /// The key that ends typing; `None` where one key is all.
    pub end: Option<char>,
    /// Whether words are listened for too.
    pub speech: bool,
    /// Seconds of silence after the prompts, and between two keys, before it counts as silence. 1 to 30.
    pub wait_s: u8,
    /// Seconds without a word that end what the caller says. 1 to 10.
    pub gap_s: u8,
}

/// Ringing somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dial {
    /// Whom: all at once, the first to answer wins. At least one, at most ten.
    pub to: Vec<Endpoint>,
    /// Seconds until it counts as not answered. 5 to 120.
    pub ring_s: u16,
    /// The number that they are shown; the caller's without it.
    pub show: Option<Number>,
    /// Whether whoever picks up is asked for a key before the two are connected. Voicemail answers too.
    pub screened: bool,
}

/// A phone that can be rung.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Endpoint {
    /// A phone number.
    Number(Number),
    /// A SIP address.
    Sip {
        /// The address, such as `sip:desk@pbx.example.com`.
        address: Box<str>,
        /// What it is told beside the call: names of headers, such as `X-Clew-Reason`, and their values. Escaping is
        /// the dialect's business.
        headers: Vec<(Name, String)>,
    },
}

impl Endpoint {
    /// As it is written in a flow.
    #[must_use]
    pub fn written(&self) -> &str {
        match self {
            Self::Number(number) => number.e164(),
            Self::Sip { address, .. } => address,
        }
    }
}

/// Without what is told to it.
impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Sip { headers, .. } => write!(f, "sip, {} headers", headers.len()),
        }
    }
}

/// Recording a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Longest recording, in seconds. 10 to 600.
    pub length_max_s: u16,
    /// Seconds of silence that end it. 1 to 30.
    pub silence_s: u8,
}

/// Something to say, by id: the prompt and the values that go into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The prompt's id in the catalogue.
    pub prompt: Name,
    /// The values to insert, by name.
    pub values: Vec<(Name, Value)>,
    /// The language it is said in, where that is not the call's.
    pub language: Option<Name>,
}

impl Said {
    /// A prompt without values.
    #[must_use]
    pub fn plain(prompt: impl Into<Name>) -> Self {
        Self { prompt: prompt.into(), values: Vec::new(), language: None }
    }
}

/// Something to say, in a language, ready for a dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spoken {
    /// Text for the platform's voice.
    Text {
        /// BCP 47 tag of the language, such as `en-US`.
        language: Name,
        /// The platform's voice, if the flow names one.
        voice: Option<Name>,
        /// The text, unescaped.
        text: String,
    },
    /// A recording.
    Audio {
        /// Absolute address of the recording.
        url: String,
    },
    /// A rest.
    Pause {
        /// How long, in seconds. 1 to 10.
        seconds: u8,
    },
}

/// What turns ids into words, just before a document is written.
pub trait Speaker {
    /// What is said, as words or as a recording.
    fn speak(&self, said: &Said) -> Spoken;
    /// The phrases of a word list, for the recogniser.
    fn hints(&self, list: &Name) -> Vec<String>;
}

impl Order {
    /// The same order with everything that is said, and every hint, turned into words.
    pub fn spoken(&self, speaker: &impl Speaker) -> Order<Spoken, String> {
        match self {
            Self::Say(said) => Order::Say(all(said, speaker)),
            Self::Gather(gather) => Order::Gather(gather.spoken(speaker)),
            Self::Hold(gather) => Order::Hold(gather.spoken(speaker)),
            Self::Screen(gather) => Order::Screen(gather.spoken(speaker)),
            Self::Dial(dial) => Order::Dial(dial.clone()),
            Self::Enqueue { queue } => Order::Enqueue { queue: queue.clone() },
            Self::Leave => Order::Leave,
            Self::Record(record) => Order::Record(record.clone()),
            Self::Pause { seconds } => Order::Pause { seconds: *seconds },
            Self::Reject(rejection) => Order::Reject(*rejection),
            Self::HangUp => Order::HangUp,
        }
    }
}

fn all(said: &[Said], speaker: &impl Speaker) -> Vec<Spoken> {
    said.iter().map(|said| speaker.speak(said)).collect()
}

impl Gather {
    fn spoken(&self, speaker: &impl Speaker) -> Gather<Spoken, String> {
        Gather {
            before: all(&self.before, speaker),
            verb: self.verb.clone(),
            prompts: all(&self.prompts, speaker),
            language: self.language.clone(),
            listen: self.listen.clone(),
            hints: self.hints.iter().flat_map(|list| speaker.hints(list)).collect(),
        }
    }
}
