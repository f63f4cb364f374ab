//! Signs and letters: addresses, markup, `&`, `#`, slashes, capitals.

use super::{ReadsBadly, Text, Word};
use crate::prompt::Language;

/// `<break time="1s"/>`: texts are plain.
pub(super) fn markup(text: &Text<'_>) -> Vec<ReadsBadly> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text.text.get(from..).and_then(|rest| rest.find('<')).map(|at| from + at) {
        let rest = text.text.get(open + 1..).unwrap_or("");
        let close =
            rest.find('>').filter(|_| rest.starts_with(|letter: char| letter == '/' || letter.is_ascii_alphabetic()));
        from = open + close.map_or(1, |close| close + 2);
        if close.is_some() {
            let says =
                "markup is read aloud as it stands; a rest is a comma, a full stop, or `{ pause: 1s }` in the flow";
            found.push(ReadsBadly { at: open..from, says, instead: None });
        }
    }
    found
}

/// Top-level domains that stand at the end of addresses in prompts.
const DOMAINS: [&str; 18] =
    ["com", "org", "net", "gov", "edu", "info", "io", "us", "ca", "mx", "es", "de", "at", "ch", "fr", "be", "uk", "eu"];

/// Web and mail addresses.
pub(super) fn addresses(text: &Text<'_>) -> Vec<ReadsBadly> {
    let (dot, at_sign) = match text.language {
        Language::English => ("dot", "at"),
        Language::Spanish => ("punto", "arroba"),
        Language::German => ("Punkt", "ät"),
        Language::French => ("point", "arobase"),
    };
    let mut found = Vec::new();
    for word in text.words.iter().map(Word::core).filter(|word| is_address(word.text)) {
        let bare = word.text.split_once("://").map_or(word.text, |(_, rest)| rest);
        let bare = bare.strip_prefix("www.").unwrap_or(bare).trim_end_matches('/');
        let plain = !bare.contains(['/', '?', ':', '_', '-', '=', '#', '%']);
        let spoken = || bare.replace('.', &format!(" {dot} ")).replace('@', &format!(" {at_sign} "));
        found.push(word.badly("an address is not understood when it is read", plain.then(spoken)));
    }
    found
}

fn is_address(text: &str) -> bool {
    let host = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = host.split(['/', '?', ':']).next().unwrap_or(host);
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let labels: Vec<&str> = host.split('.').collect();
    let label = |label: &&str| {
        !label.is_empty() && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-' || letter == '_')
    };
    let letters = host.contains(|letter: char| letter.is_alphabetic());
    let known = labels.last().is_some_and(|last| DOMAINS.contains(&last.to_lowercase().as_str()));
    labels.len() > 1
        && labels.iter().all(label)
        && letters
        && (known || host.starts_with("www.") || text.contains("://"))
}

/// "#5", and `#` and `*` as keys.
pub(super) fn keys(text: &Text<'_>) -> Vec<ReadsBadly> {
    let british = text.language == Language::English && !["en", "en-US", "en-CA"].contains(&text.tag);
    let (number, hash, star) = match text.language {
        Language::English => ("number", if british { "hash" } else { "pound" }, "star"),
        Language::Spanish => ("número", if text.tag == "es-ES" { "almohadilla" } else { "numeral" }, "asterisco"),
        Language::German => ("Nummer", "Raute", "Stern"),
        Language::French => ("numéro", "dièse", "étoile"),
    };
    let mut found = Vec::new();
    let next = text.words.iter().skip(1).map(|word| Some(word.core())).chain([None]);
    for (word, next) in text.words.iter().map(Word::core).zip(next) {
        // "suite # 4": a number, and no key.
        let counts = next.is_some_and(|next| next.text.starts_with(|letter: char| letter.is_ascii_digit()));
        if word.text == "#" && counts {
            found.push(word.badly("this is read as `hash` or `pound`", Some(number.to_owned())));
            continue;
        }
        let key = match word.text {
            "#" => Some(hash),
            "*" => Some(star),
            _ => None,
        };
        if let Some(name) = key {
            let says = "voices have many names for this key, or none; write the one that callers know";
            found.push(word.badly(says, Some(name.to_owned())));
        } else if let Some(of) = text.written.get(word.span()).and_then(|written| written.strip_prefix('#'))
            && of.starts_with(|letter: char| letter.is_ascii_digit() || letter == '{')
        {
            found.push(word.badly("this is read as `hash` or `pound`", Some(format!("{number} {of}"))));
        }
    }
    found
}

/// `&` between two words.
pub(super) fn ampersand(text: &Text<'_>) -> Vec<ReadsBadly> {
    let and = match text.language {
        Language::English => "and",
        Language::Spanish => "y",
        Language::German => "und",
        Language::French => "et",
    };
    let words = text.words.iter().filter(|word| word.text == "&");
    words.map(|word| word.badly("not every voice reads this sign", Some(and.to_owned()))).collect()
}

/// "and/or", "sender/receiver".
pub(super) fn slash(text: &Text<'_>) -> Vec<ReadsBadly> {
    let or = match text.language {
        Language::English => "or",
        Language::Spanish => "o",
        Language::German => "oder",
        Language::French => "ou",
    };
    let mut found = Vec::new();
    for word in text.words.iter().map(Word::core) {
        let Some((left, right)) = word.text.split_once('/') else { continue };
        // Short ones are units, `km/h`, or abbreviations; both are read well enough or are no choice.
        let is_word = |part: &str| 2 < part.len() && part.chars().all(char::is_alphabetic);
        let both = ["and/or", "und/oder", "y/o", "et/ou"].contains(&word.text.to_lowercase().as_str());
        if both {
            found.push(word.badly("this is read with `slash`", Some(or.to_owned())));
        } else if is_word(left) && is_word(right) {
            found.push(word.badly("this is read with `slash`", Some(format!("{left} {or} {right}"))));
        }
    }
    found
}

/// Abbreviations that are read as words, or are always in capitals.
const KNOWN: [&str; 12] =
    ["COVID", "HIPAA", "UNICEF", "UNESCO", "FEMA", "LASER", "IMDB", "LGBTQ", "UNHCR", "INTERPOL", "RENFE", "DSGVO"];

/// WORDS in capitals, of five letters or more.
pub(super) fn capitals(text: &Text<'_>) -> Vec<ReadsBadly> {
    let mut found = Vec::new();
    for (at, word) in text.words.iter().enumerate() {
        let starts = at
            .checked_sub(1)
            .and_then(|before| text.words.get(before))
            .is_none_or(|before| before.text.ends_with(['.', '!', '?']));
        let word = word.core();
        let capitals = 4 < word.text.chars().count() && word.text.chars().all(char::is_uppercase);
        // Without a vowel it is no word, and to be spelt.
        let vowel = word.text.contains(|letter: char| "AEIOUYÁÉÍÓÚÀÂÄÈÊËÎÏÔÖÙÛÜ".contains(letter));
        if capitals && vowel && !KNOWN.contains(&word.text) {
            let says = "a word in capitals may be spelt, letter by letter";
            found.push(word.badly(says, Some(small(word.text, starts))));
        }
    }
    found
}

/// In small letters, with a capital at the start of a sentence.
fn small(text: &str, starts: bool) -> String {
    let lower = text.to_lowercase();
    let mut letters = lower.chars();
    match letters.next() {
        Some(first) if starts => first.to_uppercase().chain(letters).collect(),
        Some(_) | None => lower.clone(),
    }
}
