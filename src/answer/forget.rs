//! Asking to be forgotten. It is asked back before anything is deleted, so that this may be heard a little too often.

use super::{Heard, Lexicon};

/// Whether the caller asks that what is known of them is deleted. "Don't forget me" and "Forget-me-not Lane" do not.
#[must_use]
pub fn asks_to_be_forgotten(heard: Heard<'_>, lexicon: &Lexicon) -> bool {
    match heard {
        Heard::Words(text) => lexicon.remember.longest_in(text) < lexicon.forget.longest_in(text),
        Heard::Keys(_) | Heard::Silence => false,
    }
}
