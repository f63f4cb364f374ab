//! How much of what is to be said fits into a time.

use super::length_ms;
use crate::call::Spoken;

/// What a recording counts, in milliseconds, since its length is not known here: a sentence.
const RECORDING_MS: u64 = 3_000;

/// How many pieces, from the first on, can be said within so many seconds. What stands first is most important: behind
/// the first piece that does not fit nothing is said, however short.
#[must_use]
pub fn leading(pieces: &[Spoken], seconds: u32) -> usize {
    let mut left = u64::from(seconds) * 1_000;
    let fits = |piece: &&Spoken| {
        let rest = left.checked_sub(lasts_ms(piece));
        left = rest.unwrap_or(0);
        rest.is_some()
    };
    pieces.iter().take_while(fits).count()
}

fn lasts_ms(piece: &Spoken) -> u64 {
    match piece {
        Spoken::Text { language, text, .. } => length_ms(text, language.as_str()),
        Spoken::Audio { .. } => RECORDING_MS,
        Spoken::Pause { seconds } => u64::from(*seconds) * 1_000,
    }
}
