//! A day and a time in one breath: "tomorrow at three", "at nine on Friday", "in two hours".

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use super::{Days, Speech, dates::Span};
use crate::answer::lexicon::Unit;

/// The most tokens that a day and a time have together. Each place between two of them is tried.
const TOKENS_MAX: usize = 24;

impl Speech<'_> {
    /// The day and the time that are said, if nothing else is.
    pub fn moment(self, days: Days, now: NaiveDateTime) -> Option<NaiveDateTime> {
        if let Some(moment) = self.soon(now) {
            return Some(moment);
        }
        if TOKENS_MAX < self.len() {
            return None;
        }
        let at = |day: Self, time: Self| {
            let time = time.time()?;
            Some(day.date(days)?.and_time(time_of(time)?))
        };
        (1..self.len()).find_map(|cut| {
            let (front, back) = (self.before(cut), self.after(cut));
            at(front, back).or_else(|| at(back, front))
        })
    }

    /// "In two hours", "twenty minutes from now".
    fn soon(self, now: NaiveDateTime) -> Option<NaiveDateTime> {
        let dates = &self.words.dates;
        let ahead = self.past(0, &dates.ahead).and_then(|at| self.span(at));
        let behind = || {
            let (span, end) = self.span(0)?;
            Some((span, self.past(end, &dates.from_now)?))
        };
        let (Span { count, unit }, end) = ahead.or_else(behind)?;
        let minutes = match unit {
            Unit::Minute => count,
            Unit::HalfHour => 30,
            Unit::Hour => count.checked_mul(60)?,
            Unit::Day | Unit::Week | Unit::Month => return None,
        };
        let moment = now.checked_add_signed(TimeDelta::minutes(minutes.into()))?;
        if end == self.len() { moment.with_second(0)?.with_nanosecond(0) } else { None }
    }
}

/// The time at a minute of the day.
pub(in crate::answer) fn time_of(minute: u32) -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(minute / 60, minute % 60, 0)
}

/// Typed: as many figures as a day has, then four of a time.
pub(in crate::answer) fn typed_moment(figures: &str, days: Days, full_day: bool) -> Option<NaiveDateTime> {
    let (day, time) = figures.split_at_checked(figures.len().checked_sub(4)?)?;
    let day: NaiveDate = days.typed(day)?;
    Some(day.and_time(time_of(super::times::typed_time(time, full_day)?)?))
}
