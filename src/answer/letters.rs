//! Letters, spelled: "b c d", "B wie Berta", "bravo charlie".

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Answer, Count, Ear, Heard, Kind,
    spoken::{Said, Speech},
    tokens::{TokenKind, tokens},
};
use crate::call::{Type, Value};

pub const KIND: Kind = Kind::of::<Letters>("letters", &["letters"]);

/// Letters, spelled by voice: a booking code, the beginning of a name.
///
/// `letters: 3` is exactly three, `letters: [2, 5]` two to five. Callers say them one by one, by a spelling table
/// ("bravo"), or with a word for each ("b as in boy": the word counts, since it is heard better). They cannot be typed.
/// The value is in capitals.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Letters {
    /// How many: a number, or the fewest and the most. 1 to 30.
    letters: Count,
}

impl Answer for Letters {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn gives(&self) -> Type {
        Type::Text
    }

    fn read(&self, heard: Heard<'_>, ear: &Ear<'_>) -> Option<Value> {
        let Heard::Words(text) = heard else { return None };
        let said = Said::new(text, ear.lexicon);
        let letters = said.speech(ear.lexicon).spelled()?;
        self.letters.holds(letters.chars().count()).then(|| Value::Text(letters.to_uppercase()))
    }
}

impl Speech<'_> {
    /// All letters, if nothing else is said.
    fn spelled(self) -> Option<String> {
        let (mut letters, mut at) = (String::new(), 0);
        while at < self.len() {
            let double = self.past(at, &self.words.letters.double);
            let twice = double.and_then(|next| self.letter(next)).filter(|_| self.letter_is_longer(at).is_none());
            let (letter, next, count) = match twice {
                Some((letter, next)) => (letter, next, 2),
                None => self.letter(at).map(|(letter, next)| (letter, next, 1)).or_else(|| {
                    let token = self.get(at).filter(|token| token.kind == TokenKind::Capitals)?;
                    Some((token.text.clone(), at + 1, 1))
                })?,
            };
            letters.push_str(&letter.repeat(count));
            at = next;
        }
        (!letters.is_empty()).then_some(letters)
    }

    /// A letter whose name has more words than one: "double u" is no doubled u.
    fn letter_is_longer(self, at: usize) -> Option<usize> {
        self.words.letters.names.at(self.tokens, at).map(|(_, length)| length).filter(|length| 1 < *length)
    }

    /// A letter at `at`, and where it ends, with the word that begins with it.
    fn letter(self, at: usize) -> Option<(String, usize)> {
        let (letter, next) = self.name_of_letter(at)?;
        let word = |at: usize| self.get(at)?.letters().filter(|word| 1 < word.chars().count());
        let example = self.past(next, &self.words.letters.as_in).and_then(|at| word(at).map(|word| (word, at + 1)));
        match example {
            Some((word, end)) if !word.is_empty() => Some((initial(letter, word).to_string(), end)),
            Some(_) | None => Some((letter.to_string(), next)),
        }
    }

    fn name_of_letter(self, at: usize) -> Option<(char, usize)> {
        if let Some((letter, length)) = self.words.letters.names.at(self.tokens, at) {
            return Some((letter, at + length));
        }
        let token = self.get(at).filter(|token| token.letters().is_some())?;
        let mut letters = token.spelling().chars();
        let letter = letters.next().filter(|letter| letter.is_alphabetic())?;
        letters.next().is_none().then_some((letter, at + 1))
    }
}

/// The letter that is meant by one and a word for it. Words are heard better than letters.
fn initial(letter: char, word: &str) -> char {
    let first = word.chars().next().filter(|first| first.is_alphabetic());
    // The word is without its accents: `Ä wie Ärger` is an `Ä`.
    let same = tokens(letter.encode_utf8(&mut [0; 4]))
        .iter()
        .any(|token| first.is_some_and(|first| token.text.starts_with(first)));
    first.filter(|_| !same).unwrap_or(letter)
}
