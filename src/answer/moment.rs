//! A day and a time of day together: "tomorrow at three", "in two hours".

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Answer, Ear, Heard, Keys, Kind, When,
    date::days,
    spoken::{Said, typed_moment},
};
use crate::call::{Type, Value};

pub const KIND: Kind = Kind::of::<Moment>("moment", &["moment"]);

/// A day and a time of day, in one answer.
///
/// `as: moment`, or `as: { moment: future }` or `{ moment: past }`. Callers say both, in either order, or how long from
/// now; or type the day as for `date` and then four figures for the time.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Moment {
    /// Where it lies.
    moment: Option<When>,
}

impl Answer for Moment {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn gives(&self) -> Type {
        Type::Moment
    }

    fn keys(&self) -> Option<Keys> {
        Some(Keys { max: Some(12), end: Some('#') })
    }

    fn read(&self, heard: Heard<'_>, ear: &Ear<'_>) -> Option<Value> {
        let when = self.moment.unwrap_or_default();
        let days = days(when, ear);
        let moment = match heard {
            Heard::Keys(keys) => typed_moment(keys, days, ear.lexicon.times.full_day),
            Heard::Words(text) => Said::new(text, ear.lexicon).speech(ear.lexicon).moment(days, ear.now),
            Heard::Silence => None,
        };
        let fits = |moment: &chrono::NaiveDateTime| match when {
            When::Any => true,
            When::Future => ear.now <= *moment,
            When::Past => *moment <= ear.now,
        };
        moment.filter(fits).map(Value::Moment)
    }
}
