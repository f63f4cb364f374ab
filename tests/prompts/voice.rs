//! What clew itself says, as a caller or a colleague hears it: filled with values, short, and the key last.

use clew::{
    call::{Name, Number, Said, Spoken, Type, Value, builtin},
    flow::built_in_catalogues,
    prompt::{BUILT_IN, keys_first, keys_said, length_ms},
};

/// A value for what a built-in text inserts, in a language; `count` where it is a number.
pub fn sample_value(tag: &str, path: &str, count: i64) -> Value {
    let in_language = |words: [&str; 4]| {
        let at = ["en", "es", "de", "fr"].iter().position(|known| *known == tag).expect("a language of ours");
        Value::Text(words[at].to_owned())
    };
    match path {
        "number" => Value::Phone(Number::parse("+15550100").unwrap()),
        "key" => Value::Digits("1".to_owned()),
        "label" => in_language(["parcels", "paquetes", "Pakete", "les colis"]),
        "matter" => in_language(["your parcel", "su paquete", "Ihr Paket", "votre colis"]),
        "line" => in_language(["Harbor Parcel", "Paquetería Puerto", "Hafenpaket", "Colis du Port"]),
        "title" => in_language(["Parcel", "Paquete", "Paket", "Colis"]),
        "value" => Value::Text("4 7 1, 1 2 2".to_owned()),
        "due" => Type::Moment.sample(),
        "ahead" | "minutes" | "times" => Value::Number(count.into()),
        path => panic!("clew puts no {path} into its texts"),
    }
}

/// Every built-in text of a language as it is spoken, by its id; those that count, once with one and once with more.
pub fn spoken(tag: &str) -> Vec<(String, String)> {
    let (catalogues, language) = (built_in_catalogues(tag).expect(tag), Name::from(tag));
    let mut all = Vec::new();
    for (id, entry) in &catalogues.of(&language).unwrap().entries {
        let counts = if entry.text.texts().count() == 1 { vec![1] } else { vec![1, 4, 21] };
        for count in counts {
            let values = entry.text.inserts();
            let values = values.map(|insert| (insert.path.clone(), sample_value(tag, insert.path.as_str(), count)));
            let said = Said { prompt: id.clone(), values: values.collect(), language: None };
            let Spoken::Text { text, .. } = catalogues.speak(&language, &said, "") else { panic!("{id} is no text") };
            all.push((id.to_string(), text));
        }
    }
    all
}

/// Milliseconds that built-in texts may last, as they are estimated (from above; `tests/voice/read_aloud.sh` measures
/// them), by how their ids begin; the first that fits. What is said to whoever picks up is short: the caller waits.
const MOST_MS: &[(&str, u64)] =
    &[("screen", 5_500), ("note_", 4_500), ("zero_hint", 8_000), ("queue_", 8_000), ("", 13_500)];

#[test]
fn built_in_texts_are_short() {
    for (tag, _) in BUILT_IN {
        for (id, text) in spoken(tag) {
            let (_, most) = MOST_MS.iter().find(|(start, _)| id.starts_with(start)).unwrap();
            let ms = length_ms(&text, tag);
            assert!(ms <= *most, "{tag} {id} lasts {ms} ms: {text}");
        }
    }
}

#[test]
fn built_in_texts_say_what_a_key_is_for_and_then_the_key() {
    for (tag, _) in BUILT_IN {
        for (id, text) in spoken(tag) {
            assert_eq!(keys_first(&text, tag), [], "{tag} {id}: {text}");
        }
    }
}

#[test]
fn built_in_texts_say_the_keys_that_clew_listens_for() {
    const KEYS: &[(&str, &str)] = &[
        (builtin::PERSON_OFFER, "1"),
        (builtin::PERSON_OFFER_LATER, "1"),
        (builtin::PERSON_FIRST, "1"),
        (builtin::PERSON_FIRST_LATER, "1"),
        (builtin::CALLBACK_NUMBER, "12"),
        (builtin::THIS_ONE, "12"),
        (builtin::RESUME_OFFER, "12"),
        (builtin::FORGET_ASK, "1"),
        (builtin::CLOSING_MESSAGE, "1"),
        (builtin::ZERO_HINT, "0"),
        (builtin::ZERO_HINT_LATER, "0"),
        (builtin::CLOSING_PERSON, "0"),
        (builtin::CLOSING_RETRY, "0"),
        (builtin::ASK_NUMBER, "#"),
    ];
    for (tag, _) in BUILT_IN {
        let (catalogues, language) = (built_in_catalogues(tag).expect(tag), Name::from(*tag));
        for (id, entry) in &catalogues.of(&language).unwrap().entries {
            let expected = KEYS.iter().find(|(known, _)| known == &id.as_str()).map_or("", |(_, keys)| keys);
            let said: String = keys_said(&entry.text.plain(), tag).into_iter().collect();
            assert_eq!(said, expected, "{tag} {id}");
        }
    }
}

#[test]
#[ignore = "prints what tests/voice/read_aloud.sh has read aloud"]
fn built_in_texts_are_printed_as_they_are_spoken() {
    for (tag, _) in BUILT_IN {
        for (id, text) in spoken(tag) {
            println!("aloud\t{tag}\t{id}\t{}\t{text}", length_ms(&text, tag));
        }
    }
}
