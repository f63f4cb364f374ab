//! Texts, values and what is spoken.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    reason = "tests"
)]

use std::collections::{BTreeMap, BTreeSet};

use clew::{
    answer::{self, Lexicon},
    call::{Name, Said, Spoken, Value, builtin},
    flow::{Bundle, Sources, built_in_catalogue, sample},
    prompt::{BUILT_IN, Catalogue, Entry, FORMATS, Format, Template, Trouble, says_zero, speak},
};

#[track_caller]
fn fills(text: &str, value: &str, expected: &str) {
    let values = [(Name::from("x"), Value::Digits(value.to_owned()))];
    assert_eq!(Template::parse(text).unwrap().fill(&values), expected, "{text}");
}

#[track_caller]
fn fails(text: &str, at: usize, trouble: &Trouble) {
    let error = Template::parse(text).unwrap_err();
    assert_eq!((error.at, &error.trouble), (at, trouble), "{text}");
    let says = trouble.to_string();
    assert!(!says.ends_with('.') && !says.contains('\n'), "{says}");
}

#[test]
fn texts_are_filled_with_values() {
    fills("Nothing to fill.", "1", "Nothing to fill.");
    fills("", "1", "");
    fills("{x|digits}", "12", "1 2");
    fills("a{x|digits}b{ x | spell }c", "12", "a1 2b1, 2c");
    fills("{{x}} and {{", "1", "{x} and {");
    fills("{{{x|digits}}}", "1", "{1}");
    fills("ä{x|digits}🧶", "7", "ä7🧶");
    fills("A gap {y|digits}.", "1", "A gap .");
}

#[test]
fn a_broken_text_says_where() {
    fails("Hello {x", 6, &Trouble::NotClosed);
    fails("Hello x}", 7, &Trouble::NotOpened);
    fails("{}", 1, &Trouble::NoName);
    fails("{ |digits}", 2, &Trouble::NoName);
    fails("{a b|digits}", 1, &Trouble::NoName);
    fails("ä {x}", 4, &Trouble::NoFormat("x".to_owned()));
    fails("{x|}", 3, &Trouble::UnknownFormat(String::new()));
    fails("{x|loud}", 3, &Trouble::UnknownFormat("loud".to_owned()));
    fails("{x|digits} {y|loud}", 14, &Trouble::UnknownFormat("loud".to_owned()));
    fails("{x|{y|digits}}", 3, &Trouble::UnknownFormat("{y|digits".to_owned()));
}

#[test]
fn the_inserts_of_a_text_know_their_place() {
    let template = Template::parse("{{ {number|digits} and { code |spell}").unwrap();
    let inserts: Vec<_> =
        template.inserts().map(|insert| (insert.name.as_str(), insert.format.name, insert.at)).collect();
    assert_eq!(inserts, [("number", "digits", 4), ("code", "spell", 25)]);
    assert_eq!(template.plain(), "{   and  ");
}

/// Each format with values and how they sound.
const SOUNDS: &[(&str, &str, &str)] = &[
    ("digits", "", ""),
    ("digits", "7", "7"),
    ("digits", "123", "1 2 3"),
    ("digits", "1234", "1 2 3 4"),
    ("digits", "12345", "1 2 3, 4 5"),
    ("digits", "123456", "1 2 3, 4 5 6"),
    ("digits", "1234567", "1 2 3, 4 5 6 7"),
    ("digits", "0012345678", "0 0 1, 2 3 4, 5 6 7 8"),
    ("digits", "+15550100", "1 5 5, 5 0 1, 0 0"),
    ("spell", "", ""),
    ("spell", "12", "1, 2"),
    ("spell", "a1-b", "A, 1, B"),
];

#[test]
fn every_format_sounds_as_written() {
    let mut shown = BTreeSet::new();
    for (format, value, sound) in SOUNDS {
        shown.insert(*format);
        let said = (Format::named(format).expect(format).say)(&Value::Digits((*value).to_owned()));
        assert_eq!(&said, sound, "{format} of {value}");
    }
    assert_eq!(shown, FORMATS.iter().map(|format| format.name).collect(), "every format has a row in SOUNDS");
}

#[test]
fn texts_that_name_the_key_zero_are_known() {
    for text in ["Press 0.", "For a person, press 0, or wait.", "press zero", "0: a person", "Dial \"0\" now"] {
        assert!(says_zero(text), "{text}");
    }
    for text in ["Press 10.", "It is 0.50.", "It opens at 08:00.", "You owe $0", "Your balance is zero.", "0123", ""] {
        assert!(!says_zero(text), "{text}");
    }
}

fn catalogue(entries: &[(&str, &str, Option<&str>)]) -> Catalogue {
    let entries = entries.iter().map(|(id, text, audio)| {
        ((*id).into(), Entry { text: Template::parse(text).unwrap(), audio: audio.map(str::to_owned) })
    });
    Catalogue { language: "en-US".into(), entries: entries.collect() }
}

fn text(text: &str) -> Spoken {
    Spoken::Text { language: "en-US".into(), text: text.to_owned() }
}

#[test]
fn what_is_said_is_a_recording_only_without_values() {
    let catalogue = catalogue(&[
        ("plain", "Hello.", None),
        ("recorded", "Hello.", Some("abc123")),
        ("both", "You have {x|digits}.", Some("abc123")),
        ("sorry", "So sorry.", None),
    ]);
    let base = "https://line.example/recordings";
    let spoken = |prompt: &str| {
        let values = vec![("x".into(), Value::Digits("42".to_owned()))];
        speak(&catalogue, &Said { prompt: prompt.into(), values }, base)
    };
    assert_eq!(spoken("plain"), text("Hello."));
    assert_eq!(spoken("recorded"), Spoken::Audio { url: format!("{base}/abc123") });
    assert_eq!(spoken("both"), text("You have 4 2."));
    assert_eq!(spoken("missing"), text("So sorry."));
}

#[test]
fn an_empty_catalogue_still_says_sorry() {
    assert_eq!(speak(&catalogue(&[]), &Said::plain("hello"), ""), text("Sorry, something went wrong here."));
}

#[test]
fn every_built_in_text_is_there_and_can_be_spoken_with_sample_values() {
    for (language, _) in BUILT_IN {
        let catalogue = built_in_catalogue(language).expect(language);
        let ids: BTreeSet<&str> = catalogue.entries.keys().map(Name::as_str).collect();
        assert_eq!(ids, builtin::ALL.iter().copied().collect(), "{language}");
        for (id, entry) in &catalogue.entries {
            let values = entry.text.inserts().map(|insert| (insert.name.clone(), Value::Digits("15550100".to_owned())));
            let said = Said { prompt: id.clone(), values: values.collect() };
            let Spoken::Text { text, .. } = speak(&catalogue, &said, "") else { panic!("{id} is no text") };
            assert!(text.ends_with(['.', '?', '!']) && !text.contains(['{', '}', '\n']), "{id}: {text}");
            assert!(text.len() <= 160, "{id} is long: {text}");
            assert!(!text.to_lowercase().contains("your call is important"), "{id}: {text}");
        }
    }
}

#[test]
fn built_in_texts_that_must_tell_about_zero_do() {
    let catalogue = built_in_catalogue("en").unwrap();
    for id in [builtin::ZERO_HINT, builtin::CLOSING_PERSON] {
        assert!(says_zero(&catalogue.entries[id].text.plain()), "{id}");
    }
    assert!(built_in_catalogue("tlh").is_none());
}

#[test]
fn every_built_in_word_list_is_read() {
    let bundle = Bundle::build(sample()).unwrap().0;
    let Lexicon { person, yes, no, go_on, goodbye, digits, own } = &bundle.flow.lexicon;
    assert!(person.heard_in("I want a PERSON, please") && !person.heard_in("personal"));
    assert!(yes.heard_in("yes") && no.heard_in("no") && go_on.heard_in("go on") && goodbye.heard_in("bye"));
    assert_eq!(digits.values().copied().collect::<BTreeSet<_>>(), ('0'..='9').collect());
    assert!(own.contains_key("parcel"), "{own:?}");
    assert_eq!(answer::BUILT_IN.len(), BUILT_IN.len(), "each language has words and texts");
}

#[test]
fn callers_ask_for_a_person_in_many_ways() {
    let lexicon = Bundle::build(sample()).unwrap().0.flow.lexicon;
    let asks = |said| answer::asks_for_person(answer::Heard::Words(said), &lexicon);
    for said in
        ["A human being!", "is anybody there?", "your manager", "zero", "Zero.", "0", "0 0", "press zero", "a rep"]
    {
        assert!(asks(said), "{said}");
    }
    // "Oh" is a zero only among digits, and numbers with zeros in them are numbers.
    for said in ["oh", "o", "zero one two", "1 0", "100", "", "personal", "nobody"] {
        assert!(!asks(said), "{said}");
    }
}

#[test]
fn yes_and_no_are_one_and_two_also_when_said() {
    let lexicon = Bundle::build(sample()).unwrap().0.flow.lexicon;
    let heard = |said| answer::yes_no(answer::Heard::Words(said), &lexicon);
    for (said, meant) in [
        ("one", Some(true)),
        ("1.", Some(true)),
        ("two", Some(false)),
        ("it helped", Some(true)),
        ("it didn't help", Some(false)),
        ("of course", Some(true)),
        ("of course not", None),
        ("yes and no", None),
        ("three", None),
        ("one two", None),
        ("I have 1 more", None),
    ] {
        assert_eq!(heard(said), meant, "{said}");
    }
}

#[test]
fn a_flow_replaces_built_in_texts_and_shared_ones() {
    let flow = "\
flow: f
languages: [en-US]
start: main
people: { operator: { try: [ { message: leave_message, desk: care } ] } }
desks: { care: }
steps:
  main: { settle: helped }
prompts:
  goodbye: { en-US: Cheerio. }
  helped: { en-US: \"Was that it? For a person, press 0.\" }
";
    let shared = "leave_message: Please speak.\nhelped: Shared.\nsorry: { text: Oh dear., audio: oh.wav }\n";
    let mut sources = Sources::new("f.yaml", flow).with_prompts("en-US", "prompts/en-US.yaml", shared);
    sources.recordings = BTreeMap::from([("oh.wav".to_owned(), "ab".repeat(32))]);
    let (bundle, warnings) = Bundle::build(sources).unwrap();
    assert_eq!(warnings, []);
    let spoken = |id: &str| speak(&bundle.catalogue, &Said::plain(id), "/recordings");
    assert_eq!(spoken("goodbye"), text("Cheerio."));
    assert_eq!(spoken("helped"), text("Was that it? For a person, press 0."));
    assert_eq!(spoken("leave_message"), text("Please speak."));
    assert_eq!(spoken("sorry"), Spoken::Audio { url: format!("/recordings/{}", "ab".repeat(32)) });
    assert_eq!(spoken("connecting"), text("I am connecting you with a person."));
    assert!(bundle.flow.says_zero.contains("helped") && !bundle.flow.says_zero.contains("goodbye"));
}

#[test]
fn a_flow_knows_what_its_prompts_insert() {
    let bundle = Bundle::build(sample()).unwrap().0;
    let inserts = &bundle.flow.inserts;
    assert_eq!(inserts.get("is_that_it").map(Vec::as_slice), Some(&[Name::from("parcel_number")][..]));
    assert!(!inserts.contains_key("hello"));
}
