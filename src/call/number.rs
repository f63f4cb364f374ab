//! Phone numbers and who is at the other end. Numbers print masked, so that no log holds one.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A phone number in E.164: `+` and 3 to 15 digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Number(Box<str>);

impl Number {
    /// Reads E.164; anything else is `None`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('+')?;
        let fits = (3..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        (fits && !digits.starts_with('0')).then(|| Self(text.into()))
    }

    /// The whole number, for a platform or for a designer's own screen. Never for a log.
    #[must_use]
    pub fn e164(&self) -> &str {
        &self.0
    }
}

/// Masked: the last two digits only.
impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.get(self.0.len().saturating_sub(2)..).unwrap_or("");
        write!(f, "+…{shown}")
    }
}

/// Whoever is at the other end, as the platform names them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Party {
    /// A number that can be rung back.
    Number(Number),
    /// The caller does not show a number. Never a key to a memory.
    Withheld,
    /// A SIP address, a client name, a short code: an identity, but no number to ring back.
    Other(Box<str>),
}

/// What platforms send for a caller without a number, as digits, matched on the whole value with and without `+`, and
/// with a `1` before it: `+86 5669…` with more digits is a real mobile number. Source: Twilio support article 223179988
/// as cited by many public repositories. With the `1` one of them could be a real number in Texas: better one caller
/// without a memory than all who withhold their number with the same.
const WITHHELD_NUMBERS: [&str; 6] = ["266696687", "7378742833", "2562533", "8656696", "86282452253", "464"];

/// The same in words, in lower case: those of SIP (RFC 3323) and of platforms, also as the user of a SIP address.
const WITHHELD_WORDS: [&str; 8] =
    ["", "anonymous", "restricted", "blocked", "unknown", "unavailable", "private", "withheld"];

/// The host of SIP addresses that stand for nobody (RFC 3323).
const NOBODYS_HOST: &str = "anonymous.invalid";

/// The most characters of an identity that are kept.
const IDENTITY_MAX: usize = 120;

impl Party {
    /// Reads what a platform sends as `From`. One number is the same party in all its forms: E.164, with separators,
    /// with `00` or with a space where a form lost its `+`, as `tel:` or as the user of a SIP address. Digits without
    /// any of these, such as short codes, and all other addresses are identities as they are given.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let given = text.trim();
        let (user, host) = addressed(given);
        let plain = separated(user).unwrap_or_else(|| user.to_ascii_lowercase());
        let lost_plus = text.starts_with(' ') && user == given;
        let international = plain.strip_prefix('+').or_else(|| plain.strip_prefix("00"));
        let digits = international.unwrap_or(&plain);
        let is_code = |digits: &str| WITHHELD_NUMBERS.contains(&digits);
        let code = is_code(digits) || digits.strip_prefix('1').is_some_and(is_code);
        let nobodys = host.is_some_and(|host| host.eq_ignore_ascii_case(NOBODYS_HOST));
        if code || nobodys || WITHHELD_WORDS.contains(&digits) {
            return Self::Withheld;
        }
        let number =
            international.or(lost_plus.then_some(digits)).and_then(|digits| Number::parse(&format!("+{digits}")));
        number.map_or_else(|| Self::Other(given.chars().take(IDENTITY_MAX).collect()), Self::Number)
    }
}

/// Who is meant by an address, and where, if it says where: the number of a `tel:`, the user of a SIP address, anything
/// else as it is. What else it carries is not part of who they are.
fn addressed(text: &str) -> (&str, Option<&str>) {
    let bare = text.rsplit_once('<').map_or(text, |(_name, address)| before(address, &['>']));
    let Some((scheme, rest)) = bare.split_once(':') else { return (text, None) };
    match scheme.to_ascii_lowercase().as_str() {
        "tel" => (before(rest, &[';']), None),
        "sip" | "sips" => match rest.split_once('@') {
            Some((user, host)) => (before(user, &[';', ':']), Some(before(host, &[';', ':', '?']))),
            // A host alone names a place, and nobody there; it stays an identity, if it is not nobody's.
            None => (text, Some(before(rest, &[';', ':', '?']))),
        },
        _ => (text, None),
    }
}

/// What comes before the first of these.
fn before<'a>(text: &'a str, ends: &[char]) -> &'a str {
    text.split(|c: char| ends.contains(&c)).next().unwrap_or("")
}

/// Digits, perhaps behind a `+`, without the separators that people and some platforms write; none if there is anything
/// else in it. A zero in brackets is not part of a number behind a `+`.
fn separated(text: &str) -> Option<String> {
    let text = text.replace("(0)", "");
    let kept: String =
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '/' | '(' | ')' | '\u{2011}')).collect();
    let digits = kept.strip_prefix('+').unwrap_or(&kept);
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(kept)
}

impl Party {
    /// The number, if there is one.
    #[must_use]
    pub const fn number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            Self::Withheld | Self::Other(_) => None,
        }
    }
}

impl fmt::Debug for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Withheld => f.write_str("withheld"),
            Self::Other(_) => f.write_str("other"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Party {
        Number::parse(text).map_or(Party::Withheld, Party::Number)
    }

    #[test]
    fn one_number_in_other_formats_is_the_same_party() {
        for text in [
            "+15550100111",
            " 15550100111",
            "+1 555 010 0111",
            "+1 (555) 010-0111",
            "+1.555.010.0111",
            "001 555 010 0111",
            "0015550100111",
            "tel:+15550100111",
            "TEL:+1-555-010-0111;phone-context=example.com",
            "sip:+15550100111@example.com",
            "sips:+15550100111@example.com:5061;transport=tls",
            "sip:+15550100111;npdi@example.com;user=phone",
            "sip:+15550100111:secret@example.com",
            "\"Ada\" <sip:+15550100111@example.com>;tag=12",
            "  +15550100111  ",
        ] {
            assert!(Party::read(text) == number("+15550100111"), "{text}");
        }
        assert!(Party::read("+44 (0)20 7946 0958") == number("+442079460958"));
        assert!(Party::read("+49\u{a0}30\u{a0}123456") == number("+4930123456"));
    }

    #[test]
    fn short_codes_names_and_addresses_stay_what_they_are() {
        for text in [
            "40404",
            "15550100111",
            "sip:ada@example.com",
            "sip:15550100111@example.com",
            "sip:1001@example.com",
            "sip:example.com",
            "client:ada",
            "client:anonymous",
            "ada lovelace",
            "+0123456",
            "tel:911",
        ] {
            assert!(Party::read(text) == Party::Other(text.into()), "{text}");
        }
    }

    /// Every form of the table of withheld numbers.
    #[test]
    fn a_withheld_caller_is_withheld_in_every_form() {
        for code in WITHHELD_NUMBERS {
            for form in [
                format!("+{code}"),
                code.to_owned(),
                format!(" {code}"),
                format!("+1{code}"),
                format!("1{code}"),
                format!("sip:+{code}@example.com"),
                format!("tel:+{code}"),
                format!("00{code}"),
            ] {
                assert!(Party::read(&form) == Party::Withheld, "{form}");
            }
        }
        for word in ["anonymous", "restricted", "blocked", "unknown", "unavailable", "private", "withheld", ""] {
            let capital = word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect();
            for form in [
                word.to_owned(),
                capital,
                word.to_uppercase(),
                format!(" {word} "),
                format!("+{word}"),
                format!("sip:{word}@example.com"),
                format!("SIP:{word}@anonymous.invalid:5060"),
            ] {
                assert!(Party::read(&form) == Party::Withheld, "{form}");
            }
        }
        for form in [
            "sip:anonymous@anonymous.invalid",
            "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=1",
            "sip:c8oqz84zk7z@anonymous.invalid",
            "sip:anonymous.invalid",
        ] {
            assert!(Party::read(form) == Party::Withheld, "{form}");
        }
    }

    #[test]
    fn a_number_that_only_begins_like_a_withheld_one_is_a_number() {
        for text in ["+8656696123456", "+8656696000000", "+2666966870", "+4641234567", "+862824522530", "+25625331234"]
        {
            assert!(Party::read(text) == number(text), "{text}");
        }
        assert!(Party::read("sip:+8656696123456@example.com") == number("+8656696123456"));
        assert!(Party::read("unknown caller") == Party::Other("unknown caller".into()));
    }
}
