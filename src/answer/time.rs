//! Times of day: "half past three", "halb vier", `1530`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Answer, Ear, Heard, Keys, Kind,
    shape::Nothing,
    spoken::{Said, time_of, typed_time},
};
use crate::call::{Type, Value};

pub const KIND: Kind = Kind::of::<Time>("time", &["time"]);

/// A time of day.
///
/// `as: time`. Callers say it, or type three or four figures. Where they leave open which half of the day they mean, it
/// is the one in which companies are open: 7:00 to 11:59 in the morning, 12:00 to 6:59 in the afternoon. Read it back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Time {
    /// Nothing.
    #[serde(rename = "time")]
    _time: Nothing,
}

impl Answer for Time {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn gives(&self) -> Type {
        Type::Time
    }

    fn keys(&self) -> Option<Keys> {
        Some(Keys { max: Some(4), end: Some('#') })
    }

    fn read(&self, heard: Heard<'_>, ear: &Ear<'_>) -> Option<Value> {
        let minute = match heard {
            Heard::Keys(keys) => typed_time(keys, ear.lexicon.times.full_day),
            Heard::Words(text) => Said::new(text, ear.lexicon).speech(ear.lexicon).time(),
            Heard::Silence => None,
        };
        minute.and_then(time_of).map(Value::Time)
    }
}
