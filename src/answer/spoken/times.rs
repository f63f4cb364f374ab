//! Times of day, as they are said: "half past three", "halb vier", "las cuatro menos cuarto", `15h30`.
//!
//! An hour from 1 to 12 leaves open which half of the day is meant. Unless the caller says it, it is the one in which
//! companies are open: 7 to 11:59 in the morning, 12 to 6:59 in the afternoon.

use super::Speech;

const DAY: i32 = 1440;
const NOON: i32 = 720;
/// Earlier times of half a day are after noon, unless the caller says otherwise.
const OPENS: i32 = 7 * 60;

/// The half of the day, as the caller says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
    Night,
}

/// A time in minutes, and whether it leaves no half of the day open.
type Clock = (i32, bool);

impl Speech<'_> {
    /// The time that is said, in minutes after midnight, if nothing else is.
    pub fn time(self) -> Option<u32> {
        let times = &self.words.times;
        // "Ten a.m. sharp".
        let trimmed = self.trim(&times.small);
        let mut speech = trimmed.before(trimmed.end_without(&times.oclock));
        let mut half = None;
        for (list, named) in
            [(&times.morning, Half::Morning), (&times.afternoon, Half::Afternoon), (&times.night, Half::Night)]
        {
            let end = speech.end_without(list);
            if end < speech.len() {
                (speech, half) = (speech.before(end), Some(named));
            } else if let Some(next) = speech.past(0, list) {
                (speech, half) = (speech.after(next).trim(&times.small), Some(named));
            }
        }
        let (minutes, known) = speech.named_time().or_else(|| speech.clock())?;
        minute_of_day(minutes, known, half)
    }

    /// "Noon", "midi et demi".
    fn named_time(self) -> Option<Clock> {
        let (minutes, length) = self.words.times.named.at(self.tokens, 0)?;
        let minutes = i32::try_from(minutes).ok()?;
        Some((minutes + self.moved(length)?, true))
    }

    /// What is said behind an hour: nothing, "y media", "moins le quart".
    fn moved(self, at: usize) -> Option<i32> {
        if at == self.len() {
            return Some(0);
        }
        let times = &self.words.times;
        let part = |at: usize| self.part(at).filter(|(_, end)| *end == self.len()).map(|(minutes, _)| minutes);
        let added = self.past(at, &times.plus).and_then(part);
        added.or_else(|| self.past(at, &times.minus).and_then(part).map(|minutes| -minutes))
    }

    /// Minutes: "a quarter", "ten", "oh five".
    fn part(self, at: usize) -> Option<(i32, usize)> {
        let times = &self.words.times;
        if let Some((minutes, length)) = times.parts.at(self.tokens, at) {
            return Some((minutes, at + length));
        }
        let number = self.cardinal(at)?;
        let behind_zero = || self.cardinal(number.next).filter(|unit| number.text == "0" && unit.text.len() == 1);
        let number = behind_zero().unwrap_or(number.clone());
        let minutes = i32::try_from(number.value).ok().filter(|minutes| *minutes < 60)?;
        Some((minutes, self.skip(number.next, &times.minutes)))
    }

    fn clock(self) -> Option<Clock> {
        self.minutes_first().or_else(|| self.hour_first()).or_else(|| self.figures_alone())
    }

    /// "Quarter to four", "fünf vor halb vier".
    fn minutes_first(self) -> Option<Clock> {
        let times = &self.words.times;
        let (minutes, next) = self.part(0)?;
        let (minutes, next) = match (self.past(next, &times.past), self.past(next, &times.to)) {
            (Some(next), _) => (minutes, next),
            (None, Some(next)) => (-minutes, next),
            (None, None) => return None,
        };
        let (hour, known, end) = self.hour(next)?;
        (end == self.len()).then_some((hour + minutes, known))
    }

    /// "Three", "three thirty", "15 Uhr 30", "halb vier".
    fn hour_first(self) -> Option<Clock> {
        let (hour, known, end) = self.hour(0)?;
        if let Some(moved) = self.moved(end) {
            return Some((hour + moved, known));
        }
        let next = if self.sign(end, &[':', '.']) { end + 1 } else { end };
        let (minutes, end) = self.part(next)?;
        let end = self.skip(end, &self.words.times.oclock);
        (end == self.len()).then_some((hour + minutes, known))
    }

    /// `1530`, `930`.
    fn figures_alone(self) -> Option<Clock> {
        let end = self.skip(1, &self.words.times.oclock);
        let figures = self.get(0)?.figures().filter(|_| end == self.len())?;
        typed(figures, true)
    }

    /// An hour, whether it leaves no half of the day open, and where it ends.
    fn hour(self, at: usize) -> Option<(i32, bool, usize)> {
        let times = &self.words.times;
        let (moved, at) = match times.toward.at(self.tokens, at) {
            Some((moved, length)) => (moved, at + length),
            None => (0, at),
        };
        if let Some((minutes, length)) = times.named.at(self.tokens, at) {
            return Some((i32::try_from(minutes).ok()? + moved, true, at + length));
        }
        let number = self.cardinal(at)?;
        let hour = i32::try_from(number.value).ok().filter(|hour| *hour <= 24)?;
        let known = hour == 0 || 12 < hour || (1 < number.text.len() && number.text.starts_with('0'));
        Some((hour * 60 + moved, known, self.skip(number.next, &times.oclock)))
    }
}

/// Figures as a time: the last two are minutes. A leading zero leaves no half of the day open where times are typed to
/// 24 hours.
fn typed(figures: &str, full_day: bool) -> Option<Clock> {
    let (hour, minutes) = figures.split_at_checked(figures.len().checked_sub(2)?)?;
    if !(1..=2).contains(&hour.len()) {
        return None;
    }
    let (hour_of, minutes): (i32, i32) = (hour.parse().ok()?, minutes.parse().ok()?);
    let fits = hour_of < 24 && minutes < 60;
    let known = hour_of == 0 || 12 < hour_of || (full_day && hour.starts_with('0'));
    fits.then_some((hour_of * 60 + minutes, known))
}

/// A typed time, in minutes after midnight.
pub(in crate::answer) fn typed_time(figures: &str, full_day: bool) -> Option<u32> {
    let plain = figures.bytes().all(|byte| byte.is_ascii_digit());
    let (minutes, known) = typed(figures, full_day).filter(|_| plain)?;
    minute_of_day(minutes, known, None)
}

/// The minute of the day.
fn minute_of_day(minutes: i32, known: bool, half: Option<Half>) -> Option<u32> {
    let on_clock = minutes.rem_euclid(NOON);
    let minute = match half {
        Some(_) | None if known => minutes.rem_euclid(DAY),
        Some(Half::Morning) => on_clock,
        Some(Half::Afternoon) => on_clock + NOON,
        // Eleven at night is 23:00, three at night is 3:00, twelve at night is midnight.
        Some(Half::Night) if on_clock < 6 * 60 => on_clock,
        Some(Half::Night) => on_clock + NOON,
        None if on_clock < OPENS => on_clock + NOON,
        None => on_clock,
    };
    u32::try_from(minute).ok().filter(|_| minutes <= DAY)
}
