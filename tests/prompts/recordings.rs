//! Recordings that can be played, and bytes that cannot.

use clew::prompt::{Content, LENGTH_MAX_MS, NotPlayable, Recording, SIZE_MAX};

use super::sound::wav;

/// The codings of a WAV file.
const PCM: u16 = 1;
const FLOAT: u16 = 3;
const A_LAW: u16 = 6;
const MU_LAW: u16 = 7;

/// MP3 frames of silence: MPEG 1 layer 3, 128 kbit/s, 44.1 kHz, mono; 1,152 samples each (ISO 11172-3).
fn mp3(frames: usize) -> Vec<u8> {
    let mut frame = vec![0; 417];
    frame[..4].copy_from_slice(&[0xff, 0xfb, 0x90, 0xc4]);
    frame.repeat(frames)
}

/// The same, with a first frame that says how many follow.
fn mp3_that_says(said: u32, frames: usize) -> Vec<u8> {
    let mut info = mp3(1);
    // Behind the header and the 17 bytes that describe a mono frame.
    info[21..25].copy_from_slice(b"Info");
    info[25..29].copy_from_slice(&1_u32.to_be_bytes());
    info[29..33].copy_from_slice(&said.to_be_bytes());
    [info, mp3(frames)].concat()
}

/// An ID3v2 tag of that many bytes.
fn id3(length: usize) -> Vec<u8> {
    let seven = |shift: usize| u8::try_from(length >> shift & 0x7f).unwrap();
    [b"ID3\x04\0\0".as_slice(), &[seven(21), seven(14), seven(7), seven(0)], &vec![0; length]].concat()
}

#[track_caller]
fn plays(bytes: &[u8], content: Content, rate_hz: u32, channels: usize, length_ms: u64) {
    assert_eq!(Recording::read(bytes), Ok(Recording { content, rate_hz, channels, length_ms }));
}

#[test]
fn what_telephones_play_is_known_with_its_length() {
    plays(&wav(PCM, 8000, 1, 16, 12_000), Content::Wav, 8000, 1, 1500);
    plays(&wav(PCM, 44_100, 2, 16, 44_100), Content::Wav, 44_100, 2, 1000);
    plays(&wav(PCM, 8000, 1, 8, 800), Content::Wav, 8000, 1, 100);
    plays(&wav(MU_LAW, 8000, 1, 8, 8000), Content::Wav, 8000, 1, 1000);
    plays(&wav(A_LAW, 8000, 1, 8, 8000), Content::Wav, 8000, 1, 1000);
    plays(&mp3(100), Content::Mp3, 44_100, 1, 2612);
    plays(&mp3_that_says(100, 100), Content::Mp3, 44_100, 1, 2612);
    plays(&[id3(1000), mp3(100)].concat(), Content::Mp3, 44_100, 1, 2612);
    assert_eq!((Content::Wav.media_type(), Content::Mp3.media_type()), ("audio/wav", "audio/mpeg"));
}

#[test]
fn a_wav_file_from_a_pipe_does_not_know_its_length_and_plays() {
    let mut bytes = wav(PCM, 8000, 1, 16, 8000);
    let data = bytes.windows(4).position(|four| four == b"data").unwrap();
    bytes[4..8].copy_from_slice(&[0xff; 4]);
    bytes[data + 4..data + 8].copy_from_slice(&[0xff; 4]);
    let length = Recording::read(&bytes).unwrap().length_ms;
    assert!((950..=1000).contains(&length), "{length}");
}

#[test]
fn what_cannot_be_played_says_why() {
    let long = usize::try_from(LENGTH_MAX_MS).unwrap() * 8;
    let whole = wav(PCM, 8000, 1, 16, 8000);
    let cut = &whole[..whole.len() - 8000];
    for (bytes, why, says) in [
        (vec![], NotPlayable::Empty, "the file is empty"),
        (vec![0; SIZE_MAX + 1], NotPlayable::TooLarge(SIZE_MAX + 1), "the file has 10 MB; 10 MB are the most"),
        (
            b"PK\x03\x04zip".to_vec(),
            NotPlayable::OtherKind(Some("a ZIP archive")),
            "this is a ZIP archive; platforms play WAV and MP3",
        ),
        (
            b"OggS....".to_vec(),
            NotPlayable::OtherKind(Some("an Ogg file")),
            "this is an Ogg file; platforms play WAV and MP3",
        ),
        (
            b"....ftypM4A ".to_vec(),
            NotPlayable::OtherKind(Some("an MP4 or M4A file")),
            "this is an MP4 or M4A file; platforms play WAV and MP3",
        ),
        (
            b"hello".to_vec(),
            NotPlayable::OtherKind(None),
            "this is no sound that platforms play; those are WAV and MP3",
        ),
        (
            wav(FLOAT, 8000, 1, 32, 8000),
            NotPlayable::OtherCoding,
            "not every platform plays the coding of this WAV file; save it as 16 bit PCM, or as µ-law",
        ),
        (
            wav(PCM, 8000, 1, 24, 8000),
            NotPlayable::OtherCoding,
            "not every platform plays the coding of this WAV file; save it as 16 bit PCM, or as µ-law",
        ),
        (whole[..40].to_vec(), NotPlayable::Damaged, "the file is damaged: its header cannot be read"),
        (id3(1000)[..500].to_vec(), NotPlayable::Damaged, "the file is damaged: its header cannot be read"),
        (id3(1000), NotPlayable::Damaged, "the file is damaged: its header cannot be read"),
        (wav(PCM, 8000, 1, 16, 0), NotPlayable::Silent, "the file holds no sound"),
        (
            wav(MU_LAW, 8000, 1, 8, long + 8000),
            NotPlayable::TooLong(LENGTH_MAX_MS + 1000),
            "this takes 601.0 s; ten minutes are the most",
        ),
    ] {
        assert_eq!(Recording::read(&bytes), Err(why.clone()), "{says}");
        assert_eq!(why.to_string(), says);
    }
    let Err(NotPlayable::CutOff { is_ms, says_ms: 1000 }) = Recording::read(cut) else { panic!("not found cut off") };
    assert!((400..=500).contains(&is_ms), "{is_ms}");
    let Err(NotPlayable::CutOff { is_ms: 1306, says_ms: 2612 }) = Recording::read(&mp3_that_says(100, 50)) else {
        panic!("not found cut off")
    };
    let says = NotPlayable::CutOff { is_ms: 450, says_ms: 1000 }.to_string();
    assert_eq!(says, "the file breaks off after 0.4 s; its header says 1.0 s");
}

#[test]
fn what_could_be_better_for_a_telephone_is_said() {
    let advice = |rate_hz, channels| {
        Recording { content: Content::Wav, rate_hz, channels, length_ms: 1 }.advice().unwrap_or_default()
    };
    assert_eq!((advice(8000, 1), advice(16_000, 1), advice(44_100, 1)), ("", "", ""));
    assert!(advice(6000, 1).contains("dull"));
    assert!(advice(8000, 2).contains("one channel"));
    assert!(advice(96_000, 1).contains("larger"));
}

#[test]
fn lengths_that_a_file_only_claims_set_nothing_aside() {
    let mut bytes = wav(PCM, 8000, 1, 16, 100);
    let list = bytes.windows(4).position(|four| four == b"LIST").unwrap();
    bytes[list + 4..list + 8].copy_from_slice(&0xffff_fff0_u32.to_le_bytes());
    assert_eq!(Recording::read(&bytes), Err(NotPlayable::Damaged));
}

#[test]
fn bytes_of_any_kind_are_judged_and_never_break_anything() {
    let seed = fastrand::u64(..);
    let mut random = fastrand::Rng::with_seed(seed);
    let whole = [wav(PCM, 8000, 1, 16, 500), wav(MU_LAW, 8000, 2, 8, 500), mp3(5), mp3_that_says(5, 5), id3(50)];
    for _ in 0..20_000 {
        let mut bytes = whole[random.usize(..whole.len())].clone();
        for _ in 0..random.usize(..6) {
            // Headers are where it hurts most.
            let last = if random.bool() { bytes.len().min(80) } else { bytes.len() };
            if 0 < last {
                bytes[random.usize(..last)] =
                    if random.bool() { random.u8(..) } else { [0, 1, 0x7f, 0xff][random.usize(..4)] };
            }
        }
        bytes.truncate(random.usize(..=bytes.len()));
        if random.u8(..8) == 0 {
            bytes.splice(0..0, id3(random.usize(..20)));
        }
        let judged = std::panic::catch_unwind(|| Recording::read(&bytes));
        assert!(judged.is_ok(), "seed {seed}: panicked at {bytes:?}");
    }
}
