//! Days of the calendar: which ones a few figures can mean, and which of them is meant.

use chrono::{Datelike, Days as DayCount, Months, NaiveDate};

use crate::answer::shape::When;

/// What days are read by: where the line is, and what the question wants.
#[derive(Debug, Clone, Copy)]
pub(in crate::answer) struct Days {
    /// Today, where the line is.
    pub today: NaiveDate,
    /// Where the day lies.
    pub when: When,
    /// Whether the month is written and typed before the day.
    pub month_first: bool,
}

/// How many years a day without a year is looked for: a 29th of February comes every eighth year at worst.
const YEARS: i32 = 8;
/// How many months a day without a month is looked for: every second one at worst has 31 days.
const MONTHS: u32 = 2;

impl Days {
    /// Whether the day lies where the question wants it.
    pub fn holds(self, day: NaiveDate) -> bool {
        match self.when {
            When::Any => true,
            When::Future => self.today <= day,
            When::Past => day <= self.today,
        }
    }

    /// The nearest of some days that lies where the question wants it.
    fn nearest(self, days: impl Iterator<Item = NaiveDate>) -> Option<NaiveDate> {
        let distance = |day: &NaiveDate| (day.signed_duration_since(self.today).num_days().abs(), *day < self.today);
        days.filter(|day| self.holds(*day)).min_by_key(distance)
    }

    /// A day of a month, without a year.
    pub fn in_a_year(self, month: u32, day: u32) -> Option<NaiveDate> {
        let years = (self.today.year() - YEARS)..=(self.today.year() + YEARS);
        self.nearest(years.filter_map(|year| NaiveDate::from_ymd_opt(year, month, day)))
    }

    /// A day, without a month.
    pub fn in_a_month(self, day: u32) -> Option<NaiveDate> {
        let first = self.today.with_day(1)?;
        let later = (0..=MONTHS).filter_map(|months| first.checked_add_months(Months::new(months)));
        let earlier = (1..=MONTHS).filter_map(|months| first.checked_sub_months(Months::new(months)));
        self.nearest(later.chain(earlier).filter_map(|first| first.with_day(day)))
    }

    /// A day of a year: 4 figures, or 2 that leave the century open.
    pub fn of_year(self, year: &str, month: u32, day: u32) -> Option<NaiveDate> {
        let number: i32 = year.parse().ok()?;
        match year.len() {
            4 if (1900..=2100).contains(&number) => {
                NaiveDate::from_ymd_opt(number, month, day).filter(|day| self.holds(*day))
            }
            2 => {
                self.nearest([1900, 2000].iter().filter_map(|from| NaiveDate::from_ymd_opt(from + number, month, day)))
            }
            _ => None,
        }
    }

    /// Two numbers and perhaps a year, in the order that is usual.
    pub fn ordered(self, (first, second): (u32, u32), year: Option<&str>) -> Option<NaiveDate> {
        let (month, day) = if self.month_first { (first, second) } else { (second, first) };
        match year {
            Some(year) => self.of_year(year, month, day),
            None => self.in_a_year(month, day),
        }
    }

    /// Typed: day and month, with or without a year, in the order that is usual; or 8 figures, year first.
    pub fn typed(self, figures: &str) -> Option<NaiveDate> {
        let number = |from: usize, to: usize| figures.get(from..to)?.parse::<u32>().ok();
        if !figures.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let year = match figures.len() {
            4 => None,
            6 | 8 => Some(figures.get(4..)?),
            _ => return None,
        };
        let usual = self.ordered((number(0, 2)?, number(2, 4)?), year);
        let year_first = || self.of_year(figures.get(..4)?, number(4, 6)?, number(6, 8)?);
        usual.or_else(|| if figures.len() == 8 { year_first() } else { None })
    }

    /// The next such day of the week after today, or the last one before it; `today_too` counts today.
    pub fn weekday(self, weekday: u32, back: bool, today_too: bool) -> Option<NaiveDate> {
        let today = self.today.weekday().number_from_monday();
        let ahead = (weekday + 7).checked_sub(today)? % 7;
        let ahead = if ahead == 0 && !today_too { 7 } else { ahead };
        let behind = (today + 7).checked_sub(weekday)? % 7;
        let behind = if behind == 0 && !today_too { 7 } else { behind };
        if back {
            self.today.checked_sub_days(DayCount::new(behind.into()))
        } else {
            self.today.checked_add_days(DayCount::new(ahead.into()))
        }
    }
}
