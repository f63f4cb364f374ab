//! Rules of opening hours, read.
//!
//! Invariant: the library only sees what is short, plain and asks for nothing that it would have to guess: no sunrise
//! without a place, no open end, no school holidays. What it would stumble over is refused before.

use std::ops::Range;

use opening_hours::OpeningHours;
use opening_hours_syntax::{Error, rules::OpeningHoursExpression};

use super::{HoursError, HoursField, slip};
use crate::engine::near::Instead;

/// The most bytes of the rules.
const BYTES_MAX: usize = 500;

const EXAMPLE: &str = "hours are written as in `Mo-Fr 08:00-18:00; Sa 09:00-13:00; PH off`";

/// Words that rules may hold, in lower case.
const WORDS: [&str; 27] = [
    "mo", "tu", "we", "th", "fr", "sa", "su", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct",
    "nov", "dec", "ph", "off", "closed", "open", "week", "easter", "day", "days",
];

/// Words of the language of rules that a line cannot use, and why.
const REFUSED: [(&str, &str); 6] = [
    ("sh", "school holidays differ from town to town: write them as dates, as in `Jul 01-Aug 15 off`"),
    ("unknown", "a line is open or closed: write `off`"),
    ("sunrise", "a line keeps hours by the clock: write a time such as `08:00`"),
    ("sunset", "a line keeps hours by the clock: write a time such as `18:00`"),
    ("dawn", "a line keeps hours by the clock: write a time such as `08:00`"),
    ("dusk", "a line keeps hours by the clock: write a time such as `18:00`"),
];

fn error(at: Range<usize>, says: impl Into<String>, instead: Option<Instead>) -> HoursError {
    HoursError { field: HoursField::Open, at, says: says.into(), instead }
}

/// The rules, and behind them one that closes the own days.
///
/// # Errors
/// The first thing that is wrong.
pub(super) fn read(written: &str, holidays: bool) -> Result<OpeningHours, HoursError> {
    if BYTES_MAX < written.len() {
        let says = format!("opening hours have at most {BYTES_MAX} bytes, and these have {}", written.len());
        return Err(error(0..written.len(), says, None));
    }
    if let Some((at, says, instead)) = slip::slips(written) {
        // What would still be wrong is found when the repaired rules are read.
        return Err(error(at, says, Some(instead)));
    }
    plain(written, holidays)?;
    written.parse::<OpeningHoursExpression>().map_err(|wrong| unreadable(&wrong, written))?;
    // `super::Hours` keeps the own days where the library keeps school holidays.
    format!("{written}; SH off").parse().map_err(|wrong| unreadable(&wrong, written))
}

/// That nothing is in the rules that a line cannot use or that the library would stumble over.
fn plain(written: &str, holidays: bool) -> Result<(), HoursError> {
    for (at, text) in pieces(written) {
        let lower = text.to_lowercase();
        if let Some((_, why)) = REFUSED.iter().find(|(word, _)| *word == lower) {
            return Err(error(at, format!("`{text}` cannot be used: {why}"), None));
        }
        if lower == "ph" && !holidays {
            let says = "`PH` needs to know whose holidays: give a country, as in `holidays: US`";
            return Err(error(at, says, None));
        }
        let is_word = text.starts_with(char::is_alphabetic);
        let is_sign = text.chars().all(|sign| sign.is_ascii_digit() || " -,;:/|+[]".contains(sign));
        if is_word && !WORDS.contains(&lower.as_str()) || !is_word && !is_sign && !text.starts_with('"') {
            return Err(error(at, format!("`{}` is not understood; {EXAMPLE}", text.escape_debug()), None));
        }
    }
    no_such_day(written)?;
    whole_days(written).map_or(Ok(()), Err).and_then(|()| open_ends(written))
}

/// Words, comments in quotes, and all else sign by sign.
fn pieces(written: &str) -> Vec<(Range<usize>, &str)> {
    let mut pieces = Vec::new();
    let mut rest = written;
    while let Some(first) = rest.chars().next() {
        let end = if first.is_alphabetic() {
            rest.find(|letter: char| !letter.is_alphabetic())
        } else if first == '"' {
            rest.char_indices().skip(1).find(|(_, letter)| *letter == '"').map(|(at, _)| at.saturating_add(1))
        } else {
            Some(first.len_utf8())
        };
        let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
        let start = written.len().saturating_sub(rest.len());
        pieces.push((start..start.saturating_add(piece.len()), piece));
        rest = after;
    }
    pieces
}

/// `Feb 30`, which the library takes for another day.
fn no_such_day(written: &str) -> Result<(), HoursError> {
    for (at, month) in pieces(written) {
        let days = match month.to_lowercase().as_str() {
            "feb" => 29,
            "apr" | "jun" | "sep" | "nov" => 30,
            _ => continue,
        };
        let rest = written.get(at.end..).unwrap_or_default();
        let number = rest.trim_start();
        let digits = number.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(number.len());
        let day: Option<u8> = number.get(..digits).and_then(|digits| digits.parse().ok());
        let is_hour = number.get(digits..).is_some_and(|after| after.starts_with(':'));
        if !is_hour && day.is_some_and(|day| days < day) {
            let blanks = rest.len().saturating_sub(number.len());
            let end = at.end.saturating_add(blanks).saturating_add(digits);
            return Err(error(at.start..end, format!("`{month}` has {days} days"), None));
        }
    }
    Ok(())
}

/// A rule that names days and no times is open all day, which is seldom meant: `Mo-Fr; 08:00-18:00`.
fn whole_days(written: &str) -> Option<HoursError> {
    let pieces = pieces(written);
    let rules = pieces.split(|(_, piece)| *piece == ";");
    for rule in rules {
        let says_when = |piece: &str| {
            [":", "/", "|", "off", "closed", "open"].contains(&piece.to_lowercase().as_str()) || piece.starts_with('"')
        };
        let is_blank = |piece: &str| piece.trim().is_empty();
        let mut filled = rule.iter().filter(|(_, piece)| !is_blank(piece));
        let (Some((first, _)), last) = (filled.next(), filled.next_back()) else { continue };
        if rule.iter().any(|(_, piece)| says_when(piece)) {
            continue;
        }
        let at = first.start..last.map_or(first.end, |(last, _)| last.end);
        let days = written.get(at.clone()).unwrap_or_default();
        let says = format!("`{days}` without times is open all day: write the times in the same rule");
        return Some(error(at, says, Some(Instead::guess(format!("{days} 00:00-24:00")))));
    }
    None
}

/// `18:00+` has no end, and `10:00-18:00/30` opens for moments only.
fn open_ends(written: &str) -> Result<(), HoursError> {
    let pieces = pieces(written);
    let mut clock = false;
    for (at, piece) in &pieces {
        match *piece {
            ":" => clock = true,
            "+" if clock => return Err(error(at.clone(), "an end is missing, as in `18:00-22:00`", None)),
            "/" if clock => {
                let says = "a line is open from one time to another; steps such as `/30` cannot be used";
                return Err(error(at.start..written.len(), says, None));
            }
            piece if piece.starts_with(|sign: char| sign.is_ascii_digit() || sign == ' ') => {}
            _ => clock = false,
        }
    }
    Ok(())
}

/// What the library says, in plain words.
fn unreadable(wrong: &Error, written: &str) -> HoursError {
    let whole = 0..written.len();
    match wrong {
        Error::Syntax(syntax) => {
            let at = column(&syntax.to_string(), written).unwrap_or(0);
            let rest = written.get(at..).unwrap_or_default();
            let end = rest.find([' ', ';']).filter(|end| 0 < *end).unwrap_or(rest.len());
            let place = if rest.is_empty() { whole } else { at..at.saturating_add(end) };
            error(place, format!("this is not understood from here on; {EXAMPLE}"), None)
        }
        Error::Overflow { value, expected_bounds } => {
            let (least, most) = (expected_bounds.start(), expected_bounds.end());
            error(whole, format!("{value} is not between {least} and {most}"), None)
        }
        Error::InvalidExtendedTime { hour, minutes } => {
            error(whole, format!("`{hour:02}:{minutes:02}` is later than 48:00"), None)
        }
        Error::InvertedYearRange { start, end, .. } => {
            error(whole, format!("the years run backwards: `{}-{}`", **end, **start), None)
        }
        Error::InvertedWeekRange { start, end, .. } => {
            error(whole, format!("the weeks run backwards: `{}-{}`", **end, **start), None)
        }
        Error::Unsupported(_) | Error::GrammarUnexpectedToken { .. } | Error::GrammarLogic { .. } => {
            error(whole, format!("these rules cannot be used; {EXAMPLE}"), None)
        }
    }
}

/// Where the library stopped, from the `1:7` with which it prints a place: the line and the letter, from 1.
fn column(printed: &str, written: &str) -> Option<usize> {
    let place = printed.lines().next()?.trim().trim_start_matches("-->");
    let letter: usize = place.rsplit(':').next()?.trim().parse().ok()?;
    written.char_indices().nth(letter.checked_sub(1)?).map(|(at, _)| at)
}
