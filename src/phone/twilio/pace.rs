//! How long things take on a phone without a clock. Round figures of ordinary calls; nothing depends on their being
//! exact, only on their being the same every time.

use crate::phone::Piece;
use crate::phone::document::{Gather, SpeechTimeout};

/// From the end of a prompt to the first key, or to hanging up.
pub(super) const FIRST_KEY_MS: u64 = 1000;
/// From one key to the next.
pub(super) const NEXT_KEY_MS: u64 = 500;
/// From the beginning of a prompt to a key that does not wait for its end.
pub(super) const AT_ONCE_MS: u64 = 300;
/// How long a telephone rings before a person answers.
pub(super) const ANSWER_MS: u64 = 5000;
/// How soon the network says that a telephone is busy or cannot be reached.
pub(super) const REFUSED_MS: u64 = 2000;
/// What is recorded, in seconds, of a caller who only presses a key or hangs up at the tone.
pub(super) const TAP_S: u32 = 1;

/// How long a caller talks to a machine that has answered, in seconds.
pub(super) const MACHINE_S: u32 = 20;

/// A recording that is played counts as 3 s: its true length is not in the document.
const AUDIO_MS: u64 = 3000;
/// The platform's voice says about 15 characters a second: 170 English words a minute.
const VOICE_PER_S: u64 = 15;
/// A caller on the phone says about 12 characters a second.
const CALLER_PER_S: u64 = 12;
/// The silence after which the platform takes speech as ended if it may decide itself.
const AUTO_MS: u64 = 1000;

/// How long a piece takes, said so often.
pub(super) fn of_piece(piece: &Piece, times: u32) -> u64 {
    let once = match piece {
        Piece::Text { text, .. } => per_second(text, VOICE_PER_S),
        Piece::Audio { .. } => AUDIO_MS,
    };
    once.saturating_mul(if times == 0 { 1000 } else { u64::from(times) })
}

/// How long all prompts of a wait take.
pub(super) fn of_prompts(gather: &Gather) -> u64 {
    let spoken: u64 = gather.prompts.iter().map(|(piece, times)| of_piece(piece, *times)).sum();
    spoken.saturating_add(of_seconds(gather.pauses_s))
}

/// How long a caller takes to say something.
pub(super) fn of_speech(text: &str) -> u64 {
    per_second(text, CALLER_PER_S)
}

/// How long the platform waits after speech.
pub(super) fn after_speech(timeout: SpeechTimeout) -> u64 {
    match timeout {
        SpeechTimeout::Auto => AUTO_MS,
        SpeechTimeout::Seconds(seconds) => of_seconds(seconds),
    }
}

/// Seconds as milliseconds.
pub(super) fn of_seconds(seconds: u32) -> u64 {
    u64::from(seconds) * 1000
}

/// Milliseconds as whole seconds, rounded up, as platforms bill.
pub(super) fn in_seconds(ms: u64) -> u32 {
    u32::try_from(ms.div_ceil(1000)).unwrap_or(u32::MAX)
}

fn per_second(text: &str, rate: u64) -> u64 {
    u64::try_from(text.chars().count()).unwrap_or(u64::MAX).saturating_mul(1000) / rate
}
