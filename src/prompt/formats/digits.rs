//! Digits and letters one by one.

use crate::{call::Value, prompt::Tongue};

/// Digits one by one, with a short rest after every third: "1 2 3, 4 5 6". A lone last digit stays with its neighbours.
pub(super) fn digits(value: &Value, _tongue: &Tongue) -> String {
    let plain = value.plain();
    grouped(&plain.chars().filter(char::is_ascii_digit).collect::<Vec<_>>(), 3)
}

fn grouped(digits: &[char], size: usize) -> String {
    let mut said = String::new();
    for (at, digit) in digits.iter().enumerate() {
        let lone = at.saturating_add(1) == digits.len() && 2 < size;
        said.push_str(match at {
            0 => "",
            _ if at.is_multiple_of(size) && !lone => ", ",
            _ => " ",
        });
        said.push(*digit);
    }
    said
}

/// Letters and digits one by one, each with a rest: "A, 1, B".
pub(super) fn spell(value: &Value, _tongue: &Tongue) -> String {
    let text = value.plain();
    let letters = text.chars().filter(|letter| letter.is_alphanumeric());
    // A letter whose capital is two, such as ß, has none of its own.
    let capital = |letter: char| {
        let mut capital = letter.to_uppercase();
        capital.next().filter(|_| capital.next().is_none()).unwrap_or(letter).to_string()
    };
    letters.map(capital).collect::<Vec<_>>().join(", ")
}

/// A phone number. At home it is said as it is dialled there; from elsewhere its country comes first.
pub(super) fn phone(value: &Value, tongue: &Tongue) -> String {
    let Value::Phone(number) = value else { return digits(value, tongue) };
    let all = number.e164().trim_start_matches('+');
    let (country, rest) = all.split_at_checked(country_digits(all)).unwrap_or((all, ""));
    let home = HOME.iter().find(|(region, _, _)| Some(*region) == tongue.region());
    let said = |prefix: &str, size| grouped(&prefix.chars().chain(rest.chars()).collect::<Vec<_>>(), size);
    match home {
        // French numbers are said in pairs.
        Some((_, code @ "33", trunk)) if *code == country => said(trunk, 2),
        Some((_, code, trunk)) if *code == country => said(trunk, 3),
        Some(_) | None => {
            let country: Vec<char> = country.chars().collect();
            [grouped(&country, 3), said("", 3)]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(", ")
        }
    }
}

/// Regions, their country codes (ITU-T E.164), and what is dialled there in front of a national number.
const HOME: [(&str, &str, &str); 12] = [
    ("US", "1", ""),
    ("CA", "1", ""),
    ("PR", "1", ""),
    ("MX", "52", ""),
    ("ES", "34", ""),
    ("DE", "49", "0"),
    ("AT", "43", "0"),
    ("CH", "41", "0"),
    ("FR", "33", "0"),
    ("BE", "32", "0"),
    ("GB", "44", "0"),
    ("IE", "353", "0"),
];

/// How many digits of an E.164 number are its country code. Zones 1 and 7 have one digit; the codes with two are
/// listed; all others have three (ITU-T E.164, list of assigned country codes).
fn country_digits(all: &str) -> usize {
    const TWO: [&str; 44] = [
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49",
        "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84",
        "86", "90", "91", "92", "93", "94", "95", "98",
    ];
    match all.get(..2) {
        Some(two) if two.starts_with(['1', '7']) => 1,
        Some(two) if TWO.contains(&two) => 2,
        Some(_) | None => 3,
    }
}
