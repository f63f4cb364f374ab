//! What turns ids into words for one call: its bundle's texts and words, and where recordings are fetched.

use crate::{
    call::{Name, Said, Speaker, Spoken, Value, builtin},
    engine::Flow,
    prompt::Catalogues,
};

/// The voice of one call.
pub(super) struct Voice<'a> {
    /// What there is to say.
    pub catalogues: &'a Catalogues,
    /// The words that callers say.
    pub flow: &'a Flow,
    /// The language of the call.
    pub language: &'a Name,
    /// Where recordings are fetched.
    pub recordings: &'a str,
}

impl Speaker for Voice<'_> {
    fn speak(&self, said: &Said) -> Spoken {
        if said.prompt.as_str() == builtin::PAUSE {
            let seconds = said.values.iter().find_map(|(_, value)| {
                let Value::Number(seconds) = value else { return None };
                seconds.to_string().parse::<u8>().ok()
            });
            return Spoken::Pause { seconds: seconds.unwrap_or(1).clamp(1, 10) };
        }
        self.catalogues.speak(self.language, said, self.recordings)
    }

    fn hints(&self, list: &Name) -> Vec<String> {
        self.flow.lexicon(self.language).phrases(list)
    }
}
