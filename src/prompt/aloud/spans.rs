//! From one day or time to another, with a dash: "Mon-Fri", "9am - 4pm".

use super::{ReadsBadly, Text, Word};
use crate::prompt::Language;

const DASHES: [char; 3] = ['-', '–', '—'];

/// The days of the week and how they are written short, without full stops.
type Days = [(&'static str, &'static [&'static str]); 7];

const ENGLISH: Days = [
    ("Monday", &["mon", "mo", "m"]),
    ("Tuesday", &["tue", "tues", "tu"]),
    ("Wednesday", &["wed", "weds", "we"]),
    ("Thursday", &["thu", "thur", "thurs", "th"]),
    ("Friday", &["fri", "fr", "f"]),
    ("Saturday", &["sat", "sa"]),
    ("Sunday", &["sun", "su"]),
];
const SPANISH: Days = [
    ("lunes", &["lun", "lu", "l"]),
    ("martes", &["mar", "ma"]),
    ("miércoles", &["mié", "mie", "mi"]),
    ("jueves", &["jue", "ju"]),
    ("viernes", &["vie", "vi", "v"]),
    ("sábado", &["sáb", "sab", "sá"]),
    ("domingo", &["dom", "do"]),
];
const GERMAN: Days = [
    ("Montag", &["mo", "mon"]),
    ("Dienstag", &["di", "die"]),
    ("Mittwoch", &["mi", "mit"]),
    ("Donnerstag", &["do", "don"]),
    ("Freitag", &["fr", "fre"]),
    ("Samstag", &["sa", "sam"]),
    ("Sonntag", &["so", "son"]),
];
const FRENCH: Days = [
    ("lundi", &["lun", "lu"]),
    ("mardi", &["mar", "ma"]),
    ("mercredi", &["mer", "me"]),
    ("jeudi", &["jeu", "je"]),
    ("vendredi", &["ven", "ve"]),
    ("samedi", &["sam", "sa"]),
    ("dimanche", &["dim", "di"]),
];

/// "Mon-Fri".
pub(super) fn days(text: &Text<'_>) -> Vec<ReadsBadly> {
    let days = match text.language {
        Language::English => &ENGLISH,
        Language::Spanish => &SPANISH,
        Language::German => &GERMAN,
        Language::French => &FRENCH,
    };
    let day = |word: &str| {
        let plain = word.trim_end_matches('.').to_lowercase();
        days.iter().find(|(full, short)| full.to_lowercase() == plain || short.contains(&plain.as_str()))
    };
    let span = |(left, right): (Word<'_>, Word<'_>)| {
        let ((from, _), (to, _)) = (day(left.text)?, day(right.text)?);
        if from == to {
            return None;
        }
        let instead = match text.language {
            Language::English => format!("{from} to {to}"),
            Language::Spanish => format!("{from} a {to}"),
            Language::German => format!("{from} bis {to}"),
            Language::French => format!("du {from} au {to}"),
        };
        let at = left.at..right.span().end;
        Some(ReadsBadly { at, says: "a dash between two days is not read as `to`", instead: Some(instead) })
    };
    dashed(text).into_iter().filter_map(span).collect()
}

/// "9am - 4pm", "8:00-18:00".
pub(super) fn times(text: &Text<'_>) -> Vec<ReadsBadly> {
    let to = match text.language {
        Language::English => "to",
        Language::Spanish => "a",
        Language::German => "bis",
        Language::French => "à",
    };
    let span = |(left, right): (Word<'_>, Word<'_>)| {
        let (one, other) = (marked(left.text)?, marked(right.text)?);
        let instead = Some(format!("{} {to} {}", left.text, right.text));
        let says = "a dash between two times is read as `minus`, or not at all";
        (one || other).then(|| ReadsBadly { at: left.at..right.span().end, says, instead })
    };
    dashed(text).into_iter().filter_map(span).collect()
}

/// What stands left and right of each dash, whether there are blanks around it or not.
fn dashed<'a>(text: &Text<'a>) -> Vec<(Word<'a>, Word<'a>)> {
    let mut pairs = Vec::new();
    for (at, word) in text.words.iter().enumerate() {
        let core = word.core();
        if word.text.chars().count() == 1 && word.text.starts_with(DASHES) {
            let left = at.checked_sub(1).and_then(|before| text.words.get(before)).map(Word::core);
            let right = text.words.get(at + 1).map(Word::core);
            // The suffix of a time may stand behind a blank: "9 am - 4 pm".
            let left = left.map(|left| with_number(text, at, left));
            pairs.extend(left.zip(right.map(|right| with_suffix(text, at + 1, right))));
        } else if let Some((left, right)) = core.text.split_once(DASHES) {
            let right_at = core.at + core.text.len() - right.len();
            pairs.push((Word { text: left, at: core.at }, Word { text: right, at: right_at }));
        }
    }
    pairs
}

const SUFFIXES: [&str; 8] = ["am", "pm", "a.m", "p.m", "a.m.", "p.m.", "uhr", "h"];

fn is_suffix(text: &str) -> bool {
    SUFFIXES.contains(&text.to_lowercase().as_str())
}

/// A word, with the number in front of it if it is only the suffix of a time; `dash` is the index of the dash.
fn with_number<'a>(text: &Text<'a>, dash: usize, word: Word<'a>) -> Word<'a> {
    let number = dash.checked_sub(2).and_then(|before| text.words.get(before)).filter(|_| is_suffix(word.text));
    let whole = number.and_then(|number| {
        let number = number.core();
        Some(Word { text: text.text.get(number.at..word.span().end)?, at: number.at })
    });
    whole.unwrap_or(word)
}

/// A word, with the suffix of a time behind it if there is one; `at` is its index.
fn with_suffix<'a>(text: &Text<'a>, at: usize, word: Word<'a>) -> Word<'a> {
    let suffix = text.words.get(at + 1).map(Word::core).filter(|next| is_suffix(next.text));
    let whole = suffix.and_then(|suffix| text.text.get(word.at..suffix.span().end));
    Word { text: whole.unwrap_or(word.text), at: word.at }
}

/// Whether a text is a time of day, and then whether it is clearly one: by a colon, or by "am", "Uhr".
fn marked(text: &str) -> Option<bool> {
    let lower = text.to_lowercase();
    let digits = lower.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let suffix = lower.get(digits.len()..)?.trim();
    let (hour, minute) = digits.split_once([':', 'h']).map_or((digits, None), |(hour, minute)| (hour, Some(minute)));
    let number = |text: &str, max: u8| text.len() <= 2 && text.parse::<u8>().is_ok_and(|number| number <= max);
    let fits = number(hour, 24) && minute.is_none_or(|minute| minute.len() == 2 && number(minute, 59));
    (fits && (suffix.is_empty() || is_suffix(suffix))).then_some(minute.is_some() || !suffix.is_empty())
}
