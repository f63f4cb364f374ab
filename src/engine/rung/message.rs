use std::ops::RangeInclusive;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de::Error};

use super::{Climb, Kind, Rung, Standing, kind};
use crate::{
    call::{Effect, Event, EventKind, Message as Kept, Name, Order, Record},
    engine::{Here, shape::Seconds},
};

pub const KIND: Kind = kind::<Message>("message", &["message", "desk", "most"]);

/// Longest message, in seconds: the usual one, and those that can be named; and how much silence ends it.
const LENGTH_MAX_S: u16 = 300;
const LENGTHS_S: RangeInclusive<u16> = 10..=600;
const SILENCE_S: u8 = 5;

/// Takes a recorded message for a desk: `{ message: leave_message, desk: care }`. Needs nobody.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Message {
    /// What is said before the tone.
    message: Name,
    /// The desk that reads it.
    desk: Name,
    /// The longest message, 10s to 10m; 5m without it.
    #[serde(default, deserialize_with = "message_length")]
    most: Option<Seconds>,
}

/// The length of a message, within [`LENGTHS_S`].
pub(in crate::engine) fn message_length<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Seconds>, D::Error> {
    let length = Seconds::deserialize(deserializer)?;
    match LENGTHS_S.contains(&length.0) {
        true => Ok(Some(length)),
        false => Err(Error::custom("`most` lies between 10s and 10m")),
    }
}

/// A rung that takes a message for a desk.
#[must_use]
pub fn message(message: Name, desk: Name, most: Option<Seconds>) -> Box<dyn Rung> {
    Box::new(Message { message, desk, most })
}

impl Message {
    fn kept(&self, event: &Event, here: &Here<'_>, url: &str, seconds: u16) -> Effect {
        let (call, flow) = (here.call, &here.flow.name);
        Effect::Keep(Kept {
            call: call.key,
            flow: flow.clone(),
            desk: self.desk.clone(),
            from: call.from.clone(),
            at: event.at,
            url: url.to_owned(),
            seconds,
            done: None,
        })
    }
}

impl Rung for Message {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn needs_nobody(&self) -> bool {
        true
    }

    fn records(&self) -> bool {
        true
    }

    fn prompts(&self) -> Vec<&Name> {
        vec![&self.message]
    }

    fn desk(&self) -> Option<&Name> {
        Some(&self.desk)
    }

    fn enter(&self, _here: &Here<'_>) -> Standing {
        let length_max_s =
            self.most.map_or(LENGTH_MAX_S, |Seconds(seconds)| seconds.clamp(*LENGTHS_S.start(), *LENGTHS_S.end()));
        Standing::Order(Order::Record(Record { length_max_s, silence_s: SILENCE_S }))
    }

    fn hear(&self, event: &Event, here: &Here<'_>) -> Climb {
        match &event.kind {
            EventKind::Recorded { url, seconds, key } => {
                Climb::Left { effect: self.kept(event, here, url, *seconds), asked: *key == Some('0') }
            }
            EventKind::RecordingReady { url, seconds } => {
                Climb::Left { effect: self.kept(event, here, url, *seconds), asked: false }
            }
            EventKind::NotRecorded
            | EventKind::Rings { .. }
            | EventKind::Keys(_)
            | EventKind::Words(_)
            | EventKind::Silence
            | EventKind::Proof(_)
            | EventKind::Found { .. }
            | EventKind::Dialed(_)
            | EventKind::Queueing(_)
            | EventKind::Queued(_)
            | EventKind::PickedUp
            | EventKind::PickedUpKey(_)
            | EventKind::Ends(_) => Climb::NothingLeft,
        }
    }
}
