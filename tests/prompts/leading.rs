//! How much of what is to be said fits into a time.

use clew::{
    call::Spoken,
    prompt::{leading, length_ms},
};

fn text(text: &str) -> Spoken {
    Spoken::Text { language: "en-US".into(), voice: None, text: text.to_owned() }
}

#[test]
fn as_many_pieces_are_kept_from_the_first_as_can_be_said_in_time() {
    let ten = "x".repeat(10_000 / 67);
    assert_eq!(length_ms(&ten, "en-US"), 9_983);
    let pause = |seconds| Spoken::Pause { seconds };
    let recording = || Spoken::Audio { url: "https://line.example/audio/a".to_owned() };
    for (pieces, seconds, wanted) in [
        (vec![], 8, 0),
        (vec![text("One."), text("Two."), text("Three.")], 8, 3),
        (vec![text("One."), text(&ten), text("Three.")], 8, 1),
        (vec![text(&ten), text("Two.")], 8, 0),
        (vec![text(&ten)], 10, 1),
        (vec![pause(8)], 8, 1),
        (vec![pause(8), pause(1)], 8, 1),
        (vec![recording(), recording(), recording()], 8, 2),
        (vec![text(""), text(""), pause(1)], 0, 2),
    ] {
        assert_eq!(leading(&pieces, seconds), wanted, "{pieces:?} in {seconds} s");
    }
}

#[test]
fn no_piece_more_would_fit() {
    for seed in 0..2_000 {
        let mut dice = fastrand::Rng::with_seed(seed);
        let pieces: Vec<Spoken> = (0..dice.usize(..12))
            .map(|_| match dice.u8(..4) {
                0 => Spoken::Pause { seconds: dice.u8(1..=10) },
                _ => text(&"ab 1,".repeat(dice.usize(..20))),
            })
            .collect();
        let lasts = |count: usize| -> u64 {
            let each = pieces.iter().take(count).map(|piece| match piece {
                Spoken::Text { text, .. } => length_ms(text, "en-US"),
                Spoken::Pause { seconds } => u64::from(*seconds) * 1_000,
                Spoken::Audio { .. } => 0,
            });
            each.sum()
        };
        let kept = leading(&pieces, 8);
        assert!(lasts(kept) <= 8_000, "seed {seed}");
        assert!(kept == pieces.len() || 8_000 < lasts(kept + 1), "seed {seed}");
    }
}
