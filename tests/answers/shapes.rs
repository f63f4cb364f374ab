//! How designers write what they ask for, what every language must have, and what the words mean beside the sheets.

use std::collections::BTreeSet;

use clew::{
    answer::{
        ANSWERS, Answer, BUILT_IN, Ear, Heard, Keys, Words, asks_for_person, asks_for_person_where,
        asks_to_be_forgotten, read,
    },
    call::{Name, Type},
};
use serde_json::{Value as Json, json};

use super::{lexicon, now, shape};

fn refused(written: &str) -> String {
    read(&shape(written)).expect_err(written).to_string()
}

fn taken(written: &str) -> Box<dyn Answer> {
    read(&shape(written)).unwrap_or_else(|error| panic!("{written}: {error}"))
}

#[test]
fn every_kind_is_read_as_designers_write_it() {
    for (written, name, gives) in [
        ("{ digits: 6 }", "digits", Type::Digits),
        ("{ digits: [6, 10], zeros: true }", "digits", Type::Digits),
        ("number", "number", Type::Number),
        ("{ number: [1, 20] }", "number", Type::Number),
        ("{ number: [-1.5, 2.5] }", "number", Type::Number),
        ("money", "money", Type::Money),
        ("{ money: [1, 500] }", "money", Type::Money),
        ("phone", "phone", Type::Phone),
        ("date", "date", Type::Date),
        ("{ date: past }", "date", Type::Date),
        ("time", "time", Type::Time),
        ("moment", "moment", Type::Moment),
        ("{ moment: future }", "moment", Type::Moment),
        ("name", "name", Type::Text),
        ("address", "address", Type::Text),
        ("speech", "speech", Type::Text),
        ("{ letters: [2, 5] }", "letters", Type::Text),
        ("{ one_of: [small, large] }", "one_of", Type::Choice(vec!["small".into(), "large".into()])),
    ] {
        let answer = taken(written);
        assert_eq!((answer.name(), answer.gives()), (name, gives), "{written}");
        let within: Box<dyn Answer> = serde_json::from_value(shape(written)).unwrap();
        assert_eq!(format!("{within:?}"), format!("{answer:?}"));
    }
}

#[test]
fn what_is_wrong_with_a_shape_is_said() {
    for (written, says) in [
        ("dat", "there is no kind of answer `dat`; there is `digits`, `number`"),
        ("{ digit: 6 }", "no kind of answer is named"),
        ("{ digits: 6, date: any }", "`date` and `digits` are two kinds"),
        ("[date]", "expected a kind of answer"),
        ("5", "expected a kind of answer"),
        ("digits", "expected how many: a number such as 6, or [6, 10]"),
        ("{ digits: 0 }", "1 to 30"),
        ("{ digits: [8, 6] }", "1 to 30"),
        ("{ digits: 31 }", "1 to 30"),
        ("{ digits: six }", "expected how many"),
        ("{ digits: 6, zero: true }", "unknown field `zero`"),
        ("{ number: 5 }", "expected the least and the most, such as [1, 20]"),
        ("{ number: [20, 1] }", "expected the least first: [1, 20]"),
        ("{ date: tomorrow }", "unknown variant `tomorrow`, expected one of `any`, `future`, `past`"),
        ("{ phone: DE }", "expected nothing here"),
        ("letters", "expected how many"),
        ("one_of", "2 to 99 word lists"),
        ("{ one_of: [small] }", "2 to 99 word lists"),
        ("{ one_of: [small, small] }", "each once"),
    ] {
        let error = refused(written);
        assert!(error.contains(says), "{written}: {error}");
    }
}

#[test]
fn every_kind_says_which_keys_it_takes() {
    let keys = |max, end| Some(Keys { max, end });
    for (written, expected) in [
        ("{ digits: [6, 10] }", keys(Some(10), Some('#'))),
        ("{ number: [1, 200] }", keys(Some(3), Some('#'))),
        ("number", keys(Some(10), Some('#'))),
        ("time", keys(Some(4), Some('#'))),
        ("{ one_of: [a, b, c] }", keys(Some(1), None)),
        ("{ one_of: [a, b, c, d, e, f, g, h, i, j] }", keys(Some(2), Some('#'))),
        ("speech", None),
        ("name", None),
        ("address", None),
        ("{ letters: 3 }", None),
    ] {
        assert_eq!(taken(written).keys(), expected, "{written}");
    }
    assert_eq!(taken("{ one_of: [a, b] }").words(), [&Name::from("a"), &Name::from("b")]);
    assert!(taken("date").words().is_empty());
}

#[test]
fn every_kind_has_a_schema_with_its_manual() {
    let mut schemas = schemars::SchemaGenerator::default();
    for kind in ANSWERS {
        let schema = (kind.schema)(&mut schemas).to_value();
        let name = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()).map(str::to_owned);
        let schema = name.map_or(schema, |name| schemas.definitions()[&name].clone());
        let about = schema["description"].as_str().unwrap_or_default();
        assert!(60 < about.len(), "`{}` says too little: {about}", kind.name);
        let keys: BTreeSet<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, kind.keys.iter().copied().collect(), "`{}`", kind.name);
        assert_eq!(schema["additionalProperties"], Json::Bool(false), "`{}`", kind.name);
    }
}

#[test]
fn every_language_has_what_english_has() {
    let lists = |language: &str| -> Json {
        let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == language).unwrap();
        serde_saphyr::from_str(text).unwrap()
    };
    let keys = |value: &Json| value.as_object().map(|map| map.keys().cloned().collect::<BTreeSet<_>>());
    let english = lists("en");
    for (language, _) in BUILT_IN {
        let other = lists(language);
        assert_eq!(keys(&other), keys(&english), "{language}");
        for (key, value) in english.as_object().unwrap() {
            // What is a map of words in English is a map of other words; what is a map of lists has the same lists.
            if matches!(key.as_str(), "numbers" | "letters" | "money" | "dates" | "times") {
                assert_eq!(keys(&other[key]), keys(value), "{language}: {key}");
            }
            if let (Some(own), Some(theirs)) = (value.as_array(), other[key].as_array()) {
                assert!(
                    own.is_empty() == theirs.is_empty() && theirs.len() * 3 > own.len(),
                    "{language}: {key} is short"
                );
            }
        }
        let lexicon = lexicon(language);
        assert_eq!(lexicon.digits.values().collect::<BTreeSet<_>>().len(), 10, "{language}");
        let count = |named: &clew::answer::Named<u32>| named.values().copied().collect::<BTreeSet<_>>();
        assert_eq!(count(&lexicon.dates.months), (1..=12).collect(), "{language}");
        assert_eq!(count(&lexicon.dates.weekdays), (1..=7).collect(), "{language}");
        let letters: BTreeSet<char> = lexicon.letters.names.values().copied().collect();
        let missing: Vec<char> = ('a'..='z').filter(|letter| !letters.contains(letter)).collect();
        assert!(missing.iter().all(|letter| "aiou".contains(*letter)), "{language} does not name {missing:?}");
    }
}

/// Yes and no, a person and what does not need one, must not share words.
#[test]
fn the_lists_of_a_language_do_not_contradict_each_other() {
    for (language, text) in BUILT_IN {
        let lexicon = lexicon(language);
        let lists: Json = serde_saphyr::from_str(text).unwrap();
        let phrases = |list: &str| -> Vec<String> { serde_json::from_value(lists[list].clone()).unwrap() };
        for list in ["yes", "no", "go_on", "goodbye", "again", "back", "none", "fillers", "openers", "polite"] {
            for phrase in phrases(list) {
                assert!(!lexicon.person.heard_in(&phrase), "{language}: `{phrase}` of {list} asks for a person");
            }
        }
        for list in ["yes", "no", "go_on", "goodbye", "again", "back", "none", "unsure", "openers", "polite", "person"]
        {
            for phrase in phrases(list) {
                assert!(!lexicon.harsh.heard_in(&phrase), "{language}: `{phrase}` of {list} is harsh");
                assert!(!lexicon.forget.heard_in(&phrase), "{language}: `{phrase}` of {list} asks to be forgotten");
            }
        }
        for phrase in phrases("forget").into_iter().chain(phrases("harsh")) {
            assert!(!lexicon.person.heard_in(&phrase), "{language}: `{phrase}` asks for a person");
        }
        for phrase in phrases("remember") {
            assert!(!asks_to_be_forgotten(Heard::Words(&phrase), &lexicon), "{language}: `{phrase}`");
        }
        for phrase in phrases("no") {
            assert!(!lexicon.yes.all_of(&phrase), "{language}: `{phrase}` is yes and no");
            let heard = clew::answer::yes_no(Heard::Words(&phrase), &lexicon);
            assert_eq!(heard, Some(false), "{language}: `{phrase}`");
        }
        for phrase in phrases("yes") {
            assert_eq!(clew::answer::yes_no(Heard::Words(&phrase), &lexicon), Some(true), "{language}: `{phrase}`");
        }
        for phrase in phrases("person") {
            assert!(asks_for_person(Heard::Words(&phrase), &lexicon), "{language}: `{phrase}`");
        }
    }
}

#[test]
fn zeros_are_a_person_unless_they_can_be_an_answer() {
    let lexicon = lexicon("en");
    let zeros = taken("{ digits: 6, zeros: true }").zeros();
    assert!(zeros && !taken("{ digits: 6 }").zeros() && !taken("number").zeros());
    for (heard, plain, despite) in [
        (Heard::Keys("0"), true, true),
        (Heard::Keys("00"), true, true),
        (Heard::Keys("000000"), true, false),
        (Heard::Keys(""), false, false),
        (Heard::Words("zero"), true, true),
        (Heard::Words("zero zero zero zero zero zero"), true, false),
        (Heard::Words("000000"), true, false),
        (Heard::Words("an agent"), true, true),
        (Heard::Words(""), false, false),
        (Heard::Silence, false, false),
    ] {
        assert_eq!(asks_for_person(heard, &lexicon), plain, "{heard:?}");
        assert_eq!(asks_for_person_where(heard, &lexicon, zeros), despite, "{heard:?}");
    }
}

#[test]
fn words_are_matched_whole_whatever_their_case_and_accents() {
    let list = |phrases: &[&str]| Words::from(phrases.iter().map(|phrase| (*phrase).to_owned()).collect::<Vec<_>>());
    for (phrase, heard, fits) in [
        ("envío", "ENVIO", true),
        ("envio", "mi envío", true),
        ("schön", "schoen", true),
        ("schoen", "schön", true),
        ("schön", "schon", true),
        ("groß", "GROSS", true),
        ("agent", "l’agent", true),
        ("agent", "agents", false),
        ("apple", "pineapple", false),
        ("where is", "where's it", false),
        ("e-mail", "my e mail", true),
        ("don't know", "I don’t know", true),
        ("zoe\u{308}", "zoë", true),
        ("", "anything", false),
    ] {
        assert_eq!(list(&[phrase]).heard_in(heard), fits, "`{phrase}` in `{heard}`");
    }
    assert_eq!(list(&["bill", "the bill for"]).longest_in("THE bill, for me"), 3);
    assert!(list(&["not sure"]).all_of("Not sure!") && !list(&["not sure"]).all_of("not sure why"));
}

#[test]
fn a_choice_is_heard_exactly_or_nearly_and_never_by_guessing() {
    let mut lexicon = lexicon("en");
    for (name, phrases) in [("parcel", "parcel"), ("pencil", "pencil"), ("note", "note"), ("station", "station")] {
        lexicon.own.insert(name.into(), Words::from(vec![phrases.to_owned()]));
    }
    let names = ["parcel", "pencil", "note", "station", "unknown"].map(Name::from);
    let lists: Vec<&Name> = names.iter().collect();
    for (said, chosen) in [
        ("the parcel", Some("parcel")),
        ("the parsel", Some("parcel")),
        ("stayshun", Some("station")),
        ("a pencil and a parcel", None),
        ("no", None),
        ("not", None),
        ("pistol", None),
        ("", None),
    ] {
        assert_eq!(lexicon.choose(&lists, said).map(Name::as_str), chosen, "{said}");
    }
    // A person is never guessed, nor a yes: "personnel" is nearly "person".
    assert!(!asks_for_person(Heard::Words("persom"), &lexicon));
    assert_eq!(clew::answer::yes_no(Heard::Words("yess"), &lexicon), None);
}

#[test]
fn days_are_read_in_the_order_that_is_usual_where_the_line_is() {
    let (english, german) = (lexicon("en"), lexicon("de"));
    let date = read(&json!("date")).unwrap();
    for (lexicon, region, day) in
        [(&english, "US", "2026-06-11"), (&english, "GB", "2026-11-06"), (&german, "DE", "2026-11-06")]
    {
        let ear = Ear { lexicon, now: now(), region };
        let heard = date.read(Heard::Keys("06112026"), &ear).unwrap().plain();
        assert_eq!(heard, day, "{region}");
    }
}
