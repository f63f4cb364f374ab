//! Days and times. CLDR gives the names and their order; what a voice would stumble over is put right.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use icu_calendar::{Date, Iso};
use icu_datetime::{DateTimeFormatter, NoCalendarFormatter, fieldsets};

use crate::{
    call::Value,
    prompt::{Language, Tongue},
};

/// The day of the week, the day and the month.
pub(super) fn day(value: &Value, tongue: &Tongue) -> String {
    date_of(value).map_or_else(|| value.plain(), |date| day_of(date, tongue))
}

/// The day, the month and the year.
pub(super) fn date(value: &Value, tongue: &Tongue) -> String {
    let Some(day) = date_of(value) else { return value.plain() };
    let formatter = DateTimeFormatter::try_new(tongue.locale().into(), fieldsets::YMD::long());
    match (formatter, iso(day)) {
        (Ok(formatter), Some(iso)) => spoken_day(&formatter.format(&iso).to_string(), day, tongue),
        (_, _) => value.plain(),
    }
}

/// A time of day.
pub(super) fn time(value: &Value, tongue: &Tongue) -> String {
    time_of(value).map_or_else(|| value.plain(), |time| clock(time, tongue))
}

/// A day and a time.
pub(super) fn moment(value: &Value, tongue: &Tongue) -> String {
    match (date_of(value), time_of(value)) {
        (Some(date), Some(time)) => {
            let said = clock(time, tongue);
            let at = match tongue.language() {
                Language::English => "at",
                Language::Spanish if said.starts_with("1 ") || said.starts_with("1:") => "a la",
                Language::Spanish => "a las",
                Language::German => "um",
                Language::French => "à",
            };
            format!("{} {at} {said}", day_of(date, tongue))
        }
        (Some(_), None) => day(value, tongue),
        (None, _) => time(value, tongue),
    }
}

fn date_of(value: &Value) -> Option<NaiveDate> {
    if let Value::Date(date) = value { Some(*date) } else { moment_of(value).map(|moment| moment.date()) }
}

fn time_of(value: &Value) -> Option<NaiveTime> {
    if let Value::Time(time) = value { Some(*time) } else { moment_of(value).map(|moment| moment.time()) }
}

fn moment_of(value: &Value) -> Option<NaiveDateTime> {
    if let Value::Moment(moment) = value { Some(*moment) } else { None }
}

fn iso(date: NaiveDate) -> Option<Date<Iso>> {
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    Date::try_new_iso(date.year(), month, day).ok()
}

fn day_of(date: NaiveDate, tongue: &Tongue) -> String {
    let formatter = DateTimeFormatter::try_new(tongue.locale().into(), fieldsets::MDE::long());
    match (formatter, iso(date)) {
        (Ok(formatter), Some(iso)) => spoken_day(&formatter.format(&iso).to_string(), date, tongue),
        (_, _) => date.to_string(),
    }
}

/// In French the first of a month is an ordinal, which CLDR does not write.
fn spoken_day(text: &str, date: NaiveDate, tongue: &Tongue) -> String {
    let text = plain_blanks(text);
    if tongue.language() == Language::French && date.day() == 1 {
        let words = text.split(' ').map(|word| if word == "1" { "1er" } else { word });
        return words.collect::<Vec<_>>().join(" ");
    }
    text
}

/// The time as it is spoken. A voice was heard to read `14:30 Uhr` as "14 Uhr 30 Uhr", and `2:00 PM` as "two zero zero"
/// (espeak-ng 1.51).
fn clock(time: NaiveTime, tongue: &Tongue) -> String {
    let (hour, minute) = (time.hour(), time.minute());
    let minutes = if minute == 0 { String::new() } else { format!(" {minute}") };
    match (tongue.language(), hour) {
        (Language::English, 0) if minute == 0 => "midnight".to_owned(),
        (Language::English, 12) if minute == 0 => "noon".to_owned(),
        (Language::English | Language::Spanish, _) => colons(time, tongue),
        (Language::German, _) => format!("{hour} Uhr{minutes}"),
        (Language::French, 0) => format!("minuit{minutes}"),
        (Language::French, 12) => format!("midi{minutes}"),
        (Language::French, 1) => format!("1 heure{minutes}"),
        (Language::French, _) => format!("{hour} heures{minutes}"),
    }
}

/// The time with the clock of the region: "2:30 PM", "14:30".
fn colons(time: NaiveTime, tongue: &Tongue) -> String {
    let (hour, minute) = (time.hour(), time.minute());
    let known = u8::try_from(hour).ok().zip(u8::try_from(minute).ok());
    let iso = known.and_then(|(hour, minute)| icu_time::Time::try_new(hour, minute, 0, 0).ok());
    let formatter = NoCalendarFormatter::try_new(tongue.locale().into(), fieldsets::T::hm());
    let (Ok(formatter), Some(iso)) = (formatter, iso) else { return format!("{hour}:{minute:02}") };
    let written = plain_blanks(&formatter.format(&iso).to_string());
    let written = written.strip_prefix('0').filter(|rest| !rest.starts_with(':')).unwrap_or(&written);
    let full = written.replacen(":00", "", usize::from(minute == 0));
    match tongue.language() {
        Language::Spanish if full.ends_with('.') => noon_in_words(&full, time),
        Language::Spanish if minute == 0 => format!("{full} {}", if hour == 1 { "hora" } else { "horas" }),
        Language::English => full.to_uppercase(),
        Language::Spanish | Language::German | Language::French => full,
    }
}

/// Twelve hours in Spanish: neither `12 a.m.` nor `12 p.m.` says which twelve is meant.
fn noon_in_words(full: &str, time: NaiveTime) -> String {
    match (time.hour(), full.split_once(' ')) {
        (0, Some((twelve, _))) => format!("{twelve} de la noche"),
        (12, Some((twelve, _))) => format!("{twelve} del mediodía"),
        (_, _) => full.to_owned(),
    }
}

/// Narrow and unbreakable blanks, which voices may stumble over, as plain ones.
fn plain_blanks(text: &str) -> String {
    text.replace(['\u{202f}', '\u{a0}'], " ")
}
