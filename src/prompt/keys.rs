//! Which keys a text names: "press 1", "oprima el dos", "drücken Sie die Rautetaste", "appuyez sur étoile".
//!
//! Only what is surely a key is found; numbers of other things are left alone. To add a language: its words below.

use std::{collections::BTreeSet, ops::Range};

use super::tongue::Language;

/// The words of a language that tell keys.
pub(super) struct Words {
    /// Words that ask for a key. One of them has to stand somewhere in front.
    pub press: &'static [&'static str],
    /// The same behind the key: "wenn Sie die 1 drücken".
    after: &'static [&'static str],
    /// Words that may stand between such a word and a key, or between two keys.
    pub links: &'static [&'static str],
    /// Words behind a key that say what it is for: "press 1 for sales, 2 for support".
    pub purpose: &'static [&'static str],
    /// Words behind a number word that make it a number of something: "press one of these keys".
    counts: &'static [&'static str],
    /// The names of keys.
    names: &'static [(&'static str, char)],
}

const ENGLISH: Words = Words {
    press: &["press", "dial", "hit", "push", "touch", "key", "enter", "type"],
    after: &[],
    links: &["or", "and", "the", "key", "button", "number", "either", "say", "just", "then"],
    purpose: &["for", "to", "if"],
    counts: &["of", "digit", "digits", "key", "keys", "number", "numbers", "time", "times", "more"],
    names: &[
        ("zero", '0'),
        ("one", '1'),
        ("two", '2'),
        ("three", '3'),
        ("four", '4'),
        ("five", '5'),
        ("six", '6'),
        ("seven", '7'),
        ("eight", '8'),
        ("nine", '9'),
        ("star", '*'),
        ("asterisk", '*'),
        ("pound", '#'),
        ("hash", '#'),
    ],
};

const SPANISH: Words = Words {
    press: &[
        "oprima", "oprime", "presione", "presiona", "pulse", "pulsa", "marque", "marca", "apriete", "aprieta",
        "digite", "teclee", "toque", "tecla",
    ],
    after: &[],
    links: &["el", "la", "o", "y", "tecla", "número", "numero", "botón", "signo", "diga", "luego"],
    purpose: &["para", "si"],
    counts: &["de", "dígito", "dígitos", "tecla", "teclas", "número", "números", "vez", "veces", "más"],
    names: &[
        ("cero", '0'),
        ("uno", '1'),
        ("dos", '2'),
        ("tres", '3'),
        ("cuatro", '4'),
        ("cinco", '5'),
        ("seis", '6'),
        ("siete", '7'),
        ("ocho", '8'),
        ("nueve", '9'),
        ("asterisco", '*'),
        ("estrella", '*'),
        ("numeral", '#'),
        ("almohadilla", '#'),
        ("gato", '#'),
    ],
};

const GERMAN: Words = Words {
    press: &["drücken", "drücke", "drück", "wählen", "wähle", "tippen", "tippe", "taste"],
    after: &["drücken", "drücke", "wählen", "wähle", "tippen"],
    links: &[
        "sie", "bitte", "die", "den", "oder", "und", "taste", "ziffer", "zahl", "nummer", "auf", "entweder", "dann",
    ],
    purpose: &["für", "um", "wenn", "falls"],
    counts: &["der", "von", "ziffer", "ziffern", "taste", "tasten", "mal", "weitere"],
    names: &[
        ("null", '0'),
        ("nulltaste", '0'),
        ("eins", '1'),
        ("zwei", '2'),
        ("zwo", '2'),
        ("drei", '3'),
        ("vier", '4'),
        ("fünf", '5'),
        ("sechs", '6'),
        ("sieben", '7'),
        ("acht", '8'),
        ("neun", '9'),
        ("stern", '*'),
        ("sterntaste", '*'),
        ("raute", '#'),
        ("rautetaste", '#'),
    ],
};

const FRENCH: Words = Words {
    press: &["appuyez", "appuyer", "appuie", "tapez", "taper", "composez", "composer", "faites", "pressez", "touche"],
    after: &[],
    links: &["sur", "le", "la", "ou", "et", "touche", "chiffre", "numéro", "dites", "puis", "soit"],
    purpose: &["pour", "si"],
    counts: &["de", "des", "chiffre", "chiffres", "touche", "touches", "numéro", "fois", "autre"],
    names: &[
        ("zéro", '0'),
        ("un", '1'),
        ("deux", '2'),
        ("trois", '3'),
        ("quatre", '4'),
        ("cinq", '5'),
        ("six", '6'),
        ("sept", '7'),
        ("huit", '8'),
        ("neuf", '9'),
        ("étoile", '*'),
        ("astérisque", '*'),
        ("dièse", '#'),
        ("carré", '#'),
    ],
};

pub(super) fn words(language: Language) -> &'static Words {
    match language {
        Language::English => &ENGLISH,
        Language::Spanish => &SPANISH,
        Language::German => &GERMAN,
        Language::French => &FRENCH,
    }
}

/// A word of a text, in lower case and without what stands around it.
pub(super) struct Word {
    pub text: String,
    /// Whether a comma stood behind it.
    pub comma: bool,
    /// Whether it ends a clause: a comma, a full stop or the like stood behind it, or nothing more.
    pub ends: bool,
    /// Where it stands with what is around it, as bytes from the start of the text.
    pub at: Range<usize>,
}

/// The words of a text.
pub(super) fn split(text: &str) -> Vec<Word> {
    let is_key = |letter: char| letter.is_alphanumeric() || letter == '*' || letter == '#';
    let word = |written: &str| {
        let text = written.trim_matches(|letter| !is_key(letter)).to_lowercase();
        let behind = written.trim_end_matches(['"', '\'', '»', '”', ')']);
        let ends = behind.ends_with([',', '.', ';', ':', '!', '?', '…']);
        Word { text, comma: behind.ends_with(','), ends, at: 0..written.len() }
    };
    let mut from = 0;
    let mut words: Vec<Word> = Vec::new();
    for written in text.split_whitespace() {
        let start = text.get(from..).and_then(|rest| rest.find(written)).map_or(from, |offset| from + offset);
        from = start + written.len();
        words.push(Word { at: start..from, ..word(written) });
    }
    if let Some(last) = words.last_mut() {
        last.ends = true;
    }
    words
}

/// The keys that a text names, in the language of a tag. Of a language that clew does not know, none.
#[must_use]
pub fn keys_said(text: &str, tag: &str) -> BTreeSet<char> {
    Language::of(tag).map_or_else(BTreeSet::new, |language| keys(text, words(language)))
}

fn keys(text: &str, words: &Words) -> BTreeSet<char> {
    located(&split(text), words).into_iter().map(|(_, key)| key).collect()
}

/// The keys that are named, each with the index of its word, in order.
pub(super) fn located(said: &[Word], words: &Words) -> Vec<(usize, char)> {
    let mut keys = Vec::new();
    let (mut listening, mut asked) = (false, false);
    let mut before: Option<&Word> = None;
    for (at, word) in said.iter().enumerate() {
        let next = said.get(at + 1);
        match key(word, next, words) {
            Some(key) if listening || told(before, word, next, asked, words) => {
                keys.push((at, key));
            }
            Some(_) => listening = false,
            None => {
                let is = |list: &[&str]| list.contains(&word.text.as_str());
                asked = asked || is(words.press);
                listening = is(words.press) || (listening && is(words.links));
            }
        }
        before = Some(word);
    }
    keys
}

/// Whether a number that no "press" stands right in front of is a key all the same: "…, 2 for support", "…, the 2."
/// after a first "press", and "die 1 drücken".
fn told(before: Option<&Word>, word: &Word, next: Option<&Word>, asked: bool, words: &Words) -> bool {
    let next_is = |list: &[&str]| next.is_some_and(|next| !word.ends && list.contains(&next.text.as_str()));
    if next_is(words.after) {
        return true;
    }
    let linked = before.is_some_and(|before| words.links.contains(&before.text.as_str()));
    let apart = linked || before.is_some_and(|before| before.comma);
    let starts = linked || before.is_none_or(|before| before.ends);
    asked && ((apart && word.ends) || (starts && next_is(words.purpose)))
}

/// The key that a word is. A number word in front of what it counts is none.
fn key(word: &Word, next: Option<&Word>, words: &Words) -> Option<char> {
    let mut letters = word.text.chars();
    if let (Some(key @ ('0'..='9' | '*' | '#')), None) = (letters.next(), letters.next()) {
        return Some(key);
    }
    let (_, key) = words.names.iter().find(|(name, _)| *name == word.text)?;
    let counts = next.is_some_and(|next| !word.ends && words.counts.contains(&next.text.as_str()));
    (!counts || !key.is_ascii_digit()).then_some(*key)
}

/// Whether a text tells callers about the key 0, in whichever language: "press 0", "0 for a person", "marque cero". Not
/// "10", "0.50", "8:00".
#[must_use]
pub fn says_zero(text: &str) -> bool {
    let bare = |word: &str| {
        let inner = word.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '+');
        inner == "0" && !word.contains(['$', '€', '£'])
    };
    text.split_whitespace().any(bare) || Language::all().any(|language| keys(text, words(language)).contains(&'0'))
}
