//! Texts by number, and values whose types are known.

use clew::{
    call::{Name, Said, Spoken, Type, Value},
    prompt::{
        Catalogues, Currency, Entry, Format, Piece, Template, Trouble, Wording, WordingError, WordingTrouble, Written,
        forms_of,
    },
};

use super::sounds::value;

/// What a wording says, with the value `n`, through a catalogue of one text.
fn says(wording: Wording, tag: &str, n: Value) -> String {
    let language = Name::from(tag);
    let entry = Entry { text: wording, audio: None, language: language.clone() };
    let own = [(Name::from("it"), entry)].into();
    let written = Written { language: language.clone(), own, shared: [].into(), built_in: [].into() };
    let catalogues = Catalogues::settle(vec![written], [].into(), Currency::default());
    let said = Said { prompt: "it".into(), values: vec![("n".into(), n)], language: None };
    match catalogues.speak(&language, &said, "") {
        Spoken::Text { text, .. } => text,
        Spoken::Audio { .. } | Spoken::Pause { .. } => panic!("no text"),
    }
}

fn plural(tag: &str) -> Wording {
    Wording::plural("n", &[("one", "one of {n|number}"), ("other", "other of {n|number}")], tag).unwrap()
}

#[test]
fn the_number_decides_by_the_rules_of_the_language() {
    for (tag, kind, n, form) in [
        ("en-US", "number", "1", "one"),
        ("en-US", "number", "0", "other"),
        ("en-US", "number", "1.0", "one"),
        ("en-US", "number", "1.5", "other"),
        ("en-US", "number", "-1", "one"),
        ("en-US", "digits", "01", "one"),
        ("en-US", "list", "1", "one"),
        ("en-US", "list", "0", "other"),
        ("en-US", "text", "several", "other"),
        ("es-MX", "number", "1", "one"),
        ("es-MX", "number", "0", "other"),
        ("de-DE", "number", "1", "one"),
        ("de-DE", "number", "2", "other"),
        // In French nothing is one, and so is one and a half.
        ("fr-CA", "number", "0", "one"),
        ("fr-CA", "number", "1.5", "one"),
        ("fr-CA", "number", "2", "other"),
    ] {
        let said = says(plural(tag), tag, value(kind, n));
        assert!(said.starts_with(&format!("{form} of ")), "{n} in {tag}: {said}");
    }
    assert_eq!(says(plural("en-US"), "en-US", value("number", "1250")), "other of 1,250");
    let many = Wording::plural("n", &[("many", "many"), ("other", "other")], "es").unwrap();
    assert_eq!(says(many.clone(), "es", value("number", "1000000")), "many");
    assert_eq!(says(many, "es", value("number", "1000001")), "other");
}

#[test]
fn each_language_has_its_forms() {
    assert_eq!(forms_of("en-US"), ["one", "other"]);
    assert_eq!(forms_of("de"), ["one", "other"]);
    assert_eq!(forms_of("es-US"), ["one", "many", "other"]);
    assert_eq!(forms_of("fr"), ["one", "many", "other"]);
    assert_eq!(forms_of("ar"), ["zero", "one", "two", "few", "many", "other"]);
    assert_eq!(forms_of("not a tag!"), ["other"]);
}

#[test]
fn all_that_is_wrong_with_plural_forms_is_found_at_once() {
    let forms = [("one", "a {x"), ("few", "b"), ("= 0", "c"), ("many", "d {y|loud}")];
    let errors = Wording::plural(" n| ", &forms, "en-US").unwrap_err();
    let pieces: Vec<&Piece> = errors.iter().map(|error| &error.piece).collect();
    let form = |name: &str| Piece::Form(name.to_owned());
    assert_eq!(pieces, [&Piece::By, &form("one"), &form("few"), &form("= 0"), &form("many"), &Piece::By]);
    let says: Vec<String> = errors.iter().map(|error| error.trouble.to_string()).collect();
    assert!(says[1].starts_with("a brace opens here"), "{says:?}");
    assert_eq!(says[2], "this language has no such plural form, only `one`, `other`");
    assert_eq!(says[5], "the form `other` is missing, which is said of every other number");
    assert_eq!(errors[5].trouble, WordingTrouble::NoOther);
}

#[test]
fn a_wording_knows_its_texts_and_everything_that_it_needs() {
    let wording = Wording::plural("stops", &[("other", "{stops} for {who|name}"), ("one", "1 for {whom|name}")], "en");
    let wording = wording.unwrap();
    let paths: Vec<&str> = wording.inserts().map(|insert| insert.path.as_str()).collect();
    assert_eq!(paths, ["stops", "whom", "stops", "who"]);
    assert_eq!(wording.plain(), "1 for  .   for  ");
    let texts: Vec<Piece> = wording.texts().map(|(piece, _)| piece).collect();
    assert_eq!(texts, [Piece::Form("one".to_owned()), Piece::Form("other".to_owned())]);
    assert_eq!(Wording::text("a").unwrap().texts().map(|(piece, _)| piece).collect::<Vec<_>>(), [Piece::Text]);
}

fn types(path: &str) -> Option<Type> {
    let parcel = Type::Record([("eta".into(), Type::Date), ("open".into(), Type::Truth)].into());
    match path {
        "number" => Some(Type::Digits),
        "stops" => Some(Type::List(Box::new(Type::Text))),
        "count" => Some(Type::Number),
        _ => path.strip_prefix("parcel").and_then(|rest| parcel.at(rest.trim_start_matches('.')).cloned()),
    }
}

#[test]
fn a_value_of_a_known_type_needs_no_format() {
    let settled = Template::parse("{number} {parcel.eta} {parcel.eta|date} {stops} {what|text}").unwrap();
    let settled = settled.settle(&types).unwrap();
    let formats: Vec<&str> = settled.inserts().map(|insert| insert.format.expect("settled").name).collect();
    assert_eq!(formats, ["digits", "day", "date", "count", "text"]);
}

#[test]
fn all_formats_that_are_missing_or_do_not_fit_are_found_at_once() {
    let text = "{parcel.eta|digits} {what} {parcel.open} {parcel|text} {number|money}";
    let errors = Template::parse(text).unwrap().settle(&types).unwrap_err();
    let found: Vec<(&str, String)> =
        errors.iter().map(|error| (&text[error.at..=error.at + 5], error.trouble.to_string())).collect();
    assert_eq!(found[0].0, "parcel");
    assert_eq!(found[0].1, "`parcel.eta` is a date, which `digits` cannot say; what can is `day` or `date`");
    assert!(found[1].1.starts_with("how `what` is to be said is not clear: `digits`, `spell`"), "{found:?}");
    assert_eq!(found[2].1, "`parcel.open` is true or false, which has no sound; say a part of it");
    assert_eq!(found[3].1, "`parcel` is a record of eta, open, which has no sound; say a part of it");
    assert!(found[4].1.contains("`digits`, `spell`, `phone`, `number` or `text`"), "{found:?}");
    let unfit = Trouble::Unfit { path: "number".into(), of: Type::Digits, format: *Format::named("money").unwrap() };
    assert_eq!((errors.len(), &errors[4].trouble), (5, &unfit));
}

#[test]
fn plural_forms_are_settled_too_and_go_by_something_that_can_be_counted() {
    let forms = [("one", "{parcel.eta}"), ("other", "{stops} {count}")];
    let settled = Wording::plural("stops", &forms, "en").unwrap().settle(&types).unwrap();
    let formats: Vec<Option<&str>> = settled.inserts().map(|insert| insert.format.map(|format| format.name)).collect();
    assert_eq!(formats, [None, Some("day"), Some("count"), Some("number")]);
    let errors = Wording::plural("parcel.eta", &[("one", "{what}"), ("other", "{parcel.open}")], "en").unwrap();
    let errors = errors.settle(&types).unwrap_err();
    let form = |name: &str| Piece::Form(name.to_owned());
    assert_eq!(
        errors.iter().map(|error| error.piece.clone()).collect::<Vec<_>>(),
        [form("one"), form("other"), Piece::By]
    );
    let WordingError { trouble, .. } = &errors[2];
    assert_eq!(trouble.to_string(), "this is a date; plural forms go by a number or a list");
}
