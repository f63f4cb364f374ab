//! Words that were misheard: nearly written alike, or sounding alike. Only for choices that a flow offers, and only
//! where no phrase was heard exactly; never for a person, yes, no or goodbye.

use rphonetic::{Cologne, DoubleMetaphone, Encoder};
use serde::Deserialize;

use super::{
    tokens::{Token, words},
    words::Words,
};

/// How words are compared by sound. Spanish and French are written much as they sound, as far as callers go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sounds {
    /// Not at all.
    #[default]
    AsWritten,
    /// By Double Metaphone.
    English,
    /// By Kölner Phonetik.
    German,
}

/// How alike two words are written to count as one: Jaro-Winkler, from 0 to 1.
const ALIKE: f64 = 0.88;
/// The shortest words that may be alike, in letters: shorter ones differ by what matters.
const ALIKE_LETTERS_MIN: usize = 4;
/// The shortest words that are compared by sound, in letters.
const SOUND_LETTERS_MIN: usize = 5;
/// The longest words that are compared at all, in letters.
const LETTERS_MAX: usize = 30;
/// The longest code of a sound. The usual 4 takes all long words that begin alike for one.
const CODE_MAX: usize = 12;

/// Whether something in `text` is nearly one of the phrases.
pub(super) fn heard_in(list: &Words, text: &str, sounds: Sounds) -> bool {
    let text = words(text);
    let near = |phrase: &Vec<Token>| {
        text.windows(phrase.len())
            .any(|window| window.iter().zip(phrase).all(|(heard, word)| alike(heard, word, sounds)))
    };
    list.phrases().iter().any(near)
}

fn alike(heard: &Token, word: &Token, sounds: Sounds) -> bool {
    if heard.same(word) {
        return true;
    }
    let (Some(heard), Some(word)) = (heard.letters(), word.letters()) else { return false };
    let shorter = heard.chars().count().min(word.chars().count());
    if shorter < ALIKE_LETTERS_MIN || LETTERS_MAX < heard.chars().count().max(word.chars().count()) {
        return false;
    }
    ALIKE <= strsim::jaro_winkler(heard, word) || (SOUND_LETTERS_MIN <= shorter && sound_alike(heard, word, sounds))
}

/// Whether both have the same code. What is no plain letter is not compared: the encoders cut strings by bytes.
fn sound_alike(heard: &str, word: &str, sounds: Sounds) -> bool {
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase());
    if !plain(heard) || !plain(word) {
        return false;
    }
    let code = |text: &str| match sounds {
        Sounds::AsWritten => String::new(),
        Sounds::English => DoubleMetaphone::new(Some(CODE_MAX)).encode(text),
        Sounds::German => Cologne.encode(text),
    };
    let code_heard = code(heard);
    !code_heard.is_empty() && code_heard == code(word)
}
