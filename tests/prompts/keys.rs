//! Which keys a text names.

use clew::prompt::{keys_said, says_zero};

/// A language, a text, and the keys that it names.
const TEXTS: &[(&str, &str, &str)] = &[
    ("en-US", "For parcels, press 1. For bills, press 2.", "12"),
    ("en-US", "Press 1 or 2, or the star key.", "*12"),
    ("en-US", "Press 1 for sales, 2 for support, or 3 to hear this again.", "123"),
    ("en-US", "For sales, press 1; for support, 2.", "12"),
    ("en-US", "Press one for sales and two for support.", "12"),
    ("en-US", "Press or say 4.", "4"),
    ("en-US", "When you are done, press pound.", "#"),
    ("en-US", "\"Press 7\" is what you do.", "7"),
    ("en-US", "Press one of the keys.", ""),
    ("en-US", "Please enter your 6 digit number.", ""),
    ("en-US", "Press 1 to go on. We ship within 2 days, with 3 people.", "1"),
    ("en-US", "One of 5 people has 2 of them. Dial 911.", ""),
    ("en-US", "We have 2 stores. You can press on.", ""),
    ("es-US", "Para paquetes, oprima el 1. Para facturas, el 2.", "12"),
    ("es-US", "Marque uno para ventas, dos para soporte.", "12"),
    ("es-US", "Para terminar, presione la tecla numeral o asterisco.", "#*"),
    ("es-US", "Pulse 3 o diga \"ayuda\".", "3"),
    ("es-US", "Marque uno de los números. Somos 4 personas.", ""),
    ("de-DE", "Für Pakete drücken Sie die 1, für Rechnungen die 2.", "12"),
    ("de-DE", "Drücken Sie bitte die Eins oder die Zwei.", "12"),
    ("de-DE", "Wenn Sie fertig sind, drücken Sie die Rautetaste.", "#"),
    ("de-DE", "Wenn Sie die 3 drücken, hören Sie das noch einmal.", "3"),
    ("de-DE", "Taste 4 für alles andere.", "4"),
    ("de-DE", "Wählen Sie bitte: 1 für Pakete, 2 für Rechnungen.", "12"),
    ("de-DE", "Wir rufen in den nächsten 2 Tagen an. Sie sind die 3 in der Reihe.", ""),
    ("fr-FR", "Pour un colis, appuyez sur le 1. Pour une facture, le 2.", "12"),
    ("fr-FR", "Tapez un pour les ventes, deux pour l'assistance.", "12"),
    ("fr-FR", "Appuyez sur la touche dièse ou étoile.", "#*"),
    ("fr-FR", "Faites le 3 ou le 4.", "34"),
    ("fr-FR", "Appuyez sur un chiffre. Nous avons 2 magasins.", ""),
    ("tlh", "Press 1.", ""),
    ("en", "", ""),
];

#[test]
fn the_keys_that_a_text_names_are_found_in_every_language() {
    for (tag, text, keys) in TEXTS {
        let found: String = keys_said(text, tag).into_iter().collect();
        let mut keys: Vec<char> = keys.chars().collect();
        keys.sort_unstable();
        assert_eq!(found, keys.into_iter().collect::<String>(), "{tag}: {text}");
    }
}

#[test]
fn texts_that_name_the_key_zero_are_known() {
    for text in [
        "Press 0.",
        "For a person, press 0, or wait.",
        "press zero",
        "0: a person",
        "Dial \"0\" now",
        "Marque el cero.",
        "Oprima 0 en cualquier momento.",
        "Drücken Sie die Null.",
        "Drücken Sie jederzeit die 0!",
        "Appuyez sur zéro.",
        "Faites le 0.",
    ] {
        assert!(says_zero(text), "{text}");
    }
    for text in [
        "Press 10.",
        "It is 0.50.",
        "It opens at 08:00.",
        "You owe $0",
        "Your balance is zero.",
        "Su saldo es cero.",
        "Ihr Kontostand ist null.",
        "0123",
        "",
    ] {
        assert!(!says_zero(text), "{text}");
    }
}
