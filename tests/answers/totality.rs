//! Callers say and press anything, and recognisers write anything: nothing of it panics, and what is understood has the
//! type and the range that was asked for.

use clew::{
    answer::{Answer, BUILT_IN, Ear, Heard, Lexicon, Sounds, Words, asks_for_person_where, digits, read, yes_no},
    call::{Name, Type, Value, WORDS_MAX},
};
use fastrand::Rng;
use serde_json::{Value as Json, json};

use super::{lexicon, now};

const SHAPES: [&str; 24] = [
    r#"{ "digits": [1, 30], "zeros": true }"#,
    r#"{ "digits": 4 }"#,
    r#""number""#,
    r#"{ "number": [-3, 20.5] }"#,
    r#""money""#,
    r#"{ "money": [50, 500] }"#,
    r#""phone""#,
    r#""date""#,
    r#"{ "date": "future" }"#,
    r#"{ "date": "past" }"#,
    r#"{ "date": "any" }"#,
    r#""time""#,
    r#""moment""#,
    r#"{ "moment": "future" }"#,
    r#"{ "moment": "past" }"#,
    r#"{ "moment": "any" }"#,
    r#""name""#,
    r#""address""#,
    r#""speech""#,
    r#"{ "letters": [1, 30] }"#,
    r#"{ "letters": 2 }"#,
    r#"{ "one_of": ["small", "large"] }"#,
    r#"{ "one_of": ["small", "nothing"] }"#,
    r#"{ "one_of": ["large", "small", "empty"] }"#,
];

fn answers() -> Vec<Box<dyn Answer>> {
    SHAPES.iter().map(|shape| read(&serde_json::from_str::<Json>(shape).unwrap()).unwrap()).collect()
}

/// All words of a language's file, as material.
fn vocabulary(language: &str) -> Vec<String> {
    let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == language).unwrap();
    let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '\'').filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

fn with_lists(language: &str) -> Lexicon {
    let mut lexicon = lexicon(language);
    let list = |phrases: &[&str]| Words::from(phrases.iter().map(|phrase| (*phrase).to_owned()).collect::<Vec<_>>());
    lexicon.own.insert(Name::from("small"), list(&["small", "klein", "le petit", "pequeño", "schön"]));
    lexicon.own.insert(Name::from("large"), list(&["large", "groß", "grand modèle", "the very large one"]));
    lexicon.own.insert(Name::from("empty"), list(&["", "!?"]));
    lexicon
}

/// Something that a recogniser might write, or that nobody ever would: words, figures and signs, cut at 240 bytes.
fn text(random: &mut Rng, words: &[String]) -> String {
    let mut text = String::new();
    for _ in 0..random.usize(0..40) {
        match random.u8(0..10) {
            0..=5 => text.push_str(&words[random.usize(0..words.len())]),
            6 => text.push_str(&random.u8(0..10).to_string()),
            7 => text.push_str(&random.u64(..).to_string()),
            8 => text.extend(std::iter::repeat_with(|| random.char(..)).take(3)),
            _ => {
                let length = random.usize(1..30);
                text.extend(std::iter::repeat_with(|| random.lowercase()).take(length));
            }
        }
        text.push_str([" ", " ", " ", "", "-", ".", ",", ":", "'", "+", "$", "\u{301}", "\0"][random.usize(0..13)]);
    }
    while WORDS_MAX < text.len() {
        text.pop();
    }
    if random.bool() { text.to_uppercase().chars().take(WORDS_MAX / 4).collect() } else { text }
}

fn keys(random: &mut Rng) -> String {
    let length = random.usize(0..40);
    std::iter::repeat_with(|| random.choice(*b"0123456789*#").map(char::from).unwrap()).take(length).collect()
}

fn catching<T>(tried: impl FnOnce() -> T) -> std::thread::Result<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(tried))
}

/// What must hold of every answer, whatever was heard.
fn check(answer: &dyn Answer, heard: Heard<'_>, ear: &Ear<'_>) {
    let Some(value) = answer.read(heard, ear) else { return };
    super::assert_type(&answer.gives(), &value, answer.name());
    assert_ne!(heard, Heard::Silence);
    assert!(answer.keys().is_some() || matches!(heard, Heard::Words(_)), "keys mean nothing here");
    if let Value::Digits(digits) = &value {
        assert!(digits.bytes().all(|digit| digit.is_ascii_digit()) && (1..=30).contains(&digits.len()));
    }
    if answer.gives() == Type::Money {
        let plain = value.plain();
        assert!(plain.split_once('.').is_some_and(|(_, cents)| cents.len() == 2), "{plain}");
    }
    if answer.gives() == Type::Text {
        assert!(!value.plain().trim().is_empty() && value.plain().len() <= 2 * WORDS_MAX);
    }
}

#[test]
fn nothing_that_callers_say_or_press_panics() {
    let answers = answers();
    for (language, _) in BUILT_IN {
        let (lexicon, words) = (with_lists(language), vocabulary(language));
        for seed in 0..200 {
            let random = &mut Rng::with_seed(seed);
            let region = random.choice(["US", "DE", "ES", "FR", "GB", "MX", "", "XX", "us"]).unwrap();
            let ear = Ear { lexicon: &lexicon, now: now(), region };
            let (said, pressed) = (text(random, &words), keys(random));
            let tried = catching(|| {
                for heard in [Heard::Words(&said), Heard::Keys(&pressed), Heard::Silence] {
                    for answer in &answers {
                        check(answer.as_ref(), heard, &ear);
                    }
                    let _ = (yes_no(heard, &lexicon), digits(heard, &lexicon, 1..=30));
                    let _ = asks_for_person_where(heard, &lexicon, seed % 2 == 0);
                }
            });
            assert!(tried.is_ok(), "{language}, seed {seed}: {said:?}, {pressed:?}");
        }
    }
}

/// The parsers of phone numbers and of sounds are not ours. They get figures and plain letters only, and with those
/// they do not panic.
#[test]
fn figures_and_letters_of_any_kind_panic_nowhere() {
    let phone = read(&json!("phone")).unwrap();
    let mut lexicon = with_lists("en");
    for seed in 0..1500 {
        let random = &mut Rng::with_seed(seed);
        let (digits, letters) = (random.usize(0..25), random.usize(4..32));
        let mut figures: String = std::iter::repeat_with(|| random.digit(10)).take(digits).collect();
        if random.bool() {
            figures.insert_str(0, ["+", "00", "011", "+1", "+49", "+0"][random.usize(0..6)]);
        }
        let word: String = std::iter::repeat_with(|| random.lowercase()).take(letters).collect();
        lexicon.own.insert(Name::from("other"), Words::from(vec![word.chars().rev().collect::<String>()]));
        lexicon.sounds = [Sounds::English, Sounds::German, Sounds::AsWritten][random.usize(0..3)];
        let region = random.choice(["US", "DE", "ES", "FR", "IT", "AR", "MX", "BR", "SM", "GB"]).unwrap();
        let ear = Ear { lexicon: &lexicon, now: now(), region };
        let tried = catching(|| {
            check(phone.as_ref(), Heard::Words(&figures), &ear);
            check(phone.as_ref(), Heard::Keys(&figures), &ear);
            lexicon.choose(&[&Name::from("small"), &Name::from("other")], &word).is_some()
        });
        assert!(tried.is_ok(), "seed {seed}: {figures}, {word}");
    }
}

#[test]
fn what_is_typed_is_read_as_it_is_or_not_at_all() {
    let lexicon = lexicon("en");
    let ear = Ear { lexicon: &lexicon, now: now(), region: "US" };
    let answer = read(&json!({ "digits": [1, 30] })).unwrap();
    for seed in 0..2000 {
        let pressed = keys(&mut Rng::with_seed(seed));
        let plain = (1..=30).contains(&pressed.len()) && pressed.bytes().all(|key| key.is_ascii_digit());
        let expected = plain.then(|| Value::Digits(pressed.clone()));
        assert_eq!(answer.read(Heard::Keys(&pressed), &ear), expected, "seed {seed}");
    }
}
