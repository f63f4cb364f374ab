//! How values sound, in every language. Each row was looked at, and most were heard (espeak-ng 1.51).

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime};
use clew::{
    call::{Name, Number, Type, Value},
    prompt::{Currency, FORMATS, Format, Language, Tongue},
};

/// The languages of the rows, and the currency that goes with each.
const TAGS: [(&str, &str); 4] = [("en-US", "USD"), ("es-US", "USD"), ("de-DE", "EUR"), ("fr-FR", "EUR")];

/// A format, a value (by its kind and plain form), and how it sounds in `TAGS`.
type Row = (&'static str, &'static str, &'static str, [&'static str; 4]);

/// The same in all languages.
const fn same(format: &'static str, kind: &'static str, value: &'static str, sound: &'static str) -> Row {
    (format, kind, value, [sound; 4])
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    same("digits", "digits", "", ""),
    same("digits", "digits", "7", "7"),
    same("digits", "digits", "123", "1 2 3"),
    same("digits", "digits", "1234", "1 2 3 4"),
    same("digits", "digits", "12345", "1 2 3, 4 5"),
    same("digits", "digits", "0012345678", "0 0 1, 2 3 4, 5 6 7 8"),
    same("digits", "text", "AB-12", "1 2"),
    same("digits", "phone", "+15550100", "1 5 5, 5 0 1, 0 0"),
    same("spell", "digits", "", ""),
    same("spell", "text", "a1-bß", "A, 1, B, ß"),
    ("number", "number", "1250", ["1,250", "1250", "1250", "1250"]),
    ("number", "number", "1234567.50", ["1,234,567.5", "1234567.5", "1234567,5", "1234567,5"]),
    ("number", "number", "-3", ["minus 3", "menos 3", "minus 3", "moins 3"]),
    same("number", "number", "0", "0"),
    same("number", "digits", "0042", "42"),
    same("number", "digits", "99999999999999999999999999999999", "99999999999999999999999999999999"),
    same("count", "list", "3", "3"),
    same("count", "text", "a few", "a few"),
    ("money", "money", "12.50", ["12 dollars and 50 cents", "12 dólares con 50 centavos", "12 Euro 50", "12 euros 50"]),
    ("money", "money", "1", ["1 dollar", "un dólar", "ein Euro", "un euro"]),
    ("money", "money", "1.01", ["1 dollar and 1 cent", "un dólar con un centavo", "ein Euro und ein Cent", "un euro et un centime"]),
    ("money", "money", "0.5", ["50 cents", "50 centavos", "50 Cent", "50 centimes"]),
    ("money", "money", "-0.5", ["minus 50 cents", "menos 50 centavos", "minus 50 Cent", "moins 50 centimes"]),
    ("money", "money", "0", ["0 dollars", "0 dólares", "0 Euro", "0 euros"]),
    ("money", "money", "1250.05", ["1,250 dollars and 5 cents", "1250 dólares con 5 centavos", "1250 Euro und 5 Cent", "1250 euros et 5 centimes"]),
    ("money", "money", "2.005", ["2 dollars and 1 cent", "2 dólares con un centavo", "2 Euro und ein Cent", "2 euros et un centime"]),
    ("money", "number", "1.999", ["2 dollars", "2 dólares", "2 Euro", "2 euros"]),
    same("money", "text", "a lot", "a lot"),
    ("day", "date", "2026-11-24", ["Tuesday, November 24", "martes, 24 de noviembre", "Dienstag, 24. November", "mardi 24 novembre"]),
    ("day", "moment", "2026-12-01T10:00", ["Tuesday, December 1", "martes, 1 de diciembre", "Dienstag, 1. Dezember", "mardi 1er décembre"]),
    same("day", "text", "soon", "soon"),
    ("date", "date", "2026-11-24", ["November 24, 2026", "24 de noviembre de 2026", "24. November 2026", "24 novembre 2026"]),
    ("date", "date", "1999-02-01", ["February 1, 1999", "1 de febrero de 1999", "1. Februar 1999", "1er février 1999"]),
    ("time", "time", "14:30", ["2:30 PM", "2:30 p.m.", "14 Uhr 30", "14 heures 30"]),
    ("time", "time", "08:05", ["8:05 AM", "8:05 a.m.", "8 Uhr 5", "8 heures 5"]),
    ("time", "time", "14:00", ["2 PM", "2 p.m.", "14 Uhr", "14 heures"]),
    ("time", "time", "01:00", ["1 AM", "1 a.m.", "1 Uhr", "1 heure"]),
    ("time", "time", "00:00", ["midnight", "12 de la noche", "0 Uhr", "minuit"]),
    ("time", "time", "12:00", ["noon", "12 del mediodía", "12 Uhr", "midi"]),
    ("time", "time", "12:15", ["12:15 PM", "12:15 del mediodía", "12 Uhr 15", "midi 15"]),
    ("time", "moment", "2026-11-24T00:05", ["12:05 AM", "12:05 de la noche", "0 Uhr 5", "minuit 5"]),
    ("moment", "moment", "2026-11-24T14:30", [
        "Tuesday, November 24 at 2:30 PM", "martes, 24 de noviembre a las 2:30 p.m.",
        "Dienstag, 24. November um 14 Uhr 30", "mardi 24 novembre à 14 heures 30",
    ]),
    ("moment", "moment", "2026-11-24T13:00", [
        "Tuesday, November 24 at 1 PM", "martes, 24 de noviembre a la 1 p.m.",
        "Dienstag, 24. November um 13 Uhr", "mardi 24 novembre à 13 heures",
    ]),
    ("moment", "moment", "2026-11-24T12:00", [
        "Tuesday, November 24 at noon", "martes, 24 de noviembre a las 12 del mediodía",
        "Dienstag, 24. November um 12 Uhr", "mardi 24 novembre à midi",
    ]),
    ("moment", "date", "2026-11-24", ["Tuesday, November 24", "martes, 24 de noviembre", "Dienstag, 24. November", "mardi 24 novembre"]),
    ("moment", "time", "09:00", ["9 AM", "9 a.m.", "9 Uhr", "9 heures"]),
    ("phone", "phone", "+15550123456", ["5 5 5, 0 1 2, 3 4 5 6", "5 5 5, 0 1 2, 3 4 5 6", "1, 5 5 5, 0 1 2, 3 4 5 6", "1, 5 5 5, 0 1 2, 3 4 5 6"]),
    ("phone", "phone", "+4930123456", ["4 9, 3 0 1, 2 3 4, 5 6", "4 9, 3 0 1, 2 3 4, 5 6", "0 3 0, 1 2 3, 4 5 6", "4 9, 3 0 1, 2 3 4, 5 6"]),
    ("phone", "phone", "+33612345678", ["3 3, 6 1 2, 3 4 5, 6 7 8", "3 3, 6 1 2, 3 4 5, 6 7 8", "3 3, 6 1 2, 3 4 5, 6 7 8", "0 6, 1 2, 3 4, 5 6, 7 8"]),
    same("phone", "phone", "+353123456", "3 5 3, 1 2 3, 4 5 6"),
    same("phone", "phone", "+70123", "7, 0 1 2 3"),
    same("phone", "phone", "+888", "8 8 8"),
    same("phone", "digits", "5550100", "5 5 5, 0 1 0 0"),
    same("name", "text", "LEE, ANN", "Ann Lee"),
    same("name", "text", "o'brien-smith", "O'Brien-Smith"),
    same("name", "text", "Anna van der Berg", "Anna van der Berg"),
    same("name", "text", "", ""),
    same("text", "text", "As it IS.", "As it IS."),
    same("text", "digits", "0042", "0042"),
];

pub(crate) fn value(kind: &str, plain: &str) -> Value {
    match kind {
        "digits" => Value::Digits(plain.to_owned()),
        "text" => Value::Text(plain.to_owned()),
        "number" => Value::Number(plain.parse().unwrap()),
        "money" => Value::Money(plain.parse().unwrap()),
        "phone" => Value::Phone(Number::parse(plain).unwrap()),
        "date" => Value::Date(plain.parse().unwrap()),
        "time" => Value::Time(NaiveTime::parse_from_str(plain, "%H:%M").unwrap()),
        "moment" => Value::Moment(chrono::NaiveDateTime::parse_from_str(plain, "%Y-%m-%dT%H:%M").unwrap()),
        "list" => Value::List(vec![Value::Truth(true); plain.parse().unwrap()]),
        kind => panic!("no values of the kind {kind}"),
    }
}

fn says(format: &str, value: &Value, tag: &str, currency: &str) -> String {
    let tongue = Tongue::new(&Name::from(tag), Currency::named(currency).unwrap());
    (Format::named(format).expect(format).say)(value, &tongue)
}

#[test]
fn every_format_sounds_as_written_in_every_language() {
    for (format, kind, plain, sounds) in ROWS {
        for ((tag, currency), sound) in TAGS.iter().zip(sounds) {
            assert_eq!(&says(format, &value(kind, plain), tag, currency), sound, "{format} of {plain} in {tag}");
        }
    }
    let shown: BTreeSet<&str> = ROWS.iter().map(|(format, ..)| *format).collect();
    assert_eq!(shown, FORMATS.iter().map(|format| format.name).collect(), "every format has a row");
    assert_eq!(Language::all().count(), TAGS.len(), "every language has its column");
}

#[test]
fn regions_have_their_own_clock_and_figures() {
    for (format, kind, plain, tag, sound) in [
        ("time", "time", "14:30", "en-GB", "2:30 PM"),
        ("time", "time", "14:30", "es-ES", "14:30"),
        ("time", "time", "14:00", "es-ES", "14 horas"),
        ("time", "time", "01:00", "es", "1 hora"),
        ("time", "time", "02:30", "es-MX", "2:30 a.m."),
        ("moment", "moment", "2026-11-24T01:05", "es-ES", "martes, 24 de noviembre a la 1:05"),
        ("day", "date", "2026-11-24", "en-GB", "Tuesday 24 November"),
        ("number", "number", "2.5", "es-ES", "2,5"),
        ("number", "number", "2.5", "es-MX", "2.5"),
        ("phone", "phone", "+442012345678", "en-GB", "0 2 0, 1 2 3, 4 5 6, 7 8"),
        ("phone", "phone", "+15550123456", "en", "1, 5 5 5, 0 1 2, 3 4 5 6"),
        ("money", "money", "1.5", "en-GB", "1 pound and 50 pence"),
        // Of a language that clew has no words of, figures as in English; of a tag that is none, too.
        ("number", "number", "-1250", "tlh", "minus 1,250"),
        ("day", "date", "2026-11-24", "not a tag!", "Tuesday, November 24"),
    ] {
        assert_eq!(says(format, &value(kind, plain), tag, "GBP"), sound, "{format} of {plain} in {tag}");
    }
}

#[test]
fn every_currency_has_its_name_in_every_language() {
    let said = |tag: &str| -> Vec<String> {
        Currency::codes().map(|code| says("money", &value("money", "2.20"), tag, code)).collect()
    };
    let english = ["dollars and 20 cents", "euros and 20 cents", "pounds and 20 pence", "francs and 20 centimes"];
    let all = english.iter().chain(&["dollars and 20 cents", "pesos and 20 centavos"]).map(|name| format!("2 {name}"));
    assert_eq!(said("en-US"), all.collect::<Vec<_>>());
    assert_eq!(said("de-DE"), ["2 Dollar 20", "2 Euro 20", "2 Pfund 20", "2 Franken 20", "2 Dollar 20", "2 Peso 20"]);
    assert!(said("es-MX").contains(&"2 libras con 20 peniques".to_owned()));
    assert!(said("fr-CA").contains(&"2 livres 20".to_owned()));
    assert_eq!(Currency::named("usd"), None);
}

#[test]
fn a_format_never_fails_whatever_the_value() {
    let days = [NaiveDate::MIN, NaiveDate::MAX].map(Value::Date);
    let types =
        Type::names().filter_map(Type::named).chain([Type::List(Box::new(Type::Text)), Type::Record([].into())]);
    let samples = types.map(|of| of.sample()).chain(days);
    let extremes = [rust_decimal::Decimal::MIN, rust_decimal::Decimal::MAX]
        .into_iter()
        .flat_map(|number| [Value::Number(number), Value::Money(number)]);
    for value in samples.chain(extremes) {
        for format in FORMATS {
            for (tag, currency) in TAGS {
                let said = says(format.name, &value, tag, currency);
                assert!(!said.contains(['\u{202f}', '\u{a0}', '\n']), "{} of {value:?}: {said}", format.name);
            }
        }
    }
}

#[test]
fn every_type_with_a_sound_has_a_usual_format_that_fits() {
    for of in Type::names().filter_map(Type::named) {
        match Format::usual(&of) {
            Some(format) => assert!((format.fits)(&of), "{of:?}"),
            None => assert_eq!(of, Type::Truth),
        }
    }
    for format in FORMATS {
        assert!(!format.manual.is_empty() && !format.manual.ends_with('.'), "{}", format.name);
    }
}
