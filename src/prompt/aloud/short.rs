//! Abbreviations that voices spell, skip or take for the end of a sentence.

use super::{ReadsBadly, Text};
use crate::prompt::Language;

const SAYS: &str = "this is an abbreviation that voices spell out or skip";

/// What is written short, and what it means. Compared without regard to case; two words are set apart by a blank.
const ENGLISH: &[(&str, &str)] = &[
    ("e.g.", "for example"),
    ("eg.", "for example"),
    ("i.e.", "that is"),
    ("etc.", "and so on"),
    ("w/", "with"),
    ("w/o", "without"),
    ("approx.", "about"),
    ("ext.", "extension"),
    ("dept.", "department"),
    ("appt.", "appointment"),
    ("hrs", "hours"),
    ("hrs.", "hours"),
    ("mins", "minutes"),
    ("mins.", "minutes"),
    ("acct.", "account"),
    ("acct", "account"),
    ("pls", "please"),
    ("thx", "thank you"),
    ("tel.", "telephone"),
];

const SPANISH: &[(&str, &str)] = &[
    ("p. ej.", "por ejemplo"),
    ("p.ej.", "por ejemplo"),
    ("ud.", "usted"),
    ("uds.", "ustedes"),
    ("vd.", "usted"),
    ("tel.", "teléfono"),
    ("tfno.", "teléfono"),
    ("ext.", "extensión"),
    ("aprox.", "aproximadamente"),
    ("hrs.", "horas"),
    ("hrs", "horas"),
    ("nº", "número"),
    ("n.º", "número"),
    ("núm.", "número"),
];

const GERMAN: &[(&str, &str)] = &[
    ("z. b.", "zum Beispiel"),
    ("z.b.", "zum Beispiel"),
    ("d. h.", "das heißt"),
    ("d.h.", "das heißt"),
    ("bzw.", "beziehungsweise"),
    ("usw.", "und so weiter"),
    ("ca.", "etwa"),
    ("ggf.", "gegebenenfalls"),
    ("evtl.", "eventuell"),
    ("tel.", "Telefon"),
    ("tel.-nr.", "Telefonnummer"),
    ("std.", "Stunden"),
    ("mind.", "mindestens"),
];

const FRENCH: &[(&str, &str)] = &[
    ("p. ex.", "par exemple"),
    ("p.ex.", "par exemple"),
    ("c.-à-d.", "c'est-à-dire"),
    ("tél.", "téléphone"),
    ("n°", "numéro"),
    ("env.", "environ"),
    ("rdv", "rendez-vous"),
    ("svp", "s'il vous plaît"),
    ("s.v.p.", "s'il vous plaît"),
];

pub(super) fn abbreviations(text: &Text<'_>) -> Vec<ReadsBadly> {
    let list = match text.language {
        Language::English => ENGLISH,
        Language::Spanish => SPANISH,
        Language::German => GERMAN,
        Language::French => FRENCH,
    };
    let mut found = Vec::new();
    for (at, word) in text.words.iter().enumerate() {
        let pair = text.words.get(at + 1).and_then(|next| text.text.get(word.at..next.span().end));
        for written in pair.into_iter().chain([word.text]) {
            let last = word.at + written.trim_end().len() == text.text.trim_end().len();
            found.extend(abbreviation(written, word.at, list).map(|found| ended(found, written, last)));
        }
    }
    found
}

/// At the end of a text the full stop of an abbreviation is that of the sentence too.
fn ended(mut found: ReadsBadly, written: &str, last: bool) -> ReadsBadly {
    if let Some(instead) = found.instead.as_mut().filter(|_| last && written.ends_with('.')) {
        instead.push('.');
    }
    found
}

fn abbreviation(written: &str, at: usize, list: &[(&str, &str)]) -> Option<ReadsBadly> {
    let from = written.trim_start_matches(['(', '"', '«', '“']);
    let at = at + written.len() - from.len();
    let written = from.trim_end_matches([',', ';', ':', '!', '?', ')', '"', '»', '”']);
    let lower = written.to_lowercase();
    let (_, meant) = list.iter().find(|(short, _)| *short == lower)?;
    Some(ReadsBadly { at: at..at + written.len(), says: SAYS, instead: Some((*meant).to_owned()) })
}
