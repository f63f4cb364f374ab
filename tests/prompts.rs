//! Texts, values and what is spoken.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    reason = "tests"
)]

#[path = "prompts/aloud.rs"]
mod aloud;
#[path = "prompts/keys.rs"]
mod keys;
#[path = "prompts/languages.rs"]
mod languages;
#[path = "prompts/leading.rs"]
mod leading;
#[path = "prompts/plurals.rs"]
mod plurals;
#[path = "prompts/recordings.rs"]
mod recordings;
#[path = "support/sound.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod sound;
#[path = "prompts/sounds.rs"]
mod sounds;
#[path = "prompts/voice.rs"]
mod voice;

use std::collections::{BTreeMap, BTreeSet};

use clew::{
    answer::{self, Lexicon},
    call::{Name, Said, Spoken, Value, builtin},
    flow::{Bundle, Sources, Take, built_in_catalogues, sample},
    prompt::{BUILT_IN, Catalogues, Currency, Entry, Template, Trouble, Wording, Written, reads_badly},
};

#[track_caller]
fn fills(text: &str, value: &str, expected: &str) {
    let catalogues = catalogues(&[("it", text, None)]);
    let values = vec![("x".into(), Value::Digits(value.to_owned()))];
    let said = Said { prompt: "it".into(), values, language: None };
    assert_eq!(catalogues.speak(&"en-US".into(), &said, ""), self::text(expected), "{text}");
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
    fills("As usual: {x}.", "12", "As usual: 1 2.");
}

#[test]
fn a_broken_text_says_where() {
    fails("Hello {x", 6, &Trouble::NotClosed);
    fails("Hello x}", 7, &Trouble::NotOpened);
    fails("{}", 1, &Trouble::NoPath);
    fails("{ |digits}", 2, &Trouble::NoPath);
    fails("{a b|digits}", 1, &Trouble::NoPath);
    fails("ä {.x}", 4, &Trouble::NoPath);
    fails("{a..b}", 1, &Trouble::NoPath);
    fails("{x|}", 3, &Trouble::UnknownFormat(String::new()));
    fails("{x|loud}", 3, &Trouble::UnknownFormat("loud".to_owned()));
    fails("{x|digits} {y|loud}", 14, &Trouble::UnknownFormat("loud".to_owned()));
    fails("{x|{y|digits}", 3, &Trouble::UnknownFormat("{y|digits".to_owned()));
    fails("{x|{y|digits}}", 13, &Trouble::NotOpened);
}

#[test]
fn the_inserts_of_a_text_know_their_place() {
    let template = Template::parse("{{ {number|digits} and { code.of_it }").unwrap();
    let inserts: Vec<_> = template
        .inserts()
        .map(|insert| (insert.path.as_str(), insert.format.map(|format| format.name), insert.at))
        .collect();
    assert_eq!(inserts, [("number", Some("digits"), 4), ("code.of_it", None, 25)]);
    assert_eq!(template.plain(), "{   and  ");
}

fn catalogues(entries: &[(&str, &str, Option<&str>)]) -> Catalogues {
    let language = Name::from("en-US");
    let entries = entries.iter().map(|(id, text, audio)| {
        let text = Wording::text(text).unwrap();
        ((*id).into(), Entry { text, audio: audio.map(str::to_owned), language: language.clone() })
    });
    let own = entries.collect();
    let written = Written { language: language.clone(), own, shared: [].into(), built_in: [].into() };
    Catalogues::settle(vec![written], [].into(), Currency::default())
}

fn text(text: &str) -> Spoken {
    Spoken::Text { language: "en-US".into(), voice: None, text: text.to_owned() }
}

#[test]
fn what_is_said_is_a_recording_only_without_values() {
    let catalogues = catalogues(&[
        ("plain", "Hello.", None),
        ("recorded", "Hello.", Some("abc123")),
        ("both", "You have {x|digits}.", Some("abc123")),
        ("sorry", "So sorry.", None),
    ]);
    let base = "https://line.example/recordings";
    let spoken = |prompt: &str| {
        let values = vec![("x".into(), Value::Digits("42".to_owned()))];
        catalogues.speak(&"en-US".into(), &Said { prompt: prompt.into(), values, language: None }, base)
    };
    assert_eq!(spoken("plain"), text("Hello."));
    assert_eq!(spoken("recorded"), Spoken::Audio { url: format!("{base}/abc123") });
    assert_eq!(spoken("both"), text("You have 4 2."));
    assert_eq!(spoken("missing"), text("So sorry."));
    let without = catalogues.text_only();
    assert_eq!(without.speak(&"en-US".into(), &Said::plain("recorded"), base), text("Hello."));
}

#[test]
fn an_empty_catalogue_still_says_sorry() {
    let empty = catalogues(&[]);
    assert_eq!(empty.speak(&"en-US".into(), &Said::plain("hello"), ""), text("Sorry, something went wrong here."));
}

#[test]
fn every_built_in_text_is_there_and_can_be_spoken_in_every_language() {
    let inserts = built_in_catalogues("en").unwrap().inserts();
    for (tag, _) in BUILT_IN {
        let (catalogues, language) = (built_in_catalogues(tag).expect(tag), Name::from(*tag));
        let entries = &catalogues.of(&language).unwrap().entries;
        let ids: BTreeSet<&str> = entries.keys().map(Name::as_str).collect();
        assert_eq!(ids, builtin::ALL.iter().copied().collect(), "{tag}");
        assert_eq!(catalogues.inserts(), inserts, "{tag}");
        for (id, text) in voice::spoken(tag) {
            assert!(text.ends_with(['.', '?', '!']) && !text.contains(['{', '}', '\n']), "{id}: {text}");
            assert!(text.len() <= 180, "{id} is long: {text}");
            assert!(!text.to_lowercase().contains("your call is important"), "{id}: {text}");
            assert_eq!(reads_badly(&text, tag), [], "{tag} {id}: {text}");
        }
    }
}

#[test]
fn built_in_texts_that_must_tell_about_zero_do() {
    for (tag, _) in BUILT_IN {
        let catalogues = built_in_catalogues(tag).unwrap();
        let zero = [builtin::CLOSING_PERSON, builtin::CLOSING_RETRY, builtin::ZERO_HINT, builtin::ZERO_HINT_LATER];
        assert_eq!(catalogues.saying_zero(), zero.map(Name::from).into(), "{tag}");
    }
    assert!(built_in_catalogues("tlh").is_none());
}

#[test]
fn every_built_in_word_list_is_read() {
    let bundle = Bundle::build(sample()).unwrap().0;
    let Lexicon { person, yes, no, go_on, goodbye, digits, own, .. } = bundle.flow.lexicon(&"en-US".into());
    assert!(person.heard_in("I want a PERSON, please") && !person.heard_in("personal"));
    assert!(yes.heard_in("yes") && no.heard_in("no") && go_on.heard_in("go on") && goodbye.heard_in("bye"));
    assert_eq!(digits.values().copied().collect::<BTreeSet<_>>(), ('0'..='9').collect());
    assert!(own.contains_key("parcel"), "{own:?}");
    let texts: BTreeSet<&str> = BUILT_IN.iter().map(|(language, _)| *language).collect();
    assert!(answer::BUILT_IN.iter().all(|(language, _)| texts.contains(language)), "languages with words have texts");
}

#[test]
fn callers_ask_for_a_person_in_many_ways() {
    let flow = Bundle::build(sample()).unwrap().0.flow;
    let lexicon = flow.lexicon(&"en-US".into());
    let asks = |said| answer::asks_for_person(answer::Heard::Words(said), lexicon);
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
    let flow = Bundle::build(sample()).unwrap().0.flow;
    let lexicon = flow.lexicon(&"en-US".into());
    let heard = |said| answer::yes_no(answer::Heard::Words(said), lexicon);
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

/// A recording that can be played.
fn take(hash: String) -> Take {
    Take { hash, length_ms: 1_000, wrong: None, advice: None }
}

#[test]
fn a_flow_replaces_built_in_texts_and_shared_ones() {
    let flow = "\
flow: f
languages: [en-US]
start: main
people: { operator: { try: [ { ring: \"+15550111\" }, { message: leave_message, desk: care } ] } }
desks: { care: }
steps:
  main: { settle: helped }
prompts:
  goodbye: { en-US: Cheerio. }
  helped: { en-US: \"Was that it? For a person, press 0.\" }
";
    let shared = "leave_message: Please speak.\nhelped: Shared.\nsorry: { text: Oh dear., audio: oh.wav }\n";
    let mut sources = Sources::new("f.yaml", flow).with_prompts("en-US", "prompts/en-US.yaml", shared);
    sources.recordings = BTreeMap::from([("oh.wav".to_owned(), take("ab".repeat(32)))]);
    let (bundle, warnings) = Bundle::build(sources).unwrap();
    assert_eq!(warnings, []);
    let spoken = |id: &str| bundle.catalogues.speak(&"en-US".into(), &Said::plain(id), "/recordings");
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

/// A line that says a prompt which is written so, or what is wrong with it, each with what stands there.
fn with_prompt(written: &str) -> Result<Bundle, Vec<(String, String)>> {
    let flow = format!(
        "\
flow: f
languages: [en-US]
start: main
people: {{ operator: {{ try: [ {{ ring: \"+15550111\" }}, {{ message: speak, desk: care }} ] }} }}
desks: {{ care: }}
steps:
  main: {{ ask: how_many, as: {{ digits: 1 }}, into: stops, next: tell }}
  tell: {{ say: [it], next: done }}
  done: {{ settle: helped }}
prompts:
  how_many: {{ en-US: How many? }}
  helped: {{ en-US: Was that it? }}
  speak: {{ en-US: Please speak. }}
  it: {{ en-US: {written} }}
"
    );
    let mut sources = Sources::new("f.yaml", flow.as_str());
    sources.recordings = BTreeMap::new();
    let place = |problem: &clew::flow::Problem| {
        let span = problem.place.span;
        (flow[span.start..span.end].to_owned(), problem.says.clone())
    };
    Bundle::build(sources).map(|(bundle, _)| bundle).map_err(|problems| problems.iter().map(place).collect())
}

#[test]
fn a_prompt_may_have_a_text_for_each_plural_form() {
    let bundle = with_prompt("{ by: stops, one: \"One stop.\", other: \"{stops|digits} stops.\" }").unwrap();
    assert_eq!(bundle.flow.inserts["it"], ["stops".into()]);
    let spoken = |n: &str| {
        let values = vec![("stops".into(), Value::Digits(n.to_owned()))];
        bundle.catalogues.speak(&"en-US".into(), &Said { prompt: "it".into(), values, language: None }, "")
    };
    assert_eq!((spoken("1"), spoken("2")), (text("One stop."), text("2 stops.")));
}

#[test]
fn what_is_wrong_with_plural_forms_is_shown_where_it_stands() {
    let wrong = |written: &str| with_prompt(written).unwrap_err();
    let found = wrong("{ by: stops, one: \"One {stops|loud}.\", few: Some., other: Stops. }");
    assert_eq!(found[0].0, "l");
    assert!(found[0].1.starts_with("there is no format `loud`"), "{found:?}");
    assert_eq!(found[1], ("few".to_owned(), "this language has no such plural form, only `one`, `other`".to_owned()));
    let found = wrong("{ by: stops, one: One stop. }");
    assert_eq!(
        found,
        [("by".to_owned(), "the form `other` is missing, which is said of every other number".to_owned())]
    );
    let found = wrong("{ by: \"no stops\", other: Stops. }");
    assert_eq!(
        found[0],
        ("n".to_owned(), "a value is inserted as `{name|format}` or `{name.field|format}`".to_owned())
    );
    // What a step asks for has a type, and a type has a sound of its own; a format must fit it.
    with_prompt("\"{stops|digits} {stops}\"").unwrap();
    let found = wrong("\"{stops|day}\"");
    assert!(found[0].1.contains("`stops`") && found[0].1.contains("digits"), "{found:?}");
}
