//! What is said in which language, and in whose voice.

use std::collections::BTreeMap;

use clew::{
    call::{Name, Said, Spoken, Value},
    prompt::{Catalogues, Currency, Entry, Wording, Written},
};

use super::sounds::value;

fn entries(language: &str, texts: &[(&str, &str)]) -> BTreeMap<Name, Entry> {
    let entry = |text: &str| Entry { text: Wording::text(text).unwrap(), audio: None, language: language.into() };
    texts.iter().map(|(id, text)| ((*id).into(), entry(text))).collect()
}

/// A line in English and Spanish, with a text in French only.
fn line() -> Catalogues {
    let english = Written {
        language: "en-US".into(),
        own: entries(
            "en-US",
            &[("hello", "Hello."), ("only_english", "Only {what|text}, {day|day}."), ("item", "an item")],
        ),
        shared: entries("en-US", &[("hello", "Shared hello."), ("shared", "Shared.")]),
        built_in: entries(
            "en-US",
            &[("shared", "Built in."), ("goodbye", "Goodbye."), ("sorry", "Sorry."), ("press", "Press 0.")],
        ),
    };
    let spanish = Written {
        language: "es-US".into(),
        own: entries("es-US", &[("item", "un artículo"), ("about", "Sobre {what}."), ("round", "{self|text}!")]),
        shared: entries("es-US", &[]),
        built_in: entries("es-US", &[("goodbye", "Adiós."), ("sorry", "Perdón."), ("press", "Marque 0.")]),
    };
    let french = Written {
        language: "fr-CA".into(),
        own: entries("fr-CA", &[("only_french", "Bonjour {n|money}."), ("press", "Voilà.")]),
        shared: BTreeMap::new(),
        built_in: BTreeMap::new(),
    };
    let voices = [("en-US".into(), "Polly.Joanna".into()), ("es-US".into(), "Polly.Lupe".into())].into();
    Catalogues::settle(vec![english, spanish, french], voices, Currency::Cad)
}

#[track_caller]
fn says(language: &str, id: &str, values: &[(&str, Value)], expected: (&str, Option<&str>, &str)) {
    let values = values.iter().map(|(name, value)| ((*name).into(), value.clone())).collect();
    let spoken = line().speak(&language.into(), &Said { prompt: id.into(), values, language: None }, "");
    let (language, voice, text) = expected;
    assert_eq!(spoken, Spoken::Text { language: language.into(), voice: voice.map(Name::from), text: text.to_owned() });
}

const ENGLISH: Option<&str> = Some("Polly.Joanna");
const SPANISH: Option<&str> = Some("Polly.Lupe");

#[test]
fn a_text_of_the_flow_beats_a_shared_one_and_that_a_built_in_one() {
    says("en-US", "hello", &[], ("en-US", ENGLISH, "Hello."));
    says("en-US", "shared", &[], ("en-US", ENGLISH, "Shared."));
    says("en-US", "goodbye", &[], ("en-US", ENGLISH, "Goodbye."));
    says("es-US", "goodbye", &[], ("es-US", SPANISH, "Adiós."));
}

#[test]
fn a_missing_translation_is_said_in_the_first_language_that_has_it_with_its_voice_and_formats() {
    says("es-US", "hello", &[], ("en-US", ENGLISH, "Hello."));
    let values = [("what", Value::Prompt("item".into())), ("day", value("date", "2026-11-24"))];
    says("es-US", "only_english", &values, ("en-US", ENGLISH, "Only an item, Tuesday, November 24."));
    says("en-US", "only_french", &[("n", value("money", "2"))], ("fr-CA", None, "Bonjour 2 dollars."));
    says("en-US", "about", &[("what", Value::Choice("item".into()))], ("es-US", SPANISH, "Sobre un artículo."));
}

#[test]
fn a_language_is_found_exactly_or_by_its_region_or_is_the_first() {
    says("es-MX", "goodbye", &[], ("es-US", SPANISH, "Adiós."));
    says("tlh", "goodbye", &[], ("en-US", ENGLISH, "Goodbye."));
    let said = Said { language: Some("es".into()), ..Said::plain("goodbye") };
    assert!(matches!(line().speak(&"en-US".into(), &said, ""), Spoken::Text { text, .. } if text == "Adiós."));
}

#[test]
fn whatever_is_asked_something_is_said() {
    says("es-US", "no such id", &[], ("es-US", SPANISH, "Perdón."));
    says("es-US", "about", &[], ("es-US", SPANISH, "Sobre ."));
    says("es-US", "about", &[("what", Value::Choice("no prompt".into()))], ("es-US", SPANISH, "Sobre no prompt."));
    // A prompt within itself is cut off.
    says("es-US", "round", &[("self", Value::Prompt("round".into()))], ("es-US", SPANISH, "!!!!!"));
    let nothing = Catalogues::settle(Vec::new(), BTreeMap::new(), Currency::Usd);
    let spoken = nothing.speak(&"es-US".into(), &Said::plain("hello"), "");
    let sorry = "Sorry, something went wrong here.".to_owned();
    assert_eq!(spoken, Spoken::Text { language: "en-US".into(), voice: None, text: sorry });
}

#[test]
fn values_are_found_by_their_whole_path_or_below_a_record() {
    let record = Value::Record([("eta".into(), value("date", "2026-11-24"))].into());
    let text = |values: &[(&str, Value)]| {
        let own = entries("en-US", &[("it", "{parcel.eta|date}")]);
        let written = Written { language: "en-US".into(), own, shared: [].into(), built_in: [].into() };
        let catalogues = Catalogues::settle(vec![written], [].into(), Currency::Usd);
        let values = values.iter().map(|(name, value)| ((*name).into(), value.clone())).collect();
        match catalogues.speak(&"en-US".into(), &Said { prompt: "it".into(), values, language: None }, "") {
            Spoken::Text { text, .. } => text,
            Spoken::Audio { .. } | Spoken::Pause { .. } => panic!("no text"),
        }
    };
    assert_eq!(text(&[("parcel", record.clone())]), "November 24, 2026");
    assert_eq!(text(&[("parcel.eta", value("date", "2026-12-01")), ("parcel", record.clone())]), "December 1, 2026");
    assert_eq!(text(&[("parcel.et", record)]), "");
}

#[test]
fn what_is_not_translated_what_is_inserted_and_what_tells_about_zero_is_known() {
    let line = line();
    assert_eq!(line.languages().map(Name::as_str).collect::<Vec<_>>(), ["en-US", "es-US", "fr-CA"]);
    let spanish: Vec<&str> =
        line.untranslated().filter(|(language, _)| language.as_str() == "es-US").map(|(_, id)| id.as_str()).collect();
    assert_eq!(spanish, ["hello", "only_english", "only_french", "shared"]);
    assert!(!line.untranslated().any(|(_, id)| id.as_str() == "press"));
    let inserts = line.inserts();
    assert_eq!(inserts["only_english"], ["day".into(), "what".into()].into());
    assert!(!inserts.contains_key("hello"));
    assert!(line.saying_zero().is_empty(), "the French text does not tell");
    let entry = |id| line.entry(&"es-MX".into(), id).map(|entry| entry.language.as_str().to_owned());
    assert_eq!((entry("press"), entry("hello"), entry("none")), (Some("es-US".into()), Some("en-US".into()), None));
}
