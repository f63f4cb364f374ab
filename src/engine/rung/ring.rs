use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use super::{Climb, Kind, Rung, Standing, kind};
use crate::{
    call::{Dial, DialOutcome, Event, EventKind, Number, Order},
    engine::{
        Here,
        shape::{Seconds, one_or_many},
    },
};

pub const KIND: Kind = kind::<Ring>("ring", &["ring", "for"]);

/// The most numbers that ring at once (Twilio: at most ten `Number` in a `Dial`; twilio-node and Twilio's documents).
const TOGETHER_MAX: usize = 10;

/// Rings one number, or several at once: `{ ring: "+15550111", for: 25s }`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Ring {
    /// A number in E.164, or a list that rings together: the first to answer wins.
    #[serde(deserialize_with = "numbers")]
    #[schemars(with = "crate::engine::shape::Names")]
    ring: Vec<Number>,
    /// How long it rings before it counts as not answered. 5 s to 2 min.
    #[serde(rename = "for", default = "usual", deserialize_with = "ring_s")]
    #[schemars(with = "Seconds")]
    ring_s: u16,
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

fn numbers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Number>, D::Error> {
    let written = one_or_many(deserializer, "a phone number in quotes such as \"+15550111\", or a list of them")?;
    let read: Option<Vec<Number>> = written.iter().map(|text| Number::parse(text.as_str())).collect();
    match read {
        Some(numbers) if (1..=TOGETHER_MAX).contains(&numbers.len()) => Ok(numbers),
        Some(_) => Err(de::Error::custom(format!("expected 1 to {TOGETHER_MAX} numbers"))),
        None => Err(de::Error::custom(
            "a phone number is written \"+\", the country and the number, in quotes: \"+15550111\"",
        )),
    }
}

impl Rung for Ring {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn needs_nobody(&self) -> bool {
        false
    }

    fn rings(&self) -> &[Number] {
        &self.ring
    }

    fn dial(&self) -> Option<Dial> {
        Some(Dial { to: self.ring.clone(), ring_s: self.ring_s })
    }

    fn enter(&self, _here: &Here<'_>) -> Standing {
        Standing::Order(Order::Dial(Dial { to: self.ring.clone(), ring_s: self.ring_s }))
    }

    fn hear(&self, event: &Event, _here: &Here<'_>) -> Climb {
        match event.kind {
            EventKind::Dialed(DialOutcome::Answered) => Climb::Talked,
            EventKind::Dialed(DialOutcome::Busy | DialOutcome::NoAnswer | DialOutcome::Failed)
            | EventKind::Rings { .. }
            | EventKind::Keys(_)
            | EventKind::Words(_)
            | EventKind::Silence
            | EventKind::Found { .. }
            | EventKind::Recorded { .. }
            | EventKind::NotRecorded
            | EventKind::RecordingReady { .. }
            | EventKind::Ends(_) => Climb::Next,
        }
    }
}
