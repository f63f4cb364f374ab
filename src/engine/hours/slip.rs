//! How people write opening hours who do not know the rules, and what they mean: "Mon-Fri 9am-5pm", "8-18", "08.00".
//! Adding a word is one line of a table.

use std::ops::Range;

use winnow::{
    LocatingSlice, ModalResult, Parser,
    ascii::{Caseless, digit1, space0},
    combinator::{alt, delimited, eof, opt, preceded, repeat},
    error::{ContextError, ErrMode},
    token::{any, one_of, take_till, take_while},
};

use crate::engine::near::Instead;

/// Words and what is written for them.
const WORDS: [(&str, &str); 50] = [
    ("mon", "Mo"),
    ("monday", "Mo"),
    ("mondays", "Mo"),
    ("tue", "Tu"),
    ("tues", "Tu"),
    ("tuesday", "Tu"),
    ("tuesdays", "Tu"),
    ("wed", "We"),
    ("weds", "We"),
    ("wednesday", "We"),
    ("wednesdays", "We"),
    ("thu", "Th"),
    ("thur", "Th"),
    ("thurs", "Th"),
    ("thursday", "Th"),
    ("thursdays", "Th"),
    ("fri", "Fr"),
    ("friday", "Fr"),
    ("fridays", "Fr"),
    ("sat", "Sa"),
    ("saturday", "Sa"),
    ("saturdays", "Sa"),
    ("sun", "Su"),
    ("sunday", "Su"),
    ("sundays", "Su"),
    ("daily", "Mo-Su"),
    ("everyday", "Mo-Su"),
    ("weekdays", "Mo-Fr"),
    ("weekday", "Mo-Fr"),
    ("weekend", "Sa,Su"),
    ("weekends", "Sa,Su"),
    ("holiday", "PH"),
    ("holidays", "PH"),
    ("january", "Jan"),
    ("february", "Feb"),
    ("march", "Mar"),
    ("april", "Apr"),
    ("june", "Jun"),
    ("july", "Jul"),
    ("august", "Aug"),
    ("september", "Sep"),
    ("sept", "Sep"),
    ("october", "Oct"),
    ("november", "Nov"),
    ("december", "Dec"),
    ("shut", "off"),
    ("none", "off"),
    ("christmas", "Dec 25"),
    ("noon", "12:00"),
    ("midnight", "24:00"),
];

const DAYS: [&str; 8] = ["mo", "tu", "we", "th", "fr", "sa", "su", "ph"];

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// What stands before a number tells what it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Nothing: a rule begins.
    Start,
    /// A day of the week, so that hours follow.
    Day,
    /// A month or `week`, so that days or weeks follow.
    Month,
    Other,
}

/// A slip: what is wrong with it, and what to write.
struct Slip {
    says: &'static str,
    instead: String,
    /// Whether it is the same in other words; otherwise an afternoon was guessed.
    sure: bool,
}

pub(super) type Text<'s> = LocatingSlice<&'s str>;

/// One piece: what stands behind it stands behind what, and whether it is a slip.
type Piece = (Before, Option<Slip>);

/// The stretch from the first slip to the last one, what is wrong with the first, and the stretch without slips.
pub(super) fn slips(written: &str) -> Option<(Range<usize>, String, Instead)> {
    let mut input = LocatingSlice::new(written);
    let mut before = Before::Start;
    let mut found: Vec<(Range<usize>, Slip)> = Vec::new();
    while !input.is_empty() {
        let parsed: ModalResult<(Piece, Range<usize>)> = piece(before).with_span().parse_next(&mut input);
        let Ok(((next, slip), at)) = parsed else { break };
        before = next;
        found.extend(slip.map(|slip| (at, slip)));
    }
    let (start, says) = found.first().map(|(at, slip)| (at.start, slip.says.to_owned()))?;
    let end = found.last().map_or(start, |(at, _)| at.end);
    let sure = found.iter().all(|(_, slip)| slip.sure);
    let mut instead = String::new();
    let mut done = start;
    for (at, slip) in found {
        instead.push_str(written.get(done..at.start).unwrap_or_default());
        instead.push_str(&slip.instead);
        done = at.end;
    }
    Some((start..end, says, Instead { text: instead, sure }))
}

fn piece<'s>(before: Before) -> impl Parser<Text<'s>, Piece, ErrMode<ContextError>> {
    move |input: &mut Text<'s>| {
        alt((
            comment,
            date,
            |input: &mut Text<'s>| clocks(input, before),
            days,
            word,
            |input: &mut Text<'s>| sign(input, before),
        ))
        .parse_next(input)
    }
}

fn comment(input: &mut Text<'_>) -> ModalResult<Piece> {
    ('"', take_till(0.., '"'), opt('"')).value(()).parse_next(input).map(|()| (Before::Other, None))
}

fn digits<'s>(least: usize, most: usize) -> impl Parser<Text<'s>, &'s str, ErrMode<ContextError>> {
    take_while(least..=most, |letter: char| letter.is_ascii_digit())
}

/// `2026-12-24`.
fn date(input: &mut Text<'_>) -> ModalResult<Piece> {
    let (year, _, month, _, day) = (digits(4, 4), '-', digits(2, 2), '-', digits(2, 2)).parse_next(input)?;
    let name = month.parse::<usize>().ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
    let instead = name.map(|month| format!("{year} {month} {day}"));
    Ok((Before::Month, instead.map(|instead| Slip { says: "dates are written `2026 Dec 24`", instead, sure: true })))
}

/// A time of day as somebody wrote it.
pub(super) struct Clock {
    pub hour: u8,
    pub minute: u8,
    /// `am` is false, `pm` is true.
    after_noon: Option<bool>,
    form: Form,
}

/// How it was written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `18:00`, as it should be.
    Right,
    /// One or two digits.
    Bare,
    /// Four digits.
    Packed,
    /// `6pm`, `18.00`, `18h`.
    Other,
}

pub(super) fn clock(input: &mut Text<'_>) -> ModalResult<Clock> {
    let digits = digit1.verify(|digits: &str| digits.len() <= 2 || digits.len() == 4).parse_next(input)?;
    let minutes = opt((one_of([':', '.', 'h']), self::digits(2, 2))).parse_next(input)?;
    let letter: Option<char> = opt('h').parse_next(input)?;
    let halves = alt((Caseless("am"), Caseless("pm"), Caseless("a.m."), Caseless("p.m.")));
    let half: Option<&str> = opt(preceded(space0, halves)).parse_next(input)?;
    let form = match (minutes, letter.is_none() && half.is_none()) {
        (Some((':', _)), true) => Form::Right,
        (None, true) if digits.len() <= 2 => Form::Bare,
        (None, true) => Form::Packed,
        (_, _) => Form::Other,
    };
    let (hour, minute) = match digits.split_at_checked(2) {
        Some((hour, minute)) if digits.len() == 4 => (hour, minute),
        Some(_) | None => (digits, minutes.map_or("00", |(_, minute)| minute)),
    };
    let number = |text: &str| text.parse().unwrap_or(u8::MAX);
    let after_noon = half.map(|half| half.starts_with(['p', 'P']));
    Ok(Clock { hour: number(hour), minute: number(minute), after_noon, form })
}

impl Clock {
    /// Whether it is written as it should be.
    pub fn is_written_right(&self) -> bool {
        self.form == Form::Right
    }

    fn written(&self, after_noon: Option<bool>) -> Option<String> {
        let hour = match after_noon {
            Some(_) if !(1..=12).contains(&self.hour) => return None,
            Some(after_noon) => (self.hour % 12).saturating_add(if after_noon { 12 } else { 0 }),
            None => self.hour,
        };
        (hour <= 48 && self.minute < 60).then(|| format!("{hour:02}:{:02}", self.minute))
    }
}

/// `8-18`, `9am - 5pm`, `08.00-18.00`.
fn clocks(input: &mut Text<'_>, before: Before) -> ModalResult<Piece> {
    let dash = delimited(space0, alt(("-", "–", "—", "to", "until", "till", "bis")), space0);
    let (from, dash, to) = (clock, dash, clock).parse_next(input)?;
    let forms = [from.form, to.form];
    let is_time = if forms.contains(&Form::Packed) {
        before == Before::Day
    } else {
        forms != [Form::Bare; 2] || matches!(before, Before::Start | Before::Day)
    };
    // "9-5pm" begins in the morning, "1-5pm" after noon, and "9am-5" ends after noon.
    let begins = from.after_noon.or_else(|| to.after_noon.map(|after| after && from.hour % 12 <= to.hour % 12));
    let ends = to.after_noon.or_else(|| from.after_noon.filter(|_| to.hour <= from.hour).map(|_| true));
    // "8 to 5" ends after noon, and "1-5" begins after it too; who means the night has to say so.
    let is_bare = forms != [Form::Right; 2] && begins.is_none() && ends.is_none();
    let late = is_bare && from.hour < 12 && to.hour < from.hour && to.hour != 0;
    let both_late = is_bare && (1..6).contains(&from.hour) && from.hour < to.hour && to.hour < 12;
    let (begins, ends) = (begins.or(both_late.then_some(true)), ends.or((late || both_late).then_some(true)));
    let sure = !late && !both_late;
    let Some((from, to)) = from.written(begins).zip(to.written(ends)).filter(|_| is_time) else {
        return Ok((before, None));
    };
    let to = if to == "00:00" { "24:00" } else { &to };
    let slip = Slip { says: "times are written `08:00-18:00`", instead: format!("{from}-{to}"), sure };
    let right = forms == [Form::Right; 2] && dash == "-";
    Ok((Before::Other, (!right).then_some(slip)))
}

fn letters<'s>(input: &mut Text<'s>) -> ModalResult<&'s str> {
    take_while(1.., char::is_alphabetic).parse_next(input)
}

/// What is written for a word.
fn canonical(word: &str) -> String {
    let lower = word.to_lowercase();
    WORDS.iter().find(|(known, _)| *known == lower).map_or_else(|| word.to_owned(), |(_, here)| (*here).to_owned())
}

fn is_day(word: &str) -> bool {
    DAYS.contains(&word.to_lowercase().as_str())
}

/// `Mon - Fri`, `Mo, We and Fr`: several days, and what joins them.
fn days(input: &mut Text<'_>) -> ModalResult<Piece> {
    let day = |input: &mut Text<'_>| letters.map(canonical).verify(|word: &str| is_day(word)).parse_next(input);
    let to = alt(("-", "–", "—", "to ", "until ", "through ", "thru ", "bis "));
    let and = alt((",", "and ", "&", "+", "/"));
    let joint = delimited(space0, alt((to.value("-"), and.value(","))), (space0, opt("and "), space0));
    let list = (day, repeat(1.., (joint, day)));
    let ((first, more), text): ((String, Vec<(&str, String)>), _) = list.with_taken().parse_next(input)?;
    let joined = more.iter().fold(first, |joined, (joint, day)| joined + joint + day);
    let slip = Slip { says: "days are written `Mo-Fr` or `Mo,We,Fr`, without spaces", instead: joined, sure: true };
    Ok((Before::Day, (slip.instead != text).then_some(slip)))
}

/// One word.
fn word(input: &mut Text<'_>) -> ModalResult<Piece> {
    let word = letters(input)?;
    let here = canonical(word);
    let before = match here.as_str() {
        name if is_day(name) || name == "Mo-Fr" || name == "Mo-Su" || name == "Sa,Su" => Before::Day,
        name if MONTHS.iter().any(|month| name.eq_ignore_ascii_case(month)) => Before::Month,
        "week" | "easter" => Before::Month,
        _ => Before::Other,
    };
    let says = "days are written `Mo Tu We Th Fr Sa Su PH`, months `Jan`, closed days `off`";
    let slip = Slip { says, instead: here, sure: true };
    Ok((before, (slip.instead != word).then_some(slip)))
}

/// Numbers, spaces and commas leave what stands before as it is.
fn sign(input: &mut Text<'_>, before: Before) -> ModalResult<Piece> {
    let dash = alt(("–", "—")).value(("a plain `-` stands between two times or days", "-"));
    let last = (space0, one_of([';', ',']), space0, eof).value(("a rule is missing behind this", ""));
    if let Some((says, instead)) = opt(alt((dash, last))).parse_next(input)? {
        return Ok((before, Some(Slip { says, instead: instead.to_owned(), sure: true })));
    }
    let number: Option<&str> = opt(digit1).parse_next(input)?;
    if number.is_some() {
        return Ok((before, None));
    }
    let next = match any.parse_next(input)? {
        ';' => Before::Start,
        ' ' | ',' => before,
        _ => Before::Other,
    };
    Ok((next, None))
}
