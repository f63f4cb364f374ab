//! How values sound.

use std::fmt;

use crate::call::Value;

/// A way to say a value: `{parcel_number|digits}`.
#[derive(Clone, Copy)]
pub struct Format {
    /// Its name, as written behind the bar.
    pub name: &'static str,
    /// What the voice is given to read.
    pub say: fn(&Value) -> String,
}

/// Every format, in the order of the documentation.
pub static FORMATS: &[Format] = &[Format { name: "digits", say: digits }, Format { name: "spell", say: spell }];

impl Format {
    /// The format called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
    }
}

/// Two formats are the same if their names are.
impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Digits one by one, with a short rest after every third: "1 2 3, 4 5 6". A lone last digit stays with its neighbours.
fn digits(value: &Value) -> String {
    let Value::Digits(digits) = value;
    let digits: Vec<char> = digits.chars().filter(char::is_ascii_digit).collect();
    let mut said = String::new();
    for (at, digit) in digits.iter().enumerate() {
        let lone = at.saturating_add(1) == digits.len();
        said.push_str(match at {
            0 => "",
            _ if at % 3 == 0 && !lone => ", ",
            _ => " ",
        });
        said.push(*digit);
    }
    said
}

/// Letters and digits one by one, each with a rest: "A, 1, B".
fn spell(value: &Value) -> String {
    let Value::Digits(text) = value;
    let letters = text.chars().filter(|letter| letter.is_alphanumeric());
    letters.map(|letter| letter.to_uppercase().to_string()).collect::<Vec<_>>().join(", ")
}
