//! Changes texts at random: letters, lines, pieces of other texts.

use std::ops::Range;

use fastrand::Rng;

/// The longest text that comes out of it, in bytes.
pub const TEXT_MAX: usize = 16_384;

/// The most changes of one text.
const CHANGES_MAX: usize = 6;

/// What readers have their own ideas about.
const TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "{{",
    "}}",
    "(",
    ")",
    ": ",
    ":",
    "- ",
    "? ",
    ", ",
    "\"",
    "'",
    "|",
    ">",
    "&a ",
    "*a ",
    "!tag ",
    "<<: *a",
    " # ",
    "#",
    "%",
    "@",
    "`",
    "\\",
    "\t",
    "\r\n",
    "\n",
    "\n\n",
    "---\n",
    "...\n",
    "\0",
    "\u{1b}[2J",
    "\u{feff}",
    "\u{202e}",
    "\u{2028}",
    "é",
    "e\u{301}",
    "\u{1d11e}",
    "…",
    "\u{fffd}",
    "99999999999999999999",
    "-1",
    "0",
    "007",
    "0x1f",
    "1e999",
    ".nan",
    "~",
    "null",
    "yes",
    "true",
    "+15550123",
    "2026-11-24",
    "25:61",
    "0s",
    "9999999d",
    "operator",
    "goodbye",
    "start",
    "steps:",
    "prompts:",
    "next: ",
    "and ",
    "not ",
    "== ",
    "\"\"",
    "lookup parcel answers ",
    "> rings\n",
    "line ",
];

/// Letters of every width, and signs that turn, join or hide others.
const LETTERS: &[&str] =
    &["é", "ß", "€", "…", "\u{1d11e}", "\u{301}", "\u{200d}", "\u{202e}", "\u{a0}", "\u{85}", "\0", "\r"];

/// A text of the corpus, changed.
pub fn text(corpus: &[String], random: &mut Rng) -> String {
    let mut text = pick(corpus, random).clone();
    // Mostly one or two: what is changed more is seldom read any further than its first line.
    let changes = 1 + random.u64(..).trailing_zeros() as usize;
    for _ in 0..changes.min(CHANGES_MAX) {
        text = change(&text, corpus, random);
        cut(&mut text, TEXT_MAX);
    }
    text
}

fn pick<'a>(corpus: &'a [String], random: &mut Rng) -> &'a String {
    &corpus[random.usize(0..corpus.len())]
}

fn change(text: &str, corpus: &[String], random: &mut Rng) -> String {
    match random.usize(0..20) {
        0 => bytes(text, random),
        1 => lines(text, random, |lines, random| random.shuffle(lines)),
        2 => lines(text, random, |lines, random| {
            let (from, to) = (random.usize(0..lines.len()), random.usize(0..lines.len()));
            lines.insert(to, lines[from]);
        }),
        3 => lines(text, random, |lines, random| _ = lines.remove(random.usize(0..lines.len()))),
        4 => {
            let other = pick(corpus, random);
            let (head, tail) = (text.split_at(place(text, random)).0, other.split_at(place(other, random)).1);
            format!("{head}{tail}")
        }
        5 => {
            let other = pick(corpus, random);
            let other = other.lines().nth(random.usize(0..other.lines().count().max(1))).unwrap_or("").to_owned();
            insert(text, &format!("{other}\n"), random)
        }
        6 => {
            let (a, b) = (place(text, random), place(text, random));
            format!("{}{}", &text[..a.min(b)], &text[a.max(b)..])
        }
        7 => {
            let (a, b) = (place(text, random), place(text, random));
            let piece: String = text[a.min(b)..a.max(b)].chars().take(40).collect();
            insert(text, &piece.repeat(random.usize(1..60)), random)
        }
        8 => {
            let token = TOKENS[random.usize(0..TOKENS.len())];
            insert(text, &token.repeat(if random.u8(0..8) == 0 { random.usize(1..2_000) } else { 1 }), random)
        }
        9 => insert(text, TOKENS[random.usize(0..TOKENS.len())], random),
        10..=12 => insert(text, LETTERS[random.usize(0..LETTERS.len())], random),
        _ => word(text, pick(corpus, random), random),
    }
}

/// Another word in the place of one: what is built like a flow is read to its end.
fn word(text: &str, other: &str, random: &mut Rng) -> String {
    let other = if random.bool() { text } else { other };
    let (words, others) = (words(text), words(other));
    if words.is_empty() || others.is_empty() {
        return text.to_owned();
    }
    let (old, new) = (&words[random.usize(0..words.len())], &others[random.usize(0..others.len())]);
    format!("{}{}{}", &text[..old.start], &other[new.clone()], &text[old.end..])
}

/// Where the words of a text stand.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (at, letter) in text.char_indices().filter(|(_, letter)| letter.is_alphanumeric() || "_-+".contains(*letter)) {
        match words.last_mut() {
            Some(word) if word.end == at => word.end += letter.len_utf8(),
            _ => words.push(at..at + letter.len_utf8()),
        }
    }
    words
}

/// Other bits here and there; what is no UTF-8 then becomes the letter for that.
fn bytes(text: &str, random: &mut Rng) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..random.usize(1..8) {
        if !bytes.is_empty() {
            let at = random.usize(0..bytes.len());
            bytes[at] ^= 1 << random.u8(0..8);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn lines(text: &str, random: &mut Rng, change: impl FnOnce(&mut Vec<&str>, &mut Rng)) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    if !lines.is_empty() {
        change(&mut lines, random);
    }
    lines.concat()
}

fn insert(text: &str, what: &str, random: &mut Rng) -> String {
    let mut text = text.to_owned();
    text.insert_str(place(&text, random), what);
    text
}

/// A place between two letters.
fn place(text: &str, random: &mut Rng) -> usize {
    let at = random.usize(0..=text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn cut(text: &mut String, max: usize) {
    let at = (0..=max.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text.truncate(at);
}
