//! What a recording holds, and whether a platform can play it.
//!
//! Judged from its bytes alone, whatever they are. The lengths that a file claims are held against what is there before
//! anything is set aside for them.

use std::{fmt, io::Cursor};

use symphonia::{
    core::{
        audio::Channels,
        codecs::audio::well_known::CODEC_ID_MP3,
        formats::{FormatOptions, FormatReader, TrackType},
        io::{MediaSourceStream, ReadOnlySource},
    },
    default::formats::MpaReader,
};

/// The largest file, in bytes: 10 MB.
pub const SIZE_MAX: usize = 10_000_000;

/// The longest recording, in milliseconds: ten minutes.
pub const LENGTH_MAX_MS: u64 = 600_000;

/// The kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// WAV: PCM of 8 or 16 bits, µ-law or A-law.
    Wav,
    /// MP3.
    Mp3,
}

impl Content {
    /// The media type, as it is served.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Wav => "audio/wav",
            Self::Mp3 => "audio/mpeg",
        }
    }
}

/// What a recording holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// The kind of file.
    pub content: Content,
    /// Samples a second.
    pub rate_hz: u32,
    /// 1 is mono, 2 is stereo.
    pub channels: usize,
    /// How long it plays, in milliseconds.
    pub length_ms: u64,
}

/// Why a recording cannot be played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotPlayable {
    /// Nothing is in it.
    Empty,
    /// More than [`SIZE_MAX`]; how many bytes.
    TooLarge(usize),
    /// Another kind of file, and what it looks like if that is known.
    OtherKind(Option<&'static str>),
    /// A WAV file whose sound is written in a way that platforms cannot be relied on to play.
    OtherCoding,
    /// Its header is broken.
    Damaged,
    /// It breaks off: what is there, and what its header says, in milliseconds.
    CutOff {
        /// What is there.
        is_ms: u64,
        /// What its header says.
        says_ms: u64,
    },
    /// It has a header and no sound.
    Silent,
    /// More than [`LENGTH_MAX_MS`]; how long.
    TooLong(u64),
}

impl fmt::Display for NotPlayable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = |ms: &u64| format!("{}.{} s", ms / 1000, ms % 1000 / 100);
        match self {
            Self::Empty => f.write_str("the file is empty"),
            Self::TooLarge(bytes) => write!(f, "the file has {} MB; 10 MB are the most", bytes / 1_000_000),
            Self::OtherKind(Some(kind)) => write!(f, "this is {kind}; platforms play WAV and MP3"),
            Self::OtherKind(None) => f.write_str("this is no sound that platforms play; those are WAV and MP3"),
            Self::OtherCoding => {
                f.write_str("not every platform plays the coding of this WAV file; save it as 16 bit PCM, or as µ-law")
            }
            Self::Damaged => f.write_str("the file is damaged: its header cannot be read"),
            Self::CutOff { is_ms, says_ms } => {
                write!(f, "the file breaks off after {}; its header says {}", seconds(is_ms), seconds(says_ms))
            }
            Self::Silent => f.write_str("the file holds no sound"),
            Self::TooLong(ms) => write!(f, "this takes {}; ten minutes are the most", seconds(ms)),
        }
    }
}

impl Recording {
    /// Looks into a recording. What an MP3 file lacks at its end is known only if its encoder wrote down its length.
    ///
    /// # Errors
    /// Why it cannot be played.
    pub fn read(bytes: &[u8]) -> Result<Self, NotPlayable> {
        if bytes.is_empty() {
            return Err(NotPlayable::Empty);
        }
        if SIZE_MAX < bytes.len() {
            return Err(NotPlayable::TooLarge(bytes.len()));
        }
        let recording = match kind(bytes) {
            Ok(Content::Wav) => wav(bytes),
            Ok(Content::Mp3) => mp3(bytes),
            Err(other) => Err(NotPlayable::OtherKind(other)),
        }?;
        match recording.length_ms {
            0 => Err(NotPlayable::Silent),
            long if LENGTH_MAX_MS < long => Err(NotPlayable::TooLong(long)),
            _ => Ok(recording),
        }
    }

    /// What could be better for a telephone, which carries 8,000 samples a second on one channel (ITU-T G.711).
    #[must_use]
    pub fn advice(&self) -> Option<&'static str> {
        match (self.rate_hz, self.channels) {
            (0..8000, _) => Some("with fewer than 8,000 samples a second it sounds dull, even on a telephone"),
            (_, 2..) => Some("a telephone plays one channel; what is only on the other may be lost"),
            (48_001.., _) => Some("a telephone plays 8,000 samples a second; the file is larger than it needs to be"),
            (_, _) => None,
        }
    }
}

/// The kind of file, by its first bytes; else what it looks like.
fn kind(bytes: &[u8]) -> Result<Content, Option<&'static str>> {
    match bytes {
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Ok(Content::Wav),
        [b'I', b'D', b'3', ..] => Ok(Content::Mp3),
        // A frame of layer 3: eleven bits of one, then the version and the layer.
        [0xff, second, ..] if second & 0xe6 == 0xe2 => Ok(Content::Mp3),
        [b'O', b'g', b'g', b'S', ..] => Err(Some("an Ogg file")),
        [b'f', b'L', b'a', b'C', ..] => Err(Some("a FLAC file")),
        [b'F', b'O', b'R', b'M', ..] => Err(Some("an AIFF file")),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Err(Some("an MP4 or M4A file")),
        [0x30, 0x26, 0xb2, 0x75, ..] => Err(Some("a Windows Media file")),
        [b'#', b'!', b'A', b'M', b'R', ..] => Err(Some("an AMR file")),
        [b'P', b'K', 3, 4, ..] => Err(Some("a ZIP archive")),
        _ => Err(None),
    }
}

/// A WAV file. Its header is small, and what it claims has to be held against what is there; so it is read here and
/// not by symphonia 0.6, which multiplies what it claims and overflows. (Microsoft and IBM, "Multimedia Programming
/// Interface and Data Specifications 1.0", Waveform Audio File Format.)
fn wav(bytes: &[u8]) -> Result<Recording, NotPlayable> {
    let (format, data) = chunks(bytes).ok_or(NotPlayable::Damaged)?;
    let (Some(format), Chunk { said, body }) = (Format::read(format), data) else { return Err(NotPlayable::Damaged) };
    if !format.plays() {
        return Err(NotPlayable::OtherCoding);
    }
    let length = |bytes: usize| {
        let blocks = bytes.checked_div(usize::from(format.block)).unwrap_or(0);
        milliseconds(u64::try_from(blocks).unwrap_or(u64::MAX), format.rate_hz)
    };
    let length_ms = length(said.min(body.len()));
    // Who writes to a pipe cannot know the length and says the largest there is.
    if body.len() < said && said < LARGEST {
        return Err(NotPlayable::CutOff { is_ms: length_ms, says_ms: length(said) });
    }
    let channels = usize::from(format.channels);
    Ok(Recording { content: Content::Wav, rate_hz: format.rate_hz, channels, length_ms })
}

/// From here on, the length of a chunk stands for one that was not known: ffmpeg says 2³² - 1, sox 2³¹ - 1 and less.
const LARGEST: usize = 0x7fff_f000;

/// A chunk: how long it says it is, and what there is of it and behind it.
struct Chunk<'a> {
    said: usize,
    body: &'a [u8],
}

/// The body of the format chunk, and the data chunk.
fn chunks(bytes: &[u8]) -> Option<(&[u8], Chunk<'_>)> {
    let mut rest = bytes.get(12..)?;
    let mut format = None;
    loop {
        let (id, after) = rest.split_first_chunk::<4>()?;
        let (length, body) = after.split_first_chunk::<4>()?;
        let said = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        match id {
            b"data" => return Some((format?, Chunk { said, body })),
            b"fmt " => format = Some(body.get(..said)?),
            _ => {}
        }
        // Chunks begin at even places.
        rest = body.get(said.checked_add(said % 2)?..)?;
    }
}

/// What the format chunk of a WAV file says.
struct Format {
    coding: u16,
    channels: u16,
    rate_hz: u32,
    /// Bytes of one sample of all channels.
    block: u16,
    bits: u16,
}

impl Format {
    fn read(body: &[u8]) -> Option<Self> {
        let [c0, c1, n0, n1, r0, r1, r2, r3, _, _, _, _, a0, a1, b0, b1, rest @ ..] = body else { return None };
        let coding = match (u16::from_le_bytes([*c0, *c1]), rest) {
            // "Extensible": the coding proper stands behind its own length, the bits and the loudspeakers.
            (0xfffe, [_, _, _, _, _, _, _, _, s0, s1, ..]) => u16::from_le_bytes([*s0, *s1]),
            (coding, _) => coding,
        };
        let (channels, rate_hz) = (u16::from_le_bytes([*n0, *n1]), u32::from_le_bytes([*r0, *r1, *r2, *r3]));
        let (block, bits) = (u16::from_le_bytes([*a0, *a1]), u16::from_le_bytes([*b0, *b1]));
        let fits = (1..=8).contains(&channels) && (1..=384_000).contains(&rate_hz) && 0 < block;
        fits.then_some(Self { coding, channels, rate_hz, block, bits })
    }

    /// Whether platforms can be relied on to play it: PCM of 8 or 16 bits, A-law or µ-law.
    fn plays(&self) -> bool {
        let whole = u32::from(self.block) * 8 == u32::from(self.channels) * u32::from(self.bits);
        whole && matches!((self.coding, self.bits), (1, 8 | 16) | (6 | 7, 8))
    }
}

/// An MP3 file, without the tag in front of it. Its frames are counted, not decoded.
fn mp3(bytes: &[u8]) -> Result<Recording, NotPlayable> {
    // Only forwards: no length is guessed from the size.
    let source = Box::new(ReadOnlySource::new(Cursor::new(without_tag(bytes)?)));
    let stream = MediaSourceStream::new(source, Default::default());
    let mut reader = MpaReader::try_new(stream, FormatOptions::default()).map_err(|_broken| NotPlayable::Damaged)?;
    let track = reader.default_track(TrackType::Audio).ok_or(NotPlayable::Damaged)?;
    let frames_said = track.num_frames;
    let sound = track.codec_params.as_ref().and_then(|params| params.audio()).ok_or(NotPlayable::Damaged)?;
    if sound.codec != CODEC_ID_MP3 {
        return Err(NotPlayable::OtherKind(Some("MPEG sound of another layer")));
    }
    let rate_hz = sound.sample_rate.filter(|rate| 0 < *rate).ok_or(NotPlayable::Damaged)?;
    let channels = sound.channels.as_ref().map_or(1, Channels::count);
    let mut frames = 0_u64;
    while let Ok(Some(packet)) = reader.next_packet() {
        frames = frames.saturating_add(packet.dur.get());
    }
    let (length_ms, says_ms) = (milliseconds(frames, rate_hz), milliseconds(frames_said.unwrap_or(frames), rate_hz));
    // Encoders count their own delay in or leave it out: two blocks of 1,152 samples, 300 ms at the lowest rate.
    if length_ms + 300 < says_ms {
        return Err(NotPlayable::CutOff { is_ms: length_ms, says_ms });
    }
    Ok(Recording { content: Content::Mp3, rate_hz, channels, length_ms })
}

/// What stands behind an ID3v2 tag: ten bytes, the last four the length of the rest, seven bits each (id3.org, 2.4.0).
fn without_tag(bytes: &[u8]) -> Result<&[u8], NotPlayable> {
    let [b'I', b'D', b'3', _, _, _, a, b, c, d, rest @ ..] = bytes else { return Ok(bytes) };
    let seven = |byte: &u8| usize::from(byte & 0x7f);
    let length = [a, b, c, d].into_iter().fold(0, |sum, byte| sum << 7 | seven(byte));
    rest.get(length..).ok_or(NotPlayable::Damaged)
}

fn milliseconds(frames: u64, rate_hz: u32) -> u64 {
    frames.saturating_mul(1000) / u64::from(rate_hz)
}
