use super::{Checked, Rule};
use crate::flow::problem::{Problem, Problems};

pub(super) const RULE: Rule = Rule {
    name: "recording-unplayable",
    manual: "A recording that a platform cannot play: damaged, cut off, silent, too long, or of another kind than WAV \
             and MP3. Callers would hear nothing in its place. What would only sound better is a warning.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    for (_, _, prompt) in checked.draft.all_prompts() {
        let Some((name, take)) = prompt.audio.as_ref().and_then(|name| Some((name, checked.recordings.get(name)?)))
        else {
            continue;
        };
        if let Some(wrong) = &take.wrong {
            problems.add(|| {
                Problem::error(RULE.name, &prompt.file, prompt.id, format!("`{name}` cannot be played: {wrong}"))
                    .hint("record it again, or leave out `audio`: then the platform's voice speaks the text")
            });
        } else if let Some(advice) = &take.advice {
            problems.add(|| {
                Problem::warning(RULE.name, &prompt.file, prompt.id, format!("`{name}` could sound better: {advice}"))
                    .hint("16 bit PCM with 8,000 samples a second on one channel is what a telephone carries")
            });
        }
    }
}
