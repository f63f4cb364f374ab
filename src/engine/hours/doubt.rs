//! Hours that can be read, and are hardly ever meant.
//!
//! Invariant: only rules that have been read are looked at, so that nothing here has to judge what is wrong.

use std::ops::Range;

use opening_hours_syntax::rules::{
    OpeningHoursExpression, RuleKind, RuleOperator, RuleSequence,
    day::{DaySelector, WeekDayRange},
};
use winnow::{
    LocatingSlice, ModalResult, Parser,
    ascii::space0,
    combinator::{alt, delimited},
    token::{any, take_till},
};

use super::{HoursError, HoursField, slip};
use crate::engine::near::Instead;

/// A span past midnight that is no longer than this, in minutes, is believed.
const NIGHT_MAX: u16 = 12 * 60;

/// Who closes late closes by this time, in minutes, and writes it with two digits: `10:00-02:00` is meant, and
/// `12:00-1:00` is an afternoon.
const LATE: u16 = 4 * 60;

/// A night's duty begins at this time or later and ends at that time or earlier, in minutes: `17:00-09:00` is meant.
const DUTY: (u16, u16) = (16 * 60, 10 * 60);

const DAY: u16 = 24 * 60;

/// What is doubtful in rules, in their order.
pub(super) fn doubts(written: &str) -> Vec<HoursError> {
    let mut doubts = replaced(written);
    doubts.extend(nights(written));
    doubts.sort_by_key(|doubt| doubt.at.start);
    doubts
}

fn doubt(at: Range<usize>, says: String, instead: Option<String>) -> HoursError {
    HoursError { field: HoursField::Open, at, says, instead: instead.map(Instead::guess) }
}

/// One rule between two `;`, and where it stands.
struct Written {
    at: Range<usize>,
    rule: RuleSequence,
    /// Where its times begin, behind its days.
    times: usize,
}

/// Rules of which a later one takes the place on every day that they are about: in these rules a later one wins for the
/// whole day.
fn replaced(written: &str) -> Vec<HoursError> {
    let rules = rules(written);
    let text = |at: &Range<usize>| written.get(at.clone()).unwrap_or_default();
    // `off` with times closes these times only.
    let whole = |rule: &Written| rule.rule.kind == RuleKind::Open || !text(&rule.at).contains(':');
    let mut found = Vec::new();
    for (nth, one) in rules.iter().enumerate().filter(|(_, one)| one.rule.kind == RuleKind::Open) {
        let later = rules.iter().enumerate().skip(nth.saturating_add(1));
        let mut over =
            later.filter(|(_, later)| whole(later) && covers(&later.rule.day_selector, &one.rule.day_selector));
        let Some((last, over)) = over.next() else { continue };
        let says = format!("`{}` never counts: `{}` takes its place on these days", text(&one.at), text(&over.at));
        let next = last == nth.saturating_add(1) && over.rule.kind == RuleKind::Open;
        let instead = next.then(|| joined(written, one, over));
        let end = if instead.is_some() { over.at.end } else { one.at.end };
        found.push(doubt(one.at.start..end, says, instead));
    }
    found
}

/// Two rules as one, or with a comma between them, which adds the second to the first.
fn joined(written: &str, one: &Written, over: &Written) -> String {
    let first = written.get(one.at.clone()).unwrap_or_default();
    let days = |rule: &Written| written.get(rule.at.start..rule.times).unwrap_or_default().trim();
    let same = days(over).is_empty() || one.rule.day_selector == over.rule.day_selector;
    let rest = if same { over.times } else { over.at.start };
    let second = written.get(rest..over.at.end).unwrap_or_default();
    format!("{first}{}{second}", if same { "," } else { ", " })
}

/// The rules that stand alone between two `;`.
fn rules(written: &str) -> Vec<Written> {
    let mut rules = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (at, sign) in written.char_indices().chain([(written.len(), ';')]) {
        quoted ^= sign == '"';
        if sign == ';' && (!quoted || at == written.len()) {
            rules.extend(rule(written, start..at));
            start = at.saturating_add(1);
        }
    }
    rules
}

fn rule(written: &str, piece: Range<usize>) -> Option<Written> {
    let text = written.get(piece.clone())?;
    let start = piece.start.saturating_add(text.len().saturating_sub(text.trim_start().len()));
    let at = start..start.saturating_add(text.trim().len());
    let parsed: OpeningHoursExpression = text.trim().parse().ok()?;
    let [rule] = parsed.rules.as_slice() else { return None };
    // The times begin with the figures in front of the first colon.
    let before = written.get(at.clone())?.split(':').next()?;
    let times = at.start.saturating_add(before.trim_end_matches(|sign: char| sign.is_ascii_digit()).len());
    (rule.operator == RuleOperator::Normal).then(|| Written { at, rule: rule.clone(), times })
}

/// Whether days are among others, as far as days of the week and equal words tell.
fn covers(wide: &DaySelector, narrow: &DaySelector) -> bool {
    if wide == narrow {
        return true;
    }
    let weekly = |days: &DaySelector| days.year.is_empty() && days.monthday.is_empty() && days.week.is_empty();
    weekly(wide)
        && match (week(wide), week(narrow)) {
            (Some(wide), Some(narrow)) => wide | narrow == wide,
            (_, _) => false,
        }
}

/// The days of the week that are named, a bit each; nothing where holidays or single days of a month are named too.
fn week(days: &DaySelector) -> Option<u8> {
    if days.weekday.is_empty() {
        return Some(0b111_1111);
    }
    days.weekday.iter().try_fold(0, |all, days| match days {
        WeekDayRange::Fixed { range, offset: 0, nth_from_start, nth_from_end }
            if nth_from_start.iter().chain(nth_from_end).all(|nth| *nth) =>
        {
            let (first, last) = (range.start().num_days_from_monday(), range.end().num_days_from_monday());
            let inside =
                |day: u32| if first <= last { (first..=last).contains(&day) } else { day >= first || day <= last };
            Some((0..7).filter(|day| inside(*day)).fold(all, |all, day| all | 1 << day))
        }
        WeekDayRange::Fixed { .. } | WeekDayRange::Holiday { .. } => None,
    })
}

/// Spans past midnight that last for twelve hours or more.
fn nights(written: &str) -> Vec<HoursError> {
    let mut input = LocatingSlice::new(written);
    let mut found = Vec::new();
    while !input.is_empty() {
        let parsed: ModalResult<(Option<Span>, Range<usize>)> = piece.with_span().parse_next(&mut input);
        let Ok((span, at)) = parsed else { break };
        let text = written.get(at.clone()).unwrap_or_default();
        let clear = text.rsplit('-').next().is_some_and(|end| end.trim().len() == "00:00".len());
        found.extend(span.and_then(|span| night(span, clear, at)));
    }
    found
}

/// A span from one time to another, in minutes from midnight.
type Span = (u16, u16);

/// Two times, or anything else.
fn piece(input: &mut slip::Text<'_>) -> ModalResult<Option<Span>> {
    let minutes = |clock: slip::Clock| u16::from(clock.hour).saturating_mul(60).saturating_add(u16::from(clock.minute));
    let time = || slip::clock.verify(slip::Clock::is_written_right);
    let span = (time(), delimited(space0, '-', space0), time());
    let comment = ('"', take_till(0.., '"'));
    alt((span.map(|(from, _, to)| Some((minutes(from), minutes(to)))), comment.value(None), any.value(None)))
        .parse_next(input)
}

/// `clear`: its end is written with two digits and two.
fn night((from, to): Span, clear: bool, at: Range<usize>) -> Option<HoursError> {
    let meant = DUTY.0 <= from && to <= DUTY.1 || to <= LATE && clear;
    let lasts = to.saturating_add(DAY).checked_sub(from).filter(|_| to <= from && from < DAY)?;
    let written = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let after_noon = to.saturating_add(DAY / 2);
    let instead = match from < after_noon && to <= DAY / 2 {
        true => format!("{}-{}", written(from), written(after_noon)),
        false => format!("{}-{}", written(to), written(from)),
    };
    let on = written(to.saturating_add(DAY));
    let says = format!("open overnight, until {} the next day? That is written `{}-{on}`", written(to), written(from));
    (NIGHT_MAX <= lasts && !meant).then(|| doubt(at, says, Some(instead)))
}
