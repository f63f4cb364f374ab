use serde::Deserialize;

use super::{Climb, Kind, Rung, read};
use crate::call::{Call, Effect, Event, EventKind, Message as Kept, Name, Order, Record};

pub const KIND: Kind = Kind { name: "message", keys: &["message", "desk"], read: read::<Message> };

/// Longest message, in seconds, and how much silence ends it.
const LENGTH_MAX_S: u16 = 300;
const SILENCE_S: u8 = 5;

/// Takes a recorded message for a desk: `{ message: leave_message, desk: care }`. Needs nobody.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    /// What is said before the tone.
    message: Name,
    /// The desk that reads it.
    desk: Name,
}

impl Message {
    fn kept(&self, event: &Event, call: &Call, url: &str, seconds: u16) -> Effect {
        Effect::Keep(Kept {
            call: call.key,
            desk: self.desk.clone(),
            from: call.from.clone(),
            at: event.at,
            url: url.to_owned(),
            seconds,
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

    fn prompts(&self) -> Vec<&Name> {
        vec![&self.message]
    }

    fn desk(&self) -> Option<&Name> {
        Some(&self.desk)
    }

    fn order(&self) -> Order {
        Order::Record(Record { length_max_s: LENGTH_MAX_S, silence_s: SILENCE_S })
    }

    fn hear(&self, event: &Event, call: &Call) -> Climb {
        match &event.kind {
            EventKind::Recorded { url, seconds, key } => {
                Climb::Left { effect: self.kept(event, call, url, *seconds), asked: *key == Some('0') }
            }
            EventKind::RecordingReady { url, seconds } => {
                Climb::Left { effect: self.kept(event, call, url, *seconds), asked: false }
            }
            EventKind::NotRecorded
            | EventKind::Rings { .. }
            | EventKind::Keys(_)
            | EventKind::Words(_)
            | EventKind::Silence
            | EventKind::Dialed(_)
            | EventKind::Ends(_) => Climb::NothingLeft,
        }
    }
}
