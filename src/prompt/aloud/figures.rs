//! Figures that a voice takes for others: phone numbers, dates, long numbers.

use super::{ReadsBadly, Text, Word};
use crate::prompt::Language;

/// "24/7".
pub(super) fn around_the_clock(text: &Text<'_>) -> Vec<ReadsBadly> {
    let instead = match text.language {
        Language::English => "24 hours a day, 7 days a week",
        Language::Spanish => "las 24 horas, los 7 días de la semana",
        Language::German => "rund um die Uhr",
        Language::French => "24 heures sur 24, 7 jours sur 7",
    };
    let says = "this is read as a fraction, or with `slash`";
    let words = text.words.iter().map(Word::core).filter(|word| word.text == "24/7");
    words.map(|word| word.badly(says, Some(instead.to_owned()))).collect()
}

/// A date with its year in figures: "11/24/2026", "24.11.2026", "2026-11-24".
pub(super) fn dates(text: &Text<'_>) -> Vec<ReadsBadly> {
    let says = "a date in figures is read wrong, or as in another country; write the month as a word";
    let words = text.words.iter().map(Word::core).filter(|word| is_date(word.text));
    words.map(|word| word.badly(says, None)).collect()
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    let number = |text: &str, max: u16| text.parse::<u16>().is_ok_and(|number| 0 < number && number <= max);
    let year = |text: &str| text.len() == 4 && (text.starts_with("19") || text.starts_with("20")) && number(text, 2099);
    match parts.as_slice() {
        [day, month, last] if year(last) => number(day, 31) && number(month, 31),
        [first, month, day] if year(first) => number(month, 12) && number(day, 31),
        _ => false,
    }
}

const PHONE: &str = "a phone number or the like is read as large numbers, its dashes as `minus`";

/// A phone number: three or more groups of digits, seven digits at least, or a plus sign in front.
pub(super) fn phone_numbers(text: &Text<'_>) -> Vec<ReadsBadly> {
    let mut found = Vec::new();
    let mut rest = text.words.as_slice();
    while let [word, others @ ..] = rest {
        let more = others.iter().take_while(|next| joins(next)).count();
        let more = if joins(word) && !ends(word) { until_end(others, more) } else { 0 };
        let last = others.get(..more).and_then(<[_]>::last).unwrap_or(word);
        let start = word.at + word.text.len() - word.text.trim_start_matches(['"', '«', '“']).len();
        if let Some(written) = text.text.get(start..last.span().end) {
            let written = written.trim_end_matches(|letter: char| !letter.is_ascii_digit());
            if let Some(digits) = phone(written) {
                let instead = Some(in_groups(&digits));
                found.push(ReadsBadly { at: start..start + written.len(), says: PHONE, instead });
            }
        }
        rest = others.get(more..).unwrap_or(&[]);
    }
    found
}

/// Whether a word may belong to a phone number.
fn joins(word: &Word<'_>) -> bool {
    let allowed = |letter: char| letter.is_ascii_digit() || ['-', '.', '(', ')', '/', '+', ',', '"'].contains(&letter);
    word.text.chars().all(allowed) && word.text.contains(|letter: char| letter.is_ascii_digit())
}

/// Whether a phone number ends with this word: something is set off behind it.
fn ends(word: &Word<'_>) -> bool {
    word.text.ends_with([',', '.', ';', '"'])
}

/// How many of the words that may belong to it do.
fn until_end(others: &[Word<'_>], more: usize) -> usize {
    let within = others.get(..more).unwrap_or(&[]);
    within.iter().position(ends).map_or(more, |last| last + 1)
}

/// The groups of digits of a phone number, if a text is one.
fn phone(text: &str) -> Option<Vec<&str>> {
    let allowed = |letter: char| letter.is_ascii_digit() || ['-', '.', '(', ')', '/', '+', ' '].contains(&letter);
    let plus = text.starts_with('+');
    if !text.chars().all(allowed) || is_date(text) {
        return None;
    }
    let groups: Vec<&str> =
        text.split(|letter: char| !letter.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let digits: usize = groups.iter().map(|group| group.len()).sum();
    // Digits that stand apart already are read one by one; groups of three may be a large number.
    let apart = groups.iter().all(|group| group.len() == 1);
    let thousands = groups.iter().skip(1).all(|group| group.len() == 3) && !text.contains(['-', '(', '/', '+']);
    // Two times four digits are years or amounts: 2024-2026.
    let years = groups.iter().all(|group| group.len() == 4);
    let grouped = (3..=7).contains(&groups.len()) || (groups.len() == 2 && text.contains('-') && !years);
    let long = if plus { 6 } else { 7 };
    ((long..=16).contains(&digits) && !apart && !thousands && (grouped || plus)).then_some(groups)
}

/// Each digit for itself, with a rest between the groups: "8 7 7, 5 5 5, 0 1 0 0".
fn in_groups(groups: &[&str]) -> String {
    let one_by_one = |group: &&str| group.chars().map(String::from).collect::<Vec<_>>().join(" ");
    groups.iter().map(one_by_one).collect::<Vec<_>>().join(", ")
}

/// Seven digits or more in a row.
pub(super) fn long_numbers(text: &Text<'_>) -> Vec<ReadsBadly> {
    let says = "so many digits in a row are read as millions; set them apart with blanks";
    let long = |word: &Word<'_>| 6 < word.text.len() && word.text.bytes().all(|byte| byte.is_ascii_digit());
    let words = text.words.iter().map(Word::core).filter(long);
    let apart = |text: &str| {
        let digits: Vec<char> = text.chars().collect();
        let groups: Vec<String> = digits.chunks(3).map(|group| group.iter().collect()).collect();
        in_groups(&groups.iter().map(String::as_str).collect::<Vec<_>>())
    };
    words.map(|word| word.badly(says, Some(apart(word.text)))).collect()
}
