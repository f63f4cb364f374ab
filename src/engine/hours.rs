//! Opening hours: when somebody is there.
//!
//! Rules are those of OpenStreetMap (<https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification>), in the
//! local time of a zone, with the public holidays of a country. Invariants: hours are read once and looked at without a
//! clock; a minute that a change of clocks skips does not exist and one that it doubles is the same twice; no question
//! looks further than [`YEARS_AHEAD`].

mod doubt;
mod place;
mod rule;
mod slip;

use std::{fmt, ops::Range, sync::Arc};

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone};
use chrono_tz::Tz;
use compact_calendar::CompactCalendar;
use opening_hours::{Context, ContextHolidays, OpeningHours, RuleKind};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{call::Moment, engine::near::Instead};

/// How far ahead is looked for the next change; hours that do not open within that never do.
pub const YEARS_AHEAD: u64 = 2;

/// The most own days on which it is closed.
const CLOSED_MAX: usize = 200;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// When somebody is there, such as
/// `{ open: "Mo-Fr 08:00-18:00; Sa 09:00-13:00; PH off", zone: America/New_York, holidays: US, closed: [2026-12-24] }`.
/// The name of such hours is true or false in expressions.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoursShape {
    /// Days and times, as OpenStreetMap writes them: rules with `;` between them, of which a later one wins for the
    /// whole day, so that a break at noon is written `Mo-Fr 08:00-12:00,13:00-17:00`. Days are `Mo Tu We Th Fr Sa Su`,
    /// public holidays `PH`, dates `Dec 24` or `2026 Dec 24`; `off` closes. Times may run past midnight, as in
    /// `Fr 22:00-03:00`. At most 500 bytes.
    #[schemars(length(max = 500))]
    pub open: String,
    /// The time zone, such as `America/New_York`.
    pub zone: String,
    /// The country whose public holidays `PH` means, by its two letters, such as `US`. Holidays of single regions are
    /// not among them.
    #[serde(default)]
    pub holidays: Option<String>,
    /// Own days on which it is closed from midnight to midnight, such as `2026-12-24`. At most 200.
    #[serde(default)]
    #[schemars(length(max = 200))]
    pub closed: Vec<String>,
}

/// Where in the shape something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoursField {
    /// `open`.
    Open,
    /// `zone`.
    Zone,
    /// `holidays`.
    Holidays,
    /// The day of `closed` with this index, from 0.
    Closed(usize),
}

/// Something wrong in opening hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoursError {
    /// Which field.
    pub field: HoursField,
    /// Where in it, in bytes from the start of its text.
    pub at: Range<usize>,
    /// What is wrong.
    pub says: String,
    /// What to write in its place, where that is clear.
    pub instead: Option<Instead>,
}

impl fmt::Display for HoursError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.says)
    }
}

impl std::error::Error for HoursError {}

/// Opening hours, read.
#[derive(Clone, PartialEq, Eq)]
pub struct Hours {
    rule: String,
    hours: OpeningHours,
    zone: Tz,
}

impl fmt::Debug for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.rule, self.zone)
    }
}

impl Hours {
    /// Reads opening hours.
    ///
    /// # Errors
    /// Everything that is wrong: rules that cannot be read, an unknown zone or country, days that do not exist, and
    /// `PH` without a country.
    pub fn read(shape: &HoursShape) -> Result<Self, Vec<HoursError>> {
        let mut errors = Vec::new();
        let mut note = |error: HoursError| errors.push(error);
        let rules = rule::read(&shape.open, shape.holidays.is_some()).map_err(&mut note).ok();
        let zone = place::zone(&shape.zone).map_err(&mut note).ok();
        let country = shape.holidays.as_deref().map(place::country).transpose().map_err(&mut note).ok();
        let closed = closed_days(&shape.closed).map_err(|all| all.into_iter().for_each(&mut note)).ok();
        match (rules, zone, country, closed) {
            (Some(hours), Some(zone), Some(country), Some(closed)) => {
                let public = country.map(|country| country.holidays().get_public().clone()).unwrap_or_default();
                // Own days take the place of school holidays, which no rule may name; `rule::read` closes them.
                let holidays = ContextHolidays::new(Arc::new(public), Arc::new(closed));
                let hours = hours.with_context(Context::default().with_holidays(holidays));
                Ok(Self { rule: shape.open.clone(), hours, zone })
            }
            (_, _, _, _) => Err(errors),
        }
    }

    /// What can be read and is hardly ever meant: a rule that a later one takes the place of, and a span that lasts all
    /// night and half of the next day. In the order of the text.
    #[must_use]
    pub fn doubts(&self) -> Vec<HoursError> {
        doubt::doubts(&self.rule)
    }

    /// The time zone.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// What clocks show there.
    #[must_use]
    pub fn local(&self, moment: Moment) -> NaiveDateTime {
        let utc = utc(moment);
        utc.checked_add_offset(self.zone.offset_from_utc_datetime(&utc).fix()).unwrap_or(utc)
    }

    /// Whether it is open.
    #[must_use]
    pub fn open_at(&self, moment: Moment) -> bool {
        let local = self.local(moment);
        let minute = minute_of_day(local.time());
        self.open_on(local.date()).iter().any(|open| open.contains(&minute))
    }

    /// When it opens next: this moment itself, if it is open; nothing, if it does not open within [`YEARS_AHEAD`].
    #[must_use]
    pub fn next_open(&self, moment: Moment) -> Option<Moment> {
        if self.open_at(moment) { Some(moment) } else { self.next_change(moment) }
    }

    /// When it closes, if it is open, and opens, if it is closed; nothing, if that is not within [`YEARS_AHEAD`].
    #[must_use]
    pub fn next_change(&self, moment: Moment) -> Option<Moment> {
        let open = self.open_at(moment);
        let start = clamped(moment);
        let last = start.saturating_add(DAY.saturating_mul(731));
        let mut at = start;
        while at < last {
            let here = Moment::from_millis(at);
            if self.open_at(here) != open {
                return Some(here);
            }
            let end = self.same_offset_until(at);
            let (from, until) = (self.local(here), self.local(Moment::from_millis(end.saturating_sub(1))));
            if let Some(changed) = self.changed_between(from, until, open) {
                return Some(here.plus_millis(changed.signed_duration_since(from).num_milliseconds().unsigned_abs()));
            }
            at = end;
        }
        None
    }

    /// Whether it opens within [`YEARS_AHEAD`] of a moment.
    #[must_use]
    pub fn ever_open(&self, from: Moment) -> bool {
        self.next_open(from).is_some()
    }

    /// The end of a stretch of at most a week in which the zone's clocks are not changed.
    fn same_offset_until(&self, start: i64) -> i64 {
        let offset = |millis| self.zone.offset_from_utc_datetime(&utc(Moment::from_millis(millis))).fix();
        let (mut same, mut other) = (start, start.saturating_add(DAY.saturating_mul(7)));
        if offset(same) == offset(other) {
            return other;
        }
        // No zone changes its clocks twice in a week.
        while same.saturating_add(1) < other {
            let middle = same.midpoint(other);
            if offset(middle) == offset(start) {
                same = middle;
            } else {
                other = middle;
            }
        }
        other
    }

    /// The first minute after `from`, up to `until`, in which it is no longer `open`, or no longer closed.
    fn changed_between(&self, from: NaiveDateTime, until: NaiveDateTime, open: bool) -> Option<NaiveDateTime> {
        let mut date = from.date();
        while date <= until.date() {
            let minute_after = if date == from.date() { minute_of_day(from.time()).saturating_add(1) } else { 0 };
            let ranges = self.open_on(date);
            let is_open = |minute: &u32| ranges.iter().any(|range| range.contains(minute));
            let edges = ranges.iter().flat_map(|range| [range.start, range.end]).chain([0]);
            let first = edges.filter(|edge| (minute_after..1_440).contains(edge) && is_open(edge) != open).min();
            if let Some(found) = first.and_then(|minute| at_minute(date, minute)) {
                return Some(found).filter(|found| *found <= until);
            }
            date = date.checked_add_days(Days::new(1))?;
        }
        None
    }

    /// When it is open on a day, in minutes from midnight.
    fn open_on(&self, date: NaiveDate) -> Vec<Range<u32>> {
        let schedule = self.hours.schedule_at(date).into_iter();
        let open = schedule.filter(|part| part.kind == RuleKind::Open);
        open.map(|part| {
            u32::from(part.range.start.mins_from_midnight())..u32::from(part.range.end.mins_from_midnight())
        })
        .collect()
    }
}

fn minute_of_day(time: NaiveTime) -> u32 {
    use chrono::Timelike;
    time.hour().saturating_mul(60).saturating_add(time.minute())
}

fn at_minute(date: NaiveDate, minute: u32) -> Option<NaiveDateTime> {
    date.and_hms_opt(minute / 60, minute % 60, 0)
}

/// Milliseconds, within what calendars know: the years 1900 to 9000.
fn clamped(moment: Moment) -> i64 {
    moment.millis().clamp(-2_208_988_800_000 + DAY, 221_845_392_000_000)
}

fn utc(moment: Moment) -> NaiveDateTime {
    DateTime::from_timestamp_millis(clamped(moment)).unwrap_or_default().naive_utc()
}

fn closed_days(written: &[String]) -> Result<CompactCalendar, Vec<HoursError>> {
    let mut days = CompactCalendar::default();
    let mut errors = Vec::new();
    for (index, day) in written.iter().enumerate() {
        let parsed =
            day.trim().parse::<NaiveDate>().ok().filter(|day| (2000..=2100).contains(&chrono::Datelike::year(day)));
        let says = match parsed {
            Some(parsed) if index < CLOSED_MAX => {
                days.insert(parsed);
                continue;
            }
            Some(_) => format!("there are more than {CLOSED_MAX} days"),
            None => format!("`{day}` is no day between 2000 and 2100; days are written `2026-12-24`"),
        };
        errors.push(HoursError { field: HoursField::Closed(index), at: 0..day.len(), says, instead: None });
        if CLOSED_MAX <= index {
            break;
        }
    }
    if errors.is_empty() { Ok(days) } else { Err(errors) }
}
