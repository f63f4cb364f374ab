//! The proof that a caller agreed to the end of the call.

use crate::{
    answer::{Heard, Lexicon, asks_for_person},
    call::{Call, How, Name, builtin},
};

/// The proof that the caller agreed to a goodbye. No call is ended by us without one (C3), and only the caller's own
/// words, keys or silence in the three places below make one.
#[derive(Debug)]
pub struct Agreed {
    farewell: &'static str,
    settled: bool,
}

impl Agreed {
    /// The caller has just said that the matter is settled.
    pub(super) const fn settled() -> Self {
        Self { farewell: builtin::SETTLED, settled: true }
    }

    /// A matter was settled in this call, and the caller chose goodbye at the first question after it.
    pub(super) fn nothing_more(call: &Call) -> Option<Self> {
        let at_first_question = call.matter.steps_asked() <= 1;
        (0 < call.settled && at_first_question).then_some(Self { farewell: builtin::GOODBYE, settled: true })
    }

    /// The caller was told "if you say nothing, I hang up", and said nothing, or goodbye and no word for a person:
    /// "no thanks, a person please" is no goodbye.
    pub(super) fn at_closing(heard: Heard<'_>, lexicon: &Lexicon) -> Option<Self> {
        let agrees = match heard {
            Heard::Silence => true,
            Heard::Words(words) => lexicon.goodbye.heard_in(words) && !asks_for_person(heard, lexicon),
            Heard::Keys(_) => false,
        };
        agrees.then_some(Self { farewell: builtin::GOODBYE, settled: false })
    }

    /// How the call is left by it, where the caller has said so.
    pub(super) const fn how(&self) -> Option<How> {
        if self.settled { Some(How::Settled) } else { None }
    }

    /// The prompt that says goodbye.
    pub(super) fn farewell(&self) -> Name {
        self.farewell.into()
    }
}
