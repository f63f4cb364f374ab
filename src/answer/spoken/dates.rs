//! Days, as they are said: "tomorrow", "next Tuesday", "a week from Friday", "the third of March", `3.12.`

use chrono::{Days as DayCount, Months, NaiveDate};

pub(in crate::answer) use super::calendar::Days;
use super::{Speech, without};
use crate::answer::{lexicon::Unit, shape::When};

/// A span of time: how many of which unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub count: u32,
    pub unit: Unit,
}

/// The longest span that anybody means, in its unit.
const COUNT_MAX: u64 = 999;

/// How deep "a week from ... from ..." is followed.
const DEPTH_MAX: u8 = 3;

impl Span {
    /// The day that lies so far after another, or before it.
    fn from(self, day: NaiveDate, back: bool) -> Option<NaiveDate> {
        let days = match self.unit {
            Unit::Day => self.count,
            Unit::Week => self.count.checked_mul(7)?,
            Unit::Month if back => return day.checked_sub_months(Months::new(self.count)),
            Unit::Month => return day.checked_add_months(Months::new(self.count)),
            Unit::Minute | Unit::HalfHour | Unit::Hour => return None,
        };
        let days = DayCount::new(days.into());
        if back { day.checked_sub_days(days) } else { day.checked_add_days(days) }
    }
}

impl Speech<'_> {
    /// The day that is said, if nothing else is.
    pub fn date(self, days: Days) -> Option<NaiveDate> {
        let about = self.trim(&self.words.numbers.about);
        self.exact_date(days).or_else(|| if about.len() < self.len() { about.exact_date(days) } else { None })
    }

    fn exact_date(self, days: Days) -> Option<NaiveDate> {
        let article = self.past(0, &self.words.dates.articles).is_some();
        let tokens = without(self.tokens.to_vec(), &self.words.dates.small);
        let speech = Speech { tokens: &tokens, ..self };
        let alone = || if article { speech.day_of_month(days) } else { None };
        speech.day(days, DEPTH_MAX).or_else(alone).filter(|day| days.holds(*day))
    }

    fn day(self, days: Days, depth: u8) -> Option<NaiveDate> {
        if self.len() == 0 || depth == 0 {
            return None;
        }
        self.by_span(days, depth)
            .or_else(|| self.by_word(days))
            .or_else(|| self.by_month(days))
            .or_else(|| self.by_numbers(days))
            .or_else(|| self.by_weekday(days))
            .or_else(|| self.ordinal_day(days))
    }

    /// A span at `at`, and where it ends: "three days", "a week".
    pub(super) fn span(self, at: usize) -> Option<(Span, usize)> {
        let counted = self.past(at, &self.words.numbers.a).map(|next| (1, next));
        let counted = counted.or_else(|| self.cardinal(at).map(|number| (number.value, number.next)));
        let unit = |at: usize| self.words.dates.units.at(self.tokens, at).map(|(unit, length)| (unit, at + length));
        if let Some((Unit::HalfHour, next)) = unit(at) {
            return Some((Span { count: 1, unit: Unit::HalfHour }, next));
        }
        let (count, next) = counted.filter(|(count, _)| *count <= COUNT_MAX)?;
        let (unit, next) = unit(next)?;
        Some((Span { count: u32::try_from(count).ok()?, unit }, next))
    }

    /// "In three days", "three days ago", "a week from Friday".
    fn by_span(self, days: Days, depth: u8) -> Option<NaiveDate> {
        let dates = &self.words.dates;
        let any = Days { when: When::Any, ..days };
        if let Some((span, end)) = self.past(0, &dates.ahead).and_then(|at| self.span(at))
            && end == self.len()
        {
            return span.from(days.today, false);
        }
        if let Some((span, end)) = self.past(0, &dates.before_ago).and_then(|at| self.span(at))
            && end == self.len()
        {
            return span.from(days.today, true);
        }
        let (span, end) = self.span(0)?;
        let ends = |list| self.past(end, list).is_some_and(|end| end == self.len());
        if ends(&dates.ago) {
            span.from(days.today, true)
        } else if ends(&dates.from_now) {
            span.from(days.today, false)
        } else {
            let from = self.past(end, &dates.from)?;
            span.from(self.after(from).day(any, depth - 1)?, false)
        }
    }

    /// "Tomorrow", or "today in two weeks".
    fn by_word(self, days: Days) -> Option<NaiveDate> {
        let (away, length) = self.words.dates.days.at(self.tokens, 0)?;
        let distance = DayCount::new(away.unsigned_abs().into());
        let today = days.today;
        let day = if away < 0 { today.checked_sub_days(distance) } else { today.checked_add_days(distance) };
        self.after(length).ahead_of(day?)
    }

    /// The day itself if nothing follows, or so far after it as is said.
    fn ahead_of(self, day: NaiveDate) -> Option<NaiveDate> {
        if self.len() == 0 {
            return Some(day);
        }
        let (span, end) = self.span(self.past(0, &self.words.dates.ahead)?)?;
        if end == self.len() { span.from(day, false) } else { None }
    }

    /// "Friday", "next Friday", "Friday in a week", "Friday the third of March".
    fn by_weekday(self, days: Days) -> Option<NaiveDate> {
        let dates = &self.words.dates;
        let (next, this, last) = (self.past(0, &dates.next), self.past(0, &dates.this), self.past(0, &dates.last));
        let at = next.or(this).or(last).unwrap_or(0);
        let (weekday, length) = dates.weekdays.at(self.tokens, at)?;
        let end = at + length;
        let (behind_next, behind_last) = (self.past(end, &dates.next), self.past(end, &dates.last));
        let past = days.when == When::Past && next.is_none() && behind_next.is_none();
        let back = last.is_some() || behind_last.is_some() || past;
        let rest = self.after(behind_next.or(behind_last).unwrap_or(end));
        let day = days.weekday(weekday, back, this.is_some())?;
        let dated = || rest.by_month(days).or_else(|| rest.by_numbers(days)).or_else(|| rest.ordinal_day(days));
        rest.ahead_of(day).or_else(dated)
    }

    /// "March third", "3 de marzo de 2027".
    fn by_month(self, days: Days) -> Option<NaiveDate> {
        let months = &self.words.dates.months;
        let (month, day, end) = match months.at(self.tokens, 0) {
            Some((month, length)) => {
                let (day, end, _) = self.day_number(length)?;
                (month, day, end)
            }
            None => {
                let (day, end, _) = self.day_number(0)?;
                let (month, length) = months.at(self.tokens, end)?;
                (month, day, end + length)
            }
        };
        if end == self.len() {
            return days.in_a_year(month, day);
        }
        days.of_year(&self.after(end).dictated()?, month, day)
    }

    /// "Six eleven", `11.06.1984`, "dritter zwölfter", or the figures that would be typed.
    fn by_numbers(self, days: Days) -> Option<NaiveDate> {
        let single = |token: &crate::answer::tokens::Token| {
            token.text.len() == 1 || self.words.digits.get(&token.text).is_some()
        };
        let typed = || self.dictated().and_then(|figures| days.typed(&figures));
        if self.has_sign() {
            return self.by_signs(days);
        }
        if self.tokens.iter().all(single) && 3 < self.len() {
            return typed();
        }
        let numbers = || {
            let (first, end, _) = self.day_number(0)?;
            let (second, end, _) = self.day_number(end)?;
            let year = if end == self.len() { None } else { Some(self.after(end).dictated()?) };
            days.ordered((first, second), year.as_deref())
        };
        numbers().or_else(typed)
    }

    /// `11.06.1984`, `6/11`, `2026-12-24`.
    fn by_signs(self, days: Days) -> Option<NaiveDate> {
        const SIGNS: [char; 3] = ['.', '/', '-'];
        let figures = |at: usize| self.get(at)?.figures();
        let (first, second) = (figures(0)?, figures(2)?);
        if !self.sign(1, &SIGNS) {
            return None;
        }
        let number = |figures: &str| figures.parse::<u32>().ok();
        let end = if self.sign(3, &SIGNS) { 5 } else { 3 };
        if self.len() != end {
            return None;
        }
        match figures(4).filter(|_| end == 5) {
            Some(day) if first.len() == 4 => days.of_year(first, number(second)?, number(day)?),
            year => days.ordered((number(first)?, number(second)?), year),
        }
    }

    /// "The fifteenth", and "Tuesday the fifteenth".
    fn ordinal_day(self, days: Days) -> Option<NaiveDate> {
        let (day, end, ordinal) = self.day_number(0)?;
        if ordinal && end == self.len() { days.in_a_month(day) } else { None }
    }

    /// A number alone, behind an article.
    fn day_of_month(self, days: Days) -> Option<NaiveDate> {
        let (day, end, _) = self.day_number(0)?;
        if end == self.len() { days.in_a_month(day) } else { None }
    }

    /// A day's number, where it ends, and whether it is an ordinal: "third", "twenty-first", `3rd`, "drei".
    pub fn day_number(self, at: usize) -> Option<(u32, usize, bool)> {
        let numbers = &self.words.numbers;
        if let Some((day, length)) = numbers.ordinals.at(self.tokens, at) {
            return Some((day, at + length, true));
        }
        let number = self.cardinal(at)?;
        let day = u32::try_from(number.value).ok().filter(|day| *day <= 31)?;
        if day != 0
            && day % 10 == 0
            && let Some((unit, length)) = numbers.ordinals.at(self.tokens, number.next)
            && unit < 10
        {
            return Some((day + unit, number.next + length, true));
        }
        let end = self.skip(number.next, &numbers.ordinal_marks);
        Some((day, end, number.next < end))
    }
}
