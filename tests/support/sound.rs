//! Recordings that a platform can play.

/// A chunk of a WAV file.
fn chunk(id: &[u8; 4], said: u32, body: &[u8]) -> Vec<u8> {
    [id.as_slice(), &said.to_le_bytes(), body].concat()
}

/// A WAV file of silence, with that many samples of each channel.
pub fn wav(coding: u16, rate_hz: u32, channels: u16, bits: u16, samples: usize) -> Vec<u8> {
    let block = channels * bits / 8;
    let mut format = Vec::new();
    format.extend(coding.to_le_bytes());
    format.extend(channels.to_le_bytes());
    format.extend(rate_hz.to_le_bytes());
    format.extend((rate_hz * u32::from(block)).to_le_bytes());
    format.extend(block.to_le_bytes());
    format.extend(bits.to_le_bytes());
    let data = vec![0; samples * usize::from(block)];
    let length = |body: &[u8]| u32::try_from(body.len()).unwrap();
    let chunks = [
        chunk(b"fmt ", length(&format), &format),
        // A chunk of an odd length, with the byte that fills it up.
        chunk(b"LIST", 7, b"INFOabc\0"),
        chunk(b"data", length(&data), &data),
    ];
    let body = [b"WAVE".as_slice(), &chunks.concat()].concat();
    chunk(b"RIFF", length(&body), &body)
}

/// A recording of that many milliseconds, as a telephone carries it.
pub fn recording(length_ms: usize) -> Vec<u8> {
    wav(1, 8_000, 1, 16, length_ms * 8)
}
