//! Texts that name a key before what it is for, in four languages, and what is said instead.
#![allow(clippy::unwrap_used, clippy::string_slice, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use clew::prompt::{first_key, keys_first};

/// Language, text, and how its sentences are turned round; nothing where that is not clear.
const TURNED: &[(&str, &str, &[Option<&str>])] = &[
    ("en-US", "Press 1 for billing.", &[Some("For billing, press 1.")]),
    ("en-US", "Welcome. Press 1 to hear your balance!", &[Some("To hear your balance, press 1.")]),
    ("en-US", "Press one if you are a new customer.", &[Some("If you are a new customer, press one.")]),
    ("en-US", "Press 1 for billing, press 2 for sales.", &[Some("For billing, press 1. For sales, press 2.")]),
    ("en-US", "Press 1 for billing, or 2 for sales.", &[Some("For billing, press 1. For sales, press 2.")]),
    ("en-US", "Press 1 for A. Press 2 for B.", &[Some("For A, press 1."), Some("For B, press 2.")]),
    // What stands in front of it belongs to it, or does not.
    ("en-US", "Please press 1 for billing.", &[None]),
    ("en-US", "Press 1 for the 5 of them.", &[None]),
    ("es-US", "Oprima 1 para facturas.", &[Some("Para facturas, oprima 1.")]),
    ("es-MX", "Oprima el uno si tiene un pedido.", &[Some("Si tiene un pedido, oprima el uno.")]),
    ("de-DE", "Drücken Sie die 1 für Rechnungen.", &[Some("Für Rechnungen drücken Sie die 1.")]),
    ("de-DE", "Drücken Sie die 1, wenn es um Pakete geht.", &[Some("Wenn es um Pakete geht, drücken Sie die 1.")]),
    ("fr-FR", "Appuyez sur 1 pour la facturation.", &[Some("Pour la facturation, appuyez sur 1.")]),
    ("fr-CA", "Tapez le 2 si vous attendez un colis.", &[Some("Si vous attendez un colis, tapez le 2.")]),
];

/// Texts in the right order, or without a key.
const RIGHT: &[(&str, &str)] = &[
    ("en-US", "For billing, press 1. For sales, press 2."),
    ("en-US", "For parcels press 1, for billing press 2."),
    ("en-US", "Billing: press 1. Sales: press 2."),
    ("en-US", "If you know the extension, dial it now. To go back, press star."),
    ("en-US", "Wait 2 days for it."),
    ("en-US", "Press 1."),
    ("es-US", "Para facturas, oprima 1. Para ventas, oprima 2."),
    ("de-DE", "Für Rechnungen drücken Sie die 1. Wenn es um Pakete geht, drücken Sie die 2."),
    ("fr-FR", "Pour la facturation, appuyez sur 1. Pour les colis, tapez 2."),
    ("fi-FI", "Press 1 for billing."),
    ("en-US", ""),
];

#[test]
fn what_is_said_in_the_wrong_order_is_found_and_turned_round() {
    for (language, text, turned) in TURNED {
        let found = keys_first(text, language);
        let instead: Vec<Option<&str>> =
            found.iter().map(|first| first.instead.as_ref().map(|(_, instead)| instead.as_str())).collect();
        assert_eq!(instead, *turned, "{language}: {text}");
        for first in &found {
            let named = &text[first.at.clone()].to_lowercase();
            assert!(!named.ends_with(['.', ',']), "{text}: {named}");
        }
    }
}

#[test]
fn a_turned_text_is_in_the_right_order() {
    for (language, text, _) in TURNED {
        let mut turned = (*text).to_owned();
        for (at, instead) in keys_first(text, language).into_iter().rev().filter_map(|first| first.instead) {
            turned.replace_range(at, &instead);
        }
        let left = keys_first(&turned, language).into_iter().filter(|first| first.instead.is_some()).count();
        assert_eq!(left, 0, "{turned}");
    }
}

#[test]
fn what_is_in_the_right_order_is_left_alone() {
    for (language, text) in RIGHT {
        assert_eq!(keys_first(text, language), [], "{language}: {text}");
    }
}

#[test]
fn the_first_key_is_found_where_it_is_said() {
    assert_eq!(first_key("For billing, press 1.", "en-US"), Some(19));
    assert_eq!(first_key("Für Rechnungen drücken Sie die 1.", "de-DE"), Some(33));
    assert_eq!(first_key("Say billing.", "en-US"), None);
}

/// Whatever the text, finding ends, and what it points at is there.
#[test]
fn no_text_breaks_it() {
    let seed = fastrand::u64(..);
    let mut random = fastrand::Rng::with_seed(seed);
    let words = [
        "press",
        "1",
        "2.",
        "for",
        "to",
        ",",
        "für",
        "die",
        "…",
        "appuyez",
        "sur",
        "{x|digits}",
        "*",
        "\n",
        "#,",
        "¿",
        "or",
    ];
    for _ in 0..3_000 {
        let text: Vec<&str> = (0..random.usize(0..12)).map(|_| words[random.usize(0..words.len())]).collect();
        let text = text.join(if random.bool() { " " } else { "  " });
        for language in ["en-US", "es-US", "de-DE", "fr-FR"] {
            for first in keys_first(&text, language) {
                assert!(text.get(first.at.clone()).is_some(), "seed {seed}: {text:?}");
                let whole = first.instead.map(|(whole, _)| whole);
                assert!(whole.is_none_or(|whole| text.get(whole).is_some()), "seed {seed}: {text:?}");
            }
        }
    }
}
