//! Days: "tomorrow", "next Tuesday", "the third of March", `0611`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Answer, Ear, Heard, Keys, Kind, When,
    spoken::{Days, Said},
};
use crate::call::{Type, Value};

pub const KIND: Kind = Kind::of::<Date>("date", &["date"]);

/// A day.
///
/// `as: date` or `as: { date: any }` for any day, `{ date: future }` for today and later, `{ date: past }` for today
/// and earlier. Callers say it in most of the ways people do, or type four figures for day and month, six or eight with
/// the year: in the order that is usual where the line is (`0611` is June 11 in the US, 6 November in Germany). A day
/// without a year is the next one, the last one, or, if both are possible, the nearest. A day of the week is never
/// today, unless the caller says "this"; "next Tuesday" is the first one after today. Read it back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Date {
    /// Where it lies: `any`, which is meant without it, `future` or `past`.
    date: Option<When>,
}

impl Answer for Date {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn gives(&self) -> Type {
        Type::Date
    }

    fn keys(&self) -> Option<Keys> {
        Some(Keys { max: Some(8), end: Some('#') })
    }

    fn read(&self, heard: Heard<'_>, ear: &Ear<'_>) -> Option<Value> {
        let days = days(self.date.unwrap_or_default(), ear);
        let date = match heard {
            Heard::Keys(keys) => days.typed(keys),
            Heard::Words(text) => Said::new(text, ear.lexicon).speech(ear.lexicon).date(days),
            Heard::Silence => None,
        };
        date.map(Value::Date)
    }
}

/// What days are read by.
pub(super) fn days(when: When, ear: &Ear<'_>) -> Days {
    let month_first = ear.lexicon.dates.month_first.iter().any(|region| region == ear.region);
    Days { today: ear.now.date(), when, month_first }
}
