//! What reads badly aloud, and what only looks like it.

use clew::prompt::{length_ms, reads_badly};

/// A language, a text that reads badly in one place, that place, and what could stand there instead.
#[rustfmt::skip]
const BAD: &[(&str, &str, &str, Option<&str>)] = &[
    ("en-US", "We are open 9am - 4pm.", "9am - 4pm", Some("9am to 4pm")),
    ("en-US", "We are open 9 am – 4 pm daily.", "9 am – 4 pm", Some("9 am to 4 pm")),
    ("en-US", "We are open from 8:00-18:00.", "8:00-18:00", Some("8:00 to 18:00")),
    ("de-DE", "Geöffnet 8 - 18 Uhr.", "8 - 18 Uhr", Some("8 bis 18 Uhr")),
    ("fr-FR", "Ouvert de 8h30-17h00.", "8h30-17h00", Some("8h30 à 17h00")),
    ("en-US", "Mon-Fri we are here.", "Mon-Fri", Some("Monday to Friday")),
    ("en-US", "Open M-F.", "M-F", Some("Monday to Friday")),
    ("en-US", "Tues. – Sat. we are here.", "Tues. – Sat", Some("Tuesday to Saturday")),
    ("es-US", "De Lun-Vie estamos aquí.", "Lun-Vie", Some("lunes a viernes")),
    ("de-DE", "Mo-Fr sind wir da.", "Mo-Fr", Some("Montag bis Freitag")),
    ("fr-FR", "Ouvert lundi-vendredi.", "lundi-vendredi", Some("du lundi au vendredi")),
    ("en-US", "We are in suite # 4.", "#", Some("number")),
    ("en-US", "Ring 1-877-555-0100 for help.", "1-877-555-0100", Some("1, 8 7 7, 5 5 5, 0 1 0 0")),
    ("en-US", "Ring (555) 555-0100, please.", "(555) 555-0100", Some("5 5 5, 5 5 5, 0 1 0 0")),
    ("en-US", "Ring 877 555 0100.", "877 555 0100", Some("8 7 7, 5 5 5, 0 1 0 0")),
    ("en-US", "Ring 555-0100.", "555-0100", Some("5 5 5, 0 1 0 0")),
    ("de-DE", "Rufen Sie +49 30 123456 an.", "+49 30 123456", Some("4 9, 3 0, 1 2 3 4 5 6")),
    ("fr-FR", "Appelez le 06 12 34 56 78.", "06 12 34 56 78", Some("0 6, 1 2, 3 4, 5 6, 7 8")),
    ("en-US", "Your code is 12345678.", "12345678", Some("1 2 3, 4 5 6, 7 8")),
    ("en-US", "Visit www.example.com today.", "www.example.com", Some("example dot com")),
    ("es-US", "Visite https://example.org/.", "https://example.org/", Some("example punto org")),
    ("en-US", "See example.com/help for more.", "example.com/help", None),
    ("de-DE", "Schreiben Sie an hilfe@example.de!", "hilfe@example.de", Some("hilfe ät example Punkt de")),
    ("en-US", "PLEASE hold the line.", "PLEASE", Some("Please")),
    ("en-US", "Do not hold. Please WAIT THERE.", "THERE", Some("there")),
    ("fr-FR", "Un colis EXPRÉDIÉ.", "EXPRÉDIÉ", Some("exprédié")),
    ("en-US", "Parcels & letters.", "&", Some("and")),
    ("fr-FR", "Colis & lettres.", "&", Some("et")),
    ("en-US", "Parcel #5 is late.", "#5", Some("number 5")),
    ("en-US", "Parcel #{n|digits} is late.", "#{n|digits}", Some("number {n|digits}")),
    ("en-US", "Press # to end.", "#", Some("pound")),
    ("en-GB", "Press the # key.", "#", Some("hash")),
    ("es-ES", "Pulse #.", "#", Some("almohadilla")),
    ("de-DE", "Drücken Sie *.", "*", Some("Stern")),
    ("en-US", "A letter w/ a stamp.", "w/", Some("with")),
    ("en-US", "We are here 24/7.", "24/7", Some("24 hours a day, 7 days a week")),
    ("de-DE", "Wir sind 24/7 da.", "24/7", Some("rund um die Uhr")),
    ("en-US", "Some, e.g. letters.", "e.g.", Some("for example")),
    ("en-US", "Letters, parcels, etc.", "etc.", Some("and so on.")),
    ("de-DE", "Etwas, z. B. Briefe.", "z. B.", Some("zum Beispiel")),
    ("es-US", "Algo (p. ej. cartas).", "p. ej.", Some("por ejemplo")),
    ("fr-FR", "Le n° de colis.", "n°", Some("numéro")),
    ("en-US", "It arrives 11/24/2026.", "11/24/2026", None),
    ("de-DE", "Es kommt am 24.11.2026.", "24.11.2026", None),
    ("en-US", "It arrives 2026-11-24.", "2026-11-24", None),
    ("en-US", "The sender/receiver pays.", "sender/receiver", Some("sender or receiver")),
    ("en-US", "Letters and/or parcels.", "and/or", Some("or")),
    ("en-US", "Wait <break time=\"1s\"/> here.", "<break time=\"1s\"/>", None),
];

/// What looks like it and reads well.
const GOOD: &[(&str, &str)] = &[
    ("en-US", ""),
    ("en-US", "Your parcel {parcel_number|digits} arrives {parcel.eta|day} at {x.com|time}-ish."),
    ("en-US", "Ring {a|phone}/{b|phone}, or 5 5 5, 0 1 0 0."),
    ("en-US", "We open at 9 AM, 9am on Sundays, and close at 16:30."),
    ("en-US", "A two-hour wait - at most - with Wi-Fi and T-shirts."),
    ("en-US", "It costs $12.50, or 1,250,000 in all, and 2024-2026 was fine."),
    ("en-US", "AT&T, B&B, NASA, COVID, the USA, an IVR and a QWRTZ."),
    ("en-US", "Ask Dr. Lee on Elm Dr. about St. Mary. No. 5 is alive."),
    ("en-US", "It does 50 km/h on TCP/IP. 1 < 2 > 0."),
    ("en-US", "Press 1 or 2. In 5 of 10 cases, 20 30 40."),
    ("es-US", "Abrimos a las 9 a.m. en la EE. UU., de lunes a viernes."),
    ("de-DE", "Das ist so-so. Der 24. November, 14 Uhr 30, 1.250.000 Euro."),
    ("fr-FR", "Rendez-vous mardi 24 novembre à 14 heures 30, peut-être."),
    ("tlh", "PLEASE WAIT 24/7"),
];

#[test]
fn what_reads_badly_is_found_at_its_place_with_something_better() {
    for (tag, text, place, instead) in BAD {
        let found = reads_badly(text, tag);
        let places: Vec<&str> = found.iter().map(|one| &text[one.at.clone()]).collect();
        assert_eq!(places, [*place], "{tag}: {text}");
        assert_eq!(found[0].instead.as_deref(), *instead, "{tag}: {text}");
        assert!(!found[0].says.ends_with('.') && !found[0].says.is_empty(), "{}", found[0].says);
    }
}

#[test]
fn what_only_looks_like_it_is_left_alone() {
    for (tag, text) in GOOD {
        let places: Vec<&str> = reads_badly(text, tag).iter().map(|one| &text[one.at.clone()]).collect();
        assert_eq!(places, [""; 0], "{tag}: {text}");
    }
}

#[test]
fn what_could_stand_there_instead_reads_well() {
    for (tag, text, place, instead) in BAD {
        let Some(instead) = instead else { continue };
        let better = text.replacen(place, instead, 1);
        assert_eq!(reads_badly(&better, tag), [], "{tag}: {better}");
    }
}

#[test]
fn everything_in_a_text_is_found_in_its_order() {
    let text = "OPENING hours: Mon-Fri 9am-4pm & Sat. Ring 1-877-555-0100 or see example.com.";
    let found: Vec<&str> = reads_badly(text, "en-US").iter().map(|one| &text[one.at.clone()]).collect();
    assert_eq!(found, ["OPENING", "Mon-Fri", "9am-4pm", "&", "1-877-555-0100", "example.com"]);
}

#[test]
fn any_text_can_be_listened_to() {
    let seed = fastrand::u64(..);
    let mut random = fastrand::Rng::with_seed(seed);
    let pieces = [
        "9am", "-", "–", " ", "#", "{", "}", "é", "🧶", "/", "&", "www.", "@", ".com", "555", "+", "(", "A", "<", ">",
        "|", ".",
    ];
    for _ in 0..3000 {
        let text: String = (0..random.usize(..12)).map(|_| pieces[random.usize(..pieces.len())]).collect();
        for tag in ["en-US", "es-ES", "de-DE", "fr-FR"] {
            for one in reads_badly(&text, tag) {
                assert!(text.get(one.at.clone()).is_some_and(|place| !place.is_empty()), "seed {seed}: {text}");
            }
        }
    }
}

/// Texts, and the seconds that they were heard to take when read at 160 words a minute (espeak-ng 1.51 -s 160).
const HEARD_MS: &[(&str, &str, u64)] = &[
    ("en-US", "Press 0, or say person, at any time to talk to somebody.", 4328),
    (
        "en-US",
        "This is taking longer than it should. Let me get you a person. Press 1 if you would rather go on by yourself, or just stay on the line.",
        8531,
    ),
    ("en-US", "Your parcel 1 2 3, 4 5 6 7 8 arrives Tuesday, November 24.", 6295),
    ("es-US", "Marque 0, o diga persona, en cualquier momento para hablar con alguien.", 5183),
    (
        "es-US",
        "Esto está tardando más de lo debido. Permítame comunicarle con una persona. Marque 1 si prefiere seguir por su cuenta, o simplemente espere en la línea.",
        10753,
    ),
    ("de-DE", "Drücken Sie jederzeit die 0, oder sagen Sie Mensch, um mit jemandem zu sprechen.", 5106),
    (
        "de-DE",
        "Das dauert länger, als es sollte. Ich verbinde Sie gern mit einem Menschen. Drücken Sie die 1, wenn Sie lieber selbst weitermachen, oder bleiben Sie einfach dran.",
        10054,
    ),
    ("fr-FR", "Appuyez sur 0, ou dites conseiller, à tout moment pour parler à quelqu'un.", 4315),
    (
        "fr-FR",
        "Cela prend plus de temps que prévu. Je vais vous passer quelqu'un. Appuyez sur 1 si vous préférez continuer par vous-même, ou restez simplement en ligne.",
        8554,
    ),
];

#[test]
fn texts_take_about_as_long_as_they_were_heard_to() {
    for (tag, text, heard) in HEARD_MS {
        let said = length_ms(text, tag);
        assert!(heard * 9 / 10 <= said && said <= heard * 15 / 10, "{tag}: {text}: {said} ms, heard {heard} ms");
    }
    assert_eq!(length_ms("", "en"), 0);
    assert!(length_ms("1 2 3, 4 5 6", "en") > length_ms("123456", "en"));
}
